//! What is published about issuers and achievements: facts of the framework and of the keys, and no person.

use serde_json::Value;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::artwork::{self, Face};
use super::pictures::Pictures;
use super::service::IssuingError;
use super::{achievement_uri, assertions, segment, store};
use crate::network::PublicBase;
use crate::network::framework::{Achievement, Framework};
use crate::network::keys;
use crate::network::service::{self as network, NetworkError};
use crate::openbadges::issue::{self, AchievementRecord, AlignmentRecord, Level, ProfileRecord};
use crate::openbadges::{DocumentIndex, Documents, Memory, OutOfReach};

fn colour<'a>(framework: &'a Framework, achievement: &Achievement) -> &'a str {
    framework
        .competences
        .iter()
        .find(|competence| competence.code == achievement.competence)
        .and_then(|competence| {
            let mut families = framework.families.iter();
            families.find(|family| family.code == competence.family)
        })
        .map_or(PLAIN, |family| &family.colour)
}

/// The colour of what is in no family.
const PLAIN: &str = "#444444";

/// What the picture of an achievement says.
pub(super) fn face<'a>(
    framework: &'a Framework,
    achievement: &'a Achievement,
    level: Option<Level>,
    organisation: &'a str,
) -> Face<'a> {
    Face {
        colour: colour(framework, achievement),
        competence: &achievement.name,
        level,
        organisation,
    }
}

/// An achievement as its credentials and its own page show it.
pub(super) fn achievement_record(
    framework: &Framework,
    base: &PublicBase,
    achievement: &Achievement,
) -> AchievementRecord {
    let uri = achievement_uri(base, &achievement.slug);
    let network = framework
        .networks
        .iter()
        .find(|network| network.slug == achievement.network);
    let alignment = framework
        .competences
        .iter()
        .find(|competence| competence.code == achievement.competence)
        .and_then(|competence| {
            Some(AlignmentRecord {
                name: competence.name_fr.clone(),
                url: competence.alignment.clone()?,
                framework: Some("ESCO".to_owned()),
            })
        });
    AchievementRecord {
        name: achievement.name.clone(),
        description: achievement.description.clone(),
        criteria: achievement.criteria().map(str::to_owned),
        creator: ProfileRecord {
            id: base.url(&format!("/reseaux/{}", segment(&achievement.network))),
            name: network.map_or_else(String::new, |network| network.name.clone()),
            url: None,
        },
        image: Some(format!("{uri}/image.png")),
        alignment: alignment.into_iter().collect(),
        id: uri,
    }
}

/// The document that stands at an achievement's address; `None`: no such achievement.
///
/// # Errors
///
/// When the embedded framework cannot be read.
pub fn achievement_document(base: &PublicBase, slug: &str) -> Result<Option<Value>, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let found = framework.achievements.iter().find(|a| a.slug == slug);
    Ok(found.map(|found| {
        let mut document = issue::achievement(&achievement_record(&framework, base, found));
        document["@context"] = serde_json::json!([issue::CREDENTIALS_V2, issue::OPEN_BADGES_V3]);
        document
    }))
}

/// The picture of an achievement, before anyone reached a level in it; `None`: no such achievement.
///
/// # Errors
///
/// When it cannot be drawn.
pub fn achievement_picture(slug: &str) -> Result<Option<Vec<u8>>, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let Some(found) = framework.achievements.iter().find(|a| a.slug == slug) else {
        return Ok(None);
    };
    let mut networks = framework.networks.iter();
    let network = networks.find(|network| network.slug == found.network);
    let network = network.map_or("", |network| &network.name);
    let picture = artwork::picture(&face(&framework, found, None, network))?;
    Ok(Some(picture.to_vec()))
}

