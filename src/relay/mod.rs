//! Proposals to people whose names nobody knows, their answers, and talk between them (PRIVACY R5, R6).
//!
//! A recruiter writes a proposal; each holder that it goes to has a thread of their own with it. A holder opens talk,
//! refuses, reports, or says nothing. Their name is theirs to give, in an act of its own that names who gets it.
//!
//! **Invariant:** before a holder opens talk, nothing that a recruiter gets depends on what the holder does: refusal,
//! silence, expiry and nobody at all are one. Afterwards a refusal is again told as silence.

pub mod alerts;
mod alerts_store;
pub mod holder;
mod holder_store;
pub mod letters;
mod letters_store;
pub mod needs;
mod needs_store;
pub mod post;
mod post_store;
pub mod proposals;
mod proposals_store;
pub mod recruiter;
mod recruiter_store;
pub mod rights;
mod rights_store;
mod talk_store;
pub mod words;

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::HolderKey;
use crate::account::profile::ProfileError;
use crate::account::seal::{MasterKey, WillNotOpen};
use crate::account::secret::digest;

use words::NotWords;

/// How long a proposal waits for an answer, and talk for the next word (R6).
pub const EXPIRES: TimeDelta = TimeDelta::days(21);
/// When a holder who said nothing is reminded, once.
pub const REMINDED: TimeDelta = TimeDelta::days(14);
/// First contacts of a company in a week (R5).
pub const FIRST_CONTACTS: i64 = 20;
/// Of these, proposals to everybody who matches.
pub const TO_ALL: i64 = 2;
/// After that long without a word a proposal is forgotten with its threads.
pub const KEPT: Months = Months::new(6);
/// How long alerts of weeks are kept.
pub const ALERTS_KEPT: TimeDelta = TimeDelta::days(366);
/// A company's response rate is told from so many opened threads on, as a class.
pub const RATE_FROM: i64 = 5;

/// What kind of thing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// *emploi*
    Job,
    /// *stage*
    Internship,
    /// *alternance*
    Apprenticeship,
    /// *bénévolat*
    Volunteering,
    /// *mission*
    Mission,
}

impl Offer {
    /// Every kind, in the order of forms.
    pub const ALL: [Self; 5] = [
        Self::Job,
        Self::Internship,
        Self::Apprenticeship,
        Self::Volunteering,
        Self::Mission,
    ];

    /// As forms, rows and keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Internship => "internship",
            Self::Apprenticeship => "apprenticeship",
            Self::Volunteering => "volunteering",
            Self::Mission => "mission",
        }
    }

    /// The kind of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|offer| offer.as_str() == word)
    }
}

/// When it would begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// At once.
    Now,
    /// Within a month.
    Month,
    /// Within three.
    Quarter,
    /// In summer.
    Summer,
    /// Later.
    Later,
}

impl Start {
    /// Every one, in the order of forms.
    pub const ALL: [Self; 5] = [
        Self::Now,
        Self::Month,
        Self::Quarter,
        Self::Summer,
        Self::Later,
    ];

    /// As forms, rows and keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Summer => "summer",
            Self::Later => "later",
        }
    }

    /// The one of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|start| start.as_str() == word)
    }
}

/// Whom a proposal was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One card.
    Card,
    /// « Écrire à tous »: everybody who matched.
    All,
    /// « Publier le besoin »: whoever it concerns, told by us.
    Need,
}

impl Kind {
    /// As rows have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::All => "all",
            Self::Need => "need",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "all" => Self::All,
            "need" => Self::Need,
            _ => Self::Card,
        }
    }
}

/// Why somebody reports a proposal or talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A criterion that the law forbids (art. L1132-1 Code du travail).
    Unlawful,
    /// Insults, harassment, improper words.
    Improper,
    /// Money asked for, a job that does not exist.
    Fraud,
    /// Nothing to do with the competences.
    Unrelated,
    /// Pressed to say a name or to go elsewhere.
    Pressure,
}

impl Reason {
    /// Every one, in the order of forms.
    pub const ALL: [Self; 5] = [
        Self::Unlawful,
        Self::Improper,
        Self::Fraud,
        Self::Pressure,
        Self::Unrelated,
    ];

    /// As forms, rows and keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlawful => "unlawful",
            Self::Improper => "improper",
            Self::Fraud => "fraud",
            Self::Unrelated => "unrelated",
            Self::Pressure => "pressure",
        }
    }

    /// The one of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// Which end of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Whose badges were sought.
    Holder,
    /// Who seeks.
    Recruiter,
}

impl Side {
    /// As rows have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holder => "holder",
            Self::Recruiter => "recruiter",
        }
    }

    fn of(word: &str) -> Self {
        if word == "holder" {
            Self::Holder
        } else {
            Self::Recruiter
        }
    }
}

/// What a proposal says, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    what: String,
    words: String,
    /// What whoever wrote seeks people for, as they told the coordinator who approved them.
    #[serde(default)]
    purpose: String,
}

/// What was said in a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// By whom.
    pub side: Side,
    /// What it is.
    pub act: Act,
    /// When; shown to the day.
    pub at: DateTime<Utc>,
}

