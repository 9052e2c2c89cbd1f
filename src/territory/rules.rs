//! G2–G5, rule by rule.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use geo::{Area, Contains};
use h3o::{CellIndex, Resolution};
use proptest::prelude::*;

use super::build::Counted;
use super::samples;
use super::*;

static COMMUNES: LazyLock<Vec<Commune>> = LazyLock::new(samples::communes);
static GROUND: LazyLock<Vec<CellIndex>> = LazyLock::new(samples::base);

fn tree(k: u32) -> Tree {
    Tree::build(&COMMUNES, &GROUND, k).unwrap()
}

fn by_resolution(tree: &Tree) -> [usize; 3] {
    [Resolution::Six, Resolution::Five, Resolution::Four].map(|resolution| {
        tree.cells()
            .iter()
            .filter(|cell| cell.resolution() == resolution)
            .count()
    })
}

#[test]
fn g2_check_values_of_the_live_tree() {
    let tree = tree(LIVE_K);
    assert_eq!(tree.cells().len(), 398);
    assert_eq!(by_resolution(&tree), [251, 135, 12]);
    let mut residents: Vec<u32> = tree.cells().iter().map(PublishedCell::residents).collect();
    residents.sort_unstable();
    assert_eq!(residents[0], 2_007);
    assert_eq!(residents[199], 3_727, "the upper of the two middle values");
    assert_eq!(residents[397], 170_156);
    assert_eq!(residents.iter().sum::<u32>(), 2_587_031);

    let of_41: BTreeSet<_> = COMMUNES
        .iter()
        .filter(|commune| commune.department == "41")
        .map(|commune| tree.cell_of_commune(&commune.code).unwrap().cell())
        .collect();
    assert_eq!(of_41.len(), 66);

    let joined: Vec<_> = COMMUNES
        .iter()
        .filter(|commune| !shown_in_an_ancestor(&tree, commune))
        .collect();
    assert_eq!(joined.len(), 47);
    assert_eq!(
        joined.iter().map(|commune| commune.population).sum::<u32>(),
        24_247
    );
}

#[test]
fn g2_check_values_of_the_statistics_tree() {
    let tree = tree(STATISTICS_K);
    assert_eq!(tree.cells().len(), 110);
    assert_eq!(by_resolution(&tree), [35, 47, 28]);
    assert_eq!(
        tree.cells().iter().map(PublishedCell::residents).min(),
        Some(10_003)
    );
}

fn shown_in_an_ancestor(tree: &Tree, commune: &Commune) -> bool {
    let published = tree.cell_of_commune(&commune.code).unwrap();
    commune
        .chef_lieu
        .to_cell(BASE)
        .parent(published.resolution())
        == Some(published.cell())
}

/// What G2 promises of any tree: everyone is shown once, with K residents at least, where the rule says.
fn broken_promise(tree: &Tree, communes: &[Commune], ground: &[CellIndex]) -> Option<String> {
    let mut members: BTreeMap<CellIndex, Vec<&Commune>> = BTreeMap::new();
    for commune in communes {
        let Some(published) = tree.cell_of_commune(&commune.code) else {
            return Some(format!("{} is shown nowhere", commune.code));
        };
        if tree.cell_of_base(commune.chef_lieu.to_cell(BASE)) != Some(published) {
            return Some(format!(
                "the chef-lieu of {} is outside its shape",
                commune.code
            ));
        }
        members.entry(published.cell()).or_default().push(commune);
    }
    for published in tree.cells() {
        let Some(members) = members.get(&published.cell()) else {
            return Some(format!("{} shows nobody", published.cell()));
        };
        let residents: u32 = members.iter().map(|commune| commune.population).sum();
        if residents < tree.k() || residents != published.residents() {
            return Some(format!("{} shows {residents} residents", published.cell()));
        }
        let name = members
            .iter()
            .max_by_key(|commune| (commune.population, &commune.code))
            .unwrap();
        if published.named_after() != *name {
            return Some(format!(
                "{} is not named after {}",
                published.cell(),
                name.name
            ));
        }
    }
    for &base in ground {
        let finest = [Resolution::Six, Resolution::Five, Resolution::Four]
            .into_iter()
            .find_map(|resolution| tree.cell(base.parent(resolution).unwrap()));
        match (tree.cell_of_base(base), finest) {
            (None, _) => return Some(format!("{base} belongs nowhere")),
            (Some(owner), Some(finest)) if owner != finest => {
                return Some(format!("{base} is not in its finest published ancestor"));
            }
            _ => {}
        }
    }
    let dealt: usize = tree
        .cells()
        .iter()
        .map(|published| published.base().len())
        .sum();
    let distinct: BTreeSet<_> = tree.cells().iter().flat_map(PublishedCell::base).collect();
    (dealt != distinct.len()).then(|| "a piece of ground belongs twice".to_owned())
}

