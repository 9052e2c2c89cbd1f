//! `/ims/ob/v3p0/profile`: what a holder wants applications to read of them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rand::rngs::StdRng;
use serde_json::Value;

use super::{StatusInfo, access};
use crate::account::oauth::Scope;
use crate::account::profile::{self, ProfileError};
use crate::http::AppState;

/// Longest body that is read, in octets.
const LONGEST: usize = 32 * 1024;

impl From<ProfileError> for StatusInfo {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotKept(not_kept) => Self::data(not_kept.to_string()),
            ProfileError::Gone => Self::unauthorized(Some("invalid_token")),
            ProfileError::Database(_) => Self::failed(&error),
            ProfileError::Sealed(_) | ProfileError::Unreadable => {
                tracing::error!(%error, "a profile cannot be opened");
                let description = "this profile cannot be read";
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal_server_error",
                    description,
                )
            }
        }
    }
}

fn answer(profile: Value) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(profile)).into_response()
}

pub(super) async fn read(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, StatusInfo> {
    let access = access(&state, &headers, Scope::ReadProfile).await?;
    let (pool, master) = (&state.db.app, &state.master);
    let profile = profile::read(pool, master, access.holder, access.application).await?;
    Ok(answer(profile))
}

/// The whole profile is put in the place of the one before.
pub(super) async fn write(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusInfo> {
    let access = access(&state, &headers, Scope::UpdateProfile).await?;
    let json = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if !json || body.len() > LONGEST {
        return Err(StatusInfo::data("application/json, of 32 KiB at most"));
    }
    let body =
        serde_json::from_slice(&body).map_err(|_| StatusInfo::data("the body is no JSON"))?;
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let who = (access.holder, access.application);
    let profile = profile::write(pool, master, who, &body, &*state.clock, &mut rng).await?;
    Ok(answer(profile))
}
