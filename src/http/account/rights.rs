//! A holder's rights: all that is kept of them in one ZIP, who saw them, and being forgotten.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::private;
use crate::account::rights::VIEWINGS_LAST;
use crate::account::rights::viewing::{self, Viewing};
use crate::account::service::addresses;
use crate::database::acting;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{self, SignedIn, failed};
use crate::http::{AppState, envelope, query};
use crate::passport::rights::{self, TellError, Wish};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

/// Everything that is kept of the person who asks.
pub(in crate::http) async fn export(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let (pool, now) = (&state.db.app, state.clock.now());
    let made = rights::export(pool, &state.master, &state.base, signed_in.holder, now).await;
    let zip = made.map_err(|error| match error {
        TellError::Gone => Problem::from(Code::NOT_FOUND),
        error => {
            tracing::error!(%error, "a holder's data could not be told");
            Code::UNAVAILABLE.into()
        }
    })?;
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"mes-donnees.zip\"",
        ),
    ];
    Ok(private((headers, zip).into_response()))
}

#[derive(Template)]
#[template(path = "account/rights.html", config = "web/askama.toml")]
struct Erasing {
    page: Page,
    addresses: Vec<String>,
    label: String,
    said: String,
    refusal: String,
}

#[derive(Template)]
#[template(path = "account/erased.html", config = "web/askama.toml")]
struct Erased {
    page: Page,
}

/// What goes, what stays and why, and a word to type.
pub(in crate::http) async fn form(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    erasing(&state, &signed_in, language, "").await
}

async fn erasing(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    said: &str,
) -> Result<Response, Problem> {
    let confirmed = addresses(&state.db.app, signed_in.holder).await;
    let confirmed = confirmed.map_err(|error| failed(&error))?;
    let page = Page::own(state, language, "account", signed_in.holder).await?;
    let word = page.t("erase-word");
    let refusal = if said.is_empty() {
        String::new()
    } else {
        text(language, "erase-wrong", &[("word", &word)])
    };
    let shown = Erasing {
        page,
        addresses: confirmed
            .iter()
            .map(|address| address.as_str().to_owned())
            .collect(),
        label: text(language, "erase-type", &[("word", &word)]),
        said: said.to_owned(),
        refusal,
    };
    render(language, &shown).map(private)
}

/// The word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Typed {
    mot: String,
}

/// Erases the person who asks, once they have typed the word.
pub(in crate::http) async fn erase(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(typed) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let typed = typed.mot.trim();
    // In either language: a page that was opened in one may be sent in the other.
    let right = [Language::Fr, Language::En]
        .iter()
        .any(|language| typed.to_uppercase() == text(*language, "erase-word", &[]));
    if !right {
        let said: String = typed.chars().take(40).collect();
        let said = if said.is_empty() { " " } else { &said };
        let shown = erasing(&state, &signed_in, language, said).await?;
        return Ok(unprocessable(shown));
    }
    let mut rng: StdRng = rand::make_rng();
    let wish = (signed_in.holder, Wish::Own);
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let read = [language];
    let erased = rights::erase(pool, master, wish, &read, clock, &mut rng);
    acting::as_the_house("what nobody else refers to goes with them", erased)
        .await
        .map_err(|error| failed(&error))?;
    tracing::info!("a holder was erased at their wish");
    let to = match language {
        Language::Fr => "/mon-compte/efface",
        Language::En => "/mon-compte/efface?lang=en",
    };
    Ok(private(
        ([(SET_COOKIE, session::ended())], Redirect::to(to)).into_response(),
    ))
}

/// That it is done: for anybody, as nobody is signed in any more.
pub(in crate::http) async fn erased(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let page = Page::new(&state, language, "account");
    render(language, &Erased { page })
}

#[derive(Template)]
#[template(path = "account/seen.html", config = "web/askama.toml")]
struct SeenBy {
    page: Page,
    forgotten: String,
    seen: Vec<Line>,
}

/// One who saw.
struct Line {
    viewer: String,
    kind: String,
    day: String,
    what: String,
}

/// « Qui m’a vu ».
pub(in crate::http) async fn seen(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let found = viewing::of_holder(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| failed(&error))?;
    let page = Page::own(&state, language, "viewers", signed_in.holder).await?;
    let months = VIEWINGS_LAST.as_u32().to_string();
    let shown = SeenBy {
        forgotten: text(language, "seen-forgotten", &[("months", &months)]),
        seen: found.iter().map(|one| line(&page, language, one)).collect(),
        page,
    };
    render(language, &shown).map(private)
}

fn line(page: &Page, language: Language, viewing: &Viewing) -> Line {
    let mut what = match viewing.level {
        Some(level) => page.of("seen-level", &level.to_string()),
        None => page.of("seen-what", &viewing.kind),
    };
    let competences = viewing.competences.iter().map(|(french, english)| {
        let name = match language {
            Language::Fr => french,
            Language::En => english,
        };
        name.as_str()
    });
    let competences: Vec<&str> = competences.collect();
    if !competences.is_empty() {
        let asked = [
            ("competences", competences.join(", ")),
            ("zone", viewing.zone.clone()),
        ];
        let asked: Vec<(&str, &str)> = asked.iter().map(|(k, v)| (*k, v.as_str())).collect();
        what.push(' ');
        what.push_str(&text(language, "seen-question", &asked));
    }
    Line {
        viewer: viewing.viewer.clone(),
        kind: page.of("seen-kind", &viewing.kind),
        day: day(language, &viewing.at),
        what,
    }
}
