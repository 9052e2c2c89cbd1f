//! `/recruteurs`: the recruiter's question as a page and as data, its answer, and the searches that they keep.
//!
//! **Invariant:** whoever asks is an approved recruiter who showed a passkey; no answer may be kept by a cache, and each
//! error that is not ours says when it ends. What pages tell of people is what `crate::search` answers, in words.

mod answer;
mod area;
pub(super) mod asked;
mod data;
mod form;
mod page;
mod saved;
pub(super) mod tile;
mod zero;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};

use super::AppState;
use crate::clock::Clock;
use crate::presence::question::Question;
use crate::problem::{Code, Problem};
use crate::search::{Engine, SearchError};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/recruteurs/chercher", get(page::page))
        .route("/recruteurs/chercher/mailles.geojson", get(page::cells))
        .route("/recruteurs/chercher/lieux.json", get(area::spots))
        .route("/recruteurs/chercher/zones.geojson", get(data::zones))
        .route(tile::MAILLES, get(tile::tile))
        .route("/recruteurs/recherches", get(saved::list).post(saved::keep))
        .route("/recruteurs/recherches/{id}", post(saved::change))
}

/// The parameter that names what does not exist: a question about it is neither asked nor kept.
async fn missing(
    engine: &Engine,
    question: &Question,
) -> Result<Option<&'static str>, sqlx::Error> {
    let catalogue = engine.catalogue().await?;
    let mut wanted = question.wanted().iter();
    if wanted.any(|wanted| catalogue.get(&wanted.competence).is_none()) {
        return Ok(Some("competence"));
    }
    let places = engine.places().await?;
    Ok(places.name(question.scope()).is_none().then_some("lieu"))
}

/// Why there is no answer: a spent budget says from when on there is one again (R5), here and in `Retry-After`.
fn refused(error: &SearchError, clock: &dyn Clock) -> Response {
    match error {
        SearchError::Spent { until } => {
            let detail = until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            let response = Problem::new(Code::BUDGET_SPENT, detail).into_response();
            again_at(response, *until, clock)
        }
        SearchError::Database(error) => {
            tracing::error!(%error, "a recruiter's question could not be answered");
            Problem::from(Code::UNAVAILABLE).into_response()
        }
    }
}

/// The same answer, with the seconds after which there is another one.
fn again_at(mut response: Response, until: DateTime<Utc>, clock: &dyn Clock) -> Response {
    let seconds = (until - clock.now()).num_seconds().max(1);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}
