//! What a badge looks like: drawn here, one picture for each family and level.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::openbadges::issue::Level;

/// Width and height, in pixels.
const SIDE: u32 = 256;

/// Pictures by colour and level.
type Drawn = Mutex<HashMap<(String, Level), Arc<Vec<u8>>>>;

static DRAWN: LazyLock<Drawn> = LazyLock::new(Drawn::default);

/// The picture could not be drawn: a colour that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the badge's picture cannot be drawn")]
pub struct NotDrawn;

/// The PNG of a badge: a rosette in its family's colour (`#rrggbb`), with one to three stars for its level.
///
/// # Errors
///
/// [`NotDrawn`].
pub fn picture(colour: &str, level: Level) -> Result<Arc<Vec<u8>>, NotDrawn> {
    let key = (colour.to_owned(), level);
    let known = |drawn: &Drawn| {
        let drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.get(&key).cloned()
    };
    if let Some(picture) = known(&DRAWN) {
        return Ok(picture);
    }
    let picture = Arc::new(draw(colour, level)?);
    DRAWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, Arc::clone(&picture));
    Ok(picture)
}

fn draw(colour: &str, level: Level) -> Result<Vec<u8>, NotDrawn> {
    let tree = Tree::from_str(&svg(colour, level), &Options::default()).map_err(|_| NotDrawn)?;
    let mut pixels = Pixmap::new(SIDE, SIDE).ok_or(NotDrawn)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    let straight: Vec<u8> = pixels
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let pixel = pixel.demultiply();
            [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()]
        })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::High);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&straight))
        .map_err(|_| NotDrawn)?;
    Ok(bytes)
}

/// A star of five points around the origin.
const STAR: &str = "M0-22 6.5-7 22-6.8 10 3.4 13.6 18.7 0 10.4-13.6 18.7-10 3.4-22-6.8-6.5-7Z";

/// Twelve petals, a disc, and the stars.
fn svg(colour: &str, level: Level) -> String {
    let mut petals = String::new();
    for turn in (0..360).step_by(30) {
        petals += r#"<ellipse cx="128" cy="34" rx="24" ry="30" transform="rotate("#;
        petals += &turn.to_string();
        petals += r#" 128 128)"/>"#;
    }
    let places: &[&str] = match level.number() {
        1 => &["128"],
        2 => &["98", "158"],
        _ => &["74", "128", "182"],
    };
    let mut stars = String::new();
    for x in places {
        stars += r#"<path transform="translate("#;
        stars += x;
        stars += r#" 130) scale(1.15)" d=""#;
        stars += STAR;
        stars += r#""/>"#;
    }
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
        <g fill="{colour}">{petals}<circle cx="128" cy="128" r="96"/></g>
        <circle cx="128" cy="128" r="86" fill="none" stroke="#fff" stroke-width="3"/>
        <g fill="#fff">{stars}</g></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_has_a_picture_of_its_own_that_any_reader_opens() {
        let pictures = Level::ALL.map(|level| picture("#0b6e6e", level).unwrap());
        assert_ne!(pictures[0], pictures[1]);
        assert_ne!(pictures[1], pictures[2]);
        for picture in &pictures {
            let mut reader = png::Decoder::new(std::io::Cursor::new(&***picture))
                .read_info()
                .unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut pixels).unwrap();
            assert_eq!((frame.width, frame.height), (SIDE, SIDE));
            assert!(picture.len() < 32 * 1024, "{}", picture.len());
            // The middle of the upper rim has the family's colour.
            let rim = (38 * SIDE as usize + 128) * 4;
            assert_eq!(&pixels[rim..rim + 3], [0x0b, 0x6e, 0x6e]);
        }
        assert_eq!(picture("\"/>", Level::ALL[0]), Err(NotDrawn));
    }
}
