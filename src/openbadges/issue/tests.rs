//! What we issue is what the standards describe, says what it should, and is covered by its signature.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;

use super::*;
use crate::openbadges::data_integrity::{
    Cryptosuite, LocalSigner, Signer as _, sign, verify_proof,
};
use crate::openbadges::multikey::PublicKey;
use crate::openbadges::{
    Authentic, Current, DocumentIndex, Question, Recipient, TrustList, jsonld, verify,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn record() -> AwardRecord {
    AwardRecord {
        id: "urn:uuid:6d2a9a0e-6a57-4c43-9d6b-1f0f5d8a2b11".to_owned(),
        issuer: ProfileRecord {
            id: "did:web:badges.example:structures:espace-mirabeau".to_owned(),
            name: "Espace Mirabeau".to_owned(),
            url: Some("https://badges.example/structures/espace-mirabeau".to_owned()),
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
            image: Some("https://badges.example/badges/tenir-un-planning/image.png".to_owned()),
            alignment: vec![AlignmentRecord {
                name: "respecter un planning".to_owned(),
                url: "http://data.europa.eu/esco/skill/d9013e0e-e937-43d5-ab71-0e917ee882b8"
                    .to_owned(),
                framework: Some("ESCO".to_owned()),
            }],
        },
        level: Level(2),
        recipient: RecipientRecord {
            email: "Camille.Exemple@demo.invalid".to_owned(),
            salt: "c2Vs".to_owned(),
            subject: Uuid::from_u128(7),
        },
        awarded_at: at("2026-03-11T10:00:00.5Z"),
        valid_until: Some(at("2030-03-11T10:00:00Z")),
        status: Some(StatusRecord {
            list: "https://badges.example/statuts/1".to_owned(),
            index: 94_567,
        }),
        image: Some("https://badges.example/badges/tenir-un-planning/niveau-2.png".to_owned()),
        evidence: vec![EvidenceRecord {
            name: "Le planning du forum".to_owned(),
            narrative: Some("J'ai tenu le planning des bénévoles.".to_owned()),
            url: Some("https://badges.example/preuves/1".to_owned()),
        }],
    }
}

/// The same award with nothing that may be left out.
fn bare() -> AwardRecord {
    let mut record = record();
    record.issuer.url = None;
    record.achievement.image = None;
    record.achievement.alignment = Vec::new();
    record.valid_until = None;
    record.status = None;
    record.image = None;
    record.evidence = Vec::new();
    record
}

fn signer() -> LocalSigner {
    LocalSigner::of_did_key(SigningKey::from_bytes(&[41; 32]))
}

#[test]
fn a_credential_says_who_what_how_well_and_hides_the_address() {
    let credential = credential(&record());
    let subject = &credential["credentialSubject"];
    let result = &subject["result"][0];
    let described = &subject["achievement"]["resultDescription"][0];
    assert_eq!(result["resultDescription"], described["id"]);
    let levels = described["rubricCriterionLevel"].as_array().unwrap();
    let names: Vec<_> = levels.iter().map(|level| &level["name"]).collect();
    assert_eq!(names, LEVELS);
    assert_eq!(result["achievedLevel"], levels[1]["id"]);
    assert_eq!(levels[1]["level"], "2");
    assert_eq!(credential["validFrom"], "2026-03-11T10:00:00Z");
    let identity = &subject["identifier"][0];
    assert!(identity::matches(
        identity["identityHash"].as_str().unwrap(),
        true,
        identity["salt"].as_str().unwrap(),
        "camille.exemple@DEMO.invalid"
    ));
    let text = credential.to_string().to_lowercase();
    assert!(!text.contains("camille") && !text.contains("demo.invalid"));
}

#[test]
fn every_member_is_signed_and_the_proof_holds_in_both_suites() {
    let list = status_list_credential(
        "https://badges.example/statuts/1",
        "did:web:badges.example:structures:espace-mirabeau",
        &StatusList::new(),
        at("2026-03-11T10:00:00Z"),
    );
    for document in [credential(&record()), credential(&bare()), list] {
        jsonld::to_rdf(&document).expect("every term is one of its contexts'");
        for suite in [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022] {
            let signer = signer();
            let signed = sign(&document, suite, &signer, at("2026-03-11T10:00:00Z")).unwrap();
            let proof = signed["proof"].as_object().unwrap();
            verify_proof(&signed, proof, &signer.public_key()).expect("it holds");
            let mut altered = signed.clone();
            altered["validFrom"] = json!("2026-03-12T10:00:00Z");
            verify_proof(&altered, proof, &signer.public_key()).expect_err("it was altered");
        }
    }
}

#[test]
fn another_level_is_another_graph() {
    let document = credential(&record());
    let signer = signer();
    let signed = sign(
        &document,
        Cryptosuite::EddsaRdfc2022,
        &signer,
        at("2026-03-11T10:00:00Z"),
    )
    .unwrap();
    let mut raised = signed.clone();
    let levels =
        raised["credentialSubject"]["achievement"]["resultDescription"][0]["rubricCriterionLevel"]
            .as_array_mut()
            .unwrap();
    levels[1]["level"] = json!("3");
    let proof = signed["proof"].as_object().unwrap();
    verify_proof(&raised, proof, &signer.public_key()).expect_err("the level is signed");
}

#[test]
fn a_status_list_reads_back() {
    let mut list = StatusList::new();
    list.set(94_567, true).unwrap();
    let document = status_list_credential(
        "https://badges.example/statuts/1",
        "did:web:badges.example",
        &list,
        at("2026-03-11T10:00:00Z"),
    );
    let encoded = document["credentialSubject"]["encodedList"]
        .as_str()
        .unwrap();
    assert_eq!(StatusList::decode(encoded).unwrap(), list);
}

#[test]
fn a_record_is_read_and_a_wrong_one_refused() {
    let text = serde_json::to_value(record()).unwrap();
    let read: AwardRecord = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(read, record());
    let refused = |member: &str, value: Value| {
        let mut wrong = text.clone();
        wrong[member] = value;
        serde_json::from_value::<AwardRecord>(wrong)
            .unwrap_err()
            .to_string()
    };
    assert!(refused("level", json!(4)).contains("4 is not a level"));
    assert!(refused("place", json!("Blois")).contains("place"));
    assert!(!format!("{:?}", record()).contains("Camille"));
}

#[test]
fn what_we_issue_validates_against_the_schema_of_1edtech() {
    let root = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors"),
        PathBuf::from,
    );
    let path = root.join("schemas/ob_v3p0_achievementcredential_schema.json");
    let Ok(text) = std::fs::read(&path) else {
        println!("{} is not here: the schema was not asked", path.display());
        return;
    };
    let schema: Value = serde_json::from_slice(&text).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    for record in [record(), bare()] {
        let signed = sign(
            &credential(&record),
            Cryptosuite::EddsaRdfc2022,
            &signer(),
            at("2026-03-11T10:00:00Z"),
        )
        .unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&signed)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        let mut wrong = signed;
        wrong["credentialSubject"]["achievement"]["criteria"] = json!(3);
        assert!(!validator.is_valid(&wrong));
    }
}

