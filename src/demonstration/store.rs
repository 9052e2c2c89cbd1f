//! Which invented people are there already.

use std::collections::HashSet;

use sqlx::PgPool;

pub(super) async fn known(
    pool: &PgPool,
    emails: &[String],
) -> Result<HashSet<String>, sqlx::Error> {
    let known = sqlx::query_scalar!(
        "select email from account.address where email = any($1)",
        emails
    )
    .fetch_all(pool)
    .await?;
    Ok(known.into_iter().collect())
}
