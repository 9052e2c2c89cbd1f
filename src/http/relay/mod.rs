//! The relay's pages: `/mes-propositions` for holders, `/recruteurs/…` for recruiters.
//!
//! **Invariant:** a thread exists for the two who have it: to all others it does not. Dates are told to the day.

mod mine;
mod needs;
mod propose;
mod publish;
mod sent;

use std::collections::BTreeMap;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};

use super::pages::Page;
use super::presence::asked::Wrong;
use super::presence::card::around;
use super::session::failed;
use super::{AppState, envelope};
use crate::presence::own::{self, Named};
use crate::problem::{Code, Problem};
use crate::relay::proposals::Means;
use crate::relay::words::NotWords;
use crate::relay::{Act, Message, Offer, RelayError, Side, Start};
use crate::text::{Language, day, text};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/mes-propositions", get(mine::list))
        .route(
            "/mes-propositions/{reference}",
            get(mine::page).post(mine::answer),
        )
        .route(
            "/recruteurs/proposer",
            get(propose::form).post(propose::send),
        )
        .route(
            "/recruteurs/besoins/nouveau",
            get(publish::form).post(publish::send),
        )
        .route("/recruteurs/besoins/{id}/retirer", post(publish::withdraw))
        .route("/a-traiter/besoins", get(needs::list).post(needs::pass_on))
        .route("/recruteurs/propositions", get(sent::list))
        .route("/recruteurs/propositions/{id}", get(sent::page))
        .route(
            "/recruteurs/echanges/{reference}",
            get(sent::talk).post(sent::write),
        )
}

impl AppState {
    fn relay(&self) -> Means<'_> {
        Means {
            pool: &self.db.app,
            master: &self.master,
            clock: &*self.clock,
            base: &self.base,
        }
    }
}

impl From<RelayError> for Problem {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Unknown => Code::NOT_FOUND.into(),
            RelayError::Closed => Code::CONFLICT.into(),
            RelayError::Full { until } => {
                Self::new(Code::QUOTA_REACHED, until.format("%d/%m/%Y").to_string())
            }
            RelayError::Database(error) => failed(&error),
            RelayError::Sealed(_) | RelayError::Unreadable | RelayError::Profile(_) => {
                tracing::error!(%error, "a thread cannot be read");
                Code::INTERNAL.into()
            }
            RelayError::Words(_) | RelayError::NoCard | RelayError::NoIdentity => {
                Self::new(Code::UNPROCESSABLE, error.to_string())
            }
        }
    }
}

/// A message with one date in it.
fn dated(page: &Page, key: &str, at: DateTime<Utc>) -> String {
    text(page.words, key, &[("date", &day(page.words, &at))])
}

/// The key of what is wrong with words.
fn about_words(wrong: NotWords) -> &'static str {
    match wrong {
        NotWords::None => "relay-no-words",
        NotWords::TooLong => "relay-too-long",
    }
}

/// A page that says itself what to try next.
fn told(mut page: Response, status: StatusCode) -> Response {
    *page.status_mut() = status;
    page.extensions_mut().insert(envelope::OwnPage);
    page
}

/// What was said, as both sides' pages show it.
struct Line {
    who: String,
    day: String,
    /// Words of theirs; empty where it was an act.
    words: String,
    act: String,
    own: bool,
}

fn lines(page: &Page, reader: Side, company: &str, messages: &[Message]) -> Vec<Line> {
    let line = |message: &Message| {
        let own = message.side == reader;
        let who = match (own, message.side) {
            (true, _) => page.t("relay-you"),
            (false, Side::Recruiter) => company.to_owned(),
            (false, Side::Holder) => page.t("relay-somebody"),
        };
        let (words, act) = match &message.act {
            Act::Words(words) => (words.clone(), String::new()),
            Act::Accepted => (
                String::new(),
                page.of("relay-act-accepted", reader.as_str()),
            ),
            Act::Identity => (
                String::new(),
                page.of("relay-act-identity", reader.as_str()),
            ),
        };
        Line {
            who,
            day: day(page.words, &message.at),
            words,
            act,
            own,
        }
    };
    messages.iter().map(line).collect()
}

/// Names of places that were kept by kind and code.
async fn place(
    state: &AppState,
    language: Language,
    (kind, code): (&str, &str),
) -> Result<String, Problem> {
    let names = own::names(&state.db.app, &[(kind, code)])
        .await
        .map_err(|error| failed(&error))?;
    let name = names.into_iter().next().flatten().unwrap_or_default();
    Ok(around(language, kind, &name))
}

/// One of several that a form offers.
struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

impl Choice {
    fn new(value: impl Into<String>, name: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self {
            chosen: value == chosen,
            name: name.into(),
            value,
        }
    }
}

fn offers(page: &Page, chosen: &str) -> Vec<Choice> {
    let all = Offer::ALL.iter().map(|offer| offer.as_str());
    all.map(|word| Choice::new(word, page.of("relay-offer", word), chosen))
        .collect()
}

fn starts(page: &Page, chosen: &str) -> Vec<Choice> {
    let all = Start::ALL.iter().map(|start| start.as_str());
    all.map(|word| Choice::new(word, page.of("relay-start", word), chosen))
        .collect()
}

/// Where the work is, as a form asks it: the same fields as on a holder's own page.
struct WhereFields {
    wide: bool,
    commune: String,
    communes: Vec<String>,
    candidates: Vec<Choice>,
    wider: Vec<(String, Vec<Choice>)>,
}

impl WhereFields {
    async fn new(
        state: &AppState,
        page: &Page,
        said: &BTreeMap<&'static str, String>,
        candidates: &[Named],
    ) -> Result<Self, Problem> {
        let places = own::places(&state.db.app).await;
        let (communes, wider) = places.map_err(|error| failed(&error))?;
        let get = |name: &str| said.get(name).map_or("", String::as_str);
        let in_department = |named: &Named| format!("{} ({})", named.name, named.department);
        Ok(Self {
            wide: get("ou") == "large",
            commune: get("commune").to_owned(),
            communes: communes.iter().map(in_department).collect(),
            candidates: candidates
                .iter()
                .map(|named| {
                    Choice::new(format!("commune:{}", named.code), in_department(named), "")
                })
                .collect(),
            wider: ["epci", "department", "region"]
                .map(|kind| {
                    let of_kind = wider.iter().filter(|named| named.kind == kind);
                    let picks = of_kind.map(|named| {
                        let value = format!("{kind}:{}", named.code);
                        Choice::new(value, named.name.clone(), get("large"))
                    });
                    (page.of("presence-wide", kind), picks.collect())
                })
                .into(),
        })
    }
}

/// The words for what is wrong with a field; empty: nothing.
fn wrong(page: &Page, wrong: &Wrong, field: &str) -> String {
    wrong.get(field).map_or_else(String::new, |key| page.t(key))
}
