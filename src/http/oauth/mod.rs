//! How applications get in: they register, a holder says yes or no, and a code becomes tokens (OAuth 2 as Open
//! Badges 3.0, section 7, wants it).
//!
//! **Invariant:** what machines ask here is answered as RFC 6749 says, errors too; no answer that holds a secret may be
//! kept by a cache; nothing that was sent is repeated in an error.

mod connected;
mod consent;
mod register;
mod token;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tower_http::cors::{Any, CorsLayer};
use uuid::Uuid;

use super::{AppState, envelope};
use crate::account::oauth::{Application, Scope, service as oauth};
use crate::problem::Problem;

/// Where applications register.
pub(super) const REGISTRATION: &str = "/oauth/inscription";
/// Where a holder says yes or no.
pub(super) const AUTHORIZATION_PAGE: &str = "/oauth/autoriser";
/// Where a code or a refresh token becomes tokens.
pub(super) const TOKEN: &str = "/oauth/jeton";
/// Where an application gives a token back.
pub(super) const REVOCATION: &str = "/oauth/revocation";

/// The routes that applications ask, from any origin: they show a secret, never a cookie. And the pages of the holder,
/// for ours alone.
pub(super) fn router() -> Router<AppState> {
    let anyone = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([WWW_AUTHENTICATE, RETRY_AFTER]);
    Router::new()
        .route(REGISTRATION, post(register::post))
        .route(TOKEN, post(token::post))
        .route(REVOCATION, post(token::revoke))
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .layer(anyone)
        .route(AUTHORIZATION_PAGE, get(consent::page).post(consent::answer))
        .route(connected::PAGE, get(connected::page))
        .route(
            "/mon-compte/applications/{application}/retirer",
            post(connected::withdraw),
        )
}

/// Whether errors at that path are told as RFC 6749 tells them.
pub(super) fn speaks(path: &str) -> bool {
    [REGISTRATION, TOKEN, REVOCATION].contains(&path)
}

/// Where all of this is (RFC 8414).
async fn metadata(State(state): State<AppState>) -> Json<Value> {
    let scopes = Scope::ALL.map(Scope::as_str);
    Json(json!({
        "issuer": state.base.url(""),
        "authorization_endpoint": state.base.url(AUTHORIZATION_PAGE),
        "token_endpoint": state.base.url(TOKEN),
        "registration_endpoint": state.base.url(REGISTRATION),
        "revocation_endpoint": state.base.url(REVOCATION),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

/// A refusal as RFC 6749, 5.2, and RFC 7591, 3.2.2, word it.
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: String,
    retry_after: Option<u32>,
}

impl Refusal {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.into(),
            retry_after: None,
        }
    }

    /// The words of a failure stay in the log.
    fn failed(error: &sqlx::Error) -> Self {
        tracing::error!(%error, "an application could not be answered");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            error: "temporarily_unavailable",
            description: "the database does not answer".to_owned(),
            retry_after: Some(60),
        }
    }
}

impl From<&Problem> for Refusal {
    fn from(problem: &Problem) -> Self {
        let status = StatusCode::from_u16(problem.code.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            error: match problem.code.status {
                429 | 503 | 504 => "temporarily_unavailable",
                ..500 => "invalid_request",
                _ => "server_error",
            },
            description: problem.code.name.to_owned(),
            retry_after: None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        let mut response = unkept(self.status, body);
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"oauth\", charset=\"UTF-8\"");
            headers.insert(WWW_AUTHENTICATE, basic);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(envelope::OwnPage);
        response
    }
}

/// An answer that no cache keeps (RFC 6749, 5.1).
fn unkept(status: StatusCode, body: Value) -> Response {
    let headers = [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")];
    (status, headers, Json(body)).into_response()
}

/// Whether a body says that it is of this kind.
fn is_of_kind(headers: &HeaderMap, kind: &str) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(kind))
}

/// The fields of a form, each once (RFC 6749, 3.2); an empty one is the same as none.
fn fields(headers: &HeaderMap, body: &[u8]) -> Result<BTreeMap<String, String>, Refusal> {
    if !is_of_kind(headers, "application/x-www-form-urlencoded") {
        let description = "the body is application/x-www-form-urlencoded";
        return Err(Refusal::new("invalid_request", description));
    }
    let mut fields = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if fields
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return Err(Refusal::new("invalid_request", "a field is there twice"));
        }
    }
    fields.retain(|_, value| !value.is_empty());
    Ok(fields)
}

/// The application that asks, by HTTP Basic: the one way that Open Badges 3.0 knows.
async fn application(state: &AppState, headers: &HeaderMap) -> Result<Application, Refusal> {
    let nobody = || Refusal {
        status: StatusCode::UNAUTHORIZED,
        ..Refusal::new(
            "invalid_client",
            "client_id and client_secret by HTTP Basic",
        )
    };
    let (id, secret) = basic(headers).ok_or_else(nobody)?;
    let id = Uuid::try_parse(&id).map_err(|_| nobody())?;
    let found = oauth::authenticate(&state.db.app, id, &secret).await;
    found
        .map_err(|error| Refusal::failed(&error))?
        .ok_or_else(nobody)
}

/// Name and secret as RFC 6749, 2.3.1, packs them: form-encoded, then Basic.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, packed) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    let plain = |part: &str| {
        let decoded = percent_decode_str(part).decode_utf8().ok()?;
        Some(decoded.into_owned())
    };
    Some((plain(name)?, plain(secret)?))
}
