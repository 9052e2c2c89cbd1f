//! What other tools read to believe our badges: keys, status lists, achievements, networks.
//!
//! **Invariant:** these pages read the public door alone, and say nothing of any holder.

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use uuid::Uuid;

use super::service::{self, IssuingError};
use crate::database::Database;
use crate::network::{PublicBase, service as network};
use crate::problem::{Code, Problem};

/// What these pages need.
#[derive(Clone)]
pub struct Issuers {
    /// Both doors; only the public one is used.
    pub database: Database,
    /// Where this installation is reached.
    pub base: PublicBase,
}

/// `/structures/{slug}/did.json`, `/statuts/{id}`, `/badges/{slug}`, `/badges/{slug}/image.png`, `/reseaux/{slug}`.
pub fn router<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Issuers: FromRef<S>,
{
    Router::new()
        .route("/structures/{slug}/did.json", get(did))
        .route("/statuts/{id}", get(status_list))
        .route("/badges/{slug}", get(achievement))
        .route("/badges/{slug}/image.png", get(picture))
        .route("/reseaux/{slug}", get(network_profile))
}

fn answer(kind: &'static str, keep: &'static str, body: impl Into<Vec<u8>>) -> Response {
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, keep),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, body.into()).into_response()
}

fn failed(error: &IssuingError) -> Problem {
    tracing::error!(%error, "an issuer's document cannot be read");
    Code::UNAVAILABLE.into()
}

async fn did(
    State(issuers): State<Issuers>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let document = network::did_document(&issuers.database.public, &slug)
        .await
        .map_err(|error| failed(&error.into()))?
        .ok_or(Code::NOT_FOUND)?;
    let keep = "public, max-age=300";
    Ok(answer("application/did+json", keep, document.to_string()))
}

async fn status_list(
    State(issuers): State<Issuers>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = Uuid::parse_str(&id).map_err(|_| Code::NOT_FOUND)?;
    let document = service::status_list(&issuers.database.public, id)
        .await
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    // A withdrawal is seen at once: no cache keeps a list.
    Ok(answer("application/vc+ld+json", "no-cache", document))
}

async fn achievement(
    State(issuers): State<Issuers>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let document = service::achievement_document(&issuers.base, &slug)
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    let keep = "public, max-age=3600";
    Ok(answer("application/ld+json", keep, document.to_string()))
}

async fn picture(Path(slug): Path<String>) -> Result<Response, Problem> {
    let picture = service::achievement_picture(&slug)
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    Ok(answer("image/png", "public, max-age=3600", picture))
}

async fn network_profile(
    State(issuers): State<Issuers>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let document = service::network_document(&issuers.base, &slug)
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    let keep = "public, max-age=3600";
    Ok(answer("application/ld+json", keep, document.to_string()))
}
