//! A built tree, and what can be asked of it.

use std::collections::BTreeMap;

use geo::MultiPolygon;
use h3o::{CellIndex, LatLng, Resolution};

use super::{Commune, shape};

/// A place that may be shown: at least K residents live in its communes, counting nobody shown finer.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCell {
    pub(super) cell: CellIndex,
    pub(super) residents: u32,
    pub(super) communes: Vec<String>,
    pub(super) base: Vec<CellIndex>,
    pub(super) most_populous: Commune,
}

impl PublishedCell {
    /// The H3 index that identifies it, of resolution 4, 5 or 6.
    #[must_use]
    pub fn cell(&self) -> CellIndex {
        self.cell
    }

    /// The resolution of [`Self::cell`].
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        self.cell.resolution()
    }

    /// Residents of its communes; K at least.
    #[must_use]
    pub fn residents(&self) -> u32 {
        self.residents
    }

    /// INSEE codes of the communes shown here, in order.
    #[must_use]
    pub fn communes(&self) -> &[String] {
        &self.communes
    }

    /// The resolution-6 cells that make its shape, in order.
    #[must_use]
    pub fn base(&self) -> &[CellIndex] {
        &self.base
    }

    /// The commune that gives it its name, its label point, its EPCI and its department: its most
    /// populous one, the higher code where two are equal.
    #[must_use]
    pub fn named_after(&self) -> &Commune {
        &self.most_populous
    }

    /// Where its label stands: the chef-lieu of [`Self::named_after`].
    #[must_use]
    pub fn label(&self) -> LatLng {
        self.most_populous.chef_lieu
    }

    /// Its outline on screen, in WGS 84 degrees: the union of its resolution-6 cells (G3).
    #[must_use]
    pub fn shape(&self) -> MultiPolygon {
        shape::union(&self.base)
    }
}

/// Which commune and which ground are shown where (G2).
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub(super) k: u32,
    /// Ordered by H3 index.
    pub(super) cells: Vec<PublishedCell>,
    pub(super) of_commune: BTreeMap<String, usize>,
    pub(super) of_base: BTreeMap<CellIndex, usize>,
    /// For each EPCI, the department where most of its residents live.
    pub(super) department_of_epci: BTreeMap<String, String>,
}

impl Tree {
    /// The least number of residents of a published cell.
    #[must_use]
    pub fn k(&self) -> u32 {
        self.k
    }

    /// All published cells, ordered by H3 index.
    #[must_use]
    pub fn cells(&self) -> &[PublishedCell] {
        &self.cells
    }

    /// The published cell in which holders of this commune are shown; none for a commune of elsewhere.
    #[must_use]
    pub fn cell_of_commune(&self, code: &str) -> Option<&PublishedCell> {
        self.of_commune.get(code).map(|&at| &self.cells[at])
    }

    /// The published cell to which a resolution-6 cell belongs; none outside the region.
    #[must_use]
    pub fn cell_of_base(&self, base: CellIndex) -> Option<&PublishedCell> {
        self.of_base.get(&base).map(|&at| &self.cells[at])
    }

    /// The published cell with this H3 index.
    #[must_use]
    pub fn cell(&self, cell: CellIndex) -> Option<&PublishedCell> {
        let at = self
            .cells
            .binary_search_by_key(&cell, |published| published.cell);
        at.ok().map(|at| &self.cells[at])
    }
}
