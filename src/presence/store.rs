//! SQL of consent and presence.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::{Level, Place, VisibleRow};

/// What decides whether a person may choose.
pub(super) struct Person {
    pub id: Uuid,
    /// The highest level that their age band allows.
    pub highest: i16,
    pub wrapped_key: Option<Vec<u8>>,
}

/// A choice that was found possible.
pub(super) struct Asked<'a> {
    pub holder: Uuid,
    pub level: i16,
    pub text_version: &'a str,
    pub expires_at: DateTime<Utc>,
    pub sealed: Vec<u8>,
    pub sealed_badges: Option<Vec<u8>>,
    /// Only these; `None`: all.
    pub badges: Option<&'a BTreeSet<Uuid>>,
    pub place: &'a Place,
}

/// Locks the holders against other changes of their presence.
pub(super) async fn lock(db: &mut PgConnection, holders: &[Uuid]) -> Result<Vec<Person>, Error> {
    sqlx::query_as!(
        Person,
        r#"select id, presence.highest_level(age_band) as "highest!", wrapped_key
           from account.holder
           where id = any($1)
           order by id
           for no key update"#,
        holders,
    )
    .fetch_all(db)
    .await
}

/// Of each place, whether there is one.
pub(super) async fn existing(db: &mut PgConnection, places: &[&Place]) -> Result<Vec<bool>, Error> {
    let kinds: Vec<&str> = places.iter().map(|place| place.kind()).collect();
    let codes: Vec<&str> = places.iter().map(|place| place.code()).collect();
    sqlx::query_scalar!(
        r#"select case place.kind
               when 'commune' then exists (select from territory.commune where commune.code = place.code)
               when 'epci' then exists (select from territory.epci where epci.code = place.code)
               when 'department' then exists (select from territory.department where department.code = place.code)
               else exists (select from territory.region where region.code = place.code)
           end as "exists!"
           from unnest($1::text[], $2::text[]) with ordinality as place (kind, code, position)
           order by place.position"#,
        &kinds as _,
        &codes as _,
    )
    .fetch_all(db)
    .await
}

/// Adds each choice to the ledger and puts it in force; a holder is asked for once.
pub(super) async fn give(
    db: &mut PgConnection,
    asked: &[Asked<'_>],
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let holders: Vec<Uuid> = asked.iter().map(|choice| choice.holder).collect();
    let levels: Vec<i16> = asked.iter().map(|choice| choice.level).collect();
    let texts: Vec<&str> = asked.iter().map(|choice| choice.text_version).collect();
    let ends: Vec<DateTime<Utc>> = asked.iter().map(|choice| choice.expires_at).collect();
    let sealed: Vec<&[u8]> = asked
        .iter()
        .map(|choice| choice.sealed.as_slice())
        .collect();
    let sealed_badges: Vec<Option<&[u8]>> = asked
        .iter()
        .map(|choice| choice.sealed_badges.as_deref())
        .collect();
    let kinds: Vec<&str> = asked.iter().map(|choice| choice.place.kind()).collect();
    let codes: Vec<&str> = asked.iter().map(|choice| choice.place.code()).collect();
    sqlx::query!(
        "with asked as (
             select *
             from unnest($1::uuid[], $2::smallint[], $3::text[], $4::timestamptz[], $5::bytea[], $6::text[], $7::text[],
                         $10::bytea[])
                 as asked (holder_id, level, text_version, expires_at, sealed, kind, code, sealed_badges)
         ), consent as (
             insert into presence.consent (holder_id, action, level, text_version, at, expires_at, sealed, sealed_badges)
             select holder_id, 'given', level, text_version, $8, expires_at, sealed, sealed_badges from asked
             returning seq, holder_id
         ), note as (
             insert into audit.event (at, actor, action, subject)
             select $8, $9, 'presence.given', holder_id from asked
         )
         insert into presence.presence (
             holder_id, consent_seq, level, place_kind, place_code, expires_at, badges_chosen)
         select asked.holder_id, consent.seq, asked.level, asked.kind, asked.code, asked.expires_at,
                asked.sealed_badges is not null
         from asked
         join consent on consent.holder_id = asked.holder_id
         on conflict (holder_id) do update set
             consent_seq = excluded.consent_seq,
             level = excluded.level,
             place_kind = excluded.place_kind,
             place_code = excluded.place_code,
             expires_at = excluded.expires_at,
             badges_chosen = excluded.badges_chosen,
             reminded_at = null",
        &holders,
        &levels,
        &texts as _,
        &ends,
        &sealed as _,
        &kinds as _,
        &codes as _,
        now,
        actor,
        &sealed_badges as _,
    )
    .execute(&mut *db)
    .await?;
    choose(db, asked).await
}

