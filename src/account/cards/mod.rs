//! Cards: how people without an e-mail address get in, and what their badges are given to.
//!
//! **Invariant:** a card's code has 75 random bits and is kept as a MAC alone; it is shown when it is made and never again.
//! A slip of the pen is found by its check symbol, before anything is looked up. A facilitator may hand somebody a new
//! card only where the card is all that the account has, and it is good when two days are over, unless it is refused.

pub mod handing;
mod handing_store;
pub mod service;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt as _};

/// Symbols of a code: none is mistaken for another (Crockford's base 32); each is an element of GF(32) by its place.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a code has: fifteen are random (75 bits), the last one checks them.
const LENGTH: usize = 16;

/// How long a card that was just made can be shown again to the page that asked for it: the answer may have got lost.
pub const SHOWN_FOR: TimeDelta = TimeDelta::minutes(10);
/// How long, at least, whoever has the old card, or is still signed in, may refuse one that a facilitator handed over.
pub const TO_REFUSE: TimeDelta = TimeDelta::days(2);

/// The code of a card.
#[derive(Clone, PartialEq, Eq)]
pub struct CardCode(String);

impl std::fmt::Debug for CardCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardCode(…)")
    }
}

/// Why what was typed is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// Too long, too short, or with a sign that no code has.
    #[error("a card's code has sixteen letters and digits")]
    Shape,
    /// A symbol was misread, or two changed places.
    #[error("a symbol was misread, or two changed places")]
    Misread,
}

impl CardCode {
    /// A new one.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut places: Vec<usize> = (1..LENGTH)
            .map(|_| rng.random_range(0..SYMBOLS.len()))
            .collect();
        places.push(check(&places));
        let symbols = places.into_iter().map(|place| char::from(SYMBOLS[place]));
        Self(symbols.collect())
    }

    /// Reads a code as people copy it: in either case, with spaces and dashes, O for 0 and I or L for 1.
    ///
    /// # Errors
    ///
    /// [`NotACode`]: nothing needs to be looked up.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        if text.len() > 100 {
            return Err(NotACode::Shape);
        }
        let signs = text
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '–' | '—' | '.' | '_'));
        let places: Option<Vec<usize>> = signs
            .map(|sign| {
                let folded = match sign.to_ascii_uppercase() {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                };
                let octet = u8::try_from(folded).ok()?;
                SYMBOLS.iter().position(|symbol| *symbol == octet)
            })
            .collect();
        let places = places.filter(|places| places.len() == LENGTH);
        let places = places.ok_or(NotACode::Shape)?;
        if check(&places[..LENGTH - 1]) != places[LENGTH - 1] {
            return Err(NotACode::Misread);
        }
        let symbols = places.into_iter().map(|place| char::from(SYMBOLS[place]));
        Ok(Self(symbols.collect()))
    }

    /// The code without spaces, to be kept as a MAC.
    fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups of four, to be copied by hand.
    #[must_use]
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH)
            .step_by(4)
            .map(|at| &self.0[at..at + 4])
            .collect();
        groups.join("-")
    }
}

/// The symbol that checks the others: their sum in GF(32), each weighed by a power of its own, so that one wrong symbol and
/// two that changed places always show.
fn check(places: &[usize]) -> usize {
    let mut sum = 0;
    for place in places {
        // Horner's rule: the first one is weighed most, none as the check itself.
        sum = twice(sum ^ place);
    }
    sum
}

/// Times x in GF(32), modulo x⁵ + x² + 1, in which x generates all 31 powers.
fn twice(element: usize) -> usize {
    let doubled = element << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        (doubled & 31) ^ 0b00101
    }
}

/// A card as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// When its code was made.
    pub made_at: DateTime<Utc>,
    /// When it let its holder in last.
    pub used_at: Option<DateTime<Utc>>,
    /// The organisation whose facilitator handed it over, if one did.
    pub given_by: Option<String>,
}

/// A new card that was handed over and is not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// By which organisation.
    pub organisation: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// From when on it is good.
    pub good_from: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha20Rng;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for _ in 0..200 {
            let code = CardCode::draw(&mut rng);
            let copied = [
                code.grouped(),
                code.grouped().to_lowercase().replace('-', " "),
                format!(" {} ", code.as_str().replace('0', "o").replace('1', "l")),
            ];
            for copied in copied {
                assert_eq!(CardCode::parse(&copied).as_ref(), Ok(&code), "{copied}");
            }
            let (_, shorter) = code.as_str().split_at(1);
            assert_eq!(CardCode::parse(shorter), Err(NotACode::Shape));
        }
        for wrong in ["", "é", "ABCD-EFGH-JKMN-PQRU", &"0".repeat(5000)] {
            assert_eq!(CardCode::parse(wrong), Err(NotACode::Shape), "{wrong}");
        }
        assert_eq!(
            format!("{:?}", CardCode::draw(&mut rng)),
            "CardCode(…)",
            "it does not print itself"
        );
    }

    #[test]
    fn one_wrong_symbol_and_two_that_changed_places_always_show() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        for _ in 0..20 {
            let code = CardCode::draw(&mut rng).0.into_bytes();
            for at in 0..LENGTH {
                for symbol in SYMBOLS {
                    let mut wrong = code.clone();
                    wrong[at] = *symbol;
                    let read = CardCode::parse(std::str::from_utf8(&wrong).unwrap());
                    assert_eq!(read.is_ok(), *symbol == code[at]);
                }
                for other in 0..at {
                    let mut changed = code.clone();
                    changed.swap(at, other);
                    let read = CardCode::parse(std::str::from_utf8(&changed).unwrap());
                    assert_eq!(read.is_ok(), code[at] == code[other]);
                }
            }
        }
    }

    #[test]
    fn no_two_codes_are_the_same() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let mut seen = std::collections::HashSet::new();
        assert!((0..20_000).all(|_| seen.insert(CardCode::draw(&mut rng).0)));
    }
}
