//! What a badge looks like: drawn here from a template that says competence, level and organisation.
//!
//! The outline is the level (a disc, a soft square, a flower), the colour the family, the words the rest; the
//! competence can be read where the badge is 90 pixels wide. The same drawing is a PNG or an SVG.
//!
//! **Invariant:** a picture is made of its words, its colour and the embedded font alone: the same everywhere, with
//! no script, no metadata and nothing to load.

mod cleaned;
mod lettering;
mod marked;
mod raster;
mod safe;
mod shape;
mod wording;

pub use marked::marked;
pub use safe::{
    KEPT_SIDE, LARGEST_AREA, LARGEST_FILE, LARGEST_PHOTOGRAPH, LARGEST_SIDE, PHOTOGRAPH_SIDE,
    PictureError, safe_photograph, safe_picture,
};

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use resvg::tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Transform};

use crate::openbadges::issue::Level;
use lettering::{centred, svg_path, width};
use shape::Shape;
use wording::{Lines, Room};

/// Width and height, in pixels.
const SIDE: u16 = 256;
/// The middle, and the radius of the outline.
const MIDDLE: f32 = 128.0;
/// From the rim to the nearest letter.
const MARGIN: f32 = 11.0;
/// Where the competence stands.
const COMPETENCE: (f32, f32) = (73.0, 181.0);
/// Where the darker foot begins, and the line in it that says who awards the badge.
const FOOT: f32 = 187.0;
const FOOT_LINE: f32 = 213.0;
/// The sizes of its letters: at 90 pixels the least is 10 pixels, of which a small letter takes more than 5.
const SIZES: (f32, f32) = (28.5, 43.0);
/// Pictures that are kept drawn: all of one network's at hand, and never more than some 40 MB.
const KEPT: usize = 4096;

/// The picture could not be drawn: a colour that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the badge's picture cannot be drawn")]
pub struct NotDrawn;

/// What a badge's picture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Face<'a> {
    /// Colour of the competence's family, `#rrggbb`.
    pub colour: &'a str,
    /// Name of what was earned.
    pub competence: &'a str,
    /// How far it goes; `None`: the achievement itself, before anyone reached a level.
    pub level: Option<Level>,
    /// Name of who awards it.
    pub organisation: &'a str,
}

type Drawn = Mutex<HashMap<(String, String, Option<Level>, String), Arc<Vec<u8>>>>;

static DRAWN: LazyLock<Drawn> = LazyLock::new(Drawn::default);

/// The PNG of a badge, 256 pixels wide and high; drawn once.
///
/// # Errors
///
/// [`NotDrawn`].
pub fn picture(face: &Face) -> Result<Arc<Vec<u8>>, NotDrawn> {
    let key = (
        face.colour.to_owned(),
        face.competence.to_owned(),
        face.level,
        face.organisation.to_owned(),
    );
    let drawn = || DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(picture) = drawn().get(&key) {
        return Ok(Arc::clone(picture));
    }
    let picture = Arc::new(draw(face)?);
    let mut drawn = drawn();
    if drawn.len() >= KEPT {
        drawn.clear();
    }
    drawn.insert(key, Arc::clone(&picture));
    Ok(picture)
}

/// The PNG of a badge, drawn anew.
///
/// # Errors
///
/// [`NotDrawn`].
pub fn draw(face: &Face) -> Result<Vec<u8>, NotDrawn> {
    let mut pixels = Pixmap::new(u32::from(SIDE), u32::from(SIDE)).ok_or(NotDrawn)?;
    for (path, ink) in layers(face)? {
        paint(&mut pixels, &path, ink);
    }
    raster::png(&pixels)
}

/// Fills an outline.
fn paint(pixels: &mut Pixmap, path: &Path, ink: Ink) {
    let mut paint = Paint::default();
    paint.set_color(ink.colour());
    pixels.fill_path(path, &paint, FillRule::Winding, Transform::identity(), None);
}

/// The same picture as SVG: outlines alone, its words as its title.
///
/// # Errors
///
/// [`NotDrawn`].
pub fn svg(face: &Face) -> Result<String, NotDrawn> {
    let mut drawing = opening(SIDE);
    drawing += &title(face);
    for (path, ink) in layers(face)? {
        drawing += r#"<path fill=""#;
        drawing += &ink.hexadecimal();
        drawing += r#"" d=""#;
        drawing += &svg_path(&path);
        drawing += r#""/>"#;
    }
    Ok(drawing + "</svg>")
}

/// A picture that was made safe and has its level on it, as SVG: its pixels are in it, so that nothing is loaded.
#[must_use]
pub fn framed(picture: &[u8], face: &Face) -> String {
    let mut drawing = opening(marked::SIDE);
    drawing += &title(face);
    drawing += r#"<image width="100%" height="100%" href="data:image/png;base64,"#;
    drawing += &STANDARD.encode(picture);
    drawing + r#""/></svg>"#
}

fn opening(side: u16) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}" role="img">"#
    )
}

