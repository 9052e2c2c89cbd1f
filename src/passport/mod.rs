//! A holder's badges: ingestion, verification, the originals byte for byte.
//!
//! **Invariant:** what is kept went through [`crate::openbadges::verify`]; badge, holder, consent and place are
//! one transaction, so a badge is kept and placed whole or not at all; a refused one leaves its row in the
//! report and nothing else.

pub mod earned;
mod earned_store;
pub mod exchange;
pub mod forms;
pub mod holder_code;
mod holder_code_store;
pub mod import;
mod judge;
pub mod manifest;
pub mod mapping;
mod outcomes;
pub mod pack;
mod pack_store;
pub mod recheck;
mod recheck_store;
pub mod rights;
pub mod run;
mod run_store;
pub mod service;
pub mod sharing;
pub mod shelf;
mod shelf_store;
mod store;

use std::path::PathBuf;

use uuid::Uuid;

use crate::account::{AgeBand, Recipient};
use crate::presence::Choice;

pub use judge::{Judged, Verifier};

/// The largest file that is looked at, in octets: no badge is larger.
pub const LARGEST: u64 = 2 * 1024 * 1024;

/// The most that is kept of one holder's badges, in octets: thousands of ordinary ones. A few megabytes that swell when they
/// are unpacked would fill the disk of everybody else.
pub const MOST_KEPT: u64 = 256 * 1024 * 1024;

/// What is said of a badge by whoever brings it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// To whom it was given: believed only where the badge itself says the same.
    pub recipient: Option<Recipient>,
    /// The consent of an invented person. Real ones give theirs themselves: elsewhere this is an invitation.
    pub consent: Option<DemonstrationConsent>,
}

/// What an invented person allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemonstrationConsent {
    /// What, where and for how long.
    pub choice: Choice,
    /// Their age band (C3).
    pub age_band: AgeBand,
}

/// A badge on its way in.
#[derive(Debug)]
pub struct Arrival {
    /// What the report calls it, where there is one.
    pub name: Option<String>,
    /// The badge.
    pub source: Source,
    /// What is said of it; what could not be understood refuses it.
    pub claim: Result<Claim, Refusal>,
}

/// Where a badge's octets are.
#[derive(Debug)]
pub enum Source {
    /// At hand.
    Bytes(Vec<u8>),
    /// In a file, which is read when its turn comes.
    File(PathBuf),
    /// At an address, which is asked when its turn comes.
    Address(String),
}

/// Why a badge was not kept: a stable code, and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// For programs.
    pub reason: Reason,
    /// For people; it names nobody.
    pub detail: String,
}

impl Refusal {
    /// A refusal with its words. A NUL, which no text of ours may hold, is shown as what it is.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: storable(detail.into()),
        }
    }
}

/// A text as PostgreSQL can keep it: without NUL.
fn storable(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

/// Why a badge was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The file is no Open Badge, or a damaged one.
    NotABadge,
    /// Its issuer did not say exactly this: altered, a bad proof, a wrong key.
    NotAuthentic,
    /// It was given to another address than the one said.
    RecipientMismatch,
    /// More than [`LARGEST`].
    TooLarge,
    /// The file cannot be read.
    Unreadable,
    /// What was said of it cannot be understood.
    BadClaim,
    /// There is no such commune, EPCI, department or region.
    UnknownPlace,
    /// It is a badge, with something in it that cannot be kept.
    Unusable,
    /// Nothing usable answers at its address.
    OutOfReach,
    /// It is only told of: neither an image nor an address of it is there.
    NoProof,
    /// It has an address, and the network may not be asked.
    Offline,
    /// It was given to none of the holder's own addresses.
    NotYours,
    /// More badges than a holder may bring at once.
    TooManyAtOnce,
    /// The holder keeps as much as one person may.
    NoRoom,
    /// A file in a ZIP that asks for a password.
    Encrypted,
    /// A ZIP in a ZIP.
    NestedArchive,
    /// A ZIP that cannot be read.
    DamagedArchive,
    /// More files in a ZIP than are read.
    TooManyFiles,
    /// A ZIP with more in it than is read.
    TooMuch,
    /// A table whose columns say nothing that is known.
    UnknownTable,
}

