//! The verdict: what a file says it is, and the four answers to what may be asked of it.
//!
//! **Invariant:** [`verify`] is the only way to a [`VerifiedCredential`], and a `yes` in it rests on a check
//! that passed; what is out of reach is `unknown`.

mod currency;
mod document;
mod endorsements;
mod input;
mod issuer_list;
mod jws;
mod jwt;
mod key_record;
mod keys;
mod level;
mod ob1;
mod ob2;
mod ob3;
mod proofs;
mod recipient;
mod refresh;

use chrono::{DateTime, FixedOffset};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::answers::{Authentic, Check, CheckOutcome, Issuer, Report};
use super::documents::{Question, Standing};
use super::json::JsonError;
use super::png::PngError;
use super::svg::SvgError;

use input::Content;

pub use currency::Memory;
pub use input::{LARGEST, baked};
pub use issuer_list::ListError;

/// Why an input is no Open Badge: nothing can be answered about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NotABadge {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// More than 2 MiB.
    #[error("the file is larger than 2 MiB")]
    TooLarge,
    /// An image, but neither PNG nor SVG.
    #[error("{0} images are not read: a badge image is a PNG or an SVG")]
    OtherImage(&'static str),
    /// A PNG that cannot be read to its end.
    #[error("the image cannot be read: {0}")]
    Image(#[from] PngError),
    /// An SVG that cannot be read to its end.
    #[error("{0}")]
    Svg(#[from] SvgError),
    /// A picture and nothing more.
    #[error("no badge is baked into this image")]
    NothingBaked,
    /// Neither an image, nor JSON, nor a signed text.
    #[error("this is neither an image nor a badge's text")]
    NotText,
    /// Looks like JSON, and is not JSON that we accept.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// A signed text whose content cannot be read.
    #[error("the signed text cannot be read: {0}")]
    Jws(String),
    /// Only the address of a badge, where nothing usable answers.
    #[error("this names a badge at another address: {0}")]
    OutOfReach(String),
    /// JSON about something else.
    #[error("this JSON is not an Open Badge")]
    OtherJson,
    /// A verifiable credential of another kind; its proof was looked at all the same.
    #[error("this verifiable credential is not an Open Badge (its type is {kind})")]
    OtherCredential {
        /// Its most telling type.
        kind: String,
        /// What became of its proof.
        checks: Vec<Check>,
    },
}

impl NotABadge {
    /// A stable word for reports and problems.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::OtherImage(_) => "other-image",
            Self::Image(_) | Self::Svg(_) => "damaged-image",
            Self::OutOfReach(_) => "out-of-reach",
            Self::NothingBaked => "nothing-baked",
            Self::NotText => "not-text",
            Self::Json(_) => "not-json",
            Self::Jws(_) => "not-jws",
            Self::OtherJson => "other-json",
            Self::OtherCredential { .. } => "other-credential",
        }
    }

    /// What was found out about it all the same.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        match self {
            Self::OtherCredential { checks, .. } => checks,
            _ => &[],
        }
    }
}

/// What an achievement says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AchievementFacts {
    /// `achievement.id` (3.0) or the badge class's id (2.0).
    pub uri: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Criteria: their narrative, else their address.
    pub criteria: String,
    /// What it is aligned with: addresses, then codes.
    pub alignments: Vec<String>,
    /// Who owns it, where it says so.
    pub creator: Option<String>,
}

/// A badge with its verdict. That it is one says nothing about the answers: read them.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifiedCredential {
    report: Report,
    issuer_uri: String,
    issuer_name: Option<String>,
    credential_uri: String,
    /// What stands at its own address is the truth (Open Badges 1.x and 2.0).
    hosted: bool,
    achievement: AchievementFacts,
    level: Option<u8>,
    valid_from: Option<DateTime<FixedOffset>>,
    valid_until: Option<DateTime<FixedOffset>>,
}

impl VerifiedCredential {
    /// The four answers and what they rest on.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Who says that it issued the badge; believe it when `authentic` is `yes`.
    #[must_use]
    pub fn issuer_uri(&self) -> &str {
        &self.issuer_uri
    }

    /// The issuer's name, as the badge writes it.
    #[must_use]
    pub fn issuer_name(&self) -> Option<&str> {
        self.issuer_name.as_deref()
    }

    /// The badge's own identifier.
    #[must_use]
    pub fn credential_uri(&self) -> &str {
        &self.credential_uri
    }

    /// What was earned.
    #[must_use]
    pub fn achievement(&self) -> &AchievementFacts {
        &self.achievement
    }

    /// Whether it names the person of this address as its recipient; nothing is proven by that.
    #[must_use]
    pub fn names(&self, email: &str) -> bool {
        recipient::names(&self.report.credential, email)
    }

