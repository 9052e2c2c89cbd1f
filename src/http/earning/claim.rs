//! `/recevoir` and `/r/{code}`: a badge is seen before any sign-up, then claimed in two taps.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{dated, earning, framework, picture_of, told};
use crate::account::Address;
use crate::account::service as account;
use crate::database::acting;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{SignedIn, failed};
use crate::http::tries::Network;
use crate::http::{AppState, envelope, query};
use crate::issuing::claims::taking::{self, Looked, Who};
use crate::issuing::claims::{ClaimError, Code as ClaimCode, Standing};
use crate::issuing::ours;
use crate::passport::earned::{self, EarnError};
use crate::problem::{Code, Problem};
use crate::text::Language;

#[derive(Template)]
#[template(path = "earning/receive.html", config = "web/askama.toml")]
struct Receive {
    page: Page,
    code: String,
    refusal: String,
}

#[derive(Template)]
#[template(path = "earning/claim.html", config = "web/askama.toml")]
struct Claim {
    page: Page,
    code: String,
    name: String,
    of: String,
    description: String,
    criterion: String,
    picture: String,
    /// It can be claimed now.
    open: bool,
    /// Why not, or what went wrong.
    said: String,
    /// The badge, where this person has it.
    mine: Option<Uuid>,
    signed_in: bool,
    addresses: Vec<String>,
}

/// Where a code is typed.
pub(super) async fn form(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    receive(&state, language, "", "")
}

fn receive(
    state: &AppState,
    language: Language,
    code: &str,
    refusal: &str,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "badges");
    let shown = Receive {
        code: code.chars().take(40).collect(),
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        page,
    };
    render(language, &shown).map(private)
}

/// A code that was typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    code: String,
}

/// Leads to the code's page.
pub(super) async fn typed(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(Typed { code }) =
        form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    match ClaimCode::parse(&code) {
        Some(read) => Ok(Redirect::to(&format!("/r/{}", read.as_str())).into_response()),
        None => Ok(unprocessable(receive(
            &state,
            language,
            &code,
            "receive-no-code",
        )?)),
    }
}

/// What the code hands out, before any sign-up.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    network: Network,
    Path(typed): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Some(code) = ClaimCode::parse(&typed) else {
        return no_code(&state, language, &typed);
    };
    let who = signed_in.map(|one| one.holder);
    match look(&state, &code, who, network).await {
        Ok(looked) => shown(&state, who, language, &code, (looked, "")).await,
        Err(error) => refused(&state, who, language, &code, error),
    }
}

pub(super) async fn look(
    state: &AppState,
    code: &ClaimCode,
    who: Option<Uuid>,
    network: Network,
) -> Result<Looked, ClaimError> {
    let clock = &*state.clock;
    let tried = state.wrong_slips.begin(network, clock.now()).ok();
    let who = match (who, &tried) {
        (Some(holder), _) => Who::Holder(holder),
        (None, Some(_)) => Who::Newcomer,
        (None, None) => Who::Anybody,
    };
    let looked = taking::look(&state.db.app, code, who, &state.master, clock);
    let looked = acting::as_the_house(
        "how often codes were tried is counted over everybody",
        looked,
    )
    .await;
    if let (Ok(_), Some(tried)) = (&looked, tried) {
        tried.give_back();
    }
    looked
}

pub(super) fn no_code(
    state: &AppState,
    language: Language,
    typed: &str,
) -> Result<Response, Problem> {
    let page = receive(state, language, typed, "receive-no-code")?;
    Ok(told(page, StatusCode::NOT_FOUND))
}

/// A code that leads nowhere, or one too many of them.
pub(super) fn refused(
    state: &AppState,
    who: Option<Uuid>,
    language: Language,
    code: &ClaimCode,
    error: ClaimError,
) -> Result<Response, Problem> {
    match error {
        ClaimError::Unknown => {
            let page = receive(state, language, &code.grouped(), "receive-unknown")?;
            Ok(told(page, StatusCode::NOT_FOUND))
        }
        // Guessing locks nobody out: whoever signs in has tries of their own.
        ClaimError::TooManyTries if who.is_none() => Ok(to_sign_in(code)),
        ClaimError::TooManyTries => {
            let page = receive(state, language, "", "receive-too-many")?;
            Ok(told(page, StatusCode::TOO_MANY_REQUESTS))
        }
        error => Err(error.into()),
    }
}

