//! The weekly batch in which newcomers and changes enter the answers about people without a name, and exclusions that were
//! lifted end (R4, C5).
//!
//! **Invariant:** a batch is of the whole region and of a Monday, and comes once however many nodes there are; between two
//! of them answers only lose people.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use sqlx::PgPool;

use super::store;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};

/// The day from which somebody who agrees now is found: the next Monday (UTC).
#[must_use]
pub fn next(now: DateTime<Utc>) -> NaiveDate {
    let monday = week_of(now);
    monday.checked_add_days(Days::new(7)).unwrap_or(monday)
}

/// The Monday of the week that `now` is in.
fn week_of(now: DateTime<Utc>) -> NaiveDate {
    let day = now.date_naive();
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

/// Lets everybody in at once, whatever the day: for invented people, of whom nobody could learn anything by it.
///
/// # Errors
///
/// When the database refuses.
pub async fn admit_all(pool: &PgPool, clock: &dyn Clock) -> Result<i64, sqlx::Error> {
    store::admit_all(pool, clock.now()).await
}

/// Lets in what came since the last batch, once a week: the first time that it runs from a Monday on.
pub struct Batch {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Handler for Batch {
    fn kind(&self) -> &'static str {
        "presence.admit"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let now = self.clock.now();
            let changed = store::admit_week(&self.pool, week_of(now), now)
                .await
                .map_err(|error| format!("the database refused: {error}"))?;
            if let Some(changed) = changed {
                tracing::info!(changed, "the batch of the week was let in");
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_agrees_is_found_from_the_next_monday_on() {
        for (now, monday) in [
            ("2026-11-24T09:00:00Z", "2026-11-30"),
            ("2026-11-29T23:59:59Z", "2026-11-30"),
            ("2026-11-30T00:00:00Z", "2026-12-07"),
        ] {
            assert_eq!(next(now.parse().unwrap()).to_string(), monday, "{now}");
        }
    }
}
