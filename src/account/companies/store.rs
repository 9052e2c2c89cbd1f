//! SQL of companies and their recruiters.

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

/// SIREN and name of the company that a person may ask for now.
pub(super) async fn recruiter(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let row = sqlx::query!(
        "select company.siren, company.name
         from account.recruiter
         join account.company using (siren)
         where recruiter.holder_id = $1
           and recruiter.approved_at is not null
           and recruiter.suspended_at is null
           and company.suspended_at is null",
        holder,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.siren, row.name)))
}

pub(super) async fn sweep(pool: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with applications as (
             delete from account.recruiter_application where decision = 'refused' and decided_at < $1
         )
         delete from account.report where decided_at < $1",
        before,
    )
    .execute(pool)
    .await?;
    Ok(())
}
