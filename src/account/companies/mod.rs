//! Companies and associations that seek people, and the recruiters who may ask for them.
//!
//! Somebody asks to become a recruiter ([`asking`]), a coordinator decides with the facts in view ([`deciding`]), and what
//! was given can be suspended and lifted again, by a coordinator or by holders' reports ([`standing`]).
//!
//! **Invariant:** whether somebody may ask is read anew at each request, from the approval of a coordinator that nobody
//! has ended since: nothing of it is remembered in a session. A map's tiles alone believe what was read less than a second
//! before (`src/http/standings.rs`).

pub mod asking;
mod asking_store;
pub mod charter;
pub mod deciding;
mod deciding_store;
pub mod free_mail;
mod letters;
pub mod register;
mod siren;
pub mod siret;
pub mod standing;
mod standing_store;
mod store;

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::seal::MasterKey;
use crate::clock::Clock;

pub use siren::{NotASiren, Siren};
pub use siret::{NotASiret, Siret};
pub use standing::{ReportOf, Whom, report, suspend};

/// Somebody who may ask for a company: approved, and not suspended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recruiter {
    /// Who.
    pub holder: Uuid,
    /// For which company: its budgets are shared by all its recruiters (R5), and holders exclude it by this number (C5).
    pub company: Siren,
    /// The company's name, as holders are told it.
    pub name: String,
}

/// The recruiter that a person is now; `None`: none, not yet, or no longer.
///
/// # Errors
///
/// When the database does not answer.
pub async fn recruiter(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Option<Recruiter>, sqlx::Error> {
    let found = store::recruiter(db, holder).await?;
    Ok(found.and_then(|(siren, name)| {
        let company = Siren::parse(&siren).ok()?;
        Some(Recruiter {
            holder,
            company,
            name,
        })
    }))
}

/// What a change needs whose outcome is told by mail.
pub struct Means<'a> {
    /// What mails are sealed under.
    pub master: &'a MasterKey,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where a recruiter reads what became of it: the address of `/recruteurs` here.
    pub link: &'a str,
}

/// Forgets applications that were refused, and reports that were decided, before `before`.
///
/// # Errors
///
/// When the database refuses.
pub async fn sweep(pool: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    store::sweep(pool, before).await
}
