//! The index: who may be found, in the memory of each node, kept in step with the database by the log of changes.
//!
//! **Invariant:** PostgreSQL is the truth, this is a view of it. A node that could not make sure within [`STALE`] that it
//! knows every committed change does not answer from here: it asks SQL. So a withdrawal is out of every node's answers
//! within a second of its commit (C2), whatever happens to a notification, a connection or a node.
//!
//! **Invariant:** what is remembered of an answer ([`Index::shading`]) holds while nobody changes who has or had what is
//! sought, and until the next row of anybody expires: what an answer rests on is never older than the index itself.

mod base;
mod changed;
mod copy;
mod gathered;
mod matching;
mod names;
mod sets;
mod shades;
mod state;
mod store;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::postgres::PgListener;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::account::companies::Siren;
use crate::clock::Clock;
use crate::presence::question::{Bucket, Draw, Question, Scope, Seed};
use names::Names;
use shades::Kept;
pub use shades::{Shade, Shading};
use state::State;

/// The longest that an answer may be older than the last look at the log.
pub const STALE: Duration = Duration::from_millis(700);
/// How often the log is looked at when no notification comes.
const PAUSE: Duration = Duration::from_millis(150);
/// How long after a look at the log the next one begins at the earliest: what changes together is read together.
const APART: Duration = Duration::from_millis(4);
/// People who may have changed before everything is made anew: so many, and one in so many.
const CHANGES: (usize, usize) = (2_000, 20);

/// Who may be found, as one node knows it.
#[derive(Default)]
pub struct Index {
    known: RwLock<Option<State>>,
    shadings: Kept,
    /// When the log was last looked at with success.
    confirmed: Mutex<Option<Instant>>,
    made: Mutex<Made>,
}

