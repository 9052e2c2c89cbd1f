//! What this installation is for, and where it is reached: said at its first start, true ever after.

use sqlx::PgPool;

use super::DatabaseError;
use crate::clock::Clock;

/// What was settled at the first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Whether its people are invented. Invented and real people are never in one database.
    pub demonstration: bool,
    /// Where it is reached from outside, such as `https://badges.example`.
    pub public_url: String,
}

/// Settles what this database is for, or finds what was settled before.
///
/// `demonstration` and `public_url` are what the caller insists on; `otherwise` is the address of a first start
/// where nobody insists.
///
/// # Errors
///
/// [`DatabaseError::OtherPeople`], [`DatabaseError::OtherAddress`] when the caller insists on something else
/// than what was settled.
pub async fn settle(
    pool: &PgPool,
    demonstration: Option<bool>,
    public_url: Option<&str>,
    otherwise: &str,
    clock: &dyn Clock,
) -> Result<Instance, DatabaseError> {
    sqlx::query!(
        "insert into audit.instance (demonstration, public_url, created_at)
         values ($1, $2, $3)
         on conflict do nothing",
        demonstration.unwrap_or(false),
        public_url.unwrap_or(otherwise),
        clock.now(),
    )
    .execute(pool)
    .await
    .map_err(DatabaseError::Unreachable)?;
    let settled = sqlx::query_as!(
        Instance,
        "select demonstration, public_url from audit.instance"
    )
    .fetch_one(pool)
    .await
    .map_err(DatabaseError::Unreachable)?;
    if demonstration.is_some_and(|wanted| wanted != settled.demonstration) {
        return Err(DatabaseError::OtherPeople {
            demonstration: settled.demonstration,
        });
    }
    if public_url.is_some_and(|wanted| wanted != settled.public_url) {
        return Err(DatabaseError::OtherAddress {
            settled: settled.public_url,
        });
    }
    Ok(settled)
}
