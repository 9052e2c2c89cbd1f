//! SQL of links and sessions.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{Link, Seen, Session};

/// Keeps a link; false when the address was sent `most` within an hour, or was left by its person.
pub(super) async fn put_link(
    tx: &mut PgConnection,
    digest: &[u8],
    email: &str,
    next: &str,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    most: i64,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "delete from account.sign_in_link where created_at < $1::timestamptz - interval '1 day'",
        now
    )
    .execute(&mut *tx)
    .await?;
    // One at a time for a mailbox, so that none is counted twice or not at all.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 20))",
        email
    )
    .fetch_one(&mut *tx)
    .await?;
    let kept = sqlx::query!(
        "insert into account.sign_in_link (digest, email, next, created_at, expires_at)
         select $1, $2, $3, $4, $5
         where (
             select count(*) from account.sign_in_link
             where email = $2 and created_at > $4::timestamptz - interval '1 hour'
         ) < $6
         -- nobody enters by an address that its person has left
         and not exists (select from account.address where email = $2 and retired_at is not null)",
        digest,
        email,
        next,
        now,
        until,
        most,
    )
    .execute(tx)
    .await?;
    Ok(kept.rows_affected() > 0)
}

pub(super) async fn link(
    pool: &PgPool,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as!(
        Link,
        "select email, next
         from account.sign_in_link
         where digest = $1 and consumed_at is null and expires_at > $2",
        digest,
        now,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn consume(
    tx: &mut PgConnection,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as!(
        Link,
        "update account.sign_in_link
         set consumed_at = $2
         where digest = $1 and consumed_at is null and expires_at > $2
         returning email, next",
        digest,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// Begins a session, and notes that its holder came.
pub(super) async fn put_session(
    db: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    digest: &[u8],
    browser: &str,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    strong: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.session
             (id, holder_id, digest, browser, created_at, seen_at, expires_at, strong_at)
         values ($1, $2, $3, $4, $5, $5, $6, case when $7 then $5::timestamptz end)",
        id,
        holder,
        digest,
        browser,
        now,
        until,
        strong,
    )
    .execute(&mut *db)
    .await?;
    came(db, holder, now).await
}

/// Notes, to the day, that a holder came: an account that nobody comes to is erased after two years.
async fn came(
    db: impl sqlx::PgExecutor<'_>,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.holder
         set active_at = date_trunc('day', $2::timestamptz, 'UTC'), reminded_at = null
         where id = $1
           and erased_at is null
           and (active_at is distinct from date_trunc('day', $2::timestamptz, 'UTC') or reminded_at is not null)",
        holder,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The session of a digest; that it is used is written at most once an hour.
pub(super) async fn session(
    pool: &PgPool,
    digest: &[u8],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Session>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id, holder_id, strong_at is not null as "strong!",
                  seen_at < $2::timestamptz - interval '1 hour' as "stale!"
           from account.session
           where digest = $1 and expires_at > $2"#,
        digest,
        now,
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.stale {
        sqlx::query!(
            "update account.session set seen_at = $2, expires_at = $3 where id = $1",
            row.id,
            now,
            until,
        )
        .execute(pool)
        .await?;
        came(pool, row.holder_id, now).await?;
    }
    Ok(Some(Session {
        id: row.id,
        holder: row.holder_id,
        strong: row.strong,
    }))
}

pub(super) async fn strengthen(
    tx: &mut PgConnection,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.session set strong_at = $2 where id = $1",
        session,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn sessions(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Seen>, sqlx::Error> {
    sqlx::query_as!(
        Seen,
        "select id, browser, created_at, seen_at
         from account.session
         where holder_id = $1 and expires_at > $2
         order by seen_at desc, id",
        holder,
        now,
    )
    .fetch_all(pool)
    .await
}

/// Ends one session of a holder, or all of them.
pub(super) async fn end(
    db: impl PgExecutor<'_>,
    holder: Uuid,
    session: Option<Uuid>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from account.session where holder_id = $1 and (id = $2 or $2 is null)",
        holder,
        session,
    )
    .execute(db)
    .await?;
    Ok(())
}
