//! Giving, withdrawing and outliving a consent: each is one transaction, seen whole or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::store::{self, Asked};
use super::{Choice, Level, Place, PresenceError, VisibleRow};
use crate::account::HolderKey;
use crate::account::seal::MasterKey;
use crate::clock::Clock;

/// Keeps `choice` in the ledger and shows what it allows; tells how many competences are now visible.
///
/// # Errors
///
/// [`PresenceError::Refused`] where the age band does not allow the level (C3), or there is no such place or
/// person. Nothing is changed then, nor when the database refuses.
pub async fn give(
    pool: &PgPool,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    holder: Uuid,
    choice: &Choice,
) -> Result<i64, PresenceError> {
    let mut tx = pool.begin().await?;
    let choices = BTreeMap::from([(holder, choice)]);
    if give_all(&mut tx, clock, master, rng, "holder", &choices).await? == 0 {
        return Err(PresenceError::Refused);
    }
    let placed = refresh_all(&mut tx, clock, &[holder]).await?;
    tx.commit().await?;
    Ok(placed.get(&holder).copied().unwrap_or(0))
}

/// Keeps many holders' choices in the caller's transaction, and tells how many were possible: the others are
/// passed over. [`refresh_all`] in the same transaction then shows what they allow.
///
/// # Errors
///
/// When the database refuses, or a key was wrapped under another master key.
pub async fn give_all(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    actor: &str,
    choices: &BTreeMap<Uuid, &Choice>,
) -> Result<usize, PresenceError> {
    let choices = choices.iter().map(|(holder, choice)| {
        let all = Given {
            choice,
            badges: None,
        };
        (*holder, all)
    });
    keep(tx, clock, master, rng, actor, &choices.collect()).await
}

/// A choice, and the badges that it is for; `None`: all that the holder has and will have.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) choice: &'a Choice,
    pub(super) badges: Option<&'a BTreeSet<Uuid>>,
}

/// The same as [`give_all`], each for the badges that it names.
pub(super) async fn keep(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    actor: &str,
    choices: &BTreeMap<Uuid, Given<'_>>,
) -> Result<usize, PresenceError> {
    let now = clock.now();
    let holders: Vec<Uuid> = choices.keys().copied().collect();
    let places: Vec<&Place> = choices.values().map(|given| &given.choice.place).collect();
    let known = existing(tx, &places).await?;
    let mut asked = Vec::with_capacity(choices.len());
    for person in store::lock(tx, &holders).await? {
        let Given { choice, badges } = choices[&person.id];
        let possible = choice.level as i16 <= person.highest && known.contains(&&choice.place);
        let (Some(wrapped), true) = (&person.wrapped_key, possible) else {
            continue;
        };
        let key = HolderKey::unwrap(person.id, wrapped, master)?;
        let place = choice.place.to_string();
        let named = badges.map(|badges| {
            let ids: Vec<String> = badges.iter().map(Uuid::to_string).collect();
            key.seal(SEALED_BADGES, ids.join(" ").as_bytes(), rng)
        });
        asked.push(Asked {
            holder: person.id,
            level: choice.level as i16,
            text_version: &choice.text_version,
            expires_at: choice.duration.end(now),
            sealed: key.seal(SEALED_PLACE, place.as_bytes(), rng),
            sealed_badges: named,
            badges,
            place: &choice.place,
        });
    }
    store::give(tx, &asked, actor, now).await?;
    Ok(asked.len())
}

/// What the ledger seals under a holder's own key: the place, as [`Place::parse`] reads it.
pub const SEALED_PLACE: &str = "presence.consent place";

/// What the ledger seals beside it: the chosen badges' identifiers, with a space between two; nothing where all are meant.
pub const SEALED_BADGES: &str = "presence.consent badges";

/// Those of `places` that the territory has.
///
/// # Errors
///
/// When the database does not answer.
pub async fn existing<'a>(
    tx: &mut PgConnection,
    places: &[&'a Place],
) -> Result<HashSet<&'a Place>, sqlx::Error> {
    let known = store::existing(tx, places).await?;
    Ok(places
        .iter()
        .zip(known)
        .filter_map(|(place, known)| known.then_some(*place))
        .collect())
}

/// What those of `holders` who are on the map have consented to, and where.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    holders: &[Uuid],
) -> Result<HashMap<Uuid, (Level, Place)>, sqlx::Error> {
    store::in_force(tx, holders, clock.now()).await
}

/// Takes a holder out of every live answer (C2); `false`: no consent was in force.
///
/// # Errors
///
/// What the database says; nothing is changed then.
pub async fn withdraw(pool: &PgPool, clock: &dyn Clock, holder: Uuid) -> Result<bool, sqlx::Error> {
    end(pool, clock, holder, "withdrawn", "holder").await
}

/// Ends every consent that has run out, and tells how many. Read-time filters hide them already.
///
/// # Errors
///
/// What the database says; those ended before stay ended.
pub async fn expire(pool: &PgPool, clock: &dyn Clock) -> Result<usize, sqlx::Error> {
    let mut ended = 0;
    loop {
        let holders = store::expired(pool, clock.now()).await?;
        if holders.is_empty() {
            return Ok(ended);
        }
        for holder in holders {
            ended += usize::from(end(pool, clock, holder, "expired", "house").await?);
        }
    }
}

/// Works out anew what shows of each holder of whom a badge has run out, and tells how many they were: the row goes,
/// or another badge of the same competence takes its place. Read-time filters have hidden the old row already.
///
/// # Errors
///
/// What the database says; what was worked out before stays.
pub async fn expire_badges(pool: &PgPool, clock: &dyn Clock) -> Result<usize, sqlx::Error> {
    let mut worked_out = 0;
    loop {
        let now = clock.now();
        let mut tx = pool.begin().await?;
        let holders = store::outdated(&mut tx, now).await?;
        if holders.is_empty() {
            return Ok(worked_out);
        }
        store::refresh(&mut tx, &holders, now).await?;
        tx.commit().await?;
        worked_out += holders.len();
    }
}

/// Works out anew what is visible of these holders, after a new badge or a revocation, in the caller's
/// transaction; tells how many competences each shows.
///
/// # Errors
///
/// What the database says.
pub async fn refresh_all(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    holders: &[Uuid],
) -> Result<HashMap<Uuid, i64>, sqlx::Error> {
    store::refresh(tx, holders, clock.now()).await
}

/// What may be shown of a holder now: exactly what others can be told.
///
/// # Errors
///
/// When the database does not answer.
pub async fn visible(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
) -> Result<Vec<VisibleRow>, sqlx::Error> {
    store::visible(pool, holder, clock.now()).await
}

async fn end(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
    action: &str,
    actor: &str,
) -> Result<bool, sqlx::Error> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    store::turn(&mut tx, holder).await?;
    let ended = store::end(&mut tx, holder, action, actor, now).await?;
    tx.commit().await?;
    Ok(ended)
}
