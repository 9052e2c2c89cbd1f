//! SQL of badges, their originals, and runs of ingestion.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::judge::Accepted;
use crate::account::Recipient;
use crate::id;

/// SHA-256 of issuer and id: which badge it is.
pub(super) type Identity = [u8; 32];

/// A badge that is kept already.
#[derive(Clone)]
pub(super) struct Kept {
    pub id: Uuid,
    pub holder: Option<Uuid>,
    /// Its issuer said exactly this.
    pub proven: bool,
    pub valid_from: Option<DateTime<Utc>>,
    pub standard: String,
}

/// How much is kept of a holder's badges, in octets.
pub(super) async fn octets(pool: &PgPool, holder: Uuid) -> Result<i64, Error> {
    sqlx::query_scalar!(
        r#"with mine as (
               select id, original from passport.credential where holder_id = $1
           )
           select coalesce(sum(octet_length(bytes)), 0)::bigint as "octets!"
           from passport.original
           where sha256 in (select original from mine)
              or sha256 in (
                  select form.original from passport.other_form as form join mine on mine.id = form.credential_id
              )"#,
        holder,
    )
    .fetch_one(pool)
    .await
}

pub(super) async fn kept(
    db: &mut PgConnection,
    identities: &[&[u8]],
) -> Result<HashMap<Identity, Kept>, Error> {
    let rows = sqlx::query!(
        r#"select identity, id, holder_id, authentic = 'yes' as "proven!", valid_from, standard
           from passport.credential
           where identity = any($1)
           order by id
           for no key update"#,
        identities as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let kept = Kept {
                id: row.id,
                holder: row.holder_id,
                proven: row.proven,
                valid_from: row.valid_from,
                standard: row.standard,
            };
            Some((row.identity.try_into().ok()?, kept))
        })
        .collect())
}

/// A badge to be kept, with whom it belongs to.
pub(super) struct Fresh<'a> {
    pub badge: &'a Accepted,
    pub achievement: Uuid,
    /// Holder, and what it was given to, where the recipient is confirmed.
    pub holder: Option<(Uuid, &'a Recipient)>,
}

/// Badges as PostgreSQL takes many of them: one list a column.
struct Columns<'a> {
    identities: Vec<&'a [u8]>,
    originals: Vec<&'a [u8]>,
    media_types: Vec<&'a str>,
    bytes: Vec<&'a [u8]>,
    holders: Vec<Option<Uuid>>,
    addresses: Vec<Option<&'a str>>,
    own_names: Vec<Option<Uuid>>,
    achievements: Vec<Uuid>,
    standards: Vec<&'a str>,
    formats: Vec<&'a str>,
    issuers: Vec<&'a str>,
    uris: Vec<&'a str>,
    levels: Vec<i16>,
    from: Vec<Option<DateTime<Utc>>>,
    until: Vec<Option<DateTime<Utc>>>,
    authentic: Vec<&'a str>,
    current: Vec<&'a str>,
    issuer: Vec<&'a str>,
    recipient: Vec<&'a str>,
    reports: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(fresh: &[Fresh<'a>]) -> Self {
        fn column<'f, 'a, T>(fresh: &'f [Fresh<'a>], of: impl Fn(&'f Fresh<'a>) -> T) -> Vec<T> {
            fresh.iter().map(of).collect()
        }
        Self {
            identities: column(fresh, |f| f.badge.identity.as_slice()),
            originals: column(fresh, |f| f.badge.sha256.as_slice()),
            media_types: column(fresh, |f| f.badge.media_type),
            bytes: column(fresh, |f| f.badge.bytes.as_slice()),
            holders: column(fresh, |f| f.holder.map(|(id, _)| id)),
            addresses: column(fresh, |f| Some(f.holder?.1.address()?.as_str())),
            own_names: column(fresh, |f| f.holder?.1.own_name()),
            achievements: column(fresh, |f| f.achievement),
            standards: column(fresh, |f| f.badge.standard),
            formats: column(fresh, |f| f.badge.format),
            issuers: column(fresh, |f| f.badge.issuer_uri.as_str()),
            uris: column(fresh, |f| f.badge.credential_uri.as_str()),
            levels: column(fresh, |f| f.badge.level),
            from: column(fresh, |f| f.badge.valid_from),
            until: column(fresh, |f| f.badge.valid_until),
            authentic: column(fresh, |f| f.badge.authentic),
            current: column(fresh, |f| f.badge.current),
            issuer: column(fresh, |f| f.badge.issuer),
            recipient: column(fresh, |f| f.badge.recipient),
            reports: column(fresh, |f| f.badge.report.as_str()),
        }
    }
}

