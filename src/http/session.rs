//! Who is asking: the cookie of a session, and what may be asked with it.
//!
//! **Invariant:** a cookie alone changes nothing, and no API hears it: a request that changes something must also come
//! from a page of ours ([`from_our_pages`]). Answers to somebody who is signed in are kept by no cache.

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::header::{HOST, ORIGIN, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::standings::Reading;
use super::{AppState, envelope, oauth, ob3};
use crate::account::companies::{self, Recruiter};
use crate::account::entry::{self, SESSION_LASTS, Session};
use crate::account::roles::{self, Held};
use crate::account::secret::Secret;
use crate::database::acting;
use crate::problem::{Code, Problem};

/// Sent over HTTPS (or to this very machine) alone, to this host alone, and never to a script.
const NAME: &str = "__Host-session";

/// Somebody who is signed in. A page that needs it leads to `/connexion` and back; the API answers 401.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedIn {
    /// Who.
    pub(super) holder: Uuid,
    /// By which session.
    pub(super) session: Uuid,
    /// Whether a passkey was shown in it.
    strong: bool,
}

impl SignedIn {
    /// What they may do beyond holding badges, asked anew at each request.
    pub(super) async fn roles(&self, state: &AppState) -> Result<Vec<Held>, Problem> {
        roles::of(&state.db.app, self.holder)
            .await
            .map_err(|error| failed(&error))
    }
}

impl From<SignedIn> for Session {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            id: signed_in.session,
            holder: signed_in.holder,
            strong: signed_in.strong,
        }
    }
}

impl From<Session> for SignedIn {
    fn from(session: Session) -> Self {
        Self {
            holder: session.holder,
            session: session.id,
            strong: session.strong,
        }
    }
}

/// Somebody who has a role, in a session in which they showed a passkey. Whoever has no role at all meets a page that
/// does not exist; whoever has one is led to make or show a passkey first.
#[derive(Debug, Clone)]
pub(super) struct Staff {
    /// Who.
    pub(super) signed_in: SignedIn,
    /// What they may do, never nothing.
    pub(super) roles: Vec<Held>,
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let signed_in = <SignedIn as FromRequestParts<_>>::from_request_parts(parts, state).await?;
        let roles = signed_in
            .roles(state)
            .await
            .map_err(Problem::into_response)?;
        if roles.is_empty() {
            return Err(Problem::from(Code::NOT_FOUND).into_response());
        }
        if signed_in.strong {
            acting::go_on_as_the_house();
            return Ok(Self { signed_in, roles });
        }
        Err(led_through(parts, "/mon-compte/cles", Code::PASSKEY_NEEDED))
    }
}

/// A recruiter whom a coordinator approved, in a session in which they showed a passkey. Whoever is none is led to where
/// one becomes one; whoever is one is led to make or show a passkey first.
#[derive(Debug, Clone)]
pub(super) struct Recruiting {
    /// Who.
    pub(super) signed_in: SignedIn,
    /// For which company.
    pub(super) recruiter: Recruiter,
}

impl FromRequestParts<AppState> for Recruiting {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match recruiting(parts, state).await {
            Ok(recruiting) => Ok(recruiting),
            Err(Closed::SignedOut) => Err(unknown(parts)),
            Err(Closed::NoRecruiter) => Err(led_through(parts, "/recruteurs", Code::NOT_FOUND)),
            Err(Closed::Weak) => Err(led_through(parts, "/mon-compte/cles", Code::PASSKEY_NEEDED)),
            Err(Closed::Failed(problem)) => Err(problem.into_response()),
        }
    }
}

/// The same, where a program asks: it is told why it is refused. Who was let in is believed for a moment.
pub(super) struct RecruitingByProgram(pub(super) Recruiting);

impl FromRequestParts<AppState> for RecruitingByProgram {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let reading = Reading::begins(&*state.clock);
        let recruiting = recruiting(parts, state).await.map_err(|closed| {
            let problem = match closed {
                Closed::SignedOut => Code::UNAUTHORIZED.into(),
                Closed::NoRecruiter => Code::NOT_FOUND.into(),
                Closed::Weak => Code::PASSKEY_NEEDED.into(),
                Closed::Failed(problem) => problem,
            };
            Problem::into_response(problem)
        })?;
        if let Some(session) = cookie(&parts.headers) {
            let recruiter = recruiting.recruiter.clone();
            state.standings.note(session, recruiter, reading);
        }
        Ok(Self(recruiting))
    }
}

/// Why somebody does not recruit.
enum Closed {
    SignedOut,
    NoRecruiter,
    /// They showed no passkey in this session.
    Weak,
    Failed(Problem),
}

