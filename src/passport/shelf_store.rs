//! SQL of a holder's own badges.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A badge as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// Its row.
    pub id: Uuid,
    /// What was earned: `achievement.id` (3.0), `badge.id` (2.0).
    pub achievement_uri: String,
    /// Its name.
    pub name: String,
    /// 1 to 3.
    pub level: i16,
    /// The name of its issuer, if it is one of ours.
    pub issuer_name: Option<String>,
    /// Where its issuer publishes.
    pub issuer_host: String,
    /// `yes`, `no` or `unknown`.
    pub authentic: String,
    /// `yes`, `revoked`, `suspended`, `expired`, `not_yet` or `unknown`.
    pub current: String,
    /// `recognised`, `unknown` or `withdrawn`.
    pub issuer: String,
    /// `confirmed`, `mismatch` or `not_asked`.
    pub recipient: String,
    /// Since when it holds.
    pub valid_from: Option<DateTime<Utc>>,
    /// When it was verified last.
    pub verified_at: DateTime<Utc>,
    /// `OB 3.0`, `OB 2.0`…
    pub standard: String,
    /// `png`, `svg`, `json` or `jws`.
    pub format: String,
    /// A coordinator has not said yet which competence it shows.
    pub waiting: bool,
    /// It tells of health, religion, detention…: where it is shared, that is said first.
    pub sensitive: bool,
    /// Its holder folds it away.
    pub hidden: bool,
}

pub(super) async fn badges(
    pool: &PgPool,
    holder: Uuid,
    only: Option<Uuid>,
) -> Result<Vec<Badge>, sqlx::Error> {
    sqlx::query_as!(
        Badge,
        r#"select
               credential.id,
               achievement.uri as achievement_uri,
               achievement.name,
               coalesce(achievement.level, credential.level) as "level!",
               organisation.name as "issuer_name?",
               credential.issuer_host,
               credential.authentic,
               credential.current,
               credential.issuer,
               credential.recipient,
               credential.valid_from,
               credential.verified_at,
               credential.standard,
               credential.format,
               achievement.reviewed_at is null as "waiting!",
               achievement.sensitive,
               coalesce(arrangement.hidden, false) as "hidden!"
           from passport.credential
           join issuing.achievement on achievement.id = credential.achievement_id
           left join network.organisation
               on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
           left join passport.arrangement on arrangement.credential_id = credential.id
           where credential.holder_id = $1 and (credential.id = $2 or $2 is null)
           order by arrangement.position nulls first, credential.valid_from desc nulls last, credential.id"#,
        holder,
        only,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn report(pool: &PgPool, id: Uuid) -> Result<Value, sqlx::Error> {
    sqlx::query_scalar!("select report from passport.credential where id = $1", id)
        .fetch_one(pool)
        .await
}

/// A badge's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its media type.
    pub media_type: String,
    /// `png`, `svg`, `json` or `jws`.
    pub format: String,
    /// Its octets.
    pub bytes: Vec<u8>,
}

pub(super) async fn original(
    pool: &PgPool,
    holder: Uuid,
    id: Uuid,
) -> Result<Option<Original>, sqlx::Error> {
    sqlx::query_as!(
        Original,
        "select original.media_type, credential.format, original.bytes
         from passport.credential
         join passport.original on original.sha256 = credential.original
         where credential.id = $1 and credential.holder_id = $2",
        id,
        holder,
    )
    .fetch_optional(pool)
    .await
}
