//! Achievements from elsewhere: what is proposed for each when it is first seen, and what a coordinator decides,
//! once for all of its badges (PRIVACY C0, C4).
//!
//! **Invariant:** a proposal places nothing; only a decision does. A decision, its audit row and the visibility of
//! all holders concerned are one transaction: the caller's, for what is visible is worked out further up
//! ([`crate::passport::mapping`]). Our own achievements are decided by `data/framework` alone.

mod propose;
mod store;
mod words;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::openbadges::issue::Level;

/// Most addresses and codes of alignments that are kept of one achievement.
const MOST_ALIGNMENTS: usize = 50;
/// Longest text that a proposal quotes, in characters.
const LONGEST_EVIDENCE: usize = 300;

/// How far an achievement's own words are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vouched {
    /// Nothing is proven: whoever made the file may have written them.
    Unproven = 0,
    /// An authentic badge brought them.
    Authentic = 1,
    /// An authentic badge of a recognised issuer did.
    Recognised = 2,
}

impl Vouched {
    fn numbered(number: i16) -> Self {
        match number {
            2 => Self::Recognised,
            1 => Self::Authentic,
            _ => Self::Unproven,
        }
    }

    /// The stable word in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unproven => "unproven",
            Self::Authentic => "authentic",
            Self::Recognised => "recognised",
        }
    }
}

/// An achievement as a badge tells of it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// `achievement.id` (3.0) or the badge class's id (2.0).
    pub uri: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it is about.
    pub description: &'a str,
    /// What it takes.
    pub criteria: &'a str,
    /// What it is aligned with: addresses and codes.
    pub alignments: &'a [String],
    /// How far that is believed.
    pub vouched: Vouched,
}

/// An achievement that badges can be kept under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its row.
    pub id: Uuid,
    /// Nobody has reviewed it yet: its badges are kept and placed nowhere.
    pub waiting: bool,
    /// The level that the achievement itself stands for, where it was decided.
    pub level: Option<i16>,
}

/// Something that an achievement's own words propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What is proposed.
    #[serde(flatten)]
    pub what: Proposed,
    /// Why, as a stable code: `own_address`, `own_code`, `same_badge`, `esco`, `rome`, `same_name`, `title`, `rubric`, or
    /// what a sensitive word is about.
    pub reason: String,
    /// What it was read from.
    pub evidence: String,
}

/// What may be proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposed {
    /// A competence of the framework, by its code.
    Competence(String),
    /// A level, 1 to 3.
    Level(i16),
    /// The sensitive mark (C4).
    Sensitive(bool),
}

/// What a coordinator decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It shows this competence; at this level, where each badge does not say its own.
    Competence {
        /// Code of the competence.
        code: String,
        /// The level that the achievement itself stands for.
        level: Option<Level>,
    },
    /// It is about disability, health, detention, union, religion or origin: never placed, counted or found.
    Sensitive,
    /// Nothing in the framework is like it: its badges are kept, and never placed.
    NoCounterpart,
}

