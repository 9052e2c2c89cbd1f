//! SQL of the tiles of published cells.

use sqlx::{Error, PgPool};

/// The cells of a tree in order, and one tile of them as PostGIS draws it: each feature bears its cell's H3 index. No
/// corner is left out, so that two neighbours keep their common border.
pub(super) async fn tile(
    pool: &PgPool,
    tree: i32,
    (z, x, y): (i32, i32, i32),
) -> Result<(Vec<i64>, Vec<u8>), Error> {
    let row = sqlx::query!(
        r#"with feature as (
               select cell,
                      st_asmvtgeom(st_transform(shape, 3857), st_tileenvelope($2, $3, $4), 4096, 64, true) as geom
               from territory.published_cell
               where tree_id = $1
                 and shape && st_transform(st_tileenvelope($2, $3, $4, margin => 64.0 / 4096), 4326)
           )
           select array(select cell from territory.published_cell where tree_id = $1 order by cell) as "cells!",
                  (select st_asmvt(feature, 'mailles', 4096, 'geom', 'cell')
                   from feature
                   where geom is not null) as tile"#,
        tree,
        z,
        x,
        y,
    )
    .fetch_one(pool)
    .await?;
    Ok((row.cells, row.tile.unwrap_or_default()))
}
