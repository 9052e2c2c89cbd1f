//! Pages that anyone may read: welcome, map, and what a problem means.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::{AppState, api, assets, envelope, query, unavailable};
use crate::problem::{Code, Problem};
use crate::statistics::tiles_store::{self, Choice};
use crate::statistics::{View, service};
use crate::text::{Language, text};

/// What every page has.
pub(super) struct Page {
    pub(super) language: &'static str,
    pub(super) demonstration: bool,
    pub(super) here: &'static str,
    pub(super) stylesheet: String,
    pub(super) words: Language,
}

impl Page {
    pub(super) fn new(state: &AppState, words: Language, here: &'static str) -> Self {
        Self {
            language: words.as_str(),
            demonstration: state.demonstration,
            here,
            stylesheet: assets::address("styles/site.css"),
            words,
        }
    }

    pub(super) fn t(&self, key: &str) -> String {
        text(self.words, key, &[])
    }

    /// The message `kind-key`.
    pub(super) fn of(&self, kind: &str, key: &str) -> String {
        self.t(&format!("{kind}-{key}"))
    }
}

#[derive(Template)]
#[template(path = "home.html", config = "web/askama.toml")]
struct Home {
    page: Page,
}

#[derive(Template)]
#[template(path = "problem.html", config = "web/askama.toml")]
struct Explained {
    page: Page,
    title: String,
    explanation: String,
    detail: String,
    request: String,
}

struct Pick {
    value: String,
    name: String,
    chosen: bool,
}

struct Row {
    code: String,
    name: String,
    scope_said: String,
    class: i16,
    count_said: String,
}

#[derive(Template)]
#[template(path = "map.html", config = "web/askama.toml")]
struct Map {
    page: Page,
    script: String,
    territory: String,
    territory_name: String,
    bounds: String,
    regions: Vec<Pick>,
    departments: Vec<Pick>,
    epcis: Vec<Pick>,
    families: Vec<Pick>,
    levels: Vec<Pick>,
    family: String,
    level: String,
    rows: Vec<Row>,
    released: String,
}

pub(super) fn render(language: Language, page: &impl Template) -> Result<Response, Problem> {
    let body = page.render().map_err(|_| Code::INTERNAL)?;
    let headers = [
        (CONTENT_LANGUAGE, language.as_str()),
        (VARY, "Accept-Language"),
    ];
    Ok((headers, Html(body)).into_response())
}

/// A page that says itself what to try next, in a form that may be sent again.
pub(super) fn unprocessable(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page.extensions_mut().insert(envelope::OwnPage);
    page
}

pub(super) async fn home(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let page = Page::new(&state, language, "home");
    render(language, &Home { page })
}

pub(super) async fn problem(
    State(state): State<AppState>,
    Path(name): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let code = Code::named(&name).ok_or(Code::NOT_FOUND)?;
    let explained = Explained {
        page: Page::new(&state, language, ""),
        title: code.title(language),
        explanation: code.explanation(language),
        detail: String::new(),
        request: String::new(),
    };
    render(language, &explained)
}

/// The page of an error, for a person who came by a browser.
pub(super) fn error(
    state: &AppState,
    language: Language,
    problem: &Problem,
    request_id: &str,
) -> Response {
    let explained = Explained {
        page: Page::new(state, language, ""),
        title: problem.code.title(language),
        explanation: problem.code.explanation(language),
        detail: problem.detail.clone().unwrap_or_default(),
        request: text(language, "probleme-demande", &[("id", request_id)]),
    };
    Html(explained.render().unwrap_or_default()).into_response()
}

/// « de » before the name of a commune: de Blois, d’Amboise, du Blanc, des Montils.
pub(super) fn of(name: &str) -> String {
    if let Some(rest) = name.strip_prefix("Le ") {
        format!("du {rest}")
    } else if let Some(rest) = name.strip_prefix("Les ") {
        format!("des {rest}")
    } else if name.starts_with(|first: char| "AEIOUYÂÀÄÉÈÊËÎÏÔÖÙÛÜŒÆH".contains(first))
    {
        format!("d’{name}")
    } else {
        format!("de {name}")
    }
}

pub(super) async fn map(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(
        asked.as_deref(),
        &["territoire", "famille", "niveau", "lang"],
    )?;
    let territory = asked.get("territoire").map_or("region:24", String::as_str);
    let within = query::within(territory)?;
    let view = query::view(asked.get("famille"), asked.get("niveau"))?;
    let public = &state.db.public;
    let failed = |error| unavailable(&error);
    let choices = tiles_store::choices(public).await.map_err(failed)?;
    let (kind, code) = api::kind_and_code(&within);
    let named = |kind: &str, code: &str| {
        choices
            .iter()
            .find(|choice| choice.kind == kind && choice.code == code)
    };
    let territory_name = named(kind, code)
        .ok_or(Code::UNKNOWN_TERRITORY)?
        .name
        .clone();
    if let View::Family(family) = &view {
        named("family", family).ok_or_else(|| Problem::new(Code::INVALID_PARAMETER, "famille"))?;
    }
    let options = |kind: &str, value: &dyn Fn(&Choice) -> String, chosen: &str| {
        choices
            .iter()
            .filter(|choice| choice.kind == kind)
            .map(|choice| Pick {
                value: value(choice),
                name: match language {
                    Language::Fr => choice.name.clone(),
                    Language::En => choice.name_en.clone(),
                },
                chosen: value(choice) == chosen,
            })
            .collect::<Vec<_>>()
    };
    let prefixed = |choice: &Choice| format!("{}:{}", choice.kind, choice.code);
    let family = asked.get("famille").cloned().unwrap_or_default();
    let level = asked.get("niveau").cloned().unwrap_or_default();
    let page = Page::new(&state, language, "map");
    let wide = kind != "epci";
    let levels = ["1", "2", "3"].map(|value| Pick {
        value: value.to_owned(),
        name: page.t(&format!("level-{value}")),
        chosen: value == level,
    });
    let mut rows: Vec<Row> = service::places(public, &within, &view)
        .await
        .map_err(failed)?
        .into_iter()
        .map(|place| Row {
            name: match (place.scope.as_str(), language) {
                ("cell", Language::Fr) => {
                    text(language, "place-around", &[("of", &of(&place.name))])
                }
                ("cell", Language::En) => text(language, "place-around", &[("of", &place.name)]),
                _ => place.name,
            },
            code: place.code,
            scope_said: page.t(&format!("scope-{}", place.scope)),
            class: place.class,
            count_said: page.t(&format!("class-{}", place.class)),
        })
        .collect();
    rows.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.name.cmp(&b.name)));
    let released = service::latest(public).await.map_err(failed)?;
    let shown = Map {
        script: assets::address("src/map.ts"),
        territory: territory.to_owned(),
        bounds: tiles_store::bounds(public, kind, code)
            .await
            .map_err(failed)?,
        regions: options("region", &prefixed, territory),
        departments: options("department", &prefixed, territory),
        epcis: options("epci", &prefixed, territory),
        families: if wide {
            options("family", &|choice| choice.code.clone(), &family)
        } else {
            Vec::new()
        },
        levels: levels.into(),
        family,
        level,
        rows,
        released: released
            .map(|release| release.published_at.format("%d/%m/%Y").to_string())
            .unwrap_or_default(),
        territory_name,
        page,
    };
    render(language, &shown)
}
