use std::path::PathBuf;

use super::*;

/// A published vector, or `None` (with a line saying so) where the vectors are not at hand.
fn vector(name: &str) -> Option<String> {
    let root = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors")),
        PathBuf::from,
    );
    let text = std::fs::read_to_string(root.join(name)).ok();
    if text.is_none() {
        println!("skipped: the vector {name} is not on this machine");
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    crate::openbadges::rdfc::hex(bytes)
}

/// The public test key of W3C's vectors.
fn w3c_signer() -> Option<LocalSigner> {
    let pair: Value = serde_json::from_str(&vector("w3c-vc-di-eddsa/keyPair.json")?).unwrap();
    let secret = pair["privateKeyMultibase"].as_str().unwrap();
    let bytes = bs58::decode(&secret[1..]).into_vec().unwrap();
    let key = SigningKey::from_bytes(bytes[2..].try_into().unwrap());
    Some(LocalSigner::of_did_key(key))
}

fn signer() -> LocalSigner {
    LocalSigner::of_did_key(SigningKey::from_bytes(&[7; 32]))
}

fn created() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-03-04T05:06:07Z")
        .unwrap()
        .to_utc()
}

fn proof_of(signed: &Value) -> &Map<String, Value> {
    signed["proof"].as_object().unwrap()
}

/// Every step of a suite's published example: canonical texts, hashes, signature.
fn walks_the_w3c_example(folder: &str, end: &str, suite: Cryptosuite) {
    let read =
        |name: &str, kind: &str| vector(&format!("w3c-vc-di-eddsa/{folder}/{name}{end}.{kind}"));
    let (Some(signer), Some(signed)) = (w3c_signer(), read("signed", "json")) else {
        return;
    };
    let signed: Value = serde_json::from_str(&signed).unwrap();
    let mut plain = signed.as_object().unwrap().clone();
    plain.remove("proof");
    let mut options = proof_of(&signed).clone();
    options.remove("proofValue");
    let (proof_text, document_text) = canonical(&plain, &options, suite.canonical()).unwrap();
    assert_eq!(Some(document_text), read("canonDoc", "txt"));
    assert_eq!(Some(proof_text), read("proofCanon", "txt"));
    let message = signed_bytes(&plain, &options, suite.canonical()).unwrap();
    assert_eq!(Some(hex(&message)), read("combinedHash", "txt"));
    assert_eq!(Some(hex(&message[..32])), read("proofHash", "txt"));
    assert_eq!(Some(hex(&message[32..])), read("docHash", "txt"));
    assert_eq!(Some(hex(&signer.sign(&message))), read("sigHex", "txt"));
    let dates = verify_proof(&signed, proof_of(&signed), &signer.public_key()).unwrap();
    let ours = sign(
        &Value::Object(plain),
        suite,
        &signer,
        dates.created.unwrap().to_utc(),
    );
    assert_eq!(ours.unwrap(), signed);
}

#[test]
fn jcs_walks_the_w3c_example() {
    walks_the_w3c_example("eddsa-jcs-2022", "JCS", Cryptosuite::EddsaJcs2022);
}

#[test]
fn rdfc_walks_the_w3c_example() {
    walks_the_w3c_example("eddsa-rdfc-2022", "DataInt", Cryptosuite::EddsaRdfc2022);
}

#[test]
fn the_1edtech_badge_verifies_and_has_its_published_canonical_texts() {
    let Some(signed) = vector("1edtech-impl-guide/signed-credential.json") else {
        return;
    };
    let signed: Value = serde_json::from_str(&signed).unwrap();
    let mut plain = signed.as_object().unwrap().clone();
    plain.remove("proof");
    let mut options = proof_of(&signed).clone();
    options.remove("proofValue");
    let (proof_text, document_text) = canonical(&plain, &options, Canonical::Rdfc).unwrap();
    let published = |name: &str| vector(&format!("1edtech-impl-guide/{name}")).unwrap();
    assert_eq!(
        document_text.trim_end(),
        published("document-canon.txt").trim_end()
    );
    assert_eq!(
        proof_text.trim_end(),
        published("proof-canon.txt").trim_end()
    );
    let method = signed["proof"]["verificationMethod"].as_str().unwrap();
    let key = multikey::decode(method.split_once('#').unwrap().1).unwrap();
    assert!(verify_proof(&signed, proof_of(&signed), &key).is_ok());
}

