//! `/ims/ob/v3p0/discovery`: what an application must know before it registers, for everyone to read.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::http::AppState;
use crate::http::published::negotiation::Wanted;

/// The description, with `{base}` where this installation's address belongs.
const DESCRIPTION: &str = include_str!("discovery.json");

/// It changes with a release of this program only.
const HOUR: &str = "public, max-age=3600";

/// `ServiceDescriptionDocument`: `OpenAPI` 3.0 with the extensions of the IMS Security Framework.
pub(super) async fn document(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let body = DESCRIPTION.replace("{base}", &state.base.url(""));
    Wanted::data("discovery", &headers).bytes("application/json", HOUR, body.into_bytes())
}
