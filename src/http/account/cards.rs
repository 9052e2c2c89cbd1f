//! Cards: the way in without an e-mail address, and `/mon-compte/carte`, where its holder sees and changes theirs.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::entry::{Typed, sign_in};
use super::{NOBODY_YET, private};
use crate::account::cards::{CardCode, NotACode, handing, service};
use crate::account::entry;
use crate::account::secret::Secret;
use crate::account::service as account;
use crate::database::acting;
use crate::http::pages::{Page, render};
use crate::http::session::{self, SignedIn, failed};
use crate::http::tries::Network;
use crate::http::{AppState, assets, envelope, query};
use crate::issuing::claims::Code as ClaimCode;
use crate::passport::rights::{self, Joined};
use crate::presence::own;
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

/// How long before a consent ends its holder is told, where no mail tells them.
const ENDS_SOON: TimeDelta = TimeDelta::days(30);
/// What became of a card, as addresses have it.
const TOLD: [&str; 7] = [
    "refusee", "retiree", "gardee", "reunie", "separee", "inconnue", "trop",
];

/// A card that was just made: its code is shown this once.
#[derive(Template)]
#[template(path = "account/card.html", config = "web/askama.toml")]
pub(in crate::http) struct Shown {
    pub(in crate::http) page: Page,
    pub(in crate::http) script: String,
    pub(in crate::http) code: String,
    /// Where it is typed.
    pub(in crate::http) typed_at: String,
    pub(in crate::http) title: String,
    pub(in crate::http) lead: String,
    pub(in crate::http) next: &'static str,
    pub(in crate::http) next_said: String,
}

impl Shown {
    /// The page of somebody's own new card.
    pub(in crate::http) fn own(state: &AppState, page: Page, code: &CardCode, key: &str) -> Self {
        Self {
            script: assets::address("src/earning.ts"),
            code: code.grouped(),
            typed_at: state.base.url("/connexion"),
            title: page.of(key, "title"),
            lead: page.of(key, "lead"),
            next: "/mes-badges",
            next_said: page.t("card-next"),
            page,
        }
    }
}

/// The page of a new card, in a session that begins with it.
pub(in crate::http) fn shown(
    language: Language,
    shown: &Shown,
    session: &Secret,
) -> Result<Response, Problem> {
    let cookie = session::begun(session).ok_or(Code::INTERNAL)?;
    let page = render(language, shown)?;
    Ok(private(([(SET_COOKIE, cookie)], page).into_response()))
}

/// A card's code, as it was copied, and where its holder was going.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Copied {
    code: String,
    #[serde(default)]
    suite: String,
}

/// Lets the holder of a card in. Nothing is looked up for a slip of the pen; a code that is nobody's reads the same
/// whatever is wrong with it.
pub(in crate::http) async fn enter(
    State(state): State<AppState>,
    network: Network,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Copied>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(copied) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let next = entry::inside(Some(&copied.suite));
    let again = |refusal: &'static str, status: StatusCode| {
        let typed = Typed::Card(copied.code.chars().take(60).collect(), refusal);
        let mut page = sign_in(&state, language, next, typed)?;
        *page.status_mut() = status;
        page.extensions_mut().insert(envelope::OwnPage);
        Ok(page)
    };
    let code = match CardCode::parse(&copied.code) {
        Ok(code) => code,
        Err(error) => {
            return again(
                misread(&copied.code, error),
                StatusCode::UNPROCESSABLE_ENTITY,
            );
        }
    };
    let now = state.clock.now();
    let Ok(counted) = state.wrong_cards.begin(network, now) else {
        return again("card-too-many", StatusCode::TOO_MANY_REQUESTS);
    };
    let mut rng: StdRng = rand::make_rng();
    let browser = session::browser(&headers);
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let entered = service::enter(pool, &code, &browser, master, clock, &mut rng);
    let entered = acting::as_the_house(NOBODY_YET, entered)
        .await
        .map_err(|error| failed(&error))?;
    let Some(session) = entered else {
        return again("card-unknown", StatusCode::UNPROCESSABLE_ENTITY);
    };
    counted.give_back();
    let cookie = session::begun(&session).ok_or(Code::INTERNAL)?;
    let led = Redirect::to(next);
    Ok(private(([(SET_COOKIE, cookie)], led).into_response()))
}

/// What to say of something that is no card's code.
fn misread(typed: &str, error: NotACode) -> &'static str {
    match error {
        NotACode::Misread => "card-misread",
        NotACode::Shape if ClaimCode::parse(typed).is_some() => "card-is-a-slip",
        NotACode::Shape => "card-shape",
    }
}

#[derive(Template)]
#[template(path = "account/own_card.html", config = "web/askama.toml")]
struct OwnCard {
    page: Page,
    /// What became of it.
    told: String,
    /// When it was made and used, and who handed it over; empty without a card.
    said: Vec<String>,
    /// A new card that waits to be good.
    waiting: String,
    /// An address lets its holder in too.
    may_go: bool,
}

