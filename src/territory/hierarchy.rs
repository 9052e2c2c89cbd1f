//! The one hierarchy of everything live (G5): cell → its EPCI → its department → the region.

use h3o::CellIndex;

use super::{PublishedCell, Tree};

/// Where a live question is asked. A question has one scope; scopes are never added up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A published cell.
    Cell(CellIndex),
    /// An EPCI, by SIREN.
    Epci(String),
    /// A department, by INSEE code.
    Department(String),
    /// The whole region.
    Region,
}

impl Tree {
    /// The scope that answers for `asked`: itself, but an EPCI without a cell of its own is answered with
    /// its department. None for a place that is not of this region.
    #[must_use]
    pub fn answering(&self, asked: &Scope) -> Option<Scope> {
        match asked {
            Scope::Cell(cell) => self.cell(*cell).map(|_| asked.clone()),
            Scope::Epci(siren) => {
                let department = self.department_of_epci.get(siren)?;
                let has_a_cell = self
                    .cells
                    .iter()
                    .any(|cell| cell.most_populous.epci.as_ref() == Some(siren));
                Some(if has_a_cell {
                    asked.clone()
                } else {
                    Scope::Department(department.clone())
                })
            }
            Scope::Department(code) => self
                .cells
                .iter()
                .any(|cell| self.department_of(cell) == code)
                .then(|| asked.clone()),
            Scope::Region => Some(Scope::Region),
        }
    }

    /// The next wider scope; none above the region, nor for a place that is not of this region.
    #[must_use]
    pub fn wider(&self, scope: &Scope) -> Option<Scope> {
        match scope {
            Scope::Cell(cell) => {
                let published = self.cell(*cell)?;
                Some(match &published.most_populous.epci {
                    Some(siren) => Scope::Epci(siren.clone()),
                    None => Scope::Department(self.department_of(published).to_owned()),
                })
            }
            Scope::Epci(siren) => self
                .department_of_epci
                .get(siren)
                .map(|code| Scope::Department(code.clone())),
            Scope::Department(_) => Some(Scope::Region),
            Scope::Region => None,
        }
    }

    /// The published cells within a scope, in order. Each cell is within one EPCI at most, each EPCI within
    /// one department, so that a wider scope holds a narrower one whole or not at all.
    pub fn cells_within<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a PublishedCell> {
        self.cells.iter().filter(move |published| match scope {
            Scope::Cell(cell) => published.cell == *cell,
            Scope::Epci(siren) => published.most_populous.epci.as_ref() == Some(siren),
            Scope::Department(code) => self.department_of(published) == code,
            Scope::Region => true,
        })
    }

    /// The department above a cell: that of its EPCI, where most residents of that EPCI live.
    #[must_use]
    pub fn department_of<'a>(&'a self, published: &'a PublishedCell) -> &'a str {
        let commune = &published.most_populous;
        commune
            .epci
            .as_ref()
            .and_then(|siren| self.department_of_epci.get(siren))
            .unwrap_or(&commune.department)
    }
}