async fn recruiting(parts: &Parts, state: &AppState) -> Result<Recruiting, Closed> {
    let signed_in = found(parts, state).await.map_err(Closed::Failed)?;
    let signed_in = signed_in.ok_or(Closed::SignedOut)?;
    let recruiter = companies::recruiter(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| Closed::Failed(failed(&error)))?;
    let recruiter = recruiter.ok_or(Closed::NoRecruiter)?;
    if !signed_in.strong {
        return Err(Closed::Weak);
    }
    acting::go_on_as_the_house();
    Ok(Recruiting {
        signed_in,
        recruiter,
    })
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match found(parts, state).await {
            Ok(Some(signed_in)) => Ok(signed_in),
            Ok(None) => Err(unknown(parts)),
            Err(problem) => Err(problem.into_response()),
        }
    }
}

impl OptionalFromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Option<Self>, Response> {
        found(parts, state).await.map_err(Problem::into_response)
    }
}

async fn found(parts: &Parts, state: &AppState) -> Result<Option<SignedIn>, Problem> {
    let Some(secret) = cookie(&parts.headers) else {
        return Ok(None);
    };
    let session = entry::service::session(&state.db.app, secret, &*state.clock);
    let session = acting::as_the_house("whose session it is, is the question", session)
        .await
        .map_err(|error| failed(&error))?;
    if let Some(session) = &session {
        acting::go_on_for(session.holder);
    }
    Ok(session.map(SignedIn::from))
}

/// Somebody who opens a page is asked to sign in, and led back; whoever sends something is told to begin again.
fn unknown(parts: &Parts) -> Response {
    led_through(parts, "/connexion", Code::UNAUTHORIZED)
}

/// Whoever opens a page goes by another one first, and is led back; whoever sends something is refused.
fn led_through(parts: &Parts, by: &str, refusal: Code) -> Response {
    if parts.method != Method::GET {
        return Problem::from(refusal).into_response();
    }
    let next = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("{by}?suite={next}")).into_response()
}

/// The secret of the session that a browser shows.
pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    envelope::cookie(headers, NAME)
}

/// The cookie of a session that begins.
pub(super) fn begun(secret: &Secret) -> Option<HeaderValue> {
    let seconds = SESSION_LASTS.num_seconds();
    let cookie = format!(
        "{NAME}={}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax",
        secret.reveal()
    );
    let mut cookie = HeaderValue::from_str(&cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

/// What ends the cookie in the browser.
pub(super) fn ended() -> HeaderValue {
    HeaderValue::from_static("__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

/// What kind of browser asks.
pub(super) fn browser(headers: &HeaderMap) -> String {
    let named = headers.get(USER_AGENT).and_then(|name| name.to_str().ok());
    entry::browser(named.unwrap_or_default())
}

/// The database's words stay in the log.
pub(super) fn failed(error: &sqlx::Error) -> Problem {
    tracing::error!(%error, "an account could not be read or changed");
    Code::UNAVAILABLE.into()
}

/// Refuses what another site's page sends, with our visitor's cookie or without: a page that signs somebody in as
/// somebody else would gather their badges. Browsers say where a request comes from (`Sec-Fetch-Site`, or at least
/// `Origin`); a program that says nothing is no browser. Applications talk to the standard's own routes from anywhere,
/// with a token and no cookie.
pub(super) async fn from_our_pages(request: Request, next: Next) -> Response {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let path = request.uri().path();
    let from_anywhere = ob3::speaks(path)
        || oauth::speaks(path)
        || envelope::is_open(path)
        || path.starts_with("/api/");
    if !safe && !from_anywhere && !ours(request.headers()) {
        return Problem::from(Code::ANOTHER_SITE).into_response();
    }
    next.run(request).await
}

fn ours(headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match (said(ORIGIN.as_str()), said(HOST.as_str())) {
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, origin)| origin == host),
        (None, _) => true,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn a_form_of_another_site_is_told_from_ours() {
        assert!(ours(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!ours(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!ours(&headers(&[("sec-fetch-site", "same-site")])));
        let host = ("host", "badges.example");
        assert!(ours(&headers(&[
            host,
            ("origin", "https://badges.example")
        ])));
        assert!(!ours(&headers(&[host, ("origin", "https://evil.example")])));
        assert!(!ours(&headers(&[host, ("origin", "null")])));
    }

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let two = headers(&[("cookie", "a=b; __Host-session=secret; c=d")]);
        assert_eq!(cookie(&two), Some("secret"));
        assert_eq!(cookie(&headers(&[("cookie", "session=x")])), None);
    }
}