/// Its words, for those who do not see it.
fn title(face: &Face) -> String {
    let mut drawing = "<title>".to_owned();
    let said = [
        Some(face.competence),
        face.level.map(Level::name),
        Some(face.organisation),
    ];
    for (place, words) in said
        .into_iter()
        .flatten()
        .filter(|words| !words.is_empty())
        .enumerate()
    {
        if place > 0 {
            drawing += " · ";
        }
        for letter in words.chars() {
            match letter {
                '&' => drawing += "&amp;",
                '<' => drawing += "&lt;",
                '>' => drawing += "&gt;",
                other if other.is_control() => {}
                other => drawing.push(other),
            }
        }
    }
    drawing + "</title>"
}

/// An opaque colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ink([u8; 3]);

impl Ink {
    const WHITE: Self = Self([255; 3]);
    const BLACK: Self = Self([0x1b, 0x1f, 0x22]);

    fn parse(colour: &str) -> Result<Self, NotDrawn> {
        let digits = colour
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6)
            .ok_or(NotDrawn)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotDrawn);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| NotDrawn)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    fn colour(self) -> Color {
        let [red, green, blue] = self.0;
        Color::from_rgba8(red, green, blue, 255)
    }

    fn hexadecimal(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// `share` of the way to another.
    fn towards(self, other: Self, share: f32) -> Self {
        let mut mixed = self.0;
        for (part, to) in mixed.iter_mut().zip(other.0) {
            let value = f32::from(*part) + (f32::from(to) - f32::from(*part)) * share;
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between two octets"
            )]
            {
                *part = value.round() as u8;
            }
        }
        Self(mixed)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f32 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f32::from(part) / 255.0;
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Contrast (WCAG 2.2), from 1 to 21.
    fn against(self, other: Self) -> f32 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

/// What is painted, from the ground up.
fn layers(face: &Face) -> Result<Vec<(Path, Ink)>, NotDrawn> {
    let ground = Ink::parse(face.colour)?;
    let ink = if Ink::WHITE.against(ground) >= 4.5 {
        Ink::WHITE
    } else {
        Ink::BLACK
    };
    let shape = face.level.map_or(Shape::Disc, Shape::of);
    let outline = shape.outline(MIDDLE, MIDDLE, MIDDLE).ok_or(NotDrawn)?;
    let below = shape.below(MIDDLE, MIDDLE, MIDDLE, FOOT).ok_or(NotDrawn)?;
    // Away from the letters: what is written there stands out even more.
    let away = if ink == Ink::WHITE {
        Ink([0; 3])
    } else {
        Ink::WHITE
    };
    let mut layers = vec![(outline, ground), (below, ground.towards(away, 0.28))];
    let mut words = PathBuilder::new();
    head(&mut words, face.level);
    let reach = |from: f32, until: f32| shape.reach(MIDDLE, MARGIN, from - MIDDLE, until - MIDDLE);
    let room = competence_room(&reach);
    let Lines { size, lines } = room.fit(face.competence, SIZES.0, SIZES.1);
    for (line, y) in lines.iter().zip(room.baselines(lines.len(), size)) {
        centred(&mut words, line, size, MIDDLE, y);
    }
    foot(&mut words, face.organisation, &reach);
    if let Some(words) = words.finish() {
        layers.push((words, ink));
    }
    Ok(layers)
}

fn competence_room(reach: &dyn Fn(f32, f32) -> f32) -> Room<'_> {
    Room {
        top: COMPETENCE.0,
        bottom: COMPETENCE.1,
        reach,
    }
}

/// The level: its word under as many dots; without a level, the three outlines that it may get.
fn head(words: &mut PathBuilder, level: Option<Level>) {
    let Some(level) = level else {
        for (shape, x) in Shape::ALL.into_iter().zip([96.0, 128.0, 160.0]) {
            if let Some(small) = shape.outline(x, 50.0, 11.0) {
                words.push_path(&small);
            }
        }
        return;
    };
    let dots = level.number();
    for dot in 0..dots {
        let x = MIDDLE + (f32::from(dot) - f32::from(dots - 1) / 2.0) * 15.0;
        words.push_circle(x, 28.0, 4.8);
    }
    centred(words, level.name(), 27.0, MIDDLE, 62.0);
}

/// Who awards it: the longest way to say it that can be read.
fn foot(words: &mut PathBuilder, name: &str, reach: &dyn Fn(f32, f32) -> f32) {
    let ways = wording::shorter(name);
    for way in &ways {
        for size in [23.0, 22.0, 21.0, 20.0] {
            if width(way) * size <= 2.0 * reach(FOOT_LINE - size * lettering::CAPITAL, FOOT_LINE) {
                return centred(words, way, size, MIDDLE, FOOT_LINE);
            }
        }
    }
    let room = Room {
        top: FOOT_LINE - 20.0,
        bottom: FOOT_LINE + 6.0,
        reach,
    };
    let last = ways.last().map_or(name, String::as_str);
    let Lines { size, lines } = room.fit(last, 20.0, 20.0);
    if let Some(line) = lines.first() {
        centred(words, line, size, MIDDLE, FOOT_LINE);
    }
}

#[cfg(test)]
mod tests;
