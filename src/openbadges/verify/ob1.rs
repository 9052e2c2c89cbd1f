//! Open Badges 1.0 and 1.1: an assertion known by `uid` and by the address in its `verify`. Read, and marked old.
//!
//! **Invariant:** as for later hosted badges, what stands at the issuer's own address is the truth; a signed one is
//! believed for a key that lies at the issuer's own origin.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::currency::{self, Dates};
use super::document::{alignments, date, is_uri, says, text};
use super::jws::{Compact, JwsError};
use super::key_record::KeyRecord;
use super::{AchievementFacts, VerifiedCredential, authentic, issuer, level, recipient};
use crate::openbadges::answers::{Check, CheckOutcome, Current, Report};
use crate::openbadges::documents::Question;
use crate::openbadges::json;

/// Whether a document is an assertion of that time: it says how it is verified, and has a `uid`.
pub(super) fn is_assertion(document: &Value) -> bool {
    text(document, "uid").is_some()
        && document.get("recipient").is_some()
        && document.get("badge").is_some()
        && document["verify"].is_object()
}

/// Judges an assertion that came as a document: its address says the truth.
pub(super) fn hosted(
    given: Value,
    format: &'static str,
    question: &Question,
) -> VerifiedCredential {
    let mut checks = Vec::new();
    let address = text(&given["verify"], "url").unwrap_or_default().to_owned();
    let (assertion, status) = if text(&given["verify"], "type") == Some("hosted") {
        match document(&address, question) {
            Err(reason) => {
                checks.push(Check::new("hosted", CheckOutcome::Unknown, reason.clone()));
                (given, unknown(reason))
            }
            Ok(found) if text(&found, "uid") != text(&given, "uid") => {
                let reason = format!("what {address} answers is another document");
                checks.push(Check::new("hosted", CheckOutcome::Fail, reason.clone()));
                (given, unknown(reason))
            }
            Ok(found) => {
                let said = format!("{address} has it");
                checks.push(Check::new("hosted", CheckOutcome::Pass, said));
                let status = standing(&found);
                (found, status)
            }
        }
    } else {
        let said = "a signed badge must come as its signed text";
        checks.push(Check::new("proof", CheckOutcome::Fail, said));
        (given, unknown(said.to_owned()))
    };
    judge(assertion, format, &address, checks, status, question)
}

/// Judges an assertion that came as a signed text: the key lies at the address in its `verify`.
pub(super) fn signed(
    jws: &Compact,
    format: &'static str,
    question: &Question,
) -> VerifiedCredential {
    let assertion = jws.payload.clone();
    let address = text(&assertion["verify"], "url")
        .unwrap_or_default()
        .to_owned();
    let mut checks = Vec::new();
    let own = jws.header.get("jwk").map(|_| JwsError::OwnKey("jwk"));
    match fetch(&address, question) {
        _ if text(&assertion["verify"], "type") != Some("signed") => {
            let said = "it says that it is not signed";
            checks.push(Check::new("proof", CheckOutcome::Fail, said));
        }
        Err(reason) => checks.push(Check::new("key", CheckOutcome::Unknown, reason)),
        Ok(bytes) => match KeyRecord::from_pem(&String::from_utf8_lossy(&bytes)) {
            Err(error) => {
                let said = format!("{address}: {error}");
                checks.push(Check::new("key", CheckOutcome::Fail, said));
            }
            Ok(key) => checks.push(match own.map_or_else(|| jws.check(&key), Err) {
                Ok(()) => Check::new("proof", CheckOutcome::Pass, "the signature holds"),
                Err(error) => Check::new("proof", CheckOutcome::Fail, error.to_string()),
            }),
        },
    }
    let said = "the issuer's own list of what it took back says nothing against it";
    let status = (Current::Yes, Check::new("status", CheckOutcome::Pass, said));
    judge(assertion, format, &address, checks, status, question)
}

