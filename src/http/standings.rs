//! Which sessions were recruiters' a moment ago, for tiles: a map asks for dozens at once.
//!
//! **Invariant:** an entry is believed for [`LASTS`] from *before* it was read. So a session that ended, a passkey that
//! was not shown, a suspension of a recruiter or a company, a withdrawn approval, are felt by every node within a second
//! of their commit, whatever this node is told. Only what was let in is remembered; a refusal is read anew each time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use chrono::{DateTime, Utc};

use crate::account::companies::Recruiter;
use crate::account::secret;
use crate::clock::Clock;
use crate::search::LASTS;

/// Sessions that are remembered at a time.
const MOST: usize = 20_000;

struct Standing {
    /// When it began to be read, by the machine's own time and by that of the house.
    since: Instant,
    read_at: DateTime<Utc>,
    recruiter: Arc<Recruiter>,
}

/// By the digest of a session's secret, as in the database.
#[derive(Default)]
pub(super) struct Standings(RwLock<HashMap<[u8; 32], Standing>>);

/// When a reading begins.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    since: Instant,
    at: DateTime<Utc>,
}

impl Reading {
    /// Now.
    pub(super) fn begins(clock: &dyn Clock) -> Self {
        Self {
            since: Instant::now(),
            at: clock.now(),
        }
    }
}

impl Standings {
    /// The recruiter of a session, if they were let in within the time that this is believed.
    pub(super) fn known(&self, session: &str, clock: &dyn Clock) -> Option<Arc<Recruiter>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let standing = known.get(&secret::digest(session))?;
        // A clock that was set forward may have ended the session.
        let apart = clock.now().signed_duration_since(standing.read_at).abs();
        let fresh = standing.since.elapsed() < LASTS && apart.num_seconds() < 1;
        fresh.then(|| Arc::clone(&standing.recruiter))
    }

    /// The session was one of that recruiter, who showed a passkey, when `reading` began.
    pub(super) fn note(&self, session: &str, recruiter: Recruiter, reading: Reading) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, standing| standing.since.elapsed() < LASTS);
        if known.len() >= MOST {
            known.clear();
        }
        let standing = Standing {
            since: reading.since,
            read_at: reading.at,
            recruiter: Arc::new(recruiter),
        };
        known.insert(secret::digest(session), standing);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::account::companies::Siren;
    use crate::clock::FixedClock;

    #[test]
    fn what_was_read_too_long_ago_is_not_believed() {
        let clock = FixedClock::at("2026-11-24T09:00:00Z".parse().expect("a date"));
        let recruiter = Recruiter {
            holder: Uuid::nil(),
            company: Siren::parse("732829320").expect("a SIREN"),
            name: "Un atelier".to_owned(),
        };
        let standings = Standings::default();
        let now = Reading::begins(&clock);
        standings.note("secret", recruiter.clone(), now);
        assert!(standings.known("secret", &clock).is_some());
        assert!(standings.known("another", &clock).is_none());
        clock.advance(TimeDelta::days(31));
        assert!(
            standings.known("secret", &clock).is_none(),
            "it may have ended"
        );
        let before = Reading {
            since: Instant::now().checked_sub(LASTS).expect("a while ago"),
            at: clock.now(),
        };
        standings.note("secret", recruiter, before);
        assert!(standings.known("secret", &clock).is_none());
    }
}
