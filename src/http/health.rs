//! What those who run it ask: is it alive, is it ready, how is it doing.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{AppState, measures, unavailable};
use crate::problem::Problem;
use crate::statistics::service;

pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the database answers and its migrations are in. Whether something is released is told beside.
pub(super) async fn ready(State(state): State<AppState>) -> Result<Json<Value>, Problem> {
    let release = service::latest(&state.db.public)
        .await
        .map_err(|error| unavailable(&error))?;
    let release = release.map(|release| release.id);
    Ok(Json(json!({ "ready": true, "release": release })))
}

pub(super) async fn metrics() -> String {
    measures::all()
}

/// Counted, not kept: a report may hold the address that a person was reading.
pub(super) async fn csp_report(_: Bytes) -> StatusCode {
    metrics::counter!("csp_reports_total").increment(1);
    StatusCode::NO_CONTENT
}
