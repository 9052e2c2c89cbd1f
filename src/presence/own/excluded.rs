//! Companies that must never see a holder (C5): their employer, for one.
//!
//! **Invariant:** an exclusion is in force from its commit on, before anything is counted; it stays when a consent ends.
//! One that is lifted stays in force until the batch of the week (R4): whoever came back to a company's answers at once,
//! alone, would have told it that they are there.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::excluded_store as store;
use crate::account::companies::Siren;
use crate::clock::Clock;

/// Companies that one holder may exclude.
pub const AT_MOST: i64 = 50;

/// A company that a holder excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excluded {
    /// Its number.
    pub siren: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When the holder lifted it: in force until the next batch.
    pub lifted_at: Option<DateTime<Utc>>,
}

/// The companies that a holder excludes, in the order of the date.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(pool: &PgPool, holder: Uuid) -> Result<Vec<Excluded>, sqlx::Error> {
    store::of(pool, holder).await
}

/// Excludes a company; `false`: the list is full. The same one twice is once; one that was lifted is so no more.
///
/// # Errors
///
/// When the database refuses.
pub async fn add(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
    siren: &Siren,
) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let kept = store::add(&mut tx, holder, siren.as_str(), AT_MOST, clock.now()).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Lets a company see the holder again, from the next batch on.
///
/// # Errors
///
/// When the database refuses.
pub async fn take_away(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
    siren: &Siren,
) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    store::take_away(&mut tx, holder, siren.as_str(), clock.now()).await?;
    tx.commit().await
}
