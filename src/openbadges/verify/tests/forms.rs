//! The forms that other platforms write: signed texts, older proofs and versions, chains, SVG images, endorsements,
//! newer forms, other status lists. Fixtures are of our own making, by the standards' own words.

use base64::Engine as _;
use ed25519_dalek::Signer as _;
use sha2::Sha256;

use super::signed_texts::{Key, claims, document_with_jwk};
use super::*;
use crate::openbadges::data_integrity::ProofError;
use crate::openbadges::svg;

const FRENCH_BADGES: &str = "https://anciens.example";

#[test]
fn an_svg_holds_a_badge_as_well_as_a_png_does() {
    let plain =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><circle r=\"4\"/></svg>";
    let asked = Asked::now();
    let baked = svg::bake(
        plain,
        Keyword::OpenBadgeCredential,
        &signed(&award()).to_string(),
    )
    .unwrap();
    let verified = asked.text(&baked);
    assert!(verified.report().is_positive());
    assert_eq!(verified.report().format, "svg");
    assert_eq!(verified.report().recipient.as_str(), "confirmed");
    let stranger = Asked {
        recipient: Some("m@example.invalid"),
        ..Asked::now()
    };
    assert_eq!(
        stranger.text(&baked).report().recipient.as_str(),
        "mismatch"
    );
    let jwt = Key::ed25519(1).jwt(&json!({ "kid": method() }), &claims(&award()));
    let baked = svg::bake(plain, Keyword::OpenBadgeCredential, &jwt).unwrap();
    assert_eq!(asked.authentic(&baked), "yes");
    let question = Question {
        recipient: None,
        at: today(),
        documents: &asked.documents,
        trust: &asked.trust,
    };
    assert_eq!(
        verify(plain.as_bytes(), &question).unwrap_err().code(),
        "nothing-baked"
    );
}

/// A proof that counts on another one, as Data Integrity 1.0, 4.3, makes it.
fn chained(document: &Value, first: &Value) -> Value {
    let mut with = document.clone();
    with["proof"] = json!([first]);
    // The signer signs the document with the first proof in it: as a document whose proof is a plain member.
    let mut proof = json!({ "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "created": "2026-03-12T10:00:00Z",
        "verificationMethod": method(), "proofPurpose": "assertionMethod", "previousProof": first["id"] });
    let hash = |value: &Value| {
        <Sha256 as sha2::Digest>::digest(serde_json_canonicalizer::to_string(value).unwrap())
    };
    let message = [hash(&proof), hash(&with)].concat();
    let signature = SigningKey::from_bytes(&[1; 32]).sign(&message);
    proof["proofValue"] = format!("z{}", bs58::encode(signature.to_bytes()).into_string()).into();
    proof
}

#[test]
fn a_chain_of_proofs_holds_link_by_link() {
    let mut first = signed_with(&award(), Cryptosuite::EddsaJcs2022, 1, &method())["proof"].take();
    // Its identifier is signed too: made anew with it.
    first["id"] = json!("urn:uuid:first");
    let mut options = first.clone();
    options.as_object_mut().unwrap().remove("proofValue");
    let hash = |value: &Value| {
        <Sha256 as sha2::Digest>::digest(serde_json_canonicalizer::to_string(value).unwrap())
    };
    let signature =
        SigningKey::from_bytes(&[1; 32]).sign(&[hash(&options), hash(&award())].concat());
    first["proofValue"] = format!("z{}", bs58::encode(signature.to_bytes()).into_string()).into();
    let second = chained(&award(), &first);
    let mut badge = award();
    badge["proof"] = json!([first, second]);
    let asked = Asked::now();
    let verified = asked.text(&badge.to_string());
    assert_eq!(
        outcome(&verified, "proof"),
        ["pass", "pass"],
        "{:?}",
        verified.report().checks
    );
    badge["proof"] = json!([second]);
    assert_eq!(asked.authentic(&badge.to_string()), "no");
    let all = [second.clone()];
    let refused = crate::openbadges::data_integrity::verify_unsigned(
        award().as_object().unwrap(),
        second.as_object().unwrap(),
        &all,
        &multikey::usable_from_did_key(&multikey::did_key(&signer(1, "").public_key())).unwrap(),
        &mut crate::openbadges::rdfc::Budget::default(),
    );
    assert_eq!(refused, Err(ProofError::PreviousProof));
}

