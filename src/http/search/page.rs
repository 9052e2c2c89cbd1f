//! `/recruteurs/chercher`: the question and its answer on one page. The address carries the question, so that it can be
//! kept, sent to a colleague and asked again; the page works without scripts, and with them follows what is typed.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use rand::rngs::StdRng;

use super::again_at;
use super::answer::{self, Shown};
use super::area::{Drawn, Line};
use super::asked::Asked;
use super::form::{self, Form, Read};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, assets, envelope, query};
use crate::presence::question::{Question, Together};
use crate::problem::Problem;
use crate::search::tiles::number;
use crate::search::{Found, SearchError, Shades};
use crate::text::{day, text};

#[derive(Template)]
#[template(path = "search/page.html", config = "web/askama.toml")]
struct Search {
    page: Page,
    script: String,
    company: String,
    form: Form,
    answer: Option<Shown>,
    /// The area that was drawn, and the lines of the answer that it chooses.
    area: Option<Drawn>,
    lines: Vec<Line>,
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
    let mut asked = Asked::read(query.as_deref())?;
    let page = Page::new(&state, language, "search");
    let area = Drawn::read(&state, &page, &mut asked).await?;
    let ours = |error| failed(&error);
    let catalogue = state.engine.catalogue().await.map_err(ours)?;
    let places = state.engine.places().await.map_err(ours)?;
    let known = (&*catalogue, &*places);
    let together = state.engine.together().await.map_err(ours)?;
    let form = match form::read(&state, &page, known, (&asked, together)).await? {
        Read::Form(form) => *form,
        Read::Elsewhere(address) => return Ok(private(Redirect::to(&address).into_response())),
    };
    let question = match asked.question(together) {
        Ok(question) => Ok(question),
        Err(_) if asked.wanted.is_empty() => Err("search-begin"),
        Err(_) if asked.every => Err(match together {
            Together::Two => "search-two",
            Together::Three => "search-three",
        }),
        Err(_) => Err("search-five"),
    };
    let (mut answer, mut waiting, mut until) = (None, String::new(), None);
    match question {
        Ok(_) if asked.typing => {}
        Ok(_) if area.as_ref().is_some_and(|area| !area.wrong.is_empty()) => {
            waiting = page.t("search-area-first");
        }
        Err(key) => waiting = page.t(key),
        Ok(question) => match asked_now(&state, &recruiting, &question).await {
            Ok(found) => {
                let about = (&asked, &question);
                answer = Some(answer::of(&state, &page, known, &recruiting, about, found).await?);
            }
            Err(SearchError::Spent { until: end }) => {
                let at = day(language, &end);
                waiting = text(language, "search-spent", &[("date", &at)]);
                until = Some(end);
            }
            Err(SearchError::Database(error)) => return Err(failed(&error)),
        },
    }
    let lines = match (&area, &answer) {
        (Some(area), Some(answer)) => area.lines(&answer.rows),
        _ => Vec::new(),
    };
    let search = Search {
        area,
        lines,
        script: assets::address("src/search/page.ts"),
        company: recruiting.recruiter.name,
        form,
        answer,
        waiting,
        page,
    };
    let mut answered = render(language, &search).map(private)?;
    if let Some(until) = until {
        *answered.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        answered.extensions_mut().insert(envelope::OwnPage);
        answered = again_at(answered, until, &*state.clock);
    }
    Ok(answered)
}

/// The answer, and what the map shows of it: one question (R5).
async fn asked_now(
    state: &AppState,
    recruiting: &Recruiting,
    question: &Question,
) -> Result<(Found, Shades), SearchError> {
    let mut rng: StdRng = rand::make_rng();
    state
        .engine
        .answer(&recruiting.recruiter, question, &mut rng)
        .await
}

/// The shapes of the published cells, which say nothing of anybody: by them a screen chooses cells (G5).
pub(super) async fn cells(
    State(state): State<AppState>,
    _: Recruiting,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    query::read(query.as_deref(), &["lang"])?;
    let shapes = state
        .engine
        .shapes()
        .await
        .map_err(|error| failed(&error))?;
    let mut body = String::from(r#"{"type":"FeatureCollection","features":["#);
    for (place, (cell, shape)) in shapes.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let properties = format!(r#"{{"cell":"{}"}}"#, number(*cell));
        body.extend([comma, r#"{"type":"Feature","properties":"#, &properties]);
        body.extend([r#","geometry":"#, shape, "}"]);
    }
    body += "]}";
    let kind = [(CONTENT_TYPE, "application/geo+json")];
    Ok(private((kind, body).into_response()))
}
