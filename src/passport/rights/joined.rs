//! Two accounts of one person become one: whoever is signed in to one of them, and reads the mailbox of the other.
//!
//! **Invariant:** it happens whole or not at all. An account that acts for others, recruits or asked to, has passkeys,
//! has reported a recruiter, or holds what is sealed under its own key is not taken in: whoever reads its mailbox alone is
//! not enough, or something would be lost.

use sqlx::PgPool;
use uuid::Uuid;

use super::joined_store as store;
use crate::account::addresses::service as addresses;
use crate::account::rights as account;
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
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(other) = addresses::taken(&mut tx, holder, secret, clock).await? else {
        return Ok(Joined::Closed);
    };
    // Always in the same order, so that two who join each other do not wait for each other.
    for one in [holder.min(other), holder.max(other)] {
        if !account::hold(&mut tx, one, None).await? {
            return Ok(Joined::Closed);
        }
    }
    if store::stays_apart(&mut tx, other).await? {
        return Ok(Joined::Apart);
    }
    presence::bring_over(&mut tx, other, holder).await?;
    presence::leave(&mut tx, other, "holder", clock).await?;
    let badges = store::bring_over(&mut tx, other, holder).await?;
    addresses::bring_over(&mut tx, other, holder).await?;
    account::forget(&mut tx, other, "holder", now).await?;
    show_later(&mut tx, holder, clock).await?;
    tx.commit().await?;
    Ok(Joined::Yes(badges))
}
