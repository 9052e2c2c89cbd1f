//! Scripts, styles and fonts built by vite, inside the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use serde_json::Value;

use crate::problem::{Code, Problem};

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

static MANIFEST: LazyLock<Value> = LazyLock::new(|| {
    Dist::get("manifest.json")
        .and_then(|file| serde_json::from_slice(&file.data).ok())
        .unwrap_or_default()
});

/// Address of what vite built from `source`; empty where nothing was built.
pub(super) fn address(source: &str) -> String {
    MANIFEST[source]["file"]
        .as_str()
        .map(|file| format!("/{file}"))
        .unwrap_or_default()
}

/// A file of the manifest bears a digest of its content in its name, and never changes.
pub(super) async fn asset(Path(path): Path<String>) -> Result<Response, Problem> {
    let file = Dist::get(&format!("assets/{path}")).ok_or(Code::NOT_FOUND)?;
    let full = format!("assets/{path}");
    let hashed = MANIFEST
        .as_object()
        .is_some_and(|entries| entries.values().any(|entry| entry["file"] == full.as_str()));
    let keep = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let kind = file.metadata.mimetype().to_owned();
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, keep.to_owned())];
    Ok((headers, file.data.into_owned()).into_response())
}
