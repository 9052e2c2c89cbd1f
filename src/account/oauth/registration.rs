//! What an application says of itself (RFC 7591, and Open Badges 3.0, 7.1.1.2).
//!
//! **Invariant:** where people are taken back to is of the same host as the site that they are shown, or on their own
//! machine: a name may lie, the address under it does not.

use serde_json::Value;
use url::{Host, Url};

use super::Scopes;

/// Longest address that is kept, in octets.
const LONGEST_URI: usize = 2000;
/// Longest name or version, in characters.
const LONGEST_WORD: usize = 100;
/// Most addresses to go back to, and most contacts.
const MOST: usize = 10;

/// Why an application is not registered, as RFC 7591, 3.2.2, words it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {description}")]
pub struct BadRegistration {
    /// `invalid_redirect_uri` or `invalid_client_metadata`.
    pub code: &'static str,
    /// What is wrong, for the person who writes the application.
    pub description: String,
}

/// An application as it describes itself, once that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// `client_name`
    pub name: String,
    /// `client_uri`
    pub site: String,
    /// `logo_uri`
    pub logo: String,
    /// `tos_uri`
    pub terms: String,
    /// `policy_uri`
    pub privacy: String,
    /// `software_id`
    pub software_id: String,
    /// `software_version`
    pub software_version: String,
    /// `contacts`
    pub contacts: Vec<String>,
    /// `redirect_uris`
    pub redirect_uris: Vec<String>,
    /// `scope`: those of them that we know
    pub scopes: Scopes,
    /// `grant_types` holds `refresh_token`
    pub refreshes: bool,
}

impl Registration {
    /// Reads the body of a registration. What is not understood is passed over, as RFC 7591 wants.
    ///
    /// # Errors
    ///
    /// [`BadRegistration`] says the first thing that is missing or wrong.
    pub fn read(body: &Value) -> Result<Self, BadRegistration> {
        if !body.is_object() {
            return Err(metadata("the body is a JSON object"));
        }
        let (site, host) = page(body, "client_uri")?;
        let of_the_host = |name| {
            let (address, other) = page(body, name)?;
            if other == host {
                Ok(address)
            } else {
                Err(metadata(format!("{name}: another host than client_uri")))
            }
        };
        let redirect_uris = words(body, "redirect_uris")?
            .ok_or_else(|| redirect("redirect_uris is missing"))?
            .into_iter()
            .map(|address| back(address, &host))
            .collect::<Result<Vec<String>, _>>()?;
        if redirect_uris.is_empty() {
            return Err(redirect("redirect_uris is empty"));
        }
        let method = body.get("token_endpoint_auth_method");
        if method.is_some_and(|method| method != "client_secret_basic") {
            return Err(metadata(
                "token_endpoint_auth_method: Open Badges 3.0 knows client_secret_basic alone",
            ));
        }
        let grants = only(
            body,
            "grant_types",
            &["authorization_code", "refresh_token"],
        )?;
        let refreshes = match &grants {
            None => false,
            Some(grants) if grants.iter().any(|grant| grant == "authorization_code") => {
                grants.iter().any(|grant| grant == "refresh_token")
            }
            Some(_) => return Err(metadata("grant_types: without authorization_code")),
        };
        only(body, "response_types", &["code"])?;
        let scopes = Scopes::known(
            body.get("scope")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        );
        if scopes.iter().next().is_none() {
            return Err(metadata("scope: none of those of Open Badges 3.0"));
        }
        Ok(Self {
            name: word(body, "client_name")?,
            logo: of_the_host("logo_uri")?,
            terms: of_the_host("tos_uri")?,
            privacy: of_the_host("policy_uri")?,
            software_id: word(body, "software_id")?,
            software_version: word(body, "software_version")?,
            contacts: words(body, "contacts")?.unwrap_or_default(),
            site,
            redirect_uris,
            scopes,
            refreshes,
        })
    }

    /// The grant types that it may use.
    #[must_use]
    pub fn grant_types(&self) -> &'static [&'static str] {
        if self.refreshes {
            &["authorization_code", "refresh_token"]
        } else {
            &["authorization_code"]
        }
    }
}

fn metadata(description: impl Into<String>) -> BadRegistration {
    BadRegistration {
        code: "invalid_client_metadata",
        description: description.into(),
    }
}

fn redirect(description: impl Into<String>) -> BadRegistration {
    BadRegistration {
        code: "invalid_redirect_uri",
        description: description.into(),
    }
}

/// Letters that turn or hide others would let a name look like another one.
fn plain(text: &str) -> bool {
    let hides = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    !text.trim().is_empty() && text.chars().count() <= LONGEST_WORD && !text.chars().any(hides)
}

fn word(body: &Value, name: &str) -> Result<String, BadRegistration> {
    let text = body.get(name).and_then(Value::as_str).unwrap_or_default();
    if plain(text) {
        Ok(text.to_owned())
    } else {
        Err(metadata(format!(
            "{name}: a text of 1 to {LONGEST_WORD} visible characters"
        )))
    }
}

