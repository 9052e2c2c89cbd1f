//! SQL of the published cells.

use std::collections::BTreeMap;

use sqlx::{Error, PgPool};

use super::cells::Cell;
use crate::presence::question::Scope;

/// The live tree, and its cells with what is above each.
pub(super) async fn cells(pool: &PgPool) -> Result<(i32, Vec<Cell>), Error> {
    let rows = sqlx::query!(
        r#"select live_cell.cell as "cell!", live_cell.epci_code as epci, department.code as department,
                  department.region_code as region,
                  (select max(tree.id) from territory.tree where tree.k = 2000) as "tree!"
           from presence.live_cell
           join territory.department on department.code = live_cell.department_code
           order by live_cell.cell"#,
    )
    .fetch_all(pool)
    .await?;
    let tree = rows.first().map_or(0, |row| row.tree);
    let cells = rows.into_iter().map(|row| Cell {
        cell: row.cell,
        epci: row.epci,
        department: row.department,
        region: row.region,
    });
    Ok((tree, cells.collect()))
}

/// What every place of the live tree is called.
pub(super) async fn names(pool: &PgPool) -> Result<BTreeMap<Scope, String>, Error> {
    let rows = sqlx::query!(
        r#"select 'cell' as "kind!", live_cell.cell::text as "code!", commune.name as "name!"
           from presence.live_cell
           join territory.commune on commune.code = live_cell.commune_code
           union all
           select 'epci', code, name from territory.epci
           union all
           select 'department', code, name from territory.department
           union all
           select 'region', code, name from territory.region"#,
    )
    .fetch_all(pool)
    .await?;
    let names = rows.into_iter();
    let names = names.filter_map(|row| Some((Scope::named(&row.kind, row.code)?, row.name)));
    Ok(names.collect())
}

/// The cells of a tree with their shapes. Two neighbours keep their common border: only digits are cut, no corner.
pub(super) async fn shapes(pool: &PgPool, tree: i32) -> Result<Vec<(i64, String)>, Error> {
    let rows = sqlx::query!(
        r#"select cell, st_asgeojson(shape, 4) as "shape!"
           from territory.published_cell
           where tree_id = $1
           order by cell"#,
        tree,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.cell, row.shape)).collect())
}
