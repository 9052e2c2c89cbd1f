//! SQL of the tokens of cards.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// Keeps what tokens stand for.
pub(super) async fn keep(
    tx: &mut PgConnection,
    siren: &str,
    search: Uuid,
    holders: &[Uuid],
    digests: &[[u8; 32]],
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let digests: Vec<&[u8]> = digests.iter().map(<[u8; 32]>::as_slice).collect();
    sqlx::query!(
        "insert into search.token (digest, search_id, siren, holder_id, expires_at)
         select given.digest, $1, $2, given.holder_id, $5
         from unnest($3::bytea[], $4::uuid[]) as given (digest, holder_id)",
        search,
        siren,
        &digests as _,
        holders,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Whom a token stands for.
pub(super) async fn find(
    db: &mut PgConnection,
    digest: &[u8],
    siren: &str,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id from search.token where digest = $1 and siren = $2 and expires_at > $3",
        digest,
        siren,
        now,
    )
    .fetch_optional(db)
    .await
}
