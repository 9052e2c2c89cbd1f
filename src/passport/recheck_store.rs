//! SQL of badges that are looked at again.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::judge::Answers;
use crate::account::Recipient;

/// A badge to be looked at again.
pub(super) struct Due {
    pub id: Uuid,
    pub bytes: Vec<u8>,
    /// The originals of its weaker forms.
    pub others: Vec<Vec<u8>>,
    pub recipient: Option<Recipient>,
    pub holder: Option<Uuid>,
    /// Empty where the issuer has none: a key that is its own issuer.
    pub host: String,
    pub unreached_since: Option<DateTime<Utc>>,
}

/// What is read of such a badge.
struct Row {
    id: Uuid,
    bytes: Vec<u8>,
    given_to: Option<String>,
    holder_id: Option<Uuid>,
    issuer_host: String,
    unreached_since: Option<DateTime<Utc>>,
}

impl From<Row> for Due {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            bytes: row.bytes,
            others: Vec::new(),
            recipient: row.given_to.and_then(|text| Recipient::parse(&text).ok()),
            holder: row.holder_id,
            host: row.issuer_host,
            unreached_since: row.unreached_since,
        }
    }
}

/// Badges whose answers are older than `before`, the oldest first; those of quiet hosts in their time.
pub(super) async fn due(
    pool: &PgPool,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Due>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select credential.id, original.bytes, passport.given_to(credential.address, credential.own_name) as given_to,
                  credential.holder_id,
                  credential.issuer_host as "issuer_host!", credential.unreached_since
           from passport.credential
           join passport.original on original.sha256 = credential.original
           left join passport.quiet_host as quiet on quiet.host = credential.issuer_host
           where greatest(credential.verified_at, credential.tried_at) <= $1
             and (quiet.again_at is null or quiet.again_at <= $2)
           order by greatest(credential.verified_at, credential.tried_at)
           limit $3"#,
        before,
        now,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Due::from).collect())
}

/// The badges that bear this identifier.
pub(super) async fn named(pool: &PgPool, credential_uri: &str) -> Result<Vec<Due>, Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select credential.id, original.bytes, passport.given_to(credential.address, credential.own_name) as given_to,
                  credential.holder_id,
                  credential.issuer_host as "issuer_host!", credential.unreached_since
           from passport.credential
           join passport.original on original.sha256 = credential.original
           where credential.credential_uri = $1"#,
        credential_uri,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Due::from).collect())
}

/// Keeps new answers; tells whether they differ from those before.
pub(super) async fn answered(
    db: &mut PgConnection,
    id: Uuid,
    answers: &Answers,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    sqlx::query_scalar!(
        r#"with before as (
               select id, authentic, current, issuer, recipient, valid_from, valid_until
               from passport.credential
               where id = $1
               for no key update
           )
           update passport.credential
           set authentic = $2, current = $3, issuer = $4, recipient = $5, report = $6::text::jsonb,
               valid_from = $7, valid_until = $8, verified_at = $9, tried_at = null, unreached_since = null
           from before
           where credential.id = before.id
           returning (before.authentic, before.current, before.issuer, before.recipient,
                      before.valid_from, before.valid_until)
               is distinct from ($2, $3, $4, $5, $7::timestamptz, $8::timestamptz) as "changed!""#,
        id,
        answers.authentic,
        answers.current,
        answers.issuer,
        answers.recipient,
        answers.report,
        answers.valid_from,
        answers.valid_until,
        now,
    )
    .fetch_optional(db)
    .await
    .map(|changed| changed.unwrap_or(false))
}

/// Notes that nobody answered: the answers before stay.
pub(super) async fn unreached(
    db: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "update passport.credential
         set tried_at = $2, unreached_since = coalesce(unreached_since, $2)
         where id = $1",
        id,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgives the hosts that answered; asks the quiet ones again after 2, 4, 8 … hours, a week at most.
pub(super) async fn hosts(
    db: &mut PgConnection,
    answering: &[String],
    quiet: &[String],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "with forgiven as (delete from passport.quiet_host where host = any($1))
         insert into passport.quiet_host (host, failures, again_at)
         select host, 1, $3::timestamptz + interval '2 hours'
         from unnest($2::text[]) as host
         on conflict (host) do update
         set failures = quiet_host.failures + 1,
             again_at = $3 + least(interval '1 hour' * power(2, least(quiet_host.failures + 1, 10)), interval '7 days')",
        answering,
        quiet,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
