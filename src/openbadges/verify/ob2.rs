//! Open Badges 2.0: an assertion, the badge class and the profile that it names, and who vouches for it.
//!
//! A *signed* assertion is believed for its JWS, a *hosted* one for standing where its issuer publishes: the
//! document at its `id` is the truth then, and the given copy only names it.

use serde_json::Value;

use super::currency::{self, Dates};
use super::document::{alignments, date, id_of, is_uri, says, text, values};
use super::jws::{Compact, JwsError};
use super::key_record::{KeyError, KeyRecord};
use super::{AchievementFacts, VerifiedCredential, authentic, issuer, level, recipient};
use crate::openbadges::answers::{Check, CheckOutcome, Current, Report};
use crate::openbadges::documents::Question;
use crate::openbadges::json;

const CONTEXT: &str = "https://w3id.org/openbadges/v2";
/// Open Badges 2.1 (Badge Connect) changed how badges travel, not what an assertion says.
const CONTEXT_2_1: &str = "https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld";

/// Whether a document is an assertion of Open Badges 2.0.
pub(super) fn is_assertion(document: &Value) -> bool {
    says(document, "type", "Assertion")
}

/// What an assertion rests on, as far as it could be reached.
struct Chain {
    badge: Value,
    /// As it stands at the issuer's own address; null where that is out of reach.
    profile: Value,
    issuer_uri: String,
}

/// Judges a signed assertion.
pub(super) fn signed(
    jws: &Compact,
    format: &'static str,
    question: &Question,
) -> VerifiedCredential {
    let assertion = jws.payload.clone();
    let mut checks = vec![structure(&assertion)];
    let chain = chain(&assertion, question, &mut checks);
    signature(jws, &assertion, &chain, question, &mut checks);
    let status = revocation(&assertion, &chain, question);
    conclude(assertion, format, &chain, checks, status, question)
}

/// Judges a hosted assertion by the document at its address.
pub(super) fn hosted(
    given: Value,
    format: &'static str,
    question: &Question,
) -> VerifiedCredential {
    let address = text(&given, "id").unwrap_or_default().to_owned();
    let (assertion, found, status) = match fetch(&address, question) {
        Err(reason) => {
            let found = Check::new("hosted", CheckOutcome::Unknown, reason.clone());
            let status = Check::new("status", CheckOutcome::Unknown, reason);
            (given, found, (Current::Unknown, status))
        }
        Ok(hosted) if text(&hosted, "id") != Some(&address) => {
            let reason = format!("what {address} answers is another document");
            let found = Check::new("hosted", CheckOutcome::Fail, reason.clone());
            let status = Check::new("status", CheckOutcome::Unknown, reason);
            (given, found, (Current::Unknown, status))
        }
        Ok(hosted) => {
            let found = if hosted == given {
                Check::new(
                    "hosted",
                    CheckOutcome::Pass,
                    format!("{address} says the same"),
                )
            } else {
                Check::new(
                    "hosted",
                    CheckOutcome::Warning,
                    "the copy differs from the issuer's document, and that is what counts",
                )
            };
            let status = hosted_status(&hosted);
            (hosted, found, status)
        }
    };
    let mut checks = vec![structure(&assertion), found];
    let chain = chain(&assertion, question, &mut checks);
    scope(&address, &chain, &mut checks);
    VerifiedCredential {
        hosted: true,
        ..conclude(assertion, format, &chain, checks, status, question)
    }
}

fn conclude(
    assertion: Value,
    format: &'static str,
    chain: &Chain,
    mut checks: Vec<Check>,
    (status, status_check): (Current, Check),
    question: &Question,
) -> VerifiedCredential {
    let authentic = authentic(&checks);
    let dates = Dates {
        from: text(&assertion, "issuedOn").and_then(date),
        until: text(&assertion, "expires").and_then(date),
    };
    let current = currency::graver(currency::within(dates, question, &mut checks), status);
    checks.push(status_check);
    let issuer = issuer(&chain.issuer_uri, question, &mut checks);
    let recipient = recipient::of_assertion(&assertion["recipient"], question, &mut checks);
    VerifiedCredential {
        issuer_uri: chain.issuer_uri.clone(),
        issuer_name: text(&chain.profile, "name").map(ToOwned::to_owned),
        credential_uri: text(&assertion, "id").unwrap_or_default().to_owned(),
        hosted: false,
        achievement: facts(&assertion, &chain.badge),
        level: level::of_class(&chain.badge),
        valid_from: dates.from,
        valid_until: dates.until,
        report: Report {
            standard: if says(&assertion, "@context", CONTEXT_2_1) {
                "OB 2.1"
            } else {
                "OB 2.0"
            },
            format,
            authentic,
            current,
            issuer,
            recipient,
            checks,
            credential: assertion,
        },
    }
}

fn fetch(address: &str, question: &Question) -> Result<Value, String> {
    let bytes = question
        .documents
        .document(address)
        .map_err(|error| error.to_string())?;
    json::read(&bytes).map_err(|error| format!("{address}: {error}"))
}

