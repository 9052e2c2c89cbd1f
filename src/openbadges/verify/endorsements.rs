//! Endorsements inside a badge: who else speaks for it, its issuer or its achievement, and whether they do.
//!
//! **Invariant:** an endorsement adds a check and changes no answer: a badge is no less its issuer's because
//! somebody's praise of it does not hold.

use serde_json::Value;

use super::document::{date, id_of, says, text, values};
use super::{authentic, jws, jwt, proofs};
use crate::openbadges::answers::{Authentic, Check, CheckOutcome};
use crate::openbadges::documents::Question;
use crate::openbadges::rdfc::Budget;

/// Endorsements of one badge that are looked at.
const MOST: usize = 16;

/// One check for each endorsement of a credential, its subject's achievement, and their profiles.
pub(super) fn check(document: &Value, question: &Question, checks: &mut Vec<Check>) {
    let subject = values(document, "credentialSubject").first();
    let achievement = subject.map_or(&Value::Null, |subject| &subject["achievement"]);
    let praised = [
        document,
        &document["issuer"],
        achievement,
        &achievement["creator"],
    ];
    let embedded = praised.into_iter().flat_map(|of| {
        values(of, "endorsement")
            .iter()
            .map(move |endorsement| (of, endorsement, false))
    });
    let tokens = praised.into_iter().flat_map(|of| {
        values(of, "endorsementJwt")
            .iter()
            .map(move |endorsement| (of, endorsement, true))
    });
    // One for all of them, however many there are.
    let mut budget = Budget::default();
    for (of, endorsement, token) in embedded.chain(tokens).take(MOST) {
        let (endorsement, proofs) = if token {
            match endorsement
                .as_str()
                .ok_or(jws::JwsError::Shape)
                .and_then(jws::read)
            {
                Ok(jws) => jwt::vouched(jws, question),
                Err(error) => {
                    checks.push(told(
                        CheckOutcome::Warning,
                        format!("an endorsement cannot be read: {error}"),
                    ));
                    continue;
                }
            }
        } else {
            alone(endorsement, document, question, &mut budget)
        };
        checks.push(one(&endorsement, &proofs, of, question));
    }
}

/// An embedded endorsement as a document of its own, under the contexts that it stands in.
fn alone(
    endorsement: &Value,
    document: &Value,
    question: &Question,
    budget: &mut Budget,
) -> (Value, Vec<Check>) {
    let mut endorsement = endorsement.clone();
    if let (Some(object), Some(context)) = (endorsement.as_object_mut(), document.get("@context")) {
        object.entry("@context").or_insert_with(|| context.clone());
    }
    let issuer = id_of(&endorsement, "issuer").unwrap_or_default().to_owned();
    let checks = proofs::check(&mut endorsement, &issuer, question, budget);
    (endorsement, checks)
}

fn told(outcome: CheckOutcome, detail: String) -> Check {
    Check::new("endorsement", outcome, detail)
}

fn one(endorsement: &Value, proofs: &[Check], of: &Value, question: &Question) -> Check {
    let by = id_of(endorsement, "issuer").unwrap_or("nobody");
    let subject = values(endorsement, "credentialSubject")
        .first()
        .unwrap_or(&Value::Null);
    let until = ["validUntil", "expirationDate"]
        .iter()
        .find_map(|member| text(endorsement, member));
    let ended = until.is_some_and(|until| date(until).is_none_or(|until| until < question.at));
    if !says(endorsement, "type", "EndorsementCredential") {
        told(
            CheckOutcome::Warning,
            "an endorsement is no EndorsementCredential".to_owned(),
        )
    } else if text(subject, "id").is_none() || text(subject, "id") != text(of, "id") {
        told(
            CheckOutcome::Warning,
            format!("the endorsement by {by} is about something else"),
        )
    } else if ended {
        told(
            CheckOutcome::Warning,
            format!("the endorsement by {by} has ended"),
        )
    } else {
        match authentic(proofs) {
            Authentic::Yes => told(CheckOutcome::Pass, format!("{by} endorses it")),
            Authentic::Unknown => told(
                CheckOutcome::Unknown,
                format!("whether {by} endorses it cannot be known"),
            ),
            Authentic::No => told(
                CheckOutcome::Warning,
                format!("the endorsement by {by} does not hold"),
            ),
        }
    }
}
