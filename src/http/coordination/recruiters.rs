//! `/coordination/recruteurs`: who asks to become a recruiter, with the facts, and two answers.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::DateTime;
use rand::rngs::StdRng;
use serde::Deserialize;
use uuid::Uuid;

use super::{Coordinator, Notes, moved};
use crate::account::companies::asking::PURPOSE;
use crate::account::companies::deciding::{self, Decision, NotDecided, Reason, Waiting};
use crate::account::companies::register::Said;
use crate::account::companies::{Means, siret};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::recruiters::form::unfit_key;
use crate::http::session::failed;
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "coordination/recruiters.html", config = "web/askama.toml")]
struct Queue {
    page: Page,
    notes: Notes,
    waiting: Vec<Shown>,
    own: bool,
    longest: usize,
}

struct Shown {
    id: String,
    name: String,
    asked: String,
    siret: String,
    /// Where the public register shows this establishment.
    register: String,
    email: String,
    purpose: String,
    /// Each with whether it calls for attention.
    facts: Vec<(String, bool)>,
    seen: i64,
    wrong: String,
    typed: String,
}

/// Those that wait, the oldest first.
pub(super) async fn list(
    State(state): State<AppState>,
    coordinator: Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = [
        ("acceptee", "approve-done-accepted"),
        ("refusee", "approve-done-refused"),
    ];
    let (language, notes) = Notes::read(asked.as_deref(), &headers, &words)?;
    show(&state, &coordinator, language, notes).await
}

async fn show(
    state: &AppState,
    Coordinator(signed_in): &Coordinator,
    language: Language,
    notes: Notes,
) -> Result<Response, Problem> {
    let queue = deciding::queue(&state.db.app, signed_in.holder).await;
    let queue = queue.map_err(|error| failed(&error))?;
    let waiting = queue.waiting.iter();
    let shown = Queue {
        page: Page::new(state, language, "desk-recruiters"),
        waiting: waiting.map(|one| told(language, &notes, one)).collect(),
        own: queue.own,
        longest: PURPOSE.1,
        notes,
    };
    render(language, &shown).map(private)
}

fn told(language: Language, notes: &Notes, one: &Waiting) -> Shown {
    let id = one.id.to_string();
    let (wrong, typed) = notes.about(&id);
    Shown {
        name: one.name.clone(),
        asked: text(
            language,
            "approve-asked",
            &[("date", &day(language, &one.asked_at))],
        ),
        siret: siret::spaced(&one.siret),
        register: format!(
            "https://annuaire-entreprises.data.gouv.fr/etablissement/{}",
            one.siret
        ),
        email: one.email.clone(),
        purpose: one.purpose.clone(),
        facts: facts(language, one),
        seen: one.changed_at.timestamp_micros(),
        id,
        wrong,
        typed,
    }
}

/// What is known beside, a sentence each, and whether it calls for attention.
fn facts(language: Language, one: &Waiting) -> Vec<(String, bool)> {
    let facts = &one.facts;
    let domain = one.email.rsplit('@').next().unwrap_or_default();
    let say = |key: &str, count: i64, name: &str| {
        let count = count.to_string();
        let said = [("count", &*count), ("domain", domain), ("name", name)];
        text(language, &format!("approve-fact-{key}"), &said)
    };
    let mut said = match &facts.register {
        None => vec![(say("siret", 0, ""), false)],
        Some((at, register)) => registered(language, &day(language, at), register),
    };
    if facts.free_mail {
        said.push((say("free-mail", 0, ""), true));
    } else {
        let key = if facts.resembles {
            "domain-like"
        } else {
            "domain-unlike"
        };
        said.push((say(key, 0, ""), !facts.resembles));
        if facts.companies_of_domain > 1 {
            let count = facts.companies_of_domain;
            said.push((say("domain-companies", count, ""), true));
        }
    }
    match &facts.known_as {
        Some(name) => {
            let same = *name == one.name;
            said.push((say("known", facts.colleagues, name), !same));
        }
        None => said.push((say("new", 0, ""), false)),
    }
    for (is, key) in [
        (facts.company_suspended, "company-suspended"),
        (facts.person_suspended, "person-suspended"),
    ] {
        if is {
            said.push((say(key, 0, ""), true));
        }
    }
    if facts.refused_before > 0 {
        said.push((say("refused-before", facts.refused_before, ""), true));
    }
    said
}

/// What the public register said.
fn registered(language: Language, date: &str, register: &Said) -> Vec<(String, bool)> {
    let say = |key: &str, name: &str, address: &str| {
        let said = [("date", date), ("name", name), ("address", address)];
        text(language, &format!("approve-register-{key}"), &said)
    };
    match register {
        Said::Silent => vec![(say("silent", "", ""), true)],
        Said::Unknown => vec![(say("unknown", "", ""), true)],
        Said::Known {
            name,
            address,
            active,
            open,
        } => {
            let mut said = vec![(say("known", name, address), false)];
            if !active {
                said.push((say("ceased", "", ""), true));
            } else if !open {
                said.push((say("closed", "", ""), true));
            }
            said
        }
    }
}

/// What a coordinator decides.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    geste: String,
    /// When the application that they read was last changed, in microseconds.
    vu: i64,
    #[serde(default)]
    motif: String,
}

/// Keeps a decision, and tells its author.
pub(super) async fn decide(
    State(state): State<AppState>,
    coordinator: Coordinator,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Decided>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let Form(said) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let seen = DateTime::from_timestamp_micros(said.vu)
        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "vu"))?;
    let (decision, done) = match said.geste.as_str() {
        "accepter" => (Decision::Accept, "acceptee"),
        "refuser" => match Reason::parse(&said.motif) {
            Ok(reason) => (Decision::Refuse(reason), "refusee"),
            Err(unfit) => {
                let wrong = text(language, unfit_key(unfit), &[]);
                let notes = Notes {
                    wrong: Some((id.to_string(), wrong, said.motif)),
                    ..Notes::default()
                };
                let page = show(&state, &coordinator, language, notes).await?;
                return Ok(unprocessable(page));
            }
        },
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "geste")),
    };
    let link = state.base.url("/recruteurs");
    let means = Means {
        master: &state.master,
        clock: &*state.clock,
        link: &link,
    };
    let mut rng: StdRng = rand::make_rng();
    let holder = coordinator.0.holder;
    let of = (id, seen);
    match deciding::decide(&state.db.app, holder, of, &decision, &means, &mut rng).await {
        Ok(()) => {
            let next = format!("/coordination/recruteurs?fait={done}");
            Ok(Redirect::to(&next).into_response())
        }
        Err(NotDecided::Unknown) => Err(Code::NOT_FOUND.into()),
        Err(NotDecided::Database(error)) => Err(failed(&error)),
        Err(NotDecided::Moved) => {
            let notes = Notes {
                moved: text(language, "approve-moved", &[]),
                ..Notes::default()
            };
            show(&state, &coordinator, language, notes).await.map(moved)
        }
    }
}
