//! « Badges venus d’ailleurs »: a coordinator says, once, what an achievement from elsewhere shows.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::Coordinator;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::{AppState, achievements, envelope, query};
use crate::issuing::review::{self, Achievement, Decision, Proposed};
use crate::network::framework::Framework;
use crate::passport::mapping;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

/// Achievements of one page: what is left waits for the next visit.
pub(super) const PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "coordination/badges.html", config = "web/askama.toml")]
struct Waiting {
    page: Page,
    all: bool,
    achievements: Vec<Shown>,
    next: Option<String>,
}

/// An achievement as a coordinator reads it.
struct Shown {
    id: Uuid,
    achievement: Achievement,
    badges: String,
    reasons: Vec<String>,
    competences: Vec<Choice>,
    levels: Vec<Choice>,
    decided: Option<String>,
    sensitive: bool,
    none: bool,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

/// Those that wait, or all of them.
pub(super) async fn list(
    State(state): State<AppState>,
    _: Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["tous", "apres", "lang"])?;
    let all = asked.contains_key("tous");
    let after = asked.get("apres").map(String::as_str);
    if after.is_some_and(|after| after.contains('\0')) {
        return Err(Problem::new(Code::INVALID_PARAMETER, "apres"));
    }
    let found = review::list(&state.db.app, !all, after, PAGE)
        .await
        .map_err(|error| achievements::failed(&error.into()))?;
    let full = i64::try_from(found.len()).is_ok_and(|length| length == PAGE);
    let next = found.last().filter(|_| full).map(|last| last.uri.clone());
    let framework = Framework::read().map_err(|_| Code::INTERNAL)?;
    let page = Page::new(&state, language, "desk-badges");
    let shown = Waiting {
        achievements: found
            .into_iter()
            .map(|one| shown(&page, language, &framework, one))
            .collect(),
        page,
        all,
        next,
    };
    render(language, &shown).map(private)
}

fn shown(page: &Page, language: Language, framework: &Framework, one: Achievement) -> Shown {
    let name = |code: &str| {
        let mut all = framework.competences.iter();
        let found = all.find(|competence| competence.code == code);
        found.map_or_else(String::new, |found| match language {
            Language::Fr => found.name_fr.clone(),
            Language::En => found.name_en.clone(),
        })
    };
    let decision = one.review.as_ref().map(|review| review.decision.clone());
    let mut competence = None;
    let mut level = None;
    let mut sensitive = false;
    for proposal in &one.proposals {
        match &proposal.what {
            Proposed::Competence(code) => competence = competence.or(Some(code.clone())),
            Proposed::Level(number) => level = level.or(Some(number.to_string())),
            Proposed::Sensitive(proposed) => sensitive |= *proposed,
        }
    }
    let reasons = one.proposals.iter().map(|proposal| {
        let what = match &proposal.what {
            Proposed::Competence(code) => name(code),
            Proposed::Level(number) => page.of("level", &number.to_string()),
            Proposed::Sensitive(_) => page.t("review-sensitive"),
        };
        let said = [("what", what.as_str()), ("evidence", &proposal.evidence)];
        let reason = match &proposal.what {
            Proposed::Sensitive(_) => "sensitive",
            _ => proposal.reason.as_str(),
        };
        text(language, &format!("review-because-{reason}"), &said)
    });
    let reasons = reasons.collect();
    let mut none = false;
    match &decision {
        Some(Decision::Competence { code, level: said }) => {
            competence = Some(code.clone());
            level = said.map(|level| level.number().to_string());
            sensitive = false;
        }
        Some(Decision::Sensitive) => sensitive = true,
        Some(Decision::NoCounterpart) => none = true,
        None => {}
    }
    let chosen = competence.unwrap_or_default();
    let level = level.unwrap_or_default();
    let choice = |value: &str, name: String, chosen: &str| Choice {
        value: value.to_owned(),
        chosen: value == chosen,
        name,
    };
    let mut levels = vec![choice("", page.t("review-level-each"), &level)];
    levels.extend(["1", "2", "3"].map(|number| choice(number, page.of("level", number), &level)));
    Shown {
        id: one.id,
        badges: text(
            language,
            "review-badges",
            &[("count", &one.badges.to_string())],
        ),
        reasons,
        competences: framework
            .competences
            .iter()
            .map(|competence| choice(&competence.code, name(&competence.code), &chosen))
            .collect(),
        levels,
        decided: one.review.as_ref().map(|review| {
            let date = review.at.format("%d/%m/%Y").to_string();
            text(language, "review-decided", &[("date", &date)])
        }),
        sensitive,
        none,
        achievement: one,
    }
}

/// What a coordinator decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    decision: String,
    #[serde(default)]
    competence: String,
    #[serde(default)]
    niveau: String,
}

/// Keeps a decision; what it changes on the map is changed when the page comes back.
pub(super) async fn decide(
    State(state): State<AppState>,
    Coordinator(signed_in): Coordinator,
    Path(id): Path<Uuid>,
    form: Result<Form<Decided>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(said) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let decision = match said.decision.as_str() {
        "competence" if said.competence.contains('\0') => {
            return Err(Problem::new(Code::UNPROCESSABLE, "competence"));
        }
        "competence" => Decision::Competence {
            code: said.competence,
            level: match said.niveau.as_str() {
                "" => None,
                number => Some(
                    number
                        .parse::<u8>()
                        .ok()
                        .and_then(|number| number.try_into().ok())
                        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "niveau"))?,
                ),
            },
        },
        "sensitive" => Decision::Sensitive,
        "none" => Decision::NoCounterpart,
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "decision")),
    };
    let actor = format!("coordinator:{}", signed_in.holder);
    mapping::decide(&state.db.app, &*state.clock, &actor, id, &decision)
        .await
        .map_err(|error| achievements::failed(&error))?;
    Ok(Redirect::to("/coordination/badges-venus-d-ailleurs").into_response())
}
