//! SQL of a holder's own place.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use crate::presence::question::Scope;
use crate::presence::{Level, Place};

/// A badge that its holder may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeable {
    /// Its row.
    pub id: Uuid,
    /// What was earned.
    pub name: String,
    /// 1 to 3.
    pub level: i16,
    /// By whom it was given.
    pub issuer: String,
    /// The competence that it shows.
    pub competence: String,
    /// That competence in French.
    pub name_fr: String,
    /// That competence in English.
    pub name_en: String,
    /// The family in which it counts, in French.
    pub family_fr: String,
    /// The same in English.
    pub family_en: String,
}

/// What this transaction changes is told to no node: it will be undone.
pub(super) async fn wake_nobody(tx: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!("select set_config('presence.woken', 'yes', true)")
        .fetch_one(tx)
        .await?;
    Ok(())
}

pub(super) async fn placeable(
    db: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Placeable>, Error> {
    sqlx::query_as!(
        Placeable,
        r#"select
               credential.id,
               achievement.name,
               proven.level as "level!",
               coalesce(organisation.name, credential.issuer_host) as "issuer!",
               competence.code as competence,
               competence.name_fr,
               competence.name_en,
               family.name_fr as family_fr,
               family.name_en as family_en
           from presence.proven($1, $2) as proven
           join passport.credential on credential.id = proven.credential_id
           join issuing.achievement on achievement.id = credential.achievement_id
           join network.competence on competence.code = proven.competence_code
           join network.competence_family as family on family.code = competence.family_code
           left join network.organisation
               on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
           order by proven.level desc, achievement.name, credential.id"#,
        holder,
        now,
    )
    .fetch_all(db)
    .await
}

/// A consent in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its row in the ledger.
    pub consent: i64,
    /// What it allows.
    pub level: Level,
    /// Where.
    pub place: Place,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The badges that it is for; `None`: all.
    pub badges: Option<BTreeSet<Uuid>>,
    /// Whether anything is counted or shown: a badge may have ended meanwhile, or the age not allow it.
    pub shows: bool,
    /// Whether recruiters find any of it today; without a name that is so from the next batch on (R4).
    pub found: bool,
}

pub(super) async fn in_force(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<InForce>, Error> {
    let row = sqlx::query!(
        r#"select consent_seq, level, place_kind, place_code, expires_at, badges_chosen,
                  array(
                      select credential_id from presence.chosen
                      where chosen.holder_id = presence.holder_id
                  ) as "badges!",
                  exists (
                      select from presence.visible_row
                      where visible_row.holder_id = presence.holder_id and visible_row.expires_at > $2
                  ) as "shows!",
                  exists (
                      select from presence.findable
                      where findable.holder_id = presence.holder_id and findable.expires_at > $2
                  ) as "found!"
           from presence.presence
           where holder_id = $1 and expires_at > $2"#,
        holder,
        now,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        Some(InForce {
            consent: row.consent_seq,
            level: Level::numbered(row.level)?,
            place: Place::parse(&format!("{}:{}", row.place_kind, row.place_code)).ok()?,
            expires_at: row.expires_at,
            badges: row.badges_chosen.then(|| row.badges.into_iter().collect()),
            shows: row.shows,
            found: row.found,
        })
    }))
}

/// A place that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// `commune`, `epci`, `department` or `region`.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The department that it is in; empty for what is wider.
    pub department: String,
}

pub(super) async fn communes(pool: &PgPool) -> Result<Vec<Named>, Error> {
    sqlx::query_as!(
        Named,
        r#"select 'commune' as "kind!", code, name, department_code as department
           from territory.commune
           order by name, code"#
    )
    .fetch_all(pool)
    .await
}

/// An EPCI without a cell of its own is answered with its department, so nobody could be found there (G5).
pub(super) async fn wider(pool: &PgPool) -> Result<Vec<Named>, Error> {
    sqlx::query_as!(
        Named,
        r#"select kind as "kind!", code as "code!", name as "name!", '' as "department!"
           from (
               select 1 as rank, 'epci' as kind, code, name from territory.epci
               where exists (select from presence.live_cell where live_cell.epci_code = epci.code)
               union all
               select 2, 'department', code, name from territory.department
               union all
               select 3, 'region', code, name from territory.region
           ) as place
           order by rank, name"#
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn names(
    pool: &PgPool,
    places: &[(&str, &str)],
) -> Result<Vec<Option<String>>, Error> {
    let (kinds, codes): (Vec<&str>, Vec<&str>) = places.iter().copied().unzip();
    sqlx::query_scalar!(
        r#"select case place.kind
               when 'commune' then (select name from territory.commune where commune.code = place.code)
               when 'epci' then (select name from territory.epci where epci.code = place.code)
               when 'department' then (select name from territory.department where department.code = place.code)
               when 'region' then (select name from territory.region where region.code = place.code)
               when 'cell' then (
                   select commune.name from presence.live_cell
                   join territory.commune on commune.code = live_cell.commune_code
                   where live_cell.cell::text = place.code
               )
           end as name
           from unnest($1::text[], $2::text[]) with ordinality as place (kind, code, position)
           order by place.position"#,
        &kinds as _,
        &codes as _,
    )
    .fetch_all(pool)
    .await
}

/// The published cell of a commune.
pub(super) async fn cell(db: &mut PgConnection, commune: &str) -> Result<Option<i64>, Error> {
    sqlx::query_scalar!(
        "select commune_cell.cell from territory.commune_cell
         where commune_code = $1
           and tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)",
        commune
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn rare(
    db: &mut PgConnection,
    competences: &[&str],
    scope: &Scope,
    now: DateTime<Utc>,
) -> Result<BTreeSet<String>, Error> {
    let rare = sqlx::query_scalar!(
        r#"select competence_code as "code!" from presence.rare($1, $2, $3, $4)"#,
        competences as _,
        scope.kind(),
        scope.code(),
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rare.into_iter().collect())
}

/// Lets one holder in, as the next batch will, for a preview, which is undone; tells whether anything was new.
pub(super) async fn admit(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let changed = sqlx::query_scalar!(
        r#"select presence.admit(array[$1::uuid], $2) as "changed!""#,
        holder,
        now,
    )
    .fetch_one(tx)
    .await?;
    Ok(changed > 0)
}

/// Whether that band allows less than the one that is kept.
pub(super) async fn is_younger(
    db: &mut PgConnection,
    holder: Uuid,
    band: &str,
) -> Result<bool, Error> {
    let younger = sqlx::query_scalar!(
        r#"select presence.highest_level($2) < presence.highest_level(age_band) as "younger!"
           from account.holder
           where id = $1"#,
        holder,
        band,
    )
    .fetch_optional(db)
    .await?;
    Ok(younger.unwrap_or(false))
}
