//! SQL of a person's addresses.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::account::store::lock_person;

pub(super) async fn own(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, bool)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select email, retired_at is not null as "retired!"
           from account.address
           where holder_id = $1 and confirmed_at is not null
           order by retired_at is not null, confirmed_at, email"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.email, row.retired))
        .collect())
}

/// Keeps a link; false when the person sent, or the mailbox received, `most` within an hour.
pub(super) async fn put_link(
    tx: &mut PgConnection,
    digest: &[u8],
    holder: Uuid,
    email: &str,
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    most: i64,
) -> Result<bool, sqlx::Error> {
    // One at a time for a mailbox, then for a person, so that none is counted twice or not at all.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 30))",
        email,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 30))",
        holder,
    )
    .fetch_one(&mut *tx)
    .await?;
    let kept = sqlx::query!(
        "insert into account.address_link (digest, holder_id, email, created_at, expires_at)
         select $1, $2, $3, $4, $5
         where (
             select count(*) from account.address_link
             where holder_id = $2 and created_at > $4::timestamptz - interval '1 hour'
         ) < $6
         and (
             select count(*) from account.address_link
             where email = $3 and created_at > $4::timestamptz - interval '1 hour'
         ) < $6",
        digest,
        holder,
        email,
        now,
        until,
        most,
    )
    .execute(tx)
    .await?;
    Ok(kept.rows_affected() > 0)
}

pub(super) async fn offered(
    pool: &PgPool,
    digest: &[u8],
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(String, bool)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select email, exists (
                      select from account.address
                      where address.email = address_link.email
                        and address.holder_id <> address_link.holder_id
                        and address.confirmed_at is not null
                  ) as "taken!"
           from account.address_link
           where digest = $1 and holder_id = $2 and consumed_at is null and expires_at > $3"#,
        digest,
        holder,
        now,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.email, row.taken)))
}

pub(super) async fn consume(
    tx: &mut PgConnection,
    digest: &[u8],
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "update account.address_link
         set consumed_at = $3
         where digest = $1 and holder_id = $2 and consumed_at is null and expires_at > $3
         returning email",
        digest,
        holder,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// The address is `holder`'s, in use; false: somebody else has it.
pub(super) async fn put(
    tx: &mut PgConnection,
    email: &str,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let put = sqlx::query!(
        "insert into account.address (email, holder_id, confirmed_at)
         values ($1, $2, $3)
         on conflict (email) do update
             set retired_at = null, confirmed_at = coalesce(address.confirmed_at, excluded.confirmed_at)
             where address.holder_id = excluded.holder_id",
        email,
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(put.rows_affected() > 0)
}

/// Retires an address of a holder who has another one in use.
pub(super) async fn leave(
    tx: &mut PgConnection,
    holder: Uuid,
    email: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    // Two are not left at the same time.
    lock_person(&mut *tx, holder).await?;
    let left = sqlx::query!(
        "update account.address
         set retired_at = $3
         where holder_id = $1
           and email = $2
           and confirmed_at is not null
           and retired_at is null
           and exists (
               select from account.address as other
               where other.holder_id = $1
                 and other.email <> $2
                 and other.confirmed_at is not null
                 and other.retired_at is null
           )",
        holder,
        email,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if left.rows_affected() == 0 {
        return Ok(false);
    }
    // A link that is on its way there lets nobody in either.
    sqlx::query!("delete from account.sign_in_link where email = $1", email)
        .execute(tx)
        .await?;
    Ok(true)
}

/// Who else has an address.
pub(super) async fn other(
    tx: &mut PgConnection,
    email: &str,
    holder: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id from account.address where email = $1 and holder_id <> $2",
        email,
        holder,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn bring_over(
    tx: &mut PgConnection,
    other: Uuid,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with viewings as (
             update account.viewing set holder_id = $2 where holder_id = $1
         ), names as (
             update account.own_name set holder_id = $2 where holder_id = $1
         )
         update account.address set holder_id = $2 where holder_id = $1",
        other,
        holder,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn confirm(
    tx: &mut PgConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.address
         set confirmed_at = coalesce(confirmed_at, $2), retired_at = null
         where email = $1",
        email,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
