//! The administrative territory and the coarsening tree built from it alone (PRIVACY G2–G5).
//!
//! A holder gives a commune; the map shows a *published cell*: a group of H3 resolution-6 cells with at
//! least K residents that are shown nowhere finer. This module decides which commune and which piece of
//! ground belong to which published cell, draws its shape and names it. It reads public data only
//! (communes, their town halls, their legal population), so that nobody's arrival moves anybody else.
//!
//! Pure: no database, no file, no clock, no randomness. The same input gives the same tree.
//!
//! **Invariant:** a [`PublishedCell`] can only be made here, by [`Tree::build`] or [`Tree::renewed`]; each
//! holds at least K residents, each commune and each resolution-6 cell of the region belongs to exactly one.

mod build;
mod census;
mod hierarchy;
mod shape;
mod tree;

#[cfg(test)]
mod rules;
#[cfg(test)]
mod samples;

use h3o::{LatLng, Resolution};

pub use hierarchy::Scope;
pub use shape::{ShapeError, region_base};
pub use tree::{PublishedCell, Tree};

/// The resolution at which ground is dealt out: hexagons of about 36 km².
pub const BASE: Resolution = Resolution::Six;

/// The coarsest resolution of a published cell: hexagons of about 1,770 km².
pub const COARSEST: Resolution = Resolution::Four;

/// Residents of a published cell of the live tree, at least (G2).
pub const LIVE_K: u32 = 2_000;

/// Residents of a published cell of the statistics tree, at least, while fewer than 10,000 holders count (P1).
pub const STATISTICS_K: u32 = 10_000;

/// A commune, as INSEE knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Commune {
    /// INSEE code, five characters.
    pub code: String,
    /// Official name, with its article.
    pub name: String,
    /// Code of its department.
    pub department: String,
    /// SIREN of its EPCI; a few communes of France have none.
    pub epci: Option<String>,
    /// Legal population (*population municipale*), in residents.
    pub population: u32,
    /// Its town hall, or a point inside it where the town hall is not known.
    pub chef_lieu: LatLng,
}

/// Why no tree can be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// No group of communes reaches K residents within a resolution-4 cell.
    #[error("no group of communes reaches {k} residents: nothing could be shown")]
    TooFewResidents {
        /// The K asked for.
        k: u32,
    },
    /// Two communes bear the same code.
    #[error("commune {0} is given twice")]
    CommuneTwice(String),
    /// The region was to be cut into cells of another resolution.
    #[error("cell {0} is not of resolution 6")]
    NotABaseCell(h3o::CellIndex),
}
