//! Badges that are asked for: a person tells a situation and shows evidence, a facilitator answers.
//!
//! **Invariant:** what a person tells, what they show and what they are answered is sealed under their own key. Beside
//! themselves only the facilitators of the organisation asked read it, while it waits for them; nobody decides on their
//! own. A decision names the sending that it is about, and there is one for each. An award stands further up
//! ([`crate::passport::earned`]), where the badge goes to its holder in the same transaction.

pub mod arrivals;
mod evidence;
mod evidence_store;
pub mod own;
pub mod review;
pub mod rights;
mod rights_store;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use uuid::Uuid;

use super::artwork::PictureError;
use crate::account::HolderKey;
use crate::account::seal::WillNotOpen;

/// Within which an answer is promised.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::days(15);
/// Longest text of a person or a facilitator, in characters.
pub const LONGEST_TEXT: usize = 5000;
/// Pictures and links of one application.
pub const MOST_EVIDENCE: i64 = 6;
/// Longest link, in octets.
const LONGEST_LINK: usize = 2000;
/// Longest name of a file that is kept, in characters.
const LONGEST_LABEL: usize = 120;
/// Applications that a person may have open at a time.
pub const MOST_OPEN: i64 = 20;

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody but its author has it.
    Draft,
    /// It waits for a facilitator.
    Sent,
    /// It came back: something is missing.
    Returned,
    /// The badge was awarded.
    Awarded,
    /// The badge was not awarded.
    Refused,
}

impl State {
    const ALL: [Self; 5] = [
        Self::Draft,
        Self::Sent,
        Self::Returned,
        Self::Awarded,
        Self::Refused,
    ];

    /// `draft`, `sent`, `returned`, `awarded` or `refused`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Returned => "returned",
            Self::Awarded => "awarded",
            Self::Refused => "refused",
        }
    }

    /// Whether its author may change it.
    #[must_use]
    pub fn open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    fn named(word: &str) -> Self {
        let mut all = Self::ALL.into_iter();
        all.find(|state| state.as_str() == word)
            .unwrap_or(Self::Draft)
    }
}

/// An application without its text.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Its row.
    pub id: Uuid,
    /// Whose it is.
    pub holder: Uuid,
    /// Who was asked.
    pub organisation: Uuid,
    /// Their slug.
    pub organisation_slug: String,
    /// Their name.
    pub organisation_name: String,
    /// What is asked for.
    pub achievement_uri: String,
    /// Its name.
    pub achievement: String,
    /// 1 to 3.
    pub level: i16,
    /// Where it stands.
    pub state: State,
    /// How often it was sent.
    pub round: i32,
    /// When it was sent last.
    pub sent_at: Option<DateTime<Utc>>,
    /// Until when an answer is promised.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was answered last.
    pub decided_at: Option<DateTime<Utc>>,
    /// The level whose criterion was not met.
    pub criterion: Option<i16>,
    /// The badge that was awarded.
    pub credential_uri: Option<String>,
}

/// An application as those who may read it do.
#[derive(Debug, Clone)]
pub struct Application {
    /// All but the words.
    pub summary: Summary,
    /// « Racontez une situation ».
    pub story: String,
    /// What is missing, or what to try next.
    pub answer: String,
    /// What is shown besides.
    pub evidence: Vec<Evidence>,
}

/// Something that is shown with an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its row.
    pub id: Uuid,
    /// A link, not a picture.
    pub link: bool,
    /// The file's name, or the link.
    pub label: String,
}

/// Why an application was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    /// There is none such for whoever asks.
    #[error("there is no such application")]
    Unknown,
    /// It stands elsewhere by now: somebody was quicker.
    #[error("the application stands elsewhere by now")]
    Moved,
    /// A text is missing.
    #[error("a text is missing")]
    NoText,
    /// A text is longer than [`LONGEST_TEXT`].
    #[error("a text is longer than 5,000 characters")]
    TooLong,
    /// More than [`MOST_EVIDENCE`].
    #[error("more than six pictures and links")]
    TooMuch,
    /// More than [`MOST_OPEN`].
    #[error("more than twenty applications at a time")]
    TooMany,
    /// No https address.
    #[error("this is no https address")]
    NotALink,
    /// A file is no PNG or JPEG that can be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// This organisation does not award that.
    #[error("this organisation does not award that badge")]
    NotAwarded,
    /// Its author has this badge of this organisation already, at this level or a higher one.
    #[error("its author has this badge already")]
    Held,
    /// What is sealed was sealed under another key.
    #[error(transparent)]
    Sealed(#[from] WillNotOpen),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// A text as it is kept: no control characters but new lines, no spaces at its ends.
fn text(said: &str) -> Result<String, ApplicationError> {
    let plain: String = said
        .replace("\r\n", "\n")
        .chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .collect();
    let plain = plain.trim();
    if plain.chars().count() > LONGEST_TEXT {
        return Err(ApplicationError::TooLong);
    }
    Ok(plain.to_owned())
}

/// What a sealed text of an application is sealed for.
fn purpose(application: Uuid, what: &str) -> String {
    format!("issuing.application {application} {what}")
}

fn sealed(
    key: &HolderKey,
    application: Uuid,
    what: &str,
    said: &str,
    rng: &mut impl Rng,
) -> Vec<u8> {
    key.seal(&purpose(application, what), said.as_bytes(), rng)
}

fn opened(
    key: &HolderKey,
    application: Uuid,
    what: &str,
    sealed: Option<&[u8]>,
) -> Result<String, WillNotOpen> {
    let Some(sealed) = sealed else {
        return Ok(String::new());
    };
    let plain = key.open(&purpose(application, what), sealed)?;
    String::from_utf8(plain.to_vec()).map_err(|_| WillNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_it_was_told_within_its_length() {
        assert_eq!(
            text("  Un soir\r\n\r\nà Blois\0\u{7}  ").unwrap(),
            "Un soir\n\nà Blois"
        );
        assert_eq!(text(" \n ").unwrap(), "");
        assert!(text(&"é".repeat(LONGEST_TEXT)).is_ok());
        assert!(matches!(
            text(&"é".repeat(LONGEST_TEXT + 1)),
            Err(ApplicationError::TooLong)
        ));
    }
}