/// Required members (Open Badges 2.0, Assertion), and dates with a zone.
fn structure(assertion: &Value) -> Check {
    let recipient = &assertion["recipient"];
    let dated = |member: &str| text(assertion, member).is_some_and(|told| date(told).is_some());
    let faults: Vec<&str> = [
        (
            says(assertion, "@context", CONTEXT) || says(assertion, "@context", CONTEXT_2_1),
            "the context is not that of Open Badges 2.0",
        ),
        (is_assertion(assertion), "it is no Assertion"),
        (
            text(assertion, "id").is_some_and(is_uri),
            "id is missing or no URI",
        ),
        (
            text(recipient, "identity").is_some() && !values(recipient, "type").is_empty(),
            "recipient names nobody",
        ),
        (
            id_of(assertion, "badge").is_some_and(is_uri),
            "badge is missing or no URI",
        ),
        (
            dated("issuedOn"),
            "issuedOn is missing or no date-time with a time zone",
        ),
        (
            assertion.get("expires").is_none() || dated("expires"),
            "expires is no date-time with a time zone",
        ),
    ]
    .into_iter()
    .filter_map(|(holds, fault)| (!holds).then_some(fault))
    .collect();
    if faults.is_empty() {
        let good = "it has what the standard asks for";
        Check::new("structure", CheckOutcome::Pass, good)
    } else {
        Check::new("structure", CheckOutcome::Fail, faults.join("; "))
    }
}

/// Follows the assertion to its badge class and its issuer's own profile.
fn chain(assertion: &Value, question: &Question, checks: &mut Vec<Check>) -> Chain {
    let badge = match &assertion["badge"] {
        Value::String(address) => reached("badge-class", address, question, checks),
        embedded => embedded.clone(),
    };
    let issuer_uri = id_of(&badge, "issuer").unwrap_or_default().to_owned();
    // An issuer that is written into the badge itself vouches for nothing: its own address does.
    let profile = if badge.is_null() {
        Value::Null
    } else {
        reached("issuer-profile", &issuer_uri, question, checks)
    };
    Chain {
        badge,
        profile,
        issuer_uri,
    }
}

/// The document at an address; null, and a check that says why, where there is none.
fn reached(id: &'static str, address: &str, question: &Question, checks: &mut Vec<Check>) -> Value {
    let found = fetch(address, question).and_then(|found| is_about(found, address, checks));
    found.unwrap_or_else(|reason| {
        checks.push(Check::new(id, CheckOutcome::Unknown, reason));
        Value::Null
    })
}

/// What answers at an address is about that address. Another name for itself at the same host is told, and
/// changes nothing: the address is what counts.
fn is_about(document: Value, address: &str, checks: &mut Vec<Check>) -> Result<Value, String> {
    let host = |address: &str| url::Url::parse(address).ok()?.host_str().map(str::to_owned);
    match text(&document, "id") {
        Some(id) if id == address => Ok(document),
        Some(id) if host(id).is_some() && host(id) == host(address) => {
            let said = format!("{address} calls itself {id}");
            checks.push(Check::new("address", CheckOutcome::Warning, said));
            Ok(document)
        }
        _ => Err(format!("what {address} answers is another document")),
    }
}

/// The key must be among the issuer's, own up to it, and have made the signature.
fn signature(
    jws: &Compact,
    assertion: &Value,
    chain: &Chain,
    question: &Question,
    checks: &mut Vec<Check>,
) {
    if chain.profile.is_null() {
        let reason = "the issuer's keys are out of reach";
        checks.push(Check::new("key", CheckOutcome::Unknown, reason));
        return;
    }
    let verification = assertion
        .get("verification")
        .or_else(|| assertion.get("verify"));
    let creator = verification
        .and_then(|how| id_of(how, "creator"))
        .or_else(|| id_of(&chain.profile, "publicKey"));
    let listed = values(&chain.profile, "publicKey").iter().any(|key| {
        let id = key.as_str().or_else(|| text(key, "id"));
        id.is_some() && id == creator
    });
    let Some(creator) = creator.filter(|_| listed) else {
        let reason = "the key that the badge names is not among its issuer's";
        checks.push(Check::new("key", CheckOutcome::Fail, reason));
        return;
    };
    let described = values(&chain.profile, "publicKey")
        .iter()
        .find(|key| text(key, "id") == Some(creator) && key.get("publicKeyPem").is_some());
    let key = match described.map_or_else(|| fetch(creator, question), |key| Ok(key.clone())) {
        Ok(key) => key,
        Err(reason) => {
            checks.push(Check::new("key", CheckOutcome::Unknown, reason));
            return;
        }
    };
    if id_of(&key, "owner") != Some(&chain.issuer_uri) {
        let reason = format!("the key {creator} has another owner");
        checks.push(Check::new("key", CheckOutcome::Fail, reason));
        return;
    }
    let record = match KeyRecord::from_method(&key) {
        Ok(record) => record,
        Err(error) => {
            let outcome = if error == KeyError::OtherForm {
                CheckOutcome::Unknown
            } else {
                CheckOutcome::Fail
            };
            checks.push(Check::new("key", outcome, format!("{creator}: {error}")));
            return;
        }
    };
    let own = jws.header.get("jwk").map(|_| JwsError::OwnKey("jwk"));
    checks.push(match own.map_or_else(|| jws.check(&record), Err) {
        Ok(()) => Check::new("proof", CheckOutcome::Pass, "the signature holds"),
        Err(error) => Check::new("proof", CheckOutcome::Fail, error.to_string()),
    });
    let said = format!("{creator} is the issuer's");
    checks.push(Check::new("key", CheckOutcome::Pass, said));
}

