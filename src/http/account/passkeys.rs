//! `/mon-compte/cles` and `/connexion/cle`: passkeys, made and shown.

use askama::Template;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::NOBODY_YET;
use super::private;
use crate::account::entry::{self, Session};
use crate::account::passkeys::{Asked, PasskeyError, RelyingParty, service};
use crate::account::service::addresses;
use crate::database::acting;
use crate::http::pages::{Page, render};
use crate::http::session::{self, SignedIn, failed};
use crate::http::{AppState, assets, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::{day, text};

/// What asks the device.
pub(super) const SCRIPT: &str = "src/passkeys.ts";

#[derive(Template)]
#[template(path = "account/passkeys.html", config = "web/askama.toml")]
struct Passkeys {
    page: Page,
    script: String,
    shown: Vec<Shown>,
    /// Where the person was going when a passkey was asked for.
    next: String,
    needed: bool,
    /// One is to be shown before another is made.
    show: bool,
}

struct Shown {
    id: Uuid,
    name: String,
    seen: String,
}

/// The passkeys of an account.
pub(in crate::http) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["suite", "lang"])?;
    let suite = asked.get("suite").map(String::as_str);
    let strong = Session::from(signed_in).strong;
    let passkeys = service::of_holder(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| failed(&error))?;
    let passkeys = passkeys.into_iter().map(|passkey| Shown {
        id: passkey.id,
        seen: text(
            language,
            "passkey-seen",
            &[
                ("made", &day(language, &passkey.created_at)),
                ("used", &day(language, &passkey.used_at)),
            ],
        ),
        name: passkey.name,
    });
    let shown: Vec<Shown> = passkeys.collect();
    let page = Passkeys {
        page: Page::own(&state, language, "account", signed_in.holder).await?,
        script: assets::address(SCRIPT),
        show: !strong && !shown.is_empty(),
        shown,
        next: suite
            .map_or("/mon-compte/cles", |_| entry::inside(suite))
            .to_owned(),
        needed: suite.is_some() && !strong,
    };
    render(language, &page).map(private)
}

/// What a device answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Answer {
    ceremony: Uuid,
    credential: Value,
}

/// Asks the person's device for a new passkey.
pub(in crate::http) async fn ask_for_new(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Json<Asked>, Problem> {
    let pool = &state.db.app;
    let addresses = addresses(pool, signed_in.holder).await;
    let addresses = addresses.map_err(|error| failed(&error))?;
    let name = addresses
        .first()
        .map_or("badges", |address| address.as_str());
    let here = here(&state)?;
    service::ask_for_new(pool, &here, signed_in.into(), name, &*state.clock)
        .await
        .map(Json)
        .map_err(|error| refused(&error))
}

/// Keeps it.
pub(in crate::http) async fn keep(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    answer: Result<Json<Answer>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Json(answer) = answer.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let told = (answer.ceremony, &answer.credential);
    let browser = session::browser(&headers);
    let (pool, clock) = (&state.db.app, &*state.clock);
    service::keep_new(
        pool,
        &here(&state)?,
        signed_in.into(),
        told,
        &browser,
        clock,
    )
    .await
    .map(|()| StatusCode::NO_CONTENT)
    .map_err(|error| refused(&error))
}

/// Takes one away: one of somebody else is left alone, and the answer is the same.
pub(in crate::http) async fn remove(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(passkey): Path<Uuid>,
) -> Result<Response, Problem> {
    service::remove(&state.db.app, signed_in.into(), passkey)
        .await
        .map_err(|error| refused(&error))?;
    Ok(Redirect::to("/mon-compte/cles").into_response())
}

/// Asks whoever comes for a passkey that this host knows.
pub(in crate::http) async fn ask_to_enter(
    State(state): State<AppState>,
) -> Result<Json<Asked>, Problem> {
    let here = here(&state)?;
    let asked = service::ask_for_any(&state.db.app, &here, &*state.clock);
    acting::as_the_house(NOBODY_YET, asked)
        .await
        .map(Json)
        .map_err(|error| refused(&error))
}

/// Lets in whose passkey answers.
pub(in crate::http) async fn enter(
    State(state): State<AppState>,
    headers: HeaderMap,
    answer: Result<Json<Answer>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(answer) = answer.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let told = (answer.ceremony, &answer.credential);
    let browser = session::browser(&headers);
    let mut rng: StdRng = rand::make_rng();
    let (pool, clock) = (&state.db.app, &*state.clock);
    let here = here(&state)?;
    let secret = service::enter(pool, &here, told, &browser, clock, &mut rng);
    let secret = acting::as_the_house(NOBODY_YET, secret)
        .await
        .map_err(|error| refused(&error))?;
    let cookie = session::begun(&secret).ok_or(Code::INTERNAL)?;
    Ok(private(
        (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response(),
    ))
}

/// Passkeys are bound to the host under which this installation is reached.
fn here(state: &AppState) -> Result<RelyingParty, Problem> {
    let address = state.base.url("/");
    let address = url::Url::parse(&address).map_err(|_| Code::INTERNAL)?;
    RelyingParty::at(&address).map_err(|error| Problem::new(Code::UNAVAILABLE, error.to_string()))
}

/// Why a device's answer was not taken; the library's words stay here.
fn refused(error: &PasskeyError) -> Problem {
    match error {
        PasskeyError::Database(error) => failed(error),
        PasskeyError::NotStrong => Code::PASSKEY_NEEDED.into(),
        PasskeyError::Closed | PasskeyError::Wrong => Code::PASSKEY_REFUSED.into(),
        PasskeyError::Unasked => Code::INTERNAL.into(),
    }
}
