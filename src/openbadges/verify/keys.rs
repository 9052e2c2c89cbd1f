//! Whose key it is: the bond between a verification method and an issuer (Controlled Identifiers 1.0, 3.3).

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::document::{id_of, text, values};
use crate::openbadges::documents::Documents;
use crate::openbadges::json;
use crate::openbadges::multikey::{self, PublicKey};

/// What is known of a key that a proof names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bond {
    /// The issuer's own document says that the key speaks for it.
    Bound(PublicKey),
    /// The key is at hand, and nothing at hand says whose it is.
    Unbound(PublicKey, String),
    /// The key itself is out of reach.
    OutOfReach(String),
    /// The issuer's document knows no such key, or the key is none.
    Wrong(String),
}

/// Finds the key that `method` names, and asks the issuer's document whether it speaks for the issuer.
pub(super) fn bond(method: &str, issuer: &str, documents: &dyn Documents) -> Bond {
    if issuer.starts_with("did:key:") {
        return of_did_key(method, issuer);
    }
    let address = match controller_document(issuer) {
        Ok(address) => address,
        Err(reason) => return at_hand(method, reason),
    };
    let bytes = match documents.document(&address) {
        Ok(bytes) => bytes,
        Err(error) => return at_hand(method, error.to_string()),
    };
    let document = match json::read(&bytes) {
        Ok(document) => document,
        Err(error) => return at_hand(method, format!("{address}: {error}")),
    };
    if text(&document, "id") != Some(issuer) {
        return at_hand(method, format!("{address} is not about {issuer}"));
    }
    if values(&document, "assertionMethod").is_empty() {
        return at_hand(method, format!("{address} names no keys"));
    }
    listed(method, issuer, &document)
}

/// An issuer that is a key has that key and no other.
fn of_did_key(method: &str, issuer: &str) -> Bond {
    if method.split('#').next() != Some(issuer) {
        return Bond::Wrong(format!("the key {method} is not the issuer's"));
    }
    match multikey::from_did_key(method) {
        Ok(key) => Bond::Bound(key),
        Err(error) => Bond::Wrong(error.to_string()),
    }
}

/// The key that the method's own text holds, for a signature check that binds nobody.
fn at_hand(method: &str, reason: String) -> Bond {
    let key = if method.starts_with("did:key:") {
        multikey::from_did_key(method).ok()
    } else {
        method
            .split_once('#')
            .and_then(|(_, fragment)| multikey::decode(fragment).ok())
    };
    match key {
        Some(key) => Bond::Unbound(key, reason),
        None => Bond::OutOfReach(reason),
    }
}

/// Looks a method up among those that the issuer's document lists for assertions.
fn listed(method: &str, issuer: &str, document: &Value) -> Bond {
    let absolute = |id: &str| {
        if id.starts_with('#') {
            format!("{issuer}{id}")
        } else {
            id.to_owned()
        }
    };
    let same = |value: &Value| {
        let id = value.as_str().or_else(|| text(value, "id"));
        id.is_some_and(|id| absolute(id) == method)
    };
    let Some(entry) = values(document, "assertionMethod")
        .iter()
        .find(|value| same(value))
    else {
        return Bond::Wrong(format!("{issuer} lists no key {method} for its statements"));
    };
    let described = if entry.is_object() {
        Some(entry)
    } else {
        values(document, "verificationMethod")
            .iter()
            .find(|value| same(value))
    };
    let Some(described) = described else {
        // A did:key needs no description: it is its own.
        return match multikey::from_did_key(method) {
            Ok(key) => Bond::Bound(key),
            Err(_) => Bond::Wrong(format!("{issuer} does not describe its key {method}")),
        };
    };
    if id_of(described, "controller").is_some_and(|controller| controller != issuer) {
        return Bond::Wrong(format!("the key {method} has another controller"));
    }
    if text(described, "revoked").is_some() {
        return Bond::Wrong(format!("the key {method} was revoked"));
    }
    match text(described, "publicKeyMultibase").map(multikey::decode) {
        Some(Ok(key)) => Bond::Bound(key),
        Some(Err(error)) => Bond::Wrong(error.to_string()),
        None => Bond::OutOfReach(format!("the key {method} is described in another form")),
    }
}

/// Where the document about an issuer is found: `did:web` by its method's rules, an HTTPS address as it is.
fn controller_document(issuer: &str) -> Result<String, String> {
    if issuer.starts_with("https://") || issuer.starts_with("http://") {
        return Ok(issuer.to_owned());
    }
    issuer
        .strip_prefix("did:web:")
        .and_then(did_web)
        .ok_or_else(|| format!("nothing is known of how to find {issuer}"))
}

/// `did:web`: colons are slashes, percent-encoded ones stay in the host; always HTTPS.
fn did_web(rest: &str) -> Option<String> {
    let mut parts = rest.split(':');
    let host = percent_decode_str(parts.next()?).decode_utf8().ok()?;
    let path: Vec<&str> = parts.collect();
    let plain = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b))
    };
    if host.is_empty() || host.contains(['/', '?', '#', '@', '\\']) || !path.iter().all(plain) {
        return None;
    }
    Some(if path.is_empty() {
        format!("https://{host}/.well-known/did.json")
    } else {
        format!("https://{host}/{}/did.json", path.join("/"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn did_web_is_found_where_its_method_says() {
        for (did, address) in [
            (
                "w3c-ccg.github.io",
                "https://w3c-ccg.github.io/.well-known/did.json",
            ),
            (
                "w3c-ccg.github.io:user:alice",
                "https://w3c-ccg.github.io/user/alice/did.json",
            ),
            (
                "localhost%3A4141:structures:a",
                "https://localhost:4141/structures/a/did.json",
            ),
        ] {
            assert_eq!(did_web(did).as_deref(), Some(address));
        }
        for wrong in ["", "a%2Fb", "a::b", "a:b/c", "a%40b"] {
            assert_eq!(did_web(wrong), None, "{wrong}");
        }
    }
}
