//! `/recruteurs/propositions`: what I sent, and talk that people opened. Silence says nothing, whatever its cause.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Line, about_words, dated, lines, place, told};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::presence::asked;
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, envelope, query};
use crate::problem::Problem;
use crate::relay::proposals;
use crate::relay::recruiter::{self, Proposal, Shown};
use crate::relay::words::LONGEST;
use crate::relay::{Kind, RelayError, Side};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "relay/sent.html", config = "web/askama.toml")]
struct Listed {
    page: Page,
    left: String,
    sent: Vec<Item>,
}

struct Item {
    id: Uuid,
    what: String,
    of: String,
    shown: String,
}

/// What a company may still send this week, in words.
pub(super) async fn left(
    state: &AppState,
    page: &Page,
    recruiting: &Recruiting,
) -> Result<(proposals::Left, String), Problem> {
    let (company, now) = (&recruiting.recruiter.company, state.clock.now());
    let left = proposals::left(&state.db.app, company, now).await;
    let left = left.map_err(|error| failed(&error))?;
    let until = day(page.words, &left.until);
    let key = match left.contacts {
        0 => "relay-left-none",
        1 => "relay-left-one",
        _ => "relay-left",
    };
    let count = left.contacts.to_string();
    let said = text(page.words, key, &[("count", &count), ("date", &until)]);
    Ok((left, said))
}

/// What I sent, the latest first.
pub(super) async fn list(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (me, now) = (recruiting.signed_in.holder, state.clock.now());
    let sent = recruiter::list(&state.db.app, &state.master, me, now).await?;
    let page = Page::new(&state, language, "sent");
    let items = sent.iter().map(|one| Item {
        id: one.id,
        what: one.what.clone(),
        of: format!(
            "{} · {}",
            page.of("relay-offer", one.offer.as_str()),
            dated(
                &page,
                &format!("relay-sent-{}", one.kind.as_str()),
                one.sent_at
            )
        ),
        shown: page.of("relay-shown", one.shown.as_str()),
    });
    let shown = Listed {
        sent: items.collect(),
        left: left(&state, &page, &recruiting).await?.1,
        page,
    };
    render(language, &shown).map(private)
}

#[derive(Template)]
#[template(path = "relay/proposal.html", config = "web/askama.toml")]
struct One {
    page: Page,
    proposal: Proposal,
    offer: String,
    starts: String,
    place: String,
    sent: String,
    expires: String,
    shown: String,
    help: String,
    sought: Vec<String>,
    talks: Vec<(Uuid, String, String)>,
    may_withdraw: bool,
    done: String,
}

/// One proposal, as its sender is told of it.
pub(super) async fn page(
    State(state): State<AppState>,
    recruiting: Recruiting,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "fait"])?;
    let (me, now) = (recruiting.signed_in.holder, state.clock.now());
    let proposal = recruiter::one(&state.db.app, &state.master, me, id, now).await?;
    let page = Page::new(&state, language, "sent");
    let (kind, code) = (proposal.place.0.as_str(), proposal.place.1.as_str());
    let help = match (proposal.kind, proposal.shown) {
        (Kind::Need, Shown::Sent) => "relay-help-need",
        (_, Shown::Sent) => "relay-help-sent",
        (_, Shown::Talk) => "relay-help-talk",
        (_, Shown::Over) => "relay-help-over",
    };
    let talks = proposal.talks.iter().map(|talk| {
        let last = dated(&page, "relay-last", talk.last_at);
        let shown = page.of("relay-shown", talk.shown.as_str());
        (talk.reference, last, shown)
    });
    let sought = proposal.sought.iter().map(|(french, english, level)| {
        let name = match language {
            Language::Fr => french,
            Language::En => english,
        };
        format!(
            "{name} · {}",
            page.of("presence-from-level", &level.to_string())
        )
    });
    let shown = One {
        offer: page.of("relay-offer", proposal.offer.as_str()),
        starts: page.of("relay-start", proposal.starts.as_str()),
        place: place(&state, language, (kind, code)).await?,
        sent: day(language, &proposal.sent_at),
        expires: day(language, &proposal.expires_at),
        shown: page.of("relay-shown", proposal.shown.as_str()),
        help: page.t(help),
        sought: sought.collect(),
        talks: talks.collect(),
        may_withdraw: proposal.kind == Kind::Need
            && !proposal.withdrawn
            && proposal.expires_at > now,
        done: match asked.get("fait").map(String::as_str) {
            Some("envoi") => page.t("relay-done-sent"),
            Some("besoin") => page.t("relay-done-published"),
            Some("retire") => page.t("relay-done-withdrawn"),
            _ => String::new(),
        },
        proposal,
        page,
    };
    render(language, &shown).map(private)
}

