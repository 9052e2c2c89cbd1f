//! A new card for somebody who lost theirs, from the hand of a facilitator.
//!
//! A facilitator has printed the slips, and so could claim to have anybody before them who opened an account by one. That
//! is why a new card is good only when two days are over: until then whoever has the old card, or is signed in, sees that it was
//! asked for and refuses it. Whoever really lost everything waits two days and has all their badges.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::{CardCode, TO_REFUSE, handing_store as store, service::mac};
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::id;

/// New cards that one facilitator may hand over in a day.
pub const A_DAY: i64 = 10;

/// Why no card was handed over. To whoever asks, all but the limit read the same.
#[derive(Debug, thiserror::Error)]
pub enum NotHanded {
    /// The account has no card, or has an address, a passkey or a role besides; or it is the facilitator's own.
    #[error("the card is not all that lets this person in")]
    NotByCard,
    /// Another one waits, or was refused within the week.
    #[error("a new card waits, or was refused a moment ago")]
    Before,
    /// This facilitator has handed over as many as they may in a day.
    #[error("as many cards as one may hand over in a day")]
    TooMany,
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Makes a new card for a holder: its code, and from when on it is good.
///
/// Whoever calls this has found the holder by something that they brought, and knows that the facilitator's organisation
/// awarded them a badge.
///
/// # Errors
///
/// [`NotHanded`]; nothing is changed then.
pub async fn hand_over(
    pool: &PgPool,
    holder: Uuid,
    (facilitator, organisation): (Uuid, Uuid),
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(CardCode, DateTime<Utc>), NotHanded> {
    let now = clock.now();
    let code = CardCode::draw(rng);
    let good_from = first_day(now);
    let mut tx = pool.begin().await?;
    if store::handed_in_a_day(&mut tx, facilitator, now).await? >= A_DAY {
        return Err(NotHanded::TooMany);
    }
    if holder == facilitator || !store::by_card_alone(&mut tx, holder).await? {
        return Err(NotHanded::NotByCard);
    }
    let (who, mac) = ((holder, organisation, facilitator), mac(master, &code));
    if !store::put(&mut tx, id::public(), who, &mac, (now, good_from)).await? {
        return Err(NotHanded::Before);
    }
    tx.commit().await?;
    Ok((code, good_from))
}

/// From when on a card that is handed over now is good: when two days are over, with the next day, so that its date can be
/// told without an hour.
fn first_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = (now + TO_REFUSE + TimeDelta::days(1)).date_naive();
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Refuses a new card that waits: it will never be good. False: none waits.
///
/// # Errors
///
/// When the database refuses.
pub async fn refuse(pool: &PgPool, holder: Uuid, clock: &dyn Clock) -> Result<bool, sqlx::Error> {
    store::refuse(pool, holder, clock.now()).await
}
