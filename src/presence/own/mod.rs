//! A holder's own place on the map, as they choose, foresee, remember and leave it.
//!
//! A choice is made in two steps: [`preview`] does all that [`choose`] does, asks recruiters' questions about the result,
//! and undoes it; so what a holder reads beforehand is what the same code will answer afterwards.
//!
//! **Invariant:** a preview gives nothing; of those who are not the holder it tells no more than an answer would.

pub mod excluded;
mod excluded_store;
pub mod ledger;
mod ledger_store;
mod letters;
mod letters_store;
mod store;
pub mod texts;

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::question::card::Card;
use super::question::{self, Question, Scope, Seed, Wanted, WithBadges};
use super::service::{self, Given};
use super::{Choice, Level, Place, PresenceError};
use crate::account::AgeBand;
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::clock::Clock;

pub use letters::{Invite, Remind};
pub use store::{InForce, Named, Placeable};

/// What a holder answered to the questions of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnChoice {
    /// Level, place, duration, and the text that they read.
    pub choice: Choice,
    /// How old they say they are: asked each time, the band alone is kept (C3).
    pub band: AgeBand,
    /// Which of their badges.
    pub badges: BTreeSet<Uuid>,
}

/// What recruiters would see, told plainly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// At level 2: of each question about a chosen competence, the card, or `None`: nothing, as too few people match.
    pub cards: Vec<Foreseen>,
    /// At level 3: the badges, and where they show.
    pub shown: Option<WithBadges>,
    /// Competences of chosen badges that fewer than five visible people have around: whoever shows them may be guessed.
    pub rare: BTreeSet<String>,
    /// Competences that would be counted or shown.
    pub competences: usize,
    /// At level 2: whether something of it is new, and shows from the next batch on (R4).
    pub waits: bool,
}

/// What the answer to one question would tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// What a recruiter seeks.
    pub wanted: Wanted,
    /// What they see of this holder.
    pub card: Option<Card>,
}

/// The badges that a holder may show (C0), the best first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn placeable(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
) -> Result<Vec<Placeable>, sqlx::Error> {
    let mut db = pool.acquire().await?;
    store::placeable(&mut db, holder, clock.now()).await
}

/// What is in force of a holder: level, place, end and chosen badges. `None`: nobody sees them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_force(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
) -> Result<Option<InForce>, sqlx::Error> {
    store::in_force(pool, holder, clock.now()).await
}

/// The communes of the region, by name; and the wider places that one may choose: EPCI, departments, the region.
///
/// # Errors
///
/// When the database does not answer.
pub async fn places(pool: &PgPool) -> Result<(Vec<Named>, Vec<Named>), sqlx::Error> {
    Ok((store::communes(pool).await?, store::wider(pool).await?))
}

/// The EPCI, departments and the region that a question may be asked at, or a presence be given for.
///
/// # Errors
///
/// When the database does not answer.
pub async fn wider(pool: &PgPool) -> Result<Vec<Named>, sqlx::Error> {
    store::wider(pool).await
}

/// The cell that a question around a commune is asked at; `None`: there is no such commune.
///
/// # Errors
///
/// When the database does not answer.
pub async fn cell(pool: &PgPool, commune: &str) -> Result<Option<Scope>, sqlx::Error> {
    let mut db = pool.acquire().await?;
    Ok(store::cell(&mut db, commune).await?.map(Scope::Cell))
}

/// The names of places, in their order; of a scope that is a cell, the commune that names it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn names(
    pool: &PgPool,
    places: &[(&str, &str)],
) -> Result<Vec<Option<String>>, sqlx::Error> {
    store::names(pool, places).await
}

/// Keeps a choice and shows what it allows, in one transaction.
///
/// # Errors
///
/// [`PresenceError::Refused`] where the age does not allow the level (C3), there is no such place, or a badge is not one
/// that this holder may show. Nothing is given then; but whoever says to be younger than was known is believed, and
/// shown no more than that age allows.
pub async fn choose(
    pool: &PgPool,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    holder: Uuid,
    own: &OwnChoice,
) -> Result<(), PresenceError> {
    let mut tx = pool.begin().await?;
    match kept(&mut tx, clock, master, rng, holder, own).await {
        Ok(_) => Ok(tx.commit().await?),
        Err(refusal) => {
            tx.rollback().await?;
            believe(pool, clock, holder, own.band, refusal).await
        }
    }
}

