//! Who awards what here, with which keys, and where it is published.

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use territoire_apprenant::openbadges::data_integrity::LocalSigner;
use territoire_apprenant::openbadges::issue::{AwardRecord, ob2};
use territoire_apprenant::openbadges::multikey;

/// The organisation that awards, by its `did:web`.
pub(crate) const ISSUER: &str = "did:web:badges.example:structures:espace-mirabeau";
/// Where the document of that identifier stands.
pub(crate) const ISSUER_DOCUMENT: &str =
    "https://badges.example/structures/espace-mirabeau/did.json";
/// Somebody else, with a name and keys of their own.
pub(crate) const STRANGER: &str = "did:web:stranger.example";
/// Where the stranger's document stands.
pub(crate) const STRANGER_DOCUMENT: &str = "https://stranger.example/.well-known/did.json";
/// The status list of the organisation; the second bit of [`INDEXES`] is set in it.
pub(crate) const STATUS_LIST: &str = "https://badges.example/statuts/1";
/// A badge that holds, and one that was taken back.
pub(crate) const INDEXES: [u32; 2] = [94_567, 94_568];
/// Whose badges these are.
pub(crate) const HOLDER: &str = "camille@example.invalid";

/// The organisation's key and the stranger's.
pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// The seed of the organisation's key.
pub(crate) const OWN: u8 = 41;
/// The seed of the stranger's key.
pub(crate) const OTHER: u8 = 42;

/// A signer under a `did:web`.
pub(crate) fn web_signer(did: &str, seed: u8) -> LocalSigner {
    LocalSigner::new(key(seed), format!("{did}#cle-2026"))
}

/// The document of a `did:web` with one key.
pub(crate) fn did_document(did: &str, seed: u8) -> Value {
    let method = format!("{did}#cle-2026");
    let signer = web_signer(did, seed);
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [{
            "id": method, "type": "Multikey", "controller": did,
            "publicKeyMultibase": multikey::encode(&signer.public_key()),
        }],
        "assertionMethod": [method],
    })
}

/// An award with nothing that may be left out, by an issuer that is a key.
pub(crate) fn simple(seed: u8) -> AwardRecord {
    let signer = LocalSigner::of_did_key(key(seed));
    let record = json!({
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
        "issuer": { "id": multikey::did_key(&signer.public_key()), "name": "Espace Mirabeau" },
        "achievement": {
            "id": "https://badges.example/badges/tenir-un-planning",
            "name": "Tenir un planning",
            "description": "Prévoir son temps et finir à l'heure.",
            "criteria": ["Je respecte mes échéances.", "J'aide à les tenir.", "Je les construis."],
            "creator": { "id": "https://badges.example/reseaux/badgeons-le-41", "name": "Badgeons le 41" },
        },
        "level": 2,
        "recipient": {
            "email": HOLDER, "salt": "c2Vsc2Vsc2VsCg", "subject": "6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12",
        },
        "awardedAt": "2026-03-11T10:00:00Z",
    });
    serde_json::from_value(record).expect("a record")
}

/// The own name of an account without an address, and the same award to it.
pub(crate) const ACCOUNT: &str = "urn:uuid:9b1c0d7e-4f3a-4a55-8c61-2d5e7f9a1b3c";

/// That award to somebody who has no e-mail address.
pub(crate) fn without_address(mut record: AwardRecord) -> AwardRecord {
    ACCOUNT.clone_into(&mut record.recipient.email);
    record
}

/// An award with everything, by the organisation.
pub(crate) fn rich(index: u32) -> AwardRecord {
    let mut record = serde_json::to_value(simple(OWN)).expect("a record has a JSON form");
    record["id"] = json!("urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b13");
    record["issuer"] = json!({
        "id": ISSUER, "name": "Espace Mirabeau", "url": "https://badges.example/structures/espace-mirabeau",
    });
    let achievement = &mut record["achievement"];
    achievement["description"] = json!(
        "Prévoir son temps, « au plus juste » :\n\tune heure pour tout,\r\n\ttout à l'heure. \\ \" \u{1F426}"
    );
    achievement["image"] = json!("https://badges.example/badges/tenir-un-planning/image.png");
    achievement["alignment"] = json!([
        { "name": "respecter un planning", "url": "https://esco.example/1", "framework": "ESCO" },
        { "name": "planification", "url": "https://rome.example/N1303", "framework": "ROME 4.0" },
    ]);
    record["validUntil"] = json!("2045-03-11T10:00:00Z");
    record["status"] = json!({ "list": STATUS_LIST, "index": index });
    record["image"] = json!("https://badges.example/badges/tenir-un-planning/image.png");
    // Equal but for nothing at all: their blank nodes are a tie.
    let twin = json!({ "name": "Le planning du forum", "narrative": "J'ai tenu le planning." });
    record["evidence"] = json!([twin, twin, {
        "name": "Le planning des bénévoles", "url": "https://badges.example/preuves/1",
    }]);
    serde_json::from_value(record).expect("a record")
}

/// Where an organisation's documents of OB 2.0 are published.
pub(crate) fn publication(organisation: &str) -> ob2::Publication {
    let base = "https://badges.example";
    let class = |level: u8| ob2::ClassPublication {
        id: format!("{base}/{organisation}/badges/tenir-un-planning/niveaux/{level}"),
        image: format!("{base}/badges/tenir-un-planning/image.png"),
    };
    ob2::Publication {
        issuer: format!("{base}/{organisation}"),
        email: "bonjour@badges.example".to_owned(),
        key: format!("{base}/{organisation}/cles/2026"),
        classes: [class(1), class(2), class(3)],
        revocation_list: Some(format!("{base}/{organisation}/retraits")),
    }
}

/// A date.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a date")
}
