//! Was it given to the person who shows it?

use serde_json::Value;

use super::document::{says, text, values};
use crate::openbadges::answers::{Check, CheckOutcome, Recipient};
use crate::openbadges::identity;

/// Compares an address with the identities that a credential's subject names (OB 3.0, `IdentityObject`).
pub(super) fn check(subject: &Value, asked: Option<&str>, checks: &mut Vec<Check>) -> Recipient {
    let Some(email) = asked else {
        return Recipient::NotAsked;
    };
    let by_mail = |object: &&Value| {
        says(object, "identityType", "emailAddress") || says(object, "identityType", "email")
    };
    let mut found = text(subject, "id").is_some_and(|id| {
        id.get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
            && identity::matches(&id[7..], false, "", email)
    });
    for object in values(subject, "identifier").iter().filter(by_mail) {
        let hashed = object
            .get("hashed")
            .and_then(Value::as_bool)
            .unwrap_or(true);
        let salt = text(object, "salt").unwrap_or_default();
        let identity = text(object, "identityHash").unwrap_or_default();
        found |= identity::matches(identity, hashed, salt, email);
    }
    let (answer, outcome, detail) = if found {
        (
            Recipient::Confirmed,
            CheckOutcome::Pass,
            "the address is the recipient's",
        )
    } else {
        (
            Recipient::Mismatch,
            CheckOutcome::Fail,
            "the address is not among the recipient's identities",
        )
    };
    checks.push(Check::new("recipient", outcome, detail));
    answer
}
