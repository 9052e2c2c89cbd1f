//! A verifiable credential as a signed text (VC-JWT): Open Badges 3.0, section 8.2, over both data models.
//!
//! **Invariant:** what the claims around a credential say and what the credential says is the same, or the badge
//! is refused: two readers may believe two different places.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::document::{date, id_of, text};
use super::jws::Compact;
use super::keys::{self, Bond, Bound};
use super::{NotABadge, VerifiedCredential, ob3};
use crate::openbadges::answers::{Check, CheckOutcome};
use crate::openbadges::documents::Question;

/// Claims about the token (RFC 7519, 4.1; RFC 7800): none is a term of a credential.
const CLAIMS: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"];

/// Whether a signed text holds a verifiable credential.
pub(super) fn is_credential(payload: &Value) -> bool {
    payload.get("vc").is_some_and(Value::is_object)
        || super::document::says(payload, "type", "VerifiableCredential")
}

/// Judges a credential that came as a signed text.
pub(super) fn judge(
    jws: Compact,
    format: &'static str,
    question: &Question,
) -> Result<VerifiedCredential, NotABadge> {
    let (document, checks) = vouched(jws, question);
    ob3::judge_vouched(document, format, checks, question)
}

/// The credential of a signed text, and what became of signature, key and claims.
pub(super) fn vouched(mut jws: Compact, question: &Question) -> (Value, Vec<Check>) {
    let (claims, document) = apart(jws.payload.take());
    let (document, faults) = credential(&claims, document);
    let issuer = id_of(&document, "issuer").unwrap_or_default();
    let mut checks = signature(&jws, &claims, issuer, question);
    checks.push(if faults.is_empty() {
        let said = "the claims say what the credential says";
        Check::new("claims", CheckOutcome::Pass, said)
    } else {
        Check::new("claims", CheckOutcome::Fail, faults.join("; "))
    });
    (document, checks)
}

/// The claims around a credential, and the credential: under `vc`, or all the rest.
fn apart(payload: Value) -> (Map<String, Value>, Inner) {
    let Value::Object(mut payload) = payload else {
        return (Map::new(), Inner::Whole(Map::new()));
    };
    let claims = CLAIMS
        .iter()
        .filter_map(|claim| payload.remove_entry(*claim))
        .collect();
    match payload.remove("vc") {
        Some(Value::Object(inner)) => (claims, Inner::Within(inner)),
        other => {
            payload.extend(other.map(|other| ("vc".to_owned(), other)));
            (claims, Inner::Whole(payload))
        }
    }
}

/// Where in a signed text the credential was.
enum Inner {
    /// Under `vc` (data model 1.1).
    Within(Map<String, Value>),
    /// The text itself (data model 2.0).
    Whole(Map<String, Value>),
}

fn signature(
    jws: &Compact,
    claims: &Map<String, Value>,
    issuer: &str,
    question: &Question,
) -> Vec<Check> {
    let documents = question.documents;
    let bond = match (text(&jws.header, "kid"), jws.header.get("jwk")) {
        (Some(kid), None) => keys::bond_of_kid(kid, issuer, documents),
        (None, Some(jwk)) => keys::bond_of_jwk(jwk, issuer, documents),
        // An issuer that is a key needs no name for it.
        (None, None) if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") => {
            keys::bond(issuer, issuer, documents)
        }
        (None, None) => Bond::OutOfReach("the header names no key".to_owned()),
        (Some(_), Some(_)) => Bond::Wrong("the header names two keys".to_owned()),
    };
    let (key, bound, reason) = match bond {
        Bond::Bound(bound) => (bound.key.clone(), Some(bound), String::new()),
        Bond::Unbound(key, reason) => (key, None, reason),
        Bond::OutOfReach(reason) => return vec![Check::new("key", CheckOutcome::Unknown, reason)],
        Bond::Wrong(reason) => return vec![Check::new("key", CheckOutcome::Fail, reason)],
    };
    let proof = match jws.check(&key) {
        Ok(()) => Check::new("proof", CheckOutcome::Pass, "the signature holds"),
        Err(error) => Check::new("proof", CheckOutcome::Fail, error.to_string()),
    };
    vec![proof, owner(bound.as_ref(), &reason, claims)]
}

fn owner(bound: Option<&Bound>, reason: &str, claims: &Map<String, Value>) -> Check {
    let Some(bound) = bound else {
        let said = format!("nothing at hand binds the key to the issuer: {reason}");
        return Check::new("key", CheckOutcome::Unknown, said);
    };
    let issued = claims.get("iat").or_else(|| claims.get("nbf"));
    let signed = issued.and_then(seconds).map(|at| at.fixed_offset());
    match bound.too_late(signed) {
        None => Check::new("key", CheckOutcome::Pass, "the key is the issuer's"),
        Some(reason) => Check::new("key", CheckOutcome::Fail, reason),
    }
}

/// A `NumericDate`: whole or broken seconds since 1970.
fn seconds(value: &Value) -> Option<DateTime<Utc>> {
    let seconds = value.as_i64().or_else(|| {
        let seconds = value.as_f64().filter(|seconds| seconds.abs() < 1e12)?;
        #[expect(clippy::cast_possible_truncation, reason = "below 10^12")]
        Some(seconds.trunc() as i64)
    })?;
    DateTime::from_timestamp(seconds, 0)
}

/// The credential in a token's content, completed by the claims, and where the two differ.
fn credential(claims: &Map<String, Value>, inner: Inner) -> (Value, Vec<String>) {
    let mut faults = Vec::new();
    let (mut document, dates) = match inner {
        Inner::Within(inner) => (inner, ["issuanceDate", "expirationDate"]),
        Inner::Whole(whole) => (whole, ["validFrom", "validUntil"]),
    };
    // Version 2 may come inside `vc` too, from issuers in between.
    let dates = if document.contains_key("validFrom") {
        ["validFrom", "validUntil"]
    } else {
        dates
    };
    for (claim, member) in [("iss", "issuer"), ("jti", "id")] {
        agree(&mut document, member, claim, claims.get(claim), &mut faults);
    }
    if let Some(subject) = document
        .get_mut("credentialSubject")
        .and_then(Value::as_object_mut)
    {
        agree(subject, "id", "sub", claims.get("sub"), &mut faults);
    }
    for (claim, member) in [("nbf", dates[0]), ("exp", dates[1])] {
        let Some(told) = claims.get(claim) else {
            continue;
        };
        let Some(at) = seconds(told) else {
            faults.push(format!("{claim} is no time"));
            continue;
        };
        match document
            .get(member)
            .map(|value| value.as_str().and_then(date))
        {
            None => {
                let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
                document.insert(member.to_owned(), Value::from(text));
            }
            Some(Some(said)) if said.timestamp() == at.timestamp() => {}
            Some(_) => faults.push(format!("{claim} and {member} differ")),
        }
    }
    (Value::Object(document), faults)
}

/// A claim that says the same as a member; a member that is missing is filled.
fn agree(
    object: &mut Map<String, Value>,
    member: &str,
    claim: &str,
    told: Option<&Value>,
    faults: &mut Vec<String>,
) {
    let Some(told) = told else { return };
    let Some(told) = told.as_str() else {
        faults.push(format!("{claim} is no text"));
        return;
    };
    match object.get(member) {
        None => {
            object.insert(member.to_owned(), Value::from(told));
        }
        Some(Value::String(said)) if said == told => {}
        Some(Value::Object(inner)) if inner.get("id").is_some_and(|id| id == told) => {}
        Some(_) => faults.push(format!("{claim} and {member} differ")),
    }
}
