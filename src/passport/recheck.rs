//! Keeping verdicts true: badges are verified again, and one that was revoked or has changed leaves the map.
//!
//! **Invariant:** out of reach is neither valid nor invalid: the answers known before stay, with their date, for
//! [`PATIENCE`]; only then are they forgotten. A host that does not answer is asked ever more rarely, and once for
//! all of its badges.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::PassportError;
use super::forms;
use super::judge::{Answers, Verifier};
use super::recheck_store::{self as store, Due};
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;
use crate::openbadges::Documents;
use crate::presence::service as presence;

/// How old an answer may be before it is looked at again.
pub const PERIOD: TimeDelta = TimeDelta::days(1);
/// How long the last known answers stand for an issuer that cannot be reached.
pub const PATIENCE: TimeDelta = TimeDelta::days(30);
/// Badges of one round.
const ROUND: i64 = 200;
/// Hosts that are asked at the same time.
const AT_ONCE: usize = 8;

/// How to ask the web for the documents of one host's badges: made anew for each, with an allowance of its own.
pub type Elsewhere = Arc<dyn Fn() -> Arc<dyn Documents + Send + Sync> + Send + Sync>;

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Badges whose answers were confirmed or changed.
    pub answered: usize,
    /// Of these, how many have other answers than before.
    pub changed: usize,
    /// Badges whose issuer could not be reached.
    pub unreached: usize,
}

/// Looks at badges again.
#[derive(Clone)]
pub struct Recheck {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    base: PublicBase,
    elsewhere: Elsewhere,
}

impl Recheck {
    /// Looks at what this installation publishes itself, and asks `elsewhere` for all else.
    #[must_use]
    pub fn new(
        pool: PgPool,
        clock: Arc<dyn Clock>,
        base: PublicBase,
        elsewhere: Elsewhere,
    ) -> Self {
        Self {
            pool,
            clock,
            base,
            elsewhere,
        }
    }

    /// Looks again at all whose answers are older than [`PERIOD`].
    ///
    /// # Errors
    ///
    /// [`PassportError`]; the badges of the round under way keep their answers.
    pub async fn due(&self) -> Result<Looked, PassportError> {
        let mut all = Looked::default();
        loop {
            let now = self.clock.now();
            let due = store::due(&self.pool, now - PERIOD, now, ROUND).await?;
            let last = due.len() < usize::try_from(ROUND).unwrap_or(usize::MAX);
            let round = self.look(due, now).await?;
            all.answered += round.answered;
            all.changed += round.changed;
            all.unreached += round.unreached;
            if last {
                return Ok(all);
            }
        }
    }

    /// Looks again at one badge now, because its issuer said something new of it.
    ///
    /// # Errors
    ///
    /// [`PassportError`]; the badge keeps its answers.
    pub async fn badge(&self, credential_uri: &str) -> Result<Looked, PassportError> {
        let due = store::named(&self.pool, credential_uri).await?;
        self.look(due, self.clock.now()).await
    }

    async fn look(&self, mut due: Vec<Due>, now: DateTime<Utc>) -> Result<Looked, PassportError> {
        if due.is_empty() {
            return Ok(Looked::default());
        }
        let ids: Vec<Uuid> = due.iter().map(|due| due.id).collect();
        let mut others = forms::others(&self.pool, &ids).await?;
        for due in &mut due {
            let of_one = others.remove(&due.id).unwrap_or_default();
            due.others = of_one.into_iter().map(|(_, bytes)| bytes).collect();
        }
        let own = Verifier::own(&self.pool, &self.base).await?;
        let elsewhere = Arc::clone(&self.elsewhere);
        let found = tokio::task::spawn_blocking(move || of_all(due, &own, &elsewhere, now))
            .await
            .map_err(|_| PassportError::Stopped)?;
        self.keep(&found, now).await
    }

