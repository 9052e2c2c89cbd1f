//! `/mes-propositions`: who wrote to me, what they saw of me, and my answers.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Choice, Line, about_words, dated, lines, place, told};
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::presence::asked;
use crate::http::session::SignedIn;
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::relay::holder::{self, Answer, LONGEST_NAME, Standing, Thread};
use crate::relay::words::LONGEST;
use crate::relay::{Kind, Reason, RelayError, Side};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "relay/mine.html", config = "web/askama.toml")]
struct Mine {
    page: Page,
    proposals: Vec<Item>,
    needs: Vec<Item>,
}

struct Item {
    reference: Uuid,
    what: String,
    of: String,
    standing: String,
    waiting: bool,
}

/// What was proposed to me, the latest first.
pub(super) async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let now = state.clock.now();
    let threads = holder::list(&state.db.app, &state.master, signed_in.holder, now).await?;
    let page = Page::own(&state, language, "proposals", signed_in.holder).await?;
    let item = |thread: &Thread| Item {
        reference: thread.reference,
        what: thread.what.clone(),
        of: format!(
            "{} · {}",
            thread.company,
            page.of("relay-offer", thread.offer.as_str())
        ),
        standing: standing(&page, thread),
        waiting: thread.standing == Standing::Waiting,
    };
    let (needs, proposals): (Vec<_>, Vec<_>) = threads.iter().partition(|thread| {
        let silent = matches!(thread.standing, Standing::Talking | Standing::Reported);
        thread.kind == Kind::Need && !silent
    });
    let shown = Mine {
        proposals: proposals.into_iter().map(item).collect(),
        needs: needs.into_iter().map(item).collect(),
        page,
    };
    render(language, &shown).map(private)
}

fn standing(page: &Page, thread: &Thread) -> String {
    let key = format!("relay-standing-{}", thread.standing.as_str());
    match &thread.passed_by {
        Some(by) => text(page.words, &key, &[("by", by)]),
        None => dated(page, &key, thread.until),
    }
}

#[derive(Template)]
#[template(path = "relay/thread.html", config = "web/askama.toml")]
struct Shown {
    page: Page,
    thread: Thread,
    lead: String,
    offer: String,
    starts: String,
    place: String,
    sent: String,
    standing: String,
    seen: String,
    keeping: String,
    lines: Vec<Line>,
    reporting: bool,
    reasons: Vec<Choice>,
    /// What is asked of whoever would give their name; none where it cannot be given now.
    giving: Option<Giving>,
    given: String,
    done: String,
    wrong: String,
    typed: String,
    longest: usize,
}

impl Shown {
    fn waiting(&self) -> bool {
        self.thread.standing == Standing::Waiting
    }

    fn talking(&self) -> bool {
        self.thread.standing == Standing::Talking
    }

    fn may_report(&self) -> bool {
        self.thread.standing != Standing::Reported
    }
}

struct Giving {
    name: String,
    addresses: Vec<Choice>,
    submit: String,
    lead: String,
    wrong: String,
    longest: usize,
}

/// What a page says beside the thread.
#[derive(Default)]
struct Notes {
    done: &'static str,
    wrong: &'static str,
    typed: String,
    name: Option<String>,
    reporting: bool,
}

/// One thread.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(reference): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "fait", "signaler"])?;
    let done = match asked.get("fait").map(String::as_str) {
        Some("reponse") => "relay-done-reply",
        Some("accepte") => "relay-done-accept",
        Some("refuse") => "relay-done-refuse",
        Some("signale") => "relay-done-report",
        Some("nom") => "relay-done-identity",
        _ => "",
    };
    let notes = Notes {
        done,
        reporting: asked.contains_key("signaler"),
        ..Notes::default()
    };
    shown(&state, &signed_in, language, reference, notes).await
}

