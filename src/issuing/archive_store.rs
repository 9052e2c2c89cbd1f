//! SQL of what issuers publish, gathered, and of the nightly archives.

use std::collections::BTreeMap;

use sqlx::PgPool;

/// The signed status lists of an organisation, by address.
pub(super) async fn list_documents_of(
    pool: &PgPool,
    organisation: &str,
) -> Result<BTreeMap<String, String>, sqlx::Error> {
    let rows = sqlx::query!(
        "select list.uri, list.document
         from issuing.status_list as list
         join network.organisation on organisation.id = list.organisation_id
         where organisation.slug = $1",
        organisation,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.uri, row.document))
        .collect())
}
