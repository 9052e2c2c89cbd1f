//! `/coordination/entreprises`: companies and their recruiters; suspending one of them, or a whole company, and lifting it.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use serde::Deserialize;
use uuid::Uuid;

use super::{Coordinator, Notes, moved};
use crate::account::companies::asking::PURPOSE;
use crate::account::companies::deciding::Reason;
use crate::account::companies::standing::{self, BY_REPORTS, By, Whom};
use crate::account::companies::{Means, Siren, siret};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::recruiters::form::unfit_key;
use crate::http::session::failed;
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "coordination/companies.html", config = "web/askama.toml")]
struct Directory {
    page: Page,
    notes: Notes,
    companies: Vec<Company>,
    longest: usize,
}

struct Company {
    name: String,
    number: String,
    whole: Suspendable,
    recruiters: Vec<Suspendable>,
}

/// What can be suspended: a company, or one of its recruiters.
struct Suspendable {
    /// Of the fields of its form.
    id: String,
    siren: String,
    recruiter: String,
    name: String,
    detail: String,
    /// Why; `None`: it is not suspended.
    suspended: Option<String>,
    /// A coordinator who recruits for it neither suspends nor lifts it.
    own: bool,
    wrong: String,
    typed: String,
}

/// All of them, by name.
pub(super) async fn list(
    State(state): State<AppState>,
    coordinator: Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words = [
        ("suspendu", "companies-done-suspended"),
        ("retabli", "companies-done-lifted"),
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
    let companies = standing::companies(&state.db.app).await;
    let companies = companies.map_err(|error| failed(&error))?;
    let page = Page::new(state, language, "desk-companies");
    let why = |suspended: Option<String>| {
        suspended.map(|reason| match reason.as_str() {
            BY_REPORTS => page.t("recruiter-by-reports"),
            _ => reason,
        })
    };
    let companies = companies.into_iter().map(|company| {
        let own = company
            .recruiters
            .iter()
            .any(|one| one.holder == signed_in.holder);
        let whole = suspendable(&notes, &company.siren, None);
        let recruiters = company.recruiters.into_iter().map(|one| Suspendable {
            name: one.email,
            detail: text(
                language,
                "companies-since",
                &[("date", &day(language, &one.since))],
            ),
            suspended: why(one.suspended),
            own: one.holder == signed_in.holder,
            ..suspendable(&notes, &company.siren, Some(one.holder))
        });
        Company {
            recruiters: recruiters.collect(),
            whole: Suspendable {
                name: company.name.clone(),
                suspended: why(company.suspended),
                own,
                ..whole
            },
            number: siret::spaced(&company.siren),
            name: company.name,
        }
    });
    let shown = Directory {
        companies: companies.collect(),
        longest: PURPOSE.1,
        notes,
        page,
    };
    render(language, &shown).map(private)
}

fn suspendable(notes: &Notes, siren: &str, recruiter: Option<Uuid>) -> Suspendable {
    let recruiter = recruiter.map_or_else(String::new, |holder| holder.to_string());
    let id = key(siren, &recruiter);
    let (wrong, typed) = notes.about(&id);
    Suspendable {
        id,
        siren: siren.to_owned(),
        recruiter,
        name: String::new(),
        detail: String::new(),
        suspended: None,
        own: false,
        wrong,
        typed,
    }
}

fn key(siren: &str, recruiter: &str) -> String {
    if recruiter.is_empty() {
        siren.to_owned()
    } else {
        recruiter.to_owned()
    }
}

/// What a coordinator changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    geste: String,
    siren: String,
    /// Empty: the whole company.
    #[serde(default)]
    recruteur: String,
    #[serde(default)]
    motif: String,
}

/// Suspends, or lifts it.
pub(super) async fn change(
    State(state): State<AppState>,
    coordinator: Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Changed>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let Form(said) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let siren =
        Siren::parse(&said.siren).map_err(|_| Problem::new(Code::UNPROCESSABLE, "siren"))?;
    let whom = if said.recruteur.is_empty() {
        Whom::Company(&siren)
    } else {
        let holder = said.recruteur.parse();
        Whom::Recruiter(holder.map_err(|_| Problem::new(Code::UNPROCESSABLE, "recruteur"))?)
    };
    let holder = coordinator.0.holder;
    let link = state.base.url("/recruteurs");
    let means = Means {
        master: &state.master,
        clock: &*state.clock,
        link: &link,
    };
    let mut rng: StdRng = rand::make_rng();
    let ours = |error: sqlx::Error| failed(&error);
    let mut tx = state.db.app.begin().await.map_err(ours)?;
    let (changed, done) = match said.geste.as_str() {
        "suspendre" => match Reason::parse(&said.motif) {
            Ok(reason) => {
                let by = By::Coordinator(holder);
                let why = reason.as_str();
                let done = standing::suspend(&mut tx, whom, why, by, &means, &mut rng).await;
                (done.map_err(ours)?, "suspendu")
            }
            Err(unfit) => {
                // What is shown asks by a connection of its own.
                drop(tx);
                let wrong = text(language, unfit_key(unfit), &[]);
                let about = key(siren.as_str(), &said.recruteur);
                let notes = Notes {
                    wrong: Some((about, wrong, said.motif)),
                    ..Notes::default()
                };
                let page = show(&state, &coordinator, language, notes).await?;
                return Ok(unprocessable(page));
            }
        },
        "retablir" => {
            let done = standing::lift(&mut tx, whom, holder, &means, &mut rng).await;
            (done.map_err(ours)?, "retabli")
        }
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "geste")),
    };
    if !changed {
        let notes = Notes {
            moved: text(language, "companies-moved", &[]),
            ..Notes::default()
        };
        drop(tx);
        return show(&state, &coordinator, language, notes).await.map(moved);
    }
    tx.commit().await.map_err(ours)?;
    let next = format!("/coordination/entreprises?fait={done}");
    Ok(Redirect::to(&next).into_response())
}
