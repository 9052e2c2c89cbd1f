//! Tokens of cards: whom a card stands for, for half an hour and for one company (R3).
//!
//! **Invariant:** a token is 256 random bits of which the SHA-256 alone is kept; no two cards ever share one.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::tokens_store as store;
use crate::account::companies::Siren;
use crate::account::secret::{self, Secret};

/// How long the cards of a search stand for somebody.
pub const LAST: TimeDelta = TimeDelta::minutes(30);

/// Draws a token for each of `holders`, in their order, and keeps what they stand for.
///
/// # Errors
///
/// When the database refuses.
pub async fn give(
    tx: &mut PgConnection,
    company: &Siren,
    search: Uuid,
    holders: &[Uuid],
    now: DateTime<Utc>,
    rng: &mut (impl Rng + Send),
) -> Result<Vec<Secret>, sqlx::Error> {
    let tokens: Vec<Secret> = holders.iter().map(|_| Secret::draw("", rng)).collect();
    let digests: Vec<[u8; 32]> = tokens.iter().map(Secret::digest).collect();
    store::keep(tx, company.as_str(), search, holders, &digests, now + LAST).await?;
    Ok(tokens)
}

/// Whom the card with that token stands for; `None`: nobody, any more or for this company.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(
    db: &mut PgConnection,
    token: &str,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    store::find(db, &secret::digest(token), company.as_str(), now).await
}
