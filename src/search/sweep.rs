//! What searches leave is forgotten in its time.

use std::sync::Arc;

use chrono::TimeDelta;
use sqlx::PgPool;

use super::{index, store};
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};

/// How long it is kept which questions a company was charged for: by digest, for coordinators who look into an alert.
const CHARGES_LAST: TimeDelta = TimeDelta::days(30);
/// How long alerts are kept.
const ALERTS_LAST: TimeDelta = TimeDelta::days(366);

/// Forgets cards and answers after half an hour, what the log says of changes after a week, charges after a month,
/// alerts after a year.
pub struct Sweep {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Handler for Sweep {
    fn kind(&self) -> &'static str {
        "search.sweep"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let now = self.clock.now();
            let before = |lasting: TimeDelta| (now - lasting).date_naive();
            let refused = |error: sqlx::Error| format!("the database refused: {error}");
            store::sweep(&self.pool, now, before(CHARGES_LAST), before(ALERTS_LAST))
                .await
                .map_err(refused)?;
            index::forget_old(&self.pool, now).await.map_err(refused)
        })
    }
}
