//! `/recruteurs`: what recruiters see and never see, before any account; how one becomes one, and where one stands.

pub(super) mod form;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};

use super::account::private;
use super::pages::{Page, render};
use super::session::{SignedIn, failed};
use super::{AppState, envelope, query};
use crate::account::companies::asking::{self, Standing};
use crate::account::companies::charter::{self, Charter};
use crate::account::companies::siret;
use crate::account::companies::standing::BY_REPORTS;
use crate::account::entry::{self, Session};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

/// Where recruiters search.
const SEARCH: &str = "/recruteurs/chercher";

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/recruteurs", get(page))
        .route("/recruteurs/inscription", get(form::page).post(form::ask))
        .route("/recruteurs/inscription/reprendre", post(take_back))
        .route("/recruteurs/quitter", post(leave))
}

#[derive(Template)]
#[template(path = "recruiters/page.html", config = "web/askama.toml")]
struct Welcome {
    page: Page,
    charter: Charter,
    done: String,
    /// `None`: nobody is signed in.
    state: Option<Stands>,
}

/// Where somebody stands, as the page says it.
struct Stands {
    kind: &'static str,
    said: String,
    /// Why they were refused or are suspended.
    reason: String,
    /// Where a recruiter goes to show a passkey; empty: they did.
    passkey: String,
    /// Where they go from here; empty: nowhere.
    next: String,
}

/// Anybody's page; somebody who is signed in reads where they stand.
async fn page(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["suite", "fait", "lang"])?;
    let mut page = Page::new(&state, language, "recruiters");
    let done = match asked.get("fait").map(String::as_str) {
        Some("envoyee") => page.t("recruiter-done-sent"),
        Some("reprise") => page.t("recruiter-done-taken-back"),
        Some("quitte") => page.t("recruiter-done-left"),
        _ => String::new(),
    };
    let suite = asked.get("suite").map(String::as_str);
    let next = suite.map_or("", |_| entry::inside(suite));
    let standing = match signed_in {
        None => None,
        Some(signed_in) => {
            let standing = asking::standing(&state.db.app, signed_in.holder).await;
            let standing = standing.map_err(|error| failed(&error))?;
            let strong = Session::from(signed_in).strong;
            Some(told(&page, language, &standing, strong, next))
        }
    };
    if standing
        .as_ref()
        .is_some_and(|stands| stands.kind == "approved")
    {
        page.here = "recruiting";
    }
    let answer = render(
        language,
        &Welcome {
            charter: charter::of(language),
            done,
            state: standing,
            page,
        },
    )?;
    Ok(private(answer))
}

fn told(page: &Page, language: Language, standing: &Standing, strong: bool, next: &str) -> Stands {
    let date = |at: chrono::DateTime<chrono::Utc>| at.format("%d/%m/%Y").to_string();
    let (kind, name, siren, day) = match standing {
        Standing::Nothing => ("nothing", "", "", String::new()),
        Standing::Waits(own) => ("waits", &*own.name, &*own.siret, date(own.asked_at)),
        Standing::Refused(own) => (
            "refused",
            &*own.name,
            &*own.siret,
            own.decided_at.map(date).unwrap_or_default(),
        ),
        Standing::Approved(approved) => {
            let kind = match approved.suspended {
                Some(_) => "suspended",
                None => "approved",
            };
            (
                kind,
                &*approved.name,
                &*approved.siren,
                date(approved.since),
            )
        }
    };
    let reason = match standing {
        Standing::Refused(own) => own.reason.clone().unwrap_or_default(),
        Standing::Approved(approved) => match approved.suspended.as_deref() {
            Some(BY_REPORTS) => page.t("recruiter-by-reports"),
            other => other.unwrap_or_default().to_owned(),
        },
        _ => String::new(),
    };
    let passkey = if kind == "approved" && !strong {
        let back = if next.is_empty() { SEARCH } else { next };
        let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
        format!("/mon-compte/cles?suite={back}")
    } else {
        String::new()
    };
    Stands {
        kind,
        said: text(
            language,
            &format!("recruiter-state-{kind}"),
            &[
                ("company", name),
                ("number", &siret::spaced(siren)),
                ("date", &day),
            ],
        ),
        reason,
        next: match (kind, strong, next) {
            ("approved", true, "") => SEARCH.to_owned(),
            ("approved", true, next) => next.to_owned(),
            _ => String::new(),
        },
        passkey,
    }
}

/// Takes back an application that waits.
async fn take_back(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let gone = asking::take_back(&state.db.app, signed_in.holder).await;
    if !gone.map_err(|error| failed(&error))? {
        return Err(Code::CONFLICT.into());
    }
    Ok(Redirect::to("/recruteurs?fait=reprise").into_response())
}

/// Ends one's being a recruiter.
async fn leave(State(state): State<AppState>, signed_in: SignedIn) -> Result<Response, Problem> {
    let left = asking::leave(&state.db.app, signed_in.holder, &*state.clock).await;
    if !left.map_err(|error| failed(&error))? {
        return Err(Code::CONFLICT.into());
    }
    Ok(Redirect::to("/recruteurs?fait=quitte").into_response())
}
