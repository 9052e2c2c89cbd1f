//! The rule of G2: who is shown where.

use std::collections::{BTreeMap, BTreeSet};

use h3o::{CellIndex, LatLng, Resolution};

use super::{BASE, COARSEST, Commune, PublishedCell, Tree, TreeError};

/// Whose residents count towards K when a cell asks to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Those not yet placed: the rule.
    NotShownFiner,
    /// Everybody in the cell: the tempting mistake, kept so that a test can show that it is noticed.
    #[cfg(test)]
    ShownFinerToo,
}

impl Tree {
    /// Builds the tree of `communes` with at least `k` residents in each published cell, and deals out
    /// `base`, the resolution-6 cells of the region; those with a chef-lieu are added where missing.
    ///
    /// Left-over communes that share a resolution-6 cell move together, measured from the most populous
    /// of them, so that each chef-lieu stays inside the shape it belongs to (G3). A department in which
    /// no cell reaches K passes its communes to the nearest published cell of the region.
    ///
    /// # Errors
    ///
    /// [`TreeError`] when nothing reaches K, when a commune is given twice, or when a cell of `base` is not
    /// of resolution 6.
    pub fn build(communes: &[Commune], base: &[CellIndex], k: u32) -> Result<Self, TreeError> {
        Self::build_counting(communes, base, k, Counted::NotShownFiner)
    }

    pub(super) fn build_counting(
        communes: &[Commune],
        base: &[CellIndex],
        k: u32,
        counted: Counted,
    ) -> Result<Self, TreeError> {
        let mut codes = BTreeSet::new();
        if let Some(twice) = communes.iter().find(|commune| !codes.insert(&commune.code)) {
            return Err(TreeError::CommuneTwice(twice.code.clone()));
        }
        if let Some(other) = base.iter().find(|cell| cell.resolution() != BASE) {
            return Err(TreeError::NotABaseCell(*other));
        }

        let Climb {
            mut published,
            left_over,
        } = climb(communes, k, counted);
        if published.is_empty() {
            return Err(TreeError::TooFewResidents { k });
        }

        let anchors = anchors(&published);
        let mut joined: BTreeMap<CellIndex, CellIndex> = BTreeMap::new();
        for (base_cell, members) in left_over {
            let from = most_populous(&members);
            let to = nearest(&anchors, from.chef_lieu, Some(&from.department));
            published.entry(to).or_default().extend(members);
            joined.insert(base_cell, to);
        }

        let mut ground: BTreeMap<CellIndex, CellIndex> = BTreeMap::new();
        let with_chef_lieu = communes
            .iter()
            .map(|commune| commune.chef_lieu.to_cell(BASE));
        for cell in base.iter().copied().chain(with_chef_lieu) {
            let belongs_to =
                finest_published_ancestor(cell, |ancestor| published.contains_key(&ancestor))
                    .or_else(|| joined.get(&cell).copied())
                    .unwrap_or_else(|| nearest(&anchors, LatLng::from(cell), None));
            ground.insert(cell, belongs_to);
        }
        Ok(assemble(k, &published, &ground, communes))
    }
}

type Members<'a> = BTreeMap<CellIndex, Vec<&'a Commune>>;

struct Climb<'a> {
    published: Members<'a>,
    /// Communes that no cell could take, by resolution-6 cell.
    left_over: Members<'a>,
}

/// From resolution 6 up to 4: a cell whose waiting communes reach K takes them; otherwise they pass up.
fn climb(communes: &[Commune], k: u32, counted: Counted) -> Climb<'_> {
    let mut waiting: Members = BTreeMap::new();
    for commune in communes {
        waiting
            .entry(commune.chef_lieu.to_cell(BASE))
            .or_default()
            .push(commune);
    }
    #[cfg(test)]
    let everybody = waiting.clone();

    let mut published: Members = BTreeMap::new();
    for resolution in [Resolution::Six, Resolution::Five, Resolution::Four] {
        let mut passed_up: Members = BTreeMap::new();
        for (cell, members) in waiting {
            let here = parent(cell, resolution);
            passed_up.entry(here).or_default().extend(members);
        }
        passed_up.retain(|&cell, members| {
            let residents = match counted {
                Counted::NotShownFiner => residents(members),
                #[cfg(test)]
                Counted::ShownFinerToo => everybody
                    .iter()
                    .filter(|(base, _)| parent(**base, resolution) == cell)
                    .map(|(_, members)| residents(members))
                    .sum(),
            };
            let enough = residents >= u64::from(k);
            if enough {
                published.insert(cell, std::mem::take(members));
            }
            !enough
        });
        waiting = passed_up;
    }

    let mut left_over: Members = BTreeMap::new();
    for commune in waiting.into_values().flatten() {
        left_over
            .entry(commune.chef_lieu.to_cell(BASE))
            .or_default()
            .push(commune);
    }
    Climb {
        published,
        left_over,
    }
}

