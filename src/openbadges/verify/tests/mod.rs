//! Badges of our own making, altered in every way that we could think of: each has its answer.

mod forms;
mod signed_texts;
mod standing;
mod work;

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};

use super::*;
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use crate::openbadges::documents::{DocumentIndex, TrustList};
use crate::openbadges::issue::{
    AchievementRecord, AwardRecord, Level, ProfileRecord, RecipientRecord, StatusRecord,
    credential, status_list_credential,
};
use crate::openbadges::multikey::{self, PublicKey};
use crate::openbadges::png::{self, Keyword};
use crate::openbadges::status::StatusList;

const ISSUER: &str = "did:web:badges.example:structures:espace-mirabeau";
const DID_DOCUMENT: &str = "https://badges.example/structures/espace-mirabeau/did.json";
const STATUS_LIST: &str = "https://badges.example/statuts/1";
const HOLDER: &str = "camille@example.invalid";
const INDEX: u32 = 94_567;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn today() -> DateTime<Utc> {
    at("2026-11-24T09:00:00Z")
}

fn method() -> String {
    format!("{ISSUER}#cle-2026")
}

fn signer(seed: u8, method: &str) -> LocalSigner {
    LocalSigner::new(SigningKey::from_bytes(&[seed; 32]), method)
}

fn award() -> Value {
    credential(&AwardRecord {
        id: "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11".to_owned(),
        issuer: ProfileRecord {
            id: ISSUER.to_owned(),
            name: "Espace Mirabeau".to_owned(),
            url: None,
        },
        achievement: AchievementRecord {
            id: "https://badges.example/badges/tenir-un-planning".to_owned(),
            name: "Tenir un planning".to_owned(),
            description: "Prévoir son temps et finir à l'heure.".to_owned(),
            criteria: ["un", "deux", "trois"].map(str::to_owned),
            creator: ProfileRecord {
                id: "https://badges.example/reseaux/badgeons-le-41".to_owned(),
                name: "Badgeons le 41".to_owned(),
                url: None,
            },
            image: None,
            alignment: Vec::new(),
        },
        level: Level::try_from(2).unwrap(),
        recipient: RecipientRecord {
            email: HOLDER.to_owned(),
            salt: "c2Vs".to_owned(),
            subject: uuid::Uuid::from_u128(7),
        },
        awarded_at: at("2026-03-11T10:00:00Z"),
        valid_until: Some(at("2030-03-11T10:00:00Z")),
        status: Some(StatusRecord {
            list: STATUS_LIST.to_owned(),
            index: INDEX,
        }),
        image: None,
        evidence: Vec::new(),
    })
}

fn signed_with(document: &Value, suite: Cryptosuite, seed: u8, method: &str) -> Value {
    sign(
        document,
        suite,
        &signer(seed, method),
        at("2026-03-11T10:00:00Z"),
    )
    .unwrap()
}

fn signed(document: &Value) -> Value {
    signed_with(document, Cryptosuite::EddsaRdfc2022, 1, &method())
}

/// What the web answers: the issuer's keys, and its status list with `revoked` set.
fn web(revoked: &[usize]) -> DocumentIndex {
    let mut list = StatusList::new();
    for index in revoked {
        list.set(*index, true).unwrap();
    }
    let list = status_list_credential(STATUS_LIST, ISSUER, &list, at("2026-03-01T00:00:00Z"));
    let mut documents = DocumentIndex::new();
    documents.insert(DID_DOCUMENT, did_document(1).to_string().into_bytes());
    documents.insert(STATUS_LIST, signed(&list).to_string().into_bytes());
    documents
}

fn did_document(seed: u8) -> Value {
    let key = SigningKey::from_bytes(&[seed; 32]).verifying_key();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": ISSUER,
        "verificationMethod": [{
            "id": method(),
            "type": "Multikey",
            "controller": ISSUER,
            "publicKeyMultibase": multikey::encode(&PublicKey::Ed25519(key.to_bytes())),
        }],
        "assertionMethod": [method()],
    })
}

struct Asked<'a> {
    recipient: Option<&'a str>,
    at: DateTime<Utc>,
    documents: DocumentIndex,
    trust: TrustList,
}

