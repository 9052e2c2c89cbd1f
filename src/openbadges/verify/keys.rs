//! Whose key it is: the bond between a verification method and an issuer (Controlled Identifiers 1.0, 3.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, FixedOffset};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::document::{date, id_of, text, values};
use super::key_record::{KeyError, KeyRecord};
use crate::openbadges::documents::Documents;
use crate::openbadges::json;
use crate::openbadges::multikey;

/// What is known of a key that a proof names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Bond {
    /// The issuer's own document says that the key speaks for it.
    Bound(Bound),
    /// The key is at hand, and nothing at hand says whose it is.
    Unbound(KeyRecord, String),
    /// The key itself is out of reach.
    OutOfReach(String),
    /// The issuer's document knows no such key, or the key is none.
    Wrong(String),
}

/// An issuer's key, and for how long it speaks for the issuer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    pub(super) key: KeyRecord,
    /// `expires` (Controlled Identifiers 1.0, 2.2): what is signed later does not count.
    pub(super) expires: Option<DateTime<FixedOffset>>,
}

impl Bound {
    fn for_ever(key: KeyRecord) -> Bond {
        Bond::Bound(Self { key, expires: None })
    }

    /// Why a signature made at `created` does not count, if it does not.
    pub(super) fn too_late(&self, created: Option<DateTime<FixedOffset>>) -> Option<String> {
        let expires = self.expires?;
        match created {
            Some(created) if created <= expires => None,
            Some(_) => Some(format!("the key ended on {expires}, before it was signed")),
            None => Some(format!(
                "the key ended on {expires}, and nothing says when it was signed"
            )),
        }
    }
}

/// Finds the key that `method` names, and asks the issuer's document whether it speaks for the issuer.
pub(super) fn bond(method: &str, issuer: &str, documents: &dyn Documents) -> Bond {
    if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
        return of_key_did(method, issuer);
    }
    match controller(issuer, documents) {
        Ok(document) => listed(method, issuer, &document),
        Err(reason) => at_hand(method, reason),
    }
}

/// The document in which an issuer lists its keys, or why there is none at hand.
pub(super) fn controller(issuer: &str, documents: &dyn Documents) -> Result<Value, String> {
    let address = controller_document(issuer)?;
    let bytes = documents
        .document(&address)
        .map_err(|error| error.to_string())?;
    let document = json::read(&bytes).map_err(|error| format!("{address}: {error}"))?;
    if text(&document, "id") != Some(issuer) {
        return Err(format!("{address} is not about {issuer}"));
    }
    if values(&document, "assertionMethod").is_empty() {
        return Err(format!("{address} names no keys"));
    }
    Ok(document)
}

/// An issuer that is a key has that key and no other.
fn of_key_did(method: &str, issuer: &str) -> Bond {
    if method.split('#').next() != Some(issuer) {
        return Bond::Wrong(format!("the key {method} is not the issuer's"));
    }
    match own_key(method) {
        Ok(key) => Bound::for_ever(key),
        Err(error) => Bond::Wrong(error.to_string()),
    }
}

/// The key that a `did:key` or `did:jwk`, or its one method, says of itself.
fn own_key(method: &str) -> Result<KeyRecord, KeyError> {
    let Some(rest) = method.strip_prefix("did:jwk:") else {
        return Ok(KeyRecord::Point(multikey::usable_from_did_key(method)?));
    };
    let (encoded, fragment) = rest.split_once('#').unwrap_or((rest, "0"));
    if fragment != "0" || encoded.len() > 4096 {
        return Err(KeyError::Unusable);
    }
    let jwk = URL_SAFE_NO_PAD
        .decode(encoded)
        .map_err(|_| KeyError::Unusable)?;
    KeyRecord::from_jwk(&json::read(&jwk).map_err(|_| KeyError::Unusable)?)
}

/// The key that the method's own text holds, for a signature check that binds nobody.
fn at_hand(method: &str, reason: String) -> Bond {
    let key = if method.starts_with("did:key:") || method.starts_with("did:jwk:") {
        own_key(method).ok()
    } else {
        method
            .split_once('#')
            .and_then(|(_, fragment)| multikey::usable(fragment).ok())
            .map(KeyRecord::Point)
    };
    match key {
        Some(key) => Bond::Unbound(key, reason),
        None => Bond::OutOfReach(reason),
    }
}

