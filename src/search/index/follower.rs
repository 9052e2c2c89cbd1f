//! What keeps an index in step: it reads the log of changes, and everybody anew where that is less work.
//!
//! **Invariant:** the index is confirmed as of the beginning of a look that saw all that was committed then. Where the log
//! cannot be followed from where one stood (another tree, another server or the same after a crash, whose transactions
//! may be numbered otherwise, a log that was forgotten meanwhile) everything is made anew.

use std::collections::{BTreeSet, HashSet};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgListener;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::base::Person;
use super::names::Names;
use super::state::State;
use super::{Index, store};
use crate::clock::Clock;

/// How often the log is looked at when no notification comes.
const PAUSE: Duration = Duration::from_millis(150);
/// How often after one came, and for how long: who changes beside others says nothing (`presence.wake`).
const AWAKE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(300));
/// How long after a look at the log the next one begins at the earliest: what changes together is read together.
const APART: Duration = Duration::from_millis(4);
/// The longest that a look at the log may take: everything is made anew in less. Whatever did not answer by then is a
/// connection that is lost, or more news than is worth reading a line at a time.
const LONG: Duration = Duration::from_secs(5);
/// How long the log is kept.
const LOG_LASTS: TimeDelta = TimeDelta::days(7);
/// Who did not look at the log for so long makes everything anew: what was in it may be forgotten.
const ASLEEP: TimeDelta = TimeDelta::days(1);
/// People who may have changed before everything is made anew: so many, and one in so many.
const CHANGES: (usize, usize) = (2_000, 20);

/// Keeps an [`Index`] in step.
pub struct Follower {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    index: Arc<Index>,
    position: Option<Position>,
    /// What the log is read by, once it was taken from the pool: its plans are its own.
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
    /// Since when the server runs whose transactions these are.
    server: DateTime<Utc>,
    /// When the log was read.
    read_at: DateTime<Utc>,
}

impl Position {
    /// What the log said is known from now on: `renew` is called where somebody changed, with whom, and with those of
    /// them who may be found.
    fn take(
        &mut self,
        news: store::News,
        now: DateTime<Utc>,
        renew: impl FnOnce(&BTreeSet<Uuid>, Vec<(Uuid, Person)>),
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
        self.read_at = now;
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
        let mut awake_until = Instant::now();
        loop {
            if listener.is_none() {
                listener = self.listen().await;
            }
            let began = Instant::now();
            let caught = tokio::select! {
                biased;
                () = &mut stop => return,
                caught = self.catch_up() => caught,
            };
            if let Err(error) = caught {
                tracing::warn!(%error, "the index does not follow; answers come from the database");
            }
            let heard = async {
                match &mut listener {
                    None => std::future::pending().await,
                    Some(listening) => listening.try_recv().await,
                }
            };
            let pause = if Instant::now() < awake_until {
                AWAKE.0
            } else {
                PAUSE
            };
            tokio::select! {
                biased;
                () = &mut stop => return,
                heard = heard => match heard {
                    Ok(Some(_)) => awake_until = Instant::now() + AWAKE.1,
                    _ => listener = None,
                },
                () = tokio::time::sleep(pause) => {}
            }
            tokio::time::sleep_until((began + APART).into()).await;
            while let Some(listening) = &mut listener
                && listening.next_buffered().is_some()
            {
                awake_until = Instant::now() + AWAKE.1;
            }
        }
    }

    /// A connection that hears of changes; without one the log is looked at often enough.
    async fn listen(&self) -> Option<PgListener> {
        let heard = async {
            let mut listener = PgListener::connect_with(&self.pool).await?;
            // A look that comes first must not cut a connection in the making.
            listener.eager_reconnect(false);
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
        let (mut names, now) = (known.unwrap_or_default(), self.clock.now());
        let Some(news) = self.news(position, &mut names, now).await? else {
            *position = self.load().await?;
            return Ok(());
        };
        position.take(news, now, |ids, people| {
            if let Some(state) = self.index.known_mut().as_mut() {
                state.renew(names, ids, people);
            }
        });
        Ok(())
    }

    /// What the log says since `position`; `None`: it cannot be said from there, and everything is to be made anew. A
    /// connection that was lost meanwhile is opened anew.
    async fn news(
        &mut self,
        position: &Position,
        names: &mut Names,
        now: DateTime<Utc>,
    ) -> Result<Option<store::News>, sqlx::Error> {
        if now - position.read_at > ASLEEP {
            return Ok(None);
        }
        let known: Vec<i64> = position.known.iter().copied().collect();
        for _ in 0..2 {
            let kept = self.reading.take();
            let was_kept = kept.is_some();
            let mut db = if let Some(db) = kept {
                db
            } else {
                let mut db = self.pool.acquire().await?.detach();
                if store::prepare(&mut db).await? != position.server {
                    return Ok(None);
                }
                db
            };
            let look = store::news(&mut db, position.below, &known, names, now);
            match tokio::time::timeout(LONG, look).await {
                Ok(Ok(news)) => {
                    self.reading = Some(db);
                    return Ok(Some(news).filter(|news| news.tree == position.tree));
                }
                Ok(Err(error)) if was_kept => {
                    tracing::debug!(%error, "the log is read by another connection");
                }
                Ok(Err(error)) => return Err(error),
                Err(_) => return Ok(None),
            }
        }
        Ok(None)
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
        let (mut names, now) = (state.names.clone(), self.clock.now());
        let Some(news) = self.news(&position, &mut names, now).await? else {
            // It is dropped: what answers now goes on, or is itself made anew by the next look.
            return Ok(());
        };
        position.take(news, now, |ids, people| state.renew(names, ids, people));
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
    let here = store::position(&mut tx).await?;
    let chains = store::chains(&mut tx).await?;
    let mut names = Names::default();
    let gathered = store::everybody(&mut tx, &mut names, now).await?;
    tx.rollback().await?;
    drop(db);
    tracing::debug!(ms = began.elapsed().as_millis(), "everybody was read");
    let made = tokio::task::spawn_blocking(move || State::new(names, chains, here.tree, &gathered));
    let state = made
        .await
        .map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let position = Position {
        tree: here.tree,
        below: here.below,
        known: HashSet::new(),
        server: here.server,
        read_at: now,
    };
    Ok((state, position, began.elapsed()))
}

/// Forgets what the log says of the time before all that any node still follows.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget_old(pool: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    store::forget(pool, now - LOG_LASTS).await
}
