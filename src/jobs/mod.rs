//! The outbox: work done once, after the transaction that asked for it.
//!
//! **Invariant:** a job is queued in the transaction of the change that calls for it, so there is never one
//! without the other; it may run twice after a crash, so every [`Handler`] does the same when called again.

pub mod audit;
mod store;
mod worker;

use std::pin::Pin;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

pub use worker::{Round, Worker};

/// Work to be done after the transaction that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob<'a> {
    /// Which [`Handler`] does it: `presence.expire`.
    pub kind: &'a str,
    /// What the handler needs to know. Identifiers, no addresses: payloads stay in the table.
    pub payload: Value,
    /// While a job of this kind and key waits, another is not queued.
    pub unique_key: Option<String>,
    /// Not before this instant.
    pub run_at: DateTime<Utc>,
}

/// A job that was taken from the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its row.
    pub id: i64,
    /// Which handler does it.
    pub kind: String,
    /// What the handler needs to know.
    pub payload: Value,
    /// How often it was begun, this time included.
    pub attempts: i32,
}

/// What a handler answers: done, or why not this time. The reason is kept in the table, so it names no person.
pub type Done<'a> = Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;

/// Does one kind of work.
pub trait Handler: Send + Sync {
    /// The kind of job that it does.
    fn kind(&self) -> &'static str;
    /// Does it. Called again for the same job, it changes nothing more.
    fn run<'a>(&'a self, job: &'a Job) -> Done<'a>;
}

/// Queues a job in the caller's transaction; false when one of the same kind and key waits already.
///
/// # Errors
///
/// When the database refuses.
pub async fn enqueue(
    transaction: &mut PgConnection,
    job: &NewJob<'_>,
    queued_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    store::insert(transaction, job, queued_at).await
}

/// Queues many jobs in the caller's transaction, as [`enqueue`] does one; tells how many were queued.
///
/// # Errors
///
/// When the database refuses.
pub async fn enqueue_all(
    transaction: &mut PgConnection,
    jobs: &[NewJob<'_>],
    queued_at: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    if jobs.is_empty() {
        return Ok(0);
    }
    store::insert_all(transaction, jobs, queued_at).await
}

/// Forgets jobs that were done before `before`: their payloads name rows, some of them people's. Those that were given
/// up stay, with their reason.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget_done(pool: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    store::forget_done(pool, before).await
}