fn publication() -> ob2::Publication {
    let base = "https://badges.example";
    let class = |level: u8| ob2::ClassPublication {
        id: format!("{base}/badges/tenir-un-planning/niveaux/{level}"),
        image: format!("{base}/badges/tenir-un-planning/niveaux/{level}.png"),
    };
    ob2::Publication {
        issuer: format!("{base}/structures/espace-mirabeau/ob2"),
        email: "bonjour@badges.example".to_owned(),
        key: format!("{base}/structures/espace-mirabeau/cles/2026"),
        classes: [class(1), class(2), class(3)],
        revocation_list: Some(format!("{base}/structures/espace-mirabeau/retraits")),
    }
}

#[test]
fn the_same_award_as_open_badges_2_is_believed_for_what_is_published() {
    let (record, publication, signer) = (record(), publication(), signer());
    let assertion = ob2::assertion(&record, &publication);
    assert!(!assertion.to_string().contains("Camille"));
    let text = ob2::sign(&assertion, &signer);
    let pem = ob2::pem(&signer.public_key()).unwrap();
    let mut documents = DocumentIndex::new();
    let published = ob2::documents(&record, &publication, &pem);
    for (url, document) in &published {
        assert_eq!(document["id"], *url);
        assert_eq!(document["@context"], ob2::OPEN_BADGES_V2);
        documents.insert(url, document.to_string().into_bytes());
    }
    let trust = TrustList::new();
    let asked = |text: &str, documents: &DocumentIndex| {
        let question = Question {
            recipient: Some("camille.exemple@demo.invalid"),
            at: at("2026-11-24T09:00:00Z"),
            documents,
            trust: &trust,
        };
        verify(text.as_bytes(), &question).unwrap()
    };
    let good = asked(&text, &documents);
    assert!(good.report().is_positive(), "{:?}", good.report());
    assert_eq!(good.report().standard, "OB 2.0");
    assert_eq!(good.report().recipient, Recipient::Confirmed);
    assert_eq!(good.achievement().criteria, "deux");
    assert_eq!(good.level(), Some(2));

    let class = &published[1].1;
    let level = &class["alignment"][0]["targetUrl"];
    assert_eq!(*level, format!("{}#niveau-2", record.achievement.id));
    assert_eq!(class["name"], "Tenir un planning · Je transmets");
    let others: Vec<&Value> = (0..2).map(|other| &class["related"][other]["id"]).collect();
    let [first, _, third] = &publication.classes;
    assert_eq!(others, [&first.id, &third.id]);

    // Taken back, and signed by somebody else.
    let list = publication.revocation_list.clone().unwrap();
    let taken = [(record.id.clone(), "remise par erreur".to_owned())];
    let revoked = ob2::revocation_list(&list, &publication, &taken);
    let mut later = documents.clone();
    later.insert(&list, revoked.to_string().into_bytes());
    assert_eq!(asked(&text, &later).report().current, Current::Revoked);
    assert_eq!(
        revoked["revokedAssertions"],
        json!([
            { "id": record.id, "revocationReason": "remise par erreur" }, record.id,
        ])
    );
    let url = "https://badges.example/attestations/2b1c";
    let hosted = ob2::hosted(ob2::assertion(&record, &publication), url).to_string();
    let mut open = documents.clone();
    open.insert(url, hosted.clone().into_bytes());
    assert!(asked(&hosted, &open).report().is_positive());
    let gone = ob2::revoked(url, "remise par erreur").to_string();
    open.insert(url, gone.into_bytes());
    assert_eq!(asked(&hosted, &open).report().current, Current::Revoked);
    let stranger = LocalSigner::of_did_key(SigningKey::from_bytes(&[42; 32]));
    let forged = ob2::sign(&assertion, &stranger);
    let forged = asked(&forged, &documents);
    assert_eq!(forged.report().authentic, Authentic::No);
}