    /// 1 to 3, where the badge says which: by a level's name, or by its place among three.
    #[must_use]
    pub fn level(&self) -> Option<u8> {
        self.level
    }

    /// From when on it counts.
    #[must_use]
    pub fn valid_from(&self) -> Option<DateTime<FixedOffset>> {
        self.valid_from
    }

    /// Until when it counts.
    #[must_use]
    pub fn valid_until(&self) -> Option<DateTime<FixedOffset>> {
        self.valid_until
    }

    /// The badge's own document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.report.credential
    }

    /// What makes the same badge one badge: SHA-256 over issuer and identifier, percent-decoded and trimmed
    /// (OB 3.0, 5.2.2: equality and equivalence).
    #[must_use]
    pub fn identity(&self) -> [u8; 32] {
        // A hosted badge is named by its address alone: its issuer may be out of reach, and it is the same badge.
        let named = self.hosted && !self.credential_uri.is_empty();
        self.identity_under(if named { "" } else { &self.issuer_uri })
    }

    /// The same under another name of its issuer, for who knows that both names are one issuer's.
    #[must_use]
    pub fn identity_under(&self, issuer_uri: &str) -> [u8; 32] {
        let mut digest = Sha256::new();
        for part in [issuer_uri, &self.credential_uri] {
            let decoded: Vec<u8> = percent_decode_str(part.trim()).collect();
            digest.update((decoded.len() as u64).to_be_bytes());
            digest.update(decoded);
        }
        digest.finalize().into()
    }
}

/// Reads a badge and answers.
///
/// # Errors
/// [`NotABadge`] when the input is none, or cannot be read as one.
pub fn verify(input: &[u8], question: &Question) -> Result<VerifiedCredential, NotABadge> {
    let first = judge(input, question)?;
    Ok(refresh::newest(first, question))
}

/// The verdict on a file as it is.
fn judge(input: &[u8], question: &Question) -> Result<VerifiedCredential, NotABadge> {
    let read = input::read(input)?;
    let content = match read.content {
        Content::Address(address) => {
            let bytes = question.documents.document(&address);
            let bytes = bytes.map_err(|error| NotABadge::OutOfReach(error.to_string()))?;
            match input::content(&bytes)? {
                Content::Address(next) => {
                    let reason = format!("{address} only names {next}");
                    return Err(NotABadge::OutOfReach(reason));
                }
                content => content,
            }
        }
        content => content,
    };
    match content {
        Content::Document(document)
            if document::says(&document, "type", "VerifiableCredential") =>
        {
            ob3::judge(document, read.format, question)
        }
        Content::Document(document) if ob2::is_assertion(&document) => {
            Ok(ob2::hosted(document, read.format, question))
        }
        Content::Document(document) if ob1::is_assertion(&document) => {
            Ok(ob1::hosted(document, read.format, question))
        }
        Content::Document(_) | Content::Address(_) => Err(NotABadge::OtherJson),
        Content::Jws(text) => {
            let jws = jws::read(&text).map_err(|error| NotABadge::Jws(error.to_string()))?;
            if ob2::is_assertion(&jws.payload) {
                Ok(ob2::signed(&jws, read.format, question))
            } else if ob1::is_assertion(&jws.payload) {
                Ok(ob1::signed(&jws, read.format, question))
            } else if jwt::is_credential(&jws.payload) {
                jwt::judge(jws, read.format, question)
            } else {
                Err(NotABadge::OtherJson)
            }
        }
    }
}

/// Where the issuer stands in the networks' lists.
fn issuer(issuer_uri: &str, question: &Question, checks: &mut Vec<Check>) -> Issuer {
    let (answer, outcome, detail) = match question.trust.standing(issuer_uri) {
        Some(Standing::Recognised) => (
            Issuer::Recognised,
            CheckOutcome::Pass,
            "the issuer is in a network's list",
        ),
        Some(Standing::Withdrawn) => (
            Issuer::Withdrawn,
            CheckOutcome::Fail,
            "the issuer was taken off its network's list",
        ),
        None => (
            Issuer::Unknown,
            CheckOutcome::Unknown,
            "the issuer is in no list that was asked",
        ),
    };
    checks.push(Check::new("issuer", outcome, detail));
    answer
}

/// The answer that several checks give together: one failure is a no, one doubt is unknown.
fn authentic(checks: &[Check]) -> Authentic {
    let any = |outcome| checks.iter().any(|check| check.outcome == outcome);
    if any(CheckOutcome::Fail) {
        Authentic::No
    } else if any(CheckOutcome::Unknown) {
        Authentic::Unknown
    } else {
        Authentic::Yes
    }
}

#[cfg(test)]
mod tests;
