//! Multikey: public keys as one short text (`z6Mk…`), and the `did:key` that is nothing but such a text.
//!
//! **Invariant:** a decoded key is a point that signatures can be checked against; small-order Ed25519
//! keys, under which anything verifies, never come out of here.

use ed25519_dalek::VerifyingKey;

/// Two bytes of multicodec `ed25519-pub`, as a varint.
const ED25519: [u8; 2] = [0xed, 0x01];
/// Two bytes of multicodec `p256-pub`, as a varint.
const P256: [u8; 2] = [0x80, 0x24];
/// No key text that we accept is longer (base58 of 35 bytes is 48 letters at most).
const LONGEST: usize = 64;

/// A public key of an issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicKey {
    /// Edwards 25519, 32 bytes.
    Ed25519([u8; 32]),
    /// NIST P-256, 33 bytes, compressed (SEC 1).
    P256([u8; 33]),
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MultikeyError {
    /// Not base58btc multibase (`z…`) of a sensible length.
    #[error("the key is not a base58btc multibase text")]
    NotMultibase,
    /// Another multicodec, or the wrong number of bytes for it.
    #[error("the key is neither Ed25519 nor P-256")]
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
/// When it is not base58btc, not one of our two kinds, or not a usable point.
pub fn decode(text: &str) -> Result<PublicKey, MultikeyError> {
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
    match *kind {
        ED25519 => {
            let point: [u8; 32] = point.try_into().map_err(|_| MultikeyError::UnknownKind)?;
            let key = VerifyingKey::from_bytes(&point).map_err(|_| MultikeyError::NotAPoint)?;
            if key.is_weak() {
                return Err(MultikeyError::NotAPoint);
            }
            Ok(PublicKey::Ed25519(point))
        }
        P256 => {
            let point: [u8; 33] = point.try_into().map_err(|_| MultikeyError::UnknownKind)?;
            p256::PublicKey::from_sec1_bytes(&point).map_err(|_| MultikeyError::NotAPoint)?;
            Ok(PublicKey::P256(point))
        }
        _ => Err(MultikeyError::UnknownKind),
    }
}

/// Writes a key as Multikey text, `z6Mk…` or `zDn…`.
#[must_use]
pub fn encode(key: &PublicKey) -> String {
    let bytes = match key {
        PublicKey::Ed25519(point) => [&ED25519[..], point].concat(),
        PublicKey::P256(point) => [&P256[..], point].concat(),
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
    let text = did
        .strip_prefix("did:key:")
        .ok_or(MultikeyError::NotDidKey)?;
    let key = match text.split_once('#') {
        Some((key, fragment)) if key == fragment => key,
        Some(_) => return Err(MultikeyError::NotDidKey),
        None => text,
    };
    decode(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const W3C: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

    #[test]
    fn a_key_reads_back_as_it_was_written() {
        let key = decode(W3C).expect("the W3C test key");
        assert_eq!(encode(&key), W3C);
        assert_eq!(from_did_key(&did_key(&key)), Ok(key));
        assert_eq!(from_did_key(&did_key_method(&key)), Ok(key));
        assert_eq!(
            from_did_key(&format!("{}#other", did_key(&key))),
            Err(MultikeyError::NotDidKey)
        );
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
    fn other_texts_are_told_apart() {
        assert_eq!(decode("u7QE"), Err(MultikeyError::NotMultibase));
        assert_eq!(decode(&"z1".repeat(60)), Err(MultikeyError::NotMultibase));
        assert_eq!(decode("z1"), Err(MultikeyError::UnknownKind));
        assert_eq!(from_did_key("did:web:a"), Err(MultikeyError::NotDidKey));
    }
}