#[test]
fn a_token_repeats_the_credential_in_its_claims_and_is_signed() {
    let signer = signer();
    let credential = credential(&record());
    let token = jws::token(&credential, &signer).unwrap();
    let parts: Vec<Vec<u8>> = token
        .split('.')
        .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
        .collect();
    let header: Value = serde_json::from_slice(&parts[0]).unwrap();
    let method = signer.verification_method();
    assert_eq!(
        header,
        json!({ "alg": "EdDSA", "typ": "JWT", "kid": method })
    );
    let mut payload: Value = serde_json::from_slice(&parts[1]).unwrap();
    for (claim, value) in [
        ("iss", credential["issuer"]["id"].clone()),
        ("jti", credential["id"].clone()),
        ("sub", credential["credentialSubject"]["id"].clone()),
        ("nbf", json!(1_773_223_200)),
        ("exp", json!(1_899_453_600)),
    ] {
        let told = payload.as_object_mut().unwrap().remove(claim);
        assert_eq!(told, Some(value), "{claim}");
    }
    assert_eq!(payload, credential);
    let PublicKey::Ed25519(point) = signer.public_key() else {
        panic!("another key")
    };
    let key = ed25519_dalek::VerifyingKey::from_bytes(&point).unwrap();
    let signature = ed25519_dalek::Signature::from_slice(&parts[2]).unwrap();
    let signed = token.rsplit_once('.').unwrap().0;
    assert!(key.verify_strict(signed.as_bytes(), &signature).is_ok());

    for (member, value) in [
        ("id", Value::Null),
        ("issuer", json!({})),
        ("validFrom", json!("hier")),
        ("credentialSubject", json!({ "type": "AchievementSubject" })),
        ("proof", json!({})),
    ] {
        let mut wanting = credential.clone();
        wanting[member] = value;
        assert!(jws::token(&wanting, &signer).is_err(), "{member}");
    }
}

#[test]
fn a_badge_for_somebody_without_an_address_is_given_to_their_accounts_own_name() {
    let mut record = record();
    let name = "urn:uuid:9b1c0d7e-4f3a-4a55-8c61-2d5e7f9a1b3c";
    name.clone_into(&mut record.recipient.email);
    let credential = credential(&record);
    let identity = &credential["credentialSubject"]["identifier"][0];
    assert_eq!(identity["identityType"], "accountId");
    let assertion = ob2::assertion(&record, &publication());
    assert_eq!(assertion["recipient"]["type"], "url");
    for document in [&credential, &assertion] {
        assert!(!document.to_string().contains(&name[9..]), "hashed alone");
    }
    let signer = signer();
    let publication = publication();
    let pem = ob2::pem(&signer.public_key()).unwrap();
    let mut documents = DocumentIndex::new();
    for (url, document) in ob2::documents(&record, &publication, &pem) {
        documents.insert(url, document.to_string().into_bytes());
    }
    let at = at("2026-11-24T09:00:00Z");
    let signed = sign(&credential, Cryptosuite::EddsaRdfc2022, &signer, at).unwrap();
    let trust = TrustList::new();
    for text in [signed.to_string(), ob2::sign(&assertion, &signer)] {
        for (recipient, answer) in [
            (name, Recipient::Confirmed),
            (&name.to_uppercase(), Recipient::Confirmed),
            (
                "urn:uuid:00000000-0000-4000-8000-000000000000",
                Recipient::Mismatch,
            ),
            ("camille.exemple@demo.invalid", Recipient::Mismatch),
        ] {
            let question = Question {
                recipient: Some(recipient),
                at,
                documents: &documents,
                trust: &trust,
            };
            let verified = verify(text.as_bytes(), &question).unwrap();
            assert_eq!(verified.report().recipient, answer, "{recipient}");
        }
    }
}