/// Makes the chosen badges of each what they said.
async fn choose(db: &mut PgConnection, asked: &[Asked<'_>]) -> Result<(), Error> {
    let holders: Vec<Uuid> = asked.iter().map(|choice| choice.holder).collect();
    sqlx::query!(
        "delete from presence.chosen where holder_id = any($1)",
        &holders
    )
    .execute(&mut *db)
    .await?;
    let chosen = asked.iter().flat_map(|choice| {
        let badges = choice.badges.into_iter().flatten();
        badges.map(|badge| (choice.holder, *badge))
    });
    let (holders, badges): (Vec<Uuid>, Vec<Uuid>) = chosen.unzip();
    if badges.is_empty() {
        return Ok(());
    }
    // Whose badge it is not cannot be chosen: `presence.provable` would not show it either.
    sqlx::query!(
        "insert into presence.chosen (holder_id, credential_id)
         select chosen.holder_id, credential.id
         from unnest($1::uuid[], $2::uuid[]) as chosen (holder_id, credential_id)
         join passport.credential
             on credential.id = chosen.credential_id and credential.holder_id = chosen.holder_id",
        &holders,
        &badges,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn in_force(
    db: &mut PgConnection,
    holders: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, (Level, Place)>, Error> {
    let rows = sqlx::query!(
        "select holder_id, level, place_kind, place_code
         from presence.presence
         where holder_id = any($1) and expires_at > $2",
        holders,
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let place = Place::parse(&format!("{}:{}", row.place_kind, row.place_code)).ok()?;
            Some((row.holder_id, (Level::numbered(row.level)?, place)))
        })
        .collect())
}

/// Two changes of one holder take turns.
pub(super) async fn turn(db: &mut PgConnection, holder: Uuid) -> Result<(), Error> {
    sqlx::query!(
        "select id from account.holder where id = $1 for no key update",
        holder
    )
    .fetch_optional(db)
    .await?;
    Ok(())
}

/// Ends the consent in force, if there is one: `action` is `withdrawn` or `expired`. Whatever was visible goes with it, and
/// the change is logged, which wakes the nodes (`presence.wake`). An expiry ends only what has expired at `now`.
pub(super) async fn end(
    db: &mut PgConnection,
    holder: Uuid,
    action: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let ended = sqlx::query!(
        "with ended as (
             delete from presence.presence
             where holder_id = $1 and ($2 <> 'expired' or expires_at <= $3)
             returning consent_seq
         ), note as (
             insert into audit.event (at, actor, action, subject)
             select $3, $4, 'presence.' || $2, $1 from ended
         ), change as (
             insert into presence.visibility_change (holder_id, at)
             select $1, $3 from ended
         )
         insert into presence.consent (holder_id, action, level, text_version, at)
         select $1, $2, 0, consent.text_version, $3
         from ended
         join presence.consent on consent.seq = ended.consent_seq",
        holder,
        action,
        now,
        actor,
    )
    .execute(db)
    .await?;
    Ok(ended.rows_affected() > 0)
}

/// Makes the visible rows what they should be and logs the change, which wakes the nodes (`presence.wake`); tells how many
/// there are.
pub(super) async fn refresh(
    db: &mut PgConnection,
    holders: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, i64>, Error> {
    let rows = sqlx::query!(
        r#"select holder as "holder!", placed as "placed!" from presence.refresh_all($1, $2)"#,
        holders,
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.holder, row.placed))
        .collect())
}

pub(super) async fn visible(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<VisibleRow>, Error> {
    sqlx::query_as!(
        VisibleRow,
        "select holder_id as holder, competence_code as competence, level, presence_level, cell,
                epci_code as epci, department_code as department, expires_at
         from presence.visible_row
         where holder_id = $1 and expires_at > $2
         order by competence_code",
        holder,
        now,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn expired(pool: &PgPool, now: DateTime<Utc>) -> Result<Vec<Uuid>, Error> {
    sqlx::query_scalar!(
        "select holder_id from presence.presence where expires_at <= $1 order by expires_at limit 1000",
        now,
    )
    .fetch_all(pool)
    .await
}

/// Holders of whom a badge that shows has run out, while their consent stands.
pub(super) async fn outdated(
    db: &mut PgConnection,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    sqlx::query_scalar!(
        "select distinct holder_id from presence.visible_row where expires_at <= $1 order by holder_id limit 1000",
        now,
    )
    .fetch_all(db)
    .await
}

/// Lets everybody in who is visible without a name; tells of how many people something changed.
pub(super) async fn admit_all(pool: &PgPool, now: DateTime<Utc>) -> Result<i64, Error> {
    sqlx::query_scalar!(r#"select presence.admit(null, $1) as "changed!""#, now)
        .fetch_one(pool)
        .await
}

/// The same, as the batch of the week that begins on `monday`; `None`: it was done before.
pub(super) async fn admit_week(
    pool: &PgPool,
    monday: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    sqlx::query_scalar!("select presence.admit_week($1, $2)", monday, now)
        .fetch_one(pool)
        .await
}