/// One's card.
pub(in crate::http) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "carte"])?;
    let told = asked.get("carte").filter(|told| TOLD.contains(&&***told));
    let (pool, holder) = (&state.db.app, signed_in.holder);
    let (card, waiting) = service::of(pool, holder)
        .await
        .map_err(|error| failed(&error))?;
    let addresses = account::addresses(pool, holder).await;
    let may_go = !addresses.map_err(|error| failed(&error))?.is_empty();
    let page = Page::own(&state, language, "account", holder).await?;
    let on = |key: &str, at: DateTime<Utc>| text(language, key, &[("date", &*day(language, &at))]);
    let shown = OwnCard {
        told: told.map_or_else(String::new, |told| page.of("card-told", told)),
        said: card.map_or_else(Vec::new, |card| {
            let mut said = vec![on("card-made", card.made_at)];
            said.push(match card.used_at {
                Some(at) => on("card-used", at),
                None => page.t("card-not-used"),
            });
            if let Some(organisation) = &card.given_by {
                said.push(text(
                    language,
                    "card-given-by",
                    &[("organisation", organisation)],
                ));
            }
            said
        }),
        waiting: waiting.map_or_else(String::new, |handed| {
            let said = [
                ("organisation", handed.organisation.as_str()),
                ("made", &*day(language, &handed.made_at)),
                ("date", &*day(language, &handed.good_from)),
            ];
            text(language, "card-waiting", &said)
        }),
        may_go,
        page,
    };
    render(language, &shown).map(private)
}

fn back(told: &str) -> Response {
    private(Redirect::to(&format!("/mon-compte/carte?carte={told}")).into_response())
}

/// A new code; the old one is good for nothing at once.
pub(in crate::http) async fn renew(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let mut rng: StdRng = rand::make_rng();
    let browser = session::browser(&headers);
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let renewed = service::renew(pool, signed_in.holder, &browser, master, clock, &mut rng)
        .await
        .map_err(|error| failed(&error))?;
    let (code, session) = renewed.ok_or(Code::NOT_FOUND)?;
    let page = Page::new(&state, language, "account");
    let card = Shown::own(&state, page, &code, "card-renewed");
    shown(language, &card, &session)
}

/// Does without the card.
pub(in crate::http) async fn drop(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let dropped = service::drop(&state.db.app, signed_in.holder, &*state.clock)
        .await
        .map_err(|error| failed(&error))?;
    Ok(back(if dropped { "retiree" } else { "gardee" }))
}

/// Refuses a new card that somebody asked for.
pub(in crate::http) async fn refuse(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    handing::refuse(&state.db.app, signed_in.holder, &*state.clock)
        .await
        .map_err(|error| failed(&error))?;
    Ok(back("refusee"))
}

/// The code of another account of the same person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Other {
    code: String,
}

/// Takes the account of a card into the one that is signed in.
pub(in crate::http) async fn join(
    State(state): State<AppState>,
    signed_in: SignedIn,
    network: Network,
    form: Result<Form<Other>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Other { code }) =
        form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let Ok(code) = CardCode::parse(&code) else {
        return Ok(back("inconnue"));
    };
    let Ok(counted) = state.wrong_cards.begin(network, state.clock.now()) else {
        return Ok(back("trop"));
    };
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let joined = rights::join_by_card(pool, signed_in.holder, &code, master, clock);
    let joined = acting::as_the_house("two accounts become one", joined)
        .await
        .map_err(|error| failed(&error))?;
    if joined == Joined::Closed {
        return Ok(back("inconnue"));
    }
    counted.give_back();
    Ok(back(if joined == Joined::Apart {
        "separee"
    } else {
        "reunie"
    }))
}

/// What somebody without an address is told on their pages, as no mail can tell them: each with where it leads.
pub(in crate::http) async fn notices(
    state: &AppState,
    page: &Page,
    holder: uuid::Uuid,
) -> Result<Vec<(String, &'static str, String)>, Problem> {
    let pool = &state.db.app;
    let ours = |error| failed(&error);
    let (card, waiting) = service::of(pool, holder).await.map_err(ours)?;
    let mut notices = Vec::new();
    if waiting.is_some() {
        notices.push((
            page.t("notice-card-waiting"),
            "/mon-compte/carte",
            page.t("notice-card-waiting-go"),
        ));
    }
    let addresses = account::addresses(pool, holder).await.map_err(ours)?;
    if card.is_none() || !addresses.is_empty() {
        return Ok(notices);
    }
    let clock = &*state.clock;
    let in_force = own::in_force(pool, clock, holder).await.map_err(ours)?;
    if let Some(in_force) = in_force
        && in_force.expires_at - clock.now() <= ENDS_SOON
    {
        let date = day(page.words, &in_force.expires_at);
        notices.push((
            text(page.words, "notice-ends", &[("date", &date)]),
            "/ma-presence",
            page.t("notice-ends-go"),
        ));
    }
    notices.push((
        page.t("notice-no-mail"),
        "/mon-compte/carte",
        page.t("notice-no-mail-go"),
    ));
    Ok(notices)
}