#[test]
fn what_another_party_signs_besides_is_told_and_changes_nothing() {
    let mallory = LocalSigner::of_did_key(SigningKey::from_bytes(&[9; 32]));
    let ours = signed(&award())["proof"].take();
    let theirs =
        sign(&award(), Cryptosuite::EddsaRdfc2022, &mallory, today()).unwrap()["proof"].take();
    let mut badge = award();
    badge["proof"] = json!([theirs, ours]);
    let verified = Asked::now().text(&badge.to_string());
    assert_eq!(verified.report().authentic.as_str(), "yes");
    assert_eq!(outcome(&verified, "countersignature"), ["warning"]);
    // Alone it is worth nothing, and a broken one is no countersignature.
    badge["proof"] = theirs.clone();
    assert_eq!(Asked::now().authentic(&badge.to_string()), "no");
    badge["proof"] = json!([theirs, ours]);
    badge["proof"][0]["proofValue"] = badge["proof"][1]["proofValue"].clone();
    assert_eq!(Asked::now().authentic(&badge.to_string()), "no");
}

#[test]
fn an_ecdsa_proof_holds_under_the_issuers_p256_key() {
    let key = Key::p256();
    let Key::P256(secret) = &key else {
        unreachable!()
    };
    let mut options = json!({ "type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "created": "2026-03-11T10:00:00Z",
        "verificationMethod": method(), "proofPurpose": "assertionMethod" });
    let hash = |value: &Value| {
        let quads = crate::openbadges::jsonld::to_rdf(value).unwrap();
        let text = crate::openbadges::rdfc::canonicalize(
            &quads,
            crate::openbadges::rdfc::Budget::default(),
        )
        .unwrap();
        <Sha256 as sha2::Digest>::digest(text)
    };
    let mut with_context = options.clone();
    with_context["@context"] = award()["@context"].clone();
    let signature: p256::ecdsa::Signature =
        secret.sign(&[hash(&with_context), hash(&award())].concat());
    options["proofValue"] = format!("z{}", bs58::encode(signature.to_bytes()).into_string()).into();
    let mut badge = award();
    badge["proof"] = options;
    let mut asked = Asked::now();
    asked.documents.insert(
        DID_DOCUMENT,
        document_with_jwk(&key).to_string().into_bytes(),
    );
    assert_eq!(asked.authentic(&badge.to_string()), "yes");
    badge["name"] = json!("Autre");
    assert_eq!(asked.authentic(&badge.to_string()), "no");
}

#[test]
fn a_key_does_not_speak_after_its_end() {
    let ending = |expires: &str| {
        let mut document = did_document(1);
        document["verificationMethod"][0]["expires"] = expires.into();
        let mut asked = Asked::now();
        asked
            .documents
            .insert(DID_DOCUMENT, document.to_string().into_bytes());
        asked.authentic(&signed(&award()).to_string())
    };
    assert_eq!(ending("2027-01-01T00:00:00Z"), "yes");
    assert_eq!(ending("2026-03-11T10:00:00Z"), "yes");
    assert_eq!(ending("2026-03-11T09:59:59Z"), "no");
    assert_eq!(ending("soon"), "no");
}

