//! Public keys as issuers publish them, each with the one algorithm that it is for.
//!
//! **Invariant:** a record is a key that proves something: no RSA key outside of 2,048 to 8,192 bits, no Ed25519
//! key of small order, and none that shows its private half.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use rsa::signature::Verifier as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::Value;
use sha2::Sha256;

use super::document::text;
use crate::openbadges::multikey::{self, MultikeyError, UsableKey};

/// Smallest and largest RSA modulus, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Why there is no key in what an issuer publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum KeyError {
    #[error("the key cannot be read")]
    Unusable,
    #[error("the key shows its private half")]
    PrivateHalf,
    #[error("the key is described in a form that is not read")]
    OtherForm,
    #[error(transparent)]
    Multikey(#[from] MultikeyError),
}

/// A public key with the one algorithm that it is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum KeyRecord {
    Rs256(rsa::pkcs1v15::VerifyingKey<Sha256>),
    Point(UsableKey),
}

impl KeyRecord {
    /// The key of a PEM text (`publicKeyPem`).
    pub(super) fn from_pem(pem: &str) -> Result<Self, KeyError> {
        if let Ok(key) = rsa::PublicKey::from_public_key_pem(pem) {
            return Self::rsa(key);
        }
        if let Ok(key) = p256::PublicKey::from_public_key_pem(pem) {
            return Ok(Self::Point(UsableKey::P256(key.into())));
        }
        ed25519_dalek::VerifyingKey::from_public_key_pem(pem)
            .map_err(|_| KeyError::Unusable)
            .and_then(Self::ed25519)
    }

    /// The key of a JSON Web Key (RFC 7517); one that shows its private half is refused.
    pub(super) fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        if jwk.get("d").is_some() {
            return Err(KeyError::PrivateHalf);
        }
        let octets = |member: &str| {
            let told = text(jwk, member).filter(|told| told.len() <= 2048);
            told.and_then(|told| URL_SAFE_NO_PAD.decode(told).ok())
                .ok_or(KeyError::Unusable)
        };
        match (text(jwk, "kty"), text(jwk, "crv")) {
            (Some("RSA"), _) => rsa::PublicKey::new(
                rsa::BoxedUint::from_be_slice_vartime(&octets("n")?),
                rsa::BoxedUint::from_be_slice_vartime(&octets("e")?),
            )
            .map_err(|_| KeyError::Unusable)
            .and_then(Self::rsa),
            (Some("EC"), Some("P-256")) => {
                let point = [&[4], &octets("x")?[..], &octets("y")?[..]].concat();
                p256::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .map(|key| Self::Point(UsableKey::P256(key)))
                    .map_err(|_| KeyError::Unusable)
            }
            (Some("EC"), Some("P-384")) => {
                let point = [&[4], &octets("x")?[..], &octets("y")?[..]].concat();
                p384::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .map(|key| Self::Point(UsableKey::P384(key)))
                    .map_err(|_| KeyError::Unusable)
            }
            (Some("OKP"), Some("Ed25519")) => {
                let point: [u8; 32] = octets("x")?.try_into().map_err(|_| KeyError::Unusable)?;
                ed25519_dalek::VerifyingKey::from_bytes(&point)
                    .map_err(|_| KeyError::Unusable)
                    .and_then(Self::ed25519)
            }
            _ => Err(KeyError::Unusable),
        }
    }

    fn rsa(key: rsa::PublicKey) -> Result<Self, KeyError> {
        if RSA_BITS.contains(&(key.size() * 8)) {
            Ok(Self::Rs256(rsa::pkcs1v15::VerifyingKey::new(key)))
        } else {
            Err(KeyError::Unusable)
        }
    }

    fn ed25519(key: ed25519_dalek::VerifyingKey) -> Result<Self, KeyError> {
        UsableKey::ed25519(key)
            .map(Self::Point)
            .map_err(|_| KeyError::Unusable)
    }

    /// The one algorithm that this key is for. Signed texts are never ES384: a P-384 key is for proofs.
    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rs256(_) => "RS256",
            Self::Point(UsableKey::P256(_)) => "ES256",
            Self::Point(UsableKey::P384(_)) => "ES384",
            Self::Point(UsableKey::Ed25519(_)) => "EdDSA",
        }
    }

    /// The key of a verification method, in any form that such documents have had.
    pub(super) fn from_method(described: &Value) -> Result<Self, KeyError> {
        if let Some(multibase) = text(described, "publicKeyMultibase") {
            return Ok(Self::Point(multikey::usable(multibase)?));
        }
        if let Some(jwk) = described.get("publicKeyJwk") {
            return Self::from_jwk(jwk);
        }
        if let Some(pem) = text(described, "publicKeyPem") {
            return Self::from_pem(pem);
        }
        Err(KeyError::OtherForm)
    }

    /// The key as Data Integrity proofs use it: never RSA.
    pub(super) fn point(&self) -> Option<&UsableKey> {
        match self {
            Self::Rs256(_) => None,
            Self::Point(key) => Some(key),
        }
    }

    /// Whether this key made `signature` over `message`.
    pub(super) fn made(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rs256(key) => rsa::pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::Point(key) => key.made(message, signature),
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
            KeyError::PrivateHalf
        );
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        let weak = serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": zero });
        assert_eq!(KeyRecord::from_jwk(&weak).unwrap_err(), KeyError::Unusable);
        let short = serde_json::json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" });
        assert_eq!(KeyRecord::from_jwk(&short).unwrap_err(), KeyError::Unusable);
    }

    #[test]
    fn a_key_is_the_same_in_every_form() {
        let key = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let compressed = key.verifying_key().to_sec1_point(true);
        let compressed = compressed.as_bytes().try_into().unwrap();
        let multikey = multikey::encode(&multikey::PublicKey::P384(compressed));
        let described = serde_json::json!({ "publicKeyMultibase": multikey });
        let record = KeyRecord::from_method(&described).unwrap();
        let [x, y] = [1..49, 49..97].map(|part| URL_SAFE_NO_PAD.encode(&point.as_bytes()[part]));
        let jwk = serde_json::json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y });
        let described = serde_json::json!({ "publicKeyJwk": jwk });
        assert_eq!(KeyRecord::from_method(&described), Ok(record));
        assert_eq!(
            KeyRecord::from_method(&serde_json::json!({})),
            Err(KeyError::OtherForm)
        );
    }
}
