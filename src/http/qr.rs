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

impl Square {
    /// Of an https address; others are for machines, or name nothing that can be opened.
    pub(super) fn of(address: &str) -> Option<Self> {
        if !address.starts_with("https://") {
            return None;
        }
        Self::of_ours(address)
    }

    /// Of an address of this service, which a demonstration serves without TLS.
    pub(super) fn of_ours(address: &str) -> Option<Self> {
        let plain = |octet: u8| octet.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&octet);
        if address.len() > LONGEST || !address.bytes().all(plain) {
            return None;
        }
        let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (row, line) in code.to_colors().chunks(width).enumerate() {
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
}
