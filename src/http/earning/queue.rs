//! `/a-traiter`: what waits for a facilitator, the criteria beside the evidence, and the answer.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;
use uuid::Uuid;

use super::{Choice, Facilitator, dated, earning, evidence, framework, level, levels, told};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::{AppState, envelope, query};
use crate::issuing::applications::review::{self, Answer, Means, Reviewer};
use crate::issuing::applications::{ApplicationError, Evidence, LONGEST_TEXT};
use crate::issuing::ours;
use crate::passport::earned::EarnError;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "earning/queue.html", config = "web/askama.toml")]
struct Queue {
    page: Page,
    waiting: Vec<Line>,
    own: String,
    done: String,
    moved: bool,
}

struct Line {
    id: Uuid,
    name: String,
    of: String,
    due: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "earning/decide.html", config = "web/askama.toml")]
struct Decide {
    page: Page,
    id: Uuid,
    round: i32,
    name: String,
    of: String,
    due: String,
    address: String,
    criteria: Vec<Choice>,
    story: String,
    evidence: Vec<Evidence>,
    longest: usize,
    refusal: String,
    /// What was typed and not carried out.
    missing: String,
    advice: String,
}

/// What waits, the one that is due first first.
pub(super) async fn list(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["fait", "lang"])?;
    let done = match asked.get("fait").map(String::as_str) {
        Some("delivre") => "queue-done-awarded",
        Some("complement") => "queue-done-returned",
        Some("refuse") => "queue-done-refused",
        _ => "",
    };
    waiting(&state, &reviewer, language, done, false).await
}

async fn waiting(
    state: &AppState,
    reviewer: &Reviewer,
    language: Language,
    done: &str,
    moved: bool,
) -> Result<Response, Problem> {
    let queue = review::queue(&state.db.app, reviewer).await?;
    let now = state.clock.now();
    let page = Page::new(state, language, "queue");
    let lines = queue.waiting.iter().map(|one| Line {
        id: one.id,
        name: one.achievement.clone(),
        of: format!(
            "{} · {}",
            page.of("level", &one.level.to_string()),
            one.organisation_name
        ),
        due: dated(&page, "queue-due", one.due_at),
        late: one.due_at.is_some_and(|due| due < now),
    });
    let shown = Queue {
        waiting: lines.collect(),
        own: match queue.own {
            0 => String::new(),
            _ => page.t("queue-own"),
        },
        done: if done.is_empty() {
            String::new()
        } else {
            page.t(done)
        },
        moved,
        page,
    };
    render(language, &shown).map(private)
}

/// One that waits: the criteria beside the evidence.
pub(super) async fn page(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let nothing = Decided::default();
    match shown(&state, &reviewer, language, id, ("", nothing)).await {
        Err(Failed::Moved) => moved(&state, &reviewer, language).await,
        Err(Failed::Problem(problem)) => Err(problem),
        Ok(page) => Ok(page),
    }
}

/// Why a page or a decision was not.
enum Failed {
    /// Somebody was quicker.
    Moved,
    Problem(Problem),
}

impl From<ApplicationError> for Failed {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Moved => Self::Moved,
            error => Self::Problem(error.into()),
        }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Somebody was quicker: what waits now, and that it was so.
async fn moved(
    state: &AppState,
    reviewer: &Reviewer,
    language: Language,
) -> Result<Response, Problem> {
    let page = waiting(state, reviewer, language, "", true).await?;
    Ok(told(page, StatusCode::CONFLICT))
}

async fn shown(
    state: &AppState,
    reviewer: &Reviewer,
    language: Language,
    id: Uuid,
    (refusal, typed): (&str, Decided),
) -> Result<Response, Failed> {
    let (application, address) = review::one(&state.db.app, &state.master, reviewer, id).await?;
    let summary = &application.summary;
    let framework = framework()?;
    let achievement = ours(&framework, &state.base, &summary.achievement_uri);
    let page = Page::new(state, language, "queue");
    let asked = usize::try_from(summary.level).unwrap_or_default();
    let mut criteria = achievement.map_or_else(Vec::new, |one| levels(&page, one, summary.level));
    criteria.truncate(asked);
    let decide = Decide {
        id,
        round: summary.round,
        name: summary.achievement.clone(),
        of: format!(
            "{} · {}",
            page.of("level", &summary.level.to_string()),
            summary.organisation_name
        ),
        due: dated(&page, "queue-due", summary.due_at),
        address: match address {
            Some(address) => text(language, "queue-to", &[("address", address.as_str())]),
            None => page.t("queue-to-account"),
        },
        criteria,
        story: application.story,
        evidence: application.evidence,
        longest: LONGEST_TEXT,
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        missing: typed.manque,
        advice: typed.conseil,
        page,
    };
    Ok(private(render(language, &decide)?))
}

/// What a facilitator decides of the sending of that number.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    geste: String,
    tour: i32,
    #[serde(default)]
    manque: String,
    #[serde(default)]
    critere: String,
    #[serde(default)]
    conseil: String,
}

/// Carries a decision out, once.
pub(super) async fn decide(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Decided>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(said) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let (done, decided) = match said.geste.as_str() {
        "delivrer" => ("delivre", grant(&state, &reviewer, id, said.tour).await?),
        "complement" => {
            let answer = Answer::Return(said.manque.clone());
            (
                "complement",
                say(&state, &reviewer, (id, said.tour), answer).await,
            )
        }
        "refuser" => {
            let answer = Answer::Refuse(level(&said.critere)?, said.conseil.clone());
            (
                "refuse",
                say(&state, &reviewer, (id, said.tour), answer).await,
            )
        }
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "geste")),
    };
    let refusal = match decided {
        Ok(()) => return Ok(Redirect::to(&format!("/a-traiter?fait={done}")).into_response()),
        Err(ApplicationError::Moved) => return moved(&state, &reviewer, language).await,
        Err(ApplicationError::NoText) => "queue-no-words",
        Err(ApplicationError::TooLong) => "apply-too-long",
        Err(ApplicationError::Held) => "queue-held",
        Err(error) => return Err(error.into()),
    };
    match shown(&state, &reviewer, language, id, (refusal, said)).await {
        Err(Failed::Moved) => moved(&state, &reviewer, language).await,
        Err(Failed::Problem(problem)) => Err(problem),
        Ok(page) => Ok(unprocessable(page)),
    }
}

async fn grant(
    state: &AppState,
    reviewer: &Reviewer,
    id: Uuid,
    round: i32,
) -> Result<Result<(), ApplicationError>, Problem> {
    match earning(state).await?.grant(reviewer, id, round).await {
        Ok(_) => Ok(Ok(())),
        Err(EarnError::Application(error)) => Ok(Err(error)),
        Err(error) => Err(error.into()),
    }
}

async fn say(
    state: &AppState,
    reviewer: &Reviewer,
    of: (Uuid, i32),
    answer: Answer,
) -> Result<(), ApplicationError> {
    let means = Means {
        master: &state.master,
        clock: &*state.clock,
        link: state.base.url(&format!("/mes-demandes/{}", of.0)),
    };
    let mut rng: StdRng = rand::make_rng();
    review::answer(&state.db.app, reviewer, of, answer, &means, &mut rng).await
}

/// A picture that waits for this facilitator.
pub(super) async fn picture(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    Path((id, shown)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (pool, master) = (&state.db.app, &state.master);
    let png = review::picture(pool, master, &reviewer, (id, shown)).await?;
    Ok(evidence(png))
}
