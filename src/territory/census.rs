//! A new census (G4): the old tree goes on, and only gives way where it must.

use std::collections::BTreeMap;

use h3o::{CellIndex, LatLng};

use super::build::{anchors, assemble, finest_published_ancestor, nearest, residents};
use super::{BASE, Commune, Tree, TreeError};

impl Tree {
    /// The tree of a new census, `communes`, starting from this one.
    ///
    /// Each commune follows its chef-lieu into the cell that already owns that ground. A cell that fell
    /// below K joins, whole, the nearest remaining cell of its department. No cell is split, moved or made:
    /// whoever compares two maps can only see places grow together.
    ///
    /// # Errors
    ///
    /// [`TreeError`] when no cell holds K residents any more, or when a commune is given twice.
    pub fn renewed(&self, communes: &[Commune]) -> Result<Self, TreeError> {
        let mut codes = std::collections::BTreeSet::new();
        if let Some(twice) = communes.iter().find(|commune| !codes.insert(&commune.code)) {
            return Err(TreeError::CommuneTwice(twice.code.clone()));
        }
        let old: BTreeMap<CellIndex, &Commune> = self
            .cells
            .iter()
            .map(|cell| (cell.cell, &cell.most_populous))
            .collect();
        let mut ground: BTreeMap<CellIndex, CellIndex> = self
            .of_base
            .iter()
            .map(|(&base, &at)| (base, self.cells[at].cell))
            .collect();

        let mut members: BTreeMap<CellIndex, Vec<&Commune>> = BTreeMap::new();
        for commune in communes {
            let base = commune.chef_lieu.to_cell(BASE);
            let cell = *ground.entry(base).or_insert_with(|| {
                finest_published_ancestor(base, |ancestor| old.contains_key(&ancestor))
                    .unwrap_or_else(|| nearest(&old, LatLng::from(base), Some(&commune.department)))
            });
            members.entry(cell).or_default().push(commune);
        }

        let (mut kept, fallen): (BTreeMap<_, _>, BTreeMap<_, _>) = members
            .into_iter()
            .partition(|(_, members)| residents(members) >= u64::from(self.k));
        if kept.is_empty() {
            return Err(TreeError::TooFewResidents { k: self.k });
        }
        let standing = anchors(&kept);
        let mut gone: BTreeMap<CellIndex, CellIndex> = BTreeMap::new();
        for (&cell, was) in old.iter().filter(|(cell, _)| !standing.contains_key(cell)) {
            let to = nearest(&standing, was.chef_lieu, Some(&was.department));
            gone.insert(cell, to);
        }
        for (cell, members) in fallen {
            kept.entry(gone[&cell]).or_default().extend(members);
        }
        for cell in ground.values_mut() {
            if let Some(&to) = gone.get(cell) {
                *cell = to;
            }
        }
        Ok(assemble(self.k, &kept, &ground, communes))
    }
}
