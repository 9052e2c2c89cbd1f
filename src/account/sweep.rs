//! What has run out is forgotten, whether or not anybody comes by.

use std::sync::Arc;

use sqlx::PgPool;

use super::store;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};

/// Forgets links and sessions that have run out, and what a mail said that was not sent in time.
pub struct Sweep {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Handler for Sweep {
    fn kind(&self) -> &'static str {
        "account.sweep"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let swept = store::sweep(&self.pool, self.clock.now()).await;
            swept.map_err(|error| format!("the database refused: {error}"))
        })
    }
}
