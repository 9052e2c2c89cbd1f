//! `/coordination`: what a coordinator has to look at, and the pages that it leads to.
//!
//! **Invariant:** to anybody but a coordinator, in a session in which they showed a passkey, these pages do not exist.

mod badges;
mod companies;
mod recruiters;
mod reports;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;

use super::account::private;
use super::pages::{Page, render};
use super::session::{SignedIn, Staff, failed};
use super::{AppState, envelope, query};
use crate::account::companies::{siret, standing};
use crate::account::roles::{Held, Role};
use crate::issuing::review;
use crate::jobs::audit;
use crate::problem::{Code, Problem};
use crate::relay::{self, FIRST_CONTACTS};
use crate::search::{self, BUDGET};
use crate::text::{Language, day, text};

/// How long an alert stays on the page.
const ALERTS_SHOWN: TimeDelta = TimeDelta::days(14);

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/coordination", get(page))
        .route("/coordination/badges-venus-d-ailleurs", get(badges::list))
        .route(
            "/coordination/badges-venus-d-ailleurs/{id}",
            post(badges::decide),
        )
        .route("/coordination/recruteurs", get(recruiters::list))
        .route("/coordination/recruteurs/{id}", post(recruiters::decide))
        .route(
            "/coordination/entreprises",
            get(companies::list).post(companies::change),
        )
        .route(
            "/coordination/signalements",
            get(reports::list).post(reports::review),
        )
}

/// A person who runs a network.
pub(super) struct Coordinator(SignedIn);

impl FromRequestParts<AppState> for Coordinator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let staff = <Staff as FromRequestParts<_>>::from_request_parts(parts, state).await?;
        let coordinates = |held: &Held| matches!(held.role, Role::Coordinator(_));
        if staff.roles.iter().any(coordinates) {
            Ok(Self(staff.signed_in))
        } else {
            Err(Problem::from(Code::NOT_FOUND).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "coordination/page.html", config = "web/askama.toml")]
struct Desk {
    page: Page,
    doors: Vec<Door>,
    /// Companies near the end of a day's questions, or of a week's first contacts (R5).
    alerts: Vec<String>,
    head: Option<Head>,
}

/// Something to look at.
struct Door {
    path: &'static str,
    title: String,
    text: String,
    /// How much waits.
    count: String,
    waits: bool,
}

/// The head of the audit.
struct Head {
    events: String,
    digest: String,
}

/// What waits, and the head of the audit.
async fn page(
    State(state): State<AppState>,
    Coordinator(signed_in): Coordinator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    query::read(asked.as_deref(), &["lang"])?;
    let pool = &state.db.app;
    let ours = |error| failed(&error);
    let counts = standing::counts(pool, signed_in.holder)
        .await
        .map_err(ours)?;
    // As many as one page shows: more is « 20 ou plus ».
    let badges = review::list(pool, true, None, badges::PAGE).await;
    let badges = badges.map_err(|error| super::achievements::failed(&error.into()))?;
    let badges = i64::try_from(badges.len()).unwrap_or(badges::PAGE);
    let head = audit::head(pool).await.map_err(ours)?;
    let alerts = alerts(&state, language).await.map_err(ours)?;
    let page = Page::new(&state, language, "desk");
    let door = |key: &str, path, waiting: i64| Door {
        path,
        title: page.t(&format!("desk-{key}")),
        text: page.t(&format!("desk-{key}-text")),
        count: text(
            language,
            "desk-waiting",
            &[
                ("count", &waiting.to_string()),
                (
                    "more",
                    if key == "badges" && waiting >= badges::PAGE {
                        "yes"
                    } else {
                        "no"
                    },
                ),
            ],
        ),
        waits: waiting > 0,
    };
    let shown = Desk {
        doors: vec![
            door(
                "recruiters",
                "/coordination/recruteurs",
                counts.applications,
            ),
            door("reports", "/coordination/signalements", counts.reported),
            door("badges", "/coordination/badges-venus-d-ailleurs", badges),
            Door {
                count: String::new(),
                ..door("companies", "/coordination/entreprises", 0)
            },
        ],
        alerts,
        head: head.map(|head| {
            let said = head.to_string();
            Head {
                events: text(
                    language,
                    "audit-events",
                    &[("count", &head.place.to_string())],
                ),
                digest: said,
            }
        }),
        page,
    };
    render(language, &shown).map(private)
}

/// Who came near the end of a budget, in a sentence each, the newest first.
async fn alerts(state: &AppState, language: Language) -> Result<Vec<String>, sqlx::Error> {
    let pool = &state.db.app;
    let since = (state.clock.now() - ALERTS_SHOWN).date_naive();
    let questions = search::alerts::since(pool, since).await?;
    let questions = questions.into_iter().map(|alert| {
        let key = if alert.refused { "refused" } else { "near" };
        (alert.at, key, alert.name, alert.siren, u64::from(BUDGET))
    });
    let contacts = relay::alerts::since(pool, since).await?;
    let contacts = contacts.into_iter().map(|alert| {
        let key = if alert.refused {
            "contacts-refused"
        } else {
            "contacts-near"
        };
        let most = FIRST_CONTACTS.unsigned_abs();
        (alert.at, key, alert.name, alert.siren, most)
    });
    let mut alerts: Vec<_> = questions.chain(contacts).collect();
    alerts.sort_by(|one, other| other.cmp(one));
    let said = alerts.into_iter().map(|(at, key, name, siren, most)| {
        let said = [
            ("company", &*name),
            ("number", &*siret::spaced(&siren)),
            ("date", &*day(language, &at)),
            ("most", &*most.to_string()),
        ];
        text(language, &format!("alert-{key}"), &said)
    });
    Ok(said.collect())
}

/// A page that says itself that something changed meanwhile.
fn moved(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::CONFLICT;
    page.extensions_mut().insert(envelope::OwnPage);
    page
}

/// What a page has to say beside what it lists.
#[derive(Default)]
struct Notes {
    /// What was just done.
    done: String,
    /// Somebody else was quicker.
    moved: String,
    /// About which one something is wrong, what, and what was typed.
    wrong: Option<(String, String, String)>,
}

impl Notes {
    /// The page's language, and what was just done, where its address says so by one of these words.
    fn read(
        asked: Option<&str>,
        headers: &HeaderMap,
        words: &[(&str, &str)],
    ) -> Result<(Language, Self), Problem> {
        let language = envelope::language(asked, headers);
        let asked = query::read(asked, &["fait", "lang"])?;
        let said = words
            .iter()
            .find(|(word, _)| asked.get("fait").is_some_and(|said| said == word));
        let done = said.map_or_else(String::new, |(_, key)| text(language, key, &[]));
        let notes = Self {
            done,
            ..Self::default()
        };
        Ok((language, notes))
    }

    /// What is wrong about one, and what was typed for it.
    fn about(&self, id: &str) -> (String, String) {
        match &self.wrong {
            Some((which, wrong, typed)) if which == id => (wrong.clone(), typed.clone()),
            _ => (String::new(), String::new()),
        }
    }
}
