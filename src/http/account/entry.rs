//! `/connexion`: an address is typed, a link arrives, its button lets one in.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{REFERRER_POLICY, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::NOBODY_YET;
use super::{passkeys, private};
use crate::account::Address;
use crate::account::entry::{self, Link, service};
use crate::database::acting;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{self, failed};
use crate::http::{AppState, assets, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::Language;

#[derive(Template)]
#[template(path = "account/sign_in.html", config = "web/askama.toml")]
struct SignIn {
    page: Page,
    next: String,
    email: String,
    refusal: String,
    /// A card's code as it was copied, and what is wrong with it.
    card: String,
    card_refusal: String,
    /// The link is on its way to this address.
    sent: bool,
    script: String,
}

/// What was typed, and what is wrong with it, as a key of the words.
pub(super) enum Typed {
    Nothing,
    Address(String, &'static str),
    /// A card's code.
    Card(String, &'static str),
    /// An address that a link is on its way to.
    Sent(String),
}

#[derive(Template)]
#[template(path = "account/enter.html", config = "web/askama.toml")]
struct Enter {
    page: Page,
    secret: String,
    link: Option<Link>,
}

/// What the form brings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Asked {
    email: String,
    #[serde(default)]
    suite: String,
}

/// The empty form.
pub(in crate::http) async fn form(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["suite", "lang"])?;
    let next = entry::inside(asked.get("suite").map(String::as_str));
    sign_in(&state, language, next, Typed::Nothing)
}

/// Sends a link, and says so, whoever asks.
pub(in crate::http) async fn ask(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let Form(form) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let next = entry::inside(Some(&form.suite));
    let Ok(address) = Address::parse(&form.email) else {
        let typed = Typed::Address(form.email.clone(), "sign-in-no-address");
        return Ok(unprocessable(sign_in(&state, language, next, typed)?));
    };
    state.can_mail(language)?;
    let mut rng: StdRng = rand::make_rng();
    let sent = service::send_link(
        &state.db.app,
        &address,
        next,
        language,
        |secret| state.base.url(&format!("/connexion/{secret}")),
        &state.master,
        &*state.clock,
        &mut rng,
    );
    acting::as_the_house(NOBODY_YET, sent)
        .await
        .map_err(|error| failed(&error))?;
    let sent = Typed::Sent(address.as_str().to_owned());
    sign_in(&state, language, next, sent)
}

pub(super) fn sign_in(
    state: &AppState,
    language: Language,
    next: &str,
    typed: Typed,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "account");
    let nothing = String::new;
    let sent = matches!(typed, Typed::Sent(_));
    let (email, refusal, card, card_refusal) = match typed {
        Typed::Nothing => (nothing(), nothing(), nothing(), nothing()),
        Typed::Address(email, wrong) => (email, page.t(wrong), nothing(), nothing()),
        Typed::Card(card, wrong) => (nothing(), nothing(), card, page.t(wrong)),
        Typed::Sent(email) => (email, nothing(), nothing(), nothing()),
    };
    let shown = SignIn {
        page,
        next: next.to_owned(),
        email,
        refusal,
        card,
        card_refusal,
        sent,
        script: assets::address(passkeys::SCRIPT),
    };
    render(language, &shown).map(private)
}

/// The page of a link. Mail programs open links by themselves: nothing happens before the button is pressed.
pub(in crate::http) async fn opened(
    State(state): State<AppState>,
    Path(secret): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let link = service::link(&state.db.app, &secret, &*state.clock);
    let link = acting::as_the_house(NOBODY_YET, link)
        .await
        .map_err(|error| failed(&error))?;
    of_link(&state, language, secret, link)
}

/// Uses the link: the session begins, and the person goes on where they were going.
pub(in crate::http) async fn enter(
    State(state): State<AppState>,
    Path(secret): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let mut rng: StdRng = rand::make_rng();
    let browser = session::browser(&headers);
    let entered = service::enter(
        &state.db.app,
        &secret,
        &browser,
        &state.master,
        &*state.clock,
        &mut rng,
    );
    let entered = acting::as_the_house(NOBODY_YET, entered)
        .await
        .map_err(|error| failed(&error))?;
    let Some((session, link)) = entered else {
        return of_link(&state, language, secret, None);
    };
    let cookie = session::begun(&session).ok_or(Code::INTERNAL)?;
    let led = Redirect::to(entry::inside(Some(&link.next)));
    Ok(private(([(SET_COOKIE, cookie)], led).into_response()))
}

fn of_link(
    state: &AppState,
    language: Language,
    secret: String,
    link: Option<Link>,
) -> Result<Response, Problem> {
    let gone = link.is_none();
    let page = Page::new(state, language, "account");
    let shown = Enter { page, secret, link };
    let mut page = private(render(language, &shown)?);
    if gone {
        *page.status_mut() = StatusCode::GONE;
        page.extensions_mut().insert(envelope::OwnPage);
    }
    // The secret stands in this page's address.
    let header: HeaderName = REFERRER_POLICY;
    page.headers_mut()
        .insert(header, HeaderValue::from_static("no-referrer"));
    Ok(page)
}
