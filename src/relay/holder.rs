//! A holder's side: who wrote, what was seen of them, and their four answers, which weigh the same.
//!
//! **Invariant:** a name is given by [`give_identity`] alone, to one company, and noted for its holder to read.

use chrono::{DateTime, Utc};
use rand::Rng;
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::proposals::Means;
use super::talk_store::{self as talk, Row};
use super::words::{Contact, LONGEST, Words};
use super::{
    EXPIRES, Identity, Keeping, Kind, Message, Offer, Reason, RelayError, Side, Start,
    holder_store as store, letters, opened, purpose_of_identity, purpose_of_message, said,
};
use crate::account::companies::{self, ReportOf};
use crate::account::rights::viewing::{self, Question, Viewer};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::account::{Address, HolderKey, profile};
use crate::database::acting;
use crate::id;
use crate::jobs::{self, NewJob};

/// Longest name that is given, in characters.
pub const LONGEST_NAME: usize = 100;
/// Messages that one side may write in a day, in one thread.
pub(super) const A_DAY: i64 = 30;

/// Where a holder is with a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for their answer.
    Waiting,
    /// They talk.
    Talking,
    /// They refused.
    Refused,
    /// They reported it: nobody writes in it any more.
    Reported,
    /// Nobody wrote for three weeks, or the need was taken back.
    Over,
    /// A facilitator passed it on to them: to be read, and spoken of with the facilitator (C3).
    Passed,
}

impl Standing {
    /// As keys of words have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Talking => "talking",
            Self::Refused => "refused",
            Self::Reported => "reported",
            Self::Over => "over",
            Self::Passed => "passed",
        }
    }
}

/// A thread as its holder sees it.
#[derive(Debug, Clone)]
pub struct Thread {
    /// What the holder's pages call it.
    pub reference: Uuid,
    /// The company's name.
    pub company: String,
    /// Its SIREN.
    pub siren: String,
    /// Whom the proposal was for.
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
    /// What they seek people for, as they told the coordinator who approved them; empty: nothing.
    pub purpose: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// Until when it waits, or talk does.
    pub until: DateTime<Utc>,
    /// What was seen of the holder: competences, in French and English, and the zone.
    pub competences: Vec<(String, String)>,
    /// The zone.
    pub zone: String,
    /// Where they are with it.
    pub standing: Standing,
    /// The holder accepted.
    pub accepted: bool,
    /// Who passed it on.
    pub passed_by: Option<String>,
    /// What was said; empty in a list.
    pub messages: Vec<Message>,
    /// What they gave of themselves.
    pub identity: Option<Identity>,
    /// How the company keeps up with those who answer it; [`Keeping::Unknown`] in a list.
    pub keeping: Keeping,
}

fn read(master: &MasterKey, row: store::Held, now: DateTime<Utc>) -> Result<Thread, RelayError> {
    let said = said(master, row.proposal_id, &row.sealed)?;
    let until = row.last_at.map_or(row.expires_at, |last| last + EXPIRES);
    let standing = if row.reported_at.is_some() {
        Standing::Reported
    } else if row.passed_by.is_some() {
        Standing::Passed
    } else if row.refused_at.is_some() {
        Standing::Refused
    } else if until <= now || (row.withdrawn && row.opened_at.is_none()) {
        Standing::Over
    } else if row.opened_at.is_some() {
        Standing::Talking
    } else {
        Standing::Waiting
    };
    Ok(Thread {
        reference: row.holder_ref,
        company: row.company,
        siren: row.siren,
        kind: Kind::of(&row.kind),
        offer: Offer::named(&row.offer).ok_or(RelayError::Unreadable)?,
        starts: Start::named(&row.starts).ok_or(RelayError::Unreadable)?,
        place: (row.place_kind, row.place_code),
        what: said.what,
        words: said.words,
        purpose: said.purpose,
        sent_at: row.sent_at,
        until,
        competences: row.french.into_iter().zip(row.english).collect(),
        zone: row.zone,
        standing,
        accepted: row.accepted,
        passed_by: row.passed_by,
        messages: Vec::new(),
        identity: None,
        keeping: Keeping::Unknown,
    })
}

