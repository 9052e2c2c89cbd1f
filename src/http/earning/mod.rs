//! Earning a badge here: asking for one, answering those who ask, handing out codes, and claiming by one.
//!
//! **Invariant:** an application is read by its author and, while it waits for them, by facilitators of the organisation
//! that was asked: to all others it does not exist. A code shows its badge before any sign-up, and survives the sign-in
//! because the address carries it.

mod apply;
mod cards;
mod claim;
mod codes;
mod own;
mod paper;
mod queue;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};

use super::account::private;
use super::pages::Page;
use super::session::{Staff, failed};
use super::{AppState, envelope};
use crate::account::roles::Role;
use crate::issuing::applications::ApplicationError;
use crate::issuing::applications::review::Reviewer;
use crate::issuing::claims::ClaimError;
use crate::network::framework::{Achievement, Framework};
use crate::network::service as network;
use crate::network::{Organisation, PublicBase};
use crate::openbadges::issue::Level;
use crate::passport::Verifier;
use crate::passport::earned::{EarnError, Earning};
use crate::passport::service::Passport;
use crate::problem::{Code, Problem};
use crate::text::{day, text};

/// The largest form of an application, in octets: two photographs as telephones make them, and the words.
const LARGEST: usize = 18 * 1024 * 1024;

pub(super) fn router() -> Router<AppState> {
    let application = get(own::page)
        .post(own::change)
        .layer(DefaultBodyLimit::max(LARGEST));
    Router::new()
        .route("/demander", get(apply::choose))
        .route("/demander/{slug}", get(apply::start).post(apply::begin))
        .route("/mes-demandes", get(own::list))
        .route("/mes-demandes/{id}", application)
        .route("/mes-demandes/{id}/retirer", post(own::withdraw))
        .route("/mes-demandes/{id}/preuves/{shown}", get(own::picture))
        .route("/a-traiter", get(queue::list))
        .route("/a-traiter/{id}", get(queue::page).post(queue::decide))
        .route("/a-traiter/{id}/preuves/{shown}", get(queue::picture))
        .route("/a-traiter/codes", get(codes::list).post(codes::make))
        .route("/a-traiter/codes/{id}", get(codes::page))
        .route("/a-traiter/codes/{id}/terminer", post(codes::end))
        .route("/a-traiter/cartes", get(cards::page).post(cards::hand_over))
        .route("/r/{code}/sans-adresse", get(paper::page).post(paper::keep))
        .route("/recevoir", get(claim::form).post(claim::typed))
        .route("/r/{code}", get(claim::page).post(claim::claim))
}

/// A person who reviews and awards for at least one organisation.
pub(super) struct Facilitator(pub(super) Reviewer);

impl FromRequestParts<AppState> for Facilitator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let staff = <Staff as FromRequestParts<_>>::from_request_parts(parts, state).await?;
        let roles = staff.roles.into_iter();
        let organisations: Vec<_> = roles
            .filter_map(|held| match held.role {
                Role::Facilitator(organisation) => Some(organisation),
                _ => None,
            })
            .collect();
        if organisations.is_empty() {
            return Err(Problem::from(Code::NOT_FOUND).into_response());
        }
        Ok(Self(Reviewer {
            holder: staff.signed_in.holder,
            organisations,
        }))
    }
}

/// One of several that a form offers.
struct Choice {
    value: String,
    name: String,
    detail: String,
    chosen: bool,
}

/// The three levels with what each asks for.
fn levels(page: &Page, achievement: &Achievement, chosen: i16) -> Vec<Choice> {
    Level::ALL
        .iter()
        .zip(achievement.criteria())
        .map(|(level, criterion)| Choice {
            value: level.number().to_string(),
            name: page.of("level", &level.number().to_string()),
            detail: criterion.to_owned(),
            chosen: i16::from(level.number()) == chosen,
        })
        .collect()
}

/// 1, 2 or 3, as a form sends it.
fn level(said: &str) -> Result<Level, Problem> {
    let number = said.parse::<u8>().ok();
    number
        .and_then(|number| Level::try_from(number).ok())
        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "niveau"))
}

fn framework() -> Result<Framework, Problem> {
    Framework::read().map_err(|_| Code::INTERNAL.into())
}

/// The organisations that may award an achievement, by name.
async fn awarding(
    state: &AppState,
    framework: &Framework,
    achievement: &Achievement,
) -> Result<Vec<Organisation>, Problem> {
    let mut all = network::organisations(&state.db.app).await?;
    all.retain(|one| framework.awards(&one.slug, achievement));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Where the picture of a level is, as an organisation awards it.
fn picture_of(organisation: &str, achievement: &str, level: i16) -> String {
    format!("/structures/{organisation}/badges/{achievement}/niveau-{level}.png")
}

/// The last part of an achievement's address.
fn slug<'a>(framework: &'a Framework, base: &PublicBase, uri: &str) -> &'a str {
    crate::issuing::ours(framework, base, uri).map_or("", |achievement| &achievement.slug)
}

/// A message with one date in it.
fn dated(page: &Page, key: &str, at: Option<DateTime<Utc>>) -> String {
    let date = at.map(|at| day(page.words, &at)).unwrap_or_default();
    text(page.words, key, &[("date", &date)])
}

/// What awards here, and keeps what it awards.
async fn earning(state: &AppState) -> Result<Earning, Problem> {
    let verifier = Verifier::own(&state.db.app, &state.base).await?;
    let passport = Passport {
        pool: state.db.app.clone(),
        clock: state.clock.clone(),
        master: state.master.clone(),
        verifier,
        demonstration: false,
    };
    Earning::open(passport, &state.base)
        .await
        .map_err(Problem::from)
}

/// A page with another status, which says itself what to try next.
fn told(mut page: Response, status: StatusCode) -> Response {
    *page.status_mut() = status;
    page.extensions_mut().insert(envelope::OwnPage);
    page
}

/// Evidence is served as something that can do nothing, and kept by nobody on the way.
fn evidence(png: Vec<u8>) -> Response {
    let mut response = ([(CONTENT_TYPE, "image/png")], png).into_response();
    let nothing = HeaderValue::from_static("default-src 'none'; sandbox");
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, nothing);
    private(response)
}

impl From<ApplicationError> for Problem {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Unknown => Code::NOT_FOUND.into(),
            ApplicationError::Moved => Code::CONFLICT.into(),
            ApplicationError::Database(error) => failed(&error),
            ApplicationError::Sealed(error) => {
                tracing::error!(%error, "an application cannot be read");
                Code::INTERNAL.into()
            }
            refused => Self::new(Code::UNPROCESSABLE, refused.to_string()),
        }
    }
}

impl From<ClaimError> for Problem {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Unknown => Code::NOT_FOUND.into(),
            ClaimError::Database(error) => failed(&error),
            ClaimError::Sealed(error) => {
                tracing::error!(%error, "a code cannot be read");
                Code::INTERNAL.into()
            }
            refused => Self::new(Code::UNPROCESSABLE, refused.to_string()),
        }
    }
}

impl From<EarnError> for Problem {
    fn from(error: EarnError) -> Self {
        match error {
            EarnError::Application(error) => error.into(),
            EarnError::Claim(error) => error.into(),
            EarnError::NoAddress | EarnError::Held(_) => Code::CONFLICT.into(),
            error => {
                tracing::error!(%error, "a badge could not be awarded");
                Code::UNAVAILABLE.into()
            }
        }
    }
}
