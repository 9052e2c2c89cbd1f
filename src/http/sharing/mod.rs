//! What holders open to others, and what those read: links, CVs that name nobody, collections, the order of badges.
//!
//! **Invariant:** a holder's own pages are for them alone. A shared page reads the public door, may be found by no search
//! engine and kept by no cache; a link that was switched off is answered as one that never was.

mod badge;
mod collections;
mod cv;
mod cv_shown;
mod embedded;
mod order;
mod own;
mod shown;

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};
use uuid::Uuid;

use super::AppState;
use super::account::private;
use super::published::negotiation::Wanted;
use crate::issuing::published;
use crate::passport::sharing::{SharingError, line};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/mes-badges/{id}/partager", post(badge::open))
        .route("/mes-badges/{id}/ranger", post(order::arrange))
        .route(
            "/mes-badges/collections",
            get(collections::list).post(collections::begin),
        )
        .route(
            "/mes-badges/collections/{id}",
            get(collections::one).post(collections::keep),
        )
        .route(
            "/mes-badges/collections/{id}/defaire",
            post(collections::undo),
        )
        .route(
            "/mes-badges/collections/{id}/partager",
            post(collections::open),
        )
        .route("/mes-partages", get(own::list))
        .route("/mes-partages/cv", get(cv::form).post(cv::make))
        .route("/mes-partages/{id}", get(own::one))
        .route("/mes-partages/{id}/couper", post(own::cut))
        .route("/mes-partages/{id}/qr.svg", get(own::square))
        .route("/mes-partages/{id}/qr.png", get(own::square_in_pixels))
        .route("/mes-partages/{id}/code", post(cv::make_code))
        .route("/mes-partages/{id}/adresse", post(cv::show_address))
        .route("/p/{token}", get(shown::page))
        .route("/p/{token}/image.png", get(shown::picture))
        .route("/p/{token}/integre", get(embedded::page))
        .route("/oembed", get(embedded::oembed))
        .route("/cv/{token}", get(cv_shown::page))
        .route("/cv/{token}/code", post(cv_shown::prove))
        .route("/insignes/{competence}/{level}", get(insigne))
}

/// The picture of a competence at a level: the same for everybody who has it.
async fn insigne(
    Path((competence, level)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let level = level
        .strip_suffix(".png")
        .and_then(|level| level.parse().ok())
        .ok_or(Code::NOT_FOUND)?;
    let picture = published::competence_picture(&competence, level)?.ok_or(Code::NOT_FOUND)?;
    let wanted = Wanted::data(&competence, &headers);
    Ok(wanted.bytes("image/png", "public, max-age=3600", picture))
}

/// The path of that picture.
fn insigne_of(competence: &str, level: i16) -> String {
    format!("/insignes/{competence}/{level}.png")
}

/// A page that somebody reads who has its link: for no search engine and no cache.
fn unlisted(mut page: Response) -> Response {
    static ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");
    let nowhere = HeaderValue::from_static("noindex, nofollow, noarchive");
    page.headers_mut().insert(&ROBOTS, nowhere);
    private(page)
}

/// What became of sharing that did not.
fn failed(error: &SharingError, language: Language) -> Problem {
    if matches!(error, SharingError::TooMany) {
        return Problem::new(Code::UNPROCESSABLE, text(language, "share-too-many", &[]));
    }
    tracing::error!(%error, "what a holder shares could not be read or changed");
    Code::UNAVAILABLE.into()
}

/// A form as a browser sends it, where one name may come more than once.
struct Sent<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Sent<'a> {
    /// Reads it; a field that is not in the form is refused.
    fn read(body: &'a str, known: &[&str]) -> Result<Self, Problem> {
        let read: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).collect();
        match read.iter().find(|(name, _)| !known.contains(&&**name)) {
            None => Ok(Self(read)),
            Some((name, _)) => {
                let short: String = name.chars().take(40).collect();
                Err(Problem::new(Code::UNPROCESSABLE, short))
            }
        }
    }

    fn all<'s>(&'s self, named: &'s str) -> impl Iterator<Item = &'s str> {
        let fields = self.0.iter();
        fields.filter_map(move |(name, value)| (name == named).then_some(&**value))
    }

    fn one<'s>(&'s self, named: &'s str) -> &'s str {
        self.all(named).next().unwrap_or_default()
    }

    /// The badges that were ticked.
    fn badges(&self) -> Result<Vec<Uuid>, Problem> {
        self.all("badge")
            .map(|id| Uuid::parse_str(id).map_err(|_| Problem::new(Code::UNPROCESSABLE, "badge")))
            .collect()
    }

    /// A name or a title; `None`: nothing was written.
    fn line(&self, named: &str, language: Language) -> Result<Option<String>, Problem> {
        line(self.one(named)).map_err(|_| {
            let why = text(language, "share-line-wrong", &[]);
            Problem::new(Code::UNPROCESSABLE, why)
        })
    }
}
