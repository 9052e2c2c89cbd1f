//! One badge of one's own a place up or down, folded away or back.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::Sent;
use crate::http::AppState;
use crate::http::session::{SignedIn, failed};
use crate::passport::sharing::order::{self, Gesture};
use crate::problem::{Code, Problem};

/// Does it, and leads back to where the badge is now.
pub(super) async fn arrange(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(badge): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let sent = Sent::read(&body, &["geste"])?;
    let gesture = Gesture::named(sent.one("geste"))
        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "geste"))?;
    let done = order::arrange(&state.db.app, signed_in.holder, badge, gesture)
        .await
        .map_err(|error| failed(&error))?;
    if !done {
        return Err(Code::NOT_FOUND.into());
    }
    Ok(Redirect::to(&format!("/mes-badges?rangement=oui#badge-{badge}")).into_response())
}