/// An array of texts, which may be left out.
fn words(body: &Value, name: &str) -> Result<Option<Vec<String>>, BadRegistration> {
    let wrong = || metadata(format!("{name}: an array of at most {MOST} texts"));
    let Some(value) = body.get(name) else {
        return Ok(None);
    };
    let values = value.as_array().filter(|values| values.len() <= MOST);
    let texts = values.ok_or_else(wrong)?.iter().map(|value| {
        let text = value
            .as_str()
            .filter(|text| text.len() <= LONGEST_URI && !text.contains('\0'));
        text.map(str::to_owned).ok_or_else(wrong)
    });
    texts.collect::<Result<_, _>>().map(Some)
}

/// An array of texts, each of which is one of these.
fn only(body: &Value, name: &str, known: &[&str]) -> Result<Option<Vec<String>>, BadRegistration> {
    let texts = words(body, name)?;
    let all_known = texts
        .iter()
        .flatten()
        .all(|text| known.contains(&text.as_str()));
    if all_known && texts.as_ref().is_none_or(|texts| !texts.is_empty()) {
        Ok(texts)
    } else {
        Err(metadata(format!("{name}: only {}", known.join(", "))))
    }
}

/// An address that can be gone to, without a name or a password in it.
fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.username().is_empty() && url.password().is_none();
    (text.len() <= LONGEST_URI && bare && url.has_host()).then_some(url)
}

/// The address of a page, over HTTPS, and its host.
fn page(body: &Value, name: &str) -> Result<(String, String), BadRegistration> {
    let text = body.get(name).and_then(Value::as_str).unwrap_or_default();
    address(text)
        .filter(|url| url.scheme() == "https")
        .and_then(|url| Some((url.to_string(), url.host_str()?.to_owned())))
        .ok_or_else(|| metadata(format!("{name}: an address over https is missing")))
}

/// Where people may be taken back to: HTTPS on the application's own host, or their own machine.
fn back(text: String, host: &str) -> Result<String, BadRegistration> {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = address(&text)
        .filter(|_| visible)
        .ok_or_else(|| redirect("not an address"))?;
    if url.fragment().is_some() {
        return Err(redirect("an address with a fragment (RFC 6749, 3.1.2)"));
    }
    let own = url.scheme() == "https" && url.host_str() == Some(host);
    if own || (url.scheme() == "http" && is_loopback(&url)) {
        Ok(text)
    } else {
        Err(redirect(
            "over https on the host of client_uri, or over http on 127.0.0.1, [::1] or localhost",
        ))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Value {
        json!({
            "client_name": "Portfolio",
            "client_uri": "https://portfolio.example/",
            "logo_uri": "https://portfolio.example/logo.png",
            "tos_uri": "https://portfolio.example/terms",
            "policy_uri": "https://portfolio.example/privacy",
            "software_id": "c9c1a2f4",
            "software_version": "4.1",
            "redirect_uris": ["https://portfolio.example/back", "http://127.0.0.1:7171/back"],
            "scope": "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly openid",
        })
    }

    #[test]
    fn an_application_that_says_all_is_understood() {
        let read = Registration::read(&body()).unwrap();
        assert_eq!(
            read.scopes.to_string(),
            super::super::Scope::ReadCredentials.as_str()
        );
        assert_eq!(read.grant_types(), ["authorization_code"]);
        assert!(!read.refreshes);
        assert_eq!(read.redirect_uris.len(), 2);
    }

    #[test]
    fn each_thing_that_is_missing_or_wrong_has_its_word() {
        for name in [
            "client_name",
            "client_uri",
            "logo_uri",
            "tos_uri",
            "policy_uri",
            "software_id",
            "software_version",
            "scope",
        ] {
            let mut without = body();
            without.as_object_mut().unwrap().remove(name);
            let refused = Registration::read(&without).unwrap_err();
            assert_eq!(refused.code, "invalid_client_metadata", "{name}");
        }
        for (name, wrong) in [
            ("client_name", json!("Port\u{202e}folio")),
            ("client_name", json!("x".repeat(101))),
            ("client_uri", json!("http://portfolio.example/")),
            ("logo_uri", json!("https://elsewhere.example/logo.png")),
            ("token_endpoint_auth_method", json!("none")),
            ("grant_types", json!(["implicit"])),
            ("grant_types", json!(["refresh_token"])),
            ("grant_types", json!("authorization_code")),
            ("response_types", json!(["token"])),
            ("response_types", json!([])),
            ("scope", json!("openid")),
            ("contacts", json!("ada@portfolio.example")),
        ] {
            let mut changed = body();
            changed[name] = wrong.clone();
            let refused = Registration::read(&changed).unwrap_err();
            assert_eq!(refused.code, "invalid_client_metadata", "{name}: {wrong}");
        }
        for wrong in [
            json!([]),
            json!(["http://portfolio.example/back"]),
            json!(["https://elsewhere.example/back"]),
            json!(["https://portfolio.example/back#here"]),
            json!(["https://ada:secret@portfolio.example/back"]),
            json!(["portfolio:back"]),
            json!(["http://127.0.0.1.nip.example/back"]),
            json!(["javascript:alert(1)"]),
        ] {
            let mut changed = body();
            changed["redirect_uris"] = wrong.clone();
            let refused = Registration::read(&changed).unwrap_err();
            assert_eq!(refused.code, "invalid_redirect_uri", "{wrong}");
        }
        assert!(Registration::read(&json!([])).is_err());
    }
}
