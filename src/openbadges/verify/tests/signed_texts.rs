//! Credentials as signed texts (VC-JWT), under each algorithm and either data model.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use rsa::pkcs1v15::SigningKey as RsaKey;
use rsa::signature::SignatureEncoding as _;
use sha2::Sha256;

use super::*;

/// Keys of the three algorithms, and how each is published and signs.
pub(super) enum Key {
    Rsa(Box<RsaKey<Sha256>>),
    P256(p256::ecdsa::SigningKey),
    Ed25519(SigningKey),
}

impl Key {
    fn rsa() -> Self {
        // 2,048 bits from a fixed seed: drawing them takes a second.
        let mut rng = <rand_chacha::ChaCha20Rng as rand::SeedableRng>::seed_from_u64(41);
        let key = rsa::PrivateKey::new(&mut rng, 2048).unwrap();
        Self::Rsa(Box::new(RsaKey::new(key)))
    }

    pub(super) fn p256() -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap())
    }

    pub(super) fn ed25519(seed: u8) -> Self {
        Self::Ed25519(SigningKey::from_bytes(&[seed; 32]))
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
            Self::Ed25519(_) => "EdDSA",
        }
    }

    fn jwk(&self) -> Value {
        use rsa::traits::PublicKeyParts as _;
        let text = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
        match self {
            Self::Rsa(key) => {
                let public = AsRef::<rsa::PrivateKey>::as_ref(&**key).to_public_key();
                json!({ "kty": "RSA", "n": text(&public.n().to_be_bytes_trimmed_vartime()),
                    "e": text(&public.e().to_be_bytes_trimmed_vartime()) })
            }
            Self::P256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                json!({ "kty": "EC", "crv": "P-256", "x": text(point.x().unwrap()), "y": text(point.y().unwrap()) })
            }
            Self::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": text(key.verifying_key().as_bytes()) })
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(key) => rsa::signature::Signer::sign(&**key, message).to_vec(),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).to_vec(),
        }
    }

    pub(super) fn jwt(&self, header: &Value, payload: &Value) -> String {
        let mut header = header.clone();
        header["alg"] = self.algorithm().into();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(payload));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(text.as_bytes()));
        format!("{text}.{signature}")
    }
}

pub(super) fn document_with_jwk(key: &Key) -> Value {
    json!({
        "id": ISSUER,
        "verificationMethod": [{ "id": method(), "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": key.jwk() }],
        "assertionMethod": [method()],
    })
}

pub(super) fn claims(document: &Value) -> Value {
    let mut payload = document.clone();
    payload["iss"] = document["issuer"]["id"].clone();
    payload["sub"] = document["credentialSubject"]["id"].clone();
    payload["jti"] = document["id"].clone();
    payload["nbf"] = at(document["validFrom"].as_str().unwrap())
        .timestamp()
        .into();
    payload["exp"] = at(document["validUntil"].as_str().unwrap())
        .timestamp()
        .into();
    payload
}

#[test]
fn a_signed_text_is_believed_under_each_algorithm_and_either_name_of_the_key() {
    for key in [Key::rsa(), Key::p256(), Key::ed25519(1)] {
        let mut asked = Asked::now();
        asked.documents.insert(
            DID_DOCUMENT,
            document_with_jwk(&key).to_string().into_bytes(),
        );
        let payload = claims(&award());
        for header in [
            json!({ "kid": method(), "typ": "vc+jwt" }),
            json!({ "kid": "#cle-2026" }),
            json!({ "jwk": key.jwk() }),
        ] {
            let text = key.jwt(&header, &payload);
            let verified = asked.text(&text);
            assert_eq!(
                verified.report().authentic.as_str(),
                "yes",
                "{:?}",
                verified.report().checks
            );
            assert_eq!(verified.report().standard, "OB 3.0");
            assert_eq!(
                verified.document(),
                &award(),
                "the claims are no part of the credential"
            );
            // The same credential, whatever carries it.
            assert_eq!(
                verified.identity(),
                asked.text(&signed(&award()).to_string()).identity()
            );
        }
        // Another key of the same kind, under the issuer's name.
        let forged = Key::ed25519(2).jwt(&json!({ "kid": method() }), &payload);
        assert_eq!(asked.authentic(&forged), "no");
        let own = Key::ed25519(2);
        assert_eq!(
            asked.authentic(&own.jwt(&json!({ "jwk": own.jwk() }), &payload)),
            "no"
        );
        // Nothing says whose the key is.
        asked.documents = DocumentIndex::new();
        assert_eq!(
            asked.authentic(&key.jwt(&json!({ "jwk": key.jwk() }), &payload)),
            "unknown"
        );
        assert_eq!(
            asked.authentic(&key.jwt(&json!({ "kid": method() }), &payload)),
            "unknown"
        );
        assert_eq!(asked.authentic(&key.jwt(&json!({}), &payload)), "unknown");
    }
}

#[test]
fn a_key_at_an_address_of_the_issuers_own_is_the_issuers() {
    let key = Key::p256();
    let mut asked = Asked::now();
    asked.documents.insert(
        "https://badges.example/cle.jwk",
        key.jwk().to_string().into_bytes(),
    );
    asked.documents.insert(
        "https://m.example/cle.jwk",
        key.jwk().to_string().into_bytes(),
    );
    let text = |kid: &str| key.jwt(&json!({ "kid": kid }), &claims(&award()));
    asked.documents.insert(DID_DOCUMENT, b"nothing".to_vec());
    assert_eq!(
        asked.authentic(&text("https://badges.example/cle.jwk")),
        "yes"
    );
    assert_eq!(
        asked.authentic(&text("https://m.example/cle.jwk")),
        "unknown"
    );
}

#[test]
fn claims_that_say_something_else_than_the_credential_are_refused() {
    let key = Key::ed25519(1);
    let header = json!({ "kid": method() });
    let asked = Asked::now();
    for (claim, value) in [
        ("iss", json!("did:web:m.example")),
        ("jti", json!("urn:uuid:other")),
        ("sub", json!("urn:uuid:other")),
        ("nbf", json!(1)),
        ("exp", json!(4_000_000_000_u64)),
        ("exp", json!("tomorrow")),
        ("iss", json!(7)),
    ] {
        let mut payload = claims(&award());
        payload[claim] = value;
        assert_eq!(
            asked.authentic(&key.jwt(&header, &payload)),
            "no",
            "{claim}"
        );
    }
}

#[test]
fn a_signed_text_of_data_model_1_1_takes_what_it_lacks_from_its_claims() {
    let mut inner = award();
    let object = inner.as_object_mut().unwrap();
    for member in ["id", "validFrom", "validUntil"] {
        object.remove(member);
    }
    inner["@context"][0] = json!("https://www.w3.org/2018/credentials/v1");
    let whole = claims(&award());
    let mut payload = json!({ "vc": inner });
    for claim in ["iss", "sub", "jti", "nbf", "exp"] {
        payload[claim] = whole[claim].clone();
    }
    let verified = Asked::now().text(&Key::ed25519(1).jwt(&json!({ "kid": method() }), &payload));
    assert_eq!(
        verified.report().authentic.as_str(),
        "yes",
        "{:?}",
        verified.report().checks
    );
    assert_eq!(verified.credential_uri(), award()["id"]);
    assert_eq!(verified.valid_until().unwrap(), at("2030-03-11T10:00:00Z"));
    assert_eq!(outcome(&verified, "data-model"), ["warning"]);
}
