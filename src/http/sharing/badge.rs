//! A link to one badge of one's own.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Sent, failed};
use crate::http::session::SignedIn;
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::service;
use crate::problem::{Code, Problem};

/// Makes a link, and leads to its own page.
pub(super) async fn open(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(badge): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["nom"])?;
    let name = sent.line("nom", language)?;
    let mut rng: StdRng = rand::make_rng();
    let opened = service::open_badge(
        &state.db.app,
        (signed_in.holder, badge),
        name,
        &state.master,
        &*state.clock,
        &mut rng,
    )
    .await
    .map_err(|error| failed(&error, language))?
    .ok_or(Code::NOT_FOUND)?;
    Ok(Redirect::to(&format!("/mes-partages/{opened}")).into_response())
}
