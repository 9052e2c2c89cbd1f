//! Giving what a page showed, the receipt of it, and leaving.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;

use super::card::around;
use super::preview::{FIELDS, of, refused, understood, was_shown};
use super::{asked, problem};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::{AppState, envelope};
use crate::presence::own::{self, ledger, texts};
use crate::presence::{PresenceError, service};
use crate::problem::{Code, Problem};
use crate::text::{Language, day};

/// What the second step adds to the questions.
const ANSWER: [&str; 3] = ["texte", "jeton", "reponse"];

/// « Me rendre visible » or « Non merci ».
pub(super) async fn give(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    asked::query(query.as_deref(), &["lang"])?;
    let language = envelope::language(query.as_deref(), &headers);
    let said = asked::form(body, &[&FIELDS[..], &ANSWER[..]].concat())?;
    match said.get("reponse") {
        "non" => return Ok(Redirect::to("/mes-badges").into_response()),
        "oui" => {}
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "reponse")),
    }
    let mut own = match understood(&state, &signed_in, language, &said).await? {
        Ok(own) => own,
        Err(page) => return Ok(page),
    };
    // The text that was read, in whichever language; an older wording is shown again in its new one.
    let read = said.get("texte");
    let now =
        [Language::Fr, Language::En].map(|language| texts::of(own.choice.level, language).version);
    if !now.contains(&read) {
        return of(&state, &signed_in, language, &said, &own).await;
    }
    read.clone_into(&mut own.choice.text_version);
    if !was_shown(&state, &signed_in, &own, said.get("jeton")) {
        return Err(Code::ANOTHER_SITE.into());
    }
    let (pool, clock) = (&state.db.app, &*state.clock);
    let mut rng: StdRng = rand::make_rng();
    match own::choose(pool, clock, &state.master, &mut rng, signed_in.holder, &own).await {
        Err(PresenceError::Refused) => refused(&state, &signed_in, language, &said).await,
        Err(error) => Err(problem(&error)),
        Ok(()) => Ok(Redirect::to("/ma-presence/recu").into_response()),
    }
}

#[derive(Template)]
#[template(path = "presence/receipt.html", config = "web/askama.toml")]
struct Receipt {
    page: Page,
    level_name: String,
    place: String,
    /// None: all of them.
    badges: Option<Vec<String>>,
    given: String,
    until: String,
    version: String,
    paragraphs: Vec<&'static str>,
}

/// What is in force, as the ledger keeps it. Without a consent there is no receipt.
pub(super) async fn receipt(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    asked::query(query.as_deref(), &["lang"])?;
    let language = envelope::language(query.as_deref(), &headers);
    let (pool, holder) = (&state.db.app, signed_in.holder);
    let in_force = own::in_force(pool, &*state.clock, holder)
        .await
        .map_err(|error| failed(&error))?;
    let entries = ledger::of(pool, &state.master, holder)
        .await
        .map_err(|error| problem(&error))?;
    let consent = in_force.as_ref().map(|now| now.consent);
    let entry = entries.into_iter().find(|entry| Some(entry.seq) == consent);
    let Some(entry) = entry else {
        return Ok(private(Redirect::to("/ma-presence").into_response()));
    };
    let page = Page::own(&state, language, "presence", holder).await?;
    let mut place = String::new();
    if let Some(chosen) = &entry.place {
        let names = own::names(pool, &[(chosen.kind(), chosen.code())])
            .await
            .map_err(|error| failed(&error))?;
        let name = names.into_iter().flatten().next().unwrap_or_default();
        place = around(language, chosen.kind(), &name);
    }
    let gone = page.t("presence-badge-gone");
    let text = texts::of_version(&entry.text_version);
    let receipt = Receipt {
        level_name: page.of("presence-level", &entry.level.to_string()),
        place,
        badges: entry.badges.map(|badges| {
            let names = badges.into_iter();
            names
                .map(|name| name.unwrap_or_else(|| gone.clone()))
                .collect()
        }),
        given: day(language, &entry.at),
        until: entry
            .expires_at
            .map(|end| day(language, &end))
            .unwrap_or_default(),
        version: entry.text_version,
        paragraphs: text.map_or_else(Vec::new, |text| text.paragraphs().collect()),
        page,
    };
    render(language, &receipt).map(private)
}

/// « Me retirer de la carte »: one click, one transaction.
pub(super) async fn withdraw(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    service::withdraw(&state.db.app, &*state.clock, signed_in.holder)
        .await
        .map_err(|error| failed(&error))?;
    Ok(Redirect::to("/ma-presence?fait=retiree").into_response())
}
