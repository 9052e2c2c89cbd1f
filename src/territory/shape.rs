//! Ground: which resolution-6 cells a region has, and the outline of some of them (G3).

use geo::{Coord, MapCoords, MultiPolygon};
use h3o::CellIndex;
use h3o::geom::{ContainmentMode, SolventBuilder, TilerBuilder};

use super::BASE;

/// An outline that no region can have.
#[derive(Debug, thiserror::Error)]
#[error("the outline cannot be cut into cells: {0}")]
pub struct ShapeError(#[from] h3o::error::InvalidGeometry);

/// The resolution-6 cells that cover a region, in order: each that has some ground in it.
///
/// # Errors
///
/// [`ShapeError`] when the outline has a ring of fewer than three corners or a coordinate that is no number.
pub fn region_base(outline: &MultiPolygon) -> Result<Vec<CellIndex>, ShapeError> {
    let mut tiler = TilerBuilder::new(BASE)
        .containment_mode(ContainmentMode::Covers)
        .build();
    tiler.add_batch(outline.iter().cloned())?;
    let mut cells: Vec<CellIndex> = tiler.into_coverage().collect();
    cells.sort_unstable();
    cells.dedup();
    Ok(cells)
}

/// The outline of distinct resolution-6 cells, in WGS 84 degrees.
///
/// Corners are rounded to 7 decimals (1 cm), so that two neighbours, who each work out their common
/// corners for themselves, draw the very same ones.
pub(super) fn union(base: &[CellIndex]) -> MultiPolygon {
    SolventBuilder::new()
        .build()
        .dissolve(base.iter().copied())
        .expect("the cells of a tree are distinct and of one resolution")
        .map_coords(|corner| Coord {
            x: rounded(corner.x),
            y: rounded(corner.y),
        })
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
