//! The API of Open Badges 3.0, section 6: an application that a holder let in reads their badges and profile, and
//! brings new ones.
//!
//! **Invariant:** each answer is about the holder of the token and nobody else; errors are told as the standard tells
//! them, with words that name nobody.

mod credentials;
mod discovery;
mod profile;
mod status;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::routing::get;
use tower_http::cors::{Any, CorsLayer};

use super::{AppState, BODY_LIMIT};
use crate::account::oauth::{Access, Scope, service as oauth};
use crate::database::acting;
pub(super) use status::StatusInfo;

/// How many badges the holder has, of those asked for.
const TOTAL: HeaderName = HeaderName::from_static("x-total-count");

const CREDENTIALS: &str = "/ims/ob/v3p0/credentials";

/// The routes of the API, from any origin: applications show a token, never a cookie.
pub(super) fn router() -> Router<AppState> {
    let anyone = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH])
        .expose_headers([LINK, TOTAL, WWW_AUTHENTICATE, RETRY_AFTER, ETAG]);
    Router::new()
        .route(
            CREDENTIALS,
            get(credentials::list)
                .post(credentials::put)
                .layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .route(
            "/ims/ob/v3p0/profile",
            get(profile::read).put(profile::write),
        )
        .route("/ims/ob/v3p0/discovery", get(discovery::document))
        .layer(anyone)
}

/// Whether errors at that path are told as `Imsx_StatusInfo`.
pub(super) fn speaks(path: &str) -> bool {
    path.starts_with("/ims/ob/v3p0/")
}

/// Who asks, if their token allows that (RFC 6750).
async fn access(
    state: &AppState,
    headers: &HeaderMap,
    needed: Scope,
) -> Result<Access, StatusInfo> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| StatusInfo::unauthorized(None))?;
    let access = oauth::access(&state.db.app, token, &*state.clock);
    let access = acting::as_the_house("whose token it is, is the question", access)
        .await
        .map_err(|error| StatusInfo::failed(&error))?
        .ok_or_else(|| StatusInfo::unauthorized(Some("invalid_token")))?;
    if access.scopes.allow(needed) {
        acting::go_on_for(access.holder);
        Ok(access)
    } else {
        Err(StatusInfo::insufficient(needed))
    }
}
