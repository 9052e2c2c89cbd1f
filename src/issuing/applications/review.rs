//! What a facilitator does with what was sent to their organisation.

use chrono::TimeDelta;
use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::own::{key, read};
use super::store::{self, Opened, Verdict};
use super::{Application, ApplicationError, State, Summary, evidence, sealed, text};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::openbadges::issue::Level;
use crate::text::{Language, text as words};

/// How long the mail of an answer is worth being sent.
const MAIL_LASTS: TimeDelta = TimeDelta::days(7);

/// Who reviews: a person, and the organisations that they are a facilitator of.
#[derive(Debug, Clone)]
pub struct Reviewer {
    /// Who.
    pub holder: Uuid,
    /// For whom.
    pub organisations: Vec<Uuid>,
}

impl Reviewer {
    /// Whether this application waits for them.
    fn may_read(&self, summary: &Summary) -> bool {
        self.organisations.contains(&summary.organisation) && summary.holder != self.holder
    }
}

/// What waits for a facilitator.
pub struct Queue {
    /// The one that is due first first.
    pub waiting: Vec<Summary>,
    /// How many of their own wait for somebody else.
    pub own: usize,
}

/// What a facilitator answers, where it is not the badge.
pub enum Answer {
    /// « Demander un complément »: what is missing.
    Return(String),
    /// « Refuser »: the level whose criterion is not met, and what to try next.
    Refuse(Level, String),
}

/// Everything that waits for the facilitator's organisations.
///
/// # Errors
///
/// When the database does not answer.
pub async fn queue(pool: &PgPool, reviewer: &Reviewer) -> Result<Queue, ApplicationError> {
    let all = store::waiting(pool, &reviewer.organisations).await?;
    let (waiting, own): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| reviewer.may_read(one));
    Ok(Queue {
        waiting,
        own: own.len(),
    })
}

/// An application that waits for this facilitator, with its words, and the address that its badge would go to.
///
/// # Errors
///
/// [`ApplicationError::Unknown`] for one of another organisation, and for their own; [`ApplicationError::Moved`] where it
/// waits no more.
pub async fn one(
    pool: &PgPool,
    master: &MasterKey,
    reviewer: &Reviewer,
    id: Uuid,
) -> Result<(Application, Option<Address>), ApplicationError> {
    let mut db = pool.acquire().await?;
    let kept = store::one(&mut db, id, None).await?;
    let kept = may(reviewer, kept)?;
    let holder = kept.summary.holder;
    let key = key(&mut db, holder, master).await?;
    let application = read(&mut db, &key, kept).await?;
    let addresses = account::addresses(&mut *db, holder).await?;
    let address = addresses.into_iter().next();
    Ok((application, address))
}

/// A picture of an application that waits for this facilitator.
///
/// # Errors
///
/// As [`one`].
pub async fn picture(
    pool: &PgPool,
    master: &MasterKey,
    reviewer: &Reviewer,
    (id, shown): (Uuid, Uuid),
) -> Result<Vec<u8>, ApplicationError> {
    let mut db = pool.acquire().await?;
    let kept = store::one(&mut db, id, None).await?;
    let kept = may(reviewer, kept)?;
    let key = key(&mut db, kept.summary.holder, master).await?;
    evidence::picture(&mut db, &key, id, shown).await
}

fn may(reviewer: &Reviewer, kept: Option<Opened>) -> Result<Opened, ApplicationError> {
    let kept = kept
        .filter(|kept| reviewer.may_read(&kept.summary))
        .filter(|kept| kept.summary.state != State::Draft)
        .ok_or(ApplicationError::Unknown)?;
    if kept.summary.state != State::Sent {
        return Err(ApplicationError::Moved);
    }
    Ok(kept)
}

/// An application that is locked for the decision on its sending of that number.
pub struct Waiting {
    kept: Opened,
    reviewer: Uuid,
}

impl Waiting {
    /// What it asks for, and whose it is.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.kept.summary
    }
}

/// Locks an application for the facilitator who read its sending number `round`: one decision for each.
///
/// # Errors
///
/// As [`one`]; [`ApplicationError::Moved`] too where it was sent again since they read it.
pub async fn lock(
    tx: &mut PgConnection,
    reviewer: &Reviewer,
    id: Uuid,
    round: i32,
) -> Result<Waiting, ApplicationError> {
    let kept = may(reviewer, store::locked(tx, id).await?)?;
    if kept.summary.round != round {
        return Err(ApplicationError::Moved);
    }
    let reviewer = reviewer.holder;
    Ok(Waiting { kept, reviewer })
}

/// What a decision needs beside itself.
pub struct Means<'a> {
    /// Under which words and mails are sealed.
    pub master: &'a MasterKey,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Where the person reads the answer: the address of a path here.
    pub link: String,
}

/// Sends an application back or refuses it, in the facilitator's words, and tells its author by mail that there is an
/// answer.
///
/// # Errors
///
/// [`ApplicationError`]; nothing is decided then.
pub async fn answer(
    pool: &PgPool,
    reviewer: &Reviewer,
    (id, round): (Uuid, i32),
    answer: Answer,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), ApplicationError> {
    let (state, criterion, said) = match answer {
        Answer::Return(said) => (State::Returned, None, said),
        Answer::Refuse(level, said) => (State::Refused, Some(level), said),
    };
    let said = text(&said)?;
    if said.is_empty() {
        return Err(ApplicationError::NoText);
    }
    let mut tx = pool.begin().await?;
    let waiting = lock(&mut tx, reviewer, id, round).await?;
    let key = key(&mut tx, waiting.summary().holder, means.master).await?;
    let verdict = Verdict {
        state,
        by: waiting.reviewer,
        answer: Some(&sealed(&key, id, "answer", &said, rng)),
        criterion: criterion.map(|level| i16::from(level.number())),
        credential_uri: None,
    };
    store::decide(&mut tx, id, &verdict, means.clock.now()).await?;
    let to = account::addresses(&mut *tx, waiting.summary().holder).await?;
    if let Some(to) = to.first() {
        tell(&mut tx, &waiting, state, to, means, rng).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps that the badge was awarded, and tells its holder by mail, where they have an address.
///
/// # Errors
///
/// When the database refuses.
pub async fn awarded(
    tx: &mut PgConnection,
    waiting: &Waiting,
    credential_uri: &str,
    to: Option<&Address>,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), ApplicationError> {
    let verdict = Verdict {
        state: State::Awarded,
        by: waiting.reviewer,
        answer: None,
        criterion: None,
        credential_uri: Some(credential_uri),
    };
    store::decide(tx, waiting.summary().id, &verdict, means.clock.now()).await?;
    match to {
        Some(to) => tell(tx, waiting, State::Awarded, to, means, rng).await,
        None => Ok(()),
    }
}

/// The mail says that there is an answer and where it is read, and which badge it is about: nothing of what was told.
async fn tell(
    tx: &mut PgConnection,
    waiting: &Waiting,
    state: State,
    to: &Address,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), ApplicationError> {
    let language = Language::from_code(&waiting.kept.language).unwrap_or_default();
    let state = state.as_str();
    let said = [
        ("badge", waiting.summary().achievement.as_str()),
        ("organisation", waiting.summary().organisation_name.as_str()),
        ("link", means.link.as_str()),
    ];
    let subject = words(
        language,
        &format!("mail-application-{state}-subject"),
        &said,
    );
    let told = words(language, &format!("mail-application-{state}-text"), &said);
    let mail = (to, subject, told);
    let (master, clock) = (means.master, means.clock);
    mail::send(tx, "application", mail, MAIL_LASTS, master, clock, rng).await?;
    Ok(())
}
