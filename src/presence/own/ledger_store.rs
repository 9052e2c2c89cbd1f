//! SQL of a holder's own rows in the ledger.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgPool};
use uuid::Uuid;

pub(super) struct Row {
    pub seq: i64,
    pub action: String,
    pub level: i16,
    pub text_version: String,
    pub at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub sealed: Option<Vec<u8>>,
    pub sealed_badges: Option<Vec<u8>>,
}

pub(super) async fn rows(pool: &PgPool, holder: Uuid) -> Result<Vec<Row>, Error> {
    sqlx::query_as!(
        Row,
        "select seq, action, level, text_version, at, expires_at, sealed, sealed_badges
         from presence.consent
         where holder_id = $1
         order by seq desc",
        holder
    )
    .fetch_all(pool)
    .await
}

/// What each badge of a holder is called.
pub(super) async fn names(pool: &PgPool, holder: Uuid) -> Result<Vec<(Uuid, String)>, Error> {
    let rows = sqlx::query!(
        "select credential.id, achievement.name
         from passport.credential
         join issuing.achievement on achievement.id = credential.achievement_id
         where credential.holder_id = $1",
        holder
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
