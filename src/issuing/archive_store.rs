//! SQL of the nightly archives.

use chrono::NaiveDate;
use sqlx::PgPool;
use uuid::Uuid;

use super::archive::Kept;

/// A network that has no archive of a day yet.
pub(super) struct Missing {
    pub id: Uuid,
    pub slug: String,
}

pub(super) async fn missing(pool: &PgPool, day: NaiveDate) -> Result<Vec<Missing>, sqlx::Error> {
    sqlx::query_as!(
        Missing,
        "select id, slug from network.network
         where not exists (
             select from network.archive where archive.network_id = network.id and archive.made_on = $1
         )
         order by slug",
        day,
    )
    .fetch_all(pool)
    .await
}

/// Keeps an archive; the first one of a day stays.
pub(super) async fn put(
    pool: &PgPool,
    network: Uuid,
    day: NaiveDate,
    bytes: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into network.archive (network_id, made_on, sha256, bytes)
         values ($1, $2, sha256($3), $3)
         on conflict (network_id, made_on) do nothing",
        network,
        day,
        bytes,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Forgets what is of that day or older; tells how many.
pub(super) async fn forget(pool: &PgPool, last: NaiveDate) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from network.archive where made_on <= $1", last)
        .execute(pool)
        .await?;
    Ok(done.rows_affected())
}

pub(super) async fn kept(pool: &PgPool, network: &str) -> Result<Vec<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        r#"select archive.made_on, octet_length(archive.bytes) as "octets!", encode(archive.sha256, 'hex') as "sha256!"
           from network.archive
           join network.network on network.id = archive.network_id
           where network.slug = $1
           order by archive.made_on desc"#,
        network,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn bytes(
    pool: &PgPool,
    network: &str,
    day: NaiveDate,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select archive.bytes
         from network.archive
         join network.network on network.id = archive.network_id
         where network.slug = $1 and archive.made_on = $2",
        network,
        day,
    )
    .fetch_optional(pool)
    .await
}
