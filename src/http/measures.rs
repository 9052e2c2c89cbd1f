//! What is counted of every answer, for those who run the installation.
//!
//! **Invariant:** a series is named by route template, method and status alone, so that there are few of them, and
//! none tells what was asked; what was recorded and not asked for stays bounded. Of the index of who may be found it is
//! told how many they are and what they take, which is for who runs the node.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::search::index::Memory;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Answers between two times that durations are summed up, whether or not anybody reads them.
const SUM_UP: u32 = 4096;

/// Once a process: a second router writes into the same metrics.
pub(super) fn install() {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics was there first");
        }
        handle
    });
}

/// What the index of this node takes, as it is when somebody asks.
pub(super) fn index(memory: &Memory) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    metrics::gauge!("search_index_people").set(number(memory.people));
    metrics::gauge!("search_index_changed_people").set(number(memory.changed));
    metrics::gauge!("search_index_bytes").set(number(memory.bytes));
    metrics::gauge!("search_index_build_seconds").set(memory.built_in);
    let position = u32::try_from(memory.position).unwrap_or(u32::MAX);
    metrics::gauge!("search_index_position").set(position);
}

/// Everything, as Prometheus reads it.
pub(super) fn all() -> String {
    METRICS
        .get()
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// The series of one kind of answer, found once.
#[derive(Clone)]
struct Series {
    requests: Counter,
    seconds: Histogram,
}

type ByStatus = HashMap<(&'static str, u16), Series>;

static KNOWN: LazyLock<RwLock<HashMap<String, ByStatus>>> = LazyLock::new(RwLock::default);
static ANSWERS: AtomicU32 = AtomicU32::new(0);

/// Counts one answer.
pub(super) fn note(route: &str, method: &'static str, status: u16, took: Duration) {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(series) = known.get(route).and_then(|of| of.get(&(method, status))) {
        series.requests.increment(1);
        series.seconds.record(took);
    } else {
        drop(known);
        let series = series(route, method, status);
        series.requests.increment(1);
        series.seconds.record(took);
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        let of_route = known.entry(route.to_owned()).or_default();
        of_route.insert((method, status), series);
    }
    if ANSWERS.fetch_add(1, Ordering::Relaxed) % SUM_UP == SUM_UP - 1
        && let Some(metrics) = METRICS.get()
    {
        metrics.run_upkeep();
    }
}

fn series(route: &str, method: &'static str, status: u16) -> Series {
    let labels = [
        ("route", route.to_owned()),
        ("method", method.to_owned()),
        ("status", status.to_string()),
    ];
    Series {
        requests: metrics::counter!("http_requests_total", &labels),
        seconds: metrics::histogram!("http_request_seconds", "route" => route.to_owned()),
    }
}
