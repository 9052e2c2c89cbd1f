//! The demonstration's own pages: in with one click as anyone, and the mails that were sent to nobody.
//!
//! **Invariant:** these routes exist in a demonstration alone, whose people are all invented.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::private;
use crate::account::Address;
use crate::account::entry::service;
use crate::account::mail;
use crate::account::service::holder;
use crate::database::acting;
use crate::demonstration::applications::slip;
use crate::demonstration::people::{DOORS, Door};
use crate::http::pages::{Page, render};
use crate::http::session::{self, failed};
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};

#[derive(Template)]
#[template(path = "account/doors.html", config = "web/askama.toml")]
struct Entrance {
    page: Page,
    doors: &'static [Door],
    /// The code of a slip that nobody has used, as addresses have it and as it is printed.
    slip: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "account/outbox.html", config = "web/askama.toml")]
struct Outbox {
    page: Page,
    mails: Vec<Sent>,
}

struct Sent {
    to: String,
    at: String,
    subject: String,
    /// Pieces of the text, each with whether it is a link.
    pieces: Vec<(String, bool)>,
}

/// As whom one may enter.
pub(in crate::http) async fn doors(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let page = Page::new(&state, language, "account");
    let slip = slip(&state.db.app, &state.master);
    let slip = acting::as_the_house("a slip of the demonstration's facilitator", slip).await?;
    let shown = Entrance {
        page,
        doors: DOORS,
        slip: slip.map(|code| (code.as_str().to_owned(), code.grouped())),
    };
    render(language, &shown).map(private)
}

/// As whom.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Chosen {
    porte: String,
}

/// Begins a session of an invented person.
pub(in crate::http) async fn enter(
    State(state): State<AppState>,
    headers: HeaderMap,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(chosen) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let door = DOORS.iter().find(|door| door.key == chosen.porte);
    let door = door.ok_or(Code::NOT_FOUND)?;
    let address = Address::parse(door.email).map_err(|_| Code::NOT_FOUND)?;
    let pool = &state.db.app;
    acting::go_on_as_the_house();
    let found = holder(pool, &address).await;
    let person = found
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    let mut rng: StdRng = rand::make_rng();
    let browser = session::browser(&headers);
    let begun = service::begin(pool, person, &browser, &*state.clock, &mut rng).await;
    let secret = begun.map_err(|error| failed(&error))?;
    let cookie = session::begun(&secret).ok_or(Code::INTERNAL)?;
    Ok(private(
        ([(SET_COOKIE, cookie)], Redirect::to(door.first)).into_response(),
    ))
}

/// The mails that would have been sent.
pub(in crate::http) async fn outbox(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    acting::go_on_as_the_house();
    let mails = mail::outbox(&state.db.app, &state.master)
        .await
        .map_err(|error| failed(&error))?;
    let mails = mails.into_iter().map(|shown| Sent {
        to: shown.mail.to,
        at: shown.at.format("%d/%m/%Y %H:%M").to_string(),
        subject: shown.mail.subject,
        pieces: pieces(&shown.mail.text, &state.base.url("/")),
    });
    let outbox = Outbox {
        page: Page::new(&state, language, "account"),
        mails: mails.collect(),
    };
    render(language, &outbox).map(private)
}

/// A mail's text, its lines that are an address of this service being links.
fn pieces(text: &str, ours: &str) -> Vec<(String, bool)> {
    text.lines()
        .map(|line| match line.trim().strip_prefix(ours) {
            Some(path) => (format!("/{path}"), true),
            None => (line.to_owned(), false),
        })
        .collect()
}
