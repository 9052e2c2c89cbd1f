//! Two accounts of one person become one: whoever is signed in to one of them, and reads the mailbox of the other.
//!
//! **Invariant:** it happens whole or not at all. An account that acts for others, recruits or asked to, has passkeys,
//! has reported a recruiter, or holds what is sealed under its own key is not taken in: whoever reads its mailbox alone is
//! not enough, or something would be lost.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::joined_store as store;
use crate::account::addresses::service as addresses;
use crate::account::cards::{CardCode, service as cards};
use crate::account::rights as account;
use crate::account::seal::MasterKey;
use crate::account::service::show_later;
use crate::clock::Clock;
use crate::presence::rights as presence;

/// What became of two accounts that were to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// They are one; so many badges came over.
    Yes(u64),
    /// The link was used before, is too old, was sent for somebody else, or its address has no other account.
    Closed,
    /// The other account acts for others, recruits, has passkeys, applications, links or collections: it stays.
    Apart,
}

/// Takes the account of a link's address into `holder`'s: badges, addresses and excluded companies come over; its place
/// on the map, its sessions and the applications that it let in end; its row stays as a tombstone.
///
/// # Errors
///
/// When the database refuses; nothing is changed then, and the link can be used again.
pub async fn join(
    pool: &PgPool,
    holder: Uuid,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Joined, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let Some(other) = addresses::taken(&mut tx, holder, secret, clock).await? else {
        return Ok(Joined::Closed);
    };
    let joined = join_in(&mut tx, holder, other, clock).await?;
    if matches!(joined, Joined::Yes(_)) {
        tx.commit().await?;
    }
    Ok(joined)
}

/// Takes the account that a card lets into into `holder`'s, in the same way.
///
/// # Errors
///
/// When the database refuses; nothing is changed then.
pub async fn join_by_card(
    pool: &PgPool,
    holder: Uuid,
    card: &CardCode,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Joined, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let other = cards::holder(&mut *tx, card, master).await?;
    let Some(other) = other.filter(|other| *other != holder) else {
        return Ok(Joined::Closed);
    };
    let joined = join_in(&mut tx, holder, other, clock).await?;
    if matches!(joined, Joined::Yes(_)) {
        tx.commit().await?;
    }
    Ok(joined)
}

async fn join_in(
    tx: &mut PgConnection,
    holder: Uuid,
    other: Uuid,
    clock: &dyn Clock,
) -> Result<Joined, sqlx::Error> {
    let now = clock.now();
    // Always in the same order, so that two who join each other do not wait for each other.
    for one in [holder.min(other), holder.max(other)] {
        if !account::hold(tx, one, None).await? {
            return Ok(Joined::Closed);
        }
    }
    if store::stays_apart(tx, other).await? {
        return Ok(Joined::Apart);
    }
    presence::bring_over(tx, other, holder).await?;
    presence::leave(tx, other, "holder", clock).await?;
    let badges = store::bring_over(tx, other, holder).await?;
    addresses::bring_over(tx, other, holder).await?;
    account::forget(tx, other, "holder", now).await?;
    show_later(tx, holder, clock).await?;
    Ok(Joined::Yes(badges))
}