/// A holder's threads, the latest first.
///
/// # Errors
///
/// [`RelayError`]
pub async fn list(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Thread>, RelayError> {
    let rows = store::all(pool, holder).await?;
    rows.into_iter().map(|row| read(master, row, now)).collect()
}

/// One of a holder's threads, with what was said.
///
/// # Errors
///
/// [`RelayError::Unknown`] also where it is somebody else's.
pub async fn one(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    reference: Uuid,
    now: DateTime<Utc>,
) -> Result<Thread, RelayError> {
    let mut db = pool.acquire().await?;
    let row = store::one(&mut db, holder, reference).await?;
    let row = row.ok_or(RelayError::Unknown)?;
    let (id, refused_at, sealed) = (row.id, row.refused_at, row.identity.clone());
    let mut thread = read(master, row, now)?;
    let key = key(&mut db, master, holder).await?;
    thread.messages = opened(&key, talk::messages(&mut db, id, refused_at).await?)?;
    thread.identity = super::identity(&key, id, sealed.as_deref())?;
    let (answered, kept) = talk::keeping_up(&mut db, &thread.siren, now).await?;
    thread.keeping = Keeping::of(answered, kept);
    Ok(thread)
}

async fn key(
    db: &mut PgConnection,
    master: &MasterKey,
    holder: Uuid,
) -> Result<HolderKey, RelayError> {
    let key = account::key::<RelayError>(db, holder, master).await?;
    key.ok_or(RelayError::Unknown)
}

/// What a holder answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// « Répondre sans donner mon nom »: talk opens, or goes on.
    Reply(String),
    /// « Accepter », with words or without.
    Accept(String),
    /// « Refuser »: needs no reason, and is told to nobody.
    Refuse,
    /// « Signaler »: the thread is frozen at once.
    Report(Reason),
}

/// Carries an answer out.
///
/// # Errors
///
/// [`RelayError::Closed`] where the thread takes no such answer now, [`RelayError::Words`], [`RelayError::Unknown`].
pub async fn answer(
    means: Means<'_>,
    holder: Uuid,
    reference: Uuid,
    answer: &Answer,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let carried = async {
        let mut tx = means.pool.begin().await?;
        answer_within(&mut tx, means, (holder, reference), answer, rng).await?;
        tx.commit().await?;
        Ok(())
    };
    match answer {
        Answer::Report(_) => acting::as_the_house("reports are counted together", carried).await,
        _ => carried.await,
    }
}

/// The same, in the caller's transaction.
pub(super) async fn answer_within(
    tx: &mut PgConnection,
    means: Means<'_>,
    (holder, reference): (Uuid, Uuid),
    answer: &Answer,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let now = means.clock.now();
    let (thread, row) = held(tx, means.master, holder, reference, now).await?;
    let live = matches!(thread.standing, Standing::Waiting | Standing::Talking);
    match answer {
        Answer::Reply(text) if live => {
            let words = Words::read(text, LONGEST, contact(&row))?;
            say(tx, means, holder, row.id, Some(&words), "words", rng).await?;
        }
        Answer::Accept(text) if live && !thread.accepted => {
            say(tx, means, holder, row.id, None, "accepted", rng).await?;
            if !text.trim().is_empty() {
                let words = Words::read(text, LONGEST, contact(&row))?;
                say(tx, means, holder, row.id, Some(&words), "words", rng).await?;
            }
        }
        Answer::Refuse if live => store::refuse(tx, row.id, now).await?,
        Answer::Report(reason) if thread.standing != Standing::Reported => {
            store::report(tx, (row.id, holder), reason.as_str(), now).await?;
            if let Some(recruiter) = row.recruiter_id {
                let report = ReportOf {
                    recruiter,
                    by: holder,
                    thread: row.id,
                    reason: reason.as_str(),
                };
                let link = means.base.url("/recruteurs");
                let told = companies::Means {
                    master: means.master,
                    clock: means.clock,
                    link: &link,
                };
                companies::report(tx, &report, &told, rng).await?;
            }
        }
        _ => return Err(RelayError::Closed),
    }
    Ok(())
}

