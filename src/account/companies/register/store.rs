//! SQL of what the register said.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::Said;

/// The number of an application that waits.
pub(super) async fn siret(pool: &PgPool, application: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select siret from account.recruiter_application where id = $1 and decided_at is null",
        application
    )
    .fetch_optional(pool)
    .await
}

/// Keeps what was said of that number, unless it was corrected meanwhile.
pub(super) async fn put(
    pool: &PgPool,
    application: Uuid,
    siret: &str,
    said: &Said,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.recruiter_application
         set register_said = $3, register_at = $4
         where id = $1 and siret = $2 and decided_at is null",
        application,
        siret,
        Json(said) as _,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}
