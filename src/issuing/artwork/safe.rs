//! An organisation's own picture made safe: decoded within bounds, and written anew from its pixels alone.
//!
//! **Invariant:** of a file that somebody brings nothing is passed on but pixels: no text, place, profile or script;
//! and nothing that it names is loaded.

use std::io::Cursor;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{cleaned, raster};

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;
/// The widest and highest picture, in pixels, before it is decoded.
pub const LARGEST_SIDE: u32 = 4096;
/// The most pixels.
pub const LARGEST_AREA: u32 = 16_000_000;
/// How wide and high it is kept at most, in pixels.
pub const KEPT_SIDE: u32 = 512;
/// The largest photograph, in bytes: what telephones make.
pub const LARGEST_PHOTOGRAPH: usize = 8 * 1024 * 1024;
/// How wide and high a photograph is kept at most, in pixels: enough to read a page by.
pub const PHOTOGRAPH_SIDE: u32 = 1280;
/// How long a drawing may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Why a picture is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// More than [`LARGEST_FILE`], or a photograph of more than [`LARGEST_PHOTOGRAPH`].
    #[error("the picture is larger than 2 MiB")]
    TooLarge,
    /// Neither PNG nor JPEG nor SVG.
    #[error("the picture is neither a PNG, a JPEG nor an SVG")]
    Kind,
    /// Wider or higher than [`LARGEST_SIDE`], more pixels than [`LARGEST_AREA`], or none.
    #[error(
        "the picture is not between 1 and 4096 pixels wide and high, or has more than 16 million"
    )]
    Sides,
    /// Truncated or damaged.
    #[error("the picture is damaged or incomplete")]
    Damaged,
    /// The SVG declares entities, or has a document type with a subset of its own.
    #[error("the SVG picture declares entities of its own, which are not read")]
    Entities,
    /// The SVG uses what is not drawn here, so that it would look otherwise.
    #[error(
        "the SVG picture uses {0}, which is not drawn here: turn it into outlines, or bring a PNG"
    )]
    NotDrawn(&'static str),
    /// The SVG asks for more work than a picture needs.
    #[error("the SVG picture is too complex to be drawn")]
    Complex,
}

/// A picture of at most [`KEPT_SIDE`] pixels a side, as PNG: the pixels of what was brought, and nothing else of it.
///
/// # Errors
///
/// [`PictureError`].
pub fn safe_picture(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    if bytes.len() > LARGEST_FILE {
        return Err(PictureError::TooLarge);
    }
    let pixels = if let Some(pixels) = from_pixels(bytes, KEPT_SIDE)? {
        pixels
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| PictureError::Kind)?;
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if !text.starts_with('<') {
            return Err(PictureError::Kind);
        }
        from_svg(text)?
    };
    raster::png_of_photograph(&pixels).map_err(|_| PictureError::Damaged)
}

/// A photograph of at most [`PHOTOGRAPH_SIDE`] pixels a side, as PNG: where it was taken, when and with what is gone.
///
/// # Errors
///
/// [`PictureError`]; a drawing is refused as another [`PictureError::Kind`].
pub fn safe_photograph(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    if bytes.len() > LARGEST_PHOTOGRAPH {
        return Err(PictureError::TooLarge);
    }
    let pixels = from_pixels(bytes, PHOTOGRAPH_SIDE)?.ok_or(PictureError::Kind)?;
    raster::png_of_photograph(&pixels).map_err(|_| PictureError::Damaged)
}

/// The pixels of a PNG or a JPEG, at most `side` of them a side; `None`: it is neither.
fn from_pixels(bytes: &[u8], side: u32) -> Result<Option<Pixmap>, PictureError> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        from_png(bytes, side).map(Some)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        from_jpeg(bytes, side).map(Some)
    } else {
        Ok(None)
    }
}

fn bounded(width: u32, height: u32) -> Result<(), PictureError> {
    let sides = 1..=LARGEST_SIDE;
    if sides.contains(&width) && sides.contains(&height) && width * height <= LARGEST_AREA {
        Ok(())
    } else {
        Err(PictureError::Sides)
    }
}

/// The sides that a picture is kept at.
fn kept(width: u32, height: u32, most: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= most {
        return (width, height);
    }
    let side = |side: u32| (side * most / longest).max(1);
    (side(width), side(height))
}

fn from_png(bytes: &[u8], side: u32) -> Result<Pixmap, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let limits = png::Limits { bytes: 96 << 20 };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(damaged)?;
    let (width, height) = (header.width, header.height);
    bounded(width, height)?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let length = reader.output_buffer_size().ok_or(PictureError::Sides)?;
    let mut data = vec![0; length];
    let frame = reader.next_frame(&mut data).map_err(damaged)?;
    let channels = match frame.color_type {
        png::ColorType::Grayscale => 1,
        png::ColorType::GrayscaleAlpha => 2,
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        png::ColorType::Indexed => return Err(PictureError::Damaged),
    };
    if (frame.width, frame.height) != (width, height) {
        return Err(PictureError::Damaged);
    }
    resized(&data, (width, height), channels, 1, side)
}