/// The picture of a competence at a level: the same for everybody, and it tells no organisation. `None`: no such
/// competence, or no such level.
///
/// # Errors
///
/// When it cannot be drawn.
pub fn competence_picture(code: &str, level: u8) -> Result<Option<Vec<u8>>, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let mut competences = framework.competences.iter();
    let found = competences.find(|competence| competence.code == code);
    let (Some(found), Ok(level)) = (found, Level::try_from(level)) else {
        return Ok(None);
    };
    let colour = framework
        .family_of(&found.code)
        .map(|family| &*family.colour);
    let picture = artwork::picture(&Face {
        colour: colour.unwrap_or(PLAIN),
        competence: &found.name_fr,
        level: Some(level),
        organisation: "",
    })?;
    Ok(Some(picture.to_vec()))
}

/// The profile that stands at a network's address; `None`: no such network.
///
/// # Errors
///
/// When the embedded framework cannot be read.
pub fn network_document(base: &PublicBase, slug: &str) -> Result<Option<Value>, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let found = framework.networks.iter().find(|n| n.slug == slug);
    Ok(found.map(|found| {
        serde_json::json!({
            "@context": [issue::CREDENTIALS_V2, issue::OPEN_BADGES_V3],
            "id": base.url(&format!("/reseaux/{}", segment(slug))),
            "type": ["Profile"],
            "name": found.name,
        })
    }))
}

/// The picture of one level of an achievement, as an organisation awards it; `None`: no such one.
///
/// # Errors
///
/// When the database refuses, or the picture cannot be drawn.
pub async fn class_picture(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
    achievement: &str,
    level: Level,
) -> Result<Option<Vec<u8>>, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let found = framework
        .achievements
        .iter()
        .find(|one| one.slug == achievement);
    let (Some(found), Some((organisation, _))) = (found, network::organisation(pool, slug).await?)
    else {
        return Ok(None);
    };
    let pictures = Pictures::of_one(pool, base, slug, achievement).await?;
    let picture = pictures.picture(&framework, found, level, (slug, &organisation.name))?;
    Ok(Some(picture.to_vec()))
}

/// A signed status list, as it is served; `None`: no such list.
///
/// # Errors
///
/// When the database refuses.
pub async fn status_list(pool: &PgPool, id: Uuid) -> Result<Option<String>, IssuingError> {
    Ok(store::list_document(pool, id).await?)
}

/// The signed status lists of an organisation as a transaction sees them: the first ones of its own too.
///
/// # Errors
///
/// When the database refuses.
pub async fn status_lists(
    db: impl PgExecutor<'_>,
    organisation: &str,
) -> Result<DocumentIndex, IssuingError> {
    let mut documents = DocumentIndex::new();
    for (url, document) in store::list_documents(db, Some(organisation)).await? {
        documents.insert(url, document.into_bytes());
    }
    Ok(documents)
}

/// What the addresses of this installation answer about its own issuers, without asking over the network.
#[derive(Debug)]
pub struct OwnDocuments {
    documents: DocumentIndex,
    assertions: assertions::Published,
    memory: Memory,
}

impl Documents for OwnDocuments {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        match self.assertions.class(url) {
            Some(class) => Ok(class.to_string().into_bytes()),
            None => self.documents.document(url),
        }
    }

    fn memory(&self) -> Option<&Memory> {
        Some(&self.memory)
    }
}

/// Keys, status lists and documents of Open Badges 2.0 of this installation's issuers, as they are now.
///
/// # Errors
///
/// When the database refuses.
pub async fn own_documents(pool: &PgPool, base: &PublicBase) -> Result<OwnDocuments, NetworkError> {
    let mut documents = DocumentIndex::new();
    for (url, document) in keys::did_documents(pool, base).await? {
        documents.insert(url, document.to_string().into_bytes());
    }
    for (url, document) in store::list_documents(pool, None).await? {
        documents.insert(url, document.into_bytes());
    }
    let insert = |url, document: Value| {
        documents.insert(url, document.to_string().into_bytes());
    };
    let assertions = assertions::Published::read(pool, base, insert).await?;
    Ok(OwnDocuments {
        documents,
        assertions,
        memory: Memory::default(),
    })
}
