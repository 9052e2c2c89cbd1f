//! Collections: badges that one keeps together under a name, and a link to them.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Sent, failed};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{self, SignedIn};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::collections::{self, Collection};
use crate::passport::sharing::{Words, service};
use crate::passport::shelf;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "sharing/collections.html", config = "web/askama.toml")]
struct List {
    page: Page,
    /// Identifier, name, and what is in it.
    collections: Vec<(Uuid, String, String)>,
}

#[derive(Template)]
#[template(path = "sharing/own_collection.html", config = "web/askama.toml")]
struct One {
    page: Page,
    id: Uuid,
    name: String,
    /// How many links are open to it, in words; empty where none is.
    links: String,
    badges: Vec<Choice>,
}

struct Choice {
    id: Uuid,
    name: String,
    level: String,
    inside: bool,
}

/// One's collections.
pub(super) async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let all = collections::all(&state.db.app, &state.master, signed_in.holder)
        .await
        .map_err(|error| failed(&error, language))?;
    let said = |one: &Collection| {
        let mut said = match one.badges.len() {
            0 => text(language, "collection-count-none", &[]),
            1 => text(language, "collection-count-one", &[]),
            more => text(
                language,
                "collection-count",
                &[("count", &more.to_string())],
            ),
        };
        if one.links > 0 {
            said = format!("{said} · {}", text(language, "collection-open", &[]));
        }
        said
    };
    let list = List {
        collections: all
            .into_iter()
            .map(|one| (one.id, one.name.clone(), said(&one)))
            .collect(),
        page: Page::own(&state, language, "shares", signed_in.holder).await?,
    };
    render(language, &list).map(private)
}

/// Begins a collection, and leads to it.
pub(super) async fn begin(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["nom"])?;
    let name = named(&sent, language)?;
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let holder = signed_in.holder;
    let begun = collections::begin(pool, holder, &name, master, &*state.clock, &mut rng)
        .await
        .map_err(|error| failed(&error, language))?
        .ok_or(Code::NOT_FOUND)?;
    Ok(Redirect::to(&format!("/mes-badges/collections/{begun}")).into_response())
}

fn named(sent: &Sent, language: Language) -> Result<String, Problem> {
    sent.line("nom", language)?.ok_or_else(|| {
        let why = text(language, "collection-nameless", &[]);
        Problem::new(Code::UNPROCESSABLE, why)
    })
}

/// One collection, to be filled.
pub(super) async fn one(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let found = found(&state, &signed_in, id, language).await?;
    let badges = shelf::badges(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| session::failed(&error))?;
    let page = Page::own(&state, language, "shares", signed_in.holder).await?;
    let badges = badges.into_iter().map(|badge| Choice {
        inside: found.badges.contains(&badge.id),
        level: page.of("level", &badge.level.to_string()),
        id: badge.id,
        name: badge.name,
    });
    let links = if found.links > 0 {
        page.t("collection-open-help")
    } else {
        String::new()
    };
    let badges = badges.collect();
    let name = found.name;
    render(
        language,
        &One {
            page,
            id,
            name,
            links,
            badges,
        },
    )
    .map(private)
}

async fn found(
    state: &AppState,
    signed_in: &SignedIn,
    id: Uuid,
    language: Language,
) -> Result<Collection, Problem> {
    collections::one(&state.db.app, &state.master, signed_in.holder, id)
        .await
        .map_err(|error| failed(&error, language))?
        .ok_or_else(|| Code::NOT_FOUND.into())
}

/// Keeps its name and what was ticked.
pub(super) async fn keep(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["nom", "badge"])?;
    let (name, badges) = (named(&sent, language)?, sent.badges()?);
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let kept = collections::keep(
        pool,
        (signed_in.holder, id),
        &name,
        &badges,
        master,
        &mut rng,
    )
    .await
    .map_err(|error| failed(&error, language))?;
    if !kept {
        return Err(Code::NOT_FOUND.into());
    }
    Ok(Redirect::to(&format!("/mes-badges/collections/{id}")).into_response())
}

/// Undoes it, and its links with it. One that is not there any more is undone already.
pub(super) async fn undo(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    collections::undo(&state.db.app, signed_in.holder, id)
        .await
        .map_err(|error| session::failed(&error))?;
    Ok(Redirect::to("/mes-badges/collections").into_response())
}

/// Makes a link to it, and leads to the link's own page.
pub(super) async fn open(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["nom"])?;
    let words = Words {
        name: sent.line("nom", language)?,
        title: Some(found(&state, &signed_in, id, language).await?.name),
    };
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let whose = (signed_in.holder, id);
    let opened = service::open_collection(pool, whose, &words, master, &*state.clock, &mut rng)
        .await
        .map_err(|error| failed(&error, language))?
        .ok_or(Code::NOT_FOUND)?;
    Ok(Redirect::to(&format!("/mes-partages/{opened}")).into_response())
}
