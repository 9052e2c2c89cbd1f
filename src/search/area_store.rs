//! SQL of the places that areas are drawn on.

use sqlx::{Error, PgPool};

use super::area::Spot;
use super::cells::Cell;

pub(super) async fn spots(pool: &PgPool) -> Result<Vec<Spot>, Error> {
    let rows = sqlx::query!(
        r#"select live_cell.cell as "cell!", live_cell.epci_code as epci, department.code as department,
                  department.region_code as region, commune.name,
                  st_x(published_cell.label) as "lng!", st_y(published_cell.label) as "lat!"
           from presence.live_cell
           join territory.published_cell
               on published_cell.cell = live_cell.cell
              and published_cell.tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
           join territory.commune on commune.code = live_cell.commune_code
           join territory.department on department.code = live_cell.department_code
           order by commune.name, live_cell.cell"#,
    )
    .fetch_all(pool)
    .await?;
    let spots = rows.into_iter().map(|row| Spot {
        cell: Cell {
            cell: row.cell,
            epci: row.epci,
            department: row.department,
            region: row.region,
        },
        name: row.name,
        lng: row.lng,
        lat: row.lat,
    });
    Ok(spots.collect())
}
