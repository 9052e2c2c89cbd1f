//! Our awards as Open Badges 2.0: what a signed assertion rests on, and the assertions that holders want hosted.
//!
//! **Invariant:** what stands here for everyone names no person; a hosted assertion, which tells the recipient's
//! hash and salt, exists only after its holder asked for it, and nothing of it is left once they withdraw it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use serde_json::Value;
use sqlx::{PgConnection, PgPool};

use super::published::achievement_record;
use super::service::IssuingError;
use super::{assertions_store as store, segment};
use crate::clock::Clock;
use crate::network::framework::Framework;
use crate::network::keys::{self, KeyLine};
use crate::network::service::{self as network, NetworkError};
use crate::network::{Organisation, PublicBase};
use crate::openbadges::issue::ob2::{self, ClassPublication, Publication};
use crate::openbadges::issue::{Level, ProfileRecord};
use crate::openbadges::multikey;

/// Where an organisation's documents of Open Badges 2.0 stand: profile, key, the classes of an achievement.
pub(super) fn publication(
    base: &PublicBase,
    organisation: &str,
    key: &str,
    achievement: &str,
) -> Publication {
    let home = format!("/structures/{}", segment(organisation));
    let class = |level: Level| {
        let place = format!(
            "{home}/badges/{}/niveau-{}.json",
            segment(achievement),
            level.number()
        );
        ClassPublication {
            id: base.url(&place),
            image: base.url(&place.replace(".json", ".png")),
        }
    };
    Publication {
        issuer: base.ob2_issuer_uri(organisation),
        email: format!("{}@{}", segment(organisation), base.host()),
        key: base.url(&format!("{home}/cles/{}.json", segment(key))),
        classes: Level::ALL.map(class),
        revocation_list: Some(base.url(&format!("{home}/revocations.json"))),
    }
}

fn issuer_of(base: &PublicBase, organisation: &Organisation, keys: &[KeyLine]) -> Value {
    let slug = &organisation.slug;
    let record = ProfileRecord {
        id: organisation.issuer_uri.clone(),
        name: organisation.name.clone(),
        url: Some(base.url(&format!("/structures/{}", segment(slug)))),
    };
    let mut profile = ob2::issuer(&record, &publication(base, slug, "", ""));
    profile["publicKey"] = keys
        .iter()
        .map(|key| publication(base, slug, key.name(), "").key)
        .collect();
    profile
}

fn key_of(base: &PublicBase, key: &KeyLine) -> Option<Value> {
    let pem = ob2::pem(&multikey::decode(&key.public_key_multibase).ok()?)?;
    Some(ob2::key(
        &pem,
        &publication(base, &key.organisation, key.name(), ""),
    ))
}

fn class_of(
    framework: &Framework,
    base: &PublicBase,
    organisation: &str,
    achievement: &str,
    level: Level,
) -> Option<Value> {
    let mut all = framework.achievements.iter();
    let found = all.find(|one| one.slug == achievement)?;
    let record = achievement_record(framework, base, found);
    let publication = publication(base, organisation, "", achievement);
    Some(ob2::badge_class(&record, level, &publication))
}

fn revocations_of(base: &PublicBase, organisation: &str, revoked: &[(String, String)]) -> Value {
    let publication = publication(base, organisation, "", "");
    let url = publication.revocation_list.clone().unwrap_or_default();
    ob2::revocation_list(&url, &publication, revoked)
}

/// An organisation's profile, with every key that it ever signed with; `None`: no such organisation.
///
/// # Errors
///
/// When the database refuses.
pub async fn issuer(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
) -> Result<Option<Value>, IssuingError> {
    let Some((organisation, _)) = network::organisation(pool, slug).await? else {
        return Ok(None);
    };
    let keys = keys::published(pool, Some(slug)).await?;
    Ok(Some(issuer_of(base, &organisation, &keys)))
}

/// The document of an organisation's key; `None`: no such key.
///
/// # Errors
///
/// When the database refuses.
pub async fn key(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
    name: &str,
) -> Result<Option<Value>, IssuingError> {
    let keys = keys::published(pool, Some(slug)).await?;
    let found = keys.iter().find(|key| key.name() == name);
    Ok(found.and_then(|key| key_of(base, key)))
}

/// The badge class of one level, as an organisation awards it; `None`: no such one.
///
/// # Errors
///
/// When the database refuses, or the embedded framework cannot be read.
pub async fn class(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
    achievement: &str,
    level: Level,
) -> Result<Option<Value>, IssuingError> {
    if network::organisation(pool, slug).await?.is_none() {
        return Ok(None);
    }
    let framework = Framework::read().map_err(NetworkError::from)?;
    Ok(class_of(&framework, base, slug, achievement, level))
}

/// What an organisation took back, each with its reason; `None`: no such organisation.
///
/// # Errors
///
/// When the database refuses.
pub async fn revocations(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
) -> Result<Option<Value>, IssuingError> {
    if network::organisation(pool, slug).await?.is_none() {
        return Ok(None);
    }
    let revoked = store::revoked(pool, Some(slug)).await?;
    let revoked: Vec<_> = revoked.into_iter().map(|(_, entry)| entry).collect();
    Ok(Some(revocations_of(base, slug, &revoked)))
}

/// What our own addresses answer about assertions; badge classes are many, and made when asked for.
#[derive(Debug)]
pub(super) struct Published {
    base: PublicBase,
    framework: Framework,
    organisations: BTreeSet<String>,
}

