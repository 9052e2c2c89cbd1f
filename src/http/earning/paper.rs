//! `/r/{code}/sans-adresse`: a badge is kept without an e-mail address, in two taps.
//!
//! The card's code is drawn before its account is there and comes back sealed in the form, so that a form that is sent
//! twice, or whose answer got lost, has one outcome: the same card is shown again. The page of a new card answers the form
//! itself: a redirect would have to carry the code.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use serde::Deserialize;

use super::claim::{look, no_code, refused, shown};
use super::{earning, told};
use crate::account::cards::{CardCode, service as cards};
use crate::database::acting;
use crate::http::account::cards::{Shown, shown as card_shown};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{self, SignedIn, failed};
use crate::http::tries::Network;
use crate::http::{AppState, envelope, query};
use crate::issuing::claims::{ClaimError, Code as ClaimCode, Standing};
use crate::passport::earned::EarnError;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

/// How long the form is good for: it holds a code that nobody has yet.
const GOOD_FOR: TimeDelta = TimeDelta::hours(1);

#[derive(Template)]
#[template(path = "earning/paper.html", config = "web/askama.toml")]
struct WithoutAddress {
    page: Page,
    code: String,
    badge: String,
    lead: String,
    card: String,
    refusal: String,
}

/// What it means, and the button.
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
    if signed_in.is_some() {
        return Ok(to_badge(&code));
    }
    asking(&state, language, &code, network, "").await
}

fn to_badge(code: &ClaimCode) -> Response {
    private(Redirect::to(&format!("/r/{}", code.as_str())).into_response())
}

async fn asking(
    state: &AppState,
    language: Language,
    code: &ClaimCode,
    network: Network,
    refusal: &str,
) -> Result<Response, Problem> {
    let looked = match look(state, code, None, network).await {
        Ok(looked) if looked.standing == Standing::Open => looked,
        Ok(looked) => return shown(state, None, language, code, (looked, "")).await,
        Err(error) => return refused(state, None, language, code, error),
    };
    let mut rng: StdRng = rand::make_rng();
    let until = state.clock.now() + GOOD_FOR;
    let plain = format!(
        "{} {}",
        until.timestamp(),
        CardCode::draw(&mut rng).grouped()
    );
    let sealed = state
        .master
        .seal(&purpose(code), plain.as_bytes(), &mut rng);
    let page = Page::new(state, language, "badges");
    let said = [
        ("badge", looked.offer.achievement.as_str()),
        ("organisation", looked.offer.organisation_name.as_str()),
    ];
    let asked = WithoutAddress {
        code: code.as_str().to_owned(),
        badge: looked.offer.achievement.clone(),
        lead: text(language, "paper-lead", &said),
        card: URL_SAFE_NO_PAD.encode(sealed),
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        page,
    };
    render(language, &asked).map(private)
}

fn purpose(code: &ClaimCode) -> String {
    format!("http.card_offered {}", code.as_str())
}

/// The card that a form of ours brings back in time.
fn opened(state: &AppState, code: &ClaimCode, sealed: &str) -> Option<CardCode> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = state.master.open(&purpose(code), &sealed).ok()?;
    let (until, card) = std::str::from_utf8(&plain).ok()?.split_once(' ')?;
    let until: DateTime<Utc> = DateTime::from_timestamp(until.parse().ok()?, 0)?;
    CardCode::parse(card)
        .ok()
        .filter(|_| state.clock.now() < until)
}

/// The card, sealed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brought {
    carte: String,
}

/// Makes the account, with the badge in it, and shows its card this once.
pub(super) async fn keep(
    State(state): State<AppState>,
    signed_in: Option<SignedIn>,
    network: Network,
    Path(typed): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Brought>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Some(code) = ClaimCode::parse(&typed) else {
        return no_code(&state, language, &typed);
    };
    let Form(brought) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let Some(card) = opened(&state, &code, &brought.carte) else {
        let page = asking(&state, language, &code, network, "paper-too-old").await?;
        return Ok(told(page, StatusCode::CONFLICT));
    };
    let browser = session::browser(&headers);
    // Sent again: the card is there, and its answer may have got lost.
    if let Some(again) = again(&state, language, &card, &browser).await? {
        return Ok(again);
    }
    if signed_in.is_some() {
        return Ok(to_badge(&code));
    }
    if let Err(error) = look(&state, &code, None, network).await {
        return refused(&state, None, language, &code, error);
    }
    let Ok(counted) = state.cards_made.begin(network, state.clock.now()) else {
        let page = asking(&state, language, &code, network, "paper-too-many").await?;
        return Ok(told(page, StatusCode::TOO_MANY_REQUESTS));
    };
    let earning = earning(&state).await?;
    let claimed = earning.claim_with_card(&code, &card, &browser);
    let claimed = acting::as_the_house("an account is made for nobody yet", claimed).await;
    match claimed {
        Ok(session) => card_page(&state, language, &card, &session),
        Err(error) => {
            counted.give_back();
            // Two of the same form at once: the other one was quicker.
            if let Some(again) = again(&state, language, &card, &browser).await? {
                return Ok(again);
            }
            let refusal = match error {
                EarnError::Claim(ClaimError::Not(Standing::Full)) => "claim-full",
                EarnError::Claim(ClaimError::Not(Standing::Used)) => "claim-used",
                EarnError::Claim(ClaimError::Not(_)) => "claim-over",
                error => return Err(error.into()),
            };
            let looked = look(&state, &code, None, network).await?;
            let page = shown(&state, None, language, &code, (looked, refusal)).await?;
            Ok(told(page, StatusCode::CONFLICT))
        }
    }
}

async fn again(
    state: &AppState,
    language: Language,
    card: &CardCode,
    browser: &str,
) -> Result<Option<Response>, Problem> {
    let mut rng: StdRng = rand::make_rng();
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let again = cards::again(pool, card, browser, master, clock, &mut rng);
    let again = acting::as_the_house("who comes in is the question", again)
        .await
        .map_err(|error| failed(&error))?;
    again
        .map(|session| card_page(state, language, card, &session))
        .transpose()
}

fn card_page(
    state: &AppState,
    language: Language,
    card: &CardCode,
    session: &crate::account::secret::Secret,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "badges");
    card_shown(
        language,
        &Shown::own(state, page, card, "card-new"),
        session,
    )
}
