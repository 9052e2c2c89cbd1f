//! Signed and hosted assertions of our own making, good and forged.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::Signer as _;
use serde_json::{Value, json};

use crate::openbadges::documents::{DocumentIndex, Question, TrustList};
use crate::openbadges::identity;
use crate::openbadges::{NotABadge, VerifiedCredential, verify};

const ISSUER: &str = "https://badges.example/structures/espace-mirabeau";
const KEY: &str = "https://badges.example/cles/2026";
const BADGE: &str = "https://badges.example/badges/tenir-un-planning";
const ASSERTION: &str = "https://badges.example/attestations/1";
const LIST: &str = "https://badges.example/retraits";
const HOLDER: &str = "camille@example.invalid";

fn key(seed: u8) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[seed; 32])
}

/// The public key as PEM: RFC 8410's prefix for Ed25519, then its 32 octets.
fn pem(seed: u8) -> String {
    let prefix = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
    let der = [&prefix[..], key(seed).verifying_key().as_bytes()].concat();
    let text = STANDARD.encode(der);
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
}

fn assertion(kind: &str) -> Value {
    json!({
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": ASSERTION,
        "recipient": {
            "type": "email", "hashed": true, "salt": "sel", "identity": identity::hash(HOLDER, "sel"),
        },
        "badge": BADGE,
        "issuedOn": "2026-03-11T10:00:00+01:00",
        "verification": { "type": kind, "creator": KEY },
    })
}

/// What the web answers; each test bends one document.
fn web() -> Vec<(&'static str, Value)> {
    let context = "https://w3id.org/openbadges/v2";
    let pem = pem(1);
    vec![
        (
            BADGE,
            json!({
                "@context": context, "type": "BadgeClass", "id": BADGE, "name": "Tenir un planning",
                "description": "Prévoir son temps.", "criteria": { "narrative": "À l'heure." }, "issuer": ISSUER,
                "alignment": [{ "targetName": "planning", "targetUrl": "https://esco.example/1" }],
            }),
        ),
        (
            ISSUER,
            json!({
                "@context": context, "type": "Issuer", "id": ISSUER, "name": "Espace Mirabeau",
                "publicKey": KEY, "revocationList": LIST,
            }),
        ),
        (
            KEY,
            json!({ "@context": context, "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": pem }),
        ),
        (
            LIST,
            json!({ "@context": context, "type": "RevocationList", "id": LIST, "revokedAssertions": [] }),
        ),
        (ASSERTION, assertion("hosted")),
    ]
}

fn sign(header: &Value, payload: &Value, seed: u8) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(payload));
    let signature = key(seed).sign(signed.as_bytes()).to_bytes();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn signed(payload: &Value) -> String {
    sign(&json!({ "alg": "EdDSA" }), payload, 1)
}

fn ask(input: &str, web: Vec<(&str, Value)>) -> Result<VerifiedCredential, NotABadge> {
    let mut documents = DocumentIndex::new();
    for (address, document) in web {
        documents.insert(address, document.to_string().into_bytes());
    }
    let question = Question {
        recipient: Some(HOLDER),
        at: "2026-11-24T09:00:00Z".parse().unwrap(),
        documents: &documents,
        trust: &TrustList::new(),
    };
    verify(input.as_bytes(), &question)
}

fn answers(input: &str, web: Vec<(&str, Value)>) -> (&'static str, &'static str, &'static str) {
    let verified = ask(input, web).unwrap();
    let report = verified.report();
    (
        report.authentic.as_str(),
        report.current.as_str(),
        report.recipient.as_str(),
    )
}

/// The web with one document bent, or gone.
fn bent(address: &str, bend: impl FnOnce(&mut Value)) -> Vec<(&'static str, Value)> {
    let mut web = web();
    let found = web.iter_mut().find(|(known, _)| *known == address).unwrap();
    bend(&mut found.1);
    web.retain(|(_, document)| !document.is_null());
    web
}

#[test]
fn a_signed_assertion_is_authentic_current_and_its_holders() {
    let text = signed(&assertion("signed"));
    let verified = ask(&text, web()).unwrap();
    assert!(verified.report().is_positive(), "{:?}", verified.report());
    assert_eq!(verified.report().standard, "OB 2.0");
    assert_eq!(verified.report().format, "jws");
    assert_eq!(verified.issuer_uri(), ISSUER);
    assert_eq!(verified.achievement().name, "Tenir un planning");
    assert_eq!(
        verified.achievement().alignments,
        ["https://esco.example/1"]
    );
}

#[test]
fn the_algorithm_belongs_to_the_key() {
    let good = assertion("signed");
    for header in [
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "EdDSA", "jku": "https://m.example/keys" }),
        json!({ "alg": "EdDSA", "x5u": "https://m.example/cert" }),
        json!({ "alg": "EdDSA", "crit": ["b64"], "b64": false }),
    ] {
        let refused = ask(&sign(&header, &good, 1), web()).unwrap_err();
        assert_eq!(refused.code(), "not-jws", "{header}");
    }
    for header in [
        json!({ "alg": "RS256" }),
        json!({ "alg": "ES256" }),
        json!({ "alg": "EdDSA", "jwk": { "kty": "OKP", "crv": "Ed25519", "x": "AA" } }),
    ] {
        let text = sign(&header, &good, 1);
        assert_eq!(answers(&text, web()).0, "no", "{header}");
    }
    let text = signed(&good);
    let cut = text.rsplit_once('.').unwrap().0;
    assert_eq!(
        ask(&format!("{cut}."), web())
            .unwrap()
            .report()
            .authentic
            .as_str(),
        "no"
    );
}