/// The bond of a key that a signed text brings along (`jwk`): the issuer's document must list the very key.
pub(super) fn bond_of_jwk(jwk: &Value, issuer: &str, documents: &dyn Documents) -> Bond {
    let key = match KeyRecord::from_jwk(jwk) {
        Ok(key) => key,
        Err(error) => return Bond::Wrong(error.to_string()),
    };
    if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") {
        return match own_key(issuer) {
            Ok(own) if own == key => Bound::for_ever(key),
            _ => Bond::Wrong("the key in the header is not the issuer's".to_owned()),
        };
    }
    let document = match controller(issuer, documents) {
        Ok(document) => document,
        Err(reason) => return Bond::Unbound(key, reason),
    };
    let same = values(&document, "assertionMethod")
        .iter()
        .find_map(|entry| {
            let method = entry.as_str().or_else(|| text(entry, "id"))?;
            match listed(&absolute(method, issuer), issuer, &document) {
                Bond::Bound(bound) if bound.key == key => Some(bound),
                _ => None,
            }
        });
    same.map_or_else(
        || Bond::Wrong(format!("{issuer} does not list the key in the header")),
        Bond::Bound,
    )
}

/// The bond of the key that a signed text names (`kid`): a method of the issuer's, or the address of a JSON Web
/// Key (Open Badges 3.0, 8.2.3), which speaks for an issuer that lives at the same origin.
pub(super) fn bond_of_kid(kid: &str, issuer: &str, documents: &dyn Documents) -> Bond {
    let method = absolute(kid, issuer);
    let first = bond(&method, issuer, documents);
    if matches!(first, Bond::Bound(_)) || !kid.starts_with("https://") {
        return first;
    }
    let fetched = documents.document(kid).map_err(|error| error.to_string());
    let key = fetched.and_then(|bytes| {
        let jwk = json::read(&bytes).map_err(|error| format!("{kid}: {error}"))?;
        KeyRecord::from_jwk(&jwk).map_err(|error| format!("{kid}: {error}"))
    });
    match (key, first) {
        (Ok(key), _) if lives_at(issuer, kid) => Bound::for_ever(key),
        (Ok(key), _) => Bond::Unbound(key, format!("{kid} is not at the issuer's own address")),
        (Err(reason), Bond::OutOfReach(_)) => Bond::OutOfReach(reason),
        (Err(_), first) => first,
    }
}

/// Whether an address lies at the issuer's own origin.
pub(super) fn lives_at(issuer: &str, address: &str) -> bool {
    let origin = |address: &str| {
        let url = url::Url::parse(address).ok()?;
        (url.scheme() == "https").then(|| url.origin())
    };
    let home = controller_document(issuer).ok();
    home.as_deref()
        .and_then(origin)
        .is_some_and(|home| origin(address) == Some(home))
}

/// A relative method is one of the issuer's.
fn absolute(method: &str, issuer: &str) -> String {
    if method.starts_with('#') {
        format!("{issuer}{method}")
    } else {
        method.to_owned()
    }
}

/// Looks a method up among those that the issuer's document lists for assertions.
fn listed(method: &str, issuer: &str, document: &Value) -> Bond {
    let same = |value: &Value| {
        let id = value.as_str().or_else(|| text(value, "id"));
        id.is_some_and(|id| absolute(id, issuer) == method)
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
        return match own_key(method) {
            Ok(key) => Bound::for_ever(key),
            Err(_) => Bond::Wrong(format!("{issuer} does not describe its key {method}")),
        };
    };
    if id_of(described, "controller").is_some_and(|controller| controller != issuer) {
        return Bond::Wrong(format!("the key {method} has another controller"));
    }
    if text(described, "revoked").is_some() {
        return Bond::Wrong(format!("the key {method} was revoked"));
    }
    let expires = match text(described, "expires").map(date) {
        None => None,
        Some(Some(expires)) => Some(expires),
        Some(None) => return Bond::Wrong(format!("the key {method} ends at no readable time")),
    };
    match KeyRecord::from_method(described) {
        Ok(key) => Bond::Bound(Bound { key, expires }),
        Err(KeyError::OtherForm) => {
            Bond::OutOfReach(format!("the key {method} is described in another form"))
        }
        Err(error) => Bond::Wrong(error.to_string()),
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
