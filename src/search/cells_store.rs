//! SQL of the published cells.

use sqlx::{Error, PgPool};

use super::cells::Cell;

/// The cells of the live tree with what is above each.
pub(super) async fn cells(pool: &PgPool) -> Result<Vec<Cell>, Error> {
    sqlx::query_as!(
        Cell,
        r#"select live_cell.cell as "cell!", live_cell.epci_code as epci, department.code as department,
                  department.region_code as region
           from presence.live_cell
           join territory.department on department.code = live_cell.department_code
           order by live_cell.cell"#,
    )
    .fetch_all(pool)
    .await
}

/// The same with their shapes. Two neighbours keep their common border: only digits are cut, no corner.
pub(super) async fn shapes(pool: &PgPool) -> Result<Vec<(i64, String)>, Error> {
    let rows = sqlx::query!(
        r#"select cell, st_asgeojson(shape, 4) as "shape!"
           from territory.published_cell
           where tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
           order by cell"#,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.cell, row.shape)).collect())
}
