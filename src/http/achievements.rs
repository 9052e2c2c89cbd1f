//! Achievements from elsewhere are reviewed through the API, by operators.
//!
//! **Invariant:** nothing here decides: a coordinator's decision is kept by [`crate::passport::mapping`], under the
//! name of the token that brought it.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AppState, credentials, query};
use crate::issuing::review::{self, Decision, ReviewError};
use crate::openbadges::issue::Level;
use crate::passport::mapping;
use crate::problem::{Code, Problem};

/// Achievements of one page.
const PAGE: i64 = 100;

/// Achievements from elsewhere, by address.
#[derive(Serialize, ToSchema)]
pub(super) struct Achievements {
    /// Each with its own words (`name`, `description`, `criteria`, `alignments`), how far they are believed (`vouched`:
    /// `unproven`, `authentic`, `recognised`), the number of `badges` kept under it, `proposals` (one of `competence`,
    /// `level`, `sensitive`, with `reason` and `evidence`) and the `review`, null while it waits.
    #[schema(value_type = Vec<Object>)]
    achievements: Vec<Value>,
    /// The `after` of the next page, where there is one.
    next: Option<String>,
}

/// What a coordinator decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReview {
    /// `competence`; `sensitive`: never placed, counted or found; or `none`: nothing in the framework is like it.
    decision: String,
    /// With `competence`: its code in the framework.
    competence: Option<String>,
    /// With `competence`: the level that the achievement itself stands for, 1 to 3; without it each badge says its own.
    level: Option<u8>,
}

/// Lists what badges from elsewhere were given for.
#[utoipa::path(
    get,
    path = "/api/v1/achievements",
    operation_id = "list_achievements",
    params(
        ("waiting" = Option<bool>, Query, description = "true: only those that nobody has reviewed yet"),
        ("after" = Option<String>, Query, description = "The address that the page before ended with"),
        ("lang" = Option<String>, Query, description = "Language of problems: fr or en"),
    ),
    security(("operator" = [])),
    responses(
        (status = 200, description = "At most 100 achievements, by address", body = inline(Achievements)),
        (status = 400, description = "An unknown parameter or value", content_type = "application/problem+json"),
        (status = 401, description = "No operator's token in force", content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", content_type = "application/problem+json"),
    )
)]
pub(super) async fn list(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(asked): RawQuery,
) -> Result<Json<Achievements>, Problem> {
    credentials::authenticate(&state, &headers).await?;
    let asked = query::read(asked.as_deref(), &["waiting", "after", "lang"])?;
    let waiting = match asked.get("waiting").map(String::as_str) {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(Problem::new(
                Code::INVALID_PARAMETER,
                "waiting: true, false",
            ));
        }
    };
    let after = asked.get("after").map(String::as_str);
    if after.is_some_and(|after| after.contains('\0')) {
        return Err(Problem::new(Code::INVALID_PARAMETER, "after"));
    }
    let page = review::list(&state.db.app, waiting, after, PAGE)
        .await
        .map_err(|error| failed(&error.into()))?;
    let full = i64::try_from(page.len()).is_ok_and(|found| found == PAGE);
    Ok(Json(Achievements {
        next: page.last().filter(|_| full).map(|last| last.uri.clone()),
        achievements: page.iter().map(review::told).collect(),
    }))
}

/// Decides, once for all of its badges, what an achievement shows; a later decision corrects it.
///
/// The same decision twice is one. What it changes on the map is changed when the answer comes.
#[utoipa::path(
    put,
    path = "/api/v1/achievements/{id}/review",
    operation_id = "review_achievement",
    params(("id" = Uuid, Path, description = "The achievement's `id` here")),
    request_body(content = inline(NewReview)),
    security(("operator" = [])),
    responses(
        (status = 200, description = "The achievement with its review; `changed` is false where it was decided so before", body = Object),
        (status = 400, description = "The body is no JSON", content_type = "application/problem+json"),
        (status = 401, description = "No operator's token in force", content_type = "application/problem+json"),
        (status = 404, description = "No such achievement", content_type = "application/problem+json"),
        (status = 409, description = "The achievement is one of the shared framework, which decides by itself", content_type = "application/problem+json"),
        (status = 415, description = "The body does not call itself JSON", content_type = "application/problem+json"),
        (status = 422, description = "No such decision, competence or level, or a field that nobody described", content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", content_type = "application/problem+json"),
    )
)]
pub(super) async fn review(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Json<NewReview>, JsonRejection>,
) -> Result<Json<Value>, Problem> {
    let operator = credentials::authenticate(&state, &headers).await?;
    let id = Uuid::parse_str(&id).map_err(|_| Code::NOT_FOUND)?;
    let Json(said) = body.map_err(|error| unreadable(&error))?;
    let decision = decision(said)?;
    let actor = format!("operator:{}", operator.label);
    let pool = &state.db.app;
    let decided = mapping::decide(pool, &*state.clock, &actor, id, &decision)
        .await
        .map_err(|error| failed(&error))?;
    tracing::info!(operator = %operator.id, achievement = %id, "an achievement was reviewed");
    let achievement = review::one(pool, id)
        .await
        .map_err(|error| failed(&error.into()))?
        .ok_or(Code::NOT_FOUND)?;
    Ok(Json(json!({
        "changed": decided.changed,
        "achievement": review::told(&achievement),
    })))
}

fn decision(said: NewReview) -> Result<Decision, Problem> {
    let unprocessable = |detail: &str| Problem::new(Code::UNPROCESSABLE, detail);
    let alone = said.competence.is_none() && said.level.is_none();
    match (said.decision.as_str(), said.competence) {
        ("competence", Some(code)) if !code.contains('\0') => Ok(Decision::Competence {
            code,
            level: said
                .level
                .map(|level| Level::try_from(level).map_err(|_| unprocessable("level: 1, 2 or 3")))
                .transpose()?,
        }),
        ("competence", _) => Err(unprocessable("competence: missing")),
        ("sensitive", _) if alone => Ok(Decision::Sensitive),
        ("none", _) if alone => Ok(Decision::NoCounterpart),
        ("sensitive" | "none", _) => Err(unprocessable("competence, level: only with competence")),
        _ => Err(unprocessable("decision: competence, sensitive or none")),
    }
}

/// What was sent is not repeated.
fn unreadable(error: &JsonRejection) -> Problem {
    match error {
        JsonRejection::JsonDataError(_) => Problem::new(
            Code::UNPROCESSABLE,
            "decision, competence, level: as described",
        ),
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(Code::UNSUPPORTED_MEDIA_TYPE, "application/json")
        }
        other => Code::of_status(other.status().as_u16()).into(),
    }
}

/// The words of a failure stay in the log.
pub(super) fn failed(error: &ReviewError) -> Problem {
    match error {
        ReviewError::Unknown => Code::NOT_FOUND.into(),
        ReviewError::Ours => Problem::new(Code::CONFLICT, error.to_string()),
        ReviewError::UnknownCompetence(_) => Problem::new(Code::UNPROCESSABLE, error.to_string()),
        ReviewError::Database(_) => {
            tracing::error!(%error, "achievements could not be read or reviewed");
            Code::UNAVAILABLE.into()
        }
    }
}