#[test]
fn g2_promises_hold_for_both_trees_of_the_region() {
    for k in [LIVE_K, STATISTICS_K] {
        assert_eq!(broken_promise(&tree(k), &COMMUNES, &GROUND), None);
    }
}

#[test]
fn g2_counting_residents_shown_finer_is_noticed() {
    let wrong = Tree::build_counting(&COMMUNES, &GROUND, LIVE_K, Counted::ShownFinerToo).unwrap();
    let noticed =
        broken_promise(&wrong, &COMMUNES, &GROUND).expect("the tempting mistake goes unnoticed");
    assert!(noticed.contains("residents"), "{noticed}");
}

#[test]
fn g2_left_overs_join_the_nearest_cell_of_their_department() {
    let tree = tree(LIVE_K);
    // before anyone joined: what each cell was measured from
    let mut anchors: BTreeMap<CellIndex, &Commune> = BTreeMap::new();
    for commune in COMMUNES
        .iter()
        .filter(|commune| shown_in_an_ancestor(&tree, commune))
    {
        let cell = tree.cell_of_commune(&commune.code).unwrap().cell();
        let anchor = anchors.entry(cell).or_insert(commune);
        if (commune.population, &commune.code) > (anchor.population, &anchor.code) {
            *anchor = commune;
        }
    }
    for commune in COMMUNES
        .iter()
        .filter(|commune| !shown_in_an_ancestor(&tree, commune))
    {
        let base = commune.chef_lieu.to_cell(BASE);
        let from = COMMUNES
            .iter()
            .filter(|other| other.chef_lieu.to_cell(BASE) == base)
            .max_by_key(|other| (other.population, &other.code))
            .unwrap();
        let nearest = anchors
            .iter()
            .filter(|(_, anchor)| anchor.department == from.department)
            .min_by(|(_, a), (_, b)| {
                let far = |anchor: &Commune| from.chef_lieu.distance_rads(anchor.chef_lieu);
                far(a).total_cmp(&far(b))
            });
        let joined = tree.cell_of_commune(&commune.code).unwrap().cell();
        assert_eq!(
            nearest.map(|(&cell, _)| cell),
            Some(joined),
            "{}",
            commune.name
        );
    }
}

#[test]
fn g2_the_order_of_communes_does_not_matter() {
    let mut turned = COMMUNES.clone();
    turned.reverse();
    let mut ground = GROUND.clone();
    ground.reverse();
    assert_eq!(Tree::build(&turned, &ground, LIVE_K).unwrap(), tree(LIVE_K));
}

#[test]
fn g3_every_chef_lieu_is_inside_its_shape_and_no_two_shapes_overlap() {
    let tree = tree(STATISTICS_K);
    let shapes: Vec<_> = tree.cells().iter().map(PublishedCell::shape).collect();
    for commune in COMMUNES.iter() {
        let point = geo::Point::new(commune.chef_lieu.lng(), commune.chef_lieu.lat());
        let inside: Vec<_> = tree
            .cells()
            .iter()
            .zip(&shapes)
            .filter(|(_, shape)| shape.contains(&point))
            .map(|(cell, _)| cell.cell())
            .collect();
        assert_eq!(
            inside,
            [tree.cell_of_commune(&commune.code).unwrap().cell()],
            "{}",
            commune.name
        );
    }
    let dealt: f64 = shapes.iter().map(Area::unsigned_area).sum();
    let ground: Vec<CellIndex> = tree
        .cells()
        .iter()
        .flat_map(|cell| cell.base().to_vec())
        .collect();
    let whole = super::shape::union(&ground).unsigned_area();
    assert!(
        (dealt / whole - 1.0).abs() < 1e-6,
        "{dealt} square degrees of {whole}"
    );
}

#[test]
fn g4_the_same_census_changes_nothing() {
    let old = tree(LIVE_K);
    assert_eq!(old.renewed(&COMMUNES).unwrap(), old);
}

