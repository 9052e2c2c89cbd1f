//! SQL of released tables: how they are made, and how they are read.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::count::{CountedHolder, Plan};
use super::{BudgetLine, Figure, NamedFigure, Place, Release, Series, THRESHOLD, Within};

/// Connections to the database.
pub type Pool = sqlx::PgPool;
/// What a database may answer instead.
pub type Error = sqlx::Error;

/// Any number, the same on every node: who holds it is making a release.
const LOCK: i64 = 0x7265_6c65_6173;

pub(super) async fn lock(db: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK)
        .fetch_one(db)
        .await?;
    Ok(())
}

/// ε of the releases published after `since`.
pub(super) async fn spent_since(db: &mut PgConnection, since: DateTime<Utc>) -> Result<f64, Error> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(epsilon), 0) as "spent!"
           from released.privacy_budget
           join released.release on release.id = release_id
           where published_at > $1"#,
        since,
    )
    .fetch_one(db)
    .await
}

/// The newest tree of this K.
pub(super) async fn tree(db: &mut PgConnection, k: u32) -> Result<Option<i32>, Error> {
    sqlx::query_scalar!(
        "select id from territory.tree where k = $1 order by id desc limit 1",
        k.cast_signed()
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn plan(db: &mut PgConnection, tree: i32) -> Result<Plan, Error> {
    let row = sqlx::query!(
        r#"select
               array(select to_hex(cell) from territory.published_cell where tree_id = $1 order by cell) as "cells!",
               array(select code from territory.epci order by code) as "epci!",
               array(select code from territory.department order by code) as "departments!",
               (select code from territory.region order by code limit 1) as region,
               array(select code from network.competence_family order by code) as "families!""#,
        tree,
    )
    .fetch_one(db)
    .await?;
    Ok(Plan {
        fine: false,
        cells: row.cells,
        epci: row.epci,
        departments: row.departments,
        region: row.region.unwrap_or_default(),
        families: row.families,
    })
}

/// Holders who count at `now`: consent of level 1 at least, and something proven, both still running.
/// A commune is counted in its own EPCI and department (P2).
pub(super) async fn counted_holders(
    db: &mut PgConnection,
    tree: i32,
    now: DateTime<Utc>,
) -> Result<Vec<CountedHolder>, Error> {
    sqlx::query_as!(
        CountedHolder,
        r#"select visible_row.holder_id as id,
                  min(to_hex(commune_cell.cell)) as cell,
                  min(coalesce(commune.epci_code, visible_row.epci_code)) as epci,
                  min(coalesce(commune.department_code, visible_row.department_code)) as department,
                  array_agg(distinct competence.family_code) as "families!",
                  max(visible_row.level) as "level!"
           from presence.visible_row
           join presence.presence on presence.holder_id = visible_row.holder_id
           join network.competence on competence.code = visible_row.competence_code
           left join territory.commune on commune.code = visible_row.commune_code
           left join territory.commune_cell
                  on commune_cell.tree_id = $1 and commune_cell.commune_code = commune.code
           where presence.level >= 1 and presence.expires_at > $2
             and visible_row.presence_level >= 1 and visible_row.expires_at > $2
           group by visible_row.holder_id"#,
        tree,
        now,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn insert_release(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    tree: i32,
) -> Result<Release, Error> {
    sqlx::query_as!(
        Release,
        "insert into released.release (published_at, tree_id, threshold) values ($1, $2, $3)
         returning id, published_at, threshold",
        now,
        tree,
        i32::try_from(THRESHOLD).unwrap_or(i32::MAX),
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert_figures(
    db: &mut PgConnection,
    release: i32,
    figures: &[Figure],
) -> Result<(), Error> {
    sqlx::query!(
        "insert into released.figure (release_id, series, code, category, value, class)
         select $1, series, code, category, value, class
         from unnest($2::text[], $3::text[], $4::text[], $5::int4[], $6::int2[])
              as t (series, code, category, value, class)",
        release,
        &column(figures, |figure| figure.series.as_str().to_owned()),
        &column(figures, |figure| figure.code.clone()),
        &column(figures, |figure| figure.category.clone()),
        &column(figures, |figure| figure.value) as &[Option<i32>],
        &column(figures, |figure| figure.class),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Each cell where it may be shown; the rest of an EPCI together, where the EPCI may; the rest of each
/// department together, whatever its class.
pub(super) async fn insert_places(
    db: &mut PgConnection,
    release: i32,
    tree: i32,
) -> Result<(), Error> {
    sqlx::query!(
        "with class as (
             select series, code, class from released.figure where release_id = $1 and category = ''
         ), chosen as (
             select published_cell.*, cell_class.class as cell_class, epci_class.class as epci_class,
                    department_class.class as department_class,
                    case when cell_class.class > 0 then 'cell'
                         when epci_class.class > 0 then 'epci'
                         else 'department' end as scope
             from territory.published_cell
             join class cell_class on cell_class.series = 'cell' and cell_class.code = to_hex(cell)
             left join class epci_class on epci_class.series = 'epci' and epci_class.code = epci_code
             join class department_class on department_class.series = 'department'
                                        and department_class.code = department_code
             where tree_id = $2
         ), place as (
             select scope, to_hex(cell) as code, commune.name, chosen.department_code, cell_class as class,
                    chosen.label, chosen.shape
             from chosen join territory.commune on commune.code = commune_code
             where scope = 'cell'
             union all
             select scope, epci.code, epci.name,
                    (array_agg(department_code order by residents desc, department_code))[1],
                    min(epci_class), null, st_multi(st_union(chosen.shape))
             from chosen join territory.epci on epci.code = epci_code
             where scope = 'epci'
             group by scope, epci.code
             union all
             select scope, department.code, department.name, department.code, min(department_class), null,
                    st_multi(st_union(chosen.shape))
             from chosen join territory.department on department.code = department_code
             where scope = 'department'
             group by scope, department.code
         )
         insert into released.place (release_id, id, scope, code, name, department_code, class, label, shape)
         select $1, row_number() over (order by scope, code), scope, code, name, department_code, class,
                coalesce(label, st_pointonsurface(shape)), shape
         from place",
        release,
        tree,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn insert_budget(
    db: &mut PgConnection,
    release: i32,
    series: &[Series],
) -> Result<(), Error> {
    sqlx::query!(
        "insert into released.privacy_budget (release_id, series, scale, sensitivity, epsilon)
         select $1, series, scale, sensitivity, epsilon
         from unnest($2::text[], $3::float8[], $4::int4[], $5::float8[]) as t (series, scale, sensitivity, epsilon)",
        release,
        &column(series, |series| series.as_str().to_owned()),
        &column(series, |series| series.scale()),
        &column(series, |series| series.sensitivity().cast_signed()),
        &column(series, |series| series.epsilon()),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn latest(public: &Pool) -> Result<Option<Release>, Error> {
    sqlx::query_as!(
        Release,
        "select id, published_at, threshold from released.release order by id desc limit 1"
    )
    .fetch_optional(public)
    .await
}

struct PlaceRow {
    id: i32,
    scope: String,
    code: String,
    name: String,
    department: String,
    class: i16,
    lon: f64,
    lat: f64,
    shape: String,
}

impl From<PlaceRow> for Place {
    fn from(row: PlaceRow) -> Self {
        Self {
            id: row.id,
            scope: row.scope,
            code: row.code,
            name: row.name,
            department: row.department,
            class: row.class,
            label: (row.lon, row.lat),
            shape: row.shape,
        }
    }
}

fn filter(within: &Within) -> (Option<&str>, Option<&str>) {
    match within {
        Within::Region => (None, None),
        Within::Department(code) => (Some(code), None),
        Within::Epci(siren) => (None, Some(siren)),
    }
}

pub(super) async fn places(public: &Pool, within: &Within) -> Result<Vec<Place>, Error> {
    let (department, epci) = filter(within);
    let rows = sqlx::query_as!(
        PlaceRow,
        r#"with shown as (
               select place.* from released.place where release_id = released.latest()
           ), of_epci as (
               select published_cell.cell, published_cell.department_code
               from territory.published_cell
               join released.release on release.tree_id = published_cell.tree_id
               where release.id = released.latest() and epci_code = $2
           ), of_communes as (
               select commune.department_code from territory.commune where epci_code = $2
               group by department_code order by sum(population) desc, department_code limit 1
           ), own as (
               select id from shown
               where (scope = 'epci' and code = $2)
                  or (scope = 'cell' and code in (select to_hex(cell) from of_epci))
           )
           select id, scope, code, name, department_code as department, class,
                  st_x(label) as "lon!", st_y(label) as "lat!", st_asgeojson(shape, 6) as "shape!"
           from shown
           where case
                     when $2 is not null then
                         id in (select id from own)
                         or (scope = 'department' and not exists (select from own)
                             and department_code in (select department_code from of_communes))
                     else department_code = $1 or $1 is null
                 end
           order by id"#,
        department,
        epci,
    )
    .fetch_all(public)
    .await?;
    Ok(rows.into_iter().map(Place::from).collect())
}

pub(super) async fn departments(
    public: &Pool,
    within: &Within,
    series: Series,
    category: &str,
) -> Result<Vec<Place>, Error> {
    let (department, epci) = filter(within);
    let rows = sqlx::query_as!(
        PlaceRow,
        r#"select row_number() over (order by department.code)::int4 as "id!", 'department' as "scope!",
                  department.code, department.name, department.code as department, figure.class,
                  st_x(st_pointonsurface(shape)) as "lon!", st_y(st_pointonsurface(shape)) as "lat!",
                  st_asgeojson(shape, 6) as "shape!"
           from released.figure
           join territory.department on department.code = figure.code
           where release_id = released.latest() and series = $3 and category = $4
             and ($1::text is null or department.code = $1)
             and ($2::text is null
                  or department.code in (select department_code from territory.commune where epci_code = $2))
           order by department.code"#,
        department,
        epci,
        series.as_str(),
        category,
    )
    .fetch_all(public)
    .await?;
    Ok(rows.into_iter().map(Place::from).collect())
}

pub(super) async fn figures(public: &Pool, series: Series) -> Result<Vec<NamedFigure>, Error> {
    sqlx::query_as!(
        NamedFigure,
        r#"with named as (
               select 'cell' as scope, to_hex(published_cell.cell) as code, commune.name,
                      published_cell.department_code as department
               from territory.published_cell
               join released.release on release.tree_id = published_cell.tree_id
               join territory.commune on commune.code = published_cell.commune_code
               where release.id = released.latest()
               union all
               select 'epci', epci.code, epci.name,
                      (select department_code from territory.commune where epci_code = epci.code
                       group by department_code order by sum(population) desc, department_code limit 1)
               from territory.epci
               union all
               select 'department', code, name, code from territory.department
               union all
               select 'region', code, name, code from territory.region
           )
           select figure.code, named.name as "name!", coalesce(named.department, '') as "department!",
                  figure.category, figure.value, figure.class
           from released.figure
           join named on named.code = figure.code and named.scope = split_part(figure.series, '_', 1)
           where figure.release_id = released.latest() and figure.series = $1
           order by named.department, named.name, figure.code, figure.category"#,
        series.as_str(),
    )
    .fetch_all(public)
    .await
}

pub(super) async fn budget(public: &Pool) -> Result<Vec<BudgetLine>, Error> {
    sqlx::query_as!(
        BudgetLine,
        "select release_id as release, series, scale, sensitivity, epsilon
         from released.privacy_budget order by release_id, series"
    )
    .fetch_all(public)
    .await
}

fn column<T, V>(rows: &[T], value: impl Fn(&T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}
