//! Compact JWS (RFC 7515), checked under a key whose record says which algorithm it is for.
//!
//! **Invariant:** the algorithm belongs to the key. A header that names another one, or that points to a key of
//! its own, is refused before anything is computed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::document::text;
use super::key_record::KeyRecord;
use crate::openbadges::json;

/// A signed text, taken apart and not yet believed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compact {
    signed: String,
    pub(super) header: Value,
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
    for own in ["jku", "x5u", "x5c"] {
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
        header: head,
        algorithm,
        signature: decode(signature)?,
    })
}

impl Compact {
    /// Whether this key signed the text.
    pub(super) fn check(&self, key: &KeyRecord) -> Result<(), JwsError> {
        if self.algorithm != key.algorithm() {
            return Err(JwsError::OtherAlgorithm {
                said: self.algorithm.clone(),
                pinned: key.algorithm(),
            });
        }
        if key.made(self.signed.as_bytes(), &self.signature) {
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
    fn the_p256_key_of_rfc_7515_checks_its_example() {
        // RFC 7515, A.3: key and signature; the payload is a JSON object there too.
        let jwk = serde_json::json!({
            "kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        });
        let text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let key = KeyRecord::from_jwk(&jwk).unwrap();
        assert_eq!(read(text).unwrap().check(&key), Ok(()));
        let altered = text.replacen("eyJpc3Mi", "eyJpc3Ni", 1);
        assert_ne!(altered, text);
        if let Ok(altered) = read(&altered) {
            assert_eq!(altered.check(&key), Err(JwsError::Signature));
        }
    }
}
