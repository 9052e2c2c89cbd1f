//! Passkeys (W3C Web Authentication, level 3): a device shows who somebody is.
//!
//! **Invariant:** what a device was asked serves once, within five minutes, for the person or the sign-in that it was
//! asked for. The first passkey of an account may be made by whoever entered by its mailbox; each further one, and the end
//! of one, only in a session in which a passkey was shown, so that a stolen mailbox alone never puts one in its place.

mod ceremony;
pub mod service;
mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use ceremony::{NotAPlaceForPasskeys, RelyingParty};

/// A passkey as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its row.
    pub id: Uuid,
    /// What kind of browser made it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was shown last.
    pub used_at: DateTime<Utc>,
}

/// What a browser is to ask its device, as `WebAuthn`'s JSON.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Asked {
    /// Which question: comes back with the answer.
    pub ceremony: Uuid,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    pub options: serde_json::Value,
}

/// Why a device's answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The question was answered before, is older than five minutes, or was somebody else's.
    #[error("this question is no longer open")]
    Closed,
    /// The answer is no answer to the question, or is not by the passkey that it names.
    #[error("this is no answer of a passkey known here")]
    Wrong,
    /// A session in which no passkey was shown may neither add one beside those that are there nor take one away.
    #[error("passkeys are changed in a session in which one was shown")]
    NotStrong,
    /// The library could not put the question.
    #[error("a question for a device could not be made")]
    Unasked,
    /// The database did not answer; nothing was changed.
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
}
