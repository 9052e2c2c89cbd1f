//! SQL of cards and of the own names of accounts.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{Card, Handed};

/// A holder with a key, an own name and a card.
pub(super) async fn make(
    tx: &mut PgConnection,
    (holder, own_name): (Uuid, Uuid),
    wrapped_key: &[u8],
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // One after the other: each statement's trigger looks whether the holder is there.
    sqlx::query!(
        "insert into account.holder (id, created_at, wrapped_key) values ($1, $2, $3)",
        holder,
        now,
        wrapped_key,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "with name as (
             insert into account.own_name (name, holder_id, created_at) values ($2, $1, $4)
         ), note as (
             insert into audit.event (at, actor, action, subject) values ($4, 'holder', 'card.made', $1)
         )
         insert into account.card (holder_id, mac, made_at) values ($1, $3, $4)",
        holder,
        own_name,
        mac,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The account was handed to one person: its own names may be placed (C0).
pub(super) async fn vouch(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let vouched = sqlx::query!(
        "update account.own_name set vouched_at = $2 where holder_id = $1 and vouched_at is null",
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(vouched.rows_affected() > 0)
}

/// Whose card it is, locked; that it is used is noted.
pub(super) async fn use_card(
    tx: &mut PgConnection,
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "update account.card set used_at = $2 where mac = $1 returning holder_id",
        mac,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// Whose card it is.
pub(super) async fn holder(
    db: impl PgExecutor<'_>,
    mac: &[u8],
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select holder_id from account.card where mac = $1", mac)
        .fetch_optional(db)
        .await
}

/// Whose card it is, if it was made since then, has not let anybody in yet, and its holder has not signed out.
pub(super) async fn just_made(
    tx: &mut PgConnection,
    mac: &[u8],
    since: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id
         from account.card
         where mac = $1
           and made_at >= $2
           and used_at is null
           and exists (select from account.session where session.holder_id = card.holder_id)",
        mac,
        since,
    )
    .fetch_optional(tx)
    .await
}

/// The card of a holder gets another code; false: they have none.
pub(super) async fn renew(
    tx: &mut PgConnection,
    holder: Uuid,
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let renewed = sqlx::query!(
        "with card as (
             update account.card
             set mac = $2, made_at = $3, used_at = null, given_by = null
             where holder_id = $1
             returning holder_id
         ), waiting as (
             update account.card_renewal
             set refused_at = $3
             where holder_id in (select holder_id from card) and refused_at is null and used_at is null
         )
         insert into audit.event (at, actor, action, subject)
         select $3, 'holder', 'card.renewed', holder_id from card",
        holder,
        mac,
        now,
    )
    .execute(tx)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Takes the card of a holder away who can get in by an address; false: it stays.
pub(super) async fn drop(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let dropped = sqlx::query!(
        "with card as (
             delete from account.card
             where holder_id = $1
               -- a passkey alone is lost with its device
               and exists (
                   select from account.address
                   where address.holder_id = $1 and confirmed_at is not null and retired_at is null
               )
             returning holder_id
         ), waiting as (
             delete from account.card_renewal where holder_id in (select holder_id from card) and used_at is null
         )
         insert into audit.event (at, actor, action, subject)
         select $2, 'holder', 'card.dropped', holder_id from card",
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(dropped.rows_affected() > 0)
}

pub(super) async fn card(pool: &PgPool, holder: Uuid) -> Result<Option<Card>, sqlx::Error> {
    sqlx::query_as!(
        Card,
        r#"select made_at, used_at, organisation.name as "given_by?"
           from account.card
           left join network.organisation on organisation.id = given_by
           where holder_id = $1"#,
        holder,
    )
    .fetch_optional(pool)
    .await
}

/// The new card that waits for a holder, if one does.
pub(super) async fn waiting(pool: &PgPool, holder: Uuid) -> Result<Option<Handed>, sqlx::Error> {
    sqlx::query_as!(
        Handed,
        "select organisation.name as organisation, made_at, good_from
         from account.card_renewal
         join network.organisation on organisation.id = organisation_id
         where holder_id = $1 and refused_at is null and used_at is null",
        holder,
    )
    .fetch_optional(pool)
    .await
}

/// The own names of an account, the oldest first.
pub(super) async fn own_names(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select name from account.own_name where holder_id = $1 order by created_at, name",
        holder,
    )
    .fetch_all(db)
    .await
}

/// Whose these own names are, with their wrapped keys.
pub(super) async fn named(
    tx: &mut PgConnection,
    names: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, Option<Vec<u8>>)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select own_name.name, holder.id, holder.wrapped_key
         from account.own_name
         join account.holder on holder.id = own_name.holder_id
         where own_name.name = any($1)",
        names,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.name, row.id, row.wrapped_key))
        .collect())
}
