//! Networks, organisations, keys, the shared framework, recognised issuers.
//!
//! **Invariant:** a secret key leaves the database only sealed, and is opened only to sign.

pub mod framework;
pub mod issuer_list;
pub mod keys;
mod keys_store;
mod list_store;
pub mod service;
mod store;

use chrono::{DateTime, Utc};
use ed25519_dalek::SigningKey;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use uuid::Uuid;

/// Where this installation is reached from outside, without a path: `https://badges.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicBase {
    scheme: String,
    authority: String,
}

/// The public address of an installation is a scheme and a host, nothing more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an address such as https://badges.example")]
pub struct NotABase(String);

impl PublicBase {
    /// Reads `http(s)://host[:port]`, with or without a last slash.
    ///
    /// # Errors
    ///
    /// [`NotABase`] for another scheme, a path, a query or no host.
    pub fn parse(text: &str) -> Result<Self, NotABase> {
        let refused = || NotABase(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(refused)?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if !matches!(scheme, "http" | "https")
            || authority.is_empty()
            || authority.contains(['/', '?', '#', '@', '%'])
        {
            return Err(refused());
        }
        Ok(Self {
            scheme: scheme.to_owned(),
            authority: authority.to_owned(),
        })
    }

    /// The address of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.authority)
    }

    /// The host, without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority
            .rsplit_once(':')
            .map_or(&*self.authority, |(host, _)| host)
    }

    /// `issuer.id` of an organisation: its `did:web`, where a port's colon is percent-encoded.
    #[must_use]
    pub fn issuer_uri(&self, slug: &str) -> String {
        self.did("structures", slug)
    }

    /// The `id` of an organisation's profile of Open Badges 2.0.
    #[must_use]
    pub fn ob2_issuer_uri(&self, slug: &str) -> String {
        self.url(&format!("/structures/{slug}/ob2.json"))
    }

    /// The `did:web` of a network.
    #[must_use]
    pub fn network_uri(&self, slug: &str) -> String {
        self.did("reseaux", slug)
    }

    fn did(&self, room: &str, slug: &str) -> String {
        let host = utf8_percent_encode(&self.authority, NON_ALPHANUMERIC)
            .to_string()
            .replace("%2E", ".")
            .replace("%2D", "-");
        format!("did:web:{host}:{room}:{slug}")
    }

    /// Where the DID document of an organisation is found (did:web: always over HTTPS).
    #[must_use]
    pub fn did_document_url(&self, slug: &str) -> String {
        format!("https://{}/structures/{slug}/did.json", self.authority)
    }

    /// Where the DID document of a network is found.
    #[must_use]
    pub fn network_did_document_url(&self, slug: &str) -> String {
        format!("https://{}/reseaux/{slug}/did.json", self.authority)
    }
}

/// A member organisation that awards badges.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its row.
    pub id: Uuid,
    /// Last part of its address.
    pub slug: String,
    /// Name on screens.
    pub name: String,
    /// Its `did:web`.
    pub issuer_uri: String,
}

/// An issuer in a network's list: « émetteur reconnu ».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Last part of its address, where it is one of ours.
    pub slug: Option<String>,
    /// Its name, where it is one of ours.
    pub name: Option<String>,
    /// `issuer.id` of its badges.
    pub issuer_uri: String,
    /// From when on.
    pub since: DateTime<Utc>,
    /// Since when no longer.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// An organisation's key of one year, opened to sign with.
pub struct OrganisationKey {
    /// Who signs.
    pub organisation: Organisation,
    /// The fragment URL that proofs name.
    pub verification_method: String,
    /// The secret half; wiped when dropped.
    pub secret: SigningKey,
}

impl OrganisationKey {
    /// Its name among the organisation's keys.
    #[must_use]
    pub fn name(&self) -> &str {
        key_name(&self.verification_method)
    }
}

/// The part of a key's URL after the organisation's identifier.
fn key_name(verification_method: &str) -> &str {
    verification_method
        .split_once('#')
        .map_or(verification_method, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_named_by_where_it_is_found() {
        let base = PublicBase::parse("http://localhost:4141/").unwrap();
        assert_eq!(
            base.issuer_uri("gip-recia"),
            "did:web:localhost%3A4141:structures:gip-recia"
        );
        assert_eq!(
            base.did_document_url("gip-recia"),
            "https://localhost:4141/structures/gip-recia/did.json"
        );
        assert_eq!(base.url("/statuts/1"), "http://localhost:4141/statuts/1");
        assert_eq!(
            PublicBase::parse("https://a-b.example")
                .unwrap()
                .issuer_uri("x"),
            "did:web:a-b.example:structures:x"
        );
        for wrong in [
            "ftp://a",
            "https://",
            "https://a/b",
            "a.example",
            "https://u@a",
        ] {
            assert!(PublicBase::parse(wrong).is_err(), "{wrong}");
        }
    }
}
