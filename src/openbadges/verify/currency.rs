//! Does it count at the time of the question: dates first, then what the issuer's status lists say.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::document::{date, id_of, says, text, values};
use super::input::{self, Content};
use super::{authentic, jws, jwt, proofs};
use crate::openbadges::answers::{Authentic, Check, CheckOutcome, Current};
use crate::openbadges::documents::Question;
use crate::openbadges::json;
use crate::openbadges::rdfc::Budget;
use crate::openbadges::status::StatusList;

/// Status lists that were read and checked before, by their address: a folder of badges asks for the same few.
///
/// It belongs to one set of documents and one time: a verifier that is handed newer lists starts a new one.
#[derive(Debug, Default)]
pub struct Memory(RwLock<HashMap<String, Arc<Known>>>);

/// A status list, or why there is none.
#[derive(Debug)]
enum Known {
    List {
        issuer: String,
        purposes: Vec<String>,
        list: StatusList,
        /// Whether a key that is bound to its issuer signed it.
        bound: bool,
        until: Option<DateTime<FixedOffset>>,
    },
    Nothing(String),
}

/// Beginning and end, as the document says them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dates {
    pub(super) from: Option<DateTime<FixedOffset>>,
    pub(super) until: Option<DateTime<FixedOffset>>,
}

/// Compares the dates with the time of the question.
pub(super) fn within(dates: Dates, question: &Question, checks: &mut Vec<Check>) -> Current {
    let (answer, outcome, detail) = match dates {
        Dates {
            from: Some(from), ..
        } if from > question.at => (
            Current::NotYet,
            CheckOutcome::Fail,
            format!("it counts from {from} on"),
        ),
        Dates {
            until: Some(until), ..
        } if until < question.at => (
            Current::Expired,
            CheckOutcome::Fail,
            format!("it counted until {until}"),
        ),
        Dates {
            until: Some(until), ..
        } => (
            Current::Yes,
            CheckOutcome::Pass,
            format!("it counts until {until}"),
        ),
        Dates { until: None, .. } => (Current::Yes, CheckOutcome::Pass, "it has no end".to_owned()),
    };
    checks.push(Check::new("validity", outcome, detail));
    answer
}

/// What the credential's status entries say, if it has any.
pub(super) fn status(
    document: &Value,
    issuer: &str,
    question: &Question,
    checks: &mut Vec<Check>,
) -> Current {
    let entries = values(document, "credentialStatus");
    let mut worst = Current::Yes;
    for entry in entries {
        let (answer, check) = one(entry, document, issuer, question);
        checks.push(check);
        worst = graver(worst, answer);
    }
    if entries.is_empty() {
        checks.push(Check::new(
            "status",
            CheckOutcome::Pass,
            "the issuer keeps no status for it",
        ));
    }
    worst
}

/// A badge that is taken back is taken back, whatever else is unknown.
pub(super) fn graver(one: Current, other: Current) -> Current {
    let order = [
        Current::Revoked,
        Current::Expired,
        Current::NotYet,
        Current::Suspended,
        Current::Unknown,
        Current::Yes,
    ];
    let rank = |answer| order.iter().position(|known| *known == answer);
    if rank(other) < rank(one) { other } else { one }
}

fn one(entry: &Value, document: &Value, issuer: &str, question: &Question) -> (Current, Check) {
    let unknown = |reason: String| {
        (
            Current::Unknown,
            Check::new("status", CheckOutcome::Unknown, reason),
        )
    };
    if says(entry, "type", "1EdTechRevocationList") {
        return listed(entry, document, issuer, question);
    }
    let known = ["BitstringStatusListEntry", "StatusList2021Entry"];
    if !known.iter().any(|kind| says(entry, "type", kind)) {
        return unknown("a status of this type is not read yet".to_owned());
    }
    let purpose = text(entry, "statusPurpose").unwrap_or_default();
    let negative = match purpose {
        "revocation" => Current::Revoked,
        "suspension" => Current::Suspended,
        "refresh" | "message" => {
            let said = format!("a status of purpose “{purpose}” says nothing against it");
            return (Current::Yes, Check::new("status", CheckOutcome::Pass, said));
        }
        other => return unknown(format!("a status of purpose “{other}” is not read")),
    };
    let Some(address) = text(entry, "statusListCredential") else {
        return unknown("the status names no list".to_owned());
    };
    let index = match entry.get("statusListIndex") {
        Some(Value::String(digits)) => digits.parse().ok(),
        Some(Value::Number(number)) => number.as_u64().and_then(|n| usize::try_from(n).ok()),
        _ => None,
    };
    let Some(index) = index else {
        return unknown("the status has no index".to_owned());
    };
    let known = recall(address, question);
    let (of, purposes, list, bound, until) = match &*known {
        Known::List {
            issuer,
            purposes,
            list,
            bound,
            until,
        } => (issuer, purposes, list, bound, until),
        Known::Nothing(reason) => return unknown(reason.clone()),
    };
    if of != issuer {
        return unknown(format!("the list at {address} is {of}'s, not the issuer's"));
    }
    if !purposes.iter().any(|told| told == purpose) {
        return unknown(format!("the list at {address} is not about {purpose}"));
    }
    match list.get(index) {
        Err(error) => unknown(error.to_string()),
        Ok(true) => (
            negative,
            Check::new(
                "status",
                CheckOutcome::Fail,
                format!("the list at {address} says: {purpose}"),
            ),
        ),
        // A list that nothing binds to the issuer may accuse, and cannot acquit.
        Ok(false) if !bound => {
            unknown(format!("nothing binds the list at {address} to the issuer"))
        }
        Ok(false) if until.is_some_and(|until| until < question.at) => {
            unknown(format!("the list at {address} is out of date"))
        }
        Ok(false) if list.is_short() => (
            Current::Yes,
            Check::new(
                "status",
                CheckOutcome::Warning,
                format!(
                    "the list at {address} says nothing against it, and is so short that asking tells whose badge it is"
                ),
            ),
        ),
        Ok(false) => (
            Current::Yes,
            Check::new(
                "status",
                CheckOutcome::Pass,
                format!("the list at {address} says nothing against it"),
            ),
        ),
    }
}