/// Keeps badges and their originals; tells the row of each that was not kept meanwhile by someone else.
pub(super) async fn keep(
    db: &mut PgConnection,
    fresh: &[Fresh<'_>],
    now: DateTime<Utc>,
) -> Result<HashMap<Identity, Uuid>, Error> {
    let ids: Vec<Uuid> = fresh.iter().map(|_| id::public()).collect();
    let columns = Columns::of(fresh);
    // References are checked when the whole statement has run: the originals of the badges that were fresh are
    // there by then, and no others.
    let rows = sqlx::query!(
        "with given as (
             select *
             from unnest(
                 $1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::bytea[], $6::uuid[], $7::text[], $8::uuid[],
                 $9::text[], $10::text[], $11::text[], $12::text[], $13::smallint[], $14::timestamptz[],
                 $15::timestamptz[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $22::uuid[]
             ) as given (
                 id, identity, original, media_type, bytes, holder_id, address, achievement_id, standard, format,
                 issuer_uri, credential_uri, level, valid_from, valid_until, authentic, current, issuer, recipient,
                 report, own_name
             )
         ), kept as (
             insert into passport.credential (
                 id, identity, original, holder_id, address, achievement_id, standard, format, issuer_uri,
                 credential_uri, level, valid_from, valid_until, authentic, current, issuer, recipient, report,
                 verified_at, own_name
             )
             select
                 id, identity, original, holder_id, address, achievement_id, standard, format, issuer_uri,
                 credential_uri, level, valid_from, valid_until, authentic, current, issuer, recipient, report::jsonb,
                 $21, own_name
             from given
             on conflict (identity) do nothing
             returning id, identity
         ), whole as (
             insert into passport.original (sha256, media_type, bytes, received_at)
             select given.original, given.media_type, given.bytes, $21
             from given
             join kept on kept.id = given.id
             on conflict (sha256) do nothing
         )
         select id, identity from kept",
        &ids,
        &columns.identities as _,
        &columns.originals as _,
        &columns.media_types as _,
        &columns.bytes as _,
        &columns.holders as _,
        &columns.addresses as _,
        &columns.achievements,
        &columns.standards as _,
        &columns.formats as _,
        &columns.issuers as _,
        &columns.uris as _,
        &columns.levels,
        &columns.from as _,
        &columns.until as _,
        &columns.authentic as _,
        &columns.current as _,
        &columns.issuer as _,
        &columns.recipient as _,
        &columns.reports as _,
        now,
        &columns.own_names as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.identity.try_into().ok()?, row.id)))
        .collect())
}

/// Puts what is known now in the place of what was kept before: a badge whose recipient or whose issuer's word
/// could not be confirmed then, and is now. An original that no badge is kept from any more goes.
pub(super) async fn renew(
    db: &mut PgConnection,
    ids: &[Uuid],
    fresh: &[Fresh<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let columns = Columns::of(fresh);
    sqlx::query!(
        "with given as (
             select *
             from unnest(
                 $1::uuid[], $2::bytea[], $3::text[], $4::bytea[], $5::uuid[], $6::text[], $7::uuid[], $8::text[],
                 $9::text[], $10::smallint[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[],
                 $15::text[], $16::text[], $17::text[], $19::text[], $20::uuid[]
             ) as given (
                 id, original, media_type, bytes, holder_id, address, achievement_id, standard, format, level,
                 valid_from, valid_until, authentic, current, issuer, recipient, report, issuer_uri, own_name
             )
         ), before as (
             select original from passport.credential where id = any($1)
         ), whole as (
             insert into passport.original (sha256, media_type, bytes, received_at)
             select original, media_type, bytes, $18 from given
             on conflict (sha256) do nothing
         ), renewed as (
             update passport.credential
             set original = given.original, issuer_uri = given.issuer_uri, holder_id = given.holder_id, address = given.address,
                 own_name = given.own_name,
                 achievement_id = given.achievement_id, standard = given.standard, format = given.format,
                 level = given.level, valid_from = given.valid_from, valid_until = given.valid_until,
                 authentic = given.authentic, current = given.current, issuer = given.issuer,
                 recipient = given.recipient, report = given.report::jsonb, verified_at = $18
             from given
             where credential.id = given.id
         )
         delete from passport.original
         where sha256 in (select original from before)
           and sha256 not in (select original from given)
           and not exists (
               select from passport.credential
               where credential.original = original.sha256 and credential.id <> all($1)
           )
           and not exists (select from passport.other_form where other_form.original = original.sha256)",
        ids,
        &columns.originals as _,
        &columns.media_types as _,
        &columns.bytes as _,
        &columns.holders as _,
        &columns.addresses as _,
        &columns.achievements,
        &columns.standards as _,
        &columns.formats as _,
        &columns.levels,
        &columns.from as _,
        &columns.until as _,
        &columns.authentic as _,
        &columns.current as _,
        &columns.issuer as _,
        &columns.recipient as _,
        &columns.reports as _,
        now,
        &columns.issuers as _,
        &columns.own_names as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Which of these badges show on the map: proven themselves, and their competence visible of their holder.
pub(super) async fn placed(db: &mut PgConnection, ids: &[Uuid]) -> Result<HashSet<Uuid>, Error> {
    let placed = sqlx::query_scalar!(
        "select credential.id
         from passport.credential
         join issuing.achievement on achievement.id = credential.achievement_id
         join presence.visible_row
             on visible_row.holder_id = credential.holder_id
            and visible_row.competence_code = achievement.competence_code
         where credential.id = any($1)
           and credential.authentic = 'yes'
           and credential.current = 'yes'
           and credential.issuer = 'recognised'
           and achievement.reviewed_at is not null
           and not achievement.sensitive",
        ids,
    )
    .fetch_all(db)
    .await?;
    Ok(placed.into_iter().collect())
}

/// Everyone who holds a badge of this achievement.
pub(super) async fn holders_of(
    db: &mut PgConnection,
    achievement: Uuid,
) -> Result<Vec<Uuid>, Error> {
    sqlx::query_scalar!(
        r#"select distinct holder_id as "holder!"
           from passport.credential
           where achievement_id = $1 and holder_id is not null"#,
        achievement,
    )
    .fetch_all(db)
    .await
}
