//! Credentials as one signed text: the JSON Web Token proof of Open Badges 3.0, and compact JWS.
//!
//! **Invariant:** the registered claims repeat what the credential says, and nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use serde_json::{Value, json};

use crate::openbadges::data_integrity::Signer;

/// Why a credential has no form as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotForToken {
    /// A claim has nothing to repeat.
    #[error("a token needs a credential with {0}")]
    Missing(&'static str),
    /// A proof inside what another proof covers.
    #[error("the credential has a proof already")]
    AlreadySigned,
}

/// An unsigned credential as VC-JWT (Open Badges 3.0, JSON Web Token Proof Format).
///
/// The payload is the credential itself with `iss`, `jti`, `sub`, `nbf` and, where it ends, `exp`; the header
/// names the key by `kid`.
///
/// # Errors
/// When the credential has a proof, or lacks an issuer, an `id`, a subject with an `id`, or a `validFrom`.
pub fn token(credential: &Value, signer: &dyn Signer) -> Result<String, NotForToken> {
    let mut payload = credential
        .as_object()
        .cloned()
        .ok_or(NotForToken::Missing("members"))?;
    if payload.contains_key("proof") {
        return Err(NotForToken::AlreadySigned);
    }
    let text = |value: &Value, what| {
        let text = value.as_str().or_else(|| value["id"].as_str());
        text.map(ToOwned::to_owned)
            .ok_or(NotForToken::Missing(what))
    };
    let seconds = |value: &Value, what| {
        value
            .as_str()
            .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
            .map(|at| at.timestamp())
            .ok_or(NotForToken::Missing(what))
    };
    let claims = [
        ("iss", json!(text(&credential["issuer"], "an issuer")?)),
        ("jti", json!(text(&credential["id"], "an id")?)),
        (
            "sub",
            json!(text(
                &credential["credentialSubject"],
                "a subject that has an id"
            )?),
        ),
        (
            "nbf",
            json!(seconds(&credential["validFrom"], "a validFrom")?),
        ),
    ];
    payload.extend(claims.map(|(claim, value)| (claim.to_owned(), value)));
    if let Some(until) = credential.get("validUntil") {
        let until = seconds(until, "a readable validUntil")?;
        payload.insert("exp".to_owned(), json!(until));
    }
    let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": signer.verification_method() });
    Ok(compact(&header, &Value::Object(payload), signer))
}

/// Header and payload as compact JWS (RFC 7515, section 7.1), signed.
pub(super) fn compact(header: &Value, payload: &Value, signer: &dyn Signer) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(payload));
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}
