//! The consent ledger and the place on the map; the only writer of what is visible.
//!
//! **Invariant:** what is visible is worked out by the database from what is proven and consented to
//! (`presence.refresh`); no caller can hand in a row, nor an answer to C0 or C3.

pub mod batch;
mod expiry;
pub mod own;
pub mod question;
mod refresh;
pub mod rights;
mod rights_store;
pub mod service;
mod store;

use chrono::{DateTime, Months, Utc};
use uuid::Uuid;

pub use expiry::Expiry;
pub use refresh::Refresh;

/// Where a holder can work, at the width they chose. Never a point (G1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A commune, by INSEE code: shown as its published cell.
    Commune(String),
    /// An EPCI, by SIREN.
    Epci(String),
    /// A department, by INSEE code.
    Department(String),
    /// A region, by INSEE code.
    Region(String),
}

/// Neither an INSEE code nor `epci:`, `department:` or `region:` and a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a place is a commune's INSEE code, or epci:, department: or region: and a code; never a point"
)]
pub struct NotAPlace;

impl Place {
    /// Reads `41018`, `commune:41018`, `epci:SIREN`, `department:41` or `region:24`; whether there is such a
    /// place is for the database to say.
    ///
    /// # Errors
    ///
    /// [`NotAPlace`].
    pub fn parse(text: &str) -> Result<Self, NotAPlace> {
        let (kind, code) = text.split_once(':').unwrap_or(("commune", text));
        let digits = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !digits || code.is_empty() || code.len() > 9 {
            return Err(NotAPlace);
        }
        let code = code.to_owned();
        match kind {
            "commune" => Ok(Self::Commune(code)),
            "epci" => Ok(Self::Epci(code)),
            "department" => Ok(Self::Department(code)),
            "region" => Ok(Self::Region(code)),
            _ => Err(NotAPlace),
        }
    }

    /// `commune`, `epci`, `department` or `region`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Commune(_) => "commune",
            Self::Epci(_) => "epci",
            Self::Department(_) => "department",
            Self::Region(_) => "region",
        }
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Commune(code)
            | Self::Epci(code)
            | Self::Department(code)
            | Self::Region(code) => code,
        }
    }
}

impl std::fmt::Display for Place {
    /// As [`Place::parse`] reads it: `commune:41018`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind(), self.code())
    }
}

/// What a consent allows; level 0, the default, is to have given none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// « Je compte »: counted in published statistics.
    Counted = 1,
    /// « Visible sans nom ».
    WithoutName = 2,
    /// « Visible avec mes badges »: adults only.
    WithBadges = 3,
}

impl Level {
    /// The level of that number; 0 is none.
    #[must_use]
    pub fn numbered(number: i16) -> Option<Self> {
        match number {
            1 => Some(Self::Counted),
            2 => Some(Self::WithoutName),
            3 => Some(Self::WithBadges),
            _ => None,
        }
    }
}

/// How long a consent lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duration {
    /// Three months.
    Three,
    /// Six months.
    Six,
    /// A year.
    Twelve,
}

impl Duration {
    /// 3, 6 or 12 months, and no other.
    #[must_use]
    pub fn of_months(months: u32) -> Option<Self> {
        [Self::Three, Self::Six, Self::Twelve]
            .into_iter()
            .find(|duration| duration.months() == months)
    }

    /// How many months.
    #[must_use]
    pub fn months(self) -> u32 {
        match self {
            Self::Three => 3,
            Self::Six => 6,
            Self::Twelve => 12,
        }
    }

    fn end(self, from: DateTime<Utc>) -> DateTime<Utc> {
        from + Months::new(self.months())
    }
}

/// A holder's choice, as they made it on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What they allow.
    pub level: Level,
    /// Where they can work.
    pub place: Place,
    /// For how long.
    pub duration: Duration,
    /// The version of the text that they read.
    pub text_version: String,
}

/// One competence that may be shown of one holder, at their best proven level (C0 passed).
///
/// Read from what `presence.refresh` wrote; nothing else makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleRow {
    holder: Uuid,
    competence: String,
    level: i16,
    presence_level: i16,
    cell: Option<i64>,
    epci: Option<String>,
    department: Option<String>,
    expires_at: DateTime<Utc>,
}

impl VisibleRow {
    /// Whose it is: never shown.
    #[must_use]
    pub fn holder(&self) -> Uuid {
        self.holder
    }

    /// The competence of the shared framework.
    #[must_use]
    pub fn competence(&self) -> &str {
        &self.competence
    }

    /// 1 *Je fais*, 2 *Je transmets*, 3 *Je pilote*.
    #[must_use]
    pub fn level(&self) -> i16 {
        self.level
    }

    /// What the holder allows, 1 to 3.
    #[must_use]
    pub fn presence_level(&self) -> i16 {
        self.presence_level
    }

    /// The published cell (an H3 index), where the holder chose a commune.
    #[must_use]
    pub fn cell(&self) -> Option<i64> {
        self.cell
    }

    /// The cell's EPCI, or the one chosen.
    #[must_use]
    pub fn epci(&self) -> Option<&str> {
        self.epci.as_deref()
    }

    /// The cell's department, or the one chosen.
    #[must_use]
    pub fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }

    /// From then on it is shown no more: the sooner end of consent and badge.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.expires_at
    }
}

/// Why a choice was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PresenceError {
    /// Not possible for this person or place. It reads the same whatever its cause (C3).
    #[error("this choice is not possible")]
    Refused,
    /// A holder's key was wrapped under another master key.
    #[error("this holder's key was wrapped under another master key")]
    Sealed(#[from] crate::account::seal::WillNotOpen),
    /// The database did not answer; nothing was changed.
    #[error("the database did not keep the choice: {0}")]
    Database(#[from] sqlx::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_code_and_never_a_point() {
        assert_eq!(Place::parse("41018"), Ok(Place::Commune("41018".into())));
        assert_eq!(Place::parse("region:24"), Ok(Place::Region("24".into())));
        for wrong in [
            "",
            "47.58,1.33",
            "point:1",
            "commune:",
            "4101800000",
            "41018\0",
        ] {
            assert_eq!(Place::parse(wrong), Err(NotAPlace), "{wrong:?}");
        }
    }
}
