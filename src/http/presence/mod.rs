//! `/ma-presence`: who can see me, where I am on the map, for how long, and how I leave it.
//!
//! **Invariant:** a place comes in by name or code alone: a field that nobody described, a latitude among them, is
//! refused (G1). Nothing is given but what a page showed first, and a refusal reads the same whatever its cause (C3).

pub(super) mod asked;
pub(super) mod card;
mod excluded;
mod given;
mod place;
mod preview;

use axum::Router;
use axum::routing::{get, post};

use super::AppState;
use super::pages::Page;
use super::session::failed;
use crate::clock::Clock;
use crate::presence::own::{self, InForce};
use crate::presence::{Level, PresenceError, batch};
use crate::problem::{Code, Problem};
use crate::text::{day, text};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/ma-presence", get(place::page).post(given::give))
        .route("/ma-presence/apercu", post(preview::show))
        .route("/ma-presence/recu", get(given::receipt))
        .route("/ma-presence/retirer", post(given::withdraw))
        .route("/ma-presence/entreprises", post(excluded::add))
        .route(
            "/ma-presence/entreprises/retirer",
            post(excluded::take_away),
        )
}

/// « Qui peut me voir », told truly; and whether there is something to leave.
pub(super) async fn seen(
    state: &AppState,
    page: &Page,
    holder: uuid::Uuid,
) -> Result<(String, bool), Problem> {
    let in_force = own::in_force(&state.db.app, &*state.clock, holder)
        .await
        .map_err(|error| failed(&error))?;
    let told = told(page, in_force.as_ref(), &*state.clock);
    Ok((told, in_force.is_some()))
}

fn told(page: &Page, in_force: Option<&InForce>, clock: &dyn Clock) -> String {
    let Some(in_force) = in_force else {
        return page.t("presence-seen-0");
    };
    if !in_force.shows {
        return page.t("presence-seen-waiting");
    }
    let date = day(page.words, &in_force.expires_at);
    if in_force.level == Level::WithoutName && !in_force.found {
        let from = day(page.words, &batch::next(clock.now()));
        let args = [("date", &*date), ("from", &*from)];
        return text(page.words, "presence-seen-2-soon", &args);
    }
    let key = format!("presence-seen-{}", in_force.level as i16);
    text(page.words, &key, &[("date", &date)])
}

/// What went wrong beside a refusal: the words stay in the log.
fn problem(error: &PresenceError) -> Problem {
    match error {
        PresenceError::Database(error) => failed(error),
        PresenceError::Refused => Code::UNPROCESSABLE.into(),
        PresenceError::Sealed(_) => {
            tracing::error!(%error, "a holder's ledger could not be opened");
            Code::INTERNAL.into()
        }
    }
}