/// What an index takes, for whoever runs a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// People who may be found.
    pub people: usize,
    /// What they take in memory.
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
        self.read(now, |state| state.shades(question, company, now))
    }

    /// How each published cell is shaded by a question, in the order of cells; `None`: ask SQL. What was worked out for a
    /// question serves the next who asks it for that company, as long as nobody changed who has or had what is sought.
    #[must_use]
    pub fn shading(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Option<Arc<Shading>> {
        self.read(now, |state| {
            self.shadings
                .get(question, company, state.version(question), now, || {
                    (state.shading(question, company, now), state.next_end(now))
                })
        })
    }

    /// What it takes to know that; `None`: it knows nothing yet.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        let known = self.known();
        let (people, bytes) = known.as_ref()?.size();
        let changed = known.as_ref()?.changes().0;
        drop(known);
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
        let due = self.known().as_ref()?.is_due(now);
        if due {
            self.known_mut().as_mut()?.expire(now);
        }
        self.known().as_ref().map(ask)
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

/// Keeps an [`Index`] in step.
pub struct Follower {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    index: Arc<Index>,
    position: Option<Position>,
    /// What the log is read by: no pool's, so that nobody is waited for and its plans are its own.
    reading: Option<PgConnection>,
    /// A new base in the making, while the old one answers.
    rebuilt: Option<JoinHandle<Result<Built, sqlx::Error>>>,
}

/// A new base, how far the log is known by it, and how long it took.
type Built = (State, Position, Duration);

/// How far the log is known.
#[derive(Debug)]
struct Position {
    /// The live tree that the scopes are of.
    tree: i32,
    /// Every transaction below has ended, and what it changed is known.
    below: i64,
    /// What is known of those that had not ended.
    known: HashSet<i64>,
}

impl Position {
    /// What the log said is known from now on: `renew` is called where somebody changed, with whom, and with those of
    /// them who may be found.
    fn take(
        &mut self,
        news: store::News,
        renew: impl FnOnce(&BTreeSet<Uuid>, Vec<(Uuid, base::Person)>),
    ) {
        let new = news.changes.iter();
        let new = new.filter(|change| !self.known.contains(&change.seq));
        let ids: BTreeSet<Uuid> = new.map(|change| change.holder).collect();
        if !ids.is_empty() {
            renew(&ids, news.people);
        }
        self.below = news.below;
        let running = news.changes.iter().filter(|change| change.by >= news.below);
        self.known = running.map(|change| change.seq).collect();
    }
}

impl Follower {
    /// One that knows nothing yet.
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, index: Arc<Index>) -> Self {
        Self {
            pool,
            clock,
            index,
            position: None,
            reading: None,
            rebuilt: None,
        }
    }

    /// Follows until `stop` answers. A database in trouble is waited for: meanwhile the index answers nothing.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut listener = None;
        loop {
            if listener.is_none() {
                listener = self.listen().await;
            }
            let began = Instant::now();
            if let Err(error) = self.catch_up().await {
                tracing::warn!(%error, "the index does not follow; answers come from the database");
            }
            let heard = async {
                match &mut listener {
                    None => std::future::pending().await,
                    Some(listening) => listening.try_recv().await,
                }
            };
            let lost = tokio::select! {
                biased;
                () = &mut stop => return,
                heard = heard => !matches!(heard, Ok(Some(_))),
                () = tokio::time::sleep(PAUSE) => false,
            };
            if lost {
                listener = None;
            }
            tokio::time::sleep_until((began + APART).into()).await;
            while let Some(listening) = &mut listener
                && listening.next_buffered().is_some()
            {}
        }
    }

    /// A connection that hears of changes; without one the log is looked at often enough.
    async fn listen(&self) -> Option<PgListener> {
        let heard = async {
            let mut listener = PgListener::connect_with(&self.pool).await?;
            listener.listen("visibility").await?;
            Ok::<_, sqlx::Error>(listener)
        };
        heard
            .await
            .inspect_err(
                |error| tracing::warn!(%error, "no notifications: the log is looked at instead"),
            )
            .ok()
    }

    /// Makes the index know all that is committed now: from the start, or from where it was.
    ///
    /// # Errors
    ///
    /// When the database does not answer; the index is what it was, and soon answers nothing.
    pub async fn catch_up(&mut self) -> Result<(), sqlx::Error> {
        let began = Instant::now();
        match self.position.take() {
            None => self.position = Some(self.load().await?),
            Some(mut position) => {
                let followed = self.follow(&mut position).await;
                self.position = Some(position);
                followed?;
            }
        }
        self.index.confirm(began);
        if let Some(position) = &self.position {
            self.index.note(|made| made.position = position.below);
        }
        self.renew().await;
        Ok(())
    }

    async fn load(&self) -> Result<Position, sqlx::Error> {
        let (state, position, took) = built(self.pool.clone(), self.clock.now()).await?;
        self.put(state, took);
        Ok(position)
    }

    fn put(&self, state: State, took: Duration) {
        let (people, bytes) = state.size();
        tracing::info!(people, bytes, ms = took.as_millis(), "the index is made");
        let before = self.index.known_mut().replace(state);
        self.index.note(|made| made.built_in = took);
        // Letting go of a million people takes its time, and nobody waits for it.
        drop(tokio::task::spawn_blocking(move || drop(before)));
    }

    async fn follow(&mut self, position: &mut Position) -> Result<(), sqlx::Error> {
        let known = self.index.known().as_ref().map(|state| state.names.clone());
        let mut names = known.unwrap_or_default();
        let news = self.news(position, &mut names).await?;
        if news.tree != position.tree {
            *position = self.load().await?;
            return Ok(());
        }
        position.take(news, |ids, people| {
            if let Some(state) = self.index.known_mut().as_mut() {
                state.renew(names, ids, people);
            }
        });
        Ok(())
    }

    /// What the log says since `position`. A connection that was lost meanwhile is opened anew.
    async fn news(
        &mut self,
        position: &Position,
        names: &mut Names,
    ) -> Result<store::News, sqlx::Error> {
        let known: Vec<i64> = position.known.iter().copied().collect();
        let now = self.clock.now();
        if let Some(mut db) = self.reading.take()
            && let Ok(news) = store::news(&mut db, position.below, &known, names, now).await
        {
            self.reading = Some(db);
            return Ok(news);
        }
        let mut db = self.pool.acquire().await?.detach();
        store::prepare(&mut db).await?;
        let news = store::news(&mut db, position.below, &known, names, now).await?;
        self.reading = Some(db);
        Ok(news)
    }

    /// Begins a new base where much has changed, and takes it once it is there.
    async fn renew(&mut self) {
        if let Some(rebuilt) = self.rebuilt.take_if(|rebuilt| rebuilt.is_finished()) {
            match rebuilt.await {
                Ok(Ok(built)) => {
                    // Older than what is known: whatever came since is read again before it answers.
                    match self.follow_from(built).await {
                        Ok(()) => {}
                        Err(error) => {
                            tracing::warn!(%error, "a new index could not be brought up to date");
                        }
                    }
                }
                Ok(Err(error)) => tracing::warn!(%error, "the index could not be made anew"),
                Err(error) => tracing::error!(%error, "the index could not be made anew"),
            }
            return;
        }
        let known = self.index.known().as_ref().map(State::changes);
        let (changed, all) = known.unwrap_or_default();
        if self.rebuilt.is_none() && changed > CHANGES.0.max(all / CHANGES.1) {
            let (pool, now) = (self.pool.clone(), self.clock.now());
            self.rebuilt = Some(tokio::spawn(built(pool, now)));
        }
    }

    /// Brings a state that was read some time ago up to date, and only then lets it answer.
    async fn follow_from(
        &mut self,
        (mut state, mut position, took): Built,
    ) -> Result<(), sqlx::Error> {
        let began = Instant::now();
        let mut names = state.names.clone();
        let news = self.news(&position, &mut names).await?;
        position.take(news, |ids, people| state.renew(names, ids, people));
        self.put(state, took);
        self.position = Some(position);
        self.index.confirm(began);
        Ok(())
    }
}

/// Reads everybody in one snapshot of the database.
async fn built(pool: PgPool, now: DateTime<Utc>) -> Result<Built, sqlx::Error> {
    let began = Instant::now();
    let mut db = pool.acquire().await?;
    let mut tx = db
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
    let (tree, below) = store::position(&mut tx).await?;
    let chains = store::chains(&mut tx).await?;
    let mut names = Names::default();
    let gathered = store::everybody(&mut tx, &mut names, now).await?;
    tx.rollback().await?;
    drop(db);
    tracing::debug!(ms = began.elapsed().as_millis(), "everybody was read");
    let made = tokio::task::spawn_blocking(move || State::new(names, chains, tree, &gathered));
    let state = made
        .await
        .map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let position = Position {
        tree,
        below,
        known: HashSet::new(),
    };
    Ok((state, position, began.elapsed()))
}
