//! Counting: from holders to the figures of a release.

use std::collections::BTreeMap;

use super::{Figure, ReleaseKey, Series, THRESHOLD, class_of};

/// A holder who consented to be counted and has something proven to be counted for. A holder who gave a
/// wider place than a commune has nothing narrower here (G1).
#[derive(Debug, Clone)]
pub(super) struct CountedHolder {
    pub(super) id: uuid::Uuid,
    pub(super) cell: Option<String>,
    pub(super) epci: Option<String>,
    pub(super) department: Option<String>,
    pub(super) families: Vec<String>,
    /// The highest proven level.
    pub(super) level: i16,
}

/// Every cell that the tables have, whether anyone is in it or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) cells: Vec<String>,
    pub(super) epci: Vec<String>,
    pub(super) departments: Vec<String>,
    pub(super) region: String,
    pub(super) families: Vec<String>,
    /// Enough holders for the finer tables.
    pub(super) fine: bool,
}

type Cell = (Series, String, String);

/// True counts of every planned cell; a holder of an unplanned place counts at the wider ones only.
fn count(plan: &Plan, holders: &[CountedHolder], key: &ReleaseKey) -> BTreeMap<Cell, i64> {
    let planned = |series: Series, codes: &[String], categories: &[String]| -> Vec<Cell> {
        codes
            .iter()
            .flat_map(|code| {
                categories
                    .iter()
                    .map(move |category| (series, code.clone(), category.clone()))
            })
            .collect()
    };
    let all = [String::new()];
    let levels = ["1", "2", "3"].map(String::from);
    let region = [plan.region.clone()];
    let mut counts: BTreeMap<Cell, i64> = [
        planned(Series::Cell, &plan.cells, &all),
        planned(Series::Epci, &plan.epci, &all),
        planned(Series::Department, &plan.departments, &all),
        planned(Series::Region, &region, &all),
        planned(Series::DepartmentFamily, &plan.departments, &plan.families),
        planned(Series::DepartmentLevel, &plan.departments, &levels),
        planned(Series::EpciFamily, &plan.epci, &plan.families),
    ]
    .into_iter()
    .flatten()
    .filter(|(series, _, _)| Series::published(plan.fine).contains(series))
    .map(|cell| (cell, 0))
    .collect();

    let mut add = |series: Series, code: &str, category: &str| {
        if let Some(count) = counts.get_mut(&(series, code.to_owned(), category.to_owned())) {
            *count += 1;
        }
    };
    for holder in holders {
        add(Series::Region, &plan.region, "");
        if let Some(cell) = &holder.cell {
            add(Series::Cell, cell, "");
        }
        if let Some(epci) = &holder.epci {
            add(Series::Epci, epci, "");
            for family in key.families(holder.id, &holder.families) {
                add(Series::EpciFamily, epci, family);
            }
        }
        if let Some(department) = &holder.department {
            add(Series::Department, department, "");
            add(
                Series::DepartmentLevel,
                department,
                &holder.level.to_string(),
            );
            for family in key.families(holder.id, &holder.families) {
                add(Series::DepartmentFamily, department, family);
            }
        }
    }
    counts
}

/// The figures to publish: noise on every planned cell, empty ones too; what is below the threshold hidden.
pub(super) fn figures(plan: &Plan, holders: &[CountedHolder], key: &ReleaseKey) -> Vec<Figure> {
    count(plan, holders, key)
        .into_iter()
        .map(|((series, code, category), count)| {
            let noisy = count + key.noise(series, &code, &category);
            let value = (noisy >= THRESHOLD).then(|| i32::try_from(noisy).unwrap_or(i32::MAX));
            Figure {
                series,
                code,
                category,
                value,
                class: class_of(noisy),
            }
        })
        .collect()
}
