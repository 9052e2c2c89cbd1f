//! Companies that must never see me.

use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::asked::{self, Wrong};
use super::place::{self, Notes};
use crate::account::companies::Siren;
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope};
use crate::presence::own::excluded;
use crate::problem::{Code, Problem};

/// Excludes a company.
pub(super) async fn add(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    asked::query(query.as_deref(), &["lang"])?;
    let language = envelope::language(query.as_deref(), &headers);
    let said = asked::form(body, &["siren"])?;
    let wrong = match Siren::parse(said.get("siren")) {
        Err(_) => "presence-wrong-siren",
        Ok(siren) => {
            let (pool, clock) = (&state.db.app, &*state.clock);
            let kept = excluded::add(pool, clock, signed_in.holder, &siren)
                .await
                .map_err(|error| failed(&error))?;
            if kept {
                return Ok(done());
            }
            "presence-wrong-full"
        }
    };
    let notes = Notes {
        wrong: Wrong::from([("siren", wrong)]),
        ..Notes::default()
    };
    place::again(&state, &signed_in, language, notes).await
}

/// Lets a company see me again.
pub(super) async fn take_away(
    State(state): State<AppState>,
    signed_in: SignedIn,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    let said = asked::form(body, &["siren"])?;
    let siren =
        Siren::parse(said.get("siren")).map_err(|_| Problem::new(Code::UNPROCESSABLE, "siren"))?;
    excluded::take_away(&state.db.app, &*state.clock, signed_in.holder, &siren)
        .await
        .map_err(|error| failed(&error))?;
    Ok(done())
}

fn done() -> Response {
    Redirect::to("/ma-presence?fait=entreprise#entreprises").into_response()
}
