//! SQL of claims, and of codes that lead nowhere.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

/// A code.
pub(super) struct Found {
    pub(super) id: Uuid,
    pub(super) offer: Uuid,
    pub(super) used: bool,
}

pub(super) async fn find(pool: &PgPool, mac: &[u8]) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select id, offer_id as offer, used_at is not null as "used!"
           from issuing.claim_code
           where mac = $1"#,
        mac,
    )
    .fetch_optional(pool)
    .await
}

/// The same, its offer locked: one person at a time takes a place.
pub(super) async fn lock(tx: &mut PgConnection, mac: &[u8]) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query!(
        "select offer.id
         from issuing.claim_code
         join issuing.claim_offer as offer on offer.id = offer_id
         where mac = $1
         for no key update of offer",
        mac,
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query_as!(
        Found,
        r#"select id, offer_id as offer, used_at is not null as "used!"
           from issuing.claim_code
           where mac = $1"#,
        mac,
    )
    .fetch_optional(tx)
    .await
}

/// Which badge a person got by an offer.
pub(super) async fn claimed(
    db: impl PgExecutor<'_>,
    offer: Uuid,
    holder: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select credential_uri from issuing.claim where offer_id = $1 and holder_id = $2",
        offer,
        holder,
    )
    .fetch_optional(db)
    .await
}

/// Who used a slip of one of these organisations, and which of them it is of.
pub(super) async fn of_slip(
    pool: &PgPool,
    mac: &[u8],
    organisations: &[Uuid],
) -> Result<Option<(Uuid, Uuid)>, sqlx::Error> {
    let row = sqlx::query!(
        "select claim.holder_id, offer.organisation_id
         from issuing.claim_code as code
         join issuing.claim_offer as offer on offer.id = code.offer_id
         join issuing.claim on claim.code_id = code.id
         where code.mac = $1
           and offer.kind = 'slips'
           and offer.organisation_id = any($2)",
        mac,
        organisations,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.holder_id, row.organisation_id)))
}

/// Counts one place as taken, and uses a slip.
pub(super) async fn take(
    tx: &mut PgConnection,
    offer: Uuid,
    slip: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with slip as (
             update issuing.claim_code set used_at = $3 where id = $2
         )
         update issuing.claim_offer set claimed = claimed + 1 where id = $1",
        offer,
        slip,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn claim(
    tx: &mut PgConnection,
    offer: Uuid,
    (holder, code): (Uuid, Uuid),
    credential_uri: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.claim (offer_id, holder_id, code_id, claimed_at, credential_uri)
         values ($1, $2, $3, $4, $5)",
        offer,
        holder,
        code,
        now,
        credential_uri,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// How many codes that lead nowhere a person tried within the hour.
pub(super) async fn missed_by(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from issuing.claim_miss
           where holder_id = $1 and at > $2::timestamptz - interval '1 hour'"#,
        holder,
        now,
    )
    .fetch_one(pool)
    .await
}

/// How many codes that lead nowhere people who are not signed in tried within the minute.
pub(super) async fn missed_by_all(pool: &PgPool, now: DateTime<Utc>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from issuing.claim_miss
           where holder_id is null and at > $1::timestamptz - interval '1 minute'"#,
        now,
    )
    .fetch_one(pool)
    .await
}

/// Counts a code that leads nowhere; what is older than an hour is forgotten.
pub(super) async fn miss(
    pool: &PgPool,
    holder: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with old as (
             delete from issuing.claim_miss where at <= $2::timestamptz - interval '1 hour'
         )
         insert into issuing.claim_miss (holder_id, at) values ($1, $2)",
        holder,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}
