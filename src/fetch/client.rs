//! One question to one host, and to where it sends us: guarded at each step, limited in size, time and number.
//!
//! **Invariant:** the client follows no redirect, uses no proxy, keeps no cookie and no connection, and decodes
//! nothing by itself: each of these would be a way around [`guard`](super::guard) or around the limits.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue, LOCATION,
};
use reqwest::{Client, Response, StatusCode, redirect, retry};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use super::body::{Body, Spoilt};
use super::guard::{Asked, Reach, Refused};
use super::names::{Checked, Names, NoPublicAddress, SystemNames};
use super::places::Places;
use crate::config;

/// What is asked for first; some hosts answer nothing at all to those who do not take anything.
const ACCEPTED: &str = "application/vc+ld+json, application/ld+json, application/json;q=0.9, \
     image/png;q=0.8, image/svg+xml;q=0.8, */*;q=0.1";

/// How the client names itself, so that a host can tell who asks.
const AGENT: &str = concat!("territoire-apprenant/", env!("CARGO_PKG_VERSION"));

/// How much, how long and how often.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until a connection stands, its name looked up and its TLS agreed upon.
    pub connect: Duration,
    /// Until the last octet is there, over all redirects; waiting for a place counts.
    pub total: Duration,
    /// The longest document, inflated, in octets.
    pub document: usize,
    /// The longest badge, inflated, in octets: it may be an image.
    pub badge: usize,
    /// Redirects that are followed.
    pub redirects: usize,
    /// Questions at one host at once.
    pub at_one_host: usize,
    /// Questions at once, whatever the host.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            total: Duration::from_secs(10),
            document: 256 * 1024,
            badge: 2 * 1024 * 1024,
            redirects: 3,
            at_one_host: 4,
            at_once: 64,
        }
    }
}

/// How a [`Fetcher`] reaches the network.
pub struct Settings {
    /// How far.
    pub reach: Reach,
    /// Within which limits.
    pub limits: Limits,
    /// Where names are looked up.
    pub names: Arc<dyn Names>,
    /// Certificates that are believed beside Mozilla's roots.
    pub roots: Vec<CertificateDer<'static>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reach: Reach::default(),
            limits: Limits::default(),
            names: Arc::new(SystemNames::default()),
            roots: Vec::new(),
        }
    }
}

impl Settings {
    /// The defaults; this machine alone where [`config::loopback_only`] says so.
    #[must_use]
    pub fn of_environment() -> Self {
        let reach = if config::loopback_only() {
            Reach::Loopback
        } else {
            Reach::World
        };
        Self {
            reach,
            ..Self::default()
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("reach", &self.reach)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// A client cannot be made: a root certificate is none, or TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("the network cannot be asked: {0}")]
pub struct SetupError(String);

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The whole body, inflated.
    pub body: Vec<u8>,
    /// Whether the host said that the document is gone (410): a revoked assertion may say so and why.
    pub gone: bool,
}

/// Why nothing usable came back. Told to whoever asked, so it says nothing of what lies inside a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address is not asked.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// A redirect leads to an address that is not asked.
    #[error("it is redirected, and there: {0}")]
    Astray(Refused),
    /// The name has no address, or not only public ones.
    #[error("no public address has this name")]
    NoPublicAddress,
    /// No connection, no TLS, no HTTP, or an end before its time.
    #[error("its host does not answer as a web server does")]
    Unanswered,
    /// An answer that is no document.
    #[error("its host answers {0}")]
    Status(u16),
    /// One redirect after another.
    #[error("it is redirected too often")]
    TooManyRedirects,
    /// Longer than the limit.
    #[error("the answer is too large")]
    TooLarge,
    /// Encoded as nobody asked for, or not as it says.
    #[error("the answer is encoded in a way that is not read")]
    Encoding,
    /// Not all there in time.
    #[error("the answer takes too long")]
    TooSlow,
    /// Too many hosts are asked at this moment.
    #[error("too much is asked of the network at this moment")]
    Busy,
}

impl From<Spoilt> for FetchError {
    fn from(spoilt: Spoilt) -> Self {
        match spoilt {
            Spoilt::TooLarge => Self::TooLarge,
            Spoilt::Garbled => Self::Encoding,
        }
    }
}

/// Asks the network. Clones share places and limits: a process needs one.
#[derive(Clone)]
pub struct Fetcher {
    client: Client,
    reach: Reach,
    limits: Limits,
    places: Arc<Places>,
}

impl fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetcher")
            .field("reach", &self.reach)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// What one host answers.
enum Step {
    There(Answer),
    Moved(String),
}

impl Fetcher {
    /// A client; nothing is asked yet.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let limits = settings.limits;
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        let client = Client::builder()
            .tls_backend_preconfigured(tls(settings.roots)?)
            .https_only(settings.reach == Reach::World)
            .dns_resolver(Arc::new(Checked {
                names: settings.names,
                reach: settings.reach,
            }))
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .connect_timeout(limits.connect)
            .user_agent(AGENT)
            .default_headers(headers)
            .build()
            .map_err(|error| SetupError(error.to_string()))?;
        Ok(Self {
            client,
            reach: settings.reach,
            limits,
            places: Places::new(limits.at_one_host, limits.at_once),
        })
    }

