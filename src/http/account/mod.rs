//! Signing in by a link, a passkey or a card, and out, one's account and rights, and the demonstration's doors.

mod addresses;
pub(super) mod cards;
mod demonstration;
mod entry;
mod own;
mod passkeys;
mod rights;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use axum::routing::{get, post};

use super::AppState;

/// Why what lets somebody in looks across people.
const NOBODY_YET: &str = "who comes in is the question";

pub(super) fn router(demonstration: bool) -> Router<AppState> {
    let router = Router::new()
        .route("/connexion", get(entry::form).post(entry::ask))
        .route("/connexion/carte", post(cards::enter))
        .route("/connexion/cle/debut", post(passkeys::ask_to_enter))
        .route("/connexion/cle", post(passkeys::enter))
        .route("/connexion/{secret}", get(entry::opened).post(entry::enter))
        .route("/mon-espace", get(own::begin))
        .route("/mon-compte", get(own::page))
        .route("/mon-compte/carte", get(cards::page))
        .route("/mon-compte/carte/nouvelle", post(cards::renew))
        .route("/mon-compte/carte/retirer", post(cards::drop))
        .route("/mon-compte/carte/refuser", post(cards::refuse))
        .route("/mon-compte/carte/reunir", post(cards::join))
        .route("/mon-compte/cles", get(passkeys::page).post(passkeys::keep))
        .route("/mon-compte/adresses", post(addresses::offer))
        .route("/mon-compte/adresses/quitter", post(addresses::leave))
        .route(
            "/mon-compte/adresses/{secret}",
            get(addresses::opened).post(addresses::add),
        )
        .route("/mon-compte/cles/debut", post(passkeys::ask_for_new))
        .route("/mon-compte/cles/{passkey}/retirer", post(passkeys::remove))
        .route("/mon-compte/sortir", post(own::leave))
        .route("/mon-compte/sortir-partout", post(own::leave_everywhere))
        .route("/mon-compte/appareils/{session}", post(own::end))
        .route("/mon-compte/mes-donnees.zip", get(rights::export))
        .route("/mon-compte/effacer", get(rights::form).post(rights::erase))
        .route("/mon-compte/efface", get(rights::erased))
        .route("/qui-m-a-vu", get(rights::seen));
    if !demonstration {
        return router;
    }
    router
        .route("/demonstration", get(demonstration::doors))
        .route("/demonstration/entrer", post(demonstration::enter))
        .route("/demonstration/courrier", get(demonstration::outbox))
}

/// Kept by nobody on the way: what this page says is for one person.
pub(super) fn private(mut page: Response) -> Response {
    let nobody = HeaderValue::from_static("private, no-store");
    page.headers_mut().insert(CACHE_CONTROL, nobody);
    page
}
