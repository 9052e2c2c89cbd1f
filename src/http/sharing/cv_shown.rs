//! `/cv/…`: what anyone reads who has the link of a CV, and how they check whose it is.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::{Sent, insigne_of, shown, unlisted};
use crate::database::acting;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::qr::Square;
use crate::http::session;
use crate::http::verifier::{sign, tones};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::Token;
use crate::passport::sharing::cv;
use crate::passport::sharing::shown::{Entry, Shown};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "sharing/cv.html", config = "web/askama.toml")]
struct Cv {
    page: Page,
    title: String,
    entries: Vec<Line>,
    address: String,
    /// Where this page is.
    path: String,
    here: String,
    square: Option<Square>,
    wrong: bool,
}

#[derive(Template)]
#[template(path = "sharing/proven.html", config = "web/askama.toml")]
struct Proven {
    page: Page,
    title: String,
    said: String,
    path: String,
}

/// A badge in a CV.
struct Line {
    competence: String,
    /// Level, year, network.
    about: String,
    picture: String,
    tone: &'static str,
    sign: &'static str,
    state: String,
}

/// The CV of that link.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let cv = read(&state, &token, language, false).await?;
    render(language, &cv).map(unlisted)
}

async fn read(
    state: &AppState,
    token: &str,
    language: Language,
    wrong: bool,
) -> Result<Cv, Problem> {
    let (token, shown) = shown::found(state, token, language).await?;
    let Shown::Cv {
        words,
        entries,
        address,
    } = shown
    else {
        return Err(Code::NOT_FOUND.into());
    };
    let page = Page::new(state, language, "");
    let path = format!("/cv/{}", token.as_str());
    let here = state.base.url(&path);
    Ok(Cv {
        title: words.title.unwrap_or_else(|| page.t("cv-untitled")),
        entries: entries.iter().map(|entry| line(&page, entry)).collect(),
        address: address.unwrap_or_default(),
        square: Square::of_ours(&here),
        path,
        here,
        wrong,
        page,
    })
}

fn line(page: &Page, entry: &Entry) -> Line {
    let [authentic, current, issuer, _] =
        tones(&entry.authentic, &entry.current, &entry.issuer, "");
    // The first answer that is no yes; where all are, that it is in force says it.
    let all = [authentic, current, issuer];
    let doubt = all.iter().find(|(tone, _)| *tone != "oui");
    let (tone, state) = match doubt {
        Some((tone, key)) => (*tone, page.of("verdict", key)),
        None => ("oui", page.t("cv-entry-holds")),
    };
    let mut said = named(page, entry);
    Line {
        picture: insigne_of(&entry.competence_code, entry.level),
        competence: said.remove(0),
        about: said.join(" · "),
        tone,
        sign: sign(tone),
        state,
    }
}

/// Competence, level, year, network: all that is said of what was earned.
pub(super) fn named(page: &Page, entry: &Entry) -> Vec<String> {
    let competence = match page.words {
        Language::Fr => &entry.name_fr,
        Language::En => &entry.name_en,
    };
    let mut said = vec![
        competence.clone(),
        page.of("level", &entry.level.to_string()),
    ];
    said.extend(entry.year.map(|year| year.to_string()));
    said.extend(entry.network.clone());
    said
}

/// Whether the code is the one that the CV's holder made.
pub(super) async fn prove(
    State(state): State<AppState>,
    Path(token): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["code"])?;
    let link = Token::read(&token).ok_or(Code::NOT_FOUND)?;
    let (pool, master) = (&state.db.app, &state.master);
    let proven = cv::prove(pool, &link, sent.one("code"), master, &*state.clock);
    let proven = acting::as_the_house("whoever reads a CV is not its holder", proven)
        .await
        .map_err(|error| session::failed(&error))?;
    let cv = read(&state, &token, language, proven.is_none()).await?;
    let Some(proven) = proven else {
        return Ok(unprocessable(unlisted(render(language, &cv)?)));
    };
    let day = proven.verified_at.format("%d/%m/%Y").to_string();
    let shown = Proven {
        title: cv.title,
        said: text(language, "cv-proven-verified", &[("date", &day)]),
        path: cv.path,
        page: cv.page,
    };
    render(language, &shown).map(unlisted)
}