#[test]
fn g4_a_cell_below_k_joins_the_nearest_and_no_other_moves() {
    let old = tree(LIVE_K);
    let vendome = COMMUNES
        .iter()
        .find(|commune| commune.name == "Vendôme")
        .unwrap();
    let emptied = old.cell_of_commune(&vendome.code).unwrap();
    let mut census = COMMUNES.clone();
    for commune in &mut census {
        if emptied.communes().contains(&commune.code) {
            commune.population = 1;
        }
    }
    let new = old.renewed(&census).unwrap();
    assert_eq!(new.cells().len(), old.cells().len() - 1);
    let joined = new.cell_of_commune(&vendome.code).unwrap();
    assert_eq!(joined.named_after().department, "41");
    for cell in old
        .cells()
        .iter()
        .filter(|cell| cell.cell() != emptied.cell())
    {
        let now = new.cell(cell.cell()).unwrap();
        assert!(cell.base().iter().all(|base| now.base().contains(base)));
        assert!(
            cell.communes()
                .iter()
                .all(|code| now.communes().contains(code))
        );
        assert_eq!(
            now.communes().len() > cell.communes().len(),
            now.cell() == joined.cell()
        );
    }
}

#[test]
fn g5_each_cell_widens_to_its_epci_its_department_and_the_region() {
    let tree = tree(LIVE_K);
    for cell in tree.cells() {
        let mut scope = Scope::Cell(cell.cell());
        let mut width = 1;
        while let Some(wider) = tree.wider(&scope) {
            let inner: BTreeSet<_> = tree.cells_within(&scope).map(PublishedCell::cell).collect();
            let outer: BTreeSet<_> = tree.cells_within(&wider).map(PublishedCell::cell).collect();
            assert!(
                inner.is_subset(&outer) && !inner.is_empty(),
                "{scope:?} in {wider:?}"
            );
            scope = wider;
            width += 1;
        }
        assert_eq!((scope, width), (Scope::Region, 4));
    }
    let sirens: BTreeSet<_> = COMMUNES
        .iter()
        .filter_map(|commune| commune.epci.clone())
        .collect();
    for siren in sirens {
        let asked = Scope::Epci(siren);
        let answering = tree.answering(&asked).unwrap();
        let has_a_cell = tree.cells_within(&asked).next().is_some();
        assert_eq!(answering == asked, has_a_cell);
        assert!(tree.cells_within(&answering).next().is_some());
    }
    assert_eq!(tree.answering(&Scope::Epci("000000000".into())), None);
}

/// Up to sixty communes anywhere in the region, in two departments.
fn invented() -> impl Strategy<Value = Vec<Commune>> {
    let commune = (46.4f64..48.9, 0.1f64..3.1, 1u32..3_000, prop::bool::ANY);
    prop::collection::vec(commune, 1..60).prop_map(|communes| {
        communes
            .into_iter()
            .enumerate()
            .map(|(at, (lat, lng, population, first))| Commune {
                code: format!("{at:05}"),
                name: format!("Commune {at}"),
                department: if first { "41" } else { "45" }.into(),
                epci: None,
                population,
                chef_lieu: h3o::LatLng::new(lat, lng).unwrap(),
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn g2_promises_hold_for_any_communes(communes in invented(), k in 1u32..6_000) {
        match Tree::build(&communes, &GROUND, k) {
            Ok(tree) => prop_assert_eq!(broken_promise(&tree, &communes, &GROUND), None),
            Err(refusal) => prop_assert_eq!(refusal, TreeError::TooFewResidents { k }),
        }
    }

    #[test]
    fn g4_no_census_splits_or_moves_a_cell(communes in invented(), share in prop::collection::vec(0u32..200, 60)) {
        let k = 2_000;
        prop_assume!(Tree::build(&communes, &GROUND, k).is_ok());
        let old = Tree::build(&communes, &GROUND, k).unwrap();
        let mut census = communes.clone();
        for (commune, share) in census.iter_mut().zip(share) {
            commune.population = commune.population * share / 100;
        }
        if let Ok(new) = old.renewed(&census) {
            for cell in new.cells() {
                prop_assert!(cell.residents() >= k);
                prop_assert!(old.cell(cell.cell()).is_some());
            }
            for cell in old.cells() {
                let now: BTreeSet<_> =
                    cell.base().iter().map(|&base| new.cell_of_base(base).unwrap().cell()).collect();
                prop_assert_eq!(now.len(), 1, "{} was split", cell.cell());
            }
        }
    }
}