/// What a choice would show: the same steps as [`choose`], and recruiters' questions, in a transaction that is undone.
///
/// # Errors
///
/// Those of [`choose`], with what is believed after a refusal; nothing else is changed in any case.
pub async fn preview(
    pool: &PgPool,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    holder: Uuid,
    own: &OwnChoice,
) -> Result<Preview, PresenceError> {
    let mut tx = pool.begin().await?;
    store::wake_nobody(&mut tx).await?;
    let chosen = match kept(&mut tx, clock, master, rng, holder, own).await {
        Ok(chosen) => chosen,
        Err(refusal) => {
            tx.rollback().await?;
            return believe(pool, clock, holder, own.band, refusal).await;
        }
    };
    // As it will be from the next batch on (R4): the page says from which day.
    let waits = store::admit(&mut tx, holder, clock.now()).await?;
    // One draw a day, as recruiters have: looking again and again tells nothing more of the others (R1).
    let day = clock.now().date_naive().to_string();
    let seed = master.mac(&format!("presence.preview {holder}"), day.as_bytes());
    let preview = foreseen(&mut tx, clock, (holder, &seed), own, &chosen).await?;
    tx.rollback().await?;
    Ok(Preview { waits, ..preview })
}

/// Keeps the choice in the caller's transaction; tells the best level of each competence of the chosen badges.
async fn kept(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
    holder: Uuid,
    own: &OwnChoice,
) -> Result<BTreeMap<String, i16>, PresenceError> {
    account::set_age_bands(tx, &[(holder, own.band)]).await?;
    let mut chosen: BTreeMap<String, i16> = BTreeMap::new();
    let mut known = 0;
    for badge in store::placeable(tx, holder, clock.now()).await? {
        if own.badges.contains(&badge.id) {
            known += 1;
            let best = chosen.entry(badge.competence).or_default();
            *best = badge.level.max(*best);
        }
    }
    if known == 0 || known != own.badges.len() {
        return Err(PresenceError::Refused);
    }
    let given = Given {
        choice: &own.choice,
        badges: Some(&own.badges),
    };
    let choices = BTreeMap::from([(holder, given)]);
    if service::keep(tx, clock, master, rng, "holder", &choices).await? == 0 {
        return Err(PresenceError::Refused);
    }
    service::refresh_all(tx, clock, &[holder]).await?;
    Ok(chosen)
}

/// Asks what a recruiter could ask of these competences: each from « Je fais » on, and at the holder's own level.
async fn foreseen(
    tx: &mut PgConnection,
    clock: &dyn Clock,
    (holder, seed): (Uuid, &Seed),
    own: &OwnChoice,
    chosen: &BTreeMap<String, i16>,
) -> Result<Preview, PresenceError> {
    let now = clock.now();
    let mut preview = Preview {
        cards: Vec::new(),
        shown: None,
        rare: BTreeSet::new(),
        competences: chosen.len(),
        waits: false,
    };
    let Some(scope) = scope_of(tx, &own.choice.place).await? else {
        return Ok(preview);
    };
    if own.choice.level == Level::Counted {
        return Ok(preview);
    }
    let competences: Vec<&str> = chosen.keys().map(String::as_str).collect();
    preview.rare = store::rare(tx, &competences, &scope, now).await?;
    for (competence, best) in chosen {
        for level in BTreeSet::from([1, *best]) {
            let wanted = Wanted {
                competence: competence.clone(),
                level,
            };
            let Ok(asked) = Question::any_of(vec![wanted.clone()], scope.clone()) else {
                continue;
            };
            if own.choice.level == Level::WithBadges {
                let shown = question::shown_of(tx, &asked, holder, now).await?;
                preview.shown = preview.shown.or(shown);
            } else {
                let card = question::card_of(tx, &asked, holder, seed, now).await?;
                preview.cards.push(Foreseen { wanted, card });
            }
        }
    }
    Ok(preview)
}

/// Where a question about a place is asked first.
async fn scope_of(tx: &mut PgConnection, place: &Place) -> Result<Option<Scope>, sqlx::Error> {
    Ok(match place {
        Place::Commune(code) => store::cell(tx, code).await?.map(Scope::Cell),
        Place::Epci(code) => Some(Scope::Epci(code.clone())),
        Place::Department(code) => Some(Scope::Department(code.clone())),
        Place::Region(code) => Some(Scope::Region(code.clone())),
    })
}

/// After a refusal: keeps the band of somebody who says to be younger than was known, and hides what it does not allow.
async fn believe<T>(
    pool: &PgPool,
    clock: &dyn Clock,
    holder: Uuid,
    band: AgeBand,
    refusal: PresenceError,
) -> Result<T, PresenceError> {
    if let PresenceError::Refused = refusal {
        let mut tx = pool.begin().await?;
        if store::is_younger(&mut tx, holder, band.as_str()).await? {
            account::set_age_bands(&mut tx, &[(holder, band)]).await?;
            service::refresh_all(&mut tx, clock, &[holder]).await?;
        }
        tx.commit().await?;
    }
    Err(refusal)
}
