//! The level, written under an organisation's own picture: the template's outline for it, and its word.

use resvg::tiny_skia::{FilterQuality, PathBuilder, Pixmap, PixmapPaint, Rect, Transform};

use super::lettering::{CAPITAL, centred, width};
use super::shape::Shape;
use super::{Ink, NotDrawn, paint, raster};
use crate::openbadges::issue::Level;

/// Width and height, in pixels.
pub(super) const SIDE: u16 = 384;
/// Where the picture ends.
const PICTURE: f32 = 306.0;
/// The middle line and half the height of the mark, and the size of its word: 10 pixels where the badge is 90.
const MARK: f32 = 347.0;
const HALF: f32 = 35.0;
const SIZE: f32 = 43.0;

/// A picture that was made safe, with a level under it, as PNG.
///
/// # Errors
///
/// [`NotDrawn`]: it was not made safe before.
pub fn marked(picture: &[u8], level: Level) -> Result<Vec<u8>, NotDrawn> {
    let picture = Pixmap::decode_png(picture).map_err(|_| NotDrawn)?;
    let side = f32::from(SIDE);
    let mut pixels = Pixmap::new(u32::from(SIDE), u32::from(SIDE)).ok_or(NotDrawn)?;
    #[allow(clippy::cast_precision_loss, reason = "at most 512")]
    let (wide, high) = (picture.width() as f32, picture.height() as f32);
    let scale = (side / wide).min(PICTURE / high);
    let (fit, scale) = if scale < 1.0 {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 1 and the side of the picture"
        )]
        let sides = [wide, high].map(|length| (length * scale).round().max(1.0) as u32);
        let from = (picture.width(), picture.height());
        let fit = raster::smaller(from, (sides[0], sides[1]), |x, y| {
            let pixel = picture.pixels()[y * from.0 as usize + x].demultiply();
            [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
        });
        (fit.ok_or(NotDrawn)?, 1.0)
    } else {
        (picture, scale)
    };
    #[allow(clippy::cast_precision_loss, reason = "at most 512")]
    let (wide, high) = (fit.width() as f32 * scale, fit.height() as f32 * scale);
    let (left, top) = (
        ((side - wide) / 2.0).floor(),
        ((PICTURE - high) / 2.0).floor(),
    );
    let placed = Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    let smooth = PixmapPaint {
        quality: FilterQuality::Bilinear,
        ..PixmapPaint::default()
    };
    pixels.draw_pixmap(0, 0, fit.as_ref(), &smooth, placed, None);

    let word = level.name();
    let written = width(word) * SIZE;
    let full = HALF + 20.0 + 16.0 + written + 30.0;
    let from = (side - full) / 2.0;
    let mut ground = PathBuilder::new();
    let band = Rect::from_ltrb(from + HALF, MARK - HALF, from + full - HALF, MARK + HALF);
    ground.push_rect(band.ok_or(NotDrawn)?);
    ground.push_circle(from + HALF, MARK, HALF);
    ground.push_circle(from + full - HALF, MARK, HALF);
    let mut letters = PathBuilder::new();
    let sign = Shape::of(level).outline(from + HALF + 2.0, MARK, 20.0);
    letters.push_path(&sign.ok_or(NotDrawn)?);
    let line = MARK + SIZE * CAPITAL / 2.0 - 1.0;
    let middle = from + HALF + 20.0 + 16.0 + written / 2.0;
    centred(&mut letters, word, SIZE, middle, line);
    for (path, ink) in [(ground, Ink::BLACK), (letters, Ink::WHITE)] {
        paint(&mut pixels, &path.finish().ok_or(NotDrawn)?, ink);
    }
    raster::png_of_photograph(&pixels)
}
