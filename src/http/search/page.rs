//! `/recruteurs/chercher`: the question and its answer on one page. The address carries the question, so that it can be
//! kept, sent to a colleague and asked again; the page works without scripts, and with them follows what is typed.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::answer::{self, Shown};
use super::asked::Asked;
use super::form::{self, Form, Read};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, assets, envelope};
use crate::problem::Problem;
use crate::search::words;

#[derive(Template)]
#[template(path = "search/page.html", config = "web/askama.toml")]
struct Search {
    page: Page,
    script: String,
    company: String,
    form: Form,
    /// What is asked, for the links that carry it on.
    query: String,
    answer: Option<Shown>,
    /// Why there is no answer yet.
    waiting: String,
}

/// The question, and its answer once there is one to ask.
pub(super) async fn page(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(query.as_deref(), &headers);
    let asked = Asked::read(query.as_deref())?;
    let page = Page::new(&state, language, "search");
    let catalogue = words::catalogue(&state.db.app)
        .await
        .map_err(|error| failed(&error))?;
    let form = match form::read(&state, &page, &catalogue, &asked).await? {
        Read::Form(form) => *form,
        Read::Elsewhere(address) => return Ok(private(Redirect::to(&address).into_response())),
    };
    let question = if asked.wanted.is_empty() { None } else { asked.question().ok() };
    let waiting = match (&question, asked.wanted.len()) {
        (Some(_), _) => String::new(),
        (None, 0) => page.t("search-begin"),
        (None, _) if asked.every => page.t("search-two"),
        (None, _) => page.t("search-five"),
    };
    let answer = match &question {
        None => None,
        Some(question) => {
            Some(answer::of(&state, &page, &catalogue, &recruiting, &asked, question).await?)
        }
    };
    let search = Search {
        script: assets::address("src/search/page.ts"),
        company: recruiting.recruiter.name,
        query: asked.query(),
        form,
        answer,
        waiting,
        page,
    };
    render(language, &search).map(private)
}
