//! Making an account with a card, getting in by it, changing its code, and doing without it.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::{Card, CardCode, Handed, SHOWN_FOR, handing_store, store};
use crate::account::entry::service::{begin_in, end_all};
use crate::account::seal::MasterKey;
use crate::account::secret::Secret;
use crate::account::{HolderKey, OwnName};
use crate::clock::Clock;
use crate::id;

/// What codes are authenticated for.
const PURPOSE: &str = "account.card";

pub(super) fn mac(master: &MasterKey, code: &CardCode) -> [u8; 32] {
    master.mac(PURPOSE, code.as_str().as_bytes())
}

/// Makes an account without an address: with a key, an own name and this card. Its number.
///
/// # Errors
///
/// When the database refuses: also where that code was used for a card a moment ago.
pub async fn make(
    tx: &mut PgConnection,
    code: &CardCode,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, sqlx::Error> {
    let (holder, own_name) = (id::public(), id::public());
    let key = HolderKey::draw_wrapped(holder, master, rng);
    let mac = mac(master, code);
    store::make(tx, (holder, own_name), &key, &mac, clock.now()).await?;
    Ok(holder)
}

/// Keeps that an account was handed to one person, by a slip that is good for one: what is given to its own name may be
/// placed from then on (PRIVACY C0). False: it has no own name, or that was known.
///
/// # Errors
///
/// When the database refuses.
pub async fn vouch(
    tx: &mut PgConnection,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<bool, sqlx::Error> {
    store::vouch(tx, holder, clock.now()).await
}

/// Begins a session in the caller's transaction for somebody who was given this card.
///
/// # Errors
///
/// When the database refuses.
pub async fn begin(
    tx: &mut PgConnection,
    holder: Uuid,
    browser: &str,
    now: DateTime<Utc>,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, sqlx::Error> {
    begin_in(tx, holder, browser, false, now, rng).await
}

/// Lets the holder of a card in; `None`: it is nobody's. The first time that a card is used which a facilitator handed
/// over, the old one is good for nothing any more, and whoever was signed in is signed out.
///
/// # Errors
///
/// When the database refuses.
pub async fn enter(
    pool: &PgPool,
    code: &CardCode,
    browser: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Secret>, sqlx::Error> {
    let now = clock.now();
    let mac = mac(master, code);
    let mut tx = pool.begin().await?;
    let holder = match store::use_card(&mut tx, &mac, now).await? {
        Some(holder) => Some(holder),
        None => handing_store::take_over(&mut tx, &mac, now).await?,
    };
    let Some(holder) = holder else {
        return Ok(None);
    };
    let session = begin_in(&mut tx, holder, browser, false, now, rng).await?;
    tx.commit().await?;
    Ok(Some(session))
}

/// A session for the page that asked for this card a moment ago and may not have got the answer; `None`: it is no such
/// card, or its holder has signed out.
///
/// # Errors
///
/// When the database refuses.
pub async fn again(
    pool: &PgPool,
    code: &CardCode,
    browser: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Secret>, sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let found = store::just_made(&mut tx, &mac(master, code), now - SHOWN_FOR).await?;
    let Some(holder) = found else {
        return Ok(None);
    };
    let session = begin_in(&mut tx, holder, browser, false, now, rng).await?;
    tx.commit().await?;
    Ok(Some(session))
}

/// A new code for a holder's card: the old one is good for nothing at once, other devices are signed out, and a card that a
/// facilitator handed over meanwhile is refused. `None`: they have no card. The code, and a session for this device.
///
/// # Errors
///
/// When the database refuses.
pub async fn renew(
    pool: &PgPool,
    holder: Uuid,
    browser: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<(CardCode, Secret)>, sqlx::Error> {
    let now = clock.now();
    let code = CardCode::draw(rng);
    let mut tx = pool.begin().await?;
    if !store::renew(&mut tx, holder, &mac(master, &code), now).await? {
        return Ok(None);
    }
    end_all(&mut *tx, holder).await?;
    let session = begin_in(&mut tx, holder, browser, false, now, rng).await?;
    tx.commit().await?;
    Ok(Some((code, session)))
}

/// Does without the card; false: no address lets its holder in, and it stays. A passkey is lost with its device, and takes
/// no card's place.
///
/// # Errors
///
/// When the database refuses.
pub async fn drop(pool: &PgPool, holder: Uuid, clock: &dyn Clock) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?;
    let dropped = store::drop(&mut tx, holder, clock.now()).await?;
    tx.commit().await?;
    Ok(dropped)
}

/// The card of a holder, and the new one that waits for them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of(
    pool: &PgPool,
    holder: Uuid,
) -> Result<(Option<Card>, Option<Handed>), sqlx::Error> {
    Ok((
        store::card(pool, holder).await?,
        store::waiting(pool, holder).await?,
    ))
}

/// Whose card it is, for two accounts of one person that are to be one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn holder(
    db: impl PgExecutor<'_>,
    code: &CardCode,
    master: &MasterKey,
) -> Result<Option<Uuid>, sqlx::Error> {
    store::holder(db, &mac(master, code)).await
}

/// The own names of an account, the oldest first; none of one that was made for an address.
///
/// # Errors
///
/// When the database does not answer.
pub async fn own_names(db: impl PgExecutor<'_>, holder: Uuid) -> Result<Vec<OwnName>, sqlx::Error> {
    let names = store::own_names(db, holder).await?;
    Ok(names.into_iter().map(OwnName).collect())
}

/// Whose these own names are, with their wrapped keys.
pub(in crate::account) async fn named(
    tx: &mut PgConnection,
    names: &[Uuid],
) -> Result<Vec<(Uuid, Uuid, Option<Vec<u8>>)>, sqlx::Error> {
    store::named(tx, names).await
}
