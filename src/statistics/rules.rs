//! P1–P4, rule by rule, on counts alone; `tests/statistics.rs` proves the rest against PostGIS.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

use super::count::{CountedHolder, Plan, figures};
use super::*;

fn key(seed: u64) -> ReleaseKey {
    ReleaseKey::draw(&mut ChaCha20Rng::seed_from_u64(seed))
}

fn plan() -> Plan {
    Plan {
        fine: true,
        cells: ["a", "b", "c"].map(String::from).to_vec(),
        epci: ["e", "f"].map(String::from).to_vec(),
        departments: ["41", "37"].map(String::from).to_vec(),
        region: "24".into(),
        families: ["p", "q", "r", "s", "t"].map(String::from).to_vec(),
    }
}

fn holder(id: u128, cell: Option<&str>) -> CountedHolder {
    CountedHolder {
        id: Uuid::from_u128(id),
        cell: cell.map(String::from),
        epci: Some("e".into()),
        department: Some("41".into()),
        families: plan().families,
        level: 2,
    }
}

fn value(figures: &[Figure], series: Series, code: &str, category: &str) -> Option<i32> {
    figures
        .iter()
        .find(|figure| {
            figure.series == series && figure.code == code && figure.category == category
        })
        .expect("every planned cell has a figure")
        .value
}

#[test]
fn p1_every_planned_cell_has_a_figure_even_where_nobody_is() {
    let coarse = 3 + 2 + 2 + 1 + 2 * 5 + 2 * 3;
    for (fine, expected) in [(false, coarse), (true, coarse + 2 * 5)] {
        let plan = Plan { fine, ..plan() };
        assert_eq!(figures(&plan, &[], &key(1)).len(), expected);
    }
}

#[test]
fn p2_same_key_and_data_same_figures_other_key_other_figures() {
    let holders: Vec<_> = (0..200).map(|id| holder(id, Some("a"))).collect();
    assert_eq!(
        figures(&plan(), &holders, &key(1)),
        figures(&plan(), &holders, &key(1))
    );
    let values = |seed| {
        value(
            &figures(&plan(), &holders, &key(seed)),
            Series::Cell,
            "a",
            "",
        )
    };
    let distinct: std::collections::BTreeSet<_> = (0..30).map(values).collect();
    assert!(distinct.len() > 3, "{distinct:?}");
}

#[test]
fn p2_noise_is_discrete_laplace_of_the_tables_scale() {
    let key = key(7);
    for series in Series::ALL {
        let draws: Vec<i64> = (0..40_000)
            .map(|at| key.noise(series, &at.to_string(), ""))
            .collect();
        let n = 40_000.0;
        let ratio = (-1.0 / series.scale()).exp();
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let (mean, variance) = (
            draws.iter().sum::<i64>() as f64 / n,
            draws.iter().map(|draw| draw * draw).sum::<i64>() as f64 / n,
        );
        let expected = 2.0 * ratio / (1.0 - ratio).powi(2);
        assert!(
            mean.abs() < 5.0 * (expected / n).sqrt(),
            "{series:?}: mean {mean}"
        );
        assert!(
            (variance / expected - 1.0).abs() < 0.06,
            "{series:?}: {variance} for {expected}"
        );
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let zeros = draws.iter().filter(|&&draw| draw == 0).count() as f64 / n;
        let expected = (1.0 - ratio) / (1.0 + ratio);
        assert!(
            (zeros - expected).abs() < 0.012,
            "{series:?}: {zeros} zeros for {expected}"
        );
    }
}

#[test]
fn p2_a_holder_of_five_families_counts_in_three_and_always_the_same() {
    let families = plan().families;
    let (key, other) = (key(3), key(4));
    let mut differs = 0;
    for id in 0..100 {
        let chosen = key.families(Uuid::from_u128(id), &families);
        assert_eq!(chosen.len(), FAMILIES_PER_HOLDER);
        assert_eq!(chosen, key.families(Uuid::from_u128(id), &families));
        differs += usize::from(chosen != other.families(Uuid::from_u128(id), &families));
    }
    assert!(differs > 50, "the choice depends on the key");
}

#[test]
fn p2_each_table_draws_its_own_noise() {
    let key = key(5);
    let same = (0..200)
        .filter(|at| {
            let code = at.to_string();
            key.noise(Series::Cell, &code, "") == key.noise(Series::Epci, &code, "")
        })
        .count();
    assert!(same < 100, "{same} of 200 equal");
}

#[test]
fn g1_a_wider_place_counts_from_its_width_up() {
    let wide: Vec<_> = (0..500).map(|id| holder(id, None)).collect();
    let figures = figures(&plan(), &wide, &key(1));
    assert!(
        plan()
            .cells
            .iter()
            .all(|cell| value(&figures, Series::Cell, cell, "").is_none())
    );
    assert!(value(&figures, Series::Epci, "e", "").is_some_and(|shown| shown > 450));
    assert!(value(&figures, Series::Department, "41", "").is_some_and(|shown| shown > 450));
    assert!(value(&figures, Series::Department, "37", "").is_none());
    assert!(value(&figures, Series::DepartmentLevel, "41", "2").is_some_and(|shown| shown > 450));
    assert!(value(&figures, Series::DepartmentLevel, "41", "1").is_none());
}

#[test]
fn p3_two_releases_a_year_fit_and_a_third_does_not() {
    for (fine, expected) in [(false, 2.25), (true, 2.5)] {
        let published = Series::published(fine).iter();
        let cost: f64 = published.map(|series| series.epsilon()).sum();
        assert!((cost - expected).abs() < 1e-12);
        assert!(2.0 * cost <= YEARLY_EPSILON && 3.0 * cost > YEARLY_EPSILON);
    }
    assert!(Series::ALL.into_iter().all(|series| series.scale() >= 2.0));
}

#[test]
fn p4_classes_begin_at_the_threshold() {
    let classes = [-40, 0, 14, 15, 24, 25, 49, 50, 99, 100, 5_000].map(class_of);
    assert_eq!(classes, [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
}

proptest! {
    /// Whatever the key and however few the holders, nothing tells none from some: a hidden figure has no
    /// value and class 0; a shown one is 15 or more.
    #[test]
    fn p2_zero_and_suppressed_look_the_same(seed: u64, people in 0u128..40) {
        let holders: Vec<_> = (0..people).map(|id| holder(id, Some("a"))).collect();
        for figure in figures(&plan(), &holders, &key(seed)) {
            match figure.value {
                None => prop_assert_eq!(figure.class, 0),
                Some(shown) => {
                    prop_assert!(i64::from(shown) >= THRESHOLD);
                    prop_assert_eq!(figure.class, class_of(i64::from(shown)));
                }
            }
        }
    }

    /// One person more changes each table by its sensitivity at most.
    #[test]
    fn p3_one_person_changes_no_more_than_the_ledger_says(seed: u64, people in 20u128..60) {
        let holders: Vec<_> = (0..=people).map(|id| holder(id, Some("a"))).collect();
        let (with, without) =
            (figures(&plan(), &holders, &key(seed)), figures(&plan(), &holders[1..], &key(seed)));
        for series in Series::ALL {
            let changed = with
                .iter()
                .zip(&without)
                .filter(|(a, b)| a.series == series && a.value != b.value)
                .inspect(|(a, b)| if let (Some(a), Some(b)) = (a.value, b.value) { assert_eq!(a - b, 1); })
                .count();
            prop_assert!(changed <= series.sensitivity() as usize);
        }
    }
}
