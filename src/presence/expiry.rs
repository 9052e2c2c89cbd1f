//! The job that ends what has run out.

use std::sync::Arc;

use sqlx::PgPool;

use super::service;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};

/// Writes the end of each consent that has run out into the ledger (C2), and takes away what badges showed that have
/// run out. Readers have hidden both since their instant.
pub struct Expiry {
    pool: PgPool,
    clock: Arc<dyn Clock>,
}

impl Expiry {
    /// The job, for a worker that comes back to it every minute or so.
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>) -> Self {
        Self { pool, clock }
    }
}

impl Handler for Expiry {
    fn kind(&self) -> &'static str {
        "presence.expire"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let ended = service::expire(&self.pool, self.clock.as_ref())
                .await
                .map_err(|error| error.to_string())?;
            if ended > 0 {
                tracing::info!(ended, "consents have run out");
            }
            let holders = service::expire_badges(&self.pool, self.clock.as_ref())
                .await
                .map_err(|error| error.to_string())?;
            if holders > 0 {
                tracing::info!(holders, "badges that showed have run out");
            }
            Ok(())
        })
    }
}
