//! A recruiter's side: what they sent, and talk that a holder opened.
//!
//! **Invariant:** of a thread that no holder opened nothing is read here, but that it is not opened. « Envoyée » is told
//! until the day that the proposal expires, whatever happened, and « terminée » from then on.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::proposals::Means;
use super::talk_store as talk;
use super::words::{Contact, LONGEST, Words};
use super::{
    EXPIRES, Identity, Kind, Message, Offer, RelayError, Side, Start, holder, opened,
    recruiter_store as store, said,
};
use crate::account::seal::MasterKey;
use crate::account::service as account;

/// What a recruiter is told of a proposal, or of talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// « envoyée »
    Sent,
    /// « en discussion »
    Talk,
    /// « terminée »
    Over,
}

impl Shown {
    /// As keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Talk => "talk",
            Self::Over => "over",
        }
    }
}

/// A proposal as who wrote it sees it.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What the recruiter's pages call it.
    pub id: Uuid,
    /// Whom it was for.
    pub kind: Kind,
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
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Until when it may be answered.
    pub expires_at: DateTime<Utc>,
    /// A need that was taken back.
    pub withdrawn: bool,
    /// What is told of it.
    pub shown: Shown,
    /// Talk that holders opened.
    pub talks: Vec<Line>,
    /// Of a need: what is sought, in French and English, each with its level.
    pub sought: Vec<(String, String, i16)>,
}

/// Talk, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the recruiter's pages call it.
    pub reference: Uuid,
    /// When the last words were said.
    pub last_at: DateTime<Utc>,
    /// Whether it goes on.
    pub shown: Shown,
}

/// Talk with somebody, as the recruiter sees it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// What the recruiter's pages call it.
    pub reference: Uuid,
    /// The proposal that it began with.
    pub proposal: Uuid,
    /// What that is, in a line.
    pub what: String,
    /// Whether it goes on.
    pub shown: Shown,
    /// It was stopped by a report, which a coordinator looks at.
    pub frozen: bool,
    /// Until when it waits for the next words.
    pub until: DateTime<Utc>,
    /// What was said.
    pub messages: Vec<Message>,
    /// Who it is, once they said so.
    pub identity: Option<Identity>,
}

fn read(
    master: &MasterKey,
    row: store::Proposal,
    now: DateTime<Utc>,
) -> Result<Proposal, RelayError> {
    let said = said(master, row.id, &row.sealed)?;
    let kind = Kind::of(&row.kind);
    let over = row.expires_at <= now || row.withdrawn;
    let shown = match (row.talking, row.opened) {
        (true, _) => Shown::Talk,
        // The one person that it went to answered, and talk has ended since.
        (false, true) if kind == Kind::Card => Shown::Over,
        _ if over => Shown::Over,
        _ => Shown::Sent,
    };
    Ok(Proposal {
        id: row.id,
        kind,
        offer: Offer::named(&row.offer).ok_or(RelayError::Unreadable)?,
        starts: Start::named(&row.starts).ok_or(RelayError::Unreadable)?,
        place: (row.place_kind, row.place_code),
        what: said.what,
        words: said.words,
        sent_at: row.sent_at,
        expires_at: row.expires_at,
        withdrawn: row.withdrawn,
        shown,
        talks: Vec::new(),
        sought: row
            .french
            .into_iter()
            .zip(row.english)
            .zip(row.levels)
            .map(|((french, english), level)| (french, english, level))
            .collect(),
    })
}

/// What a recruiter sent, the latest first.
///
/// # Errors
///
/// [`RelayError`]
pub async fn list(
    pool: &PgPool,
    master: &MasterKey,
    recruiter: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Proposal>, RelayError> {
    let rows = store::sent(pool, recruiter, None, now - EXPIRES).await?;
    rows.into_iter().map(|row| read(master, row, now)).collect()
}

/// One of a recruiter's proposals, with the talk that it led to.
///
/// # Errors
///
/// [`RelayError::Unknown`] also where it is somebody else's.
pub async fn one(
    pool: &PgPool,
    master: &MasterKey,
    recruiter: Uuid,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Proposal, RelayError> {
    let mut found = store::sent(pool, recruiter, Some(id), now - EXPIRES).await?;
    let row = found.pop().ok_or(RelayError::Unknown)?;
    let mut proposal = read(master, row, now)?;
    let talks = store::talks(pool, id).await?.into_iter();
    proposal.talks = talks
        .map(|talk| Line {
            reference: talk.recruiter_ref,
            last_at: talk.last_at,
            shown: shown(talk.stopped, talk.last_at, now),
        })
        .collect();
    Ok(proposal)
}

fn shown(stopped: bool, last_at: DateTime<Utc>, now: DateTime<Utc>) -> Shown {
    if stopped || last_at + EXPIRES <= now {
        Shown::Over
    } else {
        Shown::Talk
    }
}

/// Talk, with what was said in it.
///
/// # Errors
///
/// [`RelayError::Unknown`] also where no holder opened it, or it is somebody else's.
pub async fn talk(
    pool: &PgPool,
    master: &MasterKey,
    recruiter: Uuid,
    reference: Uuid,
    now: DateTime<Utc>,
) -> Result<Talk, RelayError> {
    let mut db = pool.acquire().await?;
    let row = store::talk(&mut db, recruiter, reference).await?;
    let row = row.ok_or(RelayError::Unknown)?;
    let mut talk = Talk {
        reference,
        proposal: row.proposal_id,
        what: said(master, row.proposal_id, &row.sealed)?.what,
        shown: shown(row.frozen || row.ended, row.last_at, now),
        frozen: row.frozen,
        until: row.last_at + EXPIRES,
        messages: Vec::new(),
        identity: None,
    };
    let Some(holder) = row.holder_id else {
        return Ok(talk);
    };
    if let Some(key) = account::key::<RelayError>(&mut *db, holder, master).await? {
        talk.messages = opened(&key, talk::messages(&mut db, row.id, None).await?)?;
        talk.identity = super::identity(&key, row.id, row.identity.as_deref())?;
    }
    Ok(talk)
}

/// Writes to somebody who opened talk. Whether they still read it is not told: a refusal looks like silence.
///
/// # Errors
///
/// [`RelayError::Closed`] where talk is over, [`RelayError::Words`], [`RelayError::Unknown`].
pub async fn write(
    means: Means<'_>,
    recruiter: Uuid,
    reference: Uuid,
    text: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let mut tx = means.pool.begin().await?;
    write_within(&mut tx, means, (recruiter, reference), text, rng).await?;
    tx.commit().await?;
    Ok(())
}

/// The same, in the caller's transaction.
pub(super) async fn write_within(
    tx: &mut PgConnection,
    means: Means<'_>,
    (recruiter, reference): (Uuid, Uuid),
    text: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let now = means.clock.now();
    store::hold(tx, recruiter, reference).await?;
    let row = store::talk(tx, recruiter, reference).await?;
    let row = row.ok_or(RelayError::Unknown)?;
    let contact = if row.identity.is_some() {
        Contact::Shown
    } else {
        Contact::Masked
    };
    let words = Words::read(text, LONGEST, contact)?;
    if shown(row.frozen || row.ended, row.last_at, now) == Shown::Over {
        return Err(RelayError::Closed);
    }
    let holder = row.holder_id.ok_or(RelayError::Closed)?;
    let key = account::key::<RelayError>(&mut *tx, holder, means.master).await?;
    let key = key.ok_or(RelayError::Closed)?;
    let thread = (row.id, Side::Recruiter);
    holder::put(tx, means, thread, &key, Some(&words), "words", rng).await
}
