//! `/recruteurs/mailles/{z}/{x}/{y}.mvt`: the map of a question, as vector tiles.
//!
//! `?…` as the page of the question: the same parameters, asked at the same place, counted once with it (R5). Without a
//! competence the cells are bare, as the page's map is. Each published cell is a feature of the layer `mailles` with its
//! number as `id`, the `class` of the legend and the kind of `scope` whose figure it shows.
//!
//! **Invariant:** a tile that is answered from memory ([`at_hand`]) passed every check that any other passes, by what was
//! read no longer ago than an index may be old: who asks ([`Standings`](crate::http::standings::Standings)), that the
//! question is charged, and what is known of who may be found. A program is told why it is refused, not led elsewhere.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};

use super::asked::Asked;
use super::{missing, refused};
use crate::http::session::{self, RecruitingByProgram, failed};
use crate::http::{AppState, tiles};
use crate::presence::question::{Question, Together};
use crate::problem::{Code, Problem};
use crate::search::tiles::{Place, Tile};

/// Where they are asked for.
pub(in crate::http) const MAILLES: &str = "/recruteurs/mailles/{z}/{x}/{y}";
/// The same, as a map is told it.
pub(super) const ADDRESS: &str = "/recruteurs/mailles/{z}/{x}/{y}.mvt";
/// What they all begin with.
pub(in crate::http) const ROOM: &str = "/recruteurs/mailles/";

/// The tile of whoever is known to be let in, where all of it is in memory.
pub(in crate::http) fn at_hand(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<Response> {
    let standings = &state.standings;
    let recruiter = standings.known(session::cookie(headers)?, &*state.clock)?;
    let (company, asked) = (&recruiter.company, uri.path_and_query()?.as_str());
    let tile = state.engine.tile_given(company, asked).or_else(|| {
        let mut place = uri.path().strip_prefix(ROOM)?.split('/');
        let place = (place.next()?, place.next()?, place.next()?, place.next());
        let (z, x, y, None) = place else { return None };
        let at = tiles::place((z, x, y)).ok()?;
        let together = state.engine.together_at_hand()?;
        let read = (question(uri.query(), together).ok()?, together);
        state.engine.tile_at_hand(company, asked, read, at)
    })?;
    Some(answer(tile, headers))
}

/// One tile of the map of a question.
pub(super) async fn tile(
    State(state): State<AppState>,
    RecruitingByProgram(recruiting): RecruitingByProgram,
    Path((z, x, y)): Path<(String, String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let at: Place = tiles::place((&z, &x, &y)).map_err(Problem::into_response)?;
    let together = state.engine.together().await;
    let together = together.map_err(|error| failed(&error).into_response())?;
    let question = question(uri.query(), together).map_err(Problem::into_response)?;
    if let Some(question) = &question {
        let missing = missing(&state.engine, question).await;
        match missing.map_err(|error| failed(&error).into_response())? {
            None => {}
            Some("lieu") => return Err(Problem::from(Code::UNKNOWN_TERRITORY).into_response()),
            Some(field) => {
                return Err(Problem::new(Code::INVALID_PARAMETER, field).into_response());
            }
        }
    }
    let tile = state
        .engine
        .tile(&recruiting.recruiter, question.as_ref(), at)
        .await
        .map_err(|error| refused(&error, &*state.clock))?;
    Ok(answer(tile, &headers))
}

/// The question of a page; `None`: nothing is sought yet. What the page would ask about first is refused here.
fn question(query: Option<&str>, together: Together) -> Result<Option<Question>, Problem> {
    let asked = Asked::read(query)?;
    if asked.typing {
        return Err(Problem::new(Code::INVALID_PARAMETER, "vue"));
    }
    if !asked.commune.is_empty() {
        return Err(Problem::new(Code::INVALID_PARAMETER, "commune"));
    }
    if asked.wanted.is_empty() {
        return Ok(None);
    }
    let question = asked.question(together);
    let wrong = |_| Problem::new(Code::INVALID_PARAMETER, "competence");
    question.map(Some).map_err(wrong)
}

/// The octets of a tile, as they are or compressed, without a copy.
struct Octets(Arc<Tile>, bool);

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        if self.1 { &self.0.gzip } else { &self.0.plain }
    }
}

fn answer(tile: Arc<Tile>, headers: &HeaderMap) -> Response {
    static KIND: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
    static NOBODY: HeaderValue = HeaderValue::from_static("private, no-store");
    static VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding");
    let empty = tile.plain.is_empty();
    let gzip = !empty && tiles::accepts(headers, "gzip");
    let mut response = if empty {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NO_CONTENT;
        response
    } else {
        Response::new(Body::from(Bytes::from_owner(Octets(tile, gzip))))
    };
    let out = response.headers_mut();
    out.reserve(16);
    out.insert(CACHE_CONTROL, NOBODY.clone());
    out.insert(VARY, VARIES.clone());
    if !empty {
        out.insert(CONTENT_TYPE, KIND.clone());
    }
    if gzip {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_of_the_question_of_its_page() {
        let asked = "competence=programmer:2&competence=servir-a-table:1&tous=oui&lieu=epci:200030385&q=caf%C3%A9";
        let two = |query| question(query, Together::Two);
        let read = two(Some(asked)).expect("a question").expect("one");
        let page = Asked::read(Some(asked)).unwrap();
        assert_eq!(page.question(Together::Two), Ok(read));
        assert_eq!(two(None), Ok(None));
        assert_eq!(two(Some("lang=en&lieu=region:24")), Ok(None));
        let three = Some("competence=a:1&competence=b:1&competence=c:1&tous=oui");
        assert!(two(three).is_err() && question(three, Together::Three).is_ok());
        for (query, code) in [
            ("competence=programmer:1&vue=mots", Code::INVALID_PARAMETER),
            (
                "competence=programmer:1&commune=Blois",
                Code::INVALID_PARAMETER,
            ),
            ("competence=programmer:1&tous=oui", Code::INVALID_PARAMETER),
            (
                "competence=a:1&competence=b:1&competence=c:1&competence=d:1&competence=e:1&competence=f:1",
                Code::INVALID_PARAMETER,
            ),
            ("competence=programmer:9", Code::INVALID_PARAMETER),
            ("age=20", Code::UNKNOWN_PARAMETER),
            ("lieu=47.5,1.3", Code::UNKNOWN_TERRITORY),
        ] {
            let refused = two(Some(query)).expect_err(query);
            assert_eq!(refused.code, code, "{query}");
        }
    }
}
