//! The page itself: who sees me, three questions, the companies that must not, and what I decided before.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

use super::asked::{self, Said, Wrong};
use super::card::around;
use super::problem;
use crate::account::service as account;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, assets, envelope};
use crate::presence::batch;
use crate::presence::own::ledger::{self, Entry};
use crate::presence::own::{self, InForce, Named, excluded};
use crate::problem::Problem;
use crate::text::{Language, day, text};

/// A company that must not see the holder.
struct Shut {
    siren: String,
    since: String,
    /// Until when, where they lifted it; empty: they did not.
    until: String,
}

#[derive(Template)]
#[template(path = "presence/place.html", config = "web/askama.toml")]
struct Own {
    page: Page,
    /// Address of the script that finds a commune on the device; empty where none was built.
    script: String,
    on_the_map: bool,
    /// Nobody can write to this person before it ends.
    unwritten: bool,
    done: String,
    refusal: String,
    levels: Vec<Pick>,
    wide: bool,
    commune: String,
    communes: Vec<String>,
    candidates: Vec<Pick>,
    wider: Vec<(String, Vec<Pick>)>,
    badges: Vec<Pick>,
    months: Vec<Pick>,
    ages: Vec<Pick>,
    wrong: Wrong,
    excluded: Vec<Shut>,
    history: Vec<String>,
}

impl Own {
    /// What is wrong with a field; empty: nothing.
    fn wrong(&self, field: &str) -> String {
        let key = self.wrong.get(field);
        key.map_or_else(String::new, |key| self.page.t(key))
    }
}

/// One of several answers.
struct Pick {
    value: String,
    name: String,
    help: String,
    chosen: bool,
}

impl Pick {
    fn new(value: impl Into<String>, name: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            name: name.into(),
            help: String::new(),
            chosen,
        }
    }
}

/// What the page has to say beside the questions.
#[derive(Default)]
pub(super) struct Notes<'a> {
    /// A form that is to be sent again.
    pub(super) said: Option<&'a Said>,
    /// What is wrong in it.
    pub(super) wrong: Wrong,
    /// Communes that a name may be meant for.
    pub(super) candidates: Vec<Named>,
    /// The key of a refusal.
    pub(super) refusal: &'static str,
    /// The key of what was just done.
    pub(super) done: &'static str,
}

/// One's place.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = asked::query(asked.as_deref(), &["lang", "fait"])?;
    let done = match asked.get("fait").map(String::as_str) {
        Some("retiree") => "presence-done-withdrawn",
        Some("entreprise") => "presence-done-companies",
        _ => "",
    };
    let notes = Notes {
        done,
        ..Notes::default()
    };
    show(&state, &signed_in, language, notes).await
}

/// The page again, with what is wrong in what was sent.
pub(super) async fn again(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    notes: Notes<'_>,
) -> Result<Response, Problem> {
    show(state, signed_in, language, notes)
        .await
        .map(unprocessable)
}

async fn show(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    notes: Notes<'_>,
) -> Result<Response, Problem> {
    let (pool, clock, holder) = (&state.db.app, &*state.clock, signed_in.holder);
    let ours = |error| failed(&error);
    let in_force = own::in_force(pool, clock, holder).await.map_err(ours)?;
    let placeable = own::placeable(pool, clock, holder).await.map_err(ours)?;
    let (communes, wider) = own::places(pool).await.map_err(ours)?;
    let excluded = excluded::of(pool, holder).await.map_err(ours)?;
    let addresses = account::addresses(pool, holder).await.map_err(ours)?;
    let entries = ledger::of(pool, &state.master, holder)
        .await
        .map_err(|error| problem(&error))?;
    let page = Page::own(state, language, "presence", holder).await?;
    let before = Before::new(notes.said, in_force.as_ref(), &communes);
    let chosen_badges = match notes.said {
        Some(said) => Some(said.badges.clone()),
        None => in_force.as_ref().and_then(|now| now.badges.clone()),
    };
    let pick = |name: &str, value: &str, chosen: &str| {
        Pick::new(value, page.of(name, value), value == chosen)
    };
    let level = |number: &str| Pick {
        help: page.t(&format!("presence-level-{number}-text")),
        ..pick("presence-level", number, &before.level)
    };
    let shown = Own {
        script: assets::address("src/presence/find.ts"),
        on_the_map: in_force.is_some(),
        unwritten: addresses.is_empty(),
        done: said(&page, notes.done),
        refusal: said(&page, notes.refusal),
        levels: ["0", "1", "2", "3"].map(level).into(),
        wide: before.wide,
        candidates: notes
            .candidates
            .iter()
            .map(|named| {
                let value = format!("commune:{}", named.code);
                Pick::new(value, in_department(named), false)
            })
            .collect(),
        communes: communes.iter().map(in_department).collect(),
        wider: grouped(&page, &wider, &before.large),
        badges: placeable
            .iter()
            .map(|badge| Pick {
                help: format!(
                    "{} · {}",
                    page.of("level", &badge.level.to_string()),
                    badge.issuer
                ),
                ..Pick::new(
                    badge.id,
                    badge.name.clone(),
                    is_chosen(chosen_badges.as_ref(), badge.id),
                )
            })
            .collect(),
        months: ["3", "6", "12"]
            .map(|months| pick("presence-months", months, &before.months))
            .into(),
        ages: ["under_15", "15_17", "18_plus"]
            .map(|band| pick("presence-age", band, &before.age))
            .into(),
        excluded: excluded
            .into_iter()
            .map(|one| Shut {
                until: one.lifted_at.map_or_else(String::new, |lifted| {
                    let day = day(language, &batch::next(lifted));
                    text(language, "presence-companies-until", &[("date", &day)])
                }),
                since: day(language, &one.since),
                siren: one.siren,
            })
            .collect(),
        history: history(state, &page, &entries).await?,
        commune: before.commune,
        wrong: notes.wrong,
        page,
    };
    render(language, &shown).map(private)
}

