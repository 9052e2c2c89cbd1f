//! What an operator can set, with its defaults.
//!
//! **Invariant:** a secret is never an argument of the command line, where other users of the machine could
//! read it: it comes from the environment or from a file of the data directory.

use std::path::{Path, PathBuf};

/// The port of the pages when nothing else is said.
pub const DEFAULT_PORT: u16 = 4141;

/// Where the private cluster and the master key live when nothing else is said: `/var/lib/territoire-apprenant`
/// for root (PostgreSQL's own user must reach it), the XDG state directory for anyone else.
///
/// `None` when an ordinary user has neither `XDG_STATE_HOME` nor `HOME`.
#[must_use]
pub fn default_data_directory(root: bool) -> Option<PathBuf> {
    if root {
        return Some(PathBuf::from("/var/lib/territoire-apprenant"));
    }
    let absolute = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        .map(|state| state.join(Path::new("territoire-apprenant")))
}

/// Whether badges' addresses are asked for on this machine alone, over HTTP too, and nowhere else: for tests, which
/// run their own issuers. Off unless `TERRITOIRE_LOOPBACK_ONLY` is `1`; it never widens what is reached to a local
/// network.
#[must_use]
pub fn loopback_only() -> bool {
    std::env::var_os("TERRITOIRE_LOOPBACK_ONLY").is_some_and(|value| value == "1")
}

/// The mail server (`TERRITOIRE_SMTP_URL`) and from whom mails come (`TERRITOIRE_MAIL_FROM`), where both are set.
#[must_use]
pub fn mail() -> Option<(String, String)> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    set("TERRITOIRE_SMTP_URL").zip(set("TERRITOIRE_MAIL_FROM"))
}

/// Where answers by mail come in (`TERRITOIRE_RELAY_DOMAIN`): a domain whose mail server hands `fil+…@` to
/// `territoire relay receive`. Where none is set, mails of the relay are answered on its pages.
#[must_use]
pub fn relay_domain() -> Option<String> {
    let set = std::env::var("TERRITOIRE_RELAY_DOMAIN").ok()?;
    let set = set.trim().to_ascii_lowercase();
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    (set.contains('.') && set.bytes().all(sound)).then_some(set)
}

/// How many proxies stand one behind the other in front of us (`TERRITOIRE_PROXIES`), each of which adds whom it saw to
/// `X-Forwarded-For`; 1 when nothing else is said. With a wrong number, all visitors count as one network.
#[must_use]
pub fn proxies() -> usize {
    let set = std::env::var("TERRITOIRE_PROXIES").ok();
    let set = set.and_then(|set| set.trim().parse().ok());
    set.filter(|proxies| (1..=9).contains(proxies)).unwrap_or(1)
}

/// Where the public register of companies is asked about a recruiter's establishment (`TERRITOIRE_SIRENE_URL`): an
/// address with `{siret}` in it, such as `https://recherche-entreprises.api.gouv.fr/search?q={siret}`. Where none is
/// set, nothing is sent anywhere.
#[must_use]
pub fn register() -> Option<String> {
    let set = std::env::var("TERRITOIRE_SIRENE_URL").ok()?;
    let set = set.trim();
    (!set.is_empty()).then(|| set.to_owned())
}

/// Who answers for an installation, as its legal pages say it (LCEN, article 1-1; GDPR, article 13). What is not set is
/// shown as not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operator {
    /// The publisher's name and legal form (`TERRITOIRE_PUBLISHER`).
    pub publisher: Option<String>,
    /// Its postal address (`TERRITOIRE_PUBLISHER_ADDRESS`).
    pub address: Option<String>,
    /// Its SIREN, or the association's number (`TERRITOIRE_PUBLISHER_NUMBER`).
    pub number: Option<String>,
    /// Its telephone (`TERRITOIRE_PUBLISHER_TELEPHONE`).
    pub telephone: Option<String>,
    /// The e-mail address that answers people (`TERRITOIRE_CONTACT`).
    pub contact: Option<String>,
    /// Who is responsible for what is published (`TERRITOIRE_DIRECTOR`).
    pub director: Option<String>,
    /// The data protection officer's e-mail address (`TERRITOIRE_DATA_PROTECTION`).
    pub data_protection: Option<String>,
    /// The host's name, address and telephone (`TERRITOIRE_HOST`).
    pub host: Option<String>,
}

/// What the environment says of the operator.
#[must_use]
pub fn operator() -> Operator {
    let set = |name: &str| {
        let said = std::env::var(format!("TERRITOIRE_{name}")).ok()?;
        let said = said.trim();
        (!said.is_empty()).then(|| said.to_owned())
    };
    Operator {
        publisher: set("PUBLISHER"),
        address: set("PUBLISHER_ADDRESS"),
        number: set("PUBLISHER_NUMBER"),
        telephone: set("PUBLISHER_TELEPHONE"),
        contact: set("CONTACT"),
        director: set("DIRECTOR"),
        data_protection: set("DATA_PROTECTION"),
        host: set("HOST"),
    }
}
