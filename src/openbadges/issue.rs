//! What we issue: from the record of an award to an unsigned Open Badges 3.0 credential, and status lists.
//! The same record as Open Badges 2.0 is in [`ob2`], a credential as one signed text in [`jws`].
//!
//! The order of `rubricCriterionLevel` is not covered by an RDF signature (it is a set); the member `level`
//! of each, `"1"` to `"3"`, is, and so says which comes before which.
//!
//! **Invariant:** no address leaves here in clear: the recipient is a salted hash and a subject that is used
//! for this credential alone. What is returned has no proof yet ([`super::data_integrity::sign`]).

pub mod jws;
mod levels;
pub mod ob2;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::identity;
use super::status::StatusList;

/// The context of Verifiable Credentials 2.0.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// The context of Open Badges 3.0, at its version 3.0.3.
pub const OPEN_BADGES_V3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The names of the three levels, low to high.
pub const LEVELS: [&str; 3] = ["Je fais", "Je transmets", "Je pilote"];

/// How well: 1 *Je fais*, 2 *Je transmets*, 3 *Je pilote*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

/// There are three levels, 1 to 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a level: 1, 2 or 3")]
pub struct NotALevel(u8);

impl Level {
    /// The three, low to high.
    pub const ALL: [Self; 3] = [Self(1), Self(2), Self(3)];

    /// 1, 2 or 3.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Its name, in French.
    #[must_use]
    pub fn name(self) -> &'static str {
        LEVELS[usize::from(self.0) - 1]
    }
}

impl TryFrom<u8> for Level {
    type Error = NotALevel;

    fn try_from(number: u8) -> Result<Self, NotALevel> {
        if (1..=3).contains(&number) {
            Ok(Self(number))
        } else {
            Err(NotALevel(number))
        }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// Who awards, or who owns the criteria (`Profile`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfileRecord {
    /// Its URI: a `did:web`, a `did:key` or a page.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
}

/// The counterpart of an achievement in a framework of competences (`Alignment`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlignmentRecord {
    /// The counterpart's name.
    pub name: String,
    /// The counterpart's URI.
    pub url: String,
    /// The framework's name, such as `ESCO`.
    #[serde(default)]
    pub framework: Option<String>,
}

/// What is earned (`Achievement`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AchievementRecord {
    /// Its URI, the same in every credential.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is about, in a sentence.
    pub description: String,
    /// The criteria of the three levels, low to high.
    pub criteria: [String; 3],
    /// The network that owns the criteria.
    pub creator: ProfileRecord,
    /// The URL of its image.
    #[serde(default)]
    pub image: Option<String>,
    /// Its counterparts in frameworks.
    #[serde(default)]
    pub alignment: Vec<AlignmentRecord>,
}

/// Whose badge it is. Stays with the issuer and the holder: only its hash enters the credential.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecipientRecord {
    /// The address, in clear; for somebody without one, the own name of their account (`urn:uuid:` and random bits).
    pub email: String,
    /// The salt of this credential: 128 random bits as text.
    pub salt: String,
    /// The pairwise subject: drawn for this credential alone.
    pub subject: Uuid,
}

impl std::fmt::Debug for RecipientRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecipientRecord({}, …)", self.subject)
    }
}

/// Where the credential's revocation will be said (`BitstringStatusListEntry`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusRecord {
    /// The URL of the list.
    pub list: String,
    /// Its bit in the list, 0 left-most.
    pub index: u32,
}

/// What the award rests on, as far as the holder wants it said (`Evidence`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvidenceRecord {
    /// What it is.
    pub name: String,
    /// The situation, told.
    #[serde(default)]
    pub narrative: Option<String>,
    /// Where it can be seen.
    #[serde(default)]
    pub url: Option<String>,
}

/// All that is known of one award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardRecord {
    /// The credential's URI: `urn:uuid:` and random bits.
    pub id: String,
    /// Who awards.
    pub issuer: ProfileRecord,
    /// What is earned.
    pub achievement: AchievementRecord,
    /// How well.
    pub level: Level,
    /// Who earned it.
    pub recipient: RecipientRecord,
    /// Since when it holds.
    pub awarded_at: DateTime<Utc>,
    /// Until when it holds, if not for good.
    #[serde(default)]
    pub valid_until: Option<DateTime<Utc>>,
    /// Where its revocation would be said.
    #[serde(default)]
    pub status: Option<StatusRecord>,
    /// The URL of its image.
    #[serde(default)]
    pub image: Option<String>,
    /// What it rests on; none by default.
    #[serde(default)]
    pub evidence: Vec<EvidenceRecord>,
}