#[test]
fn only_the_issuers_own_key_signs_for_it() {
    let good = signed(&assertion("signed"));
    let by_another = sign(&json!({ "alg": "EdDSA" }), &assertion("signed"), 2);
    assert_eq!(answers(&by_another, web()).0, "no");
    let unlisted = bent(ISSUER, |profile| {
        profile["publicKey"] = json!("https://badges.example/cles/2025");
    });
    assert_eq!(answers(&good, unlisted).0, "no");
    let disowned = bent(KEY, |key| key["owner"] = json!("https://m.example"));
    assert_eq!(answers(&good, disowned).0, "no");
    // Mallory writes the issuer, with a key of his, into the badge itself.
    let mut mallory = assertion("signed");
    let pem = pem(9);
    mallory["badge"] = json!({ "id": BADGE, "type": "BadgeClass", "name": "Faux", "issuer": {
        "id": ISSUER, "type": "Issuer",
        "publicKey": { "id": KEY, "owner": ISSUER, "publicKeyPem": pem },
    }});
    assert_eq!(
        answers(&sign(&json!({ "alg": "EdDSA" }), &mallory, 9), web()).0,
        "no"
    );
    for gone in [BADGE, ISSUER, KEY] {
        let web = bent(gone, |document| *document = Value::Null);
        assert_eq!(answers(&good, web).0, "unknown", "without {gone}");
    }
}

#[test]
fn what_the_issuer_took_back_is_revoked_with_its_reason() {
    let good = signed(&assertion("signed"));
    for entry in [
        json!(ASSERTION),
        json!({ "id": ASSERTION, "revocationReason": "Erreur de saisie" }),
    ] {
        let web = bent(LIST, |list| list["revokedAssertions"] = json!([entry]));
        assert_eq!(answers(&good, web), ("yes", "revoked", "confirmed"));
    }
    let silent = bent(LIST, |list| *list = Value::Null);
    assert_eq!(answers(&good, silent).1, "unknown");
    let mut old = assertion("signed");
    old["expires"] = json!("2026-11-01T00:00:00Z");
    assert_eq!(answers(&signed(&old), web()).1, "expired");
    old["expires"] = json!("2027-11-01");
    assert_eq!(
        answers(&signed(&old), web()).0,
        "no",
        "a date without a zone"
    );
}

#[test]
fn of_a_hosted_assertion_the_issuers_own_document_is_the_truth() {
    let given = assertion("hosted").to_string();
    assert_eq!(answers(&given, web()), ("yes", "yes", "confirmed"));
    // The copy was given to another person: the issuer's document says who holds it.
    let mut altered = assertion("hosted");
    altered["recipient"]["identity"] = json!(identity::hash("mallory@example.invalid", "sel"));
    assert_eq!(
        answers(&altered.to_string(), web()),
        ("yes", "yes", "confirmed")
    );
    let revoked = bent(ASSERTION, |hosted| hosted["revoked"] = json!(true));
    assert_eq!(answers(&given, revoked).1, "revoked");
    let silent = bent(ASSERTION, |hosted| *hosted = Value::Null);
    let (authentic, current, _) = answers(&given, silent);
    assert_eq!((authentic, current), ("unknown", "unknown"));

    // Hosted by somebody else than its issuer.
    let elsewhere = "https://m.example/attestations/1";
    let mut moved = assertion("hosted");
    moved["id"] = json!(elsewhere);
    let mut web = web();
    web.push((elsewhere, moved.clone()));
    assert_eq!(answers(&moved.to_string(), web.clone()).0, "no");
    for rule in [
        json!({ "allowedOrigins": ["m.example"] }),
        json!({ "startsWith": "https://m.example/attestations/" }),
    ] {
        let mut opened = web.clone();
        opened[1].1["verification"] = rule;
        assert_eq!(answers(&moved.to_string(), opened).0, "yes");
    }
}

#[test]
fn an_address_begins_with_another_as_addresses_do() {
    let within = |address: &str| super::begins(address, "https://badges.example/attestations/");
    assert!(within("https://badges.example/attestations/1"));
    assert!(within("https://badges.example:443/attestations/1"));
    for outside in [
        "https://badges.example/autres/1",
        "https://badges.example/attestations/../autres/1",
        "https://badges.example/attestations/%2e%2e/autres/1",
        "https://badges.example.stranger.example/attestations/1",
        "https://a@badges.example/attestations/1",
        "http://badges.example/attestations/1",
        "attestations/1",
    ] {
        assert!(!within(outside), "{outside}");
    }
    let host = |address: &str| super::begins(address, "https://badges.example");
    assert!(host("https://badges.example/1"));
    assert!(!host("https://badges.example.stranger.example/1"));
    assert!(!host("https://badges.example@stranger.example/1"));
}
