//! `/demander`: which badge, at which level, and whom one asks.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{Choice, awarding, framework, level, levels};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::SignedIn;
use crate::http::{AppState, envelope, query};
use crate::issuing::achievement_uri;
use crate::issuing::applications::ApplicationError;
use crate::issuing::applications::own::{self, Asked};
use crate::network::framework::{Achievement, Framework};
use crate::problem::{Code, Problem};
use crate::text::Language;

#[derive(Template)]
#[template(path = "earning/choose.html", config = "web/askama.toml")]
struct Choose {
    page: Page,
    families: Vec<Family>,
}

struct Family {
    code: String,
    name: String,
    /// Slug, name and description.
    badges: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "earning/start.html", config = "web/askama.toml")]
struct Start {
    page: Page,
    slug: String,
    name: String,
    description: String,
    organisations: Vec<Choice>,
    levels: Vec<Choice>,
    refusal: String,
}

/// Everything that can be asked for; anybody may look.
pub(super) async fn choose(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let framework = framework()?;
    let of = |family: &str| {
        let all = framework.achievements.iter();
        let badges = all.filter(|one| {
            let found = framework.family_of(&one.competence);
            found.is_some_and(|found| found.code == family)
        });
        badges
            .map(|one| (one.slug.clone(), one.name.clone(), one.description.clone()))
            .collect()
    };
    let families = framework.families.iter().map(|family| Family {
        badges: of(&family.code),
        code: family.code.clone(),
        name: match language {
            Language::Fr => family.name_fr.clone(),
            Language::En => family.name_en.clone(),
        },
    });
    let shown = Choose {
        families: families.collect(),
        page: Page::new(&state, language, "badges"),
    };
    render(language, &shown)
}

/// The level and the organisation.
pub(super) async fn start(
    State(state): State<AppState>,
    _: SignedIn,
    Path(slug): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "niveau"])?;
    let chosen = match asked.get("niveau") {
        Some(said) => i16::from(level(said)?.number()),
        None => 1,
    };
    form(&state, language, &slug, chosen, "").await
}

fn found<'a>(framework: &'a Framework, slug: &str) -> Result<&'a Achievement, Problem> {
    let mut all = framework.achievements.iter();
    all.find(|one| one.slug == slug)
        .ok_or_else(|| Code::NOT_FOUND.into())
}

async fn form(
    state: &AppState,
    language: Language,
    slug: &str,
    chosen: i16,
    refusal: &str,
) -> Result<Response, Problem> {
    let framework = framework()?;
    let achievement = found(&framework, slug)?;
    let organisations = awarding(state, &framework, achievement).await?;
    let page = Page::new(state, language, "badges");
    let shown = Start {
        slug: slug.to_owned(),
        name: achievement.name.clone(),
        description: achievement.description.clone(),
        organisations: organisations
            .into_iter()
            .map(|one| Choice {
                value: one.slug,
                name: one.name,
                detail: String::new(),
                chosen: false,
            })
            .collect(),
        levels: levels(&page, achievement, chosen),
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        page,
    };
    render(language, &shown).map(private)
}

/// Whom, and how well.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    structure: String,
    niveau: String,
}

/// Begins a draft, or goes on with the one that is there.
pub(super) async fn begin(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(slug): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(chosen) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let framework = framework()?;
    let achievement = found(&framework, &slug)?;
    let organisations = awarding(&state, &framework, achievement).await?;
    let mut organisations = organisations.iter();
    let organisation = organisations.find(|one| one.slug == chosen.structure);
    let level = level(&chosen.niveau)?;
    let asked = Asked {
        achievement_uri: &achievement_uri(&state.base, &slug),
        organisation: organisation.ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "structure"))?,
        level,
        language,
    };
    let (pool, clock) = (&state.db.app, &*state.clock);
    match own::begin(pool, &state.base, signed_in.holder, &asked, clock).await {
        Ok(id) => Ok(Redirect::to(&format!("/mes-demandes/{id}")).into_response()),
        Err(ApplicationError::TooMany) => {
            let level = i16::from(level.number());
            let page = self::form(&state, language, &slug, level, "apply-too-many").await?;
            Ok(unprocessable(page))
        }
        Err(error) => Err(error.into()),
    }
}
