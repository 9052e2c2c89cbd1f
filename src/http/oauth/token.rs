//! `POST /oauth/jeton` and `POST /oauth/revocation`: tokens are given, renewed and given back.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rand::rngs::StdRng;
use serde_json::json;

use super::{Refusal, application, fields, unkept};
use crate::account::oauth::service::{self as oauth, Refused, Tokens};
use crate::account::oauth::{ACCESS_LASTS, Scopes};
use crate::database::acting;
use crate::http::AppState;

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Grant => Self::new(
                "invalid_grant",
                "unknown, used, expired, ended, or made for another application or address",
            ),
            Refused::Scope => Self::new("invalid_scope", "more than was allowed"),
            Refused::Database(error) => Self::failed(&error),
        }
    }
}

/// Why this looks across people.
const WHOSE: &str = "whose code or token it is, is the question";

/// Tokens for a code (RFC 6749, 4.1.3) or for a refresh token (RFC 6749, 6).
pub(super) async fn post(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asking = application(&state, &headers).await?;
    let fields = fields(&headers, &body)?;
    let scopes = match fields.get("scope") {
        None => None,
        Some(text) => {
            let unknown = |_| Refusal::new("invalid_scope", "no scope of Open Badges 3.0");
            Some(Scopes::parse(text).map_err(unknown)?)
        }
    };
    let (pool, clock) = (&state.db.app, &*state.clock);
    let mut rng: StdRng = rand::make_rng();
    let tokens = match field(&fields, "grant_type")? {
        "authorization_code" => {
            let (code, back) = (field(&fields, "code")?, field(&fields, "redirect_uri")?);
            let verifier = verifier(&fields)?;
            let scopes = scopes.as_ref();
            let tokens =
                oauth::exchange(pool, &asking, code, back, verifier, scopes, clock, &mut rng);
            acting::as_the_house(WHOSE, tokens).await?
        }
        "refresh_token" => {
            let token = field(&fields, "refresh_token")?;
            let tokens = oauth::refresh(pool, &asking, token, scopes.as_ref(), clock, &mut rng);
            acting::as_the_house(WHOSE, tokens).await?
        }
        _ => {
            let description = "authorization_code or refresh_token";
            return Err(Refusal::new("unsupported_grant_type", description));
        }
    };
    Ok(answer(&tokens))
}

fn answer(tokens: &Tokens) -> Response {
    let mut body = json!({
        "access_token": tokens.access.reveal(),
        "token_type": "Bearer",
        "expires_in": ACCESS_LASTS.num_seconds(),
        "scope": tokens.scopes.to_string(),
    });
    if let Some(refresh) = &tokens.refresh {
        body["refresh_token"] = refresh.reveal().into();
    }
    unkept(StatusCode::OK, body)
}

fn field<'a>(fields: &'a BTreeMap<String, String>, name: &str) -> Result<&'a str, Refusal> {
    let missing = || Refusal::new("invalid_request", format!("{name} is missing"));
    fields.get(name).map(String::as_str).ok_or_else(missing)
}

/// 43 to 128 characters (RFC 7636, 4.1). The standard's own example has some that the RFC does not list: any that can
/// be seen will do, the digest decides.
fn verifier(fields: &BTreeMap<String, String>) -> Result<&str, Refusal> {
    let text = field(fields, "code_verifier")?;
    let sound = (43..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if sound {
        Ok(text)
    } else {
        let description = "code_verifier: 43 to 128 characters";
        Err(Refusal::new("invalid_request", description))
    }
}

/// A token is given back (RFC 7009). What is unknown here is as good as ended, and answered so.
pub(super) async fn revoke(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let asking = application(&state, &headers).await?;
    let fields = fields(&headers, &body)?;
    let token = field(&fields, "token")?;
    let revoked = oauth::revoke(&state.db.app, &asking, token, &*state.clock);
    acting::as_the_house(WHOSE, revoked)
        .await
        .map_err(|error| Refusal::failed(&error))?;
    Ok(StatusCode::OK.into_response())
}
