//! `/mon-compte/applications`: which applications may come in, and how a holder ends that.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use crate::account::oauth::service as oauth;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope, help, query};
use crate::problem::Problem;
use crate::text::{day, text};

/// Where it is.
pub(super) const PAGE: &str = "/mon-compte/applications";

#[derive(Template)]
#[template(path = "account/applications.html", config = "web/askama.toml")]
struct Applications {
    page: Page,
    connected: Vec<Shown>,
}

struct Shown {
    id: Uuid,
    name: String,
    site: String,
    since: String,
    scopes: Vec<String>,
}

/// The applications that may come in.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let connected = oauth::connected(&state.db.app, signed_in.holder, &*state.clock)
        .await
        .map_err(|error| failed(&error))?;
    let shown = connected.into_iter().map(|one| Shown {
        id: one.id,
        name: one.name,
        site: one.site,
        since: text(
            language,
            "connected-since",
            &[("date", &day(language, &one.since))],
        ),
        scopes: one
            .scopes
            .iter()
            .map(|scope| help::scope(language, scope))
            .collect(),
    });
    let applications = Applications {
        page: Page::own(&state, language, "account", signed_in.holder).await?,
        connected: shown.collect(),
    };
    render(language, &applications).map(private)
}

/// Ends what an application may do; one that may do nothing is answered the same.
pub(super) async fn withdraw(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(application): Path<Uuid>,
) -> Result<Response, Problem> {
    oauth::withdraw(&state.db.app, signed_in.holder, application, &*state.clock)
        .await
        .map_err(|error| failed(&error))?;
    Ok(private(Redirect::to(PAGE).into_response()))
}
