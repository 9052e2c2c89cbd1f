//! « Publier le besoin »: those whom it concerns are told and stay hidden; those of 15 to 17 through their facilitator (C3).
//!
//! **Invariant:** nothing that a recruiter gets depends on how many are told, nor on whether anybody is.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::proposals::{self, Draft, Means};
use super::{Offer, RelayError, Start, needs_store as store, proposals_store, said};
use crate::account::companies::Recruiter;
use crate::account::seal::MasterKey;
use crate::id;
use crate::presence::question::{ANY_OF, Wanted};

/// For how long a need may be published, in days.
pub const DAYS: [i64; 3] = [15, 30, 60];
/// Needs of one company that are open at the same time.
pub const OPEN: i64 = 5;

/// Publishes a need; tells what the recruiter's pages call it.
///
/// # Errors
///
/// [`RelayError::Full`] while the company has as many open, until the first of them ends; [`RelayError::Closed`] where
/// nothing is sought, or for longer than [`DAYS`]; or the database refuses.
pub async fn publish(
    means: Means<'_>,
    recruiter: &Recruiter,
    draft: &Draft,
    (wanted, days): (&[Wanted], i64),
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, RelayError> {
    if wanted.is_empty() || wanted.len() > ANY_OF || !DAYS.contains(&days) {
        return Err(RelayError::Closed);
    }
    let now = means.clock.now();
    let company = recruiter.company.as_str();
    let mut tx = means.pool.begin().await?;
    proposals_store::hold(&mut tx, company).await?;
    if let Some(before) = proposals_store::of_form(&mut tx, company, draft.nonce).await? {
        return Ok(before);
    }
    let (open, first) = store::open(&mut tx, company, now).await?;
    if let Some(first) = first.filter(|_| open >= OPEN) {
        let until = first
            .date_naive()
            .succ_opt()
            .unwrap_or_else(|| first.date_naive());
        return Err(RelayError::Full { until });
    }
    let id = id::public();
    let purpose = proposals_store::purpose(&mut tx, recruiter.holder).await?;
    let sealed = proposals::sealed(means.master, id, draft, purpose, rng)?;
    let row = proposals_store::Proposal {
        id,
        siren: company,
        recruiter: recruiter.holder,
        kind: "need",
        nonce: draft.nonce,
        offer: draft.offer.as_str(),
        starts: draft.starts.as_str(),
        place: (draft.place.kind(), draft.place.code()),
        sealed: &sealed,
        sent_at: now,
        expires_at: now + TimeDelta::days(days),
    };
    let competences: Vec<String> = wanted.iter().map(|one| one.competence.clone()).collect();
    let levels: Vec<i16> = wanted.iter().map(|one| one.level).collect();
    proposals_store::put(&mut tx, &row, (&competences, &levels)).await?;
    proposals::tell(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a need back: nobody can answer it any more. False: it is no open need of this recruiter's.
///
/// # Errors
///
/// When the database refuses.
pub async fn withdraw(
    pool: &PgPool,
    recruiter: Uuid,
    need: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    store::withdraw(pool, recruiter, need, now).await
}

/// A need as a facilitator reads it, who knows somebody of 15 to 17 whom it concerns.
#[derive(Debug, Clone)]
pub struct Need {
    /// Its number.
    pub id: Uuid,
    /// The company's name.
    pub company: String,
    /// Its SIREN.
    pub siren: String,
    /// What is offered.
    pub offer: Offer,
    /// When it would begin.
    pub starts: Start,
    /// Where, by kind and code.
    pub place: (String, String),
    /// What it is, in a line.
    pub what: String,
    /// The recruiter's words.
    pub words: String,
    /// What is sought, in French and English.
    pub sought: Vec<(String, String)>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// The organisation whose badges they have, and its name.
    pub organisation: (Uuid, String),
    /// Whether it was passed on to all of them.
    pub passed: bool,
}

/// Open needs that concern somebody of 15 to 17 to whom one of these organisations gave a badge of what is sought. How
/// many they are is not told.
///
/// # Errors
///
/// [`RelayError`]
pub async fn to_pass_on(
    pool: &PgPool,
    master: &MasterKey,
    organisations: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Need>, RelayError> {
    let rows = store::to_pass_on(pool, organisations, now).await?;
    let read = rows.into_iter().map(|row| {
        let said = said(master, row.id, &row.sealed)?;
        Ok(Need {
            id: row.id,
            company: row.company,
            siren: row.siren,
            offer: Offer::named(&row.offer).ok_or(RelayError::Unreadable)?,
            starts: Start::named(&row.starts).ok_or(RelayError::Unreadable)?,
            place: (row.place_kind, row.place_code),
            what: said.what,
            words: said.words,
            sought: row.french.into_iter().zip(row.english).collect(),
            expires_at: row.expires_at,
            organisation: (row.organisation_id, row.organisation),
            passed: row.passed,
        })
    });
    read.collect()
}

/// « Transmettre »: those of 15 to 17 whom an organisation gave a badge read the need from now on, in its name. They do
/// not answer the company: they speak of it with their facilitator. Passed on twice, it is once.
///
/// # Errors
///
/// [`RelayError::Unknown`] where it concerns nobody whom the organisation knows.
pub async fn pass_on(
    means: Means<'_>,
    facilitator: Uuid,
    (need, organisation): (Uuid, Uuid),
) -> Result<(), RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    let young = store::young(&mut tx, need, organisation, now).await?;
    if young.is_empty() {
        return Err(RelayError::Unknown);
    }
    let threads = proposals::threads(means.master, &young);
    if store::add(&mut tx, need, Some(organisation), &threads).await? > 0 {
        store::note(&mut tx, (need, organisation), facilitator, now).await?;
        proposals::tell(&mut tx, need, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Gives a thread to each adult whom a need concerns and who has none; a proposal that is no need concerns nobody more.
pub(super) async fn spread(means: Means<'_>, proposal: Uuid) -> Result<(), RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    let concerned = store::concerned(&mut tx, proposal, now).await?;
    if !concerned.is_empty() {
        let threads = proposals::threads(means.master, &concerned);
        store::add(&mut tx, proposal, None, &threads).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Has the open needs told anew: people have come since whom they concern.
pub(super) async fn again(means: Means<'_>) -> Result<(), RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    for need in store::all_open(&mut tx, now).await? {
        proposals::tell(&mut tx, need, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
