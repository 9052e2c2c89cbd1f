//! The public part of the API: the map as `GeoJSON`.

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{AppState, query, unavailable};
use crate::problem::{Code, Problem};
use crate::statistics::{Pool, View, Within, service, tiles_store};

/// Kind and code of a territory, as the choices name them.
pub(super) fn kind_and_code(within: &Within) -> (&'static str, &str) {
    match within {
        Within::Region => ("region", "24"),
        Within::Department(code) => ("department", code),
        Within::Epci(code) => ("epci", code),
    }
}

/// Refuses a territory or a family that the database does not know.
pub(super) async fn known(public: &Pool, kind: &str, code: &str) -> Result<(), Problem> {
    let choices = tiles_store::choices(public)
        .await
        .map_err(|error| unavailable(&error))?;
    if choices
        .iter()
        .any(|choice| choice.kind == kind && choice.code == code)
    {
        return Ok(());
    }
    Err(if kind == "family" {
        Problem::new(Code::INVALID_PARAMETER, "family")
    } else {
        Code::UNKNOWN_TERRITORY.into()
    })
}

/// The published places of a territory, with their class.
#[utoipa::path(
    get,
    path = "/api/v1/map.geojson",
    params(
        ("territory" = Option<String>, Query, description = "region:24 (the default), department:41 or epci:SIREN"),
        ("family" = Option<String>, Query, description = "Competence family; not with level"),
        ("level" = Option<u8>, Query, description = "1, 2 or 3; not with family"),
        ("lang" = Option<String>, Query, description = "Language of problems: fr or en"),
    ),
    responses(
        (status = 200, description = "A GeoJSON FeatureCollection: id, scope, code, name, class (0: under 15, 1: 15–24, 2: 25–49, 3: 50–99, 4: 100 and more), department", content_type = "application/geo+json"),
        (status = 400, description = "A problem (RFC 9457)", content_type = "application/problem+json"),
        (status = 503, description = "The database does not answer", content_type = "application/problem+json"),
    )
)]
pub(super) async fn map_geojson(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let asked = query::read(asked.as_deref(), &["territory", "family", "level", "lang"])?;
    let within = query::within(asked.get("territory").map_or("region:24", String::as_str))?;
    let view = query::view(asked.get("family"), asked.get("level"))?;
    let public = &state.db.public;
    let (kind, code) = kind_and_code(&within);
    known(public, kind, code).await?;
    if let View::Family(family) = &view {
        known(public, "family", family).await?;
    }
    let places = service::places(public, &within, &view)
        .await
        .map_err(|error| unavailable(&error))?;
    let mut features = Vec::with_capacity(places.len());
    for place in places {
        let shape: Value = serde_json::from_str(&place.shape).map_err(|_| Code::INTERNAL)?;
        features.push(json!({
            "type": "Feature",
            "id": place.id,
            "geometry": shape,
            "properties": {
                "id": place.id,
                "scope": place.scope,
                "code": place.code,
                "name": place.name,
                "class": place.class,
                "department": place.department,
            },
        }));
    }
    let body = json!({ "type": "FeatureCollection", "features": features }).to_string();
    Ok(([(CONTENT_TYPE, "application/geo+json")], body).into_response())
}