impl Reason {
    /// Every one.
    pub const ALL: [Self; 20] = [
        Self::NotABadge,
        Self::NotAuthentic,
        Self::RecipientMismatch,
        Self::TooLarge,
        Self::Unreadable,
        Self::BadClaim,
        Self::UnknownPlace,
        Self::Unusable,
        Self::OutOfReach,
        Self::NoProof,
        Self::Offline,
        Self::NotYours,
        Self::TooManyAtOnce,
        Self::NoRoom,
        Self::Encrypted,
        Self::NestedArchive,
        Self::DamagedArchive,
        Self::TooManyFiles,
        Self::TooMuch,
        Self::UnknownTable,
    ];

    /// The stable code in reports and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotABadge => "not_a_badge",
            Self::NotAuthentic => "not_authentic",
            Self::RecipientMismatch => "recipient_mismatch",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
            Self::BadClaim => "bad_claim",
            Self::UnknownPlace => "unknown_place",
            Self::Unusable => "unusable",
            Self::OutOfReach => "out_of_reach",
            Self::NoProof => "no_proof",
            Self::Offline => "offline",
            Self::NotYours => "not_yours",
            Self::TooManyAtOnce => "too_many_at_once",
            Self::NoRoom => "no_room",
            Self::Encrypted => "encrypted",
            Self::NestedArchive => "nested_archive",
            Self::DamagedArchive => "damaged_archive",
            Self::TooManyFiles => "too_many_files",
            Self::TooMuch => "too_much",
            Self::UnknownTable => "unknown_table",
        }
    }
}

/// What became of a badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is kept.
    Kept {
        /// Its row.
        id: Uuid,
        /// Its competence shows on the map (C0 and a consent).
        placed: bool,
    },
    /// The same badge was kept before.
    AlreadyKept {
        /// Its row.
        id: Uuid,
    },
    /// It is not kept, and nothing of it is.
    Refused(Refusal),
}

impl Outcome {
    fn word(&self) -> &'static str {
        match self {
            Self::Kept { .. } => "kept",
            Self::AlreadyKept { .. } => "already_kept",
            Self::Refused(_) => "refused",
        }
    }

    fn credential(&self) -> Option<Uuid> {
        match self {
            Self::Kept { id, .. } | Self::AlreadyKept { id } => Some(*id),
            Self::Refused(_) => None,
        }
    }
}

/// Why nothing could be said of any badge.
#[derive(Debug, thiserror::Error)]
pub enum PassportError {
    /// The database refused or went away; nothing of the batch is kept.
    #[error("the database did not keep the badges: {0}")]
    Database(#[from] sqlx::Error),
    /// What is known of issuers cannot be read.
    #[error(transparent)]
    Network(#[from] crate::network::service::NetworkError),
    /// A holder's key was wrapped under another master key.
    #[error("the holders' keys were wrapped under another master key")]
    Sealed(#[from] crate::account::seal::WillNotOpen),
    /// The threads that verify ended.
    #[error("verification was stopped")]
    Stopped,
    /// The same paths are being ingested by another process.
    #[error("these paths are being ingested already, by another process")]
    Busy,
    /// Forms of a badge are still to be verified, outside of the transaction.
    #[error("forms of a badge are still to be verified")]
    Unlooked(forms::Unlooked),
}

impl From<crate::presence::PresenceError> for PassportError {
    fn from(error: crate::presence::PresenceError) -> Self {
        use crate::presence::PresenceError as Presence;
        match error {
            Presence::Database(error) => Self::Database(error),
            Presence::Sealed(error) => Self::Sealed(error),
            Presence::Refused => Self::Stopped,
        }
    }
}
