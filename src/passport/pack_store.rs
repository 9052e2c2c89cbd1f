//! SQL of a holder's survival pack.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A badge as it is kept, with the last answers to it.
pub(super) struct Held {
    pub bytes: Vec<u8>,
    pub format: String,
    pub name: String,
    pub achievement_uri: String,
    pub issuer_uri: String,
    pub report: Value,
    pub verified_at: DateTime<Utc>,
}

/// Whose address it is.
pub(super) async fn holder(pool: &PgPool, email: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id from account.address where email = $1",
        email
    )
    .fetch_optional(pool)
    .await
}

/// The holder's badges, the oldest first.
pub(super) async fn held(pool: &PgPool, holder: Uuid) -> Result<Vec<Held>, sqlx::Error> {
    sqlx::query_as!(
        Held,
        "select original.bytes, credential.format, achievement.name, achievement.uri as achievement_uri,
                credential.issuer_uri, credential.report, credential.verified_at
         from passport.credential
         join passport.original on original.sha256 = credential.original
         join issuing.achievement on achievement.id = credential.achievement_id
         where credential.holder_id = $1
         order by credential.valid_from nulls last, credential.id",
        holder,
    )
    .fetch_all(pool)
    .await
}
