//! The letters on artwork: outlines and widths of one embedded font, so that every machine draws the same picture.

use std::sync::LazyLock;

use resvg::tiny_skia::{Path, PathBuilder};
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Where it comes from: `data/artwork/README.md`.
static FONT: LazyLock<Face<'static>> = LazyLock::new(|| {
    let bytes = include_bytes!("../../../data/artwork/lettering.ttf");
    Face::parse(bytes, 0).expect("the font is embedded and was read by the tests")
});

/// Height of a capital, as part of the size.
pub(super) const CAPITAL: f32 = 0.692;
/// How far letters go below the line, as part of the size.
pub(super) const DESCENT: f32 = 0.21;

/// The letters of a text, each with its distance from the start of the text, for a size of 1.
fn set(text: &str) -> (Vec<(GlyphId, f32)>, f32) {
    let mut at = 0.0;
    let mut before = None;
    let mut glyphs = Vec::with_capacity(text.len());
    let unit = f32::from(FONT.units_per_em());
    for letter in text.chars() {
        // A letter that the font lacks is left out rather than drawn as a box.
        let Some(glyph) = FONT.glyph_index(simple(letter)) else {
            continue;
        };
        if let Some(before) = before {
            at += f32::from(kerning(before, glyph)) / unit;
        }
        glyphs.push((glyph, at));
        at += f32::from(FONT.glyph_hor_advance(glyph).unwrap_or_default()) / unit;
        before = Some(glyph);
    }
    (glyphs, at)
}

/// One letter for those that look alike.
fn simple(letter: char) -> char {
    match letter {
        '\'' | '\u{2bc}' => '’',
        '\u{2010}' | '\u{2011}' => '-',
        '\u{202f}' => '\u{a0}',
        other => other,
    }
}

fn kerning(left: GlyphId, right: GlyphId) -> i16 {
    let Some(positions) = FONT.tables().gpos else {
        return 0;
    };
    for lookup in positions.lookups {
        for table in lookup.subtables.into_iter::<PositioningSubtable>() {
            let PositioningSubtable::Pair(pairs) = table else {
                continue;
            };
            let Some(covered) = pairs.coverage().get(left) else {
                continue;
            };
            let found = match pairs {
                PairAdjustment::Format1 { sets, .. } => {
                    sets.get(covered).and_then(|set| set.get(right))
                }
                PairAdjustment::Format2 {
                    classes, matrix, ..
                } => matrix.get((classes.0.get(left), classes.1.get(right))),
            };
            if let Some((first, _)) = found {
                return first.x_advance;
            }
        }
    }
    0
}

/// Width of a text, as part of the size.
pub(super) fn width(text: &str) -> f32 {
    set(text).1
}

/// The outlines of a text whose middle stands at `x`, on the line `y`.
pub(super) fn centred(path: &mut PathBuilder, text: &str, size: f32, x: f32, y: f32) {
    let (glyphs, width) = set(text);
    let scale = size / f32::from(FONT.units_per_em());
    for (glyph, at) in glyphs {
        let mut pen = Pen {
            path,
            scale,
            x: x + (at - width / 2.0) * size,
            y,
        };
        FONT.outline_glyph(glyph, &mut pen);
    }
}

struct Pen<'a> {
    path: &'a mut PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x1, y1) = self.at(x1, y1);
        let (x, y) = self.at(x, y);
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (x1, y1) = self.at(x1, y1);
        let (x2, y2) = self.at(x2, y2);
        let (x, y) = self.at(x, y);
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// A path as SVG writes it, to a hundredth of a unit.
pub(super) fn svg_path(path: &Path) -> String {
    use resvg::tiny_skia::PathSegment::{Close, CubicTo, LineTo, MoveTo, QuadTo};
    use std::fmt::Write as _;
    let mut text = String::new();
    let number = |text: &mut String, value: f32| {
        let mut told = format!("{value:.2}");
        if told.contains('.') {
            told.truncate(told.trim_end_matches('0').trim_end_matches('.').len());
        }
        let apart = !text.ends_with(char::is_alphabetic) && !told.starts_with('-');
        let _ = write!(text, "{}{told}", if apart { " " } else { "" });
    };
    for segment in path.segments() {
        let (letter, points): (char, &[_]) = match &segment {
            MoveTo(to) => ('M', &[*to]),
            LineTo(to) => ('L', &[*to]),
            QuadTo(by, to) => ('Q', &[*by, *to]),
            CubicTo(by, then, to) => ('C', &[*by, *then, *to]),
            Close => ('Z', &[]),
        };
        text.push(letter);
        for point in points {
            number(&mut text, point.x);
            number(&mut text, point.y);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_every_letter_of_french_and_its_kerning() {
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzàâçéèêëîïôœùûüÿÀÂÇÉÈÊËÎÏÔŒÙÛÜ0123456789-’…".chars() {
            assert!(FONT.glyph_index(letter).is_some(), "{letter}");
        }
        assert!(width("AV") < width("A") + width("V"));
        assert!((width("l'a") - width("l’a")).abs() < 1e-6);
        assert!(width("\u{1f600}").abs() < 1e-6);
    }
}
