//! The proofs inside a document, each checked under the key that it names.

use serde_json::{Map, Value};

use super::document::{is_uri, values};
use super::keys::{self, Bond};
use crate::openbadges::answers::{Check, CheckOutcome};
use crate::openbadges::data_integrity::{self, ProofError};
use crate::openbadges::documents::Question;
use crate::openbadges::jsonld::JsonLdError;
use crate::openbadges::multikey::PublicKey;

/// Suites that the standard knows and that are not read yet.
const OTHER_SUITES: [&str; 5] = [
    "Ed25519Signature2020",
    "Ed25519Signature2018",
    "JsonWebSignature2020",
    "RsaSignature2018",
    "BbsBlsSignature2020",
];

/// Checks every proof of a document that `issuer` is to have signed: a `proof` and a `key` check for each.
pub(super) fn check(document: &Value, issuer: &str, question: &Question) -> Vec<Check> {
    let mut checks = Vec::new();
    let proofs = values(document, "proof");
    if proofs.is_empty() {
        checks.push(Check::new(
            "proof",
            CheckOutcome::Fail,
            "the document has no proof",
        ));
    }
    for proof in proofs {
        match proof.as_object() {
            Some(proof) => one(document, proof, issuer, question, &mut checks),
            None => checks.push(Check::new(
                "proof",
                CheckOutcome::Fail,
                "a proof is no object",
            )),
        }
    }
    checks
}

fn one(
    document: &Value,
    proof: &Map<String, Value>,
    issuer: &str,
    question: &Question,
    checks: &mut Vec<Check>,
) {
    let said = |member: &str| {
        proof
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let kind = said("type");
    if OTHER_SUITES.contains(&kind) {
        checks.push(Check::new(
            "proof",
            CheckOutcome::Unknown,
            format!("proofs of type {kind} are not read yet"),
        ));
        return;
    }
    let method = said("verificationMethod");
    if !is_uri(method) {
        checks.push(Check::new(
            "proof",
            CheckOutcome::Fail,
            "the proof names its key by no URI",
        ));
        return;
    }
    let (key, bound) = match keys::bond(method, issuer, question.documents) {
        Bond::Bound(key) => (key, None),
        Bond::Unbound(key, reason) => (key, Some((CheckOutcome::Unknown, reason))),
        Bond::OutOfReach(reason) => {
            checks.push(Check::new("key", CheckOutcome::Unknown, reason));
            return;
        }
        Bond::Wrong(reason) => {
            checks.push(Check::new("key", CheckOutcome::Fail, reason));
            return;
        }
    };
    checks.push(signature(document, proof, &key, question));
    checks.push(match bound {
        None => Check::new(
            "key",
            CheckOutcome::Pass,
            format!("{method} is the issuer's"),
        ),
        Some((outcome, reason)) => Check::new(
            "key",
            outcome,
            format!("nothing at hand binds {method} to the issuer: {reason}"),
        ),
    });
}

fn signature(
    document: &Value,
    proof: &Map<String, Value>,
    key: &PublicKey,
    question: &Question,
) -> Check {
    match data_integrity::verify_proof(document, proof, key) {
        Ok(dates) if dates.expires.is_some_and(|end| end < question.at) => Check::new(
            "proof",
            CheckOutcome::Fail,
            "the proof's own end (expires) has passed",
        ),
        Ok(dates) => Check::new(
            "proof",
            CheckOutcome::Pass,
            match dates.created {
                Some(created) => format!("the signature of {created} holds"),
                None => "the signature holds".to_owned(),
            },
        ),
        Err(error) => {
            let outcome = if out_of_reach(&error) {
                CheckOutcome::Unknown
            } else {
                CheckOutcome::Fail
            };
            Check::new("proof", outcome, error.to_string())
        }
    }
}

/// Whether a proof could not be checked, rather than does not hold.
fn out_of_reach(error: &ProofError) -> bool {
    matches!(
        error,
        ProofError::UnsupportedSuite(_)
            | ProofError::Chained
            | ProofError::JsonLd(JsonLdError::UnknownContext(_))
    )
}
