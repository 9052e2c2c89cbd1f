//! SQL of companies and their recruiters.

use sqlx::PgPool;
use uuid::Uuid;

/// SIREN and name of the company that a person may ask for now.
pub(super) async fn recruiter(
    pool: &PgPool,
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
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.siren, row.name)))
}