/// What the rest of an assertion rests on, and the four answers.
fn judge(
    assertion: Value,
    format: &'static str,
    address: &str,
    mut checks: Vec<Check>,
    mut status: (Current, Check),
    question: &Question,
) -> VerifiedCredential {
    let signed = text(&assertion["verify"], "type") == Some("signed");
    let badge = linked(&assertion["badge"], "badge-class", question, &mut checks);
    let issuer_uri = match &badge["issuer"] {
        Value::String(uri) => uri.clone(),
        embedded => text(embedded, "url").unwrap_or_default().to_owned(),
    };
    let profile = linked(&badge["issuer"], "issuer-profile", question, &mut checks);
    if !badge.is_null() {
        checks.push(scope(address, &issuer_uri));
    }
    if signed && let Some(taken_back) = revoked(&assertion, &profile, question) {
        status = taken_back;
    }
    let dates = Dates {
        from: time(&assertion["issuedOn"]),
        until: time(&assertion["expires"]),
    };
    let whole = dates.from.is_some()
        && (assertion.get("expires").is_none() || dates.until.is_some())
        && (badge.is_null() || is_uri(&issuer_uri) && text(&badge, "name").is_some());
    checks.insert(
        0,
        if whole {
            Check::new(
                "structure",
                CheckOutcome::Pass,
                "it has what the standard asked for",
            )
        } else {
            let said = "its dates, its badge or its issuer cannot be read";
            Check::new("structure", CheckOutcome::Fail, said)
        },
    );
    let authentic = authentic(&checks);
    let current = currency::graver(currency::within(dates, question, &mut checks), status.0);
    checks.push(status.1);
    let said = "it follows a version of Open Badges before 2.0";
    checks.push(Check::new("data-model", CheckOutcome::Warning, said));
    let standing = issuer(&issuer_uri, question, &mut checks);
    let recipient = recipient::of_assertion(&assertion["recipient"], question, &mut checks);
    let said = |member| text(&badge, member).unwrap_or_default().to_owned();
    VerifiedCredential {
        hosted: !signed,
        issuer_name: text(&profile, "name").map(ToOwned::to_owned),
        // Its `uid` is unique for its issuer only.
        credential_uri: if signed {
            format!("{address}#{}", text(&assertion, "uid").unwrap_or_default())
        } else {
            address.to_owned()
        },
        achievement: AchievementFacts {
            uri: assertion["badge"].as_str().unwrap_or(address).to_owned(),
            name: said("name"),
            description: said("description"),
            criteria: said("criteria"),
            alignments: alignments(&badge),
            creator: None,
        },
        level: level::of_class(&badge),
        valid_from: dates.from,
        valid_until: dates.until,
        report: Report {
            standard: if says(&assertion, "@context", "https://w3id.org/openbadges/v1") {
                "OB 1.1"
            } else {
                "OB 1.0"
            },
            format,
            authentic,
            current,
            issuer: standing,
            recipient,
            checks,
            credential: assertion,
        },
        issuer_uri,
    }
}

fn fetch(address: &str, question: &Question) -> Result<Vec<u8>, String> {
    question
        .documents
        .document(address)
        .map_err(|error| error.to_string())
}

fn document(address: &str, question: &Question) -> Result<Value, String> {
    json::read(&fetch(address, question)?).map_err(|error| format!("{address}: {error}"))
}

/// A badge class or a profile: at its address, or written in place (1.0 allowed both).
fn linked(value: &Value, id: &'static str, question: &Question, checks: &mut Vec<Check>) -> Value {
    match value {
        Value::String(address) => document(address, question).unwrap_or_else(|reason| {
            checks.push(Check::new(id, CheckOutcome::Unknown, reason));
            Value::Null
        }),
        embedded => embedded.clone(),
    }
}

/// The assertion, or the key, lies at its issuer's own origin.
fn scope(address: &str, issuer_uri: &str) -> Check {
    let origin = |address: &str| url::Url::parse(address).ok().map(|url| url.origin());
    if origin(address).is_some() && origin(address) == origin(issuer_uri) {
        Check::new(
            "scope",
            CheckOutcome::Pass,
            "it lies where its issuer publishes",
        )
    } else {
        let said = format!("{address} is not where {issuer_uri} publishes");
        Check::new("scope", CheckOutcome::Fail, said)
    }
}

fn unknown(reason: String) -> (Current, Check) {
    (
        Current::Unknown,
        Check::new("status", CheckOutcome::Unknown, reason),
    )
}

fn standing(assertion: &Value) -> (Current, Check) {
    if assertion.get("revoked") == Some(&Value::Bool(true)) {
        let said = "the issuer took it back";
        (
            Current::Revoked,
            Check::new("status", CheckOutcome::Fail, said),
        )
    } else {
        let said = "the issuer's own document says nothing against it";
        (Current::Yes, Check::new("status", CheckOutcome::Pass, said))
    }
}

/// What the issuer's list says of a signed assertion: an object from `uid` to reason.
fn revoked(assertion: &Value, profile: &Value, question: &Question) -> Option<(Current, Check)> {
    if profile.is_null() {
        return Some(unknown(
            "whether the issuer keeps a revocation list is out of reach".to_owned(),
        ));
    }
    let address = text(profile, "revocationList")?;
    let list = match document(address, question) {
        Ok(list) => list,
        Err(reason) => return Some(unknown(reason)),
    };
    let reason = list.get(text(assertion, "uid")?)?;
    let said = format!(
        "the issuer took it back: {}",
        reason.as_str().unwrap_or("no reason is given")
    );
    Some((
        Current::Revoked,
        Check::new("status", CheckOutcome::Fail, said),
    ))
}

/// A date with a zone, a day, or seconds since 1970: 1.0 allowed all three.
fn time(value: &Value) -> Option<DateTime<FixedOffset>> {
    match value {
        Value::Number(seconds) => {
            DateTime::from_timestamp(seconds.as_i64()?, 0).map(|at| at.fixed_offset())
        }
        Value::String(text) => date(text)
            .or_else(|| date(&format!("{text}T00:00:00Z")))
            .or_else(|| time(&Value::from(text.parse::<i64>().ok()?))),
        _ => None,
    }
}
