//! The picture of each badge: the organisation's own where it has one, else the one drawn from the template.
//!
//! **Invariant:** what is kept was made safe by [`artwork::safe_picture`], and is shown with its level on it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use sqlx::{PgExecutor, PgPool};

use super::artwork::{self, NotDrawn, PictureError};
use super::published::face;
use super::{NewAward, achievement_uri, picture_store};
use crate::clock::Clock;
use crate::network::PublicBase;
use crate::network::framework::{Achievement, Framework, FrameworkError};
use crate::openbadges::issue::Level;

/// Marked pictures that are kept at hand.
const KEPT: usize = 128;

/// Why an organisation's own picture was neither set nor removed.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// The file is not taken.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// No organisation of that slug.
    #[error("no organisation {0}")]
    UnknownOrganisation(String),
    /// No achievement of that slug.
    #[error("no achievement {0}")]
    UnknownAchievement(String),
    /// There is nothing to remove.
    #[error("{organisation} has no picture of its own for {achievement}")]
    NoPicture {
        /// Slug of the organisation.
        organisation: String,
        /// Slug of the achievement.
        achievement: String,
    },
    /// The embedded framework is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

fn known(achievement: &str) -> Result<(), SetError> {
    let framework = Framework::read()?;
    let mut all = framework.achievements.iter();
    all.any(|one| one.slug == achievement)
        .then_some(())
        .ok_or_else(|| SetError::UnknownAchievement(achievement.to_owned()))
}

/// Gives an organisation a picture of its own for an achievement, made safe; badges awarded before keep theirs.
///
/// # Errors
///
/// [`SetError`].
pub async fn set(
    pool: &PgPool,
    base: &PublicBase,
    (organisation, achievement): (&str, &str),
    file: &[u8],
    clock: &dyn Clock,
) -> Result<(), SetError> {
    known(achievement)?;
    let png = artwork::safe_picture(file)?;
    let uri = achievement_uri(base, achievement);
    picture_store::put(pool, organisation, &uri, &png, clock.now())
        .await?
        .then_some(())
        .ok_or_else(|| SetError::UnknownOrganisation(organisation.to_owned()))
}

/// Goes back to the picture of the template.
///
/// # Errors
///
/// [`SetError`].
pub async fn remove(
    pool: &PgPool,
    base: &PublicBase,
    (organisation, achievement): (&str, &str),
) -> Result<(), SetError> {
    known(achievement)?;
    let uri = achievement_uri(base, achievement);
    picture_store::remove(pool, organisation, &uri)
        .await?
        .then_some(())
        .ok_or_else(|| SetError::NoPicture {
            organisation: organisation.to_owned(),
            achievement: achievement.to_owned(),
        })
}

/// Own pictures of some organisations for some achievements, read once.
pub(super) struct Pictures(HashMap<(String, String), Vec<u8>>);

impl Pictures {
    /// Of those that award, for what they award.
    pub(super) async fn of_awards(
        database: impl PgExecutor<'_>,
        base: &PublicBase,
        awards: &[NewAward],
    ) -> Result<Self, sqlx::Error> {
        let organisations: BTreeSet<&str> = awards.iter().map(|a| &*a.organisation).collect();
        let achievements: BTreeSet<&str> = awards.iter().map(|a| &*a.achievement).collect();
        Self::of(
            database,
            base,
            organisations.into_iter(),
            achievements.into_iter(),
        )
        .await
    }

    /// Of one organisation for one achievement.
    pub(super) async fn of_one(
        database: impl PgExecutor<'_>,
        base: &PublicBase,
        organisation: &str,
        achievement: &str,
    ) -> Result<Self, sqlx::Error> {
        Self::of(
            database,
            base,
            [organisation].into_iter(),
            [achievement].into_iter(),
        )
        .await
    }

    async fn of(
        database: impl PgExecutor<'_>,
        base: &PublicBase,
        organisations: impl Iterator<Item = &str>,
        achievements: impl Iterator<Item = &str>,
    ) -> Result<Self, sqlx::Error> {
        let by_uri: HashMap<String, String> = achievements
            .map(|slug| (achievement_uri(base, slug), slug.to_owned()))
            .collect();
        let organisations: Vec<String> = organisations.map(str::to_owned).collect();
        let uris: Vec<String> = by_uri.keys().cloned().collect();
        let rows = picture_store::own(database, &organisations, &uris).await?;
        Ok(Self(
            rows.into_iter()
                .filter_map(|(organisation, uri, png)| {
                    Some(((organisation, by_uri.get(&uri)?.clone()), png))
                })
                .collect(),
        ))
    }

    /// The picture of a badge: slug and name of who awards it.
    pub(super) fn picture(
        &self,
        framework: &Framework,
        achievement: &Achievement,
        level: Level,
        (slug, name): (&str, &str),
    ) -> Result<Arc<Vec<u8>>, NotDrawn> {
        match self.0.get(&(slug.to_owned(), achievement.slug.clone())) {
            Some(own) => marked(own, level),
            None => artwork::picture(&face(framework, achievement, Some(level), name)),
        }
    }

    /// The same as SVG.
    pub(super) fn drawing(
        &self,
        framework: &Framework,
        achievement: &Achievement,
        level: Level,
        (slug, name): (&str, &str),
    ) -> Result<String, NotDrawn> {
        let face = face(framework, achievement, Some(level), name);
        match self.0.get(&(slug.to_owned(), achievement.slug.clone())) {
            Some(own) => Ok(artwork::framed(&marked(own, level)?, &face)),
            None => artwork::svg(&face),
        }
    }
}

type Marked = Mutex<HashMap<([u8; 32], Level), Arc<Vec<u8>>>>;

/// A picture with its level, drawn once.
fn marked(picture: &[u8], level: Level) -> Result<Arc<Vec<u8>>, NotDrawn> {
    static MARKED: LazyLock<Marked> = LazyLock::new(Marked::default);
    let key = (Sha256::digest(picture).into(), level);
    let known = || MARKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(drawn) = known().get(&key) {
        return Ok(Arc::clone(drawn));
    }
    let drawn = Arc::new(artwork::marked(picture, level)?);
    let mut known = known();
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(key, Arc::clone(&drawn));
    Ok(drawn)
}
