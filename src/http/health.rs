//! What those who run it ask: is it alive, is it ready, how is it doing.

use std::sync::OnceLock;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::{Value, json};

use super::{AppState, unavailable};
use crate::problem::Problem;
use crate::statistics::service;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Once a process: a second router writes into the same metrics.
pub(super) fn install_metrics() {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics was there first");
        }
        handle
    });
}

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
    METRICS
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// Counted, not kept: a report may hold the address that a person was reading.
pub(super) async fn csp_report(_: Bytes) -> StatusCode {
    metrics::counter!("csp_reports_total").increment(1);
    StatusCode::NO_CONTENT
}
