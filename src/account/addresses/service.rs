//! Adding an address, leaving one.

use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Added, LINK_LASTS, LINKS_AN_HOUR, Offered, Own, store};
use crate::account::Address;
use crate::account::mail;
use crate::account::seal::MasterKey;
use crate::account::secret::{Secret, digest};
use crate::account::service::show_later;
use crate::clock::Clock;
use crate::text::{Language, text};

/// The addresses that a person has shown to be theirs, those in use first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn own(pool: &PgPool, holder: Uuid) -> Result<Vec<Own>, sqlx::Error> {
    let rows = store::own(pool, holder).await?;
    Ok(rows
        .into_iter()
        .map(|(email, retired)| Own {
            address: Address(email),
            retired,
        })
        .collect())
}

/// Sends a link to an address that `holder` says is theirs, unless too many were sent; they are told the same.
/// `address_of` makes the link's address of its secret.
///
/// # Errors
///
/// When the database refuses; no mail goes then.
#[expect(
    clippy::too_many_arguments,
    reason = "who, where to, and what a mail needs"
)]
pub async fn offer(
    pool: &PgPool,
    holder: Uuid,
    address: &Address,
    language: Language,
    address_of: impl Fn(&str) -> String,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let secret = Secret::draw("", rng);
    let times = (now, now + LINK_LASTS);
    let mut tx = pool.begin().await?;
    let email = address.as_str();
    if store::put_link(
        &mut tx,
        &secret.digest(),
        holder,
        email,
        times,
        LINKS_AN_HOUR,
    )
    .await?
    {
        let link = address_of(secret.reveal());
        let subject = text(language, "mail-address-subject", &[]);
        let said = text(language, "mail-address-text", &[("link", &link)]);
        let mail = (address, subject, said);
        mail::send(&mut tx, "address", mail, LINK_LASTS, master, clock, rng).await?;
    }
    tx.commit().await
}

/// What a link would add to `holder`'s account. Looking changes nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn offered(
    pool: &PgPool,
    holder: Uuid,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Option<Offered>, sqlx::Error> {
    let found = store::offered(pool, &digest(secret), holder, clock.now()).await?;
    Ok(found.map(|(email, taken)| Offered {
        address: Address(email),
        taken,
    }))
}

/// Adds the address of a link, once; what was given to it and waited for its reader counts from then on.
///
/// # Errors
///
/// When the database refuses; the link can be used again then.
pub async fn add(
    pool: &PgPool,
    holder: Uuid,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Added, sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(email) = store::consume(&mut tx, &digest(secret), holder, now).await? else {
        return Ok(Added::Closed);
    };
    if !store::put(&mut tx, &email, holder, now).await? {
        // The link stays good: the other account may be left meanwhile.
        return Ok(Added::Taken);
    }
    show_later(&mut tx, holder, clock).await?;
    tx.commit().await?;
    Ok(Added::Yes)
}

/// Leaves an address: no mail goes there any more and nobody enters by it. False: it is not theirs, or their last.
///
/// # Errors
///
/// When the database refuses.
pub async fn leave(
    pool: &PgPool,
    holder: Uuid,
    address: &Address,
    clock: &dyn Clock,
) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let left = store::leave(&mut tx, holder, address.as_str(), clock.now()).await?;
    tx.commit().await?;
    Ok(left)
}

/// Uses a link whose address another account has, which confirms it, and tells which account; `None`: it is closed, or nobody else has it.
///
/// # Errors
///
/// When the database refuses.
pub async fn taken(
    tx: &mut PgConnection,
    holder: Uuid,
    secret: &str,
    clock: &dyn Clock,
) -> Result<Option<Uuid>, sqlx::Error> {
    let now = clock.now();
    let Some(email) = store::consume(tx, &digest(secret), holder, now).await? else {
        return Ok(None);
    };
    let other = store::other(tx, &email, holder).await?;
    if other.is_some() {
        store::confirm(tx, &email, now).await?;
    }
    Ok(other)
}

/// The addresses and own names of one account become another's, and so does who saw it.
///
/// # Errors
///
/// When the database refuses.
pub async fn bring_over(
    tx: &mut PgConnection,
    other: Uuid,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    store::bring_over(tx, other, holder).await
}