impl Asked<'_> {
    fn now() -> Self {
        let mut trust = TrustList::new();
        trust.insert(ISSUER, Standing::Recognised);
        Self {
            recipient: Some(HOLDER),
            at: today(),
            documents: web(&[]),
            trust,
        }
    }

    fn of(&self, input: &[u8]) -> Result<VerifiedCredential, NotABadge> {
        let question = Question {
            recipient: self.recipient,
            at: self.at,
            documents: &self.documents,
            trust: &self.trust,
        };
        verify(input, &question)
    }

    /// Authentic, current, issuer, recipient.
    fn answers(&self, document: &Value) -> [&'static str; 4] {
        let verified = self.of(document.to_string().as_bytes()).unwrap();
        let report = verified.report();
        [
            report.authentic.as_str(),
            report.current.as_str(),
            report.issuer.as_str(),
            report.recipient.as_str(),
        ]
    }
}

impl Asked<'_> {
    fn text(&self, text: &str) -> VerifiedCredential {
        let question = Question {
            recipient: self.recipient,
            at: self.at,
            documents: &self.documents,
            trust: &self.trust,
        };
        verify(text.as_bytes(), &question).unwrap()
    }

    fn authentic(&self, text: &str) -> &'static str {
        self.text(text).report().authentic.as_str()
    }
}

fn outcome(verified: &VerifiedCredential, id: &str) -> Vec<&'static str> {
    let checks = verified.report().checks.iter();
    checks
        .filter(|check| check.id == id)
        .map(|check| check.outcome.as_str())
        .collect()
}

const GOOD: [&str; 4] = ["yes", "yes", "recognised", "confirmed"];

#[test]
fn a_good_badge_gets_four_good_answers_as_json_and_baked_under_both_suites() {
    let asked = Asked::now();
    for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
        let badge = signed_with(&award(), suite, 1, &method());
        assert_eq!(asked.answers(&badge), GOOD);
        let picture = picture();
        let baked = png::bake(&picture, Keyword::OpenBadgeCredential, &badge.to_string()).unwrap();
        let verified = asked.of(&baked).unwrap();
        assert!(verified.report().is_positive());
        assert_eq!(verified.report().format, "png");
        assert_eq!(verified.level(), Some(2));
        assert_eq!(verified.achievement().name, "Tenir un planning");
        assert_eq!(verified.issuer_uri(), ISSUER);
        assert_eq!(verified.document(), &badge);
    }
}

fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(::png::ColorType::Grayscale);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&[0, 64, 128, 255]))
        .unwrap();
    bytes
}

#[test]
fn one_letter_changed_anywhere_is_noticed() {
    let asked = Asked::now();
    let badge = signed(&award());
    let text = badge.to_string();
    for (written, altered) in [
        ("Tenir un planning", "Tenir un planninG"),
        (
            "did:web:badges.example:structures:espace-mirabeau\"",
            "did:web:badges.example:structures:espace-mirabeaux\"",
        ),
        ("2030-03-11", "2031-03-11"),
        ("\"94567\"", "\"94568\""),
        ("c2Vs", "c2Vt"),
        ("2026-03-11T10:00:00Z", "2026-03-11T10:00:01Z"),
    ] {
        assert!(text.contains(written), "{written}");
        let altered = text.replacen(written, altered, 1);
        let verified = asked.of(altered.as_bytes()).unwrap();
        assert_ne!(verified.report().authentic, Authentic::Yes, "{altered}");
    }
    // A level raised by hand.
    let mut raised = badge;
    let level = raised["credentialSubject"]["result"][0]["achievedLevel"]
        .as_str()
        .unwrap();
    let three =
        raised["credentialSubject"]["achievement"]["resultDescription"][0]["rubricCriterionLevel"]
            [2]["id"]
            .clone();
    assert_ne!(level, three.as_str().unwrap());
    raised["credentialSubject"]["result"][0]["achievedLevel"] = three;
    assert_eq!(asked.answers(&raised)[0], "no");
}

#[test]
fn a_badge_in_a_did_keys_own_name_is_authentic_and_its_issuer_unknown() {
    let key = LocalSigner::of_did_key(SigningKey::from_bytes(&[9; 32]));
    let mut own = award();
    own["issuer"]["id"] = json!(multikey::did_key(&key.public_key()));
    own.as_object_mut().unwrap().remove("credentialStatus");
    let badge = sign(&own, Cryptosuite::EddsaRdfc2022, &key, today()).unwrap();
    let asked = Asked::now();
    assert_eq!(
        asked.answers(&badge),
        ["yes", "yes", "unknown", "confirmed"]
    );
}

