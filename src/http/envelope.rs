//! What every answer has: a request id, security headers, a time limit, a problem's body, one line of log.
//!
//! **Invariant:** the log holds method, route template, status, milliseconds and request id; never an address
//! with its query, a header or a body.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW,
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE,
    REFERRER_POLICY, RETRY_AFTER, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::search::tile;
use super::{AppState, measures, navigation, oauth, ob3, pages, tiles};
use crate::database::acting;
use crate::id;
use crate::problem::{Code, Problem};
use crate::text::Language;

/// What a page may load and where its forms may go, unless it says otherwise itself.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'; report-uri /csp-report";

/// What any origin may read, refusals too: the public map, and what is published about issuers.
const OPEN: [&str; 7] = [
    tiles::ROOM,
    "/api/v1/map.geojson",
    "/structures/",
    "/badges/",
    "/reseaux/",
    "/statuts/",
    "/assertions/",
];
/// Whether any origin may ask for what stands at this path: it only reads.
pub(super) fn is_open(path: &str) -> bool {
    OPEN.iter().any(|room| path.starts_with(room))
}

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
static OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The longest that a request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which language this request is answered in: `lang`, else the one that was chosen, else the browser's, else French.
pub(super) fn language(query: Option<&str>, headers: &HeaderMap) -> Language {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, value)| Language::from_code(&value))
        .or_else(|| navigation::chosen(headers))
        .unwrap_or_else(|| Language::accepted(header(headers, &ACCEPT_LANGUAGE)))
}

/// The cookie of that name which a browser shows; of several the first.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(named, value)| (named == name).then_some(value))
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Marks a refusal that says itself what to try next: in a form that may be sent again, or in a standard's own words.
#[derive(Clone, Copy)]
pub(super) struct OwnPage;

/// Tells an error in the words of a standard.
type Standard = fn(&Problem) -> Response;

/// How an error is told where a standard has words of its own for it.
fn standard(path: &str) -> Option<Standard> {
    if ob3::speaks(path) {
        Some(|problem| ob3::StatusInfo::from(problem).into_response())
    } else if oauth::speaks(path) {
        Some(|problem| oauth::Refusal::from(problem).into_response())
    } else {
        None
    }
}

/// An answer in the making: since when, and by which name it is spoken of.
pub(super) struct Noting {
    began: Instant,
    request_id: String,
    method: &'static str,
    open: bool,
    device: &'static str,
}

impl Noting {
    /// A request came in by a known method ([`known`]) for this path.
    pub(super) fn begin(method: &'static str, path: &str) -> Self {
        Self {
            began: Instant::now(),
            request_id: id::public().to_string(),
            method,
            open: is_open(path),
            device: device(path),
        }
    }

    /// Gives the answer what every answer bears, counts it, and logs it under the template of its route.
    pub(super) fn end(self, route: &str, mut response: Response) -> Response {
        let headers = response.headers_mut();
        secure(headers, self.open, self.device);
        if let Ok(value) = HeaderValue::from_str(&self.request_id) {
            headers.insert(&REQUEST_ID, value);
        }
        let took = self.began.elapsed();
        let status = response.status().as_u16();
        measures::note(route, self.method, status, took);
        tracing::info!(
            method = self.method,
            route,
            status,
            ms = took.as_millis(),
            request_id = self.request_id
        );
        response
    }
}

pub(super) async fn envelope(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let noting = Noting::begin(known(request.method()), path);
    let standard = standard(path);
    let machine = standard.is_some()
        || ["/api/", tiles::ROOM, tile::ROOM]
            .iter()
            .any(|room| path.starts_with(room));
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let response = told(
        &state,
        request,
        next,
        (machine, standard),
        &noting.request_id,
    )
    .await;
    noting.end(route, response)
}

/// The answer of a handler, within its time; a refusal gets its body, in the language and form that were asked for.
async fn told(
    state: &AppState,
    request: Request,
    next: Next,
    (machine, standard): (bool, Option<Standard>),
    request_id: &str,
) -> Response {
    let language = language(request.uri().query(), request.headers());
    let page = !machine && header(request.headers(), &ACCEPT).contains("text/html");
    // Nothing here has a name with a zero in it, and the database takes none.
    let mut response = if request.uri().path().contains("%00") {
        Problem::from(Code::NOT_FOUND).into_response()
    } else {
        tokio::time::timeout(PATIENCE, acting::for_nobody_yet(next.run(request)))
            .await
            .unwrap_or_else(|_| Problem::from(Code::TIMEOUT).into_response())
    };
    let status = response.status();
    let own_page = response.extensions().get::<OwnPage>().is_some();
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| {
        (!own_page && (status.is_client_error() || status.is_server_error()))
            .then(|| Code::of_status(status.as_u16()).into())
    });
    if let Some(problem) = problem {
        let kept = std::mem::take(response.headers_mut());
        response = if let Some(standard) = standard {
            standard(&problem)
        } else if page {
            pages::error(state, language, &problem, request_id)
        } else {
            axum::Json(problem.document(language)).into_response()
        };
        *response.status_mut() = status;
        for name in [
            ALLOW,
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS,
            RETRY_AFTER,
        ] {
            if let Some(value) = kept.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        let headers = response.headers_mut();
        if !page && standard.is_none() {
            let kind = HeaderValue::from_static("application/problem+json");
            headers.insert(CONTENT_TYPE, kind);
        }
        if status == StatusCode::UNAUTHORIZED && standard.is_none() {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            CONTENT_LANGUAGE,
            HeaderValue::from_static(language.as_str()),
        );
        headers.append(
            VARY,
            HeaderValue::from_static("Accept, Accept-Language, Cookie"),
        );
    }
    response
}

/// A method of the standard, or "other": a client does not choose what our metrics are called.
fn known(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// What a page may ask the device for. One reads a printed badge's code with the camera; one compares the position with
/// the list of town halls, in the browser, and sends the name of a commune. All others: nothing.
fn device(path: &str) -> &'static str {
    match path {
        "/verifier" => "geolocation=(), camera=(self), microphone=(), payment=(), usb=()",
        "/ma-presence" | "/ma-presence/apercu" => {
            "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"
        }
        _ => "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
    }
}

/// Strict-Transport-Security is the business of the proxy that ends TLS: behind plain HTTP browsers ignore it.
fn secure(headers: &mut HeaderMap, open: bool, device: &'static str) {
    static CONTENT: HeaderValue = HeaderValue::from_static(POLICY);
    static NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
    static REFERRER: HeaderValue = HeaderValue::from_static("same-origin");
    static ANYONE: HeaderValue = HeaderValue::from_static("*");
    static EXPOSED: HeaderValue = HeaderValue::from_static("etag,x-request-id");
    headers.reserve(8);
    // A page may be stricter about itself.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert_with(|| CONTENT.clone());
    headers
        .entry(REFERRER_POLICY)
        .or_insert_with(|| REFERRER.clone());
    headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF.clone());
    headers.insert(&PERMISSIONS, HeaderValue::from_static(device));
    headers.insert(&OPENER, REFERRER.clone());
    if open {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANYONE.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED.clone());
    }
}