/// A hosted assertion stands within its issuer's own origin, unless the profile opens others
/// (Open Badges 2.0, `VerificationObject`: `startsWith`, `allowedOrigins`).
fn scope(address: &str, chain: &Chain, checks: &mut Vec<Check>) {
    if chain.profile.is_null() {
        return;
    }
    let origin = |address: &str| url::Url::parse(address).ok().map(|url| url.origin());
    let host = |address: &str| url::Url::parse(address).ok()?.host_str().map(str::to_owned);
    let rules = &chain.profile["verification"];
    let starts = values(rules, "startsWith");
    let origins = values(rules, "allowedOrigins");
    let within = if starts.is_empty() && origins.is_empty() {
        origin(address).is_some() && origin(address) == origin(&chain.issuer_uri)
    } else {
        let begins = |start: &Value| start.as_str().is_some_and(|start| begins(address, start));
        let allowed = |name: &Value| {
            let name = name.as_str();
            name.is_some()
                && (name == host(address).as_deref() || name.and_then(origin) == origin(address))
        };
        (starts.is_empty() || starts.iter().any(begins))
            && (origins.is_empty() || origins.iter().any(allowed))
    };
    checks.push(if within {
        let said = "it stands where its issuer publishes";
        Check::new("scope", CheckOutcome::Pass, said)
    } else {
        let said = format!("{address} is not where its issuer publishes");
        Check::new("scope", CheckOutcome::Fail, said)
    });
}

/// Whether an address begins with another, as addresses are read and not as texts: the same origin, nobody's name
/// before it, and a path that, its dots resolved, begins with the other's.
fn begins(address: &str, start: &str) -> bool {
    let (Ok(address), Ok(start)) = (url::Url::parse(address), url::Url::parse(start)) else {
        return false;
    };
    let nobody = address.username().is_empty() && address.password().is_none();
    nobody && address.origin() == start.origin() && address.path().starts_with(start.path())
}

fn hosted_status(hosted: &Value) -> (Current, Check) {
    if hosted.get("revoked") == Some(&Value::Bool(true)) {
        let reason = text(hosted, "revocationReason").unwrap_or("no reason is given");
        let said = format!("the issuer took it back: {reason}");
        (
            Current::Revoked,
            Check::new("status", CheckOutcome::Fail, said),
        )
    } else {
        let said = "the issuer's own document says nothing against it";
        (Current::Yes, Check::new("status", CheckOutcome::Pass, said))
    }
}

/// What the issuer's revocation list says (Open Badges 2.0, `RevocationList`).
fn revocation(assertion: &Value, chain: &Chain, question: &Question) -> (Current, Check) {
    let unknown = |reason: String| {
        (
            Current::Unknown,
            Check::new("status", CheckOutcome::Unknown, reason),
        )
    };
    if chain.profile.is_null() {
        return unknown("whether the issuer keeps a revocation list is out of reach".to_owned());
    }
    let Some(address) = id_of(&chain.profile, "revocationList") else {
        let said = "the issuer keeps no revocation list";
        return (Current::Yes, Check::new("status", CheckOutcome::Pass, said));
    };
    let list = match fetch(address, question) {
        Ok(list) if text(&list, "id") != Some(address) => {
            return unknown(format!("what {address} answers is another document"));
        }
        Ok(list) => list,
        Err(reason) => return unknown(reason),
    };
    let id = text(assertion, "id");
    let same = |entry: &&Value| {
        let named = entry
            .as_str()
            .or_else(|| text(entry, "id"))
            .or_else(|| text(entry, "uid"));
        named.is_some() && named == id
    };
    let entries = values(&list, "revokedAssertions");
    if let Some(entry) = entries.iter().find(same) {
        let reason = text(entry, "revocationReason").unwrap_or("no reason is given");
        let said = format!("the issuer took it back: {reason}");
        return (
            Current::Revoked,
            Check::new("status", CheckOutcome::Fail, said),
        );
    }
    let said = format!("the list at {address} does not name it");
    (Current::Yes, Check::new("status", CheckOutcome::Pass, said))
}

fn facts(assertion: &Value, badge: &Value) -> AchievementFacts {
    let said = |member| text(badge, member).unwrap_or_default().to_owned();
    let criteria = &badge["criteria"];
    AchievementFacts {
        uri: id_of(assertion, "badge").unwrap_or_default().to_owned(),
        name: said("name"),
        description: said("description"),
        criteria: criteria
            .as_str()
            .or_else(|| text(criteria, "narrative"))
            .or_else(|| text(criteria, "id"))
            .unwrap_or_default()
            .to_owned(),
        alignments: alignments(badge),
        creator: None,
    }
}

#[cfg(test)]
mod tests;
