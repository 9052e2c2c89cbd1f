//! Searches that a recruiter keeps, and the letter that says once a week which of them have grown.
//!
//! **Why an alert tells of no newcomer (R1, R4).** It is written after the weekly batch alone, from the very answer that
//! the recruiter would read on the page: a zone and a bucket. One person more is told only where that answer itself
//! changes, « moins de 5 » to « 5 à 9 », which it does for whoever asks in that week. A fall is never told; nor is what
//! grows back within [`REMEMBERED`]: somebody who leaves and returns rings no bell. Whoever excludes the company is
//! absent (C5). The questions behind are charged to no budget, and so are few: [`MOST`] a recruiter, once a week.
//!
//! **Invariant:** one letter a recruiter and week at most, in the transaction that notes what it tells.

pub mod alerts;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::account::companies::Recruiter;
use crate::clock::Clock;
use crate::id;
use crate::presence::question::{self, Bucket, Question, Scope, Seed, WithoutName};
use crate::search::area::Area;

pub(super) use store::{forget as leave, told};

/// Searches that one recruiter may keep.
pub const MOST: i64 = 20;
/// Letters of a name.
pub const LONGEST: usize = 80;
/// How long a told answer is remembered while the real one has fallen.
pub const REMEMBERED: TimeDelta = TimeDelta::weeks(8);
/// No card of these answers is looked at: what decides the draw decides nothing.
const UNDRAWN: Seed = [0; 32];

/// A zone and how many there, as answers tell it; `None`: fewer than five, even in the region.
pub type Figure = Option<(Scope, Bucket)>;

/// A search that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its row.
    pub id: Uuid,
    /// As its recruiter calls it.
    pub name: String,
    /// What is asked.
    pub question: Question,
    /// The area that was drawn, whose scope the question has.
    pub area: Option<Area>,
    /// Whether they are written to when the answer grows.
    pub alert: bool,
    /// Since when it is kept.
    pub since: DateTime<Utc>,
}

/// Why a search was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// There are [`MOST`] already.
    #[error("there are too many already")]
    Full,
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Keeps `question` under `name`, of one to [`LONGEST`] letters, with the area that chose its scope.
///
/// # Errors
///
/// [`NotKept`]
pub async fn keep(
    pool: &PgPool,
    recruiter: &Recruiter,
    name: &str,
    (question, area): (&Question, Option<&Area>),
    alert: bool,
    clock: &dyn Clock,
) -> Result<(), NotKept> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    if store::count(&mut tx, recruiter.holder).await? >= MOST {
        return Err(NotKept::Full);
    }
    // What is told from now on is what has grown since: the figure of today is noted, and shown to nobody.
    let figure = figure(&mut tx, recruiter, question, now).await?;
    let saved = Saved {
        id: id::public(),
        name: name.to_owned(),
        question: question.clone(),
        area: area.cloned(),
        alert,
        since: now,
    };
    store::put(&mut tx, recruiter.holder, &saved, figure.as_ref()).await?;
    tx.commit().await?;
    Ok(())
}

/// The searches that a recruiter keeps, the newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(pool: &PgPool, recruiter: &Recruiter) -> Result<Vec<Saved>, sqlx::Error> {
    store::of(pool, recruiter.holder).await
}

/// Forgets a search; `false`: it is none of this recruiter's.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget(pool: &PgPool, recruiter: &Recruiter, id: Uuid) -> Result<bool, sqlx::Error> {
    store::remove(pool, recruiter.holder, id).await
}

/// Whether its recruiter is written to when it grows; `false`: it is none of theirs.
///
/// # Errors
///
/// When the database refuses.
pub async fn set_alert(
    pool: &PgPool,
    recruiter: &Recruiter,
    id: Uuid,
    alert: bool,
) -> Result<bool, sqlx::Error> {
    store::set_alert(pool, recruiter.holder, id, alert).await
}

/// The answer to `question` as far as it is told.
async fn figure(
    db: &mut PgConnection,
    recruiter: &Recruiter,
    question: &Question,
    now: DateTime<Utc>,
) -> Result<Figure, sqlx::Error> {
    let answer = question::answer(db, question, &recruiter.company, &UNDRAWN, now).await?;
    Ok(match answer.without_name {
        WithoutName::TooFew => None,
        WithoutName::Cards { zone, bucket, .. } => Some((zone, bucket)),
    })
}

/// How wide a scope is.
fn width(scope: &Scope) -> u8 {
    match scope {
        Scope::Cell(_) => 0,
        Scope::Epci(_) => 1,
        Scope::Department(_) => 2,
        Scope::Region(_) => 3,
    }
}

/// Whether an answer has grown: there is one now, or a narrower one, or a higher bucket in the same zone.
fn grew(before: Option<&(Scope, Bucket)>, now: Option<&(Scope, Bucket)>) -> bool {
    match (before, now) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some((was, had)), Some((is, has))) => width(is) < width(was) || is == was && has > had,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_grows_by_its_bucket_or_by_a_narrower_zone_and_never_by_falling() {
        let cell = || Scope::Cell(7);
        let department = || Scope::Department("41".to_owned());
        let figure = |scope: Scope, bucket| Some((scope, bucket));
        for (before, now, expected) in [
            (None, None, false),
            (None, figure(department(), Bucket::Five), true),
            (figure(department(), Bucket::Five), None, false),
            (
                figure(department(), Bucket::Five),
                figure(department(), Bucket::Five),
                false,
            ),
            (
                figure(department(), Bucket::Five),
                figure(department(), Bucket::Ten),
                true,
            ),
            (
                figure(department(), Bucket::Ten),
                figure(department(), Bucket::Five),
                false,
            ),
            (
                figure(department(), Bucket::Twenty),
                figure(cell(), Bucket::Five),
                true,
            ),
            (
                figure(cell(), Bucket::Five),
                figure(department(), Bucket::Twenty),
                false,
            ),
        ] {
            assert_eq!(
                grew(before.as_ref(), now.as_ref()),
                expected,
                "{before:?} {now:?}"
            );
        }
    }
}
