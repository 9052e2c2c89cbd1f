//! Badges that are handed out by a code: on a screen, as a square, on slips of paper.
//!
//! **Invariant:** a code has 45 random bits and is kept as a MAC, and sealed for those who print it; who tries codes that
//! lead nowhere is slowed down. An offer is claimed within its time, once a person, and never beyond its capacity; its
//! maker claims nothing of it. The award stands further up ([`crate::passport::earned`]), in the claim's transaction.

pub mod offers;
mod offers_store;
mod store;
pub mod taking;

use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _};
use uuid::Uuid;

/// Symbols of a code: none is mistaken for another (Crockford's base 32).
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many of them a code has: 45 bits.
const LENGTH: usize = 9;
/// The most people that one shared code is for.
pub const MOST_PEOPLE: i32 = 5000;
/// The most slips that are made at once.
pub const MOST_SLIPS: i32 = 200;

/// A code that hands out a badge.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    fn draw(rng: &mut impl Rng) -> Self {
        let symbols = (0..LENGTH).map(|_| char::from(SYMBOLS[rng.random_range(0..SYMBOLS.len())]));
        Self(symbols.collect())
    }

    /// Reads a code as people type it: in either case, with spaces and dashes, O for 0 and I or L for 1.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > 60 {
            return None;
        }
        let symbols: Option<String> = text
            .chars()
            .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '.'))
            .map(|letter| {
                let folded = match letter.to_ascii_uppercase() {
                    'O' => '0',
                    'I' | 'L' => '1',
                    other => other,
                };
                let known = u8::try_from(folded).is_ok_and(|octet| SYMBOLS.contains(&octet));
                known.then_some(folded)
            })
            .collect();
        symbols.filter(|code| code.len() == LENGTH).map(Self)
    }

    /// The code as addresses have it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups of three, to be read aloud and typed.
    #[must_use]
    pub fn grouped(&self) -> String {
        format!("{}-{}-{}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

/// How an offer is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One code for everybody.
    Shared,
    /// A code a person.
    Slips,
}

impl Kind {
    /// `shared` or `slips`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Slips => "slips",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Shared, Self::Slips]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A badge that is handed out.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its row.
    pub id: Uuid,
    /// Who awards it.
    pub organisation: Uuid,
    /// Their slug.
    pub organisation_slug: String,
    /// Their name.
    pub organisation_name: String,
    /// What is handed out.
    pub achievement_uri: String,
    /// Its name.
    pub achievement: String,
    /// 1 to 3.
    pub level: i16,
    /// By one code or by slips.
    pub kind: Kind,
    /// To how many people at most.
    pub capacity: i32,
    /// How many have it.
    pub claimed: i32,
    /// From when on.
    pub opens_at: DateTime<Utc>,
    /// Not from this instant on.
    pub closes_at: DateTime<Utc>,
    /// Ended by hand.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub made_by: Uuid,
}

/// Whether a code can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// Its first day is still to come.
    Early,
    /// Its last day is over, or it was ended.
    Over,
    /// As many people as it was for have the badge.
    Full,
    /// This slip was used.
    Used,
}

impl Standing {
    /// `open`, `early`, `over`, `full` or `used`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Early => "early",
            Self::Over => "over",
            Self::Full => "full",
            Self::Used => "used",
        }
    }
}

impl Offer {
    /// Whether it is handed out at `now`, by a code that was or was not used before.
    #[must_use]
    pub fn standing(&self, used: bool, now: DateTime<Utc>) -> Standing {
        if used {
            Standing::Used
        } else if self.ended_at.is_some() || now >= self.closes_at {
            Standing::Over
        } else if now < self.opens_at {
            Standing::Early
        } else if self.claimed >= self.capacity {
            Standing::Full
        } else {
            Standing::Open
        }
    }
}

/// Why nothing was made, found or claimed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// There is no such code or offer for whoever asks.
    #[error("there is no such code")]
    Unknown,
    /// Too many codes were tried that lead nowhere.
    #[error("too many codes were tried that lead nowhere")]
    TooManyTries,
    /// It cannot be claimed now.
    #[error("the code cannot be claimed now: {0:?}")]
    Not(Standing),
    /// This person has claimed it before: this badge.
    #[error("this person has claimed it before")]
    Before(String),
    /// Whoever hands a badge out does not take it.
    #[error("whoever hands a badge out does not take it")]
    Maker,
    /// This organisation does not award that.
    #[error("this organisation does not award that badge")]
    NotAwarded,
    /// For nobody, too many, or no time.
    #[error("an offer is for some people and some time")]
    NoOffer,
    /// A code was sealed under another key.
    #[error(transparent)]
    Sealed(#[from] crate::account::seal::WillNotOpen),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_chacha::ChaCha20Rng;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for _ in 0..200 {
            let code = Code::draw(&mut rng);
            let typed = [
                code.grouped(),
                code.grouped().to_lowercase().replace('-', " "),
                code.as_str().replace('0', "o").replace('1', "l"),
            ];
            for typed in typed {
                assert_eq!(Code::parse(&typed).as_ref(), Some(&code), "{typed}");
            }
        }
        for wrong in [
            "",
            "ABC-DEF-GH",
            "ABC-DEF-GHJK",
            "ABC-DEF-GHU",
            "ABC-DEF-GH!",
            "é",
        ] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Code::parse(&"A".repeat(5000)), None);
    }

    #[test]
    fn a_code_has_more_than_forty_bits_and_does_not_print_itself() {
        let mut seen = std::collections::HashSet::new();
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        assert!((0..20_000).all(|_| seen.insert(Code::draw(&mut rng).as_str().to_owned())));
        assert!(SYMBOLS.len().pow(9) >= 1 << 40);
        assert_eq!(format!("{:?}", Code::draw(&mut rng)), "Code(…)");
    }
}