#[test]
fn what_was_signed_verifies_and_what_was_changed_does_not() {
    let document = serde_json::json!({"@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"], "issuer": "did:example:a", "name": "Cartopartie",
        "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "urn:uuid:7a1f4f2e-6d0b-4c7e-9f5d-2f6b1c0a9e02"}});
    let key = signer().public_key();
    for suite in [Cryptosuite::EddsaJcs2022, Cryptosuite::EddsaRdfc2022] {
        let signed = sign(&document, suite, &signer(), created()).unwrap();
        let dates = verify_proof(&signed, proof_of(&signed), &key).unwrap();
        assert_eq!(dates.created.unwrap().to_utc(), created());
        let mut altered = signed.clone();
        altered["name"] = "Cartopartio".into();
        assert_eq!(
            verify_proof(&altered, proof_of(&signed), &key),
            Err(ProofError::Signature)
        );
        let mut altered = signed.clone();
        altered["proof"]["created"] = "2026-03-04T05:06:08Z".into();
        assert_eq!(
            verify_proof(&altered, proof_of(&altered), &key),
            Err(ProofError::Signature)
        );
        let other = LocalSigner::of_did_key(SigningKey::from_bytes(&[8; 32]));
        assert_eq!(
            verify_proof(&signed, proof_of(&signed), &other.public_key()),
            Err(ProofError::Signature)
        );
        assert_eq!(
            sign(&signed, suite, &signer(), created()),
            Err(ProofError::AlreadySigned)
        );
    }
}

#[test]
fn a_proof_that_says_too_little_is_refused_by_name() {
    let document = serde_json::json!({"name": "Cartopartie"});
    let key = signer().public_key();
    let signed = sign(&document, Cryptosuite::EddsaJcs2022, &signer(), created()).unwrap();
    let verdict = |member: &str, value: Value| {
        let mut proof = proof_of(&signed).clone();
        proof.insert(member.to_owned(), value);
        verify_proof(&signed, &proof, &key)
    };
    assert_eq!(
        verdict("type", "Ed25519Signature2020".into()),
        Err(ProofError::ProofType)
    );
    assert_eq!(
        verdict("proofPurpose", "authentication".into()),
        Err(ProofError::Purpose)
    );
    assert_eq!(
        verdict("created", "2026-03-04T05:06:07".into()),
        Err(ProofError::Date("created"))
    );
    assert_eq!(
        verdict("expires", 12.into()),
        Err(ProofError::Date("expires"))
    );
    assert_eq!(
        verdict("previousProof", "urn:a".into()),
        Err(ProofError::PreviousProof)
    );
    assert_eq!(
        verdict("proofValue", "z111".into()),
        Err(ProofError::ProofValue)
    );
    assert_eq!(
        verdict("@context", "https://www.w3.org/ns/credentials/v2".into()),
        Err(ProofError::Context)
    );
    assert_eq!(
        verdict("cryptosuite", "bbs-2023".into()),
        Err(ProofError::UnsupportedSuite("bbs-2023".to_owned()))
    );
    let mut weak = [0; 32];
    weak[0] = 1;
    assert_eq!(
        verify_proof(&signed, proof_of(&signed), &PublicKey::Ed25519(weak)),
        Err(ProofError::Key)
    );
}

#[test]
fn each_proof_of_the_w3c_set_holds_by_itself() {
    let Some(signed) = vector("w3c-vc-di-eddsa/proof-set-chain/signedProofSet2.json") else {
        return;
    };
    let signed: Value = serde_json::from_str(&signed).unwrap();
    let proofs = signed["proof"].as_array().unwrap();
    assert_eq!(proofs.len(), 2);
    for proof in proofs {
        let key = multikey::from_did_key(proof["verificationMethod"].as_str().unwrap()).unwrap();
        assert!(verify_proof(&signed, proof.as_object().unwrap(), &key).is_ok());
    }
}

#[test]
fn a_badge_with_look_alike_endorsements_fits_the_budget() {
    let Some(badge) = vector("1edtech-ob30/complete.json") else {
        return;
    };
    let mut badge: Value = serde_json::from_str(&badge).unwrap();
    badge.as_object_mut().unwrap().remove("proof");
    let quads = jsonld::to_rdf(&badge).unwrap();
    assert!(rdfc::canonicalize(&quads, Budget::default()).is_ok());
}
