//! The router, security headers, tiles, pages, the API and its description.
//!
//! A request comes in at the [`door`], is answered by the [`front`] where a tile is in memory, or else passes the
//! [`envelope`] to the handler of its route.
//!
//! **Invariant:** every answer is noted by [`envelope::Noting`]: it bears a request id and the security headers, and what
//! is logged says nothing of a person. An error is a problem (RFC 9457). Public answers read [`Database::public`] alone.

mod account;
mod achievements;
mod api;
mod assets;
mod badges;
mod coordination;
mod credentials;
mod door;
mod earning;
mod envelope;
mod front;
mod health;
mod help;
mod law;
mod limits;
mod measures;
mod navigation;
mod oauth;
mod ob3;
mod pages;
mod presence;
mod published;
mod qr;
mod query;
mod recruiters;
mod relay;
mod search;
mod session;
mod sharing;
mod standings;
mod tiles;
mod tries;
mod verifier;

pub use door::{Bounds, serve};
pub use front::Front;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use chrono::TimeDelta;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::config::Operator;
use crate::database::Database;
use crate::fetch::{Fetcher, Many};
use crate::network::PublicBase;
use crate::passport::Verifier;
use crate::problem::{Code, Problem};
use crate::search::Engine;
use crate::text::{Language, text};

/// The largest body with a badge in it, in bytes: a badge of 2 MiB and the form around it.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024 + 64 * 1024;

/// The largest body of all others, in bytes: the words of a form, or thousands of badges that are ticked. It is held in
/// memory before anybody knows who sent it.
const FORM_LIMIT: usize = 256 * 1024;

/// What handlers share. A clone is one more pointer to it: each request makes several.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What is behind an [`AppState`].
#[derive(Clone)]
pub struct Shared {
    /// The doors to the database: that of requests, and for public pages the narrow one.
    pub db: Database,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where this installation is reached from outside.
    pub base: PublicBase,
    /// What holders' keys are wrapped under.
    pub master: MasterKey,
    /// Invented people only: every page says so.
    pub demonstration: bool,
    /// Whether mails leave this house: otherwise nobody can sign in, and pages say so.
    mails: bool,
    /// Who answers for it.
    pub operator: Operator,
    /// Answers recruiters' questions.
    pub engine: Engine,
    tiles: Arc<tiles::Cache>,
    limits: Arc<limits::Limits>,
    /// Codes of cards that are nobody's.
    wrong_cards: Arc<tries::Tries>,
    /// Codes of badges that lead nowhere.
    wrong_slips: Arc<tries::Tries>,
    /// Accounts made without an address.
    cards_made: Arc<tries::Tries>,
    standings: Arc<standings::Standings>,
    network: Option<Network>,
}

/// How badges that visitors show are looked up elsewhere.
#[derive(Clone)]
struct Network {
    fetcher: Fetcher,
    /// Verifications that may wait for the web at the same time.
    places: Arc<Semaphore>,
}

/// The longest that what somebody brings may wait for the web, within the time that an answer may take.
const WAITS: Duration = Duration::from_secs(12);

/// Visitors' badges that wait for the web at the same time; the others are judged by what is known here.
const AT_ONCE: usize = 16;

impl AppState {
    /// A state with an empty cache of tiles.
    #[must_use]
    pub fn new(
        db: Database,
        clock: Arc<dyn Clock>,
        base: PublicBase,
        master: MasterKey,
        demonstration: bool,
    ) -> Self {
        let engine = Engine::new(db.app.clone(), Arc::clone(&clock), master.clone());
        Self(Arc::new(Shared {
            engine,
            db: db.for_requests(),
            clock,
            base,
            master,
            demonstration,
            mails: true,
            operator: Operator::default(),
            tiles: Arc::default(),
            limits: Arc::default(),
            wrong_cards: Arc::new(tries::Tries::new(10, 600, TimeDelta::minutes(10))),
            wrong_slips: Arc::new(tries::Tries::new(10, 600, TimeDelta::minutes(10))),
            // A class or two, or the stand at a forum, behind one address.
            cards_made: Arc::new(tries::Tries::new(80, 1000, TimeDelta::hours(1))),
            standings: Arc::default(),
            network: None,
        }))
    }

    /// The same, where no server for mails is set.
    #[must_use]
    pub fn without_mails(self) -> Self {
        let mut shared = Arc::unwrap_or_clone(self.0);
        shared.mails = false;
        Self(Arc::new(shared))
    }

