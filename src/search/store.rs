//! SQL of searches: budgets, what was answered, what is forgotten.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use crate::presence::question::{Question, Scope, Together, Wanted};

/// How many questions are spent; `None`: this one would be one too many.
pub(super) async fn charge(
    tx: &mut PgConnection,
    siren: &str,
    day: NaiveDate,
    digest: &[u8; 32],
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<i32>, Error> {
    sqlx::query_scalar!(
        "select search.charge($1, $2, $3, $4, $5)",
        siren,
        day,
        digest.as_slice(),
        most,
        now,
    )
    .fetch_one(tx)
    .await
}

/// Whether nobody was told yet of the alert of a company's day; from now on somebody is.
pub(super) async fn to_be_told(
    tx: &mut PgConnection,
    siren: &str,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let told = sqlx::query!(
        "update search.alert set told_at = $3 where siren = $1 and day = $2 and told_at is null",
        siren,
        day,
        now,
    )
    .execute(tx)
    .await?;
    Ok(told.rows_affected() > 0)
}

/// Notes that a company wanted more than there is.
pub(super) async fn refused(
    pool: &PgPool,
    siren: &str,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into search.alert (siren, day, at, refused_at) values ($1, $2, $3, $3)
         on conflict (siren, day) do update set refused_at = coalesce(alert.refused_at, excluded.refused_at)",
        siren,
        day,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Keeps what was answered, and where.
pub(super) async fn keep(
    tx: &mut PgConnection,
    siren: &str,
    search: Uuid,
    digest: &[u8; 32],
    question: &Question,
    zone: &Scope,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    let (competences, levels): (Vec<&str>, Vec<i16>) = question
        .wanted()
        .iter()
        .map(|wanted| (wanted.competence.as_str(), wanted.level))
        .unzip();
    sqlx::query!(
        "insert into search.answered
             (digest, search_id, siren, competences, levels, every, zone_kind, zone_code, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        digest.as_slice(),
        search,
        siren,
        &competences as _,
        &levels,
        question.every(),
        zone.kind(),
        zone.code(),
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The question of an answer that is still good, at the scope where it was answered.
pub(super) async fn answered(
    db: &mut PgConnection,
    digest: &[u8],
    siren: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Uuid, Question)>, Error> {
    let row = sqlx::query!(
        "select search_id, competences, levels, every, zone_kind, zone_code
         from search.answered
         where digest = $1 and siren = $2 and expires_at > $3",
        digest,
        siren,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        let wanted: Vec<Wanted> = row
            .competences
            .into_iter()
            .zip(row.levels)
            .map(|(competence, level)| Wanted { competence, level })
            .collect();
        let zone = Scope::named(&row.zone_kind, row.zone_code)?;
        // It was asked this half hour, when it might be.
        let question = Question::of(wanted, row.every, zone, Together::Three);
        Some((row.search_id, question.ok()?))
    }))
}

/// Name and outline of each scope.
pub(super) async fn outlines(
    pool: &PgPool,
    scopes: &[(&str, String)],
) -> Result<Vec<Option<(String, String)>>, Error> {
    let (kinds, codes): (Vec<&str>, Vec<&str>) = scopes
        .iter()
        .map(|(kind, code)| (*kind, code.as_str()))
        .unzip();
    let rows = sqlx::query!(
        r#"select place.name as "name?", st_asgeojson(place.shape, 5) as shape
           from unnest($1::text[], $2::text[]) with ordinality as asked (kind, code, position)
           left join lateral (
               select commune.name, published_cell.shape
               from territory.published_cell
               join territory.commune on commune.code = published_cell.commune_code
               where asked.kind = 'cell'
                 and published_cell.cell::text = asked.code
                 and published_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
               union all
               select name, shape from territory.epci where asked.kind = 'epci' and epci.code = asked.code
               union all
               select name, shape from territory.department
               where asked.kind = 'department' and department.code = asked.code
               union all
               select name, shape from territory.region where asked.kind = 'region' and region.code = asked.code
           ) as place on true
           order by asked.position"#,
        &kinds as _,
        &codes as _,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| row.name.zip(row.shape))
        .collect())
}

/// Forgets what has run out at `now`, and the budgets and alerts of days before these.
pub(super) async fn sweep(
    pool: &PgPool,
    now: DateTime<Utc>,
    charged_before: NaiveDate,
    alerted_before: NaiveDate,
) -> Result<(), Error> {
    sqlx::query!(
        "with token as (
             delete from search.token where expires_at <= $1
         ), answered as (
             delete from search.answered where expires_at <= $1
         ), alert as (
             delete from search.alert where day < $3
         )
         delete from search.charged where day < $2",
        now,
        charged_before,
        alerted_before,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// The cards that stand for a holder now: by which company's search, and until when.
pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Value, Error> {
    let rows = sqlx::query_scalar!(
        r#"select coalesce(
               jsonb_agg(jsonb_build_object('siren', siren, 'expires_at', expires_at) order by expires_at, siren),
               '[]'
           ) as "rows!"
           from search.token
           where holder_id = $1"#,
        holder,
    )
    .fetch_one(pool)
    .await?;
    Ok(rows)
}

pub(super) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), Error> {
    sqlx::query!("delete from search.token where holder_id = $1", holder)
        .execute(tx)
        .await?;
    Ok(())
}