impl Published {
    /// The same answers as our addresses give now: profiles, keys and revocation lists are handed to `insert`.
    pub(super) async fn read(
        pool: &PgPool,
        base: &PublicBase,
        mut insert: impl FnMut(String, Value),
    ) -> Result<Self, NetworkError> {
        let keys = keys::published(pool, None).await?;
        let revoked = store::revoked(pool, None).await?;
        let mut organisations = BTreeSet::new();
        for organisation in network::organisations(pool).await? {
            let slug = organisation.slug.clone();
            let places = publication(base, &slug, "", "");
            let own: Vec<_> = keys
                .iter()
                .filter(|key| key.organisation == slug)
                .cloned()
                .collect();
            insert(places.issuer, issuer_of(base, &organisation, &own));
            for key in &own {
                if let Some(document) = key_of(base, key) {
                    insert(publication(base, &slug, key.name(), "").key, document);
                }
            }
            let entries: Vec<_> = revoked
                .iter()
                .filter(|(of, _)| *of == slug)
                .map(|(_, entry)| entry.clone())
                .collect();
            if let Some(list) = places.revocation_list {
                insert(list, revocations_of(base, &slug, &entries));
            }
            organisations.insert(slug);
        }
        Ok(Self {
            base: base.clone(),
            framework: Framework::read()?,
            organisations,
        })
    }

    /// The badge class at an address of ours.
    pub(super) fn class(&self, url: &str) -> Option<Value> {
        let place = url.strip_prefix(&self.base.url("/structures/"))?;
        let mut parts = place.split('/');
        let (organisation, room) = (parts.next()?, parts.next()?);
        let (achievement, level) = (parts.next()?, parts.next()?);
        let level = level.strip_prefix("niveau-")?.strip_suffix(".json")?;
        let level = Level::try_from(level.parse::<u8>().ok()?).ok()?;
        if room != "badges" || parts.next().is_some() || !self.organisations.contains(organisation)
        {
            return None;
        }
        class_of(
            &self.framework,
            &self.base,
            organisation,
            achievement,
            level,
        )
    }
}

/// What stands at the address of a hosted assertion.
#[derive(Debug, Clone, PartialEq)]
pub enum Hosted {
    /// The assertion.
    Stands(Value),
    /// Its issuer took it back: what is said with 410 (Open Badges 2.0, Assertion, `revoked`).
    Revoked(Value),
}

/// Where a hosted assertion stands.
fn address(base: &PublicBase, token: &str) -> String {
    base.url(&format!("/assertions/{token}"))
}

/// Publishes the assertion of an award at an address that nobody can guess, at its holder's request: with it
/// everyone who has that address learns the recipient's hash and salt. Asked again, the same address answers.
///
/// `signed` is the award's signed assertion, whose signature the caller has verified.
///
/// # Errors
///
/// [`IssuingError::UnknownAward`] when it is none of ours, or was revoked.
pub async fn host(
    pool: &PgPool,
    base: &PublicBase,
    signed: &str,
    clock: &dyn Clock,
    rng: &mut impl Rng,
) -> Result<String, IssuingError> {
    let unknown = || IssuingError::UnknownAward("in this badge".to_owned());
    let assertion = ob2::payload(signed).ok_or_else(unknown)?;
    let award = assertion["id"].as_str().ok_or_else(unknown)?;
    let mut secret = [0; 16];
    rng.fill_bytes(&mut secret);
    let token = URL_SAFE_NO_PAD.encode(secret);
    let hosted = ob2::hosted(assertion.clone(), &address(base, &token));
    let token = store::host(pool, &token, award, &hosted, clock.now())
        .await?
        .ok_or_else(unknown)?;
    Ok(address(base, &token))
}

/// Ends the publication of an award's assertion, without a trace; tells whether there was one.
///
/// # Errors
///
/// When the database refuses.
pub async fn withdraw(pool: &PgPool, award: &str) -> Result<bool, IssuingError> {
    Ok(store::withdraw(pool, award).await?)
}

/// What stands at a hosted assertion's address; `None`: nothing, or nothing any more.
///
/// # Errors
///
/// When the database refuses.
pub async fn hosted(
    public: &PgPool,
    base: &PublicBase,
    token: &str,
) -> Result<Option<Hosted>, IssuingError> {
    let Some(found) = store::hosted(public, token).await? else {
        return Ok(None);
    };
    if found.revoked_at.is_none() {
        return Ok(Some(Hosted::Stands(found.document)));
    }
    let reason = found.revoked_reason.unwrap_or_default();
    let said = ob2::revoked(&address(base, token), &reason);
    Ok(Some(Hosted::Revoked(said)))
}

/// What an organisation here keeps of these awards, by table: the award, and its hosted form where there is one.
///
/// # Errors
///
/// When the database refuses.
pub async fn told(pool: &PgPool, awards: &[String]) -> Result<Vec<(String, Value)>, sqlx::Error> {
    store::told(pool, awards).await
}

/// Takes the hosted forms of these awards back, in the caller's transaction. That they were awarded stays: it names
/// nobody.
///
/// # Errors
///
/// When the database refuses.
pub async fn withdraw_all(tx: &mut PgConnection, awards: &[String]) -> Result<(), sqlx::Error> {
    store::withdraw_all(tx, awards).await
}
