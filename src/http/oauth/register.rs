//! `POST /oauth/inscription`: an application says who it is (RFC 7591). Nobody is asked first, as Open Badges 3.0 wants.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::{Refusal, is_of_kind, unkept};
use crate::account::oauth::Registration;
use crate::account::oauth::service::{self as oauth, NotRegistered};
use crate::database::acting;
use crate::http::AppState;

/// Longest body that is read, in octets.
const LONGEST: usize = 32 * 1024;

pub(super) async fn post(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let wrong = |description| Refusal::new("invalid_client_metadata", description);
    if !is_of_kind(&headers, "application/json") || body.len() > LONGEST {
        return Err(wrong("the body is application/json, of 32 KiB at most"));
    }
    let body: Value = serde_json::from_slice(&body).map_err(|_| wrong("the body is no JSON"))?;
    let told = Registration::read(&body)
        .map_err(|refused| Refusal::new(refused.code, refused.description))?;
    let mut rng: StdRng = rand::make_rng();
    let registered = oauth::register(&state.db.app, &told, &*state.clock, &mut rng);
    let registered =
        acting::as_the_house("applications that nobody let in are forgotten", registered)
            .await
            .map_err(|error| match error {
                NotRegistered::Database(error) => Refusal::failed(&error),
                NotRegistered::TooMany => Refusal {
                    status: StatusCode::TOO_MANY_REQUESTS,
                    retry_after: Some(3600),
                    ..Refusal::new(
                        "temporarily_unavailable",
                        "many applications registered within this hour: please come back",
                    )
                },
            })?;
    tracing::info!(application = %registered.id, "an application registered");
    let mut answer = json!({
        "client_id": registered.id,
        "client_secret": registered.secret.reveal(),
        "client_id_issued_at": registered.at.timestamp(),
        "client_secret_expires_at": 0,
        "client_name": told.name,
        "client_uri": told.site,
        "logo_uri": told.logo,
        "tos_uri": told.terms,
        "policy_uri": told.privacy,
        "software_id": told.software_id,
        "software_version": told.software_version,
        "redirect_uris": told.redirect_uris,
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": told.grant_types(),
        "response_types": ["code"],
        "scope": told.scopes.to_string(),
    });
    if !told.contacts.is_empty() {
        answer["contacts"] = told.contacts.into();
    }
    Ok(unkept(StatusCode::CREATED, answer))
}
