//! SQL of passkeys and of the questions that are open.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Passkey;
use super::ceremony::Kept;
use crate::account::store::lock_person;

/// Opens a question; questions that nobody answered are forgotten meanwhile.
pub(super) async fn open(
    pool: &PgPool,
    id: Uuid,
    holder: Option<Uuid>,
    state: &[u8],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with forgotten as (delete from account.passkey_ceremony where expires_at <= $4)
         insert into account.passkey_ceremony (id, holder_id, state, expires_at)
         values ($1, $2, $3, $5)",
        id,
        holder,
        state,
        now,
        until,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Takes a question away, for its one answer.
pub(super) async fn close(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "delete from account.passkey_ceremony
         where id = $1 and holder_id is not distinct from $2 and expires_at > $3
         returning state",
        id,
        holder,
        now,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    kept: &Kept,
    name: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let put = sqlx::query!(
        "insert into account.passkey
             (id, holder_id, credential_id, name, static_state, dynamic_state, created_at, used_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict on constraint passkey_is_known_once do nothing",
        id,
        holder,
        kept.credential_id,
        name,
        kept.static_state,
        kept.dynamic_state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(put.rows_affected() > 0)
}

/// The passkey of that name and account, which nobody else uses at the same time.
pub(super) async fn lock(
    tx: &mut PgConnection,
    credential_id: &[u8],
    holder: Uuid,
) -> Result<Option<Kept>, sqlx::Error> {
    sqlx::query_as!(
        Kept,
        "select credential_id, static_state, dynamic_state
         from account.passkey
         where credential_id = $1 and holder_id = $2
         for update",
        credential_id,
        holder,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn used(
    tx: &mut PgConnection,
    credential_id: &[u8],
    dynamic_state: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.passkey set dynamic_state = $2, used_at = $3 where credential_id = $1",
        credential_id,
        dynamic_state,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn of_holder(pool: &PgPool, holder: Uuid) -> Result<Vec<Passkey>, sqlx::Error> {
    sqlx::query_as!(
        Passkey,
        "select id, name, created_at, used_at
         from account.passkey
         where holder_id = $1
         order by created_at, id",
        holder,
    )
    .fetch_all(pool)
    .await
}

/// The names that devices gave to a person's passkeys; one person's are looked at by one at a time.
pub(super) async fn names(
    tx: &mut PgConnection,
    holder: Uuid,
) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    lock_person(&mut *tx, holder).await?;
    sqlx::query_scalar!(
        "select credential_id from account.passkey where holder_id = $1",
        holder,
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn remove(
    pool: &PgPool,
    holder: Uuid,
    passkey: Uuid,
) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!(
        "delete from account.passkey where id = $1 and holder_id = $2",
        passkey,
        holder,
    )
    .execute(pool)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Takes passkeys away and notes it in the audit; tells their names.
pub(super) async fn take_away(
    tx: &mut PgConnection,
    holder: Uuid,
    one: Option<Uuid>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    lock_person(&mut *tx, holder).await?;
    sqlx::query_scalar!(
        "with taken as (
             delete from account.passkey
             where holder_id = $1 and ($2::uuid is null or id = $2)
             returning id, holder_id, name
         ), noted as (
             insert into audit.event (at, actor, action, subject, detail)
             select $4, $3, 'passkey.removed', holder_id, jsonb_build_object('passkey', id) from taken
         )
         select name from taken order by name",
        holder,
        one,
        actor,
        now,
    )
    .fetch_all(tx)
    .await
}
