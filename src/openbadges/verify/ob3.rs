//! Open Badges 3.0: what the standard asks of an `OpenBadgeCredential`, then the four answers.

use serde_json::Value;

use super::currency::{self, Dates};
use super::document::{alignments, date, id_of, is_uri, says, text, values};
use super::{
    AchievementFacts, NotABadge, VerifiedCredential, authentic, endorsements, issuer, level,
    proofs, recipient,
};
use crate::openbadges::answers::{Check, CheckOutcome, Current, Report};
use crate::openbadges::documents::Question;
use crate::openbadges::rdfc::Budget;

const VCDM_2: &str = "https://www.w3.org/ns/credentials/v2";
const VCDM_1: &str = "https://www.w3.org/2018/credentials/v1";
const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context";

/// Judges a verifiable credential with its proofs inside.
pub(super) fn judge(
    mut document: Value,
    format: &'static str,
    question: &Question,
) -> Result<VerifiedCredential, NotABadge> {
    let issuer_uri = id_of(&document, "issuer").unwrap_or_default().to_owned();
    let budget = &mut Budget::default();
    let checks = proofs::check(&mut document, &issuer_uri, question, budget);
    judge_vouched(document, format, checks, question)
}

/// Judges a verifiable credential whose signature was looked at: `checks` say with what result.
pub(super) fn judge_vouched(
    document: Value,
    format: &'static str,
    mut checks: Vec<Check>,
    question: &Question,
) -> Result<VerifiedCredential, NotABadge> {
    let issuer_uri = id_of(&document, "issuer").unwrap_or_default().to_owned();
    if !["OpenBadgeCredential", "AchievementCredential"]
        .iter()
        .any(|kind| says(&document, "type", kind))
    {
        return Err(NotABadge::OtherCredential {
            kind: telling_type(&document),
            checks,
        });
    }
    let mut faults = Faults::default();
    let dates = structure(&document, &mut faults);
    checks.insert(0, faults.check());
    let authentic = authentic(&checks);
    if says(&document, "@context", VCDM_1) {
        checks.push(Check::new(
            "data-model",
            CheckOutcome::Warning,
            "it follows version 1.1 of the credentials data model; the current one is 2.0",
        ));
    }
    let subject = subject(&document);
    let current = currency::graver(
        currency::within(dates, question, &mut checks),
        currency::status(&document, &issuer_uri, question, &mut checks),
    );
    // What a broken document says of its dates is no answer.
    let current = if dates == Dates::default() && current == Current::Yes {
        Current::Unknown
    } else {
        current
    };
    let issuer = issuer(&issuer_uri, question, &mut checks);
    let recipient = recipient::of_subject(subject, question, &mut checks);
    endorsements::check(&document, question, &mut checks);
    let achievement = facts(&subject["achievement"]);
    let level = level::of_subject(subject);
    Ok(VerifiedCredential {
        issuer_name: text(&document["issuer"], "name").map(ToOwned::to_owned),
        credential_uri: text(&document, "id").unwrap_or_default().to_owned(),
        report: Report {
            standard: "OB 3.0",
            format,
            authentic,
            current,
            issuer,
            recipient,
            checks,
            credential: document,
        },
        issuer_uri,
        hosted: false,
        achievement,
        level,
        valid_from: dates.from,
        valid_until: dates.until,
    })
}

/// The type that tells most about a credential: the last one that is not the common one.
fn telling_type(document: &Value) -> String {
    values(document, "type")
        .iter()
        .filter_map(Value::as_str)
        .rfind(|kind| *kind != "VerifiableCredential")
        .unwrap_or("VerifiableCredential")
        .chars()
        .take(80)
        .collect()
}

fn subject(document: &Value) -> &Value {
    values(document, "credentialSubject")
        .first()
        .unwrap_or(&Value::Null)
}

