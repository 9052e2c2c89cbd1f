//! What the embedded files say.

use super::*;

#[test]
fn totals_are_those_of_the_census() {
    let communes = Files::read().unwrap().communes();
    assert_eq!(communes.len(), 1_754);
    assert_eq!(
        communes
            .iter()
            .map(|commune| commune.population)
            .sum::<u32>(),
        2_587_031
    );
    let of_41: Vec<_> = communes
        .iter()
        .filter(|commune| commune.department == "41")
        .collect();
    assert_eq!(of_41.len(), 267);
    assert_eq!(
        of_41.iter().map(|commune| commune.population).sum::<u32>(),
        328_543
    );
}

#[test]
fn each_layer_counts_the_same_people() {
    let files = Files::read().unwrap();
    assert_eq!(files.region.properties.population, 2_587_031);
    assert_eq!(
        files
            .departments
            .iter()
            .map(|row| row.properties.population)
            .sum::<i32>(),
        2_587_031
    );
    assert_eq!(
        files
            .epci
            .iter()
            .map(|row| row.properties.population)
            .sum::<i32>(),
        2_587_031
    );
    assert_eq!(
        (
            files.departments.len(),
            files.epci.len(),
            files.rivers.len()
        ),
        (6, 82, 12)
    );
}

#[test]
fn six_prefectures_have_the_largest_labels() {
    let files = Files::read().unwrap();
    let mut names: Vec<_> = files
        .commune_rows
        .iter()
        .filter(|row| row.label_rank == 1)
        .map(|row| row.commune.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "Blois",
            "Bourges",
            "Chartres",
            "Châteauroux",
            "Orléans",
            "Tours"
        ]
    );
    let rank = |name: &str| {
        files
            .commune_rows
            .iter()
            .find(|row| row.commune.name == name)
            .map(|row| row.label_rank)
    };
    assert_eq!(rank("Vendôme"), Some(2));
    assert_eq!(rank("Romorantin-Lanthenay"), Some(2));
}
