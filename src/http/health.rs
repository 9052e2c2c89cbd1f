//! What those who run it ask: is it alive, is it ready, how is it doing.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::{AppState, credentials, measures, unavailable};
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

/// What a proxy adds when it passes on what came from elsewhere.
const PASSED_ON: [&str; 4] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-real-ip",
];

/// For who is on this machine, or has an operator's token: how much is going on where is nobody else's to know.
pub(super) async fn metrics(
    State(state): State<AppState>,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<String, Problem> {
    let here = from
        .is_some_and(|Extension(ConnectInfo(from))| from.ip().to_canonical().is_loopback())
        && PASSED_ON.iter().all(|name| !headers.contains_key(*name));
    if !here {
        credentials::authenticate(&state, &headers).await?;
    }
    if let Some(memory) = state.engine.memory() {
        measures::index(&memory);
    }
    Ok(measures::all())
}

/// Counted, not kept: a report may hold the address that a person was reading.
pub(super) async fn csp_report(_: Bytes) -> StatusCode {
    metrics::counter!("csp_reports_total").increment(1);
    StatusCode::NO_CONTENT
}
