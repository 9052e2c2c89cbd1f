//! SQL of a holder's survival pack.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::issuing::forms::Form;

/// A badge as it is kept, with the last answers to it.
pub(super) struct Held {
    pub id: Uuid,
    pub bytes: Vec<u8>,
    pub format: String,
    pub name: String,
    pub achievement_uri: String,
    pub issuer_uri: String,
    pub report: Value,
    pub verified_at: DateTime<Utc>,
    /// The originals of its weaker forms, each with its format.
    pub others: Vec<(String, Vec<u8>)>,
    /// What was asked for besides.
    pub forms: Vec<(Form, Vec<u8>)>,
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
    let rows = sqlx::query!(
        "select credential.id, original.bytes, credential.format, achievement.name, achievement.uri as achievement_uri,
                credential.issuer_uri, credential.report, credential.verified_at
         from passport.credential
         join passport.original on original.sha256 = credential.original
         join issuing.achievement on achievement.id = credential.achievement_id
         where credential.holder_id = $1
         order by credential.valid_from nulls last, credential.id",
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Held {
            id: row.id,
            bytes: row.bytes,
            format: row.format,
            name: row.name,
            achievement_uri: row.achievement_uri,
            issuer_uri: row.issuer_uri,
            report: row.report,
            verified_at: row.verified_at,
            others: Vec::new(),
            forms: Vec::new(),
        })
        .collect())
}