#[test]
fn an_endorsement_is_checked_and_changes_no_answer() {
    let network = LocalSigner::of_did_key(SigningKey::from_bytes(&[8; 32]));
    let by = multikey::did_key(&network.public_key());
    let endorsement = |about: &str| {
        let document = json!({
            "@context": award()["@context"], "id": "urn:uuid:endorsement", "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": { "id": by, "type": ["Profile"] }, "validFrom": "2026-01-02T00:00:00Z",
            "credentialSubject": { "id": about, "type": ["EndorsementSubject"], "endorsementComment": "Bien" },
        });
        sign(&document, Cryptosuite::EddsaRdfc2022, &network, today()).unwrap()
    };
    let answer = |of: &str, endorsement: Value| {
        let mut document = award();
        document.pointer_mut(of).unwrap()["endorsement"] = json!([endorsement]);
        let verified = Asked::now().text(&signed(&document).to_string());
        assert_eq!(verified.report().authentic.as_str(), "yes");
        outcome(&verified, "endorsement")[0]
    };
    let achievement = award()["credentialSubject"]["achievement"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        answer("/credentialSubject/achievement", endorsement(&achievement)),
        "pass"
    );
    assert_eq!(answer("/issuer", endorsement(ISSUER)), "pass");
    assert_eq!(answer("/issuer", endorsement("urn:other")), "warning");
    let mut altered = endorsement(ISSUER);
    altered["credentialSubject"]["endorsementComment"] = json!("Mal");
    assert_eq!(answer("/issuer", altered), "warning");
    let mut lost = endorsement(ISSUER);
    lost["proof"]["verificationMethod"] = json!("did:web:out.of.reach#key");
    lost["issuer"]["id"] = json!("did:web:out.of.reach");
    assert_eq!(answer("/issuer", lost), "unknown");
}

#[test]
fn a_newer_form_counts_when_it_is_the_same_badge_and_as_authentic() {
    const SERVICE: &str = "https://badges.example/nouveau/1";
    let offering = |until: &str| {
        let mut document = award();
        document["@context"].as_array_mut().unwrap().push(json!(
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
        ));
        document["refreshService"] = json!({ "id": SERVICE, "type": "1EdTechCredentialRefresh" });
        document["validUntil"] = until.into();
        document
    };
    let expired = signed(&offering("2026-04-01T00:00:00Z")).to_string();
    let answers = |at_service: Option<Value>| {
        let mut asked = Asked::now();
        if let Some(document) = at_service {
            asked
                .documents
                .insert(SERVICE, document.to_string().into_bytes());
        }
        let verified = asked.text(&expired);
        (
            verified.report().current.as_str(),
            outcome(&verified, "refresh")[0],
        )
    };
    let renewed = offering("2031-01-01T00:00:00Z");
    assert_eq!(answers(Some(signed(&renewed))), ("yes", "pass"));
    assert_eq!(
        answers(Some(serde_json::from_str(&expired).unwrap())),
        ("expired", "pass")
    );
    assert_eq!(answers(None), ("expired", "unknown"));
    let forged = signed_with(&renewed, Cryptosuite::EddsaRdfc2022, 2, &method());
    assert_eq!(answers(Some(forged)), ("expired", "unknown"));
    let mut other = renewed.clone();
    other["id"] = json!("urn:uuid:other");
    assert_eq!(answers(Some(signed(&other))), ("expired", "unknown"));
    let mut older = renewed;
    older["validFrom"] = json!("2026-01-01T00:00:00Z");
    assert_eq!(answers(Some(signed(&older))), ("expired", "pass"));
}

#[test]
fn a_list_of_revoked_credentials_is_heeded() {
    const LIST: &str = "https://badges.example/retraits/1";
    let mut document = award();
    document["@context"].as_array_mut().unwrap().push(json!(
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    ));
    document["credentialStatus"] = json!({ "id": LIST, "type": "1EdTechRevocationList" });
    let badge = signed(&document).to_string();
    let answer = |issuer: &str, entry: Value| {
        let list = json!({ "id": LIST, "issuer": issuer, "revokedCredential": [entry] });
        let mut asked = Asked::now();
        asked.documents.insert(LIST, list.to_string().into_bytes());
        asked.text(&badge).report().current.as_str()
    };
    let named = json!({ "id": award()["id"], "revocationReason": "Erreur de saisie" });
    assert_eq!(answer(ISSUER, named.clone()), "revoked");
    assert_eq!(answer(ISSUER, json!({ "id": "urn:other" })), "yes");
    assert_eq!(
        answer(ISSUER, json!({ "id": award()["id"], "revoked": false })),
        "yes"
    );
    assert_eq!(answer("did:web:m.example", named), "unknown");
    assert_eq!(
        Asked::now().text(&badge).report().current.as_str(),
        "unknown"
    );
}