#[test]
fn the_recipient_is_confirmed_without_case_and_a_stranger_is_not() {
    let badge = signed(&award());
    let answer = |recipient| {
        Asked {
            recipient,
            ..Asked::now()
        }
        .answers(&badge)[3]
    };
    assert_eq!(answer(Some(" Camille@EXAMPLE.invalid")), "confirmed");
    assert_eq!(answer(Some("camila@example.invalid")), "mismatch");
    assert_eq!(answer(None), "not_asked");
    let mut nobody = award();
    nobody["credentialSubject"]
        .as_object_mut()
        .unwrap()
        .remove("identifier");
    assert_eq!(Asked::now().answers(&signed(&nobody))[3], "mismatch");
}

#[test]
fn proofs_that_cover_less_than_they_show_are_refused() {
    let asked = Asked::now();
    let mut unsigned = signed(&award());
    unsigned["credentialSubject"]["bonus"] = json!("never signed");
    assert_eq!(asked.answers(&unsigned)[0], "no");
    assert_eq!(asked.answers(&award())[0], "no", "no proof at all");
    let mut purpose = signed(&award());
    purpose["proof"]["proofPurpose"] = json!("authentication");
    assert_eq!(asked.answers(&purpose)[0], "no");
    let mut set = signed(&award());
    let mut bad = set["proof"].clone();
    bad["proofValue"] = json!("z3Mvk");
    set["proof"] = json!([set["proof"], bad]);
    assert_eq!(asked.answers(&set)[0], "no", "one bad proof of two");
    let mut old = signed(&award());
    old["proof"]["cryptosuite"] = json!("eddsa-2031");
    assert_eq!(asked.answers(&old)[0], "unknown");
}

#[test]
fn what_is_no_badge_is_told_why() {
    let asked = Asked::now();
    let code = |input: &[u8]| asked.of(input).unwrap_err().code();
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b" \n"), "empty");
    assert_eq!(
        code("Bonjour, ceci n'est pas un badge.".as_bytes()),
        "not-text"
    );
    assert_eq!(code(b"\xff\xd8\xff\xe0 JFIF"), "other-image");
    assert_eq!(code(&vec![b' '; 3 << 20]), "too-large");
    assert_eq!(code(&picture()), "nothing-baked");
    let baked = png::bake(&picture(), Keyword::OpenBadgeCredential, "{}").unwrap();
    assert_eq!(code(&baked), "other-json");
    assert_eq!(code(&baked[..baked.len() - 9]), "damaged-image");
    assert_eq!(code(b"{\"type\": \"Person\"}"), "other-json");
    assert_eq!(code(b"[1, 2]"), "other-json");
    assert_eq!(code(b"{\"a\": 1, \"a\": 2}"), "not-json");
    assert_eq!(code(b"{\"a\": "), "not-json");
    let twice = signed(&award())
        .to_string()
        .replacen('{', "{\"id\":\"urn:uuid:1\",", 1);
    assert_eq!(code(twice.as_bytes()), "not-json", "a member said twice");

    let mut other = award();
    other["type"] = json!(["VerifiableCredential", "EndorsementCredential"]);
    let error = asked.of(signed(&other).to_string().as_bytes()).unwrap_err();
    assert_eq!(error.code(), "other-credential");
    assert!(!error.checks().is_empty(), "its proof was looked at");
}

#[test]
fn the_same_badge_is_one_badge_however_its_name_is_written() {
    let asked = Asked::now();
    let identity = |document: &Value| {
        asked
            .of(document.to_string().as_bytes())
            .unwrap()
            .identity()
    };
    let one = award();
    let mut written = award();
    written["id"] = json!("urn:uuid:6d2a9a0e%2D6a57-4c43-9d6b-1f0f5d8a2b11");
    let mut other = award();
    other["id"] = json!("urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12");
    assert_eq!(identity(&signed(&one)), identity(&signed(&written)));
    assert_ne!(identity(&signed(&one)), identity(&signed(&other)));
}
