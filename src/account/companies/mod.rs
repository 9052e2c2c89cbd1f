//! Companies and associations that seek people, and the recruiters who may ask for them.
//!
//! **Invariant:** whether somebody may ask is read anew at each request, from the approval of a coordinator that nobody
//! has ended since: nothing of it is remembered in a session.

mod siren;
mod store;

use sqlx::PgPool;
use uuid::Uuid;

pub use siren::{NotASiren, Siren};

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
pub async fn recruiter(pool: &PgPool, holder: Uuid) -> Result<Option<Recruiter>, sqlx::Error> {
    let found = store::recruiter(pool, holder).await?;
    Ok(found.and_then(|(siren, name)| {
        let company = Siren::parse(&siren).ok()?;
        Some(Recruiter {
            holder,
            company,
            name,
        })
    }))
}
