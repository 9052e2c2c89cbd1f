//! Rows of organisations' own pictures.

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, PgPool};

/// Keeps a picture in the place of the last one; `false`: no such organisation.
pub(super) async fn put(
    pool: &PgPool,
    organisation: &str,
    achievement_uri: &str,
    png: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into issuing.picture (organisation_id, achievement_uri, png, set_at)
         select id, $2, $3, $4
         from network.organisation
         where slug = $1
         on conflict (organisation_id, achievement_uri) do update
         set png = excluded.png, set_at = excluded.set_at",
        organisation,
        achievement_uri,
        png,
        now,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Forgets a picture; `false`: there was none.
pub(super) async fn remove(
    pool: &PgPool,
    organisation: &str,
    achievement_uri: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "delete from issuing.picture
         using network.organisation
         where organisation.id = picture.organisation_id
           and organisation.slug = $1
           and picture.achievement_uri = $2",
        organisation,
        achievement_uri,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The pictures of some organisations for some achievements, where they have their own: slug, address, PNG.
pub(super) async fn own(
    database: impl PgExecutor<'_>,
    organisations: &[String],
    achievement_uris: &[String],
) -> Result<Vec<(String, String, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select organisation.slug, picture.achievement_uri, picture.png
         from issuing.picture
         join network.organisation on organisation.id = picture.organisation_id
         where organisation.slug = any ($1::text[]) and picture.achievement_uri = any ($2::text[])",
        organisations,
        achievement_uris,
    )
    .fetch_all(database)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.slug, row.achievement_uri, row.png))
        .collect())
}