/// The unsigned credential of an award (Open Badges 3.0, `AchievementCredential`; VCDM 2.0).
#[must_use]
pub fn credential(record: &AwardRecord) -> Value {
    let name = format!("{} · {}", record.achievement.name, record.level.name());
    let mut credential = Map::new();
    let mut put = |member: &str, value: Value| {
        credential.insert(member.to_owned(), value);
    };
    put("@context", json!([CREDENTIALS_V2, OPEN_BADGES_V3]));
    put("id", json!(record.id));
    put(
        "type",
        json!(["VerifiableCredential", "OpenBadgeCredential"]),
    );
    put("name", json!(name));
    put("issuer", profile(&record.issuer));
    put("validFrom", json!(instant(record.awarded_at)));
    if let Some(until) = record.valid_until {
        put("validUntil", json!(instant(until)));
    }
    if let Some(url) = &record.image {
        put("image", image(url, &name));
    }
    put("credentialSubject", subject(record));
    if let Some(status) = &record.status {
        put("credentialStatus", status_entry(status));
    }
    if !record.evidence.is_empty() {
        put("evidence", record.evidence.iter().map(evidence).collect());
    }
    Value::Object(credential)
}

/// The unsigned credential that publishes a status list (`BitstringStatusListCredential`, purpose revocation).
///
/// `url` is where it is found, and the `list` of every [`StatusRecord`] in it.
#[must_use]
pub fn status_list_credential(
    url: &str,
    issuer: &str,
    list: &StatusList,
    since: DateTime<Utc>,
) -> Value {
    json!({
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(since),
        "credentialSubject": {
            "id": format!("{url}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": list.encode(),
        },
    })
}

/// The achievement as it stands in its credentials, and on its own page.
#[must_use]
pub fn achievement(record: &AchievementRecord) -> Value {
    let narrative: Vec<String> = LEVELS
        .iter()
        .zip(&record.criteria)
        .map(|(level, text)| format!("**{level}** : {text}"))
        .collect();
    let levels: Value = Level::ALL
        .iter()
        .zip(&record.criteria)
        .map(|(level, text)| {
            json!({
                "id": level_uri(&record.id, *level),
                "type": ["RubricCriterionLevel"],
                "name": level.name(),
                "description": text,
                "level": level.number().to_string(),
            })
        })
        .collect();
    let mut achievement = json!({
        "id": record.id,
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": record.name,
        "description": record.description,
        "inLanguage": "fr",
        "criteria": { "narrative": narrative.join("\n\n") },
        "creator": profile(&record.creator),
        "resultDescription": [{
            "id": levels_uri(&record.id),
            "type": ["ResultDescription"],
            "name": "Niveau",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": level_uri(&record.id, Level(1)),
            "rubricCriterionLevel": levels,
        }],
    });
    if let Some(url) = &record.image {
        achievement["image"] = image(url, &record.name);
    }
    if !record.alignment.is_empty() {
        achievement["alignment"] = record.alignment.iter().map(alignment).collect();
    }
    achievement
}

fn subject(record: &AwardRecord) -> Value {
    let recipient = &record.recipient;
    let achievement_uri = &record.achievement.id;
    let kind = if identity::is_own_name(&recipient.email) {
        "accountId"
    } else {
        "emailAddress"
    };
    json!({
        "id": recipient.subject.urn().to_string(),
        "type": ["AchievementSubject"],
        "identifier": [{
            "type": "IdentityObject",
            "hashed": true,
            "identityHash": identity::hash(&recipient.email, &recipient.salt),
            "identityType": kind,
            "salt": recipient.salt,
        }],
        "achievement": achievement(&record.achievement),
        "result": [{
            "type": ["Result"],
            "resultDescription": levels_uri(achievement_uri),
            "achievedLevel": level_uri(achievement_uri, record.level),
        }],
    })
}

fn levels_uri(achievement: &str) -> String {
    format!("{achievement}#niveaux")
}

fn level_uri(achievement: &str, level: Level) -> String {
    format!("{achievement}#niveau-{}", level.number())
}

fn profile(record: &ProfileRecord) -> Value {
    let mut profile = json!({ "id": record.id, "type": ["Profile"], "name": record.name });
    if let Some(url) = &record.url {
        profile["url"] = json!(url);
    }
    profile
}

fn image(url: &str, caption: &str) -> Value {
    json!({ "id": url, "type": "Image", "caption": caption })
}

fn alignment(record: &AlignmentRecord) -> Value {
    let mut alignment = json!({
        "type": ["Alignment"],
        "targetName": record.name,
        "targetUrl": record.url,
    });
    if let Some(framework) = &record.framework {
        alignment["targetFramework"] = json!(framework);
    }
    alignment
}

fn evidence(record: &EvidenceRecord) -> Value {
    let mut evidence = json!({ "type": ["Evidence"], "name": record.name });
    if let Some(url) = &record.url {
        evidence["id"] = json!(url);
    }
    if let Some(narrative) = &record.narrative {
        evidence["narrative"] = json!(narrative);
    }
    evidence
}

/// One status object a credential (`BitstringStatusList` 1.0, 2.1).
fn status_entry(status: &StatusRecord) -> Value {
    json!({
        "id": format!("{}#{}", status.list, status.index),
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": status.index.to_string(),
        "statusListCredential": status.list,
    })
}

/// In whole seconds, UTC.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests;