/// An assertion of 2012 to 2016, hosted, with what its addresses answer.
fn of_old(verify: &Value) -> (Value, DocumentIndex) {
    let assertion = json!({
        "uid": "12", "badge": format!("{FRENCH_BADGES}/classe.json"), "issuedOn": 1_360_000_000, "verify": verify,
        "recipient": { "type": "email", "hashed": true, "salt": "sel",
            "identity": crate::openbadges::identity::hash(HOLDER, "sel") },
    });
    let class = json!({ "name": "Mozillien", "description": "A appris le Web", "image": format!("{FRENCH_BADGES}/i.png"),
        "criteria": format!("{FRENCH_BADGES}/criteres"), "issuer": format!("{FRENCH_BADGES}/emetteur.json") });
    let issuer = json!({ "name": "Anciens", "url": FRENCH_BADGES, "revocationList": format!("{FRENCH_BADGES}/retraits.json") });
    let mut documents = DocumentIndex::new();
    for (name, document) in [
        ("assertion.json", &assertion),
        ("classe.json", &class),
        ("emetteur.json", &issuer),
        ("retraits.json", &json!({ "13": "Erreur" })),
    ] {
        documents.insert(
            format!("{FRENCH_BADGES}/{name}"),
            document.to_string().into_bytes(),
        );
    }
    (assertion, documents)
}

#[test]
fn a_badge_of_the_first_version_is_read_and_marked_old() {
    let (assertion, documents) =
        of_old(&json!({ "type": "hosted", "url": format!("{FRENCH_BADGES}/assertion.json") }));
    let asked = Asked {
        documents,
        ..Asked::now()
    };
    let verified = asked.text(&assertion.to_string());
    assert!(verified.report().is_positive(), "{:?}", verified.report());
    assert_eq!(verified.report().standard, "OB 1.0");
    assert_eq!(verified.report().recipient.as_str(), "confirmed");
    assert_eq!(verified.achievement().name, "Mozillien");
    assert_eq!(outcome(&verified, "data-model"), ["warning"]);
    // Images of that time hold no more than the address.
    let baked = png::bake(
        &picture(),
        Keyword::OpenBadges,
        &format!("{FRENCH_BADGES}/assertion.json"),
    )
    .unwrap();
    let question = Question {
        recipient: None,
        at: today(),
        documents: &asked.documents,
        trust: &asked.trust,
    };
    assert!(verify(&baked, &question).unwrap().report().is_positive());
    let nowhere = Question {
        documents: &crate::openbadges::NoDocuments,
        ..question
    };
    assert_eq!(verify(&baked, &nowhere).unwrap_err().code(), "out-of-reach");
    let (moved, documents) =
        of_old(&json!({ "type": "hosted", "url": "https://m.example/assertion.json" }));
    let mut asked = Asked {
        documents,
        ..Asked::now()
    };
    assert_eq!(asked.authentic(&moved.to_string()), "no");
    asked.documents.insert(
        "https://m.example/assertion.json",
        moved.to_string().into_bytes(),
    );
    assert_eq!(asked.authentic(&moved.to_string()), "no");
}

#[test]
fn a_signed_badge_of_the_first_version_needs_the_key_at_its_issuers_own_address() {
    let signed_at = |address: &str, uid: &str| {
        let (mut assertion, documents) = of_old(&json!({ "type": "signed", "url": address }));
        assertion["uid"] = uid.into();
        let mut asked = Asked {
            documents,
            ..Asked::now()
        };
        // SubjectPublicKeyInfo of an Ed25519 key (RFC 8410): a fixed beginning and the 32 octets.
        let prefix = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];
        let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let der = [&prefix[..], key.as_bytes()].concat();
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        let pem = format!(
            "-----BEGIN PUBLIC KEY-----
{text}
-----END PUBLIC KEY-----
"
        );
        asked.documents.insert(address, pem.into_bytes());
        let verified = asked.text(&Key::ed25519(1).jwt(&json!({}), &assertion));
        (
            verified.report().authentic.as_str(),
            verified.report().current.as_str(),
        )
    };
    let own = format!("{FRENCH_BADGES}/cle.pem");
    assert_eq!(signed_at(&own, "12"), ("yes", "yes"));
    assert_eq!(signed_at(&own, "13"), ("yes", "revoked"));
    assert_eq!(signed_at("https://m.example/cle.pem", "12").0, "no");
}
