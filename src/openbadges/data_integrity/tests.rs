use std::path::PathBuf;

use ed25519_dalek::SigningKey;

use super::*;
use crate::openbadges::multikey;

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
    let mut texts = Texts::new(&plain, options, Budget::default());
    let [proof_text, document_text] = texts.canonical(suite.canonical()).unwrap();
    assert_eq!(Some(document_text), read("canonDoc", "txt"));
    assert_eq!(Some(proof_text), read("proofCanon", "txt"));
    let message = texts.message(suite.canonical()).unwrap();
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
    let mut texts = Texts::new(&plain, options, Budget::default());
    let [proof_text, document_text] = texts
        .canonical(Canonical::Graph(Algorithm::Rdfc10))
        .unwrap();
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

/// W3C's example of a proof under a P-384 key: the document and the key are among the vectors; the digests and the
/// signature are those of w3c/vc-di-ecdsa, TestVectors/ecdsa-rdfc-2019-p384, at 36e81595.
#[test]
fn p384_walks_the_w3c_example() {
    let Some(document) = vector("w3c-vc-di-ecdsa/unsigned.json") else {
        return;
    };
    let document: Value = serde_json::from_str(&document).unwrap();
    let pair: Value =
        serde_json::from_str(&vector("w3c-vc-di-ecdsa/p384KeyPair.json").unwrap()).unwrap();
    let key = multikey::decode(pair["publicKeyMultibase"].as_str().unwrap()).unwrap();
    let method = multikey::did_key_method(&key);
    let mut proof = serde_json::json!({
        "type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019", "created": "2023-02-24T23:36:38Z",
        "verificationMethod": method, "proofPurpose": "assertionMethod",
    });
    let options = proof.as_object().unwrap().clone();
    let plain = document.as_object().unwrap();
    let mut texts = Texts::new(plain, options, Budget::default());
    let message = texts
        .message(Canonical::Graph(Algorithm::Rdfc10Sha384))
        .unwrap();
    assert_eq!(
        hex(&message),
        "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc1\
         8bf6e01df72c5b62f91b685231915ac4b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96"
    );
    proof["proofValue"] = Value::from(
        "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv",
    );
    let check = |document: &Value, proof: &Value, key: &PublicKey| {
        let mut signed = document.clone();
        signed["proof"] = proof.clone();
        verify_proof(&signed, proof.as_object().unwrap(), key).map(|_| ())
    };
    assert_eq!(check(&document, &proof, &key), Ok(()));
    let mut altered = document.clone();
    altered["name"] = Value::from("Alumni credential");
    assert_eq!(check(&altered, &proof, &key), Err(ProofError::Signature));
    // A signature of another curve's length, and a key of another kind.
    let mut short = proof.clone();
    short["proofValue"] = Value::from(format!("z{}", bs58::encode([7; 64]).into_string()));
    assert_eq!(check(&document, &short, &key), Err(ProofError::ProofValue));
    let other = signer().public_key();
    assert_eq!(check(&document, &short, &other), Err(ProofError::Key));
}

/// An `Ed25519Signature2020` by either generation of tools.
fn older(document: &Value, algorithm: Algorithm) -> Value {
    let signer = signer();
    let mut proof = serde_json::json!({
        "type": "Ed25519Signature2020", "created": "2026-03-04T05:06:07Z",
        "verificationMethod": signer.verification_method(), "proofPurpose": "assertionMethod",
    });
    let options = proof.as_object().unwrap().clone();
    let plain = document.as_object().unwrap();
    let message = Texts::new(plain, options, Budget::default())
        .message(Canonical::Graph(algorithm))
        .unwrap();
    let value = bs58::encode(signer.sign(&message)).into_string();
    proof["proofValue"] = Value::from(format!("z{value}"));
    let mut signed = document.clone();
    signed["proof"] = proof;
    signed
}

#[test]
fn the_older_suite_is_read_by_its_draft_and_by_what_replaced_it() {
    let document = |name: &str| {
        serde_json::json!({"@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/security/suites/ed25519-2020/v1"],
            "type": ["VerifiableCredential"], "issuer": "did:example:a", "name": name,
            "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "urn:uuid:7a1f4f2e-6d0b-4c7e-9f5d-2f6b1c0a9e02"}})
    };
    let key = signer().public_key();
    let check = |signed: &Value| verify_proof(signed, proof_of(signed), &key).map(|_| ());
    for name in ["plain", "a\ttab", "a\u{7f}b\u{1f}"] {
        let draft = older(&document(name), Algorithm::Urdna2015);
        let newer = older(&document(name), Algorithm::Rdfc10);
        assert_eq!(check(&draft), Ok(()), "{name:?}");
        assert_eq!(check(&newer), Ok(()), "{name:?}");
        assert_eq!(draft == newer, name == "plain", "{name:?}");
        for mut signed in [draft, newer] {
            signed["name"] = Value::from(name.replace('\t', "\\t") + "x");
            assert_eq!(check(&signed), Err(ProofError::Signature), "{name:?}");
        }
    }
    // The newer suites know the recommendation alone.
    let mut options = proof_of(&older(&document("a\ttab"), Algorithm::Urdna2015)).clone();
    options.insert("type".to_owned(), "DataIntegrityProof".into());
    options.insert("cryptosuite".to_owned(), "eddsa-rdfc-2022".into());
    let mut unsigned = options.clone();
    unsigned.remove("proofValue");
    let tabbed = document("a\ttab");
    let message = Texts::new(tabbed.as_object().unwrap(), unsigned, Budget::default())
        .message(Canonical::Graph(Algorithm::Urdna2015))
        .unwrap();
    let value = bs58::encode(signer().sign(&message)).into_string();
    options.insert("proofValue".to_owned(), format!("z{value}").into());
    let mut signed = tabbed.clone();
    signed["proof"] = Value::Object(options);
    assert_eq!(check(&signed), Err(ProofError::Signature));
}
