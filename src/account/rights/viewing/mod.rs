//! « Qui m’a vu »: who was told something of a holder, when, and what they had asked.
//!
//! **Invariant:** whoever shows something of a holder to a recruiter, a facilitator or an application records it before
//! it answers; only the holder reads it.

mod store;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::clock::Clock;

/// Who saw something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// A verified company or association, under a consent of level 2 or 3.
    Recruiter {
        /// Its name.
        company: String,
        /// 2: a card without a name; 3: with the chosen badges.
        level: i16,
    },
    /// An organisation whose facilitator reviews what the holder sent it.
    Facilitator {
        /// Its name.
        organisation: String,
    },
    /// An application that the holder let in.
    Application {
        /// What it calls itself.
        name: String,
    },
    /// A company that wrote to the holder through the relay, without knowing to whom.
    Writer {
        /// Its name.
        company: String,
    },
    /// A company that the holder gave their name to.
    Named {
        /// Its name.
        company: String,
    },
}

impl Viewer {
    /// `recruiter`, `facilitator`, `application`, `writer` or `named`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Recruiter { .. } => "recruiter",
            Self::Facilitator { .. } => "facilitator",
            Self::Application { .. } => "application",
            Self::Writer { .. } => "writer",
            Self::Named { .. } => "named",
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Recruiter { company, .. }
            | Self::Writer { company }
            | Self::Named { company } => company,
            Self::Facilitator { organisation } => organisation,
            Self::Application { name } => name,
        }
    }

    fn level(&self) -> Option<i16> {
        match self {
            Self::Recruiter { level, .. } => Some(*level),
            Self::Facilitator { .. }
            | Self::Application { .. }
            | Self::Writer { .. }
            | Self::Named { .. } => None,
        }
    }
}

/// What was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Codes of the shared framework.
    pub competences: Vec<String>,
    /// The zone, by the name that was shown.
    pub zone: String,
}

/// One line of « Qui m’a vu ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewing {
    /// When.
    pub at: DateTime<Utc>,
    /// As [`Viewer::kind`] says it.
    pub kind: String,
    /// The company, the organisation or the application, as it was called then.
    pub viewer: String,
    /// The consent that it was told under, where it needed one.
    pub level: Option<i16>,
    /// The names of the competences looked for, in French and English.
    pub competences: Vec<(String, String)>,
    /// The zone, if one was asked for.
    pub zone: String,
}

/// Notes that `viewer` was told something of each of these holders. The same question again within a day is one line.
///
/// # Errors
///
/// When the database refuses, or one of them was erased.
pub async fn record(
    tx: &mut PgConnection,
    holders: &[Uuid],
    viewer: &Viewer,
    question: &Question,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    store::put(tx, holders, viewer, question, clock.now()).await
}

/// Notes that an application read a holder's badges.
///
/// # Errors
///
/// When the database refuses.
pub async fn application_read(
    pool: &PgPool,
    holder: Uuid,
    application: Uuid,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let Some(name) = store::application(pool, application).await? else {
        return Ok(());
    };
    let mut connection = pool.acquire().await?;
    let viewer = Viewer::Application { name };
    record(
        &mut connection,
        &[holder],
        &viewer,
        &Question::default(),
        clock,
    )
    .await
}

/// Who was told something of a holder, the latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_holder(pool: &PgPool, holder: Uuid) -> Result<Vec<Viewing>, sqlx::Error> {
    store::of_holder(pool, holder).await
}
