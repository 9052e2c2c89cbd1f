//! The published cells of the live tree, as a map of answers is drawn: shapes, and what is above each (G3, G5).
//!
//! **Invariant:** nothing here is about people: it is the same for every question and every company.

use std::collections::BTreeMap;

use sqlx::PgPool;

use super::cells_store as store;
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

/// Every published cell.
///
/// # Errors
///
/// When the database does not answer.
pub async fn cells(pool: &PgPool) -> Result<Vec<Cell>, sqlx::Error> {
    store::cells(pool).await
}

/// Every published cell with its shape, as a `GeoJSON` geometry.
///
/// # Errors
///
/// When the database does not answer.
pub async fn shapes(pool: &PgPool) -> Result<Vec<(i64, String)>, sqlx::Error> {
    store::shapes(pool).await
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
    }
}