/// What a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Words, as they may be read.
    Words(String),
    /// The holder accepts to talk.
    Accepted,
    /// The holder gave their name.
    Identity,
}

/// A name and an address that a holder gave to a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name, as they wrote it.
    pub name: String,
    /// One of their confirmed addresses.
    pub email: String,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// There is no such thread, or it is somebody else's.
    #[error("there is no such thread")]
    Unknown,
    /// It cannot be done any more, or not yet.
    #[error("this thread takes nothing of the kind now")]
    Closed,
    /// No words, or too many.
    #[error(transparent)]
    Words(#[from] NotWords),
    /// The week's first contacts are used up (R5): again from that day on.
    #[error("the week's proposals are used up until {until}")]
    Full {
        /// A Monday.
        until: NaiveDate,
    },
    /// The card stands for nobody any more, or there is nobody to write to.
    #[error("this card stands for nobody any more")]
    NoCard,
    /// A name or an address that cannot be given.
    #[error("no name, or not one of the holder's addresses")]
    NoIdentity,
    /// What is kept does not open.
    #[error(transparent)]
    Sealed(#[from] WillNotOpen),
    /// What is kept opens, and is not what was sealed.
    #[error("a sealed value cannot be read")]
    Unreadable,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// What others keep of the person cannot be read.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// How a company keeps up with those who answered it, as a class and never a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Fewer than [`RATE_FROM`] answered it that long ago.
    Unknown,
    /// Four in five, and more.
    Nearly,
    /// Half, and more.
    Often,
    /// Less.
    Seldom,
}

impl Keeping {
    fn of(opened: i64, answered: i64) -> Self {
        if opened < RATE_FROM {
            Self::Unknown
        } else if answered * 5 >= opened * 4 {
            Self::Nearly
        } else if answered * 2 >= opened {
            Self::Often
        } else {
            Self::Seldom
        }
    }

    /// As keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Nearly => "nearly",
            Self::Often => "often",
            Self::Seldom => "seldom",
        }
    }
}

/// What stands before the @ of a side's reply address: nothing in it names anybody, and nobody guesses it.
#[must_use]
pub fn mailbox(master: &MasterKey, thread: Uuid, side: Side) -> String {
    let mac = master.mac(&format!("relay.mail {}", side.as_str()), thread.as_bytes());
    let hex = mac[..20].iter().fold(String::new(), |hex, octet| {
        format!("{hex}{:x}{:x}", octet >> 4, octet & 15)
    });
    format!("fil+{hex}")
}

/// What is kept of [`mailbox`].
fn mailbox_digest(mailbox: &str) -> [u8; 32] {
    digest(&mailbox.to_ascii_lowercase())
}

fn purpose_of_proposal(id: Uuid) -> String {
    format!("relay.proposal {id}")
}

fn purpose_of_message(id: Uuid) -> String {
    format!("relay.message {id}")
}

fn purpose_of_identity(thread: Uuid) -> String {
    format!("relay.identity {thread}")
}

fn said(master: &MasterKey, proposal: Uuid, sealed: &[u8]) -> Result<Said, RelayError> {
    let plain = master.open(&purpose_of_proposal(proposal), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| RelayError::Unreadable)
}

fn identity(
    key: &HolderKey,
    thread: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Option<Identity>, RelayError> {
    let Some(sealed) = sealed else {
        return Ok(None);
    };
    let plain = key.open(&purpose_of_identity(thread), sealed)?;
    let read = serde_json::from_slice(&plain).map_err(|_| RelayError::Unreadable)?;
    Ok(Some(read))
}

fn opened(key: &HolderKey, rows: Vec<talk_store::Row>) -> Result<Vec<Message>, RelayError> {
    rows.into_iter()
        .map(|row| {
            let act = match (row.kind.as_str(), row.sealed) {
                ("words", Some(sealed)) => {
                    let plain = key.open(&purpose_of_message(row.id), &sealed)?;
                    Act::Words(String::from_utf8_lossy(&plain).into_owned())
                }
                ("identity", _) => Act::Identity,
                _ => Act::Accepted,
            };
            Ok(Message {
                side: Side::of(&row.side),
                act,
                at: row.at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_told_of_by_class_and_from_five_threads_on() {
        assert_eq!(Keeping::of(4, 4), Keeping::Unknown);
        assert_eq!(Keeping::of(5, 4), Keeping::Nearly);
        assert_eq!(Keeping::of(5, 3), Keeping::Often);
        assert_eq!(Keeping::of(6, 3), Keeping::Often);
        assert_eq!(Keeping::of(5, 2), Keeping::Seldom);
    }

    #[test]
    fn reply_addresses_of_both_sides_have_nothing_in_common() {
        let master = MasterKey::draw(&mut rand::rng());
        let thread = crate::id::public();
        let both = [Side::Holder, Side::Recruiter].map(|side| mailbox(&master, thread, side));
        assert_ne!(both[0], both[1]);
        for one in both {
            assert!(one.len() == 44 && one.starts_with("fil+"), "{one}");
            assert_eq!(mailbox_digest(&one), mailbox_digest(&one.to_uppercase()));
        }
    }
}
