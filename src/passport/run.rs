//! One run of `territoire ingest`: what it was given, how far it came, and its report.
//!
//! **Invariant:** a file's row is written in the transaction that keeps its badge: a run that was cut off,
//! however badly, goes on with the files that have no row, and neither loses nor doubles one.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, PgConnection, PgPool};
use uuid::Uuid;

use super::{PassportError, run_store as store};
use crate::clock::Clock;

/// How long we wait for the server to notice that a killed run is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest name in the report, in octets: PostgreSQL indexes no longer text.
const LONGEST_NAME: usize = 2000;

/// A run of ingestion, for this process alone while it lasts.
pub struct Run {
    id: Uuid,
    pool: PgPool,
    lock: PgConnection,
}

/// How many files had each outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Kept.
    pub kept: i64,
    /// The same badge was kept before.
    pub already_kept: i64,
    /// Refused, by the stable code of the reason.
    pub refused: BTreeMap<String, i64>,
}

impl Tally {
    /// How many were refused for any reason.
    #[must_use]
    pub fn refusals(&self) -> i64 {
        self.refused.values().sum()
    }
}

impl Run {
    /// Goes on with the unfinished run of these paths, or begins one.
    ///
    /// # Errors
    ///
    /// [`PassportError::Busy`] while another process works at it, or when the database refuses.
    pub async fn open(
        pool: &PgPool,
        paths: &[PathBuf],
        clock: &dyn Clock,
    ) -> Result<Self, PassportError> {
        let source = source(paths);
        let key = source
            .first_chunk()
            .map_or(0, |octets| i64::from_be_bytes(*octets));
        let mut lock = pool.acquire().await?.detach();
        let mut waited = Duration::ZERO;
        while !store::lock_source(&mut lock, key).await? {
            if waited >= PATIENCE {
                return Err(PassportError::Busy);
            }
            let pause = Duration::from_millis(100);
            tokio::time::sleep(pause).await;
            waited += pause;
        }
        let id = store::open_run(&mut lock, &source, clock.now()).await?;
        Ok(Self {
            id,
            pool: pool.clone(),
            lock,
        })
    }

    /// Its row.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Those of these names that have their row already.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn done(&self, names: &[&str]) -> Result<HashSet<String>, PassportError> {
        Ok(store::done(&self.pool, self.id, names).await?)
    }

    /// How many files had each outcome so far.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn tally(&self) -> Result<Tally, PassportError> {
        let mut tally = Tally::default();
        for (outcome, reason, files) in store::tally(&self.pool, self.id).await? {
            match (outcome.as_str(), reason) {
                ("kept", _) => tally.kept += files,
                ("already_kept", _) => tally.already_kept += files,
                (_, reason) => {
                    *tally.refused.entry(reason.unwrap_or_default()).or_default() += files;
                }
            }
        }
        Ok(tally)
    }

    /// Writes the report as CSV, one row a file: `file,outcome,reason,detail,credential`.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or what is written to refuses.
    pub async fn report(&self, out: impl Write) -> Result<(), ReportError> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["file", "outcome", "reason", "detail", "credential"])?;
        let mut after = String::new();
        loop {
            let lines = store::lines(&self.pool, self.id, &after).await?;
            let Some(last) = lines.last() else {
                csv.flush()?;
                return Ok(());
            };
            after.clone_from(&last.path);
            for line in &lines {
                let credential = line.credential_id.map(|id| id.to_string());
                csv.write_record([
                    line.path.as_str(),
                    line.outcome.as_str(),
                    line.reason.as_deref().unwrap_or_default(),
                    line.detail.as_deref().unwrap_or_default(),
                    credential.as_deref().unwrap_or_default(),
                ])?;
            }
        }
    }

    /// Ends the run: the same paths begin a new one then.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn finish(&self, clock: &dyn Clock) -> Result<(), PassportError> {
        Ok(store::finish_run(&self.pool, self.id, clock.now()).await?)
    }

    /// Lets others work at it.
    pub async fn close(self) {
        // The server lets go of the lock either way.
        let _ = self.lock.close().await;
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The database did not answer.
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
    /// What is written to refused.
    #[error("the report cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// What is written to refused.
    #[error("the report cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// What a run is found again by: its absolute paths.
fn source(paths: &[PathBuf]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for path in paths {
        let path = path.as_os_str().as_encoded_bytes();
        digest.update((path.len() as u64).to_be_bytes());
        digest.update(path);
    }
    digest.finalize().into()
}

/// What the report calls a file: its path; shortened and told apart by a digest where that is no text, or too long.
#[must_use]
pub fn name(path: &Path) -> String {
    if let Some(name) = path.to_str().filter(|name| name.len() <= LONGEST_NAME) {
        return name.to_owned();
    }
    let digest = Sha256::digest(path.as_os_str().as_encoded_bytes());
    let digest = uuid::Builder::from_slice(&digest[..16])
        .map_or_else(|_| Uuid::nil(), uuid::Builder::into_uuid);
    let start: String = path.to_string_lossy().chars().take(400).collect();
    format!("{start}… {}", digest.simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_look_alike_have_names_of_their_own() {
        let long = "x/".repeat(1500);
        let (a, b) = (format!("{long}a"), format!("{long}b"));
        assert_ne!(name(Path::new(&a)), name(Path::new(&b)));
        assert!(name(Path::new(&a)).len() < LONGEST_NAME);
        assert_eq!(name(Path::new("a/b.png")), "a/b.png");
        assert_ne!(
            source(&["ab".into(), "c".into()]),
            source(&["a".into(), "bc".into()])
        );
    }
}
