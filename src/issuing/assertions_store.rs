//! Rows of what was taken back, and of hosted assertions.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

/// The organisation's slug, and the entry: the badge's name and the reason.
type Revoked = (String, (String, String));

/// Badges that were taken back, oldest first; of one organisation, or of all.
pub(super) async fn revoked(
    pool: &PgPool,
    organisation: Option<&str>,
) -> Result<Vec<Revoked>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select organisation as "organisation!", credential_uri as "uri!", coalesce(reason, '') as "reason!"
           from issuing.revoked_assertion
           where organisation = $1 or $1 is null
           order by revoked_at, credential_uri"#,
        organisation
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.organisation, (row.uri, row.reason)))
        .collect())
}

/// Publishes an assertion, unless it is published: the token that answers. `None`: no such award in force.
pub(super) async fn host(
    pool: &PgPool,
    token: &str,
    award: &str,
    document: &Value,
    now: DateTime<Utc>,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into issuing.hosted_assertion as hosted (token, award_id, document, published_at)
         select $1, award.id, $3, $4
         from issuing.award
         where award.credential_uri = $2 and award.revoked_at is null
         on conflict (award_id) do update set published_at = hosted.published_at
         returning hosted.token",
        token,
        award,
        document,
        now,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn withdraw(pool: &PgPool, award: &str) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from issuing.hosted_assertion as hosted
         using issuing.award
         where award.id = hosted.award_id and award.credential_uri = $1",
        award
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected() > 0)
}

/// A hosted assertion as its address finds it.
pub(super) struct HostedRow {
    pub(super) document: Value,
    pub(super) revoked_at: Option<DateTime<Utc>>,
    pub(super) revoked_reason: Option<String>,
}

pub(super) async fn hosted(public: &PgPool, token: &str) -> Result<Option<HostedRow>, sqlx::Error> {
    sqlx::query_as!(
        HostedRow,
        r#"select document as "document!", revoked_at, revoked_reason from issuing.hosted($1)"#,
        token
    )
    .fetch_optional(public)
    .await
}

/// What is kept of these awards, and of their hosted forms: rows by table.
pub(super) async fn told(
    pool: &PgPool,
    awards: &[String],
) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'issuing.award' as name, jsonb_agg(
                   to_jsonb(award) || jsonb_build_object('organisation', organisation.name)
                   order by award.awarded_at, award.id
               ) as rows
               from issuing.award
               join network.organisation on organisation.id = award.organisation_id
               where award.credential_uri = any($1)
               union all
               select 'issuing.hosted_assertion', jsonb_agg(to_jsonb(hosted) order by hosted.published_at)
               from issuing.hosted_assertion as hosted
               join issuing.award on award.id = hosted.award_id
               where award.credential_uri = any($1)
           ) as part"#,
        awards,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

pub(super) async fn withdraw_all(
    tx: &mut PgConnection,
    awards: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from issuing.hosted_assertion as hosted
         using issuing.award
         where award.id = hosted.award_id and award.credential_uri = any($1)",
        awards,
    )
    .execute(tx)
    .await?;
    Ok(())
}
