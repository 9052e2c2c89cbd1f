//! Collections: badges that a holder keeps together under a name. One badge may be in many.
//!
//! **Invariant:** a collection's name is sealed under its holder's key; it holds no badge but theirs.

use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::SharingError;
use super::collections_store::{self as store, Row};
use crate::account::HolderKey;
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::clock::Clock;
use crate::id;

/// Collections that one holder may have.
const MOST: i64 = 50;

/// A collection as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its row, for its holder alone.
    pub id: Uuid,
    /// What its holder calls it.
    pub name: String,
    /// The badges in it.
    pub badges: Vec<Uuid>,
    /// How many links are open to it.
    pub links: i64,
}

/// A holder's collections, the oldest first.
///
/// # Errors
///
/// [`SharingError`]
pub async fn all(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<Vec<Collection>, SharingError> {
    let rows = store::all(pool, holder, None).await?;
    rows.into_iter()
        .map(|row| read(row, holder, master))
        .collect()
}

/// One collection of a holder; `None`: they have no such collection.
///
/// # Errors
///
/// [`SharingError`]
pub async fn one(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    id: Uuid,
) -> Result<Option<Collection>, SharingError> {
    let row = store::all(pool, holder, Some(id)).await?.pop();
    row.map(|row| read(row, holder, master)).transpose()
}

fn read(row: Row, holder: Uuid, master: &MasterKey) -> Result<Collection, SharingError> {
    let key = HolderKey::unwrap(holder, &row.wrapped_key, master)?;
    Ok(Collection {
        id: row.id,
        name: name(&key, row.id, &row.sealed)?,
        badges: row.badges,
        links: row.links,
    })
}

/// A collection's name, opened.
pub(super) fn name(key: &HolderKey, id: Uuid, sealed: &[u8]) -> Result<String, SharingError> {
    let plain = key.open(&purpose(id), sealed)?;
    String::from_utf8(plain.to_vec()).map_err(|_| SharingError::Unreadable)
}

fn purpose(id: Uuid) -> String {
    format!("passport.collection {id}")
}

/// Begins a collection, empty; `None`: the holder is gone.
///
/// # Errors
///
/// [`SharingError`]; nothing is kept then.
pub async fn begin(
    pool: &PgPool,
    holder: Uuid,
    name: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Uuid>, SharingError> {
    let mut tx = pool.begin().await?;
    let Some(key) = account::key::<SharingError>(&mut *tx, holder, master).await? else {
        return Ok(None);
    };
    let id = id::public();
    let sealed = key.seal(&purpose(id), name.as_bytes(), rng);
    if store::put(&mut tx, holder, id, &sealed, clock.now()).await? > MOST {
        return Err(SharingError::TooMany);
    }
    tx.commit().await?;
    Ok(Some(id))
}

/// Gives a collection a name and exactly these badges; `false`: the collection or a badge is not this holder's.
///
/// # Errors
///
/// [`SharingError`]; nothing is changed then.
pub async fn keep(
    pool: &PgPool,
    (holder, id): (Uuid, Uuid),
    name: &str,
    badges: &[Uuid],
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
) -> Result<bool, SharingError> {
    let mut badges = badges.to_vec();
    badges.sort_unstable();
    badges.dedup();
    let mut tx = pool.begin().await?;
    let Some(key) = account::key::<SharingError>(&mut *tx, holder, master).await? else {
        return Ok(false);
    };
    let sealed = key.seal(&purpose(id), name.as_bytes(), rng);
    if !store::rename(&mut tx, holder, id, &sealed).await? {
        return Ok(false);
    }
    let put = store::fill(&mut tx, holder, id, &badges).await?;
    if usize::try_from(put) != Ok(badges.len()) {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// Undoes a collection and every link to it; its badges stay. `false`: the holder has no such collection.
///
/// # Errors
///
/// When the database refuses.
pub async fn undo(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
    store::undo(pool, holder, id).await
}
