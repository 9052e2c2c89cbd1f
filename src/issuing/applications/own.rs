//! What a person does with their own applications.

use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::store::{self, Opened};
use super::{
    ANSWER_WITHIN, Application, ApplicationError, MOST_OPEN, State, Summary, arrivals, evidence,
    opened, sealed, text,
};
use crate::account::HolderKey;
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::clock::Clock;
use crate::id;
use crate::issuing::ours;
use crate::network::framework::{Framework, FrameworkError};
use crate::network::{Organisation, PublicBase};
use crate::openbadges::issue::Level;
use crate::text::Language;

/// What is asked for, and whom.
pub struct Asked<'a> {
    /// Address of the achievement.
    pub achievement_uri: &'a str,
    /// Who would award it.
    pub organisation: &'a Organisation,
    /// How well.
    pub level: Level,
    /// In which the person is written to.
    pub language: Language,
}

/// What a person changes of what they tell.
#[derive(Default)]
pub struct Change {
    /// How well.
    pub level: Option<Level>,
    /// « Racontez une situation ».
    pub story: Option<String>,
    /// An https address to be shown besides.
    pub link: Option<String>,
    /// Evidence that is taken out.
    pub without: Option<Uuid>,
    /// Files to be shown besides: name and octets.
    pub pictures: Vec<(String, Vec<u8>)>,
    /// Now it goes to the facilitators.
    pub send: bool,
}

/// Begins an application, or finds the one of the same badge and organisation that is still open.
///
/// # Errors
///
/// [`ApplicationError::NotAwarded`], [`ApplicationError::TooMany`], or when the database refuses.
pub async fn begin(
    pool: &PgPool,
    base: &PublicBase,
    holder: Uuid,
    asked: &Asked<'_>,
    clock: &dyn Clock,
) -> Result<Uuid, ApplicationError> {
    let framework = Framework::read().map_err(|_: FrameworkError| ApplicationError::NotAwarded)?;
    ours(&framework, base, asked.achievement_uri)
        .filter(|achievement| framework.awards(&asked.organisation.slug, achievement))
        .ok_or(ApplicationError::NotAwarded)?;
    let mut tx = pool.begin().await?;
    if let Some(open) = store::still_open(
        &mut tx,
        holder,
        asked.organisation.id,
        asked.achievement_uri,
    )
    .await?
    {
        return Ok(open);
    }
    let id = id::public();
    let level = i16::from(asked.level.number());
    let what = (asked.organisation.id, asked.achievement_uri, level);
    let begun = store::begin(
        &mut tx,
        id,
        holder,
        what,
        asked.language.as_str(),
        (MOST_OPEN, clock.now()),
    )
    .await?;
    tx.commit().await?;
    if begun {
        return Ok(id);
    }
    // Pressed twice: the first one is there by now.
    let mut db = pool.acquire().await?;
    store::still_open(
        &mut db,
        holder,
        asked.organisation.id,
        asked.achievement_uri,
    )
    .await?
    .ok_or(ApplicationError::TooMany)
}

/// A person's applications, the one that was changed last first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(pool: &PgPool, holder: Uuid) -> Result<Vec<Summary>, ApplicationError> {
    Ok(store::of_holder(pool, holder).await?)
}

/// An application of a person, with its words.
///
/// # Errors
///
/// [`ApplicationError::Unknown`] for one of somebody else too.
pub async fn one(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    id: Uuid,
) -> Result<Application, ApplicationError> {
    let mut db = pool.acquire().await?;
    let kept = store::one(&mut db, id, Some(holder))
        .await?
        .ok_or(ApplicationError::Unknown)?;
    let key = key(&mut db, holder, master).await?;
    read(&mut db, &key, kept).await
}

