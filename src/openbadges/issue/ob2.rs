//! The same award as Open Badges 2.0: a signed assertion, and the documents that it rests on.
//!
//! There is one badge class a level, tied to the two others by `related`; an alignment with the level of the
//! achievement (`…#niveau-2`) says which it is. Signing is with the issuer's Ed25519
//! key (`EdDSA`, RFC 8037): the standard only says “JWS”, and 1EdTech's own validator reads RSA keys alone.
//!
//! **Invariant:** the signed text names the recipient by a salted hash only, and is never published: what is
//! published are the badge classes, the issuer's profile, its key and its revocation list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::jws::compact;
use super::{
    AchievementRecord, AwardRecord, LEVELS, Level, ProfileRecord, evidence, instant, level_uri,
};
use crate::openbadges::data_integrity::Signer;
use crate::openbadges::identity;
use crate::openbadges::multikey::PublicKey;

/// The context of Open Badges 2.0.
pub const OPEN_BADGES_V2: &str = "https://w3id.org/openbadges/v2";

/// Where the documents that an assertion rests on are published, each under its own HTTPS address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// The issuer's profile.
    pub issuer: String,
    /// The organisation's own address for questions; the standard wants one, and it is no person's.
    pub email: String,
    /// The issuer's key.
    pub key: String,
    /// The badge classes of the three levels, low to high.
    pub classes: [ClassPublication; 3],
    /// The list of what the issuer took back.
    #[serde(default)]
    pub revocation_list: Option<String>,
}

/// Where one badge class and its picture are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClassPublication {
    /// The badge class.
    pub id: String,
    /// Its picture, PNG or SVG.
    pub image: String,
}

impl Publication {
    fn class(&self, level: Level) -> &ClassPublication {
        &self.classes[usize::from(level.number()) - 1]
    }

    /// The address of a level's picture.
    #[must_use]
    pub fn image(&self, level: Level) -> &str {
        &self.class(level).image
    }
}

/// The award as an `Assertion` whose verification is by signature.
#[must_use]
pub fn assertion(record: &AwardRecord, publication: &Publication) -> Value {
    let recipient = &record.recipient;
    let kind = if identity::is_own_name(&recipient.email) {
        "url"
    } else {
        "email"
    };
    let mut assertion = json!({
        "@context": OPEN_BADGES_V2,
        "type": "Assertion",
        "id": record.id,
        "recipient": {
            "type": kind,
            "hashed": true,
            "salt": recipient.salt,
            "identity": identity::hash(&recipient.email, &recipient.salt),
        },
        "badge": publication.class(record.level).id,
        "verification": { "type": "SignedBadge", "creator": publication.key },
        "issuedOn": instant(record.awarded_at),
    });
    if let Some(until) = record.valid_until {
        assertion["expires"] = json!(instant(until));
    }
    // The picture of the level is the class's: said again, it would pass for this person's baked image.
    let class_image = &publication.class(record.level).image;
    if let Some(image) = record.image.as_ref().filter(|image| *image != class_image) {
        assertion["image"] = json!(image);
    }
    if !record.evidence.is_empty() {
        assertion["evidence"] = record.evidence.iter().map(evidence).collect();
    }
    assertion
}

/// An assertion that is believed for standing at `url`, an address that nobody can guess.
///
/// Publishing it publishes the recipient's hash and salt: only at the holder's request, with that said.
#[must_use]
pub fn hosted(mut assertion: Value, url: &str) -> Value {
    assertion["id"] = json!(url);
    assertion["verification"] = json!({ "type": "HostedBadge" });
    assertion
}

/// The assertion in a signed one; nothing is judged. `None`: no compact JWS of a JSON object.
#[must_use]
pub fn payload(signed: &str) -> Option<Value> {
    let part = signed.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    let payload: Value = serde_json::from_slice(&bytes).ok()?;
    payload.is_object().then_some(payload)
}

/// What a hosted assertion's address answers, with 410, once it is taken back (Open Badges 2.0, Assertion).
#[must_use]
pub fn revoked(url: &str, reason: &str) -> Value {
    json!({
        "@context": OPEN_BADGES_V2,
        "type": "Assertion",
        "id": url,
        "revoked": true,
        "revocationReason": reason,
    })
}

/// An assertion as the text that is baked and sent: a compact JWS (Open Badges 2.0, Signed Badges).
#[must_use]
pub fn sign(assertion: &Value, signer: &dyn Signer) -> String {
    compact(&json!({ "alg": "EdDSA" }), assertion, signer)
}

