//! Pixels into a PNG of nothing but pixels: no text, no date, no profile.

use std::collections::HashMap;

use resvg::tiny_skia::{ColorU8, Pixmap, PremultipliedColorU8};

use super::NotDrawn;

/// A small PNG: with a palette where at most 256 colours are enough for the eye.
pub(super) fn png(pixels: &Pixmap) -> Result<Vec<u8>, NotDrawn> {
    if let Some((colours, indexes)) = palette(pixels) {
        let opaque: Vec<u8> = colours
            .iter()
            .flat_map(|colour| [colour.red(), colour.green(), colour.blue()])
            .collect();
        let alpha: Vec<u8> = colours.iter().map(|colour| colour.alpha()).collect();
        return encode(pixels, png::ColorType::Indexed, &indexes, |encoder| {
            encoder.set_palette(opaque);
            encoder.set_trns(alpha);
        });
    }

    png_of_photograph(pixels)
}

/// A PNG of any picture, every pixel as it is.
pub(super) fn png_of_photograph(pixels: &Pixmap) -> Result<Vec<u8>, NotDrawn> {
    let opaque = pixels.pixels().iter().all(|pixel| pixel.alpha() == 255);
    let straight = pixels
        .pixels()
        .iter()
        .map(resvg::tiny_skia::PremultipliedColorU8::demultiply);
    if opaque {
        let parts = straight.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
        return encode(
            pixels,
            png::ColorType::Rgb,
            &parts.collect::<Vec<u8>>(),
            |_| {},
        );
    }
    let parts =
        straight.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]);
    encode(
        pixels,
        png::ColorType::Rgba,
        &parts.collect::<Vec<u8>>(),
        |_| {},
    )
}

fn encode(
    pixels: &Pixmap,
    colour: png::ColorType,
    data: &[u8],
    prepare: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
) -> Result<Vec<u8>, NotDrawn> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(colour);
    encoder.set_compression(png::Compression::Balanced);
    if colour == png::ColorType::Indexed {
        encoder.set_filter(png::Filter::NoFilter);
    }
    prepare(&mut encoder);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(data))
        .map_err(|_| NotDrawn)?;
    Ok(bytes)
}

/// Colours and, for each pixel, which one it has; soft edges are told in fewer steps where there are too many.
fn palette(pixels: &Pixmap) -> Option<(Vec<ColorU8>, Vec<u8>)> {
    [0, 1, 3, 7, 15]
        .into_iter()
        .find_map(|fold| folded(pixels, fold))
}

fn folded(pixels: &Pixmap, fold: u8) -> Option<(Vec<ColorU8>, Vec<u8>)> {
    let mut known: HashMap<[u8; 4], u8> = HashMap::new();
    let mut colours = Vec::new();
    let mut indexes = Vec::with_capacity(pixels.pixels().len());
    let mut last: Option<(PremultipliedColorU8, u8)> = None;
    for pixel in pixels.pixels() {
        if let Some((colour, index)) = last
            && colour == *pixel
        {
            indexes.push(index);
            continue;
        }
        let key = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()].map(|part| part | fold);
        let index = if let Some(index) = known.get(&key) {
            *index
        } else {
            let index = u8::try_from(colours.len()).ok()?;
            known.insert(key, index);
            colours.push(pixel.demultiply());
            index
        };
        last = Some((*pixel, index));
        indexes.push(index);
    }
    Some((colours, indexes))
}

/// A picture at most as wide and as high as it was: every new pixel is the mean of those that it covers.
pub(super) fn smaller(
    (from_width, from_height): (u32, u32),
    (width, height): (u32, u32),
    pixel: impl Fn(usize, usize) -> [u8; 4],
) -> Option<Pixmap> {
    let columns = shares(from_width, width);
    let rows = shares(from_height, height);
    let mut made = Pixmap::new(width, height)?;
    let to = usize::try_from(width).ok()?;
    let mut sums = vec![[0.0_f32; 4]; to];
    for (row, made) in rows.iter().zip(made.pixels_mut().chunks_mut(to)) {
        sums.fill([0.0; 4]);
        for (y, weight) in row {
            for (column, sum) in columns.iter().zip(&mut sums) {
                for (x, share) in column {
                    let [red, green, blue, alpha] = pixel(*x, *y).map(f32::from);
                    let part = share * weight;
                    let seen = part * alpha / 255.0;
                    for (sum, part) in
                        sum.iter_mut()
                            .zip([red * seen, green * seen, blue * seen, alpha * part])
                    {
                        *sum += part;
                    }
                }
            }
        }
        for (sum, made) in sums.iter().zip(made) {
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a mean of octets"
            )]
            let [red, green, blue, alpha] = sum.map(|sum| (sum + 0.5) as u8);
            // No part of a colour is more than its alpha: the means keep that, rounding might not.
            *made = PremultipliedColorU8::from_rgba(
                red.min(alpha),
                green.min(alpha),
                blue.min(alpha),
                alpha,
            )?;
        }
    }
    Some(made)
}

/// For each of `to` places, the ones of `from` that it covers, and the share of each.
fn shares(from: u32, to: u32) -> Vec<Vec<(usize, f32)>> {
    #[allow(clippy::cast_precision_loss, reason = "sides of pictures")]
    let step = from as f32 / to as f32;
    (0..to)
        .map(|place| {
            #[allow(clippy::cast_precision_loss, reason = "sides of pictures")]
            let begin = place as f32 * step;
            let end = begin + step;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "places in a picture"
            )]
            let (first, last) = (begin as usize, (end.ceil() as usize).min(from as usize));
            (first..last.max(first + 1))
                .map(|at| {
                    #[allow(clippy::cast_precision_loss, reason = "sides of pictures")]
                    let at_f = at as f32;
                    let share = ((at_f + 1.0).min(end) - at_f.max(begin)).max(0.0) / step;
                    (at.min(from as usize - 1), share)
                })
                .collect()
        })
        .collect()
}
