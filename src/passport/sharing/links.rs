//! Addresses by which other sites are told of a shared page. Nothing is sent: a person presses them.
//!
//! **Invariant:** pure. Every value is percent-encoded, so that none can add a parameter; only what stands on the shared
//! page is in an address.

use chrono::{DateTime, Datelike as _, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what RFC 3986 (2.3) calls unreserved.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A shared badge as `LinkedIn` wants to hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certification<'a> {
    /// Name of the badge.
    pub name: &'a str,
    /// Who issued it.
    pub organisation: &'a str,
    /// When it was issued.
    pub issued: Option<DateTime<Utc>>,
    /// When it ends.
    pub expires: Option<DateTime<Utc>>,
    /// The shared page.
    pub page: &'a str,
    /// What `LinkedIn` calls it by: the link's own secret part, for the assertion's name is not told.
    pub id: &'a str,
}

/// « Ajouter à mon profil `LinkedIn` »: the form of a certification, filled in.
#[must_use]
pub fn linkedin(badge: &Certification) -> String {
    let mut parameters = vec![
        ("startTask", "CERTIFICATION_NAME".to_owned()),
        ("name", badge.name.to_owned()),
        ("organizationName", badge.organisation.to_owned()),
    ];
    if let Some(issued) = badge.issued {
        parameters.push(("issueYear", issued.year().to_string()));
        parameters.push(("issueMonth", issued.month().to_string()));
    }
    if let Some(expires) = badge.expires {
        parameters.push(("expirationYear", expires.year().to_string()));
        parameters.push(("expirationMonth", expires.month().to_string()));
    }
    parameters.push(("certUrl", badge.page.to_owned()));
    parameters.push(("certId", badge.id.to_owned()));
    address("https://www.linkedin.com/profile/add", &parameters)
}

/// A message on X.
#[must_use]
pub fn x(text: &str, page: &str) -> String {
    let parameters = [("text", text.to_owned()), ("url", page.to_owned())];
    address("https://x.com/intent/post", &parameters)
}

/// A message on the person's own Mastodon server; no third party learns of it.
#[must_use]
pub fn mastodon(server: &Server, text: &str, page: &str) -> String {
    let parameters = [("text", format!("{text} {page}"))];
    address(&format!("https://{}/share", server.0), &parameters)
}

/// An e-mail that the person's own program writes (RFC 6068: spaces are `%20`, lines end with `%0D%0A`).
#[must_use]
pub fn email(subject: &str, text: &str, page: &str) -> String {
    let parameters = [
        ("subject", subject.to_owned()),
        ("body", format!("{text}\r\n\r\n{page}")),
    ];
    address("mailto:", &parameters)
}

fn address(base: &str, parameters: &[(&str, String)]) -> String {
    let said: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, ESCAPED)))
        .collect();
    format!("{base}?{}", said.join("&"))
}

/// The host of a Mastodon server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server(String);

/// What was given names no server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a server such as mastodon.social")]
pub struct NotAServer;

impl Server {
    /// Reads a host, also of `@name@host` and of `https://host/…`, as people paste them.
    ///
    /// # Errors
    ///
    /// [`NotAServer`].
    pub fn parse(text: &str) -> Result<Self, NotAServer> {
        let text = text.trim();
        let text = text.strip_prefix("https://").unwrap_or(text);
        let text = text.split('/').next().unwrap_or_default();
        let host = text.rsplit('@').next().unwrap_or_default();
        let host = host.to_ascii_lowercase();
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let names_a_place = host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.bytes().any(|octet| octet.is_ascii_alphabetic()));
        if host.len() <= 253 && host.contains('.') && names_a_place && host.split('.').all(label) {
            Ok(Self(host))
        } else {
            Err(NotAServer)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use url::Url;

    use super::*;

    const PAGE: &str = "https://badges.example/p/AbCdEfGhIjKlMnOpQrStUv";
    const NASTY: &str = "Accueillir & guider : 100 % « été » ? #1 a=b +c";

    fn read(address: &str) -> (String, BTreeMap<String, String>) {
        let url = Url::parse(address).unwrap();
        let parameters = url.query_pairs().into_owned().collect();
        let base = address.split('?').next().unwrap().to_owned();
        (base, parameters)
    }

    #[test]
    fn linkedin_is_told_the_certification_and_nothing_more() {
        let badge = Certification {
            name: NASTY,
            organisation: "Service jeunesse & sports",
            issued: Some("2026-01-31T23:30:00Z".parse().unwrap()),
            expires: Some("2028-12-01T00:00:00Z".parse().unwrap()),
            page: PAGE,
            id: "AbCdEfGhIjKlMnOpQrStUv",
        };
        let (base, said) = read(&linkedin(&badge));
        assert_eq!(base, "https://www.linkedin.com/profile/add");
        let wanted = [
            ("startTask", "CERTIFICATION_NAME"),
            ("name", NASTY),
            ("organizationName", "Service jeunesse & sports"),
            ("issueYear", "2026"),
            ("issueMonth", "1"),
            ("expirationYear", "2028"),
            ("expirationMonth", "12"),
            ("certUrl", PAGE),
            ("certId", "AbCdEfGhIjKlMnOpQrStUv"),
        ];
        let wanted: BTreeMap<String, String> = wanted
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(said, wanted);

        let undated = Certification {
            issued: None,
            expires: None,
            ..badge
        };
        let (_, said) = read(&linkedin(&undated));
        assert_eq!(said.len(), 5, "{said:?}");
    }

    #[test]
    fn messages_hold_their_text_and_the_page_whatever_is_in_them() {
        let (base, said) = read(&x(NASTY, PAGE));
        assert_eq!(base, "https://x.com/intent/post");
        assert_eq!((&*said["text"], &*said["url"]), (NASTY, PAGE));
        assert_eq!(said.len(), 2);

        let server = Server::parse("mastodon.social").unwrap();
        let (base, said) = read(&mastodon(&server, NASTY, PAGE));
        assert_eq!(base, "https://mastodon.social/share");
        assert_eq!(said["text"], format!("{NASTY} {PAGE}"));
        assert_eq!(said.len(), 1);

        let mail = email("Mon badge", NASTY, PAGE);
        assert!(mail.starts_with("mailto:?subject=Mon%20badge&body="));
        assert!(mail.contains("%0D%0A%0D%0Ahttps%3A%2F%2Fbadges.example"));
        assert!(!mail.contains('+') && !mail.contains(' '), "{mail}");
    }

    #[test]
    fn a_server_is_read_as_people_write_it_and_no_address_can_be_smuggled_in() {
        for written in [
            "mastodon.social",
            " Mastodon.Social ",
            "@ada@mastodon.social",
            "ada@mastodon.social",
            "https://mastodon.social/@ada",
        ] {
            let server = Server::parse(written);
            assert_eq!(
                server,
                Ok(Server("mastodon.social".to_owned())),
                "{written}"
            );
        }
        for wrong in [
            "",
            "localhost",
            "127.0.0.1",
            "a..b",
            "-a.example",
            "evil.example?x=",
            "evil.example#",
            "evil.example:99",
            "javascript:alert(1)",
            "éa.example",
            "a b.example",
            "[::1]",
        ] {
            assert_eq!(Server::parse(wrong), Err(NotAServer), "{wrong}");
        }
    }
}
