//! Pages that anyone may read: welcome, map, and what a problem means.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use uuid::Uuid;

use super::{AppState, api, assets, envelope, navigation, presence, query, unavailable};
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
    /// « Qui peut me voir », and whether there is something to leave: on the pages of whoever holds badges.
    pub(super) seen: Option<(String, bool)>,
}

impl Page {
    pub(super) fn new(state: &AppState, words: Language, here: &'static str) -> Self {
        Self {
            language: words.as_str(),
            demonstration: state.demonstration,
            here,
            stylesheet: assets::address("styles/site.css"),
            words,
            seen: None,
        }
    }

    /// A page of somebody's own: it says who may see them, and leads to the others.
    pub(super) async fn own(
        state: &AppState,
        words: Language,
        here: &'static str,
        holder: Uuid,
    ) -> Result<Self, Problem> {
        let mut page = Self::new(state, words, here);
        page.seen = Some(presence::seen(state, &page, holder).await?);
        Ok(page)
    }

    pub(super) fn rooms(&self) -> Vec<navigation::Room> {
        navigation::rooms(self)
    }

    pub(super) fn rooms_name(&self) -> String {
        navigation::name(self)
    }

    pub(super) fn entry(&self) -> &'static str {
        navigation::entry(self)
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
    /// Where to go instead of the first page, and what that is called.
    way: (&'static str, String),
    /// For whoever asks us about it; empty: nothing.
    technical: Vec<String>,
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
        (VARY, "Accept-Language, Cookie"),
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
        way: ("/", text(language, "probleme-accueil", &[])),
        technical: Vec::new(),
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
    let page = Page::new(state, language, "");
    let code = problem.code;
    let (title, explanation) = (code.title(language), code.explanation(language));
    let detail = problem.detail.clone().unwrap_or_default();
    let mut technical = vec![text(language, "probleme-demande", &[("id", request_id)])];
    // What is wrong with an address or a form is told to a person otherwise than to the program that made it.
    let person = match code {
        Code::UNAUTHORIZED => Some("entrer"),
        Code::UNAVAILABLE | Code::TIMEOUT => Some("absent"),
        Code::INTERNAL => Some("panne"),
        Code::TOO_LARGE => Some("lourd"),
        Code::NOT_FOUND => Some("rien"),
        code if [400, 405, 415, 422].contains(&code.status) && code != Code::PASSKEY_REFUSED => {
            Some("mal-lu")
        }
        _ => None,
    };
    // A detail that is a sentence is for whoever reads; any other is the name of a field.
    let sentence = detail.contains(' ') && detail.ends_with(['.', '!', '?']);
    if person.is_some() && !sentence {
        technical.push(format!("{title} {explanation}"));
        technical.extend((!detail.is_empty()).then(|| detail.clone()));
    }
    let said = |part: &str, otherwise: String| match person {
        Some(key) => page.t(&format!("erreur-{key}-{part}")),
        None => otherwise,
    };
    let explained = Explained {
        title: said("titre", title),
        explanation: if sentence && code.status == 422 {
            String::new()
        } else {
            said("texte", explanation)
        },
        detail: if sentence || person.is_none() {
            detail
        } else {
            String::new()
        },
        way: match code {
            Code::UNAUTHORIZED => ("/connexion", page.t("sign-in-title")),
            _ => ("/", page.t("probleme-accueil")),
        },
        technical,
        page,
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
