//! Badges come in through the API, from operators.
//!
//! **Invariant:** only described fields are read, and no value is repeated: an address or a coordinate that was
//! sent by mistake is in no answer and in no log.

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

use super::AppState;
use crate::account::service::{self as account, Operator};
use crate::database::acting;
use crate::passport::manifest::{Words, is_a_coordinate};
use crate::passport::service::{Handled, Passport};
use crate::passport::{Claim, Outcome, PassportError, Reason, Refusal, Verifier};
use crate::problem::{Code, Problem};

/// Longest value of a field that is not the badge, in octets.
const LONGEST_FIELD: usize = 1000;

/// A badge, and to whom it was given.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form; its fields are read one by one"
)]
pub(super) struct NewCredential {
    /// PNG, JSON or JWS; 2 MiB at most.
    #[schema(value_type = String, format = Binary)]
    badge: Vec<u8>,
    /// The e-mail address that the badge was given to.
    recipient: String,
    /// Demonstration only: what the invented person allows, 0 to 3.
    level: Option<u8>,
    /// Demonstration only: a commune's INSEE code, or epci:, department: or region: and a code.
    place: Option<String>,
    /// Demonstration only: 3, 6 or 12.
    months: Option<u8>,
    /// Demonstration only: `under_15`, `15_17` or `18_plus`.
    age_band: Option<String>,
}

/// What became of the badge.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptCredential {
    /// Its identifier here.
    id: Uuid,
    /// `kept`, or `already_kept`: the same badge twice is one badge.
    outcome: &'static str,
    /// Demonstration only: whether it shows on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    placed: Option<bool>,
    /// The four answers, and the checks that they rest on.
    #[schema(value_type = Option<Object>)]
    report: Option<Box<RawValue>>,
}

/// Verifies a badge and keeps it.
#[utoipa::path(
    post,
    path = "/api/v1/credentials",
    operation_id = "keep_credential",
    request_body(content = inline(NewCredential), content_type = "multipart/form-data"),
    security(("operator" = [])),
    responses(
        (status = 201, description = "Kept", body = inline(KeptCredential)),
        (status = 200, description = "The same badge was kept before", body = inline(KeptCredential)),
        (status = 401, description = "No operator's token in force", content_type = "application/problem+json"),
        (status = 413, description = "More than 2 MiB", content_type = "application/problem+json"),
        (status = 415, description = "The request is no multipart form", content_type = "application/problem+json"),
        (status = 422, description = "No badge, not authentic, someone else's, an unknown place, or a field that nobody described: the detail says which", content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", content_type = "application/problem+json"),
    )
)]
pub(super) async fn post(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Problem> {
    let operator = authenticate(&state, request.headers()).await?;
    tracing::info!(operator = %operator.id, "a badge comes in");
    let form = Multipart::from_request(request, &state)
        .await
        .map_err(|_| Problem::new(Code::UNSUPPORTED_MEDIA_TYPE, "multipart/form-data"))?;
    let (badge, claim) = read(form, state.demonstration).await?;
    let passport = Passport {
        pool: state.db.app.clone(),
        clock: state.clock.clone(),
        master: state.master.clone(),
        verifier: Verifier::own(&state.db.app, &state.base)
            .await
            .map_err(|error| failed(&error.into()))?,
        demonstration: state.demonstration,
    };
    let handled = passport
        .ingest(badge, claim)
        .await
        .map_err(|error| failed(&error))?;
    answer(handled, state.demonstration)
}

fn answer(handled: Handled, demonstration: bool) -> Result<Response, Problem> {
    let (status, id, outcome, placed) = match handled.outcome {
        Outcome::Kept { id, placed } => (StatusCode::CREATED, id, "kept", Some(placed)),
        Outcome::AlreadyKept { id } => (StatusCode::OK, id, "already_kept", None),
        Outcome::Refused(refusal) => return Err(problem(&refusal)),
    };
    let kept = KeptCredential {
        id,
        outcome,
        // Elsewhere it would tell whether a real person is on the map.
        placed: placed.filter(|_| demonstration),
        report: handled
            .report
            .and_then(|report| RawValue::from_string(report).ok()),
    };
    Ok((status, Json(kept)).into_response())
}

/// Who calls; nobody: 401, whatever the token lacks.
pub(super) async fn authenticate(
    state: &AppState,
    headers: &HeaderMap,
) -> Result<Operator, Problem> {
    let token = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Code::UNAUTHORIZED)?;
    let operator = account::operator(&state.db.app, token)
        .await
        .map_err(|error| failed(&error.into()))?;
    let operator = operator.ok_or(Code::UNAUTHORIZED)?;
    acting::go_on_as_the_house();
    Ok(operator)
}

/// The badge and what is said of it.
async fn read(mut form: Multipart, demonstration: bool) -> Result<(Vec<u8>, Claim), Problem> {
    const FIELDS: [&str; 5] = ["recipient", "level", "place", "months", "age_band"];
    let known = if demonstration {
        &FIELDS[..]
    } else {
        &FIELDS[..1]
    };
    let mut badge = None;
    let mut words: [Option<String>; 5] = Default::default();
    while let Some(field) = form
        .next_field()
        .await
        .map_err(|error| unreadable(&error))?
    {
        let name = field.name().unwrap_or_default().to_owned();
        let position = known.iter().position(|known| *known == name);
        if position.is_none() && name != "badge" {
            return Err(unknown(&name));
        }
        let value = field.bytes().await.map_err(|error| unreadable(&error))?;
        let before = match position {
            None => badge.replace(value.to_vec()).is_some(),
            Some(position) => {
                let text = std::str::from_utf8(&value)
                    .ok()
                    .filter(|text| text.len() <= LONGEST_FIELD)
                    .ok_or_else(|| unprocessable(format!("{name}: too long, or no text")))?;
                words[position].replace(text.to_owned()).is_some()
            }
        };
        if before {
            return Err(unprocessable(format!("{name}: said twice")));
        }
    }
    let badge = badge.ok_or_else(|| unprocessable("badge: missing"))?;
    let [recipient, level, place, months, age_band] = words
        .each_ref()
        .map(|word| word.as_deref().unwrap_or_default());
    if recipient.trim().is_empty() {
        return Err(unprocessable("recipient: missing"));
    }
    let words = Words {
        recipient,
        level,
        place,
        months,
        age_band,
    };
    let claim = words.claim().map_err(|refusal| problem(&refusal))?;
    Ok((badge, claim))
}

fn unprocessable(detail: impl Into<String>) -> Problem {
    Problem::new(Code::UNPROCESSABLE, detail)
}

fn unknown(name: &str) -> Problem {
    let short: String = name.chars().take(40).collect();
    if is_a_coordinate(name) {
        return unprocessable(format!(
            "{short}: refused; a place is a commune or wider, never a point"
        ));
    }
    unprocessable(format!("{short}: unknown field"))
}

fn unreadable(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Code::TOO_LARGE.into()
    } else {
        Problem::new(Code::BAD_REQUEST, "the form cannot be read to its end")
    }
}

fn problem(refusal: &Refusal) -> Problem {
    let code = match refusal.reason {
        Reason::TooLarge => Code::TOO_LARGE,
        _ => Code::UNPROCESSABLE,
    };
    Problem::new(
        code,
        format!("{}: {}", refusal.reason.as_str(), refusal.detail),
    )
}

/// The words of a failure stay in the log.
fn failed(error: &PassportError) -> Problem {
    tracing::error!(%error, "a badge could not be kept");
    Code::UNAVAILABLE.into()
}