/// What a list of revoked credentials says (1EdTech Revocation List Status Method 1.0): nobody signs it, so it
/// acquits only from where its issuer lives.
fn listed(entry: &Value, document: &Value, issuer: &str, question: &Question) -> (Current, Check) {
    let told = |answer, outcome, said: String| (answer, Check::new("status", outcome, said));
    let unknown = |said| told(Current::Unknown, CheckOutcome::Unknown, said);
    let Some(address) = text(entry, "id") else {
        return unknown("the status names no list".to_owned());
    };
    let bytes = match question.documents.document(address) {
        Ok(bytes) => bytes,
        Err(error) => return unknown(error.to_string()),
    };
    let list = match json::read(&bytes) {
        Ok(list) => list,
        Err(error) => return unknown(format!("{address}: {error}")),
    };
    if id_of(&list, "issuer") != Some(issuer) {
        return unknown(format!("the list at {address} is not the issuer's"));
    }
    let id = text(document, "id");
    let named = ["revokedCredential", "revokedCredentials"]
        .iter()
        .flat_map(|member| values(&list, member))
        .find(|one| id.is_some() && one.as_str().or_else(|| text(one, "id")) == id)
        .filter(|one| one.get("revoked") != Some(&Value::Bool(false)));
    if let Some(named) = named {
        let reason = text(named, "revocationReason").unwrap_or("no reason is given");
        let said = format!("the list at {address} says: revoked; {reason}");
        return told(Current::Revoked, CheckOutcome::Fail, said);
    }
    if super::keys::lives_at(issuer, address) {
        let said = format!("the list at {address} does not name it");
        told(Current::Yes, CheckOutcome::Pass, said)
    } else {
        unknown(format!("nothing binds the list at {address} to the issuer"))
    }
}

/// The list at an address, from memory where the documents have one.
fn recall(address: &str, question: &Question) -> Arc<Known> {
    let Some(Memory(memory)) = question.documents.memory() else {
        return Arc::new(fetch(address, question));
    };
    if let Some(known) = memory
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(address)
    {
        return Arc::clone(known);
    }
    let known = Arc::new(fetch(address, question));
    memory
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(address.to_owned(), Arc::clone(&known));
    known
}

fn fetch(address: &str, question: &Question) -> Known {
    let read = || -> Result<Known, String> {
        let bytes = question
            .documents
            .document(address)
            .map_err(|error| error.to_string())?;
        let wrong = |error: &dyn std::fmt::Display| format!("{address}: {error}");
        let (document, checks) = match input::content(&bytes).map_err(|error| wrong(&error))? {
            Content::Document(mut document) => {
                let issuer = id_of(&document, "issuer").unwrap_or_default().to_owned();
                let budget = &mut Budget::default();
                let checks = proofs::check(&mut document, &issuer, question, budget);
                (document, checks)
            }
            Content::Jws(text) => {
                jwt::vouched(jws::read(&text).map_err(|error| wrong(&error))?, question)
            }
            Content::Address(next) => return Err(format!("{address} only names {next}")),
        };
        let kinds = ["BitstringStatusListCredential", "StatusList2021Credential"];
        if !kinds.iter().any(|kind| says(&document, "type", kind)) {
            return Err(format!("{address} is no status list"));
        }
        let issuer = id_of(&document, "issuer").ok_or(format!("{address} has no issuer"))?;
        let bound = match authentic(&checks) {
            Authentic::Yes => true,
            Authentic::Unknown if checks.iter().any(is_good_signature) => false,
            _ => {
                let why = checks
                    .iter()
                    .find(|check| check.outcome != CheckOutcome::Pass);
                let why = why.map_or("no proof", |check| &check.detail);
                return Err(format!("the list at {address} cannot be believed: {why}"));
            }
        };
        let subject = &document["credentialSubject"];
        let encoded = text(subject, "encodedList").ok_or(format!("{address} holds no list"))?;
        let list = StatusList::decode(encoded).map_err(|error| format!("{address}: {error}"))?;
        let purposes = values(subject, "statusPurpose")
            .iter()
            .filter_map(|purpose| purpose.as_str().map(ToOwned::to_owned))
            .collect();
        let until = ["validUntil", "expirationDate"]
            .iter()
            .find_map(|member| text(&document, member))
            .and_then(date);
        Ok(Known::List {
            issuer: issuer.to_owned(),
            purposes,
            list,
            bound,
            until,
        })
    };
    read().unwrap_or_else(Known::Nothing)
}

fn is_good_signature(check: &Check) -> bool {
    check.id == "proof" && check.outcome == CheckOutcome::Pass
}
