//! What every answer has: a request id, security headers, a time limit, a problem's body, one line of log.
//!
//! **Invariant:** the log holds method, route template, status, milliseconds and request id; never an address
//! with its query, a header or a body.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ALLOW,
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, REFERRER_POLICY,
    VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{AppState, pages};
use crate::id;
use crate::problem::{Code, Problem};
use crate::text::Language;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; \
     base-uri 'none'; report-uri /csp-report";

/// The longest that a request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which language this request is answered in: `lang`, else the browser's, else French.
pub(super) fn language(query: Option<&str>, headers: &HeaderMap) -> Language {
    url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "lang")
        .and_then(|(_, value)| Language::from_code(&value))
        .unwrap_or_else(|| Language::accepted(header(headers, &ACCEPT_LANGUAGE)))
}

fn header<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Marks a refusal that says itself what to try next, in a form that may be sent again.
#[derive(Clone, Copy)]
pub(super) struct OwnPage;

pub(super) async fn envelope(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let request_id = id::public().to_string();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str)
        .to_owned();
    let language = language(request.uri().query(), request.headers());
    let path = request.uri().path();
    let machine = path.starts_with("/api/") || path.starts_with("/tuiles/");
    let open = path.starts_with("/tuiles/") || path == "/api/v1/map.geojson";
    let page = !machine && header(request.headers(), &ACCEPT).contains("text/html");
    // The one page that may ask for the camera: it reads a printed badge's code on the device.
    let camera = path == "/verifier";

    let mut response = tokio::time::timeout(PATIENCE, next.run(request))
        .await
        .unwrap_or_else(|_| Problem::from(Code::TIMEOUT).into_response());
    let status = response.status();
    let own_page = response.extensions().get::<OwnPage>().is_some();
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| {
        (!own_page && (status.is_client_error() || status.is_server_error()))
            .then(|| Code::of_status(status.as_u16()).into())
    });
    if let Some(problem) = problem {
        let kept = std::mem::take(response.headers_mut());
        response = if page {
            pages::error(&state, language, &problem, &request_id)
        } else {
            axum::Json(problem.document(language)).into_response()
        };
        *response.status_mut() = status;
        for name in [
            ALLOW,
            ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_EXPOSE_HEADERS,
        ] {
            if let Some(value) = kept.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        let headers = response.headers_mut();
        if !page {
            let kind = HeaderValue::from_static("application/problem+json");
            headers.insert(CONTENT_TYPE, kind);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            CONTENT_LANGUAGE,
            HeaderValue::from_static(language.as_str()),
        );
        headers.append(VARY, HeaderValue::from_static("Accept, Accept-Language"));
    }
    secure(response.headers_mut(), open, camera);
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let took = began.elapsed();
    let labels = [
        ("route", route.clone()),
        ("method", known(&method).to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.clone()).record(took);
    tracing::info!(
        method = known(&method),
        route,
        status = status.as_u16(),
        ms = took.as_millis(),
        request_id
    );
    response
}

/// A method of the standard, or "other": a client does not choose what our metrics are called.
fn known(method: &axum::http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Strict-Transport-Security is the business of the proxy that ends TLS: behind plain HTTP browsers ignore it.
fn secure(headers: &mut HeaderMap, open: bool, camera: bool) {
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            if camera {
                "geolocation=(), camera=(self), microphone=(), payment=(), usb=()"
            } else {
                "geolocation=(), camera=(), microphone=(), payment=(), usb=()"
            },
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        // A page may be stricter about itself.
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if open {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(ETAG.as_str()),
        );
    }
}
