//! The places of the live tree, as answers speak of them: the published cells, what is above each, what each place is
//! called (G3, G5).
//!
//! **Invariant:** nothing here is about people: it is the same for every question and every company.

use std::collections::BTreeMap;

use sqlx::PgPool;

use super::cells_store as store;
use super::index::{Shade, Shading};
use crate::presence::own::{self, Named};
use crate::presence::question::{Bucket, Scope};

/// A published cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its H3 index.
    pub cell: i64,
    /// Its EPCI, where it has one.
    pub epci: Option<String>,
    /// Its department.
    pub department: String,
    /// Its region.
    pub region: String,
}

impl Cell {
    /// The scopes that may answer a question asked at this cell, the narrowest first (G5).
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        let epci = self.epci.clone().map(Scope::Epci);
        let wider = [
            Scope::Department(self.department.clone()),
            Scope::Region(self.region.clone()),
        ];
        [Scope::Cell(self.cell)]
            .into_iter()
            .chain(epci)
            .chain(wider)
    }

    /// The scope that answers for this cell, and how many match there; `None`: fewer than five, even in the region.
    #[must_use]
    pub fn answered(&self, buckets: &BTreeMap<Scope, Bucket>) -> Option<(Scope, Bucket)> {
        self.scopes().find_map(|scope| {
            let bucket = *buckets.get(&scope)?;
            Some((scope, bucket))
        })
    }
}

/// The places of one tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Which tree.
    pub tree: i32,
    /// Every published cell, in order.
    pub cells: Vec<Cell>,
    /// The EPCI, departments and the region that a question may be asked at.
    pub wider: Vec<Named>,
    names: BTreeMap<Scope, String>,
}

impl Places {
    /// Those of the live tree.
    pub(super) async fn read(pool: &PgPool) -> Result<Self, sqlx::Error> {
        let (tree, cells) = store::cells(pool).await?;
        Ok(Self {
            tree,
            cells,
            wider: own::wider(pool).await?,
            names: store::names(pool).await?,
        })
    }

    /// What a place is called, a cell by the commune that names it; `None`: there is no such place.
    #[must_use]
    pub fn name(&self, scope: &Scope) -> Option<&str> {
        self.names.get(scope).map(String::as_str)
    }

    /// How each cell is shaded, where these buckets are told.
    #[must_use]
    pub fn shading(&self, buckets: &BTreeMap<Scope, Bucket>) -> Shading {
        let cells = self.cells.iter();
        Shading {
            tree: self.tree,
            shades: cells
                .map(|cell| Shade::told(cell.answered(buckets).as_ref()))
                .collect(),
        }
    }
}

/// Every published cell of a tree with its shape, as a `GeoJSON` geometry.
pub(super) async fn shapes(pool: &PgPool, tree: i32) -> Result<Vec<(i64, String)>, sqlx::Error> {
    store::shapes(pool, tree).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_answered_by_the_narrowest_scope_that_may_be_told() {
        let cell = Cell {
            cell: 7,
            epci: Some("200030385".to_owned()),
            department: "41".to_owned(),
            region: "24".to_owned(),
        };
        let mut buckets = BTreeMap::new();
        assert_eq!(cell.answered(&buckets), None);
        let region = Scope::Region("24".to_owned());
        buckets.insert(region.clone(), Bucket::Twenty);
        buckets.insert(Scope::Cell(8), Bucket::Twenty);
        assert_eq!(cell.answered(&buckets), Some((region, Bucket::Twenty)));
        let epci = Scope::Epci("200030385".to_owned());
        buckets.insert(epci.clone(), Bucket::Five);
        assert_eq!(cell.answered(&buckets), Some((epci, Bucket::Five)));
        buckets.insert(Scope::Cell(7), Bucket::Five);
        assert_eq!(
            cell.answered(&buckets),
            Some((Scope::Cell(7), Bucket::Five))
        );
        let places = Places {
            tree: 3,
            cells: vec![cell],
            wider: Vec::new(),
            names: BTreeMap::new(),
        };
        let shading = places.shading(&buckets);
        assert_eq!(shading.tree, 3);
        assert_eq!(shading.shades[0].numbers(), (1, 1));
        assert_eq!(places.shading(&BTreeMap::new()).shades[..], [Shade::NOBODY]);
    }
}