#[derive(Template)]
#[template(path = "relay/talk.html", config = "web/askama.toml")]
struct Talk {
    page: Page,
    reference: Uuid,
    proposal: Uuid,
    what: String,
    shown: String,
    until: String,
    identity: String,
    lines: Vec<Line>,
    open: bool,
    frozen: bool,
    done: String,
    wrong: String,
    typed: String,
    longest: usize,
}

/// Talk with somebody who answered.
pub(super) async fn talk(
    State(state): State<AppState>,
    recruiting: Recruiting,
    Path(reference): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "fait"])?;
    let done = match asked.get("fait").map(String::as_str) {
        Some("envoi") => "relay-done-written",
        _ => "",
    };
    talking(
        &state,
        &recruiting,
        language,
        reference,
        (done, "", String::new()),
    )
    .await
}

async fn talking(
    state: &AppState,
    recruiting: &Recruiting,
    language: Language,
    reference: Uuid,
    (done, wrong, typed): (&str, &str, String),
) -> Result<Response, Problem> {
    let (me, now) = (recruiting.signed_in.holder, state.clock.now());
    let talk = recruiter::talk(&state.db.app, &state.master, me, reference, now).await?;
    let page = Page::new(state, language, "sent");
    let said = |key: &str| {
        if key.is_empty() {
            String::new()
        } else {
            page.t(key)
        }
    };
    let company = &recruiting.recruiter.name;
    let shown = Talk {
        reference,
        proposal: talk.proposal,
        shown: page.of("relay-shown", talk.shown.as_str()),
        until: dated(&page, "relay-until", talk.until),
        identity: talk.identity.as_ref().map_or_else(String::new, |given| {
            let said = [
                ("name", given.name.as_str()),
                ("email", given.email.as_str()),
            ];
            text(language, "relay-named", &said)
        }),
        lines: lines(&page, Side::Recruiter, company, &talk.messages),
        open: talk.shown == Shown::Talk,
        frozen: talk.frozen,
        done: said(done),
        wrong: said(wrong),
        typed,
        longest: LONGEST,
        what: talk.what,
        page,
    };
    render(language, &shown).map(private)
}

/// Writes to them.
pub(super) async fn write(
    State(state): State<AppState>,
    recruiting: Recruiting,
    Path(reference): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let said = asked::form(body, &["mots"])?;
    let words = said.get("mots");
    let mut rng: StdRng = rand::make_rng();
    let me = recruiting.signed_in.holder;
    let written = recruiter::write(state.relay(), me, reference, words, &mut rng).await;
    let (wrong, status) = match written {
        Ok(()) => {
            let to = format!("/recruteurs/echanges/{reference}?fait=envoi");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(RelayError::Words(wrong)) => (about_words(wrong), StatusCode::UNPROCESSABLE_ENTITY),
        Err(RelayError::Closed) => ("relay-closed", StatusCode::CONFLICT),
        Err(error) => return Err(error.into()),
    };
    let notes = ("", wrong, words.to_owned());
    let page = talking(&state, &recruiting, language, reference, notes).await?;
    Ok(told(page, status))
}
