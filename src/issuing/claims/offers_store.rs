//! SQL of offers and their codes.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::offers::NewOffer;
use super::{Kind, Offer};

struct Row {
    id: Uuid,
    organisation_id: Uuid,
    organisation_slug: String,
    organisation_name: String,
    achievement_uri: String,
    achievement: String,
    level: i16,
    kind: String,
    capacity: i32,
    claimed: i32,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    made_by: Uuid,
}

impl From<Row> for Offer {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            organisation: row.organisation_id,
            organisation_slug: row.organisation_slug,
            organisation_name: row.organisation_name,
            achievement_uri: row.achievement_uri,
            achievement: row.achievement,
            level: row.level,
            kind: Kind::named(&row.kind).unwrap_or(Kind::Shared),
            capacity: row.capacity,
            claimed: row.claimed,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            ended_at: row.ended_at,
            made_by: row.made_by,
        }
    }
}

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    made_by: Uuid,
    new: &NewOffer<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject)
             values ($10, 'facilitator:' || ($9::uuid)::text, 'claim_offer.made', $1)
         )
         insert into issuing.claim_offer
             (id, organisation_id, achievement_uri, level, kind, capacity, opens_at, closes_at, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        new.organisation.id,
        new.achievement_uri,
        i16::from(new.level.number()),
        new.kind.as_str(),
        new.capacity,
        new.opens_at,
        new.closes_at,
        made_by,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Codes of one offer, column by column.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) ids: Vec<Uuid>,
    pub(super) numbers: Vec<i32>,
    pub(super) macs: Vec<Vec<u8>>,
    pub(super) sealed: Vec<Vec<u8>>,
}

pub(super) async fn put_codes(
    tx: &mut PgConnection,
    offer: Uuid,
    codes: &Codes,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.claim_code (id, offer_id, number, mac, sealed)
         select id, $1, number, mac, sealed
         from unnest($2::uuid[], $3::int4[], $4::bytea[], $5::bytea[]) as new (id, number, mac, sealed)",
        offer,
        &codes.ids,
        &codes.numbers,
        &codes.macs,
        &codes.sealed,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn of_organisations(
    pool: &PgPool,
    organisations: &[Uuid],
) -> Result<Vec<Offer>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        "select offer.id, organisation_id, organisation.slug as organisation_slug,
                organisation.name as organisation_name, achievement_uri, achievement.name as achievement,
                offer.level, offer.kind, capacity, claimed, opens_at, closes_at, ended_at, made_by
         from issuing.claim_offer as offer
         join network.organisation on organisation.id = organisation_id
         join issuing.achievement on achievement.uri = achievement_uri
         where organisation_id = any($1)
         order by made_at desc, offer.id
         limit 100",
        organisations,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

pub(super) async fn one(db: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Offer>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        "select offer.id, organisation_id, organisation.slug as organisation_slug,
                organisation.name as organisation_name, achievement_uri, achievement.name as achievement,
                offer.level, offer.kind, capacity, claimed, opens_at, closes_at, ended_at, made_by
         from issuing.claim_offer as offer
         join network.organisation on organisation.id = organisation_id
         join issuing.achievement on achievement.uri = achievement_uri
         where offer.id = $1",
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Offer::from))
}

pub(super) struct CodeRow {
    pub(super) id: Uuid,
    pub(super) number: i32,
    pub(super) sealed: Vec<u8>,
    pub(super) used: bool,
}

pub(super) async fn codes(pool: &PgPool, offer: Uuid) -> Result<Vec<CodeRow>, sqlx::Error> {
    sqlx::query_as!(
        CodeRow,
        r#"select id, number, sealed, used_at is not null as "used!"
           from issuing.claim_code
           where offer_id = $1
           order by number"#,
        offer,
    )
    .fetch_all(pool)
    .await
}

/// Ends an offer of one of these organisations; false: there is none such.
pub(super) async fn end(
    pool: &PgPool,
    id: Uuid,
    organisations: &[Uuid],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "update issuing.claim_offer
         set ended_at = coalesce(ended_at, $3)
         where id = $1 and organisation_id = any($2)",
        id,
        organisations,
        now,
    )
    .execute(pool)
    .await?;
    Ok(ended.rows_affected() == 1)
}
