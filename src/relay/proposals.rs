//! Sending: one proposal to one card, or to everybody who matched, within the week's quota (R5).
//!
//! **Invariant:** a company's proposals are counted while its row is held, so that two of its recruiters never send one
//! too many. Whether anybody is behind a card changes nothing that is answered.

use chrono::{DateTime, NaiveDate, Utc};
use rand::Rng;
use serde_json::json;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::proposals_store as store;
use super::words::Words;
use super::{
    EXPIRES, FIRST_CONTACTS, Kind, Offer, RelayError, Said, Side, Start, TO_ALL, alerts, letters,
    mailbox, mailbox_digest, purpose_of_proposal,
};
use crate::account::companies::{Recruiter, Siren};
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::id;
use crate::jobs::{self, NewJob};
use crate::network::PublicBase;
use crate::presence::Place;
use crate::search::{self, tokens};

/// A proposal as its form says it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Of the form: sent twice, it is sent once.
    pub nonce: Uuid,
    /// What is offered.
    pub offer: Offer,
    /// When it would begin.
    pub starts: Start,
    /// Where.
    pub place: Place,
    /// What it is, in a line.
    pub what: Words,
    /// The recruiter's words.
    pub words: Words,
}

/// What a company may still send this week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// First contacts.
    pub contacts: i64,
    /// Of these, proposals to everybody who matches.
    pub to_all: i64,
    /// The Monday from which on it may send as many again.
    pub until: NaiveDate,
}

/// What sending takes.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// The database.
    pub pool: &'a PgPool,
    /// What is sealed under.
    pub master: &'a MasterKey,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where links lead.
    pub base: &'a PublicBase,
}

/// What a company may still send this week.
///
/// # Errors
///
/// When the database does not answer.
pub async fn left(pool: &PgPool, company: &Siren, now: DateTime<Utc>) -> Result<Left, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    counted(&mut connection, company, now).await
}

