//! The index: who may be found, in the memory of each node, kept in step with the database by the log of changes.
//!
//! **Invariant:** PostgreSQL is the truth, this is a view of it. A node that could not make sure within [`STALE`] that it
//! knows every committed change does not answer from here: it asks SQL. So a withdrawal is out of every node's answers
//! within a second of its commit (C2), whatever happens to a notification, a connection or a node.
//!
//! **Invariant:** what is remembered of an answer ([`Index::shading`]) is brought up to date by whoever changed since, and
//! holds until the next row of anybody expires: what an answer rests on is never older than the index itself.

mod base;
mod changed;
mod copy;
mod follower;
mod gathered;
mod matching;
mod moved;
mod names;
mod sets;
mod shades;
mod state;
mod store;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::account::companies::Siren;
use crate::presence::question::{Bucket, Draw, Question, Scope, Seed};
pub use follower::{Follower, forget_old};
use shades::Kept;
pub(in crate::search) use shades::Worked;
pub use shades::{Shade, Shading};
use state::State;

/// The longest that an answer may be older than the last look at the log.
pub const STALE: Duration = Duration::from_millis(700);

/// Who may be found, as one node knows it.
#[derive(Default)]
pub struct Index {
    known: RwLock<Option<State>>,
    kept: Kept,
    /// When the log was last looked at with success.
    confirmed: Mutex<Option<Instant>>,
    made: Mutex<Made>,
}

/// What an index takes, for whoever runs a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// People who may be found.
    pub people: usize,
    /// What they take in memory, with what was worked out of questions.
    pub bytes: usize,
    /// Of those people, those who changed since the base was made.
    pub changed: usize,
    /// How long the last base took, from the first question to the database until it could answer.
    pub built_in: Duration,
    /// Every transaction below has ended, and what it changed is known.
    pub position: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Made {
    built_in: Duration,
    position: i64,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("is_fresh", &self.is_fresh())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Whether it may answer.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        let confirmed = *self
            .confirmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        confirmed.is_some_and(|at| at.elapsed() < STALE)
    }

    /// Whom the answer to a question is about, as SQL would draw them; `None`: ask SQL.
    #[must_use]
    pub fn draw(
        &self,
        question: &Question,
        company: &Siren,
        seed: &Seed,
        now: DateTime<Utc>,
    ) -> Option<Draw> {
        self.read(now, |state| state.draw(question, company, seed, now))
    }

    /// The bucket of each scope where the floors hold; `None`: ask SQL.
    #[must_use]
    pub fn shades(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Option<BTreeMap<Scope, Bucket>> {
        self.read(now, |state| {
            state.shades(&self.kept.get(state, question, company, now).counts)
        })
    }

    /// How each published cell is shaded by a question, in the order of cells; `None`: ask SQL. What was worked out for a
    /// question serves the next who asks it for that company, with whoever changed meanwhile.
    #[must_use]
    pub fn shading(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Option<Arc<Shading>> {
        let worked = self.worked(question, company, now)?;
        Some(Arc::clone(&worked.shading))
    }

    /// The same with all that was worked out of it, for whoever keeps it and asks whether it holds.
    pub(in crate::search) fn worked(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Option<Arc<Worked>> {
        self.read(now, |state| self.kept.get(state, question, company, now))
    }

    /// Whether what was worked out of a question is what would be worked out now.
    pub(in crate::search) fn holds(&self, worked: &Worked, now: DateTime<Utc>) -> bool {
        self.read(now, |state| worked.holds(state, now)) == Some(true)
    }

    /// What it takes to know that; `None`: it knows nothing yet.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        let known = self.known();
        let (people, bytes) = known.as_ref()?.size();
        let changed = known.as_ref()?.changes().0;
        drop(known);
        let bytes = bytes + self.kept.bytes();
        let made = *self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Memory {
            people,
            bytes,
            changed,
            built_in: made.built_in,
            position: made.position,
        })
    }

    fn note(&self, note: impl FnOnce(&mut Made)) {
        note(&mut self.made.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn read<T>(&self, now: DateTime<Utc>, ask: impl FnOnce(&State) -> T) -> Option<T> {
        if !self.is_fresh() {
            return None;
        }
        loop {
            let known = self.known();
            let state = known.as_ref()?;
            if !state.is_due(now) {
                return Some(ask(state));
            }
            drop(known);
            // Meanwhile another state may take the place of this one: it is looked at as the first was.
            self.known_mut().as_mut()?.expire(now);
        }
    }

    fn known(&self) -> RwLockReadGuard<'_, Option<State>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Option<State>> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn confirm(&self, at: Instant) {
        *self
            .confirmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}
