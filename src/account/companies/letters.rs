//! What recruiters are told by mail, in the transaction of what happened.

use chrono::TimeDelta;
use rand::Rng;
use sqlx::PgConnection;

use super::Means;
use super::standing::BY_REPORTS;
use crate::account::{Address, mail};
use crate::text::{Language, text};

/// How long such a mail is worth being sent.
const LASTS: TimeDelta = TimeDelta::days(7);

/// To whom, and in which language.
pub(super) struct Reader {
    pub(super) email: String,
    pub(super) language: String,
}

/// `what`: `accepted`, `refused`, `suspended` or `lifted`.
pub(super) async fn tell(
    tx: &mut PgConnection,
    reader: &Reader,
    what: &str,
    (company, reason): (&str, &str),
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let Ok(to) = Address::parse(&reader.email) else {
        return Ok(());
    };
    let language = Language::from_code(&reader.language).unwrap_or_default();
    let reason = said(language, reason);
    let arguments = [
        ("company", company),
        ("reason", &reason),
        ("link", means.link),
    ];
    let subject = text(
        language,
        &format!("mail-recruiter-{what}-subject"),
        &arguments,
    );
    let said = text(language, &format!("mail-recruiter-{what}-text"), &arguments);
    let (master, clock) = (means.master, means.clock);
    mail::send(
        tx,
        "recruiter",
        (&to, subject, said),
        LASTS,
        master,
        clock,
        rng,
    )
    .await
}

/// A reason in words: a coordinator's own, or that of the house.
fn said(language: Language, reason: &str) -> String {
    if reason == BY_REPORTS {
        text(language, "recruiter-by-reports", &[])
    } else {
        reason.to_owned()
    }
}