    /// Writes what was found: one transaction, with what it changes on the map.
    async fn keep(&self, found: &[Found], now: DateTime<Utc>) -> Result<Looked, PassportError> {
        let mut tx = self.pool.begin().await?;
        let mut looked = Looked::default();
        let mut moved: Vec<Uuid> = Vec::new();
        let mut hosts: BTreeMap<&str, bool> = BTreeMap::new();
        for Found { due, answers } in found {
            let known = answers
                .as_ref()
                .filter(|answers| !answers.unreached || due.forgotten(now));
            if !due.host.is_empty() {
                let answers = hosts.entry(&due.host).or_insert(true);
                *answers &= known.is_some_and(|answers| !answers.unreached);
            }
            let Some(answers) = known else {
                store::unreached(&mut tx, due.id, now).await?;
                looked.unreached += 1;
                continue;
            };
            let changed = store::answered(&mut tx, due.id, answers, now).await?;
            looked.answered += 1;
            looked.changed += usize::from(changed);
            moved.extend(due.holder.filter(|_| changed));
        }
        let (answering, quiet): (Vec<_>, Vec<_>) =
            hosts.into_iter().partition(|(_, answers)| *answers);
        let names = |hosts: Vec<(&str, bool)>| -> Vec<String> {
            hosts.into_iter().map(|(host, _)| host.to_owned()).collect()
        };
        store::hosts(&mut tx, &names(answering), &names(quiet), now).await?;
        if !moved.is_empty() {
            moved.sort_unstable();
            moved.dedup();
            presence::refresh_all(&mut tx, &*self.clock, &moved).await?;
        }
        tx.commit().await?;
        Ok(looked)
    }
}

impl Due {
    /// Whether its issuer has been out of reach for longer than the last known answers stand.
    fn forgotten(&self, now: DateTime<Utc>) -> bool {
        self.unreached_since
            .is_some_and(|since| since + PATIENCE <= now)
    }
}

/// A badge and its answers; none, where its host had stopped answering before its turn.
struct Found {
    due: Due,
    answers: Option<Answers>,
}

/// Verifies badges host by host, several hosts at the same time.
fn of_all(due: Vec<Due>, own: &Verifier, elsewhere: &Elsewhere, now: DateTime<Utc>) -> Vec<Found> {
    let mut by_host: BTreeMap<String, Vec<Due>> = BTreeMap::new();
    for due in due {
        by_host.entry(due.host.clone()).or_default().push(due);
    }
    let threads = by_host.len().min(AT_ONCE);
    let queue = Mutex::new(by_host.into_iter());
    let work = || {
        let mut found = Vec::new();
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((host, badges)) = next else {
                return found;
            };
            let verifier = own.beside(elsewhere());
            let mut quiet = false;
            for due in badges {
                let again = |bytes: &[u8]| verifier.again(bytes, due.recipient.as_ref(), now);
                let others = due.others.iter().filter_map(|other| again(other));
                let answers = (!quiet || due.forgotten(now))
                    .then(|| Some(forms::together(again(&due.bytes)?, others)))
                    .flatten();
                quiet =
                    !host.is_empty() && answers.as_ref().is_some_and(|answers| answers.unreached);
                found.push(Found { due, answers });
            }
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut found = work();
        for other in others {
            found.extend(other.join().expect("Verifier::again catches what panics"));
        }
        found
    })
}

impl Handler for Recheck {
    fn kind(&self) -> &'static str {
        "passport.recheck"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let looked = self.due().await.map_err(|error| error.to_string())?;
            if looked != Looked::default() {
                tracing::info!(
                    looked.answered,
                    looked.changed,
                    looked.unreached,
                    "badges were verified again"
                );
            }
            Ok(())
        })
    }
}

/// The job that an issuer's revocation queues: one badge, at once.
pub struct RecheckBadge(pub Recheck);

impl Handler for RecheckBadge {
    fn kind(&self) -> &'static str {
        crate::issuing::RECHECK
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async {
            let uri = job.payload["credential"].as_str().unwrap_or_default();
            self.0.badge(uri).await.map_err(|error| error.to_string())?;
            Ok(())
        })
    }
}
