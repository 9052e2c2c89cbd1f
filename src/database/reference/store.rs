//! SQL of the schema `territory`.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::files::Files;
use crate::territory::Tree;

/// Any number, the same on every node: who holds it is importing.
const LOCK: i64 = 0x7465_7272_6974;

pub(super) async fn lock(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1)", LOCK)
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) async fn tree(
    db: &mut PgConnection,
    k: u32,
    digest: &[u8],
) -> sqlx::Result<Option<i32>> {
    sqlx::query_scalar!(
        "select id from territory.tree where k = $1 and digest = $2",
        k.cast_signed(),
        digest
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn holds_any_tree(db: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from territory.tree) as "any!""#)
        .fetch_one(db)
        .await
}

pub(super) async fn insert_administrative(
    db: &mut PgConnection,
    files: &Files,
) -> sqlx::Result<()> {
    let region = &files.region;
    sqlx::query!(
        "insert into territory.region (code, name, population, shape)
         values ($1, $2, $3, st_multi(st_geomfromgeojson($4::text)))",
        region.properties.code,
        region.properties.name,
        region.properties.population,
        region.geometry,
    )
    .execute(&mut *db)
    .await?;

    let rows = &files.departments;
    sqlx::query!(
        "insert into territory.department (code, region_code, name, population, shape)
         select code, $5, name, population, st_multi(st_geomfromgeojson(shape))
         from unnest($1::text[], $2::text[], $3::int4[], $4::text[]) as t (code, name, population, shape)",
        &column(rows, |row| row.properties.code.clone()),
        &column(rows, |row| row.properties.name.clone()),
        &column(rows, |row| row.properties.population),
        &column(rows, |row| row.geometry.to_owned()),
        region.properties.code,
    )
    .execute(&mut *db)
    .await?;

    let rows = &files.epci;
    sqlx::query!(
        "insert into territory.epci (code, name, kind, partial, population, shape)
         select code, name, kind, partial, population, st_multi(st_geomfromgeojson(shape))
         from unnest($1::text[], $2::text[], $3::text[], $4::bool[], $5::int4[], $6::text[])
              as t (code, name, kind, partial, population, shape)",
        &column(rows, |row| row.properties.code.clone()),
        &column(rows, |row| row.properties.name.clone()),
        &column(rows, |row| row.properties.kind.clone()),
        &column(rows, |row| row.properties.partial),
        &column(rows, |row| row.properties.population),
        &column(rows, |row| row.geometry.to_owned()),
    )
    .execute(&mut *db)
    .await?;

    let rows = &files.commune_rows;
    sqlx::query!(
        "insert into territory.commune
             (code, name, department_code, epci_code, population, label_rank, chef_lieu, shape)
         select code, name, department, epci, population, label_rank,
                st_setsrid(st_makepoint(lon, lat), 4326), st_multi(st_geomfromgeojson(shape))
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int4[], $6::int2[],
                     $7::float8[], $8::float8[], $9::text[])
              as t (code, name, department, epci, population, label_rank, lon, lat, shape)",
        &column(rows, |row| row.commune.code.clone()),
        &column(rows, |row| row.commune.name.clone()),
        &column(rows, |row| row.commune.department.clone()),
        &column(rows, |row| row.commune.epci.clone()) as &[Option<String>],
        &column(rows, |row| row.commune.population.cast_signed()),
        &column(rows, |row| row.label_rank),
        &column(rows, |row| row.chef_lieu.0),
        &column(rows, |row| row.chef_lieu.1),
        &column(rows, |row| row.geometry.to_owned()),
    )
    .execute(&mut *db)
    .await?;

    let rows = &files.rivers;
    sqlx::query!(
        "insert into territory.river (name, rank, course)
         select name, rank, st_multi(st_geomfromgeojson(course))
         from unnest($1::text[], $2::int2[], $3::text[]) as t (name, rank, course)",
        &column(rows, |row| row.properties.name.clone()),
        &column(rows, |row| row.properties.rank),
        &column(rows, |row| row.geometry.to_owned()),
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Stores a tree; tells its id.
pub(super) async fn insert_tree(
    db: &mut PgConnection,
    tree: &Tree,
    digest: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<i32> {
    let id = sqlx::query_scalar!(
        "insert into territory.tree (k, digest, built_at) values ($1, $2, $3) returning id",
        tree.k().cast_signed(),
        digest,
        now,
    )
    .fetch_one(&mut *db)
    .await?;

    let cells = tree.cells();
    sqlx::query!(
        "insert into territory.published_cell
             (tree_id, cell, resolution, residents, commune_code, epci_code, department_code, label, shape)
         select $1, cell, resolution, residents, commune.code, commune.epci_code, commune.department_code,
                commune.chef_lieu, st_multi(st_geomfromgeojson(t.shape))
         from unnest($2::int8[], $3::int2[], $4::int4[], $5::text[], $6::text[])
              as t (cell, resolution, residents, commune_code, shape)
         join territory.commune on commune.code = t.commune_code",
        id,
        &column(cells, |published| as_bigint(published.cell())),
        &column(cells, |published| i16::from(u8::from(published.resolution()))),
        &column(cells, |published| published.residents().cast_signed()),
        &column(cells, |published| published.named_after().code.clone()),
        &column(cells, |published| geojson::Geometry::from(&published.shape()).to_string()),
    )
    .execute(&mut *db)
    .await?;

    let communes: Vec<(String, i64)> = cells
        .iter()
        .flat_map(|published| {
            published
                .communes()
                .iter()
                .map(|code| (code.clone(), as_bigint(published.cell())))
        })
        .collect();
    sqlx::query!(
        "insert into territory.commune_cell (tree_id, commune_code, cell)
         select $1, code, cell from unnest($2::text[], $3::int8[]) as t (code, cell)",
        id,
        &column(&communes, |(code, _)| code.clone()),
        &column(&communes, |&(_, cell)| cell),
    )
    .execute(&mut *db)
    .await?;

    let ground: Vec<(i64, i64)> = cells
        .iter()
        .flat_map(|published| {
            published
                .base()
                .iter()
                .map(|&base| (as_bigint(base), as_bigint(published.cell())))
        })
        .collect();
    sqlx::query!(
        "insert into territory.base_cell (tree_id, base, cell)
         select $1, base, cell from unnest($2::int8[], $3::int8[]) as t (base, cell)",
        id,
        &column(&ground, |&(base, _)| base),
        &column(&ground, |&(_, cell)| cell),
    )
    .execute(&mut *db)
    .await?;
    Ok(id)
}

/// Lets the planner know how much there is.
pub(super) async fn analyse(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("analyze territory.commune, territory.epci, territory.published_cell, territory.commune_cell")
        .execute(db)
        .await?;
    Ok(())
}

/// An H3 index as PostgreSQL keeps it; its top bit is always 0.
fn as_bigint(cell: h3o::CellIndex) -> i64 {
    u64::from(cell).cast_signed()
}

fn column<T, V>(rows: &[T], value: impl Fn(&T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}