    /// What a badge needs to be judged: an issuer, a key, a list.
    ///
    /// # Errors
    /// When nothing usable comes back.
    pub async fn document(&self, address: &str) -> Result<Answer, FetchError> {
        self.fetch(address, self.limits.document).await
    }

    /// A badge that somebody gives by its address, image or text.
    ///
    /// # Errors
    /// When nothing usable comes back.
    pub async fn badge(&self, address: &str) -> Result<Answer, FetchError> {
        self.fetch(address, self.limits.badge).await
    }

    async fn fetch(&self, address: &str, limit: usize) -> Result<Answer, FetchError> {
        let asked = Asked::new(address, self.reach)?;
        // One clock over everything: a limit for each read would never end a host that drips.
        tokio::time::timeout(self.limits.total, self.follow(asked, limit))
            .await
            .unwrap_or(Err(FetchError::TooSlow))
    }

    async fn follow(&self, mut asked: Asked, limit: usize) -> Result<Answer, FetchError> {
        for _ in 0..=self.limits.redirects {
            match self.step(&asked, limit).await? {
                Step::There(answer) => return Ok(answer),
                Step::Moved(location) => {
                    asked = asked
                        .redirected(&location, self.reach)
                        .map_err(FetchError::Astray)?;
                }
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    async fn step(&self, asked: &Asked, limit: usize) -> Result<Step, FetchError> {
        let place = self.places.enter(asked.host()).await;
        let _place = place.ok_or(FetchError::Busy)?;
        let response = self
            .client
            .get(asked.url().clone())
            .send()
            .await
            .map_err(|error| why(&error))?;
        let status = response.status();
        let gone = status == StatusCode::GONE;
        if status == StatusCode::OK || gone {
            let body = read(response, limit).await?;
            return Ok(Step::There(Answer { body, gone }));
        }
        let moved = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
        let location = response.headers().get(LOCATION);
        match location.and_then(|location| location.to_str().ok()) {
            Some(location) if moved => Ok(Step::Moved(location.to_owned())),
            _ => Err(FetchError::Status(status.as_u16())),
        }
    }
}

/// Reads a body to its end, or to the limit.
async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, FetchError> {
    let gzip = is_gzip(response.headers())?;
    let mut body = Body::new(gzip, limit);
    while let Some(arrived) = response.chunk().await.map_err(|error| why(&error))? {
        body.push(&arrived)?;
    }
    Ok(body.finish()?)
}

/// How the body is encoded: as offered, or not at all.
fn is_gzip(headers: &HeaderMap) -> Result<bool, FetchError> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(false),
        (Some(coding), None) => match coding.to_str().unwrap_or("?").trim() {
            "" => Ok(false),
            name if name.eq_ignore_ascii_case("identity") => Ok(false),
            name if name.eq_ignore_ascii_case("gzip") => Ok(true),
            _ => Err(FetchError::Encoding),
        },
        _ => Err(FetchError::Encoding),
    }
}

/// Tells a name that leads nowhere from a host that fails; what else went wrong stays untold.
fn why(error: &reqwest::Error) -> FetchError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<NoPublicAddress>() {
            return FetchError::NoPublicAddress;
        }
        cause = inner.source();
    }
    FetchError::Unanswered
}

fn tls(more: Vec<CertificateDer<'static>>) -> Result<ClientConfig, SetupError> {
    let failed = |error: rustls::Error| SetupError(error.to_string());
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for root in more {
        roots.add(root).map_err(failed)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
