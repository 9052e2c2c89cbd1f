//! Badges, as a library: the rich credential of a real award.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use p256::ecdsa::signature::Signer as _;
use serde_json::{Value, json};
use territoire_apprenant::issuing::artwork;
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::issue::{AwardRecord, Level, credential, jws};
use territoire_apprenant::openbadges::png::{Keyword, bake, extract};
use territoire_apprenant::openbadges::{
    NoDocuments, Question, TrustList, jsonld, multikey, verify,
};

use crate::Table;

/// A real award, with long texts.
pub(crate) fn record(issuer: &str) -> AwardRecord {
    let record = json!({
        "id": "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11",
        "issuer": { "id": issuer, "name": "Espace Mirabeau", "url": "https://badges.example/structures/espace-mirabeau" },
        "achievement": {
            "id": "https://badges.example/badges/realiser-une-activite-de-logistique",
            "name": "Réaliser une activité de logistique",
            "description": "Faire arriver le bon matériel au bon endroit au bon moment. ".repeat(6),
            "criteria": [
                "Je prépare et je vérifie le matériel d'après une liste. ".repeat(6),
                "J'explique à une équipe comment charger, installer et ranger. ".repeat(6),
                "Je planifie le transport, le stock et les équipes d'un évènement. ".repeat(6),
            ],
            "creator": { "id": "https://badges.example/reseaux/badgeons-le-41", "name": "Badgeons le 41" },
            "image": "https://badges.example/badges/realiser-une-activite-de-logistique/image.png",
            "alignment": [
                { "name": "gérer la logistique", "url": "https://esco.example/1", "framework": "ESCO" },
                { "name": "logistique", "url": "https://rome.example/N1303", "framework": "ROME 4.0" },
            ],
        },
        "level": 2,
        "recipient": { "email": "camille@example.invalid", "salt": "c2Vsc2Vsc2VsCg", "subject": "6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b12" },
        "awardedAt": "2026-03-11T10:00:00Z",
        "validUntil": "2030-03-11T10:00:00Z",
        "evidence": [
            { "name": "Forum des jobs d'été", "narrative": "J'ai tenu la liste du matériel et des livraisons. ".repeat(8), "url": "https://badges.example/preuves/1" },
            { "name": "Planning", "narrative": "Le planning des bénévoles sur trois jours. ".repeat(8), "url": "https://badges.example/preuves/2" },
        ],
    });
    serde_json::from_value(record).expect("a record")
}

pub(crate) fn lines(table: &mut Table) {
    let signer = LocalSigner::of_did_key(SigningKey::from_bytes(&[41; 32]));
    let issuer = multikey::did_key(&signer.public_key());
    let record = record(&issuer);
    let at = record.awarded_at;
    let signed = |suite| sign(&credential(&record), suite, &signer, at).expect("signed");
    let rdfc = signed(Cryptosuite::EddsaRdfc2022);
    let jcs = signed(Cryptosuite::EddsaJcs2022);
    let quads = jsonld::to_rdf(&without_proof(&rdfc))
        .expect("covered")
        .len();
    let text = rdfc.to_string();
    println!("(credential: {} bytes, {quads} quads)", text.len());
    let jcs = jcs.to_string();
    let token = jws::token(&credential(&record), &signer).expect("a token");
    let by_curve = es256();
    let face = artwork::Face {
        colour: "#1f5a99",
        competence: "Réaliser une activité de logistique",
        level: Some(Level::ALL[1]),
        organisation: "Espace Mirabeau",
    };
    let picture = artwork::draw(&face).expect("drawn");
    println!("(picture: {} bytes)", picture.len());
    table.line("draw artwork", || {
        assert!(artwork::draw(&face).is_ok());
    });
    let baked = bake(&picture, Keyword::OpenBadgeCredential, &text).expect("baked");
    let trust = TrustList::new();
    let question = Question {
        recipient: Some("camille@example.invalid"),
        at: "2026-11-24T09:00:00Z".parse().expect("a date"),
        documents: &NoDocuments,
        trust: &trust,
    };
    for (name, input) in [
        ("verify rdfc", text.as_bytes()),
        ("verify jcs", jcs.as_bytes()),
        ("verify rdfc, baked", &baked),
        ("verify VC-JWT, EdDSA", token.as_bytes()),
        ("verify VC-JWT, ES256", by_curve.as_bytes()),
    ] {
        let good = verify(input, &question).expect("a badge");
        assert!(good.report().is_positive(), "{name}");
        table.line(name, || {
            assert!(verify(input, &question).is_ok());
        });
    }
    table.line("issue rdfc", || {
        assert!(
            sign(
                &credential(&record),
                Cryptosuite::EddsaRdfc2022,
                &signer,
                at
            )
            .is_ok()
        );
    });
    table.line("issue jcs", || {
        assert!(sign(&credential(&record), Cryptosuite::EddsaJcs2022, &signer, at).is_ok());
    });
    table.line("bake PNG", || {
        assert!(bake(&picture, Keyword::OpenBadgeCredential, &text).is_ok());
    });
    table.line("extract PNG", || {
        assert!(extract(&baked).is_ok_and(|found| found.is_some()));
    });
    for people in [10, 20] {
        let poison = poison(&rdfc, people).to_string();
        let refused = verify(poison.as_bytes(), &question).expect("a badge");
        let checks = &refused.report().checks;
        assert!(
            checks
                .iter()
                .any(|check| check.detail.contains("too alike"))
        );
        table.line(&format!("refuse a {people}-clique"), || {
            assert!(verify(poison.as_bytes(), &question).is_ok());
        });
    }
}

/// The same award, signed as a text by an issuer that is a P-256 key.
fn es256() -> String {
    let key = p256::ecdsa::SigningKey::from_slice(&[41; 32]).expect("a key");
    let point = key.verifying_key().to_sec1_point(true);
    let point = point.as_bytes().try_into().expect("33 octets");
    let public = multikey::PublicKey::P256(point);
    let record = record(&multikey::did_key(&public));
    let stand_in = LocalSigner::of_did_key(SigningKey::from_bytes(&[41; 32]));
    let token = jws::token(&credential(&record), &stand_in).expect("a token");
    let payload = token.split('.').nth(1).expect("three parts");
    let header = json!({ "alg": "ES256", "typ": "JWT", "kid": multikey::did_key_method(&public) });
    let signed = format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header.to_string()));
    let signature: p256::ecdsa::Signature = key.sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// A badge whose evidence is people of whom each knows each other, all alike: as many proofs as are read, so that
/// all that a stranger can ask for is asked for.
fn poison(badge: &Value, people: usize) -> Value {
    let mut badge = badge.clone();
    let name = |person: usize| format!("_:n{person}");
    badge["@context"]
        .as_array_mut()
        .expect("contexts")
        .push(json!("https://www.w3.org/ns/credentials/examples/v2"));
    badge["relatives"] = (0..people)
        .map(|person| {
            let others = (0..people).filter(|other| *other != person);
            let knows: Value = others.map(|other| json!({ "id": name(other) })).collect();
            json!({ "id": name(person), "knows": knows })
        })
        .collect();
    badge["proof"] = (0..8).map(|_| badge["proof"].clone()).collect();
    badge
}

fn without_proof(document: &Value) -> Value {
    let mut document = document.clone();
    document.as_object_mut().expect("an object").remove("proof");
    document
}