    /// The same, whose legal pages name who answers for it.
    #[must_use]
    pub fn with_operator(self, operator: Operator) -> Self {
        let mut shared = Arc::unwrap_or_clone(self.0);
        shared.operator = operator;
        Self(Arc::new(shared))
    }

    /// The same, which asks the web for what a shown badge names.
    #[must_use]
    pub fn with_network(self, fetcher: Fetcher) -> Self {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut shared = Arc::unwrap_or_clone(self.0);
        shared.network = Some(Network { fetcher, places });
        Self(Arc::new(shared))
    }
}

impl Shared {
    /// Refuses what needs a mail, where none would leave: better than a promise that nobody keeps.
    fn can_mail(&self, language: Language) -> Result<(), Problem> {
        if self.mails {
            return Ok(());
        }
        Err(Problem::new(
            Code::UNAVAILABLE,
            text(language, "mail-none-leaves", &[]),
        ))
    }

    /// A verifier that asks the web for what is not known here, while there is a place for one more to wait for it;
    /// otherwise such a badge is out of reach. The place is kept as long as what verifies.
    fn online(&self, own: Verifier) -> (Option<OwnedSemaphorePermit>, Verifier) {
        let found = self.network.as_ref().and_then(|network| {
            let place = Arc::clone(&network.places).try_acquire_owned().ok()?;
            let (fetcher, runtime) = (network.fetcher.clone(), Handle::current());
            Some((place, Many::new(fetcher, runtime, WAITS)))
        });
        match found {
            None => (None, own),
            Some((place, online)) => (Some(place), own.beside(Arc::new(online))),
        }
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Territoire apprenant",
    description = "Open Badges verified, and classes of published places; never a person.",
    license(name = "EUPL-1.2", identifier = "EUPL-1.2")
), modifiers(&Operators))]
struct Described;

/// How operators show who they are.
struct Operators;

impl utoipa::Modify for Operators {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        description
            .components
            .get_or_insert_default()
            .add_security_scheme("operator", SecurityScheme::Http(bearer));
    }
}

impl IntoResponse for Problem {
    /// Bare: [`envelope`] gives it its body, in the language and form that the request asks for.
    fn into_response(self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = axum::http::StatusCode::from_u16(self.code.status)
            .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        response.extensions_mut().insert(self);
        response
    }
}

/// A database that does not answer; its words stay in the log.
fn unavailable(error: &crate::statistics::StoreError) -> Problem {
    tracing::error!(%error, "the database did not answer a public question");
    Code::UNAVAILABLE.into()
}

/// All of it, behind [`Front`].
fn router(state: AppState) -> Router {
    let (described, description) = OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(api::map_geojson))
        .routes(routes!(credentials::post))
        .routes(routes!(achievements::list))
        .routes(routes!(achievements::review))
        .split_for_parts();
    measures::install();
    Router::new()
        .merge(described.layer(DefaultBodyLimit::max(BODY_LIMIT)))
        .merge(published::router())
        .merge(oauth::router())
        .merge(ob3::router())
        .merge(account::router(state.demonstration))
        .merge(badges::router())
        .merge(earning::router())
        .merge(sharing::router())
        .merge(presence::router())
        .merge(search::router())
        .merge(relay::router())
        .merge(law::router())
        .merge(recruiters::router())
        .merge(coordination::router())
        .route("/api/v1/openapi.json", get(async || Json(description)))
        .route("/", get(pages::home))
        .route("/carte", get(pages::map))
        .route("/langue", post(navigation::choose))
        .route(
            "/verifier",
            get(verifier::form)
                .post(verifier::answer)
                .layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .route("/aide", get(help::index))
        .route("/aide/applications", get(help::applications))
        .route("/aide/conformite", get(help::conformity))
        .route("/verifier/code", post(verifier::holder::send))
        .route("/verifier/titulaire", post(verifier::holder::confirm))
        .route("/problemes/{code}", get(pages::problem))
        .route(tiles::TILES, get(tiles::tile))
        .route("/assets/{*path}", get(assets::asset))
        .route("/csp-report", post(health::csp_report))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(async || Problem::from(Code::NOT_FOUND))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CompressionLayer::new().gzip(true).br(true).compress_when(
            DefaultPredicate::new().and(NotForContentType::const_new("application/zip")),
        ))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| {
                tracing::error!("a handler panicked");
                Problem::from(Code::INTERNAL).into_response()
            },
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            limits::within,
        ))
        .layer(middleware::from_fn(session::from_our_pages))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            envelope::envelope,
        ))
        .with_state(state)
}
