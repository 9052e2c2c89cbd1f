//! G2–G5, rule by rule.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use h3o::{CellIndex, Resolution};

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
