//! The proofs inside a document, each checked under the key that it names (Data Integrity 1.0, 4.4 and 4.5).
//!
//! **Invariant:** a document stands when a proof of its issuer's own key holds and no proof in it fails. What
//! another party signed besides is told, and neither helps nor harms.

use serde_json::{Map, Value};

use super::document::is_uri;
use super::keys::{self, Bond};
use crate::openbadges::answers::{Check, CheckOutcome};
use crate::openbadges::data_integrity::{self, ProofDates, ProofError};
use crate::openbadges::documents::Question;
use crate::openbadges::jsonld::JsonLdError;
use crate::openbadges::multikey::{self, UsableKey};
use crate::openbadges::rdfc::Budget;

/// Proofs of one document at most: each costs a signature check.
const MOST: usize = 8;

/// Checks every proof of a document that `issuer` is to have signed: a `proof` and a `key` check for each. All of
/// them together may cost the one `budget`.
pub(super) fn check(
    document: &mut Value,
    issuer: &str,
    question: &Question,
    budget: &mut Budget,
) -> Vec<Check> {
    let proof = document
        .as_object_mut()
        .and_then(|object| object.remove("proof"));
    let proofs = match &proof {
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let checks = match document.as_object() {
        Some(unsigned) => of_all(unsigned, proofs, issuer, question, budget),
        None => vec![fail("the document is no object")],
    };
    if let (Some(object), Some(proof)) = (document.as_object_mut(), proof) {
        object.insert("proof".to_owned(), proof);
    }
    checks
}

fn of_all(
    unsigned: &Map<String, Value>,
    proofs: &[Value],
    issuer: &str,
    question: &Question,
    budget: &mut Budget,
) -> Vec<Check> {
    if proofs.is_empty() {
        return vec![fail("the document has no proof")];
    }
    if proofs.len() > MOST {
        return vec![fail("the document has more than 8 proofs")];
    }
    let mut checks = Vec::with_capacity(2 * proofs.len());
    let mut vouched = false;
    let mut foreign = Vec::new();
    for proof in proofs {
        let Some(proof) = proof.as_object() else {
            checks.push(fail("a proof is no object"));
            continue;
        };
        let looked_at = One {
            unsigned,
            proof,
            all: proofs,
            question,
        };
        match looked_at.check(issuer, budget, &mut checks) {
            Whose::Issuers => vouched = true,
            Whose::Others(reason) => foreign.push((looked_at, reason)),
            Whose::Nobodys => {}
        }
    }
    for (proof, reason) in foreign {
        let countersigned = vouched.then(|| proof.countersigned(budget)).flatten();
        checks.push(countersigned.unwrap_or_else(|| Check::new("key", CheckOutcome::Fail, reason)));
    }
    checks
}

fn fail(detail: &str) -> Check {
    Check::new("proof", CheckOutcome::Fail, detail)
}

/// Who made a proof, as far as it says anything.
enum Whose {
    /// The issuer, and it holds.
    Issuers,
    /// Somebody whose key is not the issuer's, and why not.
    Others(String),
    /// It does not hold, or nobody knows.
    Nobodys,
}

/// One proof among all of a document.
struct One<'a> {
    unsigned: &'a Map<String, Value>,
    proof: &'a Map<String, Value>,
    all: &'a [Value],
    question: &'a Question<'a>,
}

impl One<'_> {
    fn said(&self, member: &str) -> &str {
        self.proof
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn check(&self, issuer: &str, budget: &mut Budget, checks: &mut Vec<Check>) -> Whose {
        if let Err(error) = data_integrity::is_read(self.proof) {
            let outcome = if out_of_reach(&error) {
                CheckOutcome::Unknown
            } else {
                CheckOutcome::Fail
            };
            checks.push(Check::new("proof", outcome, error.to_string()));
            return Whose::Nobodys;
        }
        let method = self.said("verificationMethod");
        if !is_uri(method) {
            checks.push(fail("the proof names its key by no URI"));
            return Whose::Nobodys;
        }
        let (key, bound, reason) = match keys::bond(method, issuer, self.question.documents) {
            Bond::Bound(bound) => (bound.key.point().cloned(), Some(bound), String::new()),
            Bond::Unbound(key, reason) => (key.point().cloned(), None, reason),
            Bond::OutOfReach(reason) => {
                checks.push(Check::new("key", CheckOutcome::Unknown, reason));
                return Whose::Nobodys;
            }
            Bond::Wrong(reason) => return Whose::Others(reason),
        };
        let Some(key) = key else {
            checks.push(fail("the key is of another kind than the proof"));
            return Whose::Nobodys;
        };
        let (signature, dates) = self.signature(&key, budget);
        let holds = signature.outcome == CheckOutcome::Pass;
        checks.push(signature);
        let Some(bound) = bound else {
            checks.push(Check::new(
                "key",
                CheckOutcome::Unknown,
                format!("nothing at hand binds {method} to the issuer: {reason}"),
            ));
            return Whose::Nobodys;
        };
        let late = dates.and_then(|dates| bound.too_late(dates.created));
        checks.push(match &late {
            None => Check::new(
                "key",
                CheckOutcome::Pass,
                format!("{method} is the issuer's"),
            ),
            Some(reason) => Check::new("key", CheckOutcome::Fail, reason.clone()),
        });
        if holds && late.is_none() {
            Whose::Issuers
        } else {
            Whose::Nobodys
        }
    }

    /// A good signature of another party, which its own text shows.
    fn countersigned(&self, budget: &mut Budget) -> Option<Check> {
        let method = self.said("verificationMethod");
        let text = method
            .split_once('#')
            .map_or(method, |(_, fragment)| fragment);
        let key = multikey::usable_from_did_key(method)
            .or_else(|_| multikey::usable(text))
            .ok()?;
        let (check, _) = self.signature(&key, budget);
        (check.outcome == CheckOutcome::Pass).then(|| {
            let said = format!("{method}, which is not the issuer's, signed it too");
            Check::new("countersignature", CheckOutcome::Warning, said)
        })
    }

    fn signature(&self, key: &UsableKey, budget: &mut Budget) -> (Check, Option<ProofDates>) {
        match data_integrity::verify_unsigned(self.unsigned, self.proof, self.all, key, budget) {
            Ok(dates) if dates.expires.is_some_and(|end| end < self.question.at) => (
                fail("the proof's own end (expires) has passed"),
                Some(dates),
            ),
            Ok(dates) => {
                let said = match dates.created {
                    Some(created) => format!("the signature of {created} holds"),
                    None => "the signature holds".to_owned(),
                };
                (Check::new("proof", CheckOutcome::Pass, said), Some(dates))
            }
            Err(error) => {
                let outcome = if out_of_reach(&error) {
                    CheckOutcome::Unknown
                } else {
                    CheckOutcome::Fail
                };
                (Check::new("proof", outcome, error.to_string()), None)
            }
        }
    }
}

/// Whether a proof could not be checked, rather than does not hold.
fn out_of_reach(error: &ProofError) -> bool {
    matches!(
        error,
        ProofError::UnsupportedSuite(_) | ProofError::JsonLd(JsonLdError::UnknownContext(_))
    )
}
