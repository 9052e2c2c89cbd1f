//! Takes jobs from the queue and does them.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

use super::{Handler, Job, NewJob, store};
use crate::clock::Clock;

/// How long a worker may be at a job before another one takes it over.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How often a job is tried.
const ATTEMPTS: i32 = 10;
/// How long an idle worker sleeps: what it does must be seen within a second.
const PAUSE: Duration = Duration::from_millis(250);

/// What a worker did until nothing was left to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Jobs that are done.
    pub done: u32,
    /// Jobs that are tried again later.
    pub retried: u32,
    /// Jobs that are given up, and stay in the table with their reason.
    pub given_up: u32,
}

/// Does the jobs it has a handler for, and leaves all others in the queue.
#[derive(Clone)]
pub struct Worker {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    handlers: BTreeMap<&'static str, Arc<dyn Handler>>,
    periods: BTreeMap<&'static str, TimeDelta>,
}

impl Worker {
    /// A worker that can do nothing yet.
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        Self {
            pool,
            clock,
            handlers: BTreeMap::new(),
            periods: BTreeMap::new(),
        }
    }

    /// Teaches it one kind of work.
    #[must_use]
    pub fn with(mut self, handler: Arc<dyn Handler>) -> Self {
        self.handlers.insert(handler.kind(), handler);
        self
    }

    /// Teaches it work that comes again: the next run is queued as one ends, `period` after it.
    #[must_use]
    pub fn every(mut self, period: TimeDelta, handler: Arc<dyn Handler>) -> Self {
        self.periods.insert(handler.kind(), period);
        self.with(handler)
    }

    /// Does all that is due now.
    ///
    /// # Errors
    ///
    /// When the database refuses; the job under way is taken up again after its lease.
    pub async fn drain(&self) -> Result<Round, sqlx::Error> {
        let kinds = self.kinds();
        let mut round = Round::default();
        while let Some(job) = store::lease(&self.pool, &kinds, self.clock.now(), LEASE).await? {
            self.work(&job, &mut round).await?;
        }
        Ok(round)
    }

    /// Works until `stop` answers, then ends after the job under way. A database in trouble is waited for.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            let found_work = self.step().await.unwrap_or_else(|error| {
                tracing::error!(%error, "the queue cannot be read; trying again");
                false
            });
            let pause = if found_work { Duration::ZERO } else { PAUSE };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does one job, if one is due.
    async fn step(&self) -> Result<bool, sqlx::Error> {
        self.queue_periodic().await?;
        let job = store::lease(&self.pool, &self.kinds(), self.clock.now(), LEASE).await?;
        if let Some(job) = &job {
            self.work(job, &mut Round::default()).await?;
        }
        Ok(job.is_some())
    }

    fn kinds(&self) -> Vec<String> {
        self.handlers.keys().map(ToString::to_string).collect()
    }

    async fn queue_periodic(&self) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let mut connection = self.pool.acquire().await?;
        for kind in self.periods.keys() {
            store::insert(&mut connection, &periodic(kind, now), now).await?;
        }
        Ok(())
    }

    async fn work(&self, job: &Job, round: &mut Round) -> Result<(), sqlx::Error> {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return Ok(());
        };
        let outcome = handler.run(job).await;
        let now = self.clock.now();
        match outcome {
            Ok(()) => {
                let mut tx = self.pool.begin().await?;
                store::finish(&mut tx, job.id, now).await?;
                if let Some(period) = self.periods.get(handler.kind()) {
                    store::insert(&mut tx, &periodic(handler.kind(), now + *period), now).await?;
                }
                tx.commit().await?;
                round.done += 1;
            }
            Err(reason) => {
                let again = self.periods.contains_key(handler.kind()) || job.attempts < ATTEMPTS;
                let retry_at = again.then(|| now + backoff(job.attempts));
                tracing::warn!(kind = job.kind, job.attempts, reason, "a job was not done");
                store::give_back(&self.pool, job.id, &reason, now, retry_at).await?;
                if again {
                    round.retried += 1;
                } else {
                    round.given_up += 1;
                }
            }
        }
        Ok(())
    }
}

fn periodic(kind: &'static str, run_at: chrono::DateTime<chrono::Utc>) -> NewJob<'static> {
    NewJob {
        kind,
        payload: json!({}),
        unique_key: Some("periodic".to_owned()),
        run_at,
    }
}

/// 2, 4, 8 … seconds, an hour at most.
fn backoff(attempts: i32) -> TimeDelta {
    let seconds = 1_i64 << attempts.clamp(1, 12);
    TimeDelta::seconds(seconds.min(3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_tried_again_ever_later_but_within_the_hour() {
        let waits: Vec<i64> = [1, 2, 3, 11, 12, 99]
            .map(|attempts| backoff(attempts).num_seconds())
            .into();
        assert_eq!(waits, [2, 4, 8, 2048, 3600, 3600]);
    }
}
