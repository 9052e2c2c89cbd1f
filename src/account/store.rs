//! SQL of people, addresses and operators' tokens.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

/// A holder as an address finds them.
pub(super) struct Row {
    pub email: String,
    pub id: Uuid,
    pub wrapped_key: Option<Vec<u8>>,
}

pub(super) async fn by_address(
    tx: &mut PgConnection,
    emails: &[&str],
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select address.email, holder.id, holder.wrapped_key
         from account.address
         join account.holder on holder.id = address.holder_id
         where address.email = any($1)",
        emails as _,
    )
    .fetch_all(tx)
    .await
}

/// The wrapped key of a holder, where they still have one; `None`: there is no such holder.
pub(super) async fn wrapped_key(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Option<Option<Vec<u8>>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select wrapped_key from account.holder where id = $1",
        holder
    )
    .fetch_optional(db)
    .await
}

/// Changes of what lets one person in take turns.
pub(super) async fn lock_person(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from account.holder where id = $1 for update",
        holder
    )
    .fetch_optional(tx)
    .await?;
    Ok(())
}

/// New holders with their addresses; an address that another transaction took meanwhile keeps its holder.
pub(super) async fn make(
    tx: &mut PgConnection,
    ids: &[Uuid],
    emails: &[&str],
    wrapped_keys: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let made = sqlx::query!(
        "with holder as (
             insert into account.holder (id, created_at, wrapped_key)
             select id, $4, wrapped_key from unnest($1::uuid[], $3::bytea[]) as new (id, wrapped_key)
         )
         insert into account.address (email, holder_id)
         select email, id from unnest($1::uuid[], $2::text[]) as new (id, email)
         order by email
         on conflict (email) do nothing",
        ids,
        emails as _,
        wrapped_keys,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if usize::try_from(made.rows_affected()) != Ok(ids.len()) {
        sqlx::query!(
            "delete from account.holder
             where id = any($1) and not exists (select from account.address where holder_id = holder.id)",
            ids,
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn confirm(
    tx: &mut PgConnection,
    emails: &[&str],
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let confirmed = sqlx::query!(
        "update account.address set confirmed_at = $2 where email = any($1) and confirmed_at is null",
        emails as _,
        now,
    )
    .execute(tx)
    .await?;
    Ok(confirmed.rows_affected())
}

pub(super) async fn of_confirmed(pool: &PgPool, email: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id from account.address where email = $1 and confirmed_at is not null",
        email
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn addresses(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select email from account.address
         where holder_id = $1 and confirmed_at is not null
         order by retired_at is not null, confirmed_at, email",
        holder
    )
    .fetch_all(db)
    .await
}

/// Without those that they have left.
pub(super) async fn addresses_in_use(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select email from account.address
         where holder_id = $1 and confirmed_at is not null and retired_at is null
         order by confirmed_at, email",
        holder
    )
    .fetch_all(db)
    .await
}

pub(super) async fn add_address(
    tx: &mut PgConnection,
    known: &str,
    added: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.address (email, holder_id, confirmed_at)
         select $2, holder_id, $3 from account.address where email = $1
         on conflict (email) do nothing",
        known,
        added,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn set_age_bands(
    tx: &mut PgConnection,
    holders: &[Uuid],
    bands: &[&str],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.holder
         set age_band = said.band
         from unnest($1::uuid[], $2::text[]) as said (id, band)
         where holder.id = said.id and holder.age_band is distinct from said.band",
        holders,
        bands as _,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn put_token(
    pool: &PgPool,
    id: Uuid,
    label: &str,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.operator_token (id, label, digest, created_at) values ($1, $2, $3, $4)",
        id,
        label,
        digest,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The token in force with that digest: its row and label.
pub(super) async fn token(
    pool: &PgPool,
    digest: &[u8],
) -> Result<Option<(Uuid, String)>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, label from account.operator_token where digest = $1 and revoked_at is null",
        digest,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.id, row.label)))
}

pub(super) async fn revoke_token(
    pool: &PgPool,
    label: &str,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let revoked = sqlx::query!(
        "update account.operator_token set revoked_at = $2 where label = $1 and revoked_at is null",
        label,
        now,
    )
    .execute(pool)
    .await?;
    Ok(revoked.rows_affected())
}

pub(super) async fn confirmed(pool: &PgPool, emails: &[&str]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select email from account.address where email = any($1) and confirmed_at is not null",
        emails as _,
    )
    .fetch_all(pool)
    .await
}

/// Takes out what has run out; of a mail that is too old to be sent only its row stays, and that until `mails_before`.
pub(super) async fn sweep(
    pool: &PgPool,
    now: DateTime<Utc>,
    mails_before: DateTime<Utc>,
    viewings_before: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with links as (
             delete from account.sign_in_link where created_at < $1::timestamptz - interval '1 hour'
         ), offers as (
             delete from account.address_link where created_at < $1::timestamptz - interval '1 hour'
         ), questions as (
             delete from account.passkey_ceremony where expires_at < $1
         ), sessions as (
             delete from account.session where expires_at < $1
         ), codes as (
             delete from account.application_code where expires_at < $1::timestamptz - interval '1 day'
         ), tokens as (
             delete from account.application_token where expires_at < $1::timestamptz - interval '1 day'
         ), renewals as (
             delete from account.card_renewal
             where coalesce(used_at, refused_at) < $1::timestamptz - interval '90 days'
         ), viewings as (
             delete from account.viewing where at < $3
         ), mails as (
             delete from account.mail where created_at < $2
         )
         update account.mail
         set sealed = null
         where sealed is not null and sent_at is null and expires_at < $1 and created_at >= $2",
        now,
        mails_before,
        viewings_before,
    )
    .execute(pool)
    .await?;
    Ok(())
}
