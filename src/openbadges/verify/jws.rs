//! Compact JWS (RFC 7515), checked under a key whose record says which algorithm it is for.
//!
//! **Invariant:** the algorithm belongs to the key. A header that names another one, or that brings or points
//! to a key of its own, is refused before anything is computed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use p256::ecdsa::signature::Verifier as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::Value;
use sha2::Sha256;

use super::document::text;
use crate::openbadges::json;

/// Smallest and largest RSA modulus, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// A signed text, taken apart and not yet believed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compact {
    signed: String,
    pub(super) payload: Value,
    algorithm: String,
    signature: Vec<u8>,
}

/// Why a signed text cannot be read, or its signature does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum JwsError {
    #[error("it has not the three parts of a signed text")]
    Shape,
    #[error("its header or content is no JSON: {0}")]
    Json(#[from] json::JsonError),
    #[error("its header names the algorithm “{0}”, which proves nothing")]
    Algorithm(String),
    #[error("its header brings a key of its own ({0})")]
    OwnKey(&'static str),
    #[error("its header asks for something that is not known (crit)")]
    Critical,
    #[error("its header names {said}, and the key is for {pinned}")]
    OtherAlgorithm { said: String, pinned: &'static str },
    #[error("the signature does not match")]
    Signature,
    #[error("the key cannot be read")]
    Key,
}

/// A public key with the one algorithm that it is for.
#[derive(Debug, Clone)]
pub(super) enum KeyRecord {
    Rs256(rsa::pkcs1v15::VerifyingKey<Sha256>),
    Es256(p256::ecdsa::VerifyingKey),
    EdDsa(ed25519_dalek::VerifyingKey),
}

/// Takes a compact JWS apart.
pub(super) fn read(compact: &str) -> Result<Compact, JwsError> {
    let mut parts = compact.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JwsError::Shape);
    };
    let decode = |part: &str| {
        if part.len() > 2 * json::LONGEST {
            return Err(JwsError::Shape);
        }
        URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Shape)
    };
    let head = json::read(&decode(header)?)?;
    for own in ["jku", "x5u", "x5c", "jwk"] {
        if head.get(own).is_some() {
            return Err(JwsError::OwnKey(own));
        }
    }
    if head.get("crit").is_some() {
        return Err(JwsError::Critical);
    }
    let algorithm = text(&head, "alg").unwrap_or_default().to_owned();
    if !["RS256", "ES256", "EdDSA"].contains(&algorithm.as_str()) {
        return Err(JwsError::Algorithm(algorithm.chars().take(20).collect()));
    }
    Ok(Compact {
        signed: format!("{header}.{payload}"),
        payload: json::read(&decode(payload)?)?,
        algorithm,
        signature: decode(signature)?,
    })
}

impl KeyRecord {
    /// The key of a PEM text (`publicKeyPem`).
    pub(super) fn from_pem(pem: &str) -> Result<Self, JwsError> {
        if let Ok(key) = rsa::PublicKey::from_public_key_pem(pem) {
            return Self::rsa(key);
        }
        if let Ok(key) = p256::PublicKey::from_public_key_pem(pem) {
            return Ok(Self::Es256(key.into()));
        }
        ed25519_dalek::VerifyingKey::from_public_key_pem(pem)
            .map_err(|_| JwsError::Key)
            .and_then(Self::ed25519)
    }

    /// The key of a JSON Web Key (RFC 7517); one that shows its private half is refused.
    pub(super) fn from_jwk(jwk: &Value) -> Result<Self, JwsError> {
        if jwk.get("d").is_some() {
            return Err(JwsError::OwnKey("private d"));
        }
        let octets = |member: &str| {
            let told = text(jwk, member).filter(|told| told.len() <= 2048);
            told.and_then(|told| URL_SAFE_NO_PAD.decode(told).ok())
                .ok_or(JwsError::Key)
        };
        match (text(jwk, "kty"), text(jwk, "crv")) {
            (Some("RSA"), _) => rsa::PublicKey::new(
                rsa::BoxedUint::from_be_slice_vartime(&octets("n")?),
                rsa::BoxedUint::from_be_slice_vartime(&octets("e")?),
            )
            .map_err(|_| JwsError::Key)
            .and_then(Self::rsa),
            (Some("EC"), Some("P-256")) => {
                let point = [&[4], &octets("x")?[..], &octets("y")?[..]].concat();
                p256::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .map(Self::Es256)
                    .map_err(|_| JwsError::Key)
            }
            (Some("OKP"), Some("Ed25519")) => {
                let point: [u8; 32] = octets("x")?.try_into().map_err(|_| JwsError::Key)?;
                ed25519_dalek::VerifyingKey::from_bytes(&point)
                    .map_err(|_| JwsError::Key)
                    .and_then(Self::ed25519)
            }
            _ => Err(JwsError::Key),
        }
    }

    fn rsa(key: rsa::PublicKey) -> Result<Self, JwsError> {
        if RSA_BITS.contains(&(key.size() * 8)) {
            Ok(Self::Rs256(rsa::pkcs1v15::VerifyingKey::new(key)))
        } else {
            Err(JwsError::Key)
        }
    }

    fn ed25519(key: ed25519_dalek::VerifyingKey) -> Result<Self, JwsError> {
        if key.is_weak() {
            Err(JwsError::Key)
        } else {
            Ok(Self::EdDsa(key))
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rs256(_) => "RS256",
            Self::Es256(_) => "ES256",
            Self::EdDsa(_) => "EdDSA",
        }
    }

    /// Whether this key signed that text.
    pub(super) fn check(&self, jws: &Compact) -> Result<(), JwsError> {
        if jws.algorithm != self.algorithm() {
            return Err(JwsError::OtherAlgorithm {
                said: jws.algorithm.clone(),
                pinned: self.algorithm(),
            });
        }
        let message = jws.signed.as_bytes();
        let holds = match self {
            Self::Rs256(key) => rsa::pkcs1v15::Signature::try_from(&jws.signature[..])
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::Es256(key) => p256::ecdsa::Signature::from_slice(&jws.signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::EdDsa(key) => ed25519_dalek::Signature::from_slice(&jws.signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
        };
        if holds {
            Ok(())
        } else {
            Err(JwsError::Signature)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_its_private_half_or_of_small_order_is_no_key() {
        let shown = serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" });
        assert_eq!(
            KeyRecord::from_jwk(&shown).unwrap_err(),
            JwsError::OwnKey("private d")
        );
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        let weak = serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": zero });
        assert_eq!(KeyRecord::from_jwk(&weak).unwrap_err(), JwsError::Key);
        let short = serde_json::json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" });
        assert_eq!(KeyRecord::from_jwk(&short).unwrap_err(), JwsError::Key);
    }

    #[test]
    fn the_p256_key_of_rfc_7515_checks_its_example() {
        // RFC 7515, A.3: key and signature; the payload is a JSON object there too.
        let jwk = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        let text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let key = KeyRecord::from_jwk(&jwk).unwrap();
        assert_eq!(key.check(&read(text).unwrap()), Ok(()));
        let altered = text.replacen("eyJpc3Mi", "eyJpc3Ni", 1);
        assert_ne!(altered, text);
        if let Ok(altered) = read(&altered) {
            assert_eq!(key.check(&altered), Err(JwsError::Signature));
        }
    }
}