/// The words of an application.
pub(super) async fn read(
    db: &mut PgConnection,
    key: &HolderKey,
    kept: Opened,
) -> Result<Application, ApplicationError> {
    let id = kept.summary.id;
    Ok(Application {
        story: opened(key, id, "story", kept.story.as_deref())?,
        answer: opened(key, id, "answer", kept.answer.as_deref())?,
        evidence: evidence::list(db, key, id).await?,
        summary: kept.summary,
    })
}

/// The key that a person's words are sealed under; somebody who asked to be erased has no applications any more.
pub(super) async fn key(
    db: &mut PgConnection,
    holder: Uuid,
    master: &MasterKey,
) -> Result<HolderKey, ApplicationError> {
    let person = account::person(db, holder).await?;
    let person = person.ok_or(ApplicationError::Unknown)?;
    person.key(master)?.ok_or(ApplicationError::Unknown)
}

/// Keeps what a person changed, as far as it can be kept, and sends it if that was asked and nothing was wrong. The
/// words are kept even where a file is refused.
///
/// # Errors
///
/// [`ApplicationError`]: what was wrong, after what was right is kept.
pub async fn change(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    id: Uuid,
    change: Change,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<State, ApplicationError> {
    let now = clock.now();
    let story = change.story.as_deref().map(text).transpose()?;
    let link = change.link.as_deref().map(evidence::link).transpose();
    let (pictures, refused) = evidence::cleaned(change.pictures).await;
    let mut tx = pool.begin().await?;
    let kept = store::locked(&mut tx, id)
        .await?
        .filter(|kept| kept.summary.holder == holder)
        .ok_or(ApplicationError::Unknown)?;
    if !kept.summary.state.open() {
        return Err(ApplicationError::Moved);
    }
    let key = key(&mut tx, holder, master).await?;
    // The new text, or else the one that is kept.
    let told = story
        .as_ref()
        .map_or(kept.story.is_some(), |story| !story.is_empty());
    let story = story.map(|story| sealed(&key, id, "story", &story, rng));
    let level = change.level.map(|level| i16::from(level.number()));
    store::change(&mut tx, id, level, story.as_deref(), now).await?;
    if let Some(without) = change.without {
        evidence::remove(&mut tx, id, without).await?;
    }
    let (link, not_a_link) = match link {
        Ok(link) => (link, None),
        Err(error) => (None, Some(error)),
    };
    let added = evidence::add(&mut tx, &key, id, link, pictures, now, rng).await;
    let wrong = match added {
        Err(ApplicationError::TooMuch) => Some(ApplicationError::TooMuch),
        Err(error) => return Err(error),
        Ok(()) => not_a_link.or(refused.map(ApplicationError::from)),
    };
    let wrong = wrong.or((change.send && !told).then_some(ApplicationError::NoText));
    let mut state = kept.summary.state;
    if wrong.is_none() && change.send {
        store::send(&mut tx, id, now, now + ANSWER_WITHIN).await?;
        arrivals::arrived(&mut tx, kept.summary.organisation, now).await?;
        state = State::Sent;
    }
    tx.commit().await?;
    wrong.map_or(Ok(state), Err)
}

/// Takes an application back, wherever it stands: it is gone with all that was told and shown. A badge that was awarded
/// stays.
///
/// # Errors
///
/// [`ApplicationError::Unknown`], or when the database refuses.
pub async fn withdraw(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<(), ApplicationError> {
    store::delete(pool, holder, id)
        .await?
        .then_some(())
        .ok_or(ApplicationError::Unknown)
}

/// A picture of one's own application.
///
/// # Errors
///
/// [`ApplicationError::Unknown`] for one of somebody else too.
pub async fn picture(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    (id, shown): (Uuid, Uuid),
) -> Result<Vec<u8>, ApplicationError> {
    let mut db = pool.acquire().await?;
    store::one(&mut db, id, Some(holder))
        .await?
        .ok_or(ApplicationError::Unknown)?;
    let key = key(&mut db, holder, master).await?;
    evidence::picture(&mut db, &key, id, shown).await
}