/// What the fields hold before anybody types.
struct Before {
    level: String,
    wide: bool,
    commune: String,
    large: String,
    months: String,
    age: String,
}

impl Before {
    /// What was just sent, else what is in force; the age is never filled in: it is asked each time (C3).
    fn new(said: Option<&Said>, in_force: Option<&InForce>, communes: &[Named]) -> Self {
        if let Some(said) = said {
            let get = |name| said.get(name).to_owned();
            return Self {
                level: get("niveau"),
                wide: get("ou") == "large",
                commune: get("commune"),
                large: get("large"),
                months: get("duree"),
                age: get("age"),
            };
        }
        let place = in_force.map(|now| &now.place);
        let commune = place
            .filter(|place| place.kind() == "commune")
            .and_then(|place| communes.iter().find(|named| named.code == place.code()));
        Self {
            level: in_force.map_or(0, |now| now.level as i16).to_string(),
            wide: place.is_some_and(|place| place.kind() != "commune"),
            commune: commune.map(in_department).unwrap_or_default(),
            large: place.map(ToString::to_string).unwrap_or_default(),
            months: "6".to_owned(),
            age: String::new(),
        }
    }
}

fn is_chosen(chosen: Option<&BTreeSet<Uuid>>, badge: Uuid) -> bool {
    chosen.is_none_or(|chosen| chosen.contains(&badge))
}

fn said(page: &Page, key: &str) -> String {
    if key.is_empty() {
        String::new()
    } else {
        page.t(key)
    }
}

/// « Blois (41) »
fn in_department(named: &Named) -> String {
    format!("{} ({})", named.name, named.department)
}

/// Wider places by their kind.
fn grouped(page: &Page, wider: &[Named], chosen: &str) -> Vec<(String, Vec<Pick>)> {
    ["epci", "department", "region"]
        .map(|kind| {
            let of_kind = wider.iter().filter(|named| named.kind == kind);
            let picks = of_kind.map(|named| {
                let value = format!("{kind}:{}", named.code);
                let is_chosen = value == chosen;
                Pick::new(value, named.name.clone(), is_chosen)
            });
            (page.of("presence-wide", kind), picks.collect())
        })
        .into()
}

/// What was decided, one line each, the newest first.
async fn history(state: &AppState, page: &Page, entries: &[Entry]) -> Result<Vec<String>, Problem> {
    let places: Vec<(&str, &str)> = entries
        .iter()
        .filter_map(|entry| entry.place.as_ref())
        .map(|place| (place.kind(), place.code()))
        .collect();
    let names = own::names(&state.db.app, &places)
        .await
        .map_err(|error| failed(&error))?;
    let mut names = names.into_iter().zip(&places);
    let lines = entries.iter().map(|entry| {
        let place = entry.place.as_ref().and_then(|_| names.next());
        let place = place.map_or_else(String::new, |(name, (kind, _))| {
            around(page.words, kind, &name.unwrap_or_default())
        });
        let at = day(page.words, &entry.at);
        let until = entry.expires_at.map(|end| day(page.words, &end));
        text(
            page.words,
            &format!("presence-history-{}", entry.action),
            &[
                ("date", &at),
                (
                    "level",
                    &page.of("presence-level", &entry.level.to_string()),
                ),
                ("place", &place),
                ("until", &until.unwrap_or_default()),
                ("version", &entry.text_version),
            ],
        )
    });
    Ok(lines.collect())
}
