//! SQL of new cards from the hand of a facilitator.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// How many cards a facilitator handed over within a day; they wait for each other.
pub(super) async fn handed_in_a_day(
    tx: &mut PgConnection,
    facilitator: Uuid,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 50))",
        facilitator,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from account.card_renewal
           where made_by = $1 and made_at > $2::timestamptz - interval '1 day'"#,
        facilitator,
        now,
    )
    .fetch_one(tx)
    .await
}

/// Whether a card is all that lets a holder in, who is locked: nobody gives them an address meanwhile.
pub(super) async fn by_card_alone(
    tx: &mut PgConnection,
    holder: Uuid,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select id
         from account.holder
         where id = $1
           and erased_at is null
           and exists (select from account.card where card.holder_id = $1)
           and not exists (select from account.address where address.holder_id = $1)
           and not exists (select from account.passkey where passkey.holder_id = $1)
           and not exists (select from account.role where role.holder_id = $1 and ended_at is null)
           and not exists (select from account.recruiter where recruiter.holder_id = $1)
         for update",
        holder,
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// Keeps a new card and notes it; false: one waits, or was refused within the week.
pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    (holder, organisation, facilitator): (Uuid, Uuid, Uuid),
    mac: &[u8],
    (now, good_from): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool, sqlx::Error> {
    let put = sqlx::query!(
        "with made as (
             insert into account.card_renewal
                 (id, holder_id, organisation_id, made_by, mac, made_at, good_from)
             select $1, $2, $3, $4, $5, $6, $7
             where not exists (
                 select from account.card_renewal
                 where holder_id = $2
                   and (
                       refused_at > $6::timestamptz - interval '7 days'
                       or (refused_at is null and used_at is null)
                   )
             )
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $6, 'facilitator:' || ($4::uuid)::text, 'card.handed_over', holder_id from made",
        id,
        holder,
        organisation,
        facilitator,
        mac,
        now,
        good_from,
    )
    .execute(tx)
    .await?;
    Ok(put.rows_affected() > 0)
}

pub(super) async fn refuse(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let refused = sqlx::query!(
        "with refused as (
             update account.card_renewal
             set refused_at = $2
             where holder_id = $1 and refused_at is null and used_at is null
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $2, 'holder', 'card.refused', holder_id from refused",
        holder,
        now,
    )
    .execute(pool)
    .await?;
    Ok(refused.rows_affected() > 0)
}

/// A card that was handed over and is good takes the old one's place, and all sessions end: whose it is. An account that
/// has an address or a passkey by now is entered by these.
pub(super) async fn take_over(
    tx: &mut PgConnection,
    mac: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    let taken = sqlx::query!(
        "update account.card_renewal as renewal
         set used_at = $2
         where mac = $1
           and refused_at is null
           and used_at is null
           and good_from <= $2
           and not exists (select from account.address where address.holder_id = renewal.holder_id)
           and not exists (select from account.passkey where passkey.holder_id = renewal.holder_id)
         returning holder_id, organisation_id, made_at",
        mac,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(taken) = taken else {
        return Ok(None);
    };
    sqlx::query!(
        "with sessions as (
             delete from account.session where holder_id = $1
         ), note as (
             insert into audit.event (at, actor, action, subject) values ($5, 'holder', 'card.taken_over', $1)
         )
         update account.card
         set mac = $2, made_at = $3, used_at = $5, given_by = $4
         where holder_id = $1",
        taken.holder_id,
        mac,
        taken.made_at,
        taken.organisation_id,
        now,
    )
    .execute(tx)
    .await?;
    Ok(Some(taken.holder_id))
}