fn from_jpeg(bytes: &[u8], side: u32) -> Result<Pixmap, PictureError> {
    let options = DecoderOptions::new_safe()
        .set_strict_mode(true)
        .set_max_width(LARGEST_SIDE as usize)
        .set_max_height(LARGEST_SIDE as usize)
        .jpeg_set_max_scans(64)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder
        .decode_headers()
        .map_err(|_| PictureError::Damaged)?;
    let info = decoder.info().ok_or(PictureError::Damaged)?;
    let sides = (u32::from(info.width), u32::from(info.height));
    bounded(sides.0, sides.1)?;
    let data = decoder.decode().map_err(|_| PictureError::Damaged)?;
    let turned = decoder
        .exif()
        .and_then(|exif| orientation(exif))
        .unwrap_or(1);
    resized(&data, sides, 3, turned, side)
}

/// How a photograph was held (EXIF 2.32, 4.6.4, tag 0112): it is drawn upright, since the tag is not passed on.
fn orientation(exif: &[u8]) -> Option<u8> {
    let exif = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let little = match exif.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let octets = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little {
            u16::from_le_bytes(octets)
        } else {
            u16::from_be_bytes(octets)
        })
    };
    let long = |at: usize| -> Option<u32> {
        let octets = exif.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(octets)
        } else {
            u32::from_be_bytes(octets)
        })
    };
    let first = usize::try_from(long(4)?).ok()?;
    let count = usize::from(short(first)?);
    (0..count)
        .find_map(|entry| {
            let at = first.checked_add(2 + entry * 12)?;
            (short(at)? == 0x0112).then(|| short(at + 8))?
        })
        .and_then(|value| u8::try_from(value).ok())
}

/// The picture at the size it is kept at, upright.
fn resized(
    data: &[u8],
    (width, height): (u32, u32),
    channels: usize,
    orientation: u8,
    side: u32,
) -> Result<Pixmap, PictureError> {
    let (columns, rows) = (width as usize, height as usize);
    if data.len() < columns * rows * channels {
        return Err(PictureError::Damaged);
    }
    let pixel = |x: usize, y: usize| {
        let (x, y) = match orientation {
            2 => (columns - 1 - x, y),
            3 => (columns - 1 - x, rows - 1 - y),
            4 => (x, rows - 1 - y),
            5 => (y, x),
            6 => (y, rows - 1 - x),
            7 => (columns - 1 - y, rows - 1 - x),
            8 => (columns - 1 - y, x),
            _ => (x, y),
        };
        let at = (y * columns + x) * channels;
        match data[at..at + channels] {
            [grey] => [grey, grey, grey, 255],
            [grey, alpha] => [grey, grey, grey, alpha],
            [red, green, blue] => [red, green, blue, 255],
            [red, green, blue, alpha, ..] => [red, green, blue, alpha],
            [] => [0; 4],
        }
    };
    let upright = if (5..=8).contains(&orientation) {
        (height, width)
    } else {
        (width, height)
    };
    raster::smaller(upright, kept(upright.0, upright.1, side), pixel).ok_or(PictureError::Sides)
}

fn from_svg(text: &str) -> Result<Pixmap, PictureError> {
    let text = cleaned::svg(text)?;
    let (tell, told) = mpsc::channel();
    // What no rule of ours foresaw ends here: the thread is left alone, and its answer dropped.
    thread::Builder::new()
        .stack_size(16 << 20)
        .spawn(move || {
            // Nobody listens any more when it took too long.
            let _ = tell.send(drawn(&text));
        })
        .map_err(|_| PictureError::Complex)?;
    told.recv_timeout(LONGEST)
        .map_err(|_| PictureError::Complex)?
}

fn drawn(text: &str) -> Result<Pixmap, PictureError> {
    let options = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let tree = Tree::from_str(text, &options).map_err(|_| PictureError::Damaged)?;
    let size = tree.size();
    let longest = size.width().max(size.height());
    if !(longest.is_finite() && longest > 0.0) {
        return Err(PictureError::Sides);
    }
    #[allow(clippy::cast_precision_loss, reason = "a small number")]
    let scale = KEPT_SIDE as f32 / longest;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and the side that is kept"
    )]
    let side = |length: f32| ((length * scale).round() as u32).clamp(1, KEPT_SIDE);
    let mut pixels =
        Pixmap::new(side(size.width()), side(size.height())).ok_or(PictureError::Sides)?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    let nothing = PremultipliedColorU8::TRANSPARENT;
    if pixels.pixels().iter().all(|pixel| *pixel == nothing) {
        return Err(PictureError::NotDrawn("nothing that can be seen"));
    }
    Ok(pixels)
}

#[cfg(test)]
mod tests;
