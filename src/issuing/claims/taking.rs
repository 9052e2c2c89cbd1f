//! A code is looked at, then claimed.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::offers_store;
use super::store::{self, Found};
use super::{ClaimError, Code, Kind, Offer, Standing};
use crate::account::seal::MasterKey;
use crate::clock::Clock;

/// What codes are authenticated for.
pub(super) const PURPOSE: &str = "issuing.claim_code";
/// Codes that lead nowhere which one person may try in an hour.
const TRIES: i64 = 20;
/// Codes that lead nowhere which all who are not signed in may try together in a minute. Afterwards a code is looked at
/// by newcomers and by people who sign in alone, so that guessing locks nobody out.
const TRIES_OF_ALL: i64 = 60;

/// An offer as whoever has its code sees it.
#[derive(Debug)]
pub struct Looked {
    /// What is handed out.
    pub offer: Offer,
    /// Whether it can be claimed now.
    pub standing: Standing,
    /// The badge that this person got by it before.
    pub mine: Option<String>,
}

/// Who looks at a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody who is signed in.
    Holder(Uuid),
    /// Somebody who is not, from a network that little went wrong from lately: others' guessing is not held against them.
    Newcomer,
    /// Anybody else.
    Anybody,
}

impl Who {
    fn holder(self) -> Option<Uuid> {
        match self {
            Self::Holder(holder) => Some(holder),
            Self::Newcomer | Self::Anybody => None,
        }
    }
}

/// What a code hands out. A code that leads nowhere counts as a try of this person, or of all who are not signed in;
/// requests that come at the very same time may pass the limit together.
///
/// # Errors
///
/// [`ClaimError::Unknown`], [`ClaimError::TooManyTries`], or when the database does not answer.
pub async fn look(
    pool: &PgPool,
    code: &Code,
    who: Who,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Looked, ClaimError> {
    let now = clock.now();
    let missed = match who {
        Who::Holder(holder) => store::missed_by(pool, holder, now).await? >= TRIES,
        Who::Newcomer => false,
        Who::Anybody => store::missed_by_all(pool, now).await? >= TRIES_OF_ALL,
    };
    if missed {
        return Err(ClaimError::TooManyTries);
    }
    let mac = master.mac(PURPOSE, code.as_str().as_bytes());
    let Some(found) = store::find(pool, &mac).await? else {
        store::miss(pool, who.holder(), now).await?;
        return Err(ClaimError::Unknown);
    };
    let offer = offers_store::one(pool, found.offer).await?;
    let offer = offer.ok_or(ClaimError::Unknown)?;
    let mine = match who.holder() {
        Some(holder) => store::claimed(pool, found.offer, holder).await?,
        None => None,
    };
    Ok(Looked {
        standing: offer.standing(found.used, now),
        mine,
        offer,
    })
}

/// Who used a slip of one of a facilitator's organisations, and which organisation it is of: for whoever has that slip
/// before them. A code that leads to nobody counts as a try of the facilitator.
///
/// # Errors
///
/// [`ClaimError::Unknown`] for a code of many too, [`ClaimError::TooManyTries`], or when the database does not answer.
pub async fn whose_slip(
    pool: &PgPool,
    code: &Code,
    (facilitator, organisations): (Uuid, &[Uuid]),
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<(Uuid, Uuid), ClaimError> {
    let now = clock.now();
    if store::missed_by(pool, facilitator, now).await? >= TRIES {
        return Err(ClaimError::TooManyTries);
    }
    let mac = master.mac(PURPOSE, code.as_str().as_bytes());
    let found = store::of_slip(pool, &mac, organisations).await?;
    if found.is_none() {
        store::miss(pool, Some(facilitator), now).await?;
    }
    found.ok_or(ClaimError::Unknown)
}

/// A place that is taken for a person, until the transaction ends.
#[derive(Debug)]
pub struct Taken {
    /// What is handed out.
    pub offer: Offer,
    code: Uuid,
    holder: Uuid,
}

/// Takes a place of an offer for a person: the offer stays locked until the transaction ends.
///
/// # Errors
///
/// [`ClaimError`]; the transaction is not to be committed then.
pub async fn take(
    tx: &mut PgConnection,
    code: &Code,
    holder: Uuid,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Taken, ClaimError> {
    let now = clock.now();
    let mac = master.mac(PURPOSE, code.as_str().as_bytes());
    let found = store::lock(tx, &mac).await?;
    let Found { id, offer, used } = found.ok_or(ClaimError::Unknown)?;
    let offer = offers_store::one(&mut *tx, offer).await?;
    let offer = offer.ok_or(ClaimError::Unknown)?;
    if let Some(badge) = store::claimed(&mut *tx, offer.id, holder).await? {
        return Err(ClaimError::Before(badge));
    }
    match offer.standing(used, now) {
        Standing::Open => {}
        closed => return Err(ClaimError::Not(closed)),
    }
    if offer.made_by == holder {
        return Err(ClaimError::Maker);
    }
    let slip = offer.kind == Kind::Slips;
    store::take(tx, offer.id, slip.then_some(id), now).await?;
    Ok(Taken {
        offer,
        code: id,
        holder,
    })
}

/// Keeps which badge was claimed.
///
/// # Errors
///
/// When the database refuses.
pub async fn taken(
    tx: &mut PgConnection,
    taken: &Taken,
    credential_uri: &str,
    clock: &dyn Clock,
) -> Result<(), ClaimError> {
    let by = (taken.holder, taken.code);
    store::claim(tx, taken.offer.id, by, credential_uri, clock.now()).await?;
    Ok(())
}
