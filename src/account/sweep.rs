//! What has run out is forgotten, whether or not anybody comes by.

use std::sync::Arc;

use sqlx::PgPool;

use super::rights::{DECISIONS_LAST, MAILS_LAST, VIEWINGS_LAST};
use super::{companies, store};
use crate::clock::Clock;
use crate::jobs::{self, Done, Handler, Job};

/// Forgets links, sessions, codes and tokens that have run out, what a mail said that was not sent in time, that mails
/// were sent, who saw whom, who was refused as a recruiter, reports that were decided, and jobs that were done, each in its time.
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
            let now = self.clock.now();
            let told = |error: sqlx::Error| format!("the database refused: {error}");
            store::sweep(&self.pool, now, now - MAILS_LAST, now - VIEWINGS_LAST)
                .await
                .map_err(told)?;
            companies::sweep(&self.pool, now - DECISIONS_LAST)
                .await
                .map_err(told)?;
            jobs::forget_done(&self.pool, now - MAILS_LAST)
                .await
                .map_err(told)
        })
    }
}
