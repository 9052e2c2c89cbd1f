//! What a holder opens to others: a link to one badge or to a collection, a CV that names nobody; and the order in which
//! they keep their badges.
//!
//! **Invariant:** who has a link reads what `passport.shared_…` of the migrations gives away, and nothing else: no salt,
//! no hash, no assertion, no e-mail address but one that its holder shows. A link that is switched off is as unknown as
//! one that never was. Two CVs of one holder have nothing in common that is theirs.

pub mod collections;
mod collections_store;
pub mod cv;
mod cv_store;
pub mod links;
pub mod order;
mod order_store;
pub(super) mod rights;
mod rights_store;
pub mod service;
pub mod shown;
mod shown_store;
mod store;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::account::seal::{MasterKey, WillNotOpen};
use crate::account::secret::digest;
use crate::openbadges::issue::LEVELS;

/// Octets of a link: 128 random bits.
const OCTETS: usize = 16;
/// Longest name or title that is taken, in characters.
const LONGEST: usize = 100;
/// Links that one holder may have at a time.
pub const MOST_LINKS: i64 = 100;

/// Why nothing could be shared or shown.
#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
    /// It was sealed under another key.
    #[error(transparent)]
    Sealed(#[from] WillNotOpen),
    /// It was sealed whole, and is not what was sealed.
    #[error("what was sealed for a link cannot be read")]
    Unreadable,
    /// This holder has [`MOST_LINKS`] links.
    #[error("this holder has as many links as one may have")]
    TooMany,
    /// The thread that drew a picture ended.
    #[error("a picture could not be drawn")]
    Stopped,
}

/// The secret part of a link: 128 random bits in base64url. It does not print itself.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    #[must_use]
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut octets = Zeroizing::new([0; OCTETS]);
        rng.fill_bytes(&mut *octets);
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*octets)))
    }

    /// The one that an address ends with; `None`: it can be none of ours.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let octets = URL_SAFE_NO_PAD.decode(text).ok()?;
        (octets.len() == OCTETS).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The last part of an address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a link is found by.
    fn digest(&self) -> [u8; 32] {
        digest(&self.0)
    }

    /// What is written for readers of this link is sealed under the link.
    fn key(&self) -> MasterKey {
        let text = Zeroizing::new(format!("passport.share.words {}", self.as_str()));
        MasterKey::new(digest(&text))
    }

    fn seal(&self, words: &Words, rng: &mut impl Rng) -> Result<Vec<u8>, SharingError> {
        let plain = serde_json::to_vec(words).map_err(|_| SharingError::Unreadable)?;
        Ok(self.key().seal(WORDS, &plain, rng))
    }

    fn open(&self, sealed: Option<&[u8]>) -> Result<Words, SharingError> {
        let Some(sealed) = sealed else {
            return Ok(Words::default());
        };
        let plain = self.key().open(WORDS, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| SharingError::Unreadable)
    }
}

const WORDS: &str = "passport.share.words";

/// What a holder wrote for the readers of one link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Their name, if they want it to be read.
    pub name: Option<String>,
    /// What it is called.
    pub title: Option<String>,
}

/// What was written is too long, or holds what cannot be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name or a title of at most {LONGEST} characters on one line")]
pub struct NotWords;

/// A line that a holder wrote; `None` where they wrote nothing.
///
/// # Errors
///
/// [`NotWords`].
pub fn line(written: &str) -> Result<Option<String>, NotWords> {
    // What turns the direction of writing round, or does not show, would make a name look like another.
    let shows = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let written = written.trim();
    if written.chars().count() > LONGEST || !written.chars().all(shows) {
        return Err(NotWords);
    }
    Ok((!written.is_empty()).then(|| written.to_owned()))
}

/// What one must have done for that level, of a text that tells it for each level (`**Je fais** : …`); the whole text
/// where it tells no levels.
#[must_use]
pub fn criterion(criteria: &str, level: i16) -> &str {
    let named = usize::try_from(level)
        .ok()
        .and_then(|level| LEVELS.get(level.checked_sub(1)?));
    let Some(named) = named else { return criteria };
    let of_level = criteria.split("\n\n").find_map(|paragraph| {
        let rest = paragraph.trim().strip_prefix("**")?;
        let rest = rest.strip_prefix(*named)?.strip_prefix("**")?;
        Some(rest.trim_start_matches([' ', '\u{a0}', ':']))
    });
    of_level.unwrap_or(criteria)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_drawn_and_nothing_else_is_one() {
        let mut rng = rand::rng();
        let token = Token::draw(&mut rng);
        assert_eq!(token.as_str().len(), 22);
        let read = Token::read(token.as_str()).unwrap();
        assert_eq!(read.digest(), token.digest());
        for other in ["", "a", "..", &"A".repeat(21), &"A".repeat(23), "é"] {
            assert!(Token::read(other).is_none(), "{other}");
        }
        // Unused bits that are set would be a second spelling of the same link.
        assert!(Token::read(&format!("{}B", "A".repeat(21))).is_none());
    }

    #[test]
    fn what_is_written_opens_with_its_own_link_alone() {
        let mut rng = rand::rng();
        let (one, other) = (Token::draw(&mut rng), Token::draw(&mut rng));
        let words = Words {
            name: Some("Ada".to_owned()),
            title: None,
        };
        let sealed = one.seal(&words, &mut rng).unwrap();
        assert_eq!(one.open(Some(&sealed)).unwrap(), words);
        assert!(other.open(Some(&sealed)).is_err());
        assert_eq!(one.open(None).unwrap(), Words::default());
    }

    #[test]
    fn a_line_is_short_and_shows_what_it_holds() {
        assert_eq!(
            line("  Ada Lovelace ").unwrap().as_deref(),
            Some("Ada Lovelace")
        );
        assert_eq!(line("   ").unwrap(), None);
        for wrong in ["a\nb", "a\u{202e}b", "a\u{200b}b", &"a".repeat(101)] {
            assert_eq!(line(wrong), Err(NotWords), "{wrong:?}");
        }
        assert!(line(&"é".repeat(100)).is_ok());
    }

    #[test]
    fn the_criterion_of_a_level_is_found_in_the_text_of_all() {
        let all = "**Je fais** : un.\n\n**Je transmets** : deux.\n\n**Je pilote** : trois.";
        assert_eq!(criterion(all, 2), "deux.");
        assert_eq!(criterion(all, 3), "trois.");
        assert_eq!(criterion("Savoir lire.", 2), "Savoir lire.");
        assert_eq!(criterion(all, 9), all);
    }
}
