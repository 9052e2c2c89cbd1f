//! Was it given to the person who shows it?

use serde_json::Value;

use super::document::{says, text, values};
use crate::openbadges::answers::{Check, CheckOutcome, Recipient};
use crate::openbadges::documents::Question;
use crate::openbadges::identity;

/// Whether a badge's document, of any version, names this address, or this own name of an account, as its recipient's.
pub(super) fn names(document: &Value, email: &str) -> bool {
    values(document, "credentialSubject")
        .iter()
        .any(|subject| is_subject(subject, email))
        || is_recipient(&document["recipient"], email)
}

/// Compares an address with the identities that a credential's subject names (OB 3.0, `IdentityObject`).
pub(super) fn of_subject(
    subject: &Value,
    question: &Question,
    checks: &mut Vec<Check>,
) -> Recipient {
    answer(question, checks, |email| is_subject(subject, email))
}

fn is_subject(subject: &Value, email: &str) -> bool {
    if identity::is_own_name(email) {
        return values(subject, "identifier").iter().any(|object| {
            says(object, "identityType", "accountId") && matches(object, "identityHash", email)
        });
    }
    let by_mail = text(subject, "id").is_some_and(|id| {
        let scheme = id.get(..7);
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
            && identity::matches(&id[7..], false, "", email)
    });
    by_mail
        || values(subject, "identifier").iter().any(|object| {
            let mail = ["emailAddress", "email"];
            mail.iter().any(|kind| says(object, "identityType", kind))
                && matches(object, "identityHash", email)
        })
}

/// Compares an address with an assertion's recipient (OB 2.0, `IdentityObject`).
pub(super) fn of_assertion(
    recipient: &Value,
    question: &Question,
    checks: &mut Vec<Check>,
) -> Recipient {
    answer(question, checks, |email| is_recipient(recipient, email))
}

fn is_recipient(recipient: &Value, email: &str) -> bool {
    let kind = if identity::is_own_name(email) {
        "url"
    } else {
        "email"
    };
    says(recipient, "type", kind) && matches(recipient, "identity", email)
}

/// An identity is hashed unless it says that it is not.
fn matches(object: &Value, member: &str, email: &str) -> bool {
    let hashed = object
        .get("hashed")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    let salt = text(object, "salt").unwrap_or_default();
    text(object, member).is_some_and(|told| identity::matches(told, hashed, salt, email))
}

fn answer(
    question: &Question,
    checks: &mut Vec<Check>,
    is_theirs: impl FnOnce(&str) -> bool,
) -> Recipient {
    let Some(email) = question.recipient else {
        return Recipient::NotAsked;
    };
    let (answer, outcome, detail) = if is_theirs(email) {
        let said = "the address is the recipient's";
        (Recipient::Confirmed, CheckOutcome::Pass, said)
    } else {
        let said = "the address is not among the recipient's identities";
        (Recipient::Mismatch, CheckOutcome::Fail, said)
    };
    checks.push(Check::new("recipient", outcome, detail));
    answer
}