/// What a document lacks of what the standard asks for.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn unless(&mut self, holds: bool, fault: &str) {
        if !holds {
            self.0.push(fault.to_owned());
        }
    }

    fn check(self) -> Check {
        if self.0.is_empty() {
            Check::new(
                "structure",
                CheckOutcome::Pass,
                "it has what the standard asks for",
            )
        } else {
            Check::new("structure", CheckOutcome::Fail, self.0.join("; "))
        }
    }
}

/// Required members and types (OB 3.0, B.1 `AchievementCredential`), and the dates.
fn structure(document: &Value, faults: &mut Faults) -> Dates {
    let contexts = values(document, "@context");
    let first = contexts.first().and_then(Value::as_str).unwrap_or_default();
    let second = contexts.get(1).and_then(Value::as_str).unwrap_or_default();
    let old = first == VCDM_1;
    faults.unless(old || first == VCDM_2, "the first context is not W3C's");
    faults.unless(
        second.starts_with(OPEN_BADGES),
        "the second context is not that of Open Badges 3.0",
    );
    faults.unless(
        text(document, "id").is_some_and(is_uri),
        "id is missing or no URI",
    );
    let issuer = &document["issuer"];
    faults.unless(
        id_of(document, "issuer").is_some_and(is_uri),
        "issuer is missing or no URI",
    );
    faults.unless(
        issuer.is_string() || says(issuer, "type", "Profile"),
        "issuer is no Profile",
    );
    faults.unless(
        values(document, "credentialSubject").len() == 1,
        "there is not exactly one credentialSubject",
    );
    let subject = subject(document);
    faults.unless(
        says(subject, "type", "AchievementSubject"),
        "credentialSubject is no AchievementSubject",
    );
    let achievement = &subject["achievement"];
    faults.unless(
        says(achievement, "type", "Achievement"),
        "achievement is no Achievement",
    );
    faults.unless(
        text(achievement, "id").is_some_and(is_uri),
        "achievement.id is missing or no URI",
    );
    for member in ["name", "description"] {
        faults.unless(
            text(achievement, member).is_some(),
            &format!("achievement.{member} is missing"),
        );
    }
    let criteria = &achievement["criteria"];
    faults.unless(
        text(criteria, "id").is_some() || text(criteria, "narrative").is_some(),
        "achievement.criteria says nothing",
    );
    for (object, member, kind) in [
        (document, "evidence", "Evidence"),
        (subject, "result", "Result"),
        (achievement, "resultDescription", "ResultDescription"),
        (achievement, "alignment", "Alignment"),
        (subject, "identifier", "IdentityObject"),
    ] {
        for value in values(object, member) {
            // An identity's type is the object's own; older writers leave it out.
            let silent = kind == "IdentityObject" && value.get("type").is_none();
            faults.unless(
                silent || says(value, "type", kind),
                &format!("{member} is no {kind}"),
            );
        }
    }
    let names = if old {
        ["issuanceDate", "expirationDate"]
    } else {
        ["validFrom", "validUntil"]
    };
    let [from, until] = names.map(|member| match document.get(member) {
        None => None,
        Some(value) => {
            let read = value.as_str().and_then(date);
            faults.unless(
                read.is_some(),
                &format!("{member} is no date-time with a time zone"),
            );
            read
        }
    });
    faults.unless(
        document.get(names[0]).is_some(),
        &format!("{} is missing", names[0]),
    );
    Dates { from, until }
}

fn facts(achievement: &Value) -> AchievementFacts {
    let said = |member| text(achievement, member).unwrap_or_default().to_owned();
    let criteria = &achievement["criteria"];
    AchievementFacts {
        uri: said("id"),
        name: said("name"),
        description: said("description"),
        criteria: text(criteria, "narrative")
            .or_else(|| text(criteria, "id"))
            .unwrap_or_default()
            .to_owned(),
        alignments: alignments(achievement),
        creator: id_of(achievement, "creator").map(ToOwned::to_owned),
    }
}
