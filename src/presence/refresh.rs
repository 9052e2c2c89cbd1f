//! The job that works out anew what may be shown of somebody.

use std::sync::Arc;

use sqlx::PgPool;
use uuid::Uuid;

use super::service;
use crate::account::CONFIRMED;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};

/// Works out what may be shown of a holder whose address was confirmed: badges that wait for it count from then on.
pub struct Refresh {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Handler for Refresh {
    fn kind(&self) -> &'static str {
        CONFIRMED
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async {
            let holder = job.payload["holder"].as_str();
            let holder: Uuid = holder
                .and_then(|id| id.parse().ok())
                .ok_or("the payload names no holder")?;
            let refreshed = async {
                let mut tx = self.pool.begin().await?;
                service::refresh_all(&mut tx, &*self.clock, &[holder]).await?;
                tx.commit().await
            };
            refreshed
                .await
                .map_err(|error: sqlx::Error| error.to_string())
        })
    }
}
