//! What an empty answer proposes: other competences of the same family that people nearby do have.
//!
//! Each figure here is itself an answer under every rule (R1, R3, C5), asked about one competence, at « Je fais », for
//! the department above the question or for the region: the widest questions that there are. They are charged to no
//! budget, and need not be: all of them together are one small table (competences × departments and region) that moves
//! with the weekly batch (R4), that a company could ask for whole within its budget, and that says nothing at all about
//! a place smaller than a department. No card is drawn from them: whoever follows one asks it, and pays for it.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::near_store as store;
use crate::account::companies::Siren;
use crate::presence::question::{self, Bucket, Question, Scope, Seed, Wanted, WithoutName};

/// A competence that people have, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its code in the shared framework.
    pub competence: String,
    /// Where the floors hold.
    pub zone: Scope,
    /// How many, as far as it is told.
    pub bucket: Bucket,
}

/// No card of these answers is looked at: what decides the draw decides nothing.
const UNDRAWN: Seed = [0; 32];

/// Those of `competences` that at least five people have, in the department above `scope` or else in the region.
///
/// # Errors
///
/// When the database does not answer.
pub async fn near(
    pool: &PgPool,
    company: &Siren,
    scope: &Scope,
    competences: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<Near>, sqlx::Error> {
    let mut db = pool.acquire().await?;
    let Some(wide) = store::wide(&mut db, scope).await? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for competence in competences {
        if let Some(near) = one(&mut db, company, &wide, competence, now).await? {
            found.push(near);
        }
    }
    Ok(found)
}

async fn one(
    db: &mut PgConnection,
    company: &Siren,
    wide: &Scope,
    competence: &str,
    now: DateTime<Utc>,
) -> Result<Option<Near>, sqlx::Error> {
    let wanted = Wanted {
        competence: competence.to_owned(),
        level: 1,
    };
    let Ok(question) = Question::any_of(vec![wanted], wide.clone()) else {
        return Ok(None);
    };
    let answer = question::answer(db, &question, company, &UNDRAWN, now).await?;
    Ok(match answer.without_name {
        WithoutName::TooFew => None,
        WithoutName::Cards { zone, bucket, .. } => Some(Near {
            competence: competence.to_owned(),
            zone,
            bucket,
        }),
    })
}
