//! What facilitators hand out, and its codes.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::offers_store as store;
use super::taking::PURPOSE;
use super::{ClaimError, Code, Kind, MOST_PEOPLE, MOST_SLIPS, Offer};
use crate::account::seal::{MasterKey, WillNotOpen};
use crate::clock::Clock;
use crate::id;
use crate::issuing::applications::review::Reviewer;
use crate::issuing::ours;
use crate::network::framework::{Framework, FrameworkError};
use crate::network::{Organisation, PublicBase};
use crate::openbadges::issue::Level;

/// A badge to be handed out.
pub struct NewOffer<'a> {
    /// Who awards it.
    pub organisation: &'a Organisation,
    /// Address of the achievement.
    pub achievement_uri: &'a str,
    /// How well.
    pub level: Level,
    /// By one code or by slips.
    pub kind: Kind,
    /// To how many people.
    pub capacity: i32,
    /// From when on.
    pub opens_at: DateTime<Utc>,
    /// Not from this instant on.
    pub closes_at: DateTime<Utc>,
}

/// A code of an offer, as those who print it see it.
pub struct Printed {
    /// Its number on its slip, from 1.
    pub number: i32,
    /// The code.
    pub code: Code,
    /// It is a slip's, and was used.
    pub used: bool,
}

/// Makes an offer with its codes.
///
/// # Errors
///
/// [`ClaimError::NotAwarded`], [`ClaimError::NoOffer`], [`ClaimError::Unknown`] where the maker is no facilitator of the
/// organisation, or when the database refuses.
pub async fn make(
    pool: &PgPool,
    base: &PublicBase,
    maker: &Reviewer,
    new: &NewOffer<'_>,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, ClaimError> {
    let now = clock.now();
    if !maker.organisations.contains(&new.organisation.id) {
        return Err(ClaimError::Unknown);
    }
    let framework = Framework::read().map_err(|_: FrameworkError| ClaimError::NotAwarded)?;
    ours(&framework, base, new.achievement_uri)
        .filter(|achievement| framework.awards(&new.organisation.slug, achievement))
        .ok_or(ClaimError::NotAwarded)?;
    let most = match new.kind {
        Kind::Shared => MOST_PEOPLE,
        Kind::Slips => MOST_SLIPS,
    };
    let sound =
        (1..=most).contains(&new.capacity) && new.opens_at < new.closes_at && now < new.closes_at;
    if !sound {
        return Err(ClaimError::NoOffer);
    }
    let offer = id::public();
    let codes = match new.kind {
        Kind::Shared => 1,
        Kind::Slips => new.capacity,
    };
    let mut columns = store::Codes::default();
    for number in 1..=codes {
        let (id, code) = (id::public(), Code::draw(rng));
        columns.ids.push(id);
        columns.numbers.push(number);
        columns
            .macs
            .push(master.mac(PURPOSE, code.as_str().as_bytes()).to_vec());
        columns
            .sealed
            .push(master.seal(&purpose(id), code.as_str().as_bytes(), rng));
    }
    let mut tx = pool.begin().await?;
    store::put(&mut tx, offer, maker.holder, new, now).await?;
    store::put_codes(&mut tx, offer, &columns).await?;
    tx.commit().await?;
    Ok(offer)
}

/// What a facilitator's organisations hand out, the newest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(pool: &PgPool, reader: &Reviewer) -> Result<Vec<Offer>, ClaimError> {
    Ok(store::of_organisations(pool, &reader.organisations).await?)
}

/// One of them, with its codes.
///
/// # Errors
///
/// [`ClaimError::Unknown`] for one of another organisation too.
pub async fn one(
    pool: &PgPool,
    reader: &Reviewer,
    id: Uuid,
    master: &MasterKey,
) -> Result<(Offer, Vec<Printed>), ClaimError> {
    let offer = store::one(pool, id)
        .await?
        .filter(|offer| reader.organisations.contains(&offer.organisation))
        .ok_or(ClaimError::Unknown)?;
    let codes = store::codes(pool, id).await?;
    let codes = codes.into_iter().map(|row| {
        let plain = master.open(&purpose(row.id), &row.sealed)?;
        let code = std::str::from_utf8(&plain).ok().and_then(Code::parse);
        Ok(Printed {
            number: row.number,
            code: code.ok_or(WillNotOpen)?,
            used: row.used,
        })
    });
    Ok((offer, codes.collect::<Result<_, WillNotOpen>>()?))
}

/// Ends an offer before its time; what was claimed stays.
///
/// # Errors
///
/// [`ClaimError::Unknown`] for one of another organisation too.
pub async fn end(
    pool: &PgPool,
    ender: &Reviewer,
    id: Uuid,
    clock: &dyn Clock,
) -> Result<(), ClaimError> {
    store::end(pool, id, &ender.organisations, clock.now())
        .await?
        .then_some(())
        .ok_or(ClaimError::Unknown)
}

fn purpose(code: Uuid) -> String {
    format!("issuing.claim_code {code}")
}
