//! Which invented people are there already, and where some of them work.

use std::collections::HashSet;

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

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

/// An organisation and a network, by their slugs.
pub(super) async fn workplaces(
    db: &mut PgConnection,
    organisation: &str,
    network: &str,
) -> Result<Option<(Uuid, Uuid)>, sqlx::Error> {
    let row = sqlx::query!(
        "select organisation.id as organisation, network.id as network
         from network.organisation
         cross join network.network
         where organisation.slug = $1 and network.slug = $2",
        organisation,
        network,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.organisation, row.network)))
}