/// The `BadgeClass` of one level of an achievement.
#[must_use]
pub fn badge_class(
    achievement: &AchievementRecord,
    level: Level,
    publication: &Publication,
) -> Value {
    let class = publication.class(level);
    let related: Value = Level::ALL
        .iter()
        .filter(|other| **other != level)
        .map(|other| json!({ "type": ["BadgeClass"], "id": publication.class(*other).id }))
        .collect();
    let mut badge_class = json!({
        "@context": OPEN_BADGES_V2,
        "type": "BadgeClass",
        "id": class.id,
        "@language": "fr",
        "name": format!("{} · {}", achievement.name, level.name()),
        "description": achievement.description,
        "image": class.image,
        "criteria": {
            "id": achievement.id,
            "narrative": achievement.criteria[usize::from(level.number()) - 1],
        },
        "issuer": publication.issuer,
        "tags": [LEVELS[usize::from(level.number()) - 1]],
        "related": related,
    });
    let own = json!({
        "targetName": level.name(),
        "targetUrl": level_uri(&achievement.id, level),
        "targetFramework": achievement.name,
    });
    let others = achievement.alignment.iter().map(alignment);
    badge_class["alignment"] = [own].into_iter().chain(others).collect();
    badge_class
}

fn alignment(record: &super::AlignmentRecord) -> Value {
    let mut alignment = json!({ "targetName": record.name, "targetUrl": record.url });
    if let Some(framework) = &record.framework {
        alignment["targetFramework"] = json!(framework);
    }
    alignment
}

/// The issuer's profile (`Issuer`), which owns up to its key and its revocation list.
#[must_use]
pub fn issuer(record: &ProfileRecord, publication: &Publication) -> Value {
    let mut issuer = json!({
        "@context": OPEN_BADGES_V2,
        "type": "Issuer",
        "id": publication.issuer,
        "name": record.name,
        "url": record.url.as_deref().unwrap_or(&publication.issuer),
        "email": publication.email,
        "publicKey": publication.key,
    });
    if let Some(list) = &publication.revocation_list {
        issuer["revocationList"] = json!(list);
    }
    issuer
}

/// A key in PEM (RFC 8410); none of a key that is no point of its curve.
#[must_use]
pub fn pem(key: &PublicKey) -> Option<String> {
    match key {
        PublicKey::Ed25519(point) => VerifyingKey::from_bytes(point)
            .ok()?
            .to_public_key_pem(LineEnding::LF)
            .ok(),
        PublicKey::P256(point) => p256::PublicKey::from_sec1_bytes(point)
            .ok()?
            .to_public_key_pem(LineEnding::LF)
            .ok(),
        PublicKey::P384(point) => p384::PublicKey::from_sec1_bytes(point)
            .ok()?
            .to_public_key_pem(LineEnding::LF)
            .ok(),
    }
}

/// The page of the issuer's key (`CryptographicKey`).
#[must_use]
pub fn key(pem: &str, publication: &Publication) -> Value {
    json!({
        "@context": OPEN_BADGES_V2,
        "type": "CryptographicKey",
        "id": publication.key,
        "owner": publication.issuer,
        "publicKeyPem": pem,
    })
}

/// The issuer's `RevocationList` at `url`: each assertion that was taken back, with the reason.
///
/// One alone is named twice, as an object and as a text: in the JSON-LD of 1EdTech's validator a list of one
/// stops being a list, and it would find nothing.
#[must_use]
pub fn revocation_list(
    url: &str,
    publication: &Publication,
    revoked: &[(String, String)],
) -> Value {
    let mut entries: Vec<Value> = revoked
        .iter()
        .map(|(id, reason)| json!({ "id": id, "revocationReason": reason }))
        .collect();
    if let [(id, _)] = revoked {
        entries.push(json!(id));
    }
    json!({
        "@context": OPEN_BADGES_V2,
        "type": "RevocationList",
        "id": url,
        "issuer": publication.issuer,
        "revokedAssertions": entries,
    })
}

/// Everything that has to answer for an assertion of this achievement to be believed, by its URL.
///
/// The three classes, the profile, the key, and an empty revocation list where there is one.
#[must_use]
pub fn documents(
    record: &AwardRecord,
    publication: &Publication,
    pem: &str,
) -> Vec<(String, Value)> {
    let mut documents: Vec<(String, Value)> = Level::ALL
        .iter()
        .map(|level| {
            let class = badge_class(&record.achievement, *level, publication);
            (publication.class(*level).id.clone(), class)
        })
        .collect();
    documents.push((
        publication.issuer.clone(),
        issuer(&record.issuer, publication),
    ));
    documents.push((publication.key.clone(), key(pem, publication)));
    if let Some(list) = &publication.revocation_list {
        documents.push((list.clone(), revocation_list(list, publication, &[])));
    }
    documents
}