/// Residents of these communes.
pub(super) fn residents(members: &[&Commune]) -> u64 {
    members
        .iter()
        .map(|commune| u64::from(commune.population))
        .sum()
}

/// The most populous commune; the higher code where two are equal.
pub(super) fn most_populous<'a>(members: &[&'a Commune]) -> &'a Commune {
    members
        .iter()
        .max_by_key(|commune| (commune.population, &commune.code))
        .expect("a group of communes has one commune at least")
}

/// The most populous commune of each published cell: from there distances are measured.
pub(super) fn anchors<'a>(published: &Members<'a>) -> BTreeMap<CellIndex, &'a Commune> {
    published
        .iter()
        .map(|(&cell, members)| (cell, most_populous(members)))
        .collect()
}

/// The published cell nearest to `from` along a great circle, among those of `department` where it has
/// any; the lower H3 index where two are equally near.
pub(super) fn nearest(
    anchors: &BTreeMap<CellIndex, &Commune>,
    from: LatLng,
    department: Option<&str>,
) -> CellIndex {
    let closest = |department: Option<&str>| {
        anchors
            .iter()
            .filter(|(_, anchor)| department.is_none_or(|wanted| anchor.department == wanted))
            .map(|(&cell, anchor)| (from.distance_rads(anchor.chef_lieu), cell))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
            .map(|(_, cell)| cell)
    };
    closest(department)
        .or_else(|| closest(None))
        .expect("a tree has one published cell at least")
}

/// The first published cell on the way up from a resolution-6 cell, itself included.
pub(super) fn finest_published_ancestor(
    base: CellIndex,
    is_published: impl Fn(CellIndex) -> bool,
) -> Option<CellIndex> {
    [Resolution::Six, Resolution::Five, Resolution::Four]
        .into_iter()
        .map(|resolution| parent(base, resolution))
        .find(|&ancestor| is_published(ancestor))
}

fn parent(cell: CellIndex, resolution: Resolution) -> CellIndex {
    debug_assert!(resolution >= COARSEST);
    cell.parent(resolution)
        .expect("a cell has a parent at each coarser resolution")
}

/// Puts members and ground together.
pub(super) fn assemble(
    k: u32,
    published: &Members<'_>,
    ground: &BTreeMap<CellIndex, CellIndex>,
    communes: &[Commune],
) -> Tree {
    let mut base_of: BTreeMap<CellIndex, Vec<CellIndex>> = BTreeMap::new();
    for (&base, &cell) in ground {
        base_of.entry(cell).or_default().push(base);
    }
    let cells: Vec<PublishedCell> = published
        .iter()
        .map(|(&cell, members)| {
            let mut codes: Vec<String> =
                members.iter().map(|commune| commune.code.clone()).collect();
            codes.sort_unstable();
            PublishedCell {
                cell,
                residents: u32::try_from(residents(members)).unwrap_or(u32::MAX),
                communes: codes,
                base: base_of.remove(&cell).unwrap_or_default(),
                most_populous: most_populous(members).clone(),
            }
        })
        .collect();
    let of_commune = cells
        .iter()
        .enumerate()
        .flat_map(|(at, cell)| cell.communes.iter().map(move |code| (code.clone(), at)))
        .collect();
    let of_base = cells
        .iter()
        .enumerate()
        .flat_map(|(at, cell)| cell.base.iter().map(move |&base| (base, at)))
        .collect();
    Tree {
        k,
        cells,
        of_commune,
        of_base,
        department_of_epci: departments_of_epci(communes),
    }
}

/// For each EPCI, the department where most of its residents live; the higher code where two are equal.
fn departments_of_epci(communes: &[Commune]) -> BTreeMap<String, String> {
    let mut lives_in: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for commune in communes {
        if let Some(epci) = &commune.epci {
            let departments = lives_in.entry(epci).or_default();
            *departments.entry(&commune.department).or_default() += u64::from(commune.population);
        }
    }
    lives_in
        .into_iter()
        .filter_map(|(epci, departments)| {
            let (department, _) = departments
                .into_iter()
                .max_by_key(|&(code, residents)| (residents, code))?;
            Some((epci.to_owned(), department.to_owned()))
        })
        .collect()
}
