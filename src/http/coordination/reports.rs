//! `/coordination/signalements`: what holders reported of recruiters, never who did, and what a coordinator makes of it.

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
use crate::account::companies::deciding::{NotDecided, Reason};
use crate::account::companies::standing::{self, BY_REPORTS, Verdict};
use crate::account::companies::{Means, siret};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::recruiters::form::unfit_key;
use crate::http::session::failed;
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

/// Reasons that the house has words for; any other is the holder's own.
const KNOWN: [&str; 5] = ["unlawful", "improper", "fraud", "unrelated", "pressure"];

#[derive(Template)]
#[template(path = "coordination/reports.html", config = "web/askama.toml")]
struct Reports {
    page: Page,
    notes: Notes,
    reported: Vec<Shown>,
    longest: usize,
}

struct Shown {
    id: String,
    company: String,
    number: String,
    email: String,
    suspended: Option<String>,
    /// When, and why.
    reports: Vec<(String, String)>,
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
        ("classe", "reports-done-cleared"),
        ("suspendu", "reports-done-suspended"),
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
    let reported = standing::reported(&state.db.app, signed_in.holder).await;
    let reported = reported.map_err(|error| failed(&error))?;
    let page = Page::new(state, language, "desk-reports");
    let reported = reported.into_iter().map(|one| {
        let id = one.recruiter.to_string();
        let (wrong, typed) = notes.about(&id);
        let reports = one.reports.into_iter().map(|(at, reason)| {
            let said = match reason.as_str() {
                "" => page.t("report-reason-none"),
                known if KNOWN.contains(&known) => page.of("report-reason", known),
                _ => reason,
            };
            (day(page.words, &at), said)
        });
        Shown {
            company: one.company,
            number: siret::spaced(&one.siren),
            email: one.email,
            suspended: one.suspended.map(|reason| match reason.as_str() {
                BY_REPORTS => page.t("recruiter-by-reports"),
                _ => reason,
            }),
            reports: reports.collect(),
            id,
            wrong,
            typed,
        }
    });
    let shown = Reports {
        reported: reported.collect(),
        longest: PURPOSE.1,
        notes,
        page,
    };
    render(language, &shown).map(private)
}

/// What a coordinator makes of the reports about one recruiter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reviewed {
    geste: String,
    recruteur: Uuid,
    /// How many reports they read.
    vus: i64,
    #[serde(default)]
    motif: String,
}

/// Keeps the review.
pub(super) async fn review(
    State(state): State<AppState>,
    coordinator: Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Reviewed>, FormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let Form(said) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let (verdict, done) = match said.geste.as_str() {
        "classer" => (Verdict::Clear, "classe"),
        "suspendre" => match Reason::parse(&said.motif) {
            Ok(reason) => (Verdict::Suspend(reason), "suspendu"),
            Err(unfit) => {
                let wrong = text(language, unfit_key(unfit), &[]);
                let notes = Notes {
                    wrong: Some((said.recruteur.to_string(), wrong, said.motif)),
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
    let (pool, holder) = (&state.db.app, coordinator.0.holder);
    let of = (said.recruteur, said.vus);
    match standing::review(pool, holder, of, &verdict, &means, &mut rng).await {
        Ok(()) => {
            let next = format!("/coordination/signalements?fait={done}");
            Ok(Redirect::to(&next).into_response())
        }
        Err(NotDecided::Unknown) => Err(Code::NOT_FOUND.into()),
        Err(NotDecided::Database(error)) => Err(failed(&error)),
        Err(NotDecided::Moved) => {
            let notes = Notes {
                moved: text(language, "reports-moved", &[]),
                ..Notes::default()
            };
            show(&state, &coordinator, language, notes).await.map(moved)
        }
    }
}
