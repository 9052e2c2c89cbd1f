//! `/mon-compte`: where one is signed in, and how one leaves; `/mon-espace`: where one begins.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::addresses::TOLD;
use super::{cards, private};
use crate::account::addresses::Own;
use crate::account::addresses::service::own;
use crate::account::companies;
use crate::account::entry::service;
use crate::account::roles::{Held, Role};
use crate::http::pages::{Page, render};
use crate::http::session::{self, SignedIn, failed};
use crate::http::{AppState, envelope, query};
use crate::problem::Problem;
use crate::text::{day, text};

#[derive(Template)]
#[template(path = "account/own.html", config = "web/askama.toml")]
struct Account {
    page: Page,
    /// What no mail tells: each with where it leads.
    notices: Vec<(String, &'static str, String)>,
    addresses: Vec<Own>,
    /// More than one address is in use: one of them may be left.
    several: bool,
    /// What became of an address, as a key of the words.
    told: String,
    sessions: Vec<Device>,
    roles: Vec<String>,
    /// The pages that these roles open, and their names.
    desks: Vec<(&'static str, String)>,
}

struct Device {
    id: Uuid,
    browser: String,
    seen: String,
    here: bool,
}

/// One's account.
pub(in crate::http) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "adresse"])?;
    let told = asked
        .get("adresse")
        .filter(|told| TOLD.contains(&told.as_str()));
    let pool = &state.db.app;
    let addresses = own(pool, signed_in.holder).await;
    let addresses = addresses.map_err(|error| failed(&error))?;
    let sessions = service::sessions(pool, signed_in.holder, &*state.clock).await;
    let sessions = sessions.map_err(|error| failed(&error))?.into_iter();
    let page = Page::own(&state, language, "account", signed_in.holder).await?;
    let (roles, desks) = work(&state, signed_in).await?;
    let notices = cards::notices(&state, &page, signed_in.holder).await?;
    let account = Account {
        several: addresses.iter().filter(|address| !address.retired).count() > 1,
        told: told.map_or_else(String::new, |told| page.of("address-told", told)),
        desks: desks
            .into_iter()
            .map(|(path, name)| (path, page.t(name)))
            .collect(),
        roles: roles
            .into_iter()
            .map(|held| format!("{} · {}", page.of("role", held.role.as_str()), held.place))
            .collect(),
        page,
        notices,
        addresses,
        sessions: sessions
            .map(|seen| Device {
                here: seen.id == signed_in.session,
                seen: text(
                    language,
                    "account-device-seen",
                    &[
                        ("began", &day(language, &seen.created_at)),
                        ("seen", &day(language, &seen.seen_at)),
                    ],
                ),
                browser: seen.browser,
                id: seen.id,
            })
            .collect(),
    };
    render(language, &account).map(private)
}

/// Leads whoever signed in and was going nowhere to their work, where they have some, or else to their badges.
pub(in crate::http) async fn begin(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let (_, desks) = work(&state, signed_in).await?;
    let path = desks.first().map_or("/mes-badges", |(path, _)| *path);
    Ok(private(Redirect::to(path).into_response()))
}

/// A page, and the key of its name.
type Desk = (&'static str, &'static str);

/// What somebody does beyond holding badges, and the pages for it.
async fn work(state: &AppState, signed_in: SignedIn) -> Result<(Vec<Held>, Vec<Desk>), Problem> {
    let roles = signed_in.roles(state).await?;
    let recruits = companies::recruiter(&state.db.app, signed_in.holder).await;
    let recruits = recruits.map_err(|error| failed(&error))?.is_some();
    let mut desks = Vec::new();
    let has = |of: fn(&Role) -> bool| roles.iter().any(|held| of(&held.role));
    if has(|role| matches!(role, Role::Facilitator(_))) {
        desks.push(("/a-traiter", "queue-title"));
        desks.push(("/a-traiter/codes", "codes-title"));
        desks.push(("/a-traiter/cartes", "handing-title"));
        desks.push(("/a-traiter/besoins", "relay-needs-title"));
    }
    if has(|role| matches!(role, Role::Coordinator(_))) {
        desks.push(("/coordination", "desk-title"));
    }
    if recruits {
        desks.push(("/recruteurs/chercher", "search-title"));
    }
    Ok((roles, desks))
}

/// Ends this session.
pub(in crate::http) async fn leave(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    service::end(&state.db.app, signed_in.holder, signed_in.session)
        .await
        .map_err(|error| failed(&error))?;
    Ok(out())
}

/// Ends every session of this person.
pub(in crate::http) async fn leave_everywhere(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    service::end_all(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| failed(&error))?;
    Ok(out())
}

/// Ends one other session of this person: one of somebody else is left alone, and the answer is the same.
pub(in crate::http) async fn end(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(ended): Path<Uuid>,
) -> Result<Response, Problem> {
    service::end(&state.db.app, signed_in.holder, ended)
        .await
        .map_err(|error| failed(&error))?;
    Ok(Redirect::to("/mon-compte").into_response())
}

fn out() -> Response {
    private(([(SET_COOKIE, session::ended())], Redirect::to("/")).into_response())
}