/// The thread, held until the transaction ends.
async fn held(
    tx: &mut PgConnection,
    master: &MasterKey,
    holder: Uuid,
    reference: Uuid,
    now: DateTime<Utc>,
) -> Result<(Thread, store::Held), RelayError> {
    let found = store::hold(tx, holder, reference).await?;
    if !found {
        return Err(RelayError::Unknown);
    }
    let row = store::one(tx, holder, reference).await?;
    let row = row.ok_or(RelayError::Unknown)?;
    Ok((read(master, row.clone(), now)?, row))
}

fn contact(row: &store::Held) -> Contact {
    if row.identity.is_some() {
        Contact::Shown
    } else {
        Contact::Masked
    }
}

async fn say(
    tx: &mut PgConnection,
    means: Means<'_>,
    holder: Uuid,
    thread: Uuid,
    words: Option<&Words>,
    kind: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let key = key(tx, means.master, holder).await?;
    put(tx, means, (thread, Side::Holder), &key, words, kind, rng).await
}

/// Adds a message of either side, and has the other one told by mail.
pub(super) async fn put(
    tx: &mut PgConnection,
    means: Means<'_>,
    (thread, side): (Uuid, Side),
    key: &HolderKey,
    words: Option<&Words>,
    kind: &str,
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let now = means.clock.now();
    let today = talk::written_since(tx, thread, side.as_str(), now - chrono::TimeDelta::days(1));
    if today.await? >= A_DAY {
        return Err(RelayError::Closed);
    }
    let id = id::public();
    let seal = |words: &Words| key.seal(&purpose_of_message(id), words.as_str().as_bytes(), rng);
    let row = Row {
        id,
        side: side.as_str().to_owned(),
        kind: kind.to_owned(),
        sealed: words.map(seal),
        at: now,
    };
    talk::say(tx, thread, &row).await?;
    let job = NewJob {
        kind: letters::LETTER,
        payload: json!({ "message": id }),
        unique_key: Some(id.to_string()),
        run_at: now,
    };
    jobs::enqueue(tx, &job, now).await?;
    Ok(())
}

/// What a holder may give: the name that they wrote in their profile, if any, and their confirmed addresses.
///
/// # Errors
///
/// [`RelayError`]
pub async fn could_give(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<(String, Vec<Address>), RelayError> {
    let name = profile::own_name(pool, master, holder).await?;
    let addresses = account::addresses_in_use(pool, holder).await?;
    Ok((name.unwrap_or_default(), addresses))
}

/// « Donner mon nom et mon adresse à … »: to the company of this thread and to nobody else; noted in « Qui m'a vu » and in
/// the audit.
///
/// # Errors
///
/// [`RelayError::Closed`] unless they talk and it was not given yet; [`RelayError::NoIdentity`].
pub async fn give_identity(
    means: Means<'_>,
    holder: Uuid,
    reference: Uuid,
    (name, email): (&str, &str),
    rng: &mut (impl Rng + Send),
) -> Result<(), RelayError> {
    let now = means.clock.now();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let sound = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    let (_, addresses) = could_give(means.pool, means.master, holder).await?;
    let email = Address::parse(email).ok();
    let email = email.filter(|email| addresses.contains(email));
    let (Some(email), true) = (email, sound) else {
        return Err(RelayError::NoIdentity);
    };
    let mut tx = means.pool.begin().await?;
    let (thread, row) = held(&mut tx, means.master, holder, reference, now).await?;
    if thread.standing != Standing::Talking || row.identity.is_some() {
        return Err(RelayError::Closed);
    }
    let key = key(&mut tx, means.master, holder).await?;
    let given = Identity {
        name,
        email: email.as_str().to_owned(),
    };
    let plain = serde_json::to_vec(&given).map_err(|_| RelayError::Unreadable)?;
    let sealed = key.seal(&purpose_of_identity(row.id), &plain, rng);
    store::give(&mut tx, (row.id, holder), &sealed, &thread.siren, now).await?;
    let viewer = Viewer::Named {
        company: thread.company,
    };
    viewing::record(
        &mut tx,
        &[holder],
        &viewer,
        &Question::default(),
        means.clock,
    )
    .await?;
    put(
        &mut tx,
        means,
        (row.id, Side::Holder),
        &key,
        None,
        "identity",
        rng,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
