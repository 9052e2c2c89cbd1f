//! Other forms of an award, at its holder's request: one signed text (VC-JWT), or a drawing with the badge in it (SVG).
//!
//! **Invariant:** a form says what the award's own original says, to the letter, with the same identifier and the same
//! place in the same status list. It is made from an original whose proof holds and never from a record, so nothing
//! else can be signed here; a token is a second signature of the same organisation over the same credential, by its
//! key in force, noted in the audit; an award that was taken back is not signed again.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::achievement_uri;
use super::pictures::Pictures;
use super::published::{OwnDocuments, own_documents};
use super::service::{Desk, IssuingError};
use super::store::{self, AwardRow};
use crate::openbadges::data_integrity::LocalSigner;
use crate::openbadges::issue::{Level, jws};
use crate::openbadges::png::{self, Keyword};
use crate::openbadges::{Authentic, Question, TrustList, svg, verify};

/// What a holder may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The credential as one signed text, for wallets that read no embedded proof.
    Jwt,
    /// The picture as a drawing, with both standards in it as far as both are at hand.
    Svg,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Jwt, Self::Svg];

    /// The ending of its file.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Svg => "svg",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jwt => "application/vc+jwt",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// Makes other forms of awards of this installation.
pub struct Forms<'a> {
    desk: &'a Desk,
    own: OwnDocuments,
}

impl<'a> Forms<'a> {
    /// Reads once what our issuers publish now.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn open(desk: &'a Desk) -> Result<Self, IssuingError> {
        let own = own_documents(&desk.pool, &desk.base).await?;
        Ok(Self { desk, own })
    }

    /// One form of an award, from the files in which it is kept. `actor` is who asked, in the audit: `holder`,
    /// `operator`.
    ///
    /// # Errors
    ///
    /// [`IssuingError::NoOriginal`] when none of the files proves an award of ours in Open Badges 3.0;
    /// [`IssuingError::UnknownAward`] when a token is asked for of one that was taken back.
    pub async fn make(
        &self,
        originals: &[&[u8]],
        form: Form,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, IssuingError> {
        let (proven, award) = self.proven(originals, now).await?;
        match form {
            Form::Jwt => self.token(&proven, &award, actor, now).await,
            Form::Svg => self.drawing(&proven, &award).await,
        }
    }

    /// The texts of the award that these files are of, each believed for its own proof.
    async fn proven(
        &self,
        originals: &[&[u8]],
        now: DateTime<Utc>,
    ) -> Result<(Proven, AwardRow), IssuingError> {
        let trust = TrustList::new();
        let question = Question {
            recipient: None,
            at: now,
            documents: &self.own,
            trust: &trust,
        };
        let mut credential: Option<(String, String)> = None;
        let mut assertions = Vec::new();
        for text in originals.iter().flat_map(|original| texts(original)) {
            let Ok(badge) = verify(text.as_bytes(), &question) else {
                continue;
            };
            let report = badge.report();
            if report.authentic != Authentic::Yes {
                continue;
            }
            let issuer = badge.issuer_uri().to_owned();
            let id = badge.credential_uri().to_owned();
            match (report.standard, text.starts_with('{')) {
                // Its own document is preferred to a token that holds it.
                // And not what a refresh service might have answered.
                ("OB 3.0", embedded) if (embedded || credential.is_none()) && says(&text, &id) => {
                    credential = Some((issuer, text));
                }
                ("OB 2.0", false) => assertions.push((issuer, id, text)),
                _ => {}
            }
        }
        let (issuer, credential) = credential.ok_or(IssuingError::NoOriginal)?;
        let id = identifier(&credential).ok_or(IssuingError::NoOriginal)?;
        let award = store::award(&self.desk.pool, &id).await?;
        let award = award
            .filter(|award| award.issuer_uri == issuer)
            .ok_or(IssuingError::NoOriginal)?;
        let older = self.desk.base.ob2_issuer_uri(&award.organisation);
        let assertion = assertions
            .into_iter()
            .find(|(issuer, of, _)| *issuer == older && *of == id)
            .map(|(_, _, text)| text);
        let proven = Proven {
            id,
            credential,
            assertion,
        };
        Ok((proven, award))
    }

    async fn token(
        &self,
        proven: &Proven,
        award: &AwardRow,
        actor: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, IssuingError> {
        if !proven.credential.starts_with('{') {
            return Ok(proven.credential.clone().into_bytes());
        }
        let mut credential: Value =
            serde_json::from_str(&proven.credential).map_err(|_| IssuingError::NoOriginal)?;
        if let Some(document) = credential.as_object_mut() {
            document.remove("proof");
        }
        let key = self.desk.key(&award.organisation)?;
        let method = &*key.verification_method;
        let mut tx = self.desk.pool.begin().await?;
        if !store::note_signature(&mut tx, award.id, (actor, method), now).await? {
            return Err(IssuingError::UnknownAward(proven.id.clone()));
        }
        let token = jws::token(&credential, &LocalSigner::new(key.secret.clone(), method))?;
        tx.commit().await?;
        Ok(token.into_bytes())
    }

    async fn drawing(&self, proven: &Proven, award: &AwardRow) -> Result<Vec<u8>, IssuingError> {
        let desk = self.desk;
        let slugs = desk.framework.achievements.iter();
        let slug = slugs
            .map(|achievement| &achievement.slug)
            .find(|slug| achievement_uri(&desk.base, slug) == award.achievement_uri)
            .ok_or_else(|| IssuingError::UnknownAchievement(award.achievement_uri.clone()))?;
        let level = u8::try_from(award.level).ok();
        let level = level.and_then(|number| Level::try_from(number).ok());
        let level = level.ok_or(IssuingError::NoOriginal)?;
        let organisation = &award.organisation;
        let pictures = Pictures::of_one(&desk.pool, &desk.base, organisation, slug).await?;
        let mut drawing = pictures.drawing(
            &desk.framework,
            desk.achievement(slug)?,
            level,
            (organisation, &award.organisation_name),
        )?;
        if let Some(assertion) = &proven.assertion {
            drawing = svg::bake(&drawing, Keyword::OpenBadges, assertion)?;
        }
        drawing = svg::bake(&drawing, Keyword::OpenBadgeCredential, &proven.credential)?;
        Ok(drawing.into_bytes())
    }
}

/// What was proven of one award.
struct Proven {
    id: String,
    /// Open Badges 3.0: the document, or a token.
    credential: String,
    /// Open Badges 2.0, where that was at hand.
    assertion: Option<String>,
}

/// Every badge in a file: both standards of an image, or the text that it is.
fn texts(original: &[u8]) -> Vec<String> {
    if let Ok(texts) = png::texts(original) {
        return texts;
    }
    let Ok(text) = std::str::from_utf8(original) else {
        return Vec::new();
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    match svg::texts(text) {
        Ok(found) if text.starts_with('<') => found.into_iter().map(|(_, text)| text).collect(),
        _ => vec![text.to_owned()],
    }
}

/// The identifier of the credential in a text.
fn identifier(text: &str) -> Option<String> {
    let document = if text.starts_with('{') {
        serde_json::from_str(text).ok()?
    } else {
        crate::openbadges::issue::ob2::payload(text)?
    };
    let id = document.get("id").or_else(|| document.get("jti"))?;
    Some(id.as_str()?.to_owned())
}

fn says(text: &str, id: &str) -> bool {
    identifier(text).is_some_and(|found| found == id)
}