async fn shown(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    reference: Uuid,
    notes: Notes,
) -> Result<Response, Problem> {
    let (pool, master, me) = (&state.db.app, &state.master, signed_in.holder);
    let thread = holder::one(pool, master, me, reference, state.clock.now()).await?;
    let page = Page::own(state, language, "proposals", me).await?;
    let giving = giving(state, &page, &thread, me, &notes).await?;
    let competences = thread
        .competences
        .iter()
        .map(|(french, english)| match language {
            Language::Fr => french.as_str(),
            Language::En => english.as_str(),
        });
    let competences = competences.collect::<Vec<_>>().join(", ");
    let seen = match (thread.kind, competences.is_empty()) {
        (Kind::Need, true) => page.t("relay-seen-need"),
        (_, true) => page.t("relay-seen-nothing"),
        (_, false) => {
            let asked = [
                ("competences", competences.as_str()),
                ("zone", thread.zone.as_str()),
            ];
            text(language, "relay-seen-card", &asked)
        }
    };
    let (kind, code) = (thread.place.0.as_str(), thread.place.1.as_str());
    let given = thread.identity.as_ref().map_or_else(String::new, |given| {
        let said = [
            ("company", thread.company.as_str()),
            ("name", given.name.as_str()),
            ("email", given.email.as_str()),
        ];
        text(language, "relay-given", &said)
    });
    let said = |key: &str| {
        if key.is_empty() || key == "relay-no-identity" {
            String::new()
        } else {
            page.t(key)
        }
    };
    let page_ = Shown {
        lead: text(
            language,
            "relay-from",
            &[
                ("company", &thread.company),
                ("siren", &spaced(&thread.siren)),
            ],
        ),
        offer: page.of("relay-offer", thread.offer.as_str()),
        starts: page.of("relay-start", thread.starts.as_str()),
        place: place(state, language, (kind, code)).await?,
        sent: day(language, &thread.sent_at),
        standing: standing(&page, &thread),
        seen,
        keeping: page.of("relay-keeping", thread.keeping.as_str()),
        lines: lines(&page, Side::Holder, &thread.company, &thread.messages),
        reporting: notes.reporting && thread.standing != Standing::Reported,
        reasons: Reason::ALL
            .iter()
            .map(|reason| {
                Choice::new(
                    reason.as_str(),
                    page.of("relay-reason", reason.as_str()),
                    "",
                )
            })
            .collect(),
        giving,
        given,
        done: said(notes.done),
        wrong: said(notes.wrong),
        typed: notes.typed,
        longest: LONGEST,
        thread,
        page,
    };
    render(language, &page_).map(private)
}

/// What is asked of whoever would give their name; `None`: there is no talk, or it was given.
async fn giving(
    state: &AppState,
    page: &Page,
    thread: &Thread,
    me: Uuid,
    notes: &Notes,
) -> Result<Option<Giving>, Problem> {
    if thread.standing != Standing::Talking || thread.identity.is_some() {
        return Ok(None);
    }
    let company = [("company", thread.company.as_str())];
    let (name, addresses) = holder::could_give(&state.db.app, &state.master, me).await?;
    let first = addresses.first().map_or("", |first| first.as_str());
    Ok(Some(Giving {
        addresses: addresses
            .iter()
            .map(|one| Choice::new(one.as_str(), one.as_str(), first))
            .collect(),
        name: notes.name.clone().unwrap_or(name),
        submit: text(page.words, "relay-give-submit", &company),
        lead: text(page.words, "relay-give-lead", &company),
        wrong: match notes.wrong {
            "relay-no-identity" => page.t("relay-no-identity"),
            _ => String::new(),
        },
        longest: LONGEST_NAME,
    }))
}

/// « 732 829 320 »
fn spaced(siren: &str) -> String {
    let mut said = String::new();
    for (at, digit) in siren.chars().enumerate() {
        if at > 0 && at % 3 == 0 {
            said.push('\u{a0}');
        }
        said.push(digit);
    }
    said
}

/// Carries an answer out.
pub(super) async fn answer(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(reference): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let said = asked::form(body, &["geste", "mots", "motif", "nom", "adresse"])?;
    let words = said.get("mots").to_owned();
    let me = signed_in.holder;
    let mut rng: StdRng = rand::make_rng();
    let means = state.relay();
    let (fait, carried) = match said.get("geste") {
        "nom" => {
            let given = (said.get("nom"), said.get("adresse"));
            let given = holder::give_identity(means, me, reference, given, &mut rng).await;
            ("nom", given)
        }
        geste => {
            let (fait, answer) = match geste {
                "repondre" => ("reponse", Answer::Reply(words.clone())),
                "accepter" => ("accepte", Answer::Accept(words.clone())),
                "refuser" => ("refuse", Answer::Refuse),
                "signaler" => {
                    let Some(reason) = Reason::named(said.get("motif")) else {
                        let notes = Notes {
                            wrong: "relay-no-reason",
                            reporting: true,
                            ..Notes::default()
                        };
                        let page = shown(&state, &signed_in, language, reference, notes).await?;
                        return Ok(unprocessable(page));
                    };
                    ("signale", Answer::Report(reason))
                }
                _ => return Err(Problem::new(Code::UNPROCESSABLE, "geste")),
            };
            let done = holder::answer(means, me, reference, &answer, &mut rng).await;
            (fait, done)
        }
    };
    let (wrong, status) = match carried {
        Ok(()) => {
            let to = format!("/mes-propositions/{reference}?fait={fait}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(RelayError::Words(wrong)) => (about_words(wrong), StatusCode::UNPROCESSABLE_ENTITY),
        Err(RelayError::NoIdentity) => ("relay-no-identity", StatusCode::UNPROCESSABLE_ENTITY),
        Err(RelayError::Closed) => ("relay-closed", StatusCode::CONFLICT),
        Err(error) => return Err(error.into()),
    };
    let notes = Notes {
        wrong,
        typed: words,
        name: Some(said.get("nom").to_owned()).filter(|name| !name.is_empty()),
        ..Notes::default()
    };
    let page = shown(&state, &signed_in, language, reference, notes).await?;
    Ok(told(page, status))
}