impl Decision {
    /// The stable word in answers and in the audit.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Competence { .. } => "competence",
            Self::Sensitive => "sensitive",
            Self::NoCounterpart => "none",
        }
    }
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What was decided.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An achievement from elsewhere, as a coordinator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Achievement {
    /// Its row.
    pub id: Uuid,
    /// Its address.
    pub uri: String,
    /// Its name, in its own words.
    pub name: String,
    /// What it is about, in its own words.
    pub description: String,
    /// What it takes, in its own words.
    pub criteria: String,
    /// What it says it is aligned with.
    pub alignments: Vec<String>,
    /// How far all that is believed.
    pub vouched: Vouched,
    /// How many badges are kept under it.
    pub badges: i64,
    /// The most telling first.
    pub proposals: Vec<Proposal>,
    /// What was decided, if anything yet.
    pub review: Option<Review>,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// No badge ever brought it.
    #[error("no badge here names that achievement")]
    Unknown,
    /// It is one of the shared framework.
    #[error("this achievement is our own: data/framework says what it shows")]
    Ours,
    /// The framework has no such competence.
    #[error("no competence {0} in the framework")]
    UnknownCompetence(String),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// The row of each achievement; one first seen here gets its proposals and waits for its review.
///
/// What better badges tell of an achievement that waits takes the place of what poorer ones told. Until the caller's
/// transaction ends no review of these achievements begins, so that what it places is true when it commits.
///
/// # Errors
///
/// When the database refuses.
pub async fn first_seen(
    tx: &mut PgConnection,
    seen: &BTreeMap<&str, Seen<'_>>,
) -> Result<HashMap<String, Known>, sqlx::Error> {
    let uris: Vec<&str> = seen.keys().copied().collect();
    let found = store::known(tx, &uris).await?;
    let news: Vec<&Seen> = seen
        .values()
        .filter(|seen| {
            let known = found.get(seen.uri);
            known.is_none_or(|known| {
                known.from_elsewhere && known.known.waiting && known.vouched < seen.vouched
            })
        })
        .collect();
    let mut all: HashMap<String, Known> = found
        .into_iter()
        .map(|(uri, row)| (uri, row.known))
        .collect();
    if news.is_empty() {
        return Ok(all);
    }
    let told = store::tell(tx, &news).await?;
    if !told.is_empty() {
        let own = store::own(tx).await?;
        let siblings = store::siblings(tx, &told).await?;
        let proposals: Vec<(Uuid, Vec<Proposal>)> = news
            .iter()
            .filter_map(|seen| {
                let (id, _) = told.iter().find(|(_, uri)| uri == seen.uri)?;
                let reviewed = siblings.iter().filter(|(of, _)| of == id);
                let reviewed = reviewed.map(|(_, proposal)| proposal.clone()).collect();
                Some((*id, propose::propose(seen, &own, reviewed)))
            })
            .collect();
        store::propose(tx, &proposals).await?;
    }
    let uris: Vec<&str> = news.iter().map(|seen| seen.uri).collect();
    let known = store::known(tx, &uris).await?;
    all.extend(known.into_iter().map(|(uri, row)| (uri, row.known)));
    Ok(all)
}

/// Keeps a decision in the caller's transaction, and tells whether it is another than before.
///
/// No badge comes in under the achievement until that transaction ends.
///
/// # Errors
///
/// [`ReviewError`]; nothing is decided then.
pub async fn decide(
    tx: &mut PgConnection,
    actor: &str,
    achievement: Uuid,
    decision: &Decision,
    now: DateTime<Utc>,
) -> Result<bool, ReviewError> {
    let before = store::lock(tx, achievement)
        .await?
        .ok_or(ReviewError::Unknown)?;
    if !before.from_elsewhere {
        return Err(ReviewError::Ours);
    }
    if let Decision::Competence { code, .. } = decision
        && !store::has_competence(tx, code).await?
    {
        return Err(ReviewError::UnknownCompetence(
            code.chars().take(80).collect(),
        ));
    }
    if before.decision.as_ref() == Some(decision) {
        return Ok(false);
    }
    store::decide(
        tx,
        actor,
        achievement,
        decision,
        before.decision.as_ref(),
        now,
    )
    .await?;
    Ok(true)
}

/// The row of the achievement at an address, if a badge from elsewhere ever brought it or it is our own.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(pool: &PgPool, uri: &str) -> Result<Option<Uuid>, sqlx::Error> {
    store::find(pool, uri).await
}

/// Achievements from elsewhere by address, after the one given; only those that wait, where that is asked.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(
    pool: &PgPool,
    waiting: bool,
    after: Option<&str>,
    most: i64,
) -> Result<Vec<Achievement>, sqlx::Error> {
    store::list(pool, waiting, after, most).await
}

/// One achievement from elsewhere.
///
/// # Errors
///
/// When the database does not answer.
pub async fn one(pool: &PgPool, id: Uuid) -> Result<Option<Achievement>, sqlx::Error> {
    store::one(pool, id).await
}

/// An achievement as programs read it, on the command line as in the API.
#[must_use]
pub fn told(achievement: &Achievement) -> serde_json::Value {
    let review = achievement.review.as_ref().map(|review| {
        let (competence, level) = match &review.decision {
            Decision::Competence { code, level } => (Some(code), level.map(Level::number)),
            _ => (None, None),
        };
        json!({
            "decision": review.decision.as_str(),
            "competence": competence,
            "level": level,
            "by": review.by,
            "at": review.at,
        })
    });
    json!({
        "id": achievement.id,
        "uri": achievement.uri,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": achievement.criteria,
        "alignments": achievement.alignments,
        "vouched": achievement.vouched.as_str(),
        "badges": achievement.badges,
        "proposals": achievement.proposals,
        "review": review,
    })
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_EVIDENCE).collect()
}
