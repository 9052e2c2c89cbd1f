//! Multikey: public keys as one short text (`z6Mk…`), and the `did:key` that is nothing but such a text.
//!
//! **Invariant:** a decoded key is a point that signatures can be checked against; small-order Ed25519
//! keys, under which anything verifies, never come out of here.

use p256::ecdsa::signature::Verifier as _;

/// Two bytes of multicodec `ed25519-pub`, as a varint.
const ED25519: [u8; 2] = [0xed, 0x01];
/// Two bytes of multicodec `p256-pub`, as a varint.
const P256: [u8; 2] = [0x80, 0x24];
/// Two bytes of multicodec `p384-pub`, as a varint.
const P384: [u8; 2] = [0x81, 0x24];
/// No key text that we accept is longer (base58 of 51 bytes is 70 letters at most).
const LONGEST: usize = 72;

/// A public key of an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// Edwards 25519, 32 bytes.
    Ed25519([u8; 32]),
    /// NIST P-256, 33 bytes, compressed (SEC 1).
    P256([u8; 33]),
    /// NIST P-384, 49 bytes, compressed (SEC 1).
    P384([u8; 49]),
}

/// A public key whose point was looked at: on its curve, and not of small order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum UsableKey {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
}

impl UsableKey {
    pub(super) fn ed25519(key: ed25519_dalek::VerifyingKey) -> Result<Self, MultikeyError> {
        if key.is_weak() {
            return Err(MultikeyError::NotAPoint);
        }
        Ok(Self::Ed25519(key))
    }

    /// Whether this key made `signature` (64 octets, or 96 for P-384) over `message`.
    pub(super) fn made(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl TryFrom<&PublicKey> for UsableKey {
    type Error = MultikeyError;

    fn try_from(key: &PublicKey) -> Result<Self, MultikeyError> {
        match key {
            PublicKey::Ed25519(point) => ed25519_dalek::VerifyingKey::from_bytes(point)
                .map_err(|_| MultikeyError::NotAPoint)
                .and_then(Self::ed25519),
            PublicKey::P256(point) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map_err(|_| MultikeyError::NotAPoint)
                .map(Self::P256),
            PublicKey::P384(point) => p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
                .map_err(|_| MultikeyError::NotAPoint)
                .map(Self::P384),
        }
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MultikeyError {
    /// Not base58btc multibase (`z…`) of a sensible length.
    #[error("the key is not a base58btc multibase text")]
    NotMultibase,
    /// Another multicodec, or the wrong number of bytes for it.
    #[error("the key is neither Ed25519 nor P-256 nor P-384")]
    UnknownKind,
    /// Not on the curve, or of small order.
    #[error("the key is not a usable point of its curve")]
    NotAPoint,
    /// Not a `did:key` identifier.
    #[error("not a did:key")]
    NotDidKey,
}

/// Reads a Multikey `publicKeyMultibase` (Controlled Identifiers 1.0, section 2.2.2).
///
/// # Errors
/// When it is not base58btc, not one of our three kinds, or not a usable point.
pub fn decode(text: &str) -> Result<PublicKey, MultikeyError> {
    read(text).map(|(key, _)| key)
}

/// [`decode`], ready to check signatures.
pub(super) fn usable(text: &str) -> Result<UsableKey, MultikeyError> {
    read(text).map(|(_, key)| key)
}

fn read(text: &str) -> Result<(PublicKey, UsableKey), MultikeyError> {
    let encoded = text
        .strip_prefix('z')
        .filter(|rest| rest.len() <= LONGEST)
        .ok_or(MultikeyError::NotMultibase)?;
    let bytes = bs58::decode(encoded)
        .into_vec()
        .map_err(|_| MultikeyError::NotMultibase)?;
    let (kind, point) = bytes
        .split_first_chunk::<2>()
        .ok_or(MultikeyError::UnknownKind)?;
    let key = match *kind {
        ED25519 => point.try_into().map(PublicKey::Ed25519),
        P256 => point.try_into().map(PublicKey::P256),
        P384 => point.try_into().map(PublicKey::P384),
        _ => return Err(MultikeyError::UnknownKind),
    }
    .map_err(|_| MultikeyError::UnknownKind)?;
    let usable = UsableKey::try_from(&key)?;
    Ok((key, usable))
}

/// Writes a key as Multikey text, `z6Mk…`, `zDn…` or `z82…`.
#[must_use]
pub fn encode(key: &PublicKey) -> String {
    let bytes = match key {
        PublicKey::Ed25519(point) => [&ED25519[..], point].concat(),
        PublicKey::P256(point) => [&P256[..], point].concat(),
        PublicKey::P384(point) => [&P384[..], point].concat(),
    };
    format!("z{}", bs58::encode(bytes).into_string())
}

/// The `did:key` of a key, without fragment.
#[must_use]
pub fn did_key(key: &PublicKey) -> String {
    format!("did:key:{}", encode(key))
}

/// The verification method of a `did:key`: the identifier, `#`, and the key once more.
#[must_use]
pub fn did_key_method(key: &PublicKey) -> String {
    let text = encode(key);
    format!("did:key:{text}#{text}")
}

/// The key that a `did:key` (or its one verification method) says.
///
/// # Errors
/// When it is no `did:key`, its fragment names another key, or the key cannot be used.
pub fn from_did_key(did: &str) -> Result<PublicKey, MultikeyError> {
    decode(key_of_did(did)?)
}

/// [`from_did_key`], ready to check signatures.
pub(super) fn usable_from_did_key(did: &str) -> Result<UsableKey, MultikeyError> {
    usable(key_of_did(did)?)
}

fn key_of_did(did: &str) -> Result<&str, MultikeyError> {
    let text = did
        .strip_prefix("did:key:")
        .ok_or(MultikeyError::NotDidKey)?;
    match text.split_once('#') {
        Some((key, fragment)) if key == fragment => Ok(key),
        Some(_) => Err(MultikeyError::NotDidKey),
        None => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys of W3C's examples: one of each kind.
    const W3C: [&str; 3] = [
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
    ];

    #[test]
    fn a_key_reads_back_as_it_was_written() {
        for text in W3C {
            let key = decode(text).expect("a W3C test key");
            assert_eq!(encode(&key), text);
            assert_eq!(from_did_key(&did_key(&key)), Ok(key));
            assert_eq!(from_did_key(&did_key_method(&key)), Ok(key));
            assert_eq!(
                from_did_key(&format!("{}#other", did_key(&key))),
                Err(MultikeyError::NotDidKey)
            );
        }
    }

    #[test]
    fn a_small_order_key_is_no_key() {
        for first in [0_u8, 1] {
            let mut point = [0_u8; 32];
            point[0] = first;
            let text = encode(&PublicKey::Ed25519(point));
            assert_eq!(decode(&text), Err(MultikeyError::NotAPoint));
        }
    }

    #[test]
    fn a_point_off_its_curve_is_no_key() {
        let mut point = [0xff; 49];
        point[0] = 2;
        let text = encode(&PublicKey::P384(point));
        assert_eq!(decode(&text), Err(MultikeyError::NotAPoint));
    }

    #[test]
    fn other_texts_are_told_apart() {
        assert_eq!(decode("u7QE"), Err(MultikeyError::NotMultibase));
        assert_eq!(decode(&"z1".repeat(60)), Err(MultikeyError::NotMultibase));
        assert_eq!(decode("z1"), Err(MultikeyError::UnknownKind));
        assert_eq!(from_did_key("did:web:a"), Err(MultikeyError::NotDidKey));
    }
}
