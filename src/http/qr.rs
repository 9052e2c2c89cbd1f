//! An address as a square that telephones read.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The longest address that is drawn: a longer one would be too fine to print small.
const LONGEST: usize = 300;
/// The empty rim that readers need, in squares (ISO/IEC 18004, 9.1).
const RIM: usize = 4;

/// The square of an address, as an SVG path in a box of `side` units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Square {
    pub(super) side: usize,
    pub(super) path: String,
    pub(super) address: String,
}

/// The squares of a code row by row, and how many there are in a row.
fn drawn(address: &str) -> Option<(Vec<Color>, usize)> {
    let plain = |octet: u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&octet);
    if address.len() > LONGEST || !address.bytes().all(plain) {
        return None;
    }
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let width = code.width();
    Some((code.to_colors(), width))
}

/// Pixels of a side of one square of a picture.
const PIXELS: usize = 12;

/// The square of an address of ours, as a PNG of black and white.
pub(super) fn png(address: &str) -> Option<Vec<u8>> {
    let (colours, width) = drawn(address)?;
    let side = (width + 2 * RIM) * PIXELS;
    let across = side.div_ceil(8);
    // One bit a pixel, white is 1.
    let mut bits = vec![0xff_u8; across * side];
    for (place, colour) in colours.iter().enumerate() {
        if *colour != Color::Dark {
            continue;
        }
        let (row, column) = (place / width + RIM, place % width + RIM);
        for y in row * PIXELS..(row + 1) * PIXELS {
            for x in column * PIXELS..(column + 1) * PIXELS {
                bits[y * across + x / 8] &= !(0x80 >> (x % 8));
            }
        }
    }
    let side = u32::try_from(side).ok()?;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&bits).ok()?;
    writer.finish().ok()?;
    Some(file)
}

impl Square {
    /// Of an https address; others are for machines, or name nothing that can be opened.
    pub(super) fn of(address: &str) -> Option<Self> {
        address
            .starts_with("https://")
            .then(|| Self::of_ours(address))
            .flatten()
    }

    /// Of an address of this installation, which a demonstration has without TLS.
    pub(super) fn of_ours(address: &str) -> Option<Self> {
        let (colours, width) = drawn(address)?;
        let mut path = String::new();
        for (row, line) in colours.chunks(width).enumerate() {
            let mut at = 0;
            while at < width {
                let run = line[at..]
                    .iter()
                    .take_while(|one| **one == Color::Dark)
                    .count();
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", at + RIM, row + RIM);
                }
                at += run.max(1);
            }
        }
        Some(Self {
            side: width + 2 * RIM,
            path,
            address: address.to_owned(),
        })
    }

    /// A file of its own.
    pub(super) fn svg(&self) -> String {
        let Self { side, path, .. } = self;
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>"##
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_three_corners_and_a_rim() {
        let square = Square::of("https://badges.example/a/1").unwrap();
        assert_eq!(square.side, 25 + 8, "version 2");
        for corner in ["M4 4h7v1h-7z", "M22 4h7v1h-7z", "M4 22h7v1h-7z"] {
            assert!(square.path.contains(corner), "{corner}: {}", square.path);
        }
        assert_eq!(Square::of("urn:uuid:1"), None);
        for odd in ["\"", "<b>", " ", "é", "\\"] {
            assert_eq!(Square::of(&format!("https://badges.example/{odd}")), None);
        }
        assert_eq!(Square::of("http://badges.example/a/1"), None);
        assert!(Square::of_ours("http://localhost:4141/r/ABC").is_some());
        assert_eq!(Square::of(&format!("https://{}", "a".repeat(400))), None);
    }

    #[test]
    fn its_picture_has_the_same_squares() {
        let address = "http://localhost:4141/p/AbCdEfGhIjKlMnOpQrStUv";
        let square = Square::of_ours(address).unwrap();
        let file = png(address).unwrap();
        let decoder = png::Decoder::new(std::io::Cursor::new(&file));
        let mut reader = decoder.read_info().unwrap();
        let side = reader.info().width as usize;
        assert_eq!(side, square.side * PIXELS);
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bits).unwrap();
        let white =
            |x: usize, y: usize| bits[y * side.div_ceil(8) + x / 8] & (0x80 >> (x % 8)) != 0;
        // The corner that every code has: a dark frame of seven squares, after the empty rim.
        let at = |square: usize| (square + RIM) * PIXELS + PIXELS / 2;
        assert!(white(1, 1) && white(at(7), at(0)) && white(at(1), at(1)));
        assert!(!white(at(0), at(0)) && !white(at(6), at(3)) && !white(at(3), at(3)));
        assert!(square.svg().starts_with("<svg ") && square.svg().contains(&square.path));
    }
}