async fn counted(
    db: &mut PgConnection,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<Left, sqlx::Error> {
    let sent = store::sent_this_week(db, company.as_str(), now).await?;
    Ok(Left {
        contacts: (FIRST_CONTACTS - sent.contacts).max(0),
        to_all: (TO_ALL - sent.to_all).max(0),
        until: sent.until,
    })
}

/// Sends a proposal to whom the card with that token stands for; tells what the recruiter's pages call it.
///
/// # Errors
///
/// [`RelayError::NoCard`], [`RelayError::Full`], or the database refuses. That nobody is behind the card any more is no
/// error: the proposal stays silent.
pub async fn to_card(
    means: Means<'_>,
    recruiter: &Recruiter,
    draft: &Draft,
    token: &str,
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    let sent = match begun(&mut tx, recruiter, draft, Kind::Card, now).await? {
        Begun::Before(before) => return Ok(before),
        Begun::Full { until } => return full(tx, means, recruiter, until).await,
        Begun::May { sent } => sent,
    };
    let holder = tokens::open(&mut tx, token, &recruiter.company, now).await?;
    let holder = holder.ok_or(RelayError::NoCard)?;
    let id = put(
        &mut tx,
        means,
        recruiter,
        (draft, Kind::Card),
        &[holder],
        rng,
    )
    .await?;
    alerts::spent(&mut tx, &recruiter.company, sent + 1, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// « Écrire à tous »: sends one proposal to everybody who matches the answer with that token now, shown or not.
///
/// # Errors
///
/// [`RelayError::NoCard`] where it is no answer of this company's, or too old; else as [`to_all`].
pub async fn to_everyone(
    means: Means<'_>,
    recruiter: &Recruiter,
    draft: &Draft,
    token: &str,
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    let everyone = search::everyone(&mut tx, token, &recruiter.company, now).await?;
    tx.commit().await?;
    let everyone = everyone.ok_or(RelayError::NoCard)?;
    to_all(means, recruiter, draft, &everyone.holders, rng).await
}

/// Sends one proposal to all of these, however many: one first contact, twice a week at most.
///
/// # Errors
///
/// [`RelayError::Full`], or the database refuses.
pub async fn to_all(
    means: Means<'_>,
    recruiter: &Recruiter,
    draft: &Draft,
    recipients: &[Uuid],
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, RelayError> {
    let now = means.clock.now();
    let mut tx = means.pool.begin().await?;
    let sent = match begun(&mut tx, recruiter, draft, Kind::All, now).await? {
        Begun::Before(before) => return Ok(before),
        Begun::Full { until } => return full(tx, means, recruiter, until).await,
        Begun::May { sent } => sent,
    };
    let id = put(
        &mut tx,
        means,
        recruiter,
        (draft, Kind::All),
        recipients,
        rng,
    )
    .await?;
    alerts::spent(&mut tx, &recruiter.company, sent + 1, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a form meets.
enum Begun {
    /// It was sent before: what the recruiter's pages call it.
    Before(Uuid),
    /// The week's quota is spent, until that Monday.
    Full { until: NaiveDate },
    /// It may be sent: so many first contacts of the week were.
    May { sent: i64 },
}

/// Holds the company, and counts.
async fn begun(
    tx: &mut PgConnection,
    recruiter: &Recruiter,
    draft: &Draft,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<Begun, sqlx::Error> {
    let company = &recruiter.company;
    store::hold(tx, company.as_str()).await?;
    if let Some(before) = store::of_form(tx, company.as_str(), draft.nonce).await? {
        return Ok(Begun::Before(before));
    }
    let left = counted(tx, company, now).await?;
    if left.contacts == 0 || (kind == Kind::All && left.to_all == 0) {
        return Ok(Begun::Full { until: left.until });
    }
    Ok(Begun::May {
        sent: FIRST_CONTACTS - left.contacts,
    })
}

/// Ends without sending; coordinators read that the company wanted more (R5).
async fn full(
    tx: Transaction<'_, Postgres>,
    means: Means<'_>,
    recruiter: &Recruiter,
    until: NaiveDate,
) -> Result<Uuid, RelayError> {
    tx.rollback().await?;
    alerts::refused(means.pool, &recruiter.company, means.clock.now()).await?;
    Err(RelayError::Full { until })
}

async fn put(
    tx: &mut PgConnection,
    means: Means<'_>,
    recruiter: &Recruiter,
    (draft, kind): (&Draft, Kind),
    recipients: &[Uuid],
    rng: &mut (impl Rng + Send),
) -> Result<Uuid, RelayError> {
    let now = means.clock.now();
    let id = id::public();
    let purpose = store::purpose(tx, recruiter.holder).await?;
    let sealed = sealed(means.master, id, draft, purpose, rng)?;
    let row = store::Proposal {
        id,
        siren: recruiter.company.as_str(),
        recruiter: recruiter.holder,
        kind: kind.as_str(),
        nonce: draft.nonce,
        offer: draft.offer.as_str(),
        starts: draft.starts.as_str(),
        place: (draft.place.kind(), draft.place.code()),
        sealed: &sealed,
        sent_at: now,
        expires_at: now + EXPIRES,
    };
    store::put(tx, &row, (&[], &[])).await?;
    let threads = threads(means.master, recipients);
    store::address(
        tx,
        id,
        &threads,
        (recruiter.company.as_str(), &recruiter.name),
        now,
    )
    .await?;
    tell(tx, id, now).await?;
    Ok(id)
}

/// Has those whom a proposal is for told, once the caller's transaction is kept.
pub(super) async fn tell(
    tx: &mut PgConnection,
    proposal: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let job = NewJob {
        kind: letters::TELL,
        payload: json!({ "proposal": proposal }),
        unique_key: Some(proposal.to_string()),
        run_at: now,
    };
    jobs::enqueue(tx, &job, now).await.map(drop)
}

/// What a proposal says, as it is kept.
pub(super) fn sealed(
    master: &MasterKey,
    id: Uuid,
    draft: &Draft,
    purpose: Option<String>,
    rng: &mut impl Rng,
) -> Result<Vec<u8>, RelayError> {
    let said = Said {
        what: draft.what.as_str().to_owned(),
        words: draft.words.as_str().to_owned(),
        purpose: purpose.unwrap_or_default(),
    };
    let plain = serde_json::to_vec(&said).map_err(|_| RelayError::Unreadable)?;
    Ok(master.seal(&purpose_of_proposal(id), &plain, rng))
}

/// A thread for each recipient, each with numbers of its own on either side.
pub(super) fn threads(master: &MasterKey, recipients: &[Uuid]) -> store::Threads {
    let mut threads = store::Threads::default();
    let mut recipients = recipients.to_vec();
    recipients.sort_unstable();
    recipients.dedup();
    for holder in recipients {
        let id = id::public();
        threads.ids.push(id);
        threads.holders.push(holder);
        threads.holder_refs.push(id::public());
        threads.recruiter_refs.push(id::public());
        let mail = |side| mailbox_digest(&mailbox(master, id, side)).to_vec();
        threads.holder_mails.push(mail(Side::Holder));
        threads.recruiter_mails.push(mail(Side::Recruiter));
    }
    threads
}
