//! Released tables: what is published about holders, and nothing else (PRIVACY P1–P4).
//!
//! A release counts the holders who consented to it, adds noise to every planned cell of every table,
//! hides what is below the threshold, draws the map of the result and freezes it, in one transaction. Public
//! pages read the frozen tables through the role `territoire_public`, which can read nothing else about anyone.
//!
//! **Invariant:** every figure that leaves this module had noise added and is 15 or more; the key that made
//! the noise is never stored and is overwritten in memory when the release is done.

mod count;
mod noise;
pub mod service;
mod store;
pub mod tiles_store;

#[cfg(test)]
mod rules;

use chrono::{DateTime, Utc};

pub use noise::ReleaseKey;
pub use store::{Error as StoreError, Pool};

/// A noisy count below this is not shown (P2).
pub const THRESHOLD: i64 = 15;

/// What the tables released within a year may tell about one holder, at most (P3).
pub const YEARLY_EPSILON: f64 = 5.0;

/// Families that a holder counts in, at most (P2).
pub const FAMILIES_PER_HOLDER: usize = 3;

/// From this many counted holders on, statistics are counted on the finer tree (P1).
pub const FINE_TREE_FROM: i64 = 10_000;

/// A released table. There is no other, and no way to ask for one (P1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Series {
    /// Holders by published cell of the statistics tree.
    Cell,
    /// Holders by EPCI.
    Epci,
    /// Holders by department.
    Department,
    /// Holders of the region.
    Region,
    /// Holders by department and competence family.
    DepartmentFamily,
    /// Holders by department and level, each at their highest.
    DepartmentLevel,
    /// Holders by EPCI and competence family: from [`FINE_TREE_FROM`] counted holders on.
    EpciFamily,
}

impl Series {
    /// All tables that a release may have.
    pub const ALL: [Self; 7] = [
        Self::Cell,
        Self::Epci,
        Self::Department,
        Self::Region,
        Self::DepartmentFamily,
        Self::DepartmentLevel,
        Self::EpciFamily,
    ];

    /// The tables of a release: `fine` from [`FINE_TREE_FROM`] counted holders on (P1).
    #[must_use]
    pub fn published(fine: bool) -> &'static [Self] {
        if fine { &Self::ALL } else { &Self::ALL[..6] }
    }

    /// Its name in `released.figure` and in open data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cell => "cell",
            Self::Epci => "epci",
            Self::Department => "department",
            Self::Region => "region",
            Self::DepartmentFamily => "department_family",
            Self::DepartmentLevel => "department_level",
            Self::EpciFamily => "epci_family",
        }
    }

    /// Cells of this table that one holder can change, each by one.
    #[must_use]
    pub fn sensitivity(self) -> u32 {
        match self {
            Self::DepartmentFamily | Self::EpciFamily => 3,
            _ => 1,
        }
    }

    /// Scale of the discrete Laplace noise of this table.
    ///
    /// P2's default is 2, which for six tables would cost ε = 4.5 a release and let one release a year pass
    /// under P3's 5. Where counts are large (departments, region) or a holder counts three times (families),
    /// the scale is larger, hence stricter, so that the half-yearly rhythm fits: 0.5 + 0.5 + 0.25 + 0.25 +
    /// 0.5 + 0.25 = 2.25 a release, 4.5 a year; EPCI × family adds 0.25, which makes just 5 a year.
    #[must_use]
    pub fn scale(self) -> f64 {
        match self {
            Self::Cell | Self::Epci => 2.0,
            Self::Department | Self::Region | Self::DepartmentLevel => 4.0,
            Self::DepartmentFamily => 6.0,
            Self::EpciFamily => 12.0,
        }
    }

    /// What this table tells about one holder at most: ε of differential privacy.
    #[must_use]
    pub fn epsilon(self) -> f64 {
        f64::from(self.sensitivity()) / self.scale()
    }
}

/// How many, in words that a tile may carry (P4): 0 fewer than 15, 1 from 15, 2 from 25, 3 from 50, 4 from 100.
#[must_use]
pub fn class_of(noisy: i64) -> i16 {
    match noisy {
        100.. => 4,
        50.. => 3,
        25.. => 2,
        THRESHOLD.. => 1,
        _ => 0,
    }
}

/// One cell of a released table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Which table.
    pub series: Series,
    /// H3 index in hexadecimal, SIREN, or INSEE code.
    pub code: String,
    /// Competence family, or level; empty in the other tables.
    pub category: String,
    /// The noisy count, where it may be shown; « moins de 15 » otherwise, be it none at all or fourteen.
    pub value: Option<i32>,
    /// The class of the noisy count.
    pub class: i16,
}

/// A release, as the public knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its number, from 1.
    pub id: i32,
    /// When it was frozen.
    pub published_at: DateTime<Utc>,
    /// Below this, nothing is shown.
    pub threshold: i32,
}

/// A place on the public map, at the finest scope that may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Number within the release.
    pub id: i32,
    /// `cell`, `epci` or `department`.
    pub scope: String,
    /// H3 index in hexadecimal, SIREN, or INSEE code.
    pub code: String,
    /// Of a cell, its most populous commune; otherwise the territory's own name.
    pub name: String,
    /// INSEE code of its department.
    pub department: String,
    /// See [`class_of`].
    pub class: i16,
    /// Longitude and latitude of its label, inside its shape.
    pub label: (f64, f64),
    /// Its outline, a `GeoJSON` geometry.
    pub shape: String,
}

/// A cell of a table with the name of its territory, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFigure {
    /// H3 index in hexadecimal, SIREN, or INSEE code.
    pub code: String,
    /// « autour de » this commune, or the territory's own name.
    pub name: String,
    /// INSEE code of the department, or of the region for the region itself.
    pub department: String,
    /// Competence family, or level; empty in the other tables.
    pub category: String,
    /// The noisy count, where it may be shown.
    pub value: Option<i32>,
    /// See [`class_of`].
    pub class: i16,
}

/// A line of the privacy ledger (P3).
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetLine {
    /// Which release.
    pub release: i32,
    /// Which table.
    pub series: String,
    /// Scale of its noise.
    pub scale: f64,
    /// Cells that one holder can change.
    pub sensitivity: i32,
    /// What it costs of a holder's yearly budget.
    pub epsilon: f64,
}

/// What the map is asked to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum View {
    /// Holders by place.
    Holders,
    /// Holders with a badge of this competence family, by department.
    Family(String),
    /// Holders whose highest level is this one, by department.
    Level(u8),
}

/// Which part of the region is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// All of it.
    Region,
    /// A department, by INSEE code.
    Department(String),
    /// An EPCI, by SIREN; answered with its department where nothing finer may be shown.
    Epci(String),
}

/// Why there was no release.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// Another release within a year would tell too much about one holder (P3).
    #[error(
        "the releases of the last 365 days cost each holder ε = {spent:.2}; one more of {wanted:.2} would pass {YEARLY_EPSILON}"
    )]
    BudgetSpent {
        /// Already spent.
        spent: f64,
        /// What this release would cost.
        wanted: f64,
    },
    /// Reference data is not in the database yet.
    #[error("the database holds no coarsening tree: import the reference data first")]
    NoTree,
    /// The database refused.
    #[error("the database refused the release: {0}")]
    Database(#[from] store::Error),
}
