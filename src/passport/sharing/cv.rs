//! A CV that names nobody: competences, levels, years; and two ways to prove whose it is.
//!
//! **Invariant:** only proven badges may be put in. Nothing in a CV but what its holder wrote or shows is theirs alone:
//! it has no order of its own, no identifier of an entry, no day, no organisation. Whoever tries codes learns nothing
//! but whether one is right.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt as _};
use sqlx::PgPool;
use uuid::Uuid;

use super::cv_store::{self as store, NewCode};
use super::service::{self, Shows};
use super::{SharingError, Token, Words};
use crate::account::HolderKey;
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::id;

pub use store::Candidate;

/// How long a code is good for.
pub const LASTS: TimeDelta = TimeDelta::hours(24);
/// How often a code may be tried.
const TRIES: i16 = 5;

/// A holder's badges that may stand in a CV, in the order in which readers see them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn candidates(
    pool: &PgPool,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<Vec<Candidate>, sqlx::Error> {
    store::candidates(pool, holder, clock.now()).await
}

/// Opens a CV with these badges; `None`: one of them may not stand in it.
///
/// # Errors
///
/// [`SharingError`]; nothing is opened then.
pub async fn make(
    pool: &PgPool,
    holder: Uuid,
    title: Option<String>,
    chosen: &[Uuid],
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Uuid>, SharingError> {
    let mut chosen = chosen.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    let words = Words { name: None, title };
    let shows = Shows {
        cv: true,
        ..Shows::default()
    };
    let mut tx = pool.begin().await?;
    let opened = service::open(&mut tx, holder, &words, shows, master, clock, rng).await?;
    let Some(cv) = opened else { return Ok(None) };
    let put = store::put(&mut tx, holder, cv, &chosen, clock.now()).await?;
    if chosen.is_empty() || usize::try_from(put) != Ok(chosen.len()) {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(cv))
}

/// A code as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The digits, while it is good.
    pub digits: Option<String>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// When it proved something.
    pub used_at: Option<DateTime<Utc>>,
}

/// A new code for a CV, in the place of the one before; `false`: the holder has no such CV.
///
/// # Errors
///
/// [`SharingError`]
pub async fn make_code(
    pool: &PgPool,
    (holder, cv): (Uuid, Uuid),
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<bool, SharingError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(wrapped) = store::key_of(&mut tx, holder, cv).await? else {
        return Ok(false);
    };
    let key = HolderKey::unwrap(holder, &wrapped, master)?;
    let id = id::public();
    let digits = format!("{:08}", rng.random_range(0..100_000_000_u32));
    let code = NewCode {
        id,
        cv,
        mac: &master.mac(&purpose(id), digits.as_bytes()),
        sealed: &key.seal(&purpose(id), digits.as_bytes(), rng),
        now,
        until: now + LASTS,
    };
    store::put_code(&mut tx, &code).await?;
    tx.commit().await?;
    Ok(true)
}

/// The last code of a holder's CV, if they made one.
///
/// # Errors
///
/// [`SharingError`]
pub async fn code(
    pool: &PgPool,
    (holder, cv): (Uuid, Uuid),
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Option<Code>, SharingError> {
    let mut db = pool.acquire().await?;
    let Some(wrapped) = store::key_of(&mut db, holder, cv).await? else {
        return Ok(None);
    };
    let Some(kept) = store::code(&mut db, cv).await? else {
        return Ok(None);
    };
    let good = kept.used_at.is_none() && kept.attempts < TRIES && kept.expires_at > clock.now();
    let digits = if good {
        let key = HolderKey::unwrap(holder, &wrapped, master)?;
        let plain = key.open(&purpose(kept.id), &kept.sealed)?;
        let digits = std::str::from_utf8(&plain).map_err(|_| SharingError::Unreadable)?;
        Some(digits.to_owned())
    } else {
        None
    };
    Ok(Some(Code {
        digits,
        expires_at: kept.expires_at,
        used_at: kept.used_at,
    }))
}

/// What a right code proves: who told it is the holder of that CV, and each badge in it was verified then or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    /// When the badge that was looked at longest ago was verified.
    pub verified_at: DateTime<Utc>,
}

/// Tries a code on the CV of that link; `None`: it is not the one, or no longer good. A wrong one counts as a try.
///
/// # Errors
///
/// When the database does not answer.
pub async fn prove(
    pool: &PgPool,
    token: &Token,
    told: &str,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Option<Proven>, sqlx::Error> {
    let digits: String = told.chars().filter(char::is_ascii_digit).collect();
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(tried) = store::take_a_try(&mut tx, &token.digest(), now).await? else {
        return Ok(None);
    };
    let proven = if master.mac_is(&purpose(tried.id), digits.as_bytes(), &tried.mac) {
        store::used(&mut tx, tried.id, now).await?
    } else {
        None
    };
    tx.commit().await?;
    Ok(proven.map(|verified_at| Proven { verified_at }))
}

fn purpose(id: Uuid) -> String {
    format!("passport.cv_code {id}")
}