pub(super) async fn shown(
    state: &AppState,
    who: Option<Uuid>,
    language: Language,
    code: &ClaimCode,
    (looked, refusal): (Looked, &str),
) -> Result<Response, Problem> {
    let pool = &state.db.app;
    let Looked {
        offer,
        standing,
        mine,
    } = looked;
    let mine = match (who, mine) {
        (Some(holder), Some(uri)) => earned::kept(pool, holder, &uri).await,
        _ => Ok(None),
    };
    let addresses = match who {
        Some(holder) => account::addresses(pool, holder).await,
        None => Ok(Vec::new()),
    };
    let framework = framework()?;
    let achievement =
        ours(&framework, &state.base, &offer.achievement_uri).ok_or(Code::NOT_FOUND)?;
    let place = usize::try_from(offer.level - 1).unwrap_or_default();
    let page = Page::new(state, language, "badges");
    let said = match (refusal, standing) {
        ("", Standing::Open) => String::new(),
        ("", Standing::Early) => dated(
            &page,
            "claim-early",
            Some(offer.opens_at + chrono::TimeDelta::hours(2)),
        ),
        ("", closed) => page.of("claim", closed.as_str()),
        (refusal, _) => page.t(refusal),
    };
    let claim = Claim {
        code: code.as_str().to_owned(),
        name: achievement.name.clone(),
        of: format!(
            "{} · {}",
            page.of("level", &offer.level.to_string()),
            offer.organisation_name
        ),
        description: achievement.description.clone(),
        criterion: achievement
            .criteria()
            .get(place)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        picture: picture_of(&offer.organisation_slug, &achievement.slug, offer.level),
        open: standing == Standing::Open && refusal.is_empty(),
        said,
        mine: mine.map_err(|error| failed(&error))?,
        signed_in: who.is_some(),
        addresses: addresses
            .map_err(|error| failed(&error))?
            .iter()
            .map(|address| address.as_str().to_owned())
            .collect(),
        page,
    };
    render(language, &claim).map(private)
}

/// By a link to the mailbox and back: the address carries the code.
fn to_sign_in(code: &ClaimCode) -> Response {
    let next = format!("/connexion?suite=%2Fr%2F{}", code.as_str());
    private(Redirect::to(&next).into_response())
}

/// To which address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    #[serde(default)]
    adresse: String,
}

/// Claims the badge; whoever is not signed in, or no longer, does that first and comes back.
pub(super) async fn claim(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    network: Network,
    Path(typed): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Chosen>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(chosen) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let Some(code) = ClaimCode::parse(&typed) else {
        return no_code(&state, language, &typed);
    };
    let Some(signed_in) = signed_in else {
        return Ok(to_sign_in(&code));
    };
    // A code that leads nowhere counts here as it does on its page.
    let who = Some(signed_in.holder);
    if let Err(error) = look(&state, &code, who, network).await {
        return refused(&state, who, language, &code, error);
    }
    let address = match chosen.adresse.as_str() {
        "" => None,
        said => {
            Some(Address::parse(said).map_err(|_| Problem::new(Code::UNPROCESSABLE, "adresse"))?)
        }
    };
    let earning = earning(&state).await?;
    let claimed = earning.claim(&code, signed_in.holder, address.as_ref());
    let claimed = acting::as_the_house("what is awarded goes to whom it is for", claimed).await;
    let refusal = match claimed {
        Ok(badge) | Err(EarnError::Held(badge)) => {
            return Ok(Redirect::to(&format!("/mes-badges/{badge}")).into_response());
        }
        // Pressed twice: the page shows the badge.
        Err(EarnError::Claim(ClaimError::Before(_))) => {
            return Ok(Redirect::to(&format!("/r/{}", code.as_str())).into_response());
        }
        Err(EarnError::Claim(ClaimError::Not(standing))) => match standing {
            Standing::Full => "claim-full",
            Standing::Used => "claim-used",
            _ => "claim-over",
        },
        Err(EarnError::Claim(ClaimError::Maker)) => "claim-maker",
        Err(error) => return Err(error.into()),
    };
    let looked = look(&state, &code, who, network).await?;
    let page = shown(&state, who, language, &code, (looked, refusal)).await?;
    Ok(told(page, StatusCode::CONFLICT))
}
