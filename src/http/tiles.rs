//! Vector tiles of the public map, built and compressed once a release, then served as bytes.
//!
//! **Invariant:** a tile is of the latest release and of the public role; the cache holds a bounded number of bytes.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;

use super::{AppState, query, unavailable};
use crate::problem::{Code, Problem};
use crate::search::Recent;
use crate::statistics::{Pool, StoreError, View, service, tiles_store};

/// Where they are asked for.
pub(super) const TILES: &str = "/tuiles/{layer}/{z}/{x}/{y}";
/// What they all begin with.
pub(super) const ROOM: &str = "/tuiles/";

/// What the cache may hold, in bytes; beyond, it starts anew.
const BUDGET: usize = 48 * 1024 * 1024;
/// The longest path and query that is remembered.
const LONGEST_ASKED: usize = 160;

type Key = (i32, String, i32, i32, i32);

/// A tile, compressed once, with the tag of each of its codings.
struct Built {
    plain: Coded,
    gzip: Coded,
    br: Coded,
}

struct Coded {
    bytes: Bytes,
    etag: HeaderValue,
    /// Empty: as it is.
    coding: &'static str,
}

#[derive(Default)]
pub(super) struct Cache {
    tiles: Mutex<Held>,
    told: Recent<Told>,
}

#[derive(Default)]
struct Held {
    tiles: HashMap<Key, Arc<Built>>,
    /// The same by path and query as they were asked: of the release that the number names, alone.
    asked: HashMap<String, (i32, Arc<Built>)>,
    octets: usize,
}

impl Held {
    fn make_room(&mut self, size: usize) {
        if self.octets + size > BUDGET {
            *self = Self::default();
        }
        self.octets += size;
    }
}

/// What every tile asks, and is believed for a moment: which release is the latest (0 before the first), and which families there are.
struct Told {
    release: i32,
    families: HashSet<String>,
}

impl Told {
    async fn ask(public: &Pool) -> Result<Self, StoreError> {
        let choices = tiles_store::choices(public).await?;
        let families = choices.into_iter().filter(|choice| choice.kind == "family");
        Ok(Self {
            release: service::latest(public)
                .await?
                .map_or(0, |release| release.id),
            families: families.map(|family| family.code).collect(),
        })
    }
}

impl Cache {
    async fn told(&self, public: &Pool) -> Result<Arc<Told>, Problem> {
        let told = self.told.get(Told::ask(public)).await;
        told.map_err(|error| unavailable(&error))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.tiles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: &Key) -> Option<Arc<Built>> {
        self.held().tiles.get(key).cloned()
    }

    fn put(&self, key: Key, tile: &Arc<Built>) {
        let mut held = self.held();
        let parts = [&tile.plain, &tile.gzip, &tile.br];
        held.make_room(200 + parts.iter().map(|part| part.bytes.len()).sum::<usize>());
        held.tiles.insert(key, Arc::clone(tile));
    }

    /// Remembers which tile a path and query stand for.
    fn remember(&self, release: i32, asked: &str, tile: &Arc<Built>) {
        if asked.len() <= LONGEST_ASKED {
            let mut held = self.held();
            held.make_room(200 + asked.len());
            let tile = (release, Arc::clone(tile));
            held.asked.insert(asked.to_owned(), tile);
        }
    }
}

/// The answer to a tile that was asked for before, of the release that is believed to be the latest.
pub(super) fn at_hand(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let cache = &state.tiles;
    let told = cache.told.at_hand()?;
    let held = cache.held();
    let (release, built) = held.asked.get(uri.path_and_query()?.as_str())?;
    let built = (*release == told.release).then(|| Arc::clone(built))?;
    drop(held);
    Some(answer(&built, headers))
}

/// Compresses a tile, and names each of its codings: release, layer, tile.
fn build(plain: Vec<u8>, (release, what, z, x, y): &Key) -> std::io::Result<Built> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(8));
    gzip.write_all(&plain)?;
    let mut br = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut br, 4096, 9, 20);
    writer.write_all(&plain)?;
    drop(writer);
    let coded = |bytes: Vec<u8>, coding: &'static str| {
        let dash = if coding.is_empty() { "" } else { "-" };
        let etag = format!("\"{release}-{what}-{z}-{x}-{y}{dash}{coding}\"");
        let etag = HeaderValue::from_str(&etag).map_err(std::io::Error::other)?;
        let bytes = bytes.into();
        Ok::<_, std::io::Error>(Coded {
            bytes,
            etag,
            coding,
        })
    };
    Ok(Built {
        gzip: coded(gzip.finish()?, "gzip")?,
        br: coded(br, "br")?,
        plain: coded(plain, "")?,
    })
}

/// A tile's zoom, column and row, as an address says them.
pub(super) fn place((z, x, y): (&str, &str, &str)) -> Result<(i32, i32, i32), Problem> {
    let out = || Problem::from(Code::TILE_OUT_OF_RANGE);
    let y = y.strip_suffix(".mvt").ok_or(Code::NOT_FOUND)?;
    let number = |text: &str| text.parse::<i32>().map_err(|_| out());
    let (z, x, y) = (number(z)?, number(x)?, number(y)?);
    let inside = (4..=14).contains(&z) && [x, y].iter().all(|n| (0..1 << z).contains(n));
    inside.then_some((z, x, y)).ok_or_else(out)
}

/// Whether a coding is accepted (RFC 9110, 12.5.3): named, and not with a weight of zero.
pub(super) fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let mut parts = range.split(';').map(str::trim);
            parts.next() == Some(coding)
                && !parts.any(|part| {
                    part.strip_prefix("q=")
                        .is_some_and(|q| q.parse() == Ok(0.0_f32))
                })
        })
}

pub(super) async fn tile(
    State(state): State<AppState>,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (uri, headers) = (request.uri(), request.headers());
    let known: &[&str] = match layer.as_str() {
        "places" => &["family", "level"],
        "territory" => &[],
        _ => return Err(Code::UNKNOWN_LAYER.into()),
    };
    let at = place((&z, &x, &y))?;
    let asked = query::read(uri.query(), known)?;
    let view = query::view(asked.get("family"), asked.get("level"))?;
    let public = &state.db.public;
    let told = state.tiles.told(public).await?;
    if let View::Family(code) = &view
        && !told.families.contains(code)
    {
        return Err(Problem::new(Code::INVALID_PARAMETER, "family"));
    }
    let what = match &view {
        View::Holders => layer.clone(),
        View::Family(code) => format!("{layer}-f{code}"),
        View::Level(level) => format!("{layer}-l{level}"),
    };
    let key = (told.release, what, at.0, at.1, at.2);
    let built = if let Some(built) = state.tiles.get(&key) {
        built
    } else {
        let bytes = match (&view, layer.as_str()) {
            (_, "territory") => tiles_store::outlines(public, at).await,
            (View::Holders, _) => tiles_store::places(public, at, None, None).await,
            (View::Family(code), _) => tiles_store::places(public, at, Some(code), None).await,
            (View::Level(level), _) => {
                tiles_store::places(public, at, None, Some(i32::from(*level))).await
            }
        };
        let bytes = bytes.map_err(|error| unavailable(&error))?;
        let built = Arc::new(build(bytes, &key).map_err(|_| Code::INTERNAL)?);
        state.tiles.put(key, &built);
        built
    };
    let path = uri
        .path_and_query()
        .map_or(uri.path(), |asked| asked.as_str());
    state.tiles.remember(told.release, path, &built);
    Ok(answer(&built, headers))
}

fn answer(built: &Built, headers: &HeaderMap) -> Response {
    static KIND: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
    static KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");
    static VARIES: HeaderValue = HeaderValue::from_static("Accept-Encoding");
    let coded = if accepts(headers, "br") {
        &built.br
    } else if accepts(headers, "gzip") {
        &built.gzip
    } else {
        &built.plain
    };
    let same = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|given| {
            let mut tags = given.split(',').map(str::trim);
            tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == coded.etag)
        });
    let (status, body) = if same {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else if built.plain.bytes.is_empty() {
        (StatusCode::NO_CONTENT, Body::empty())
    } else {
        (StatusCode::OK, Body::from(coded.bytes.clone()))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let out = response.headers_mut();
    out.reserve(16);
    out.insert(ETAG, coded.etag.clone());
    out.insert(VARY, VARIES.clone());
    out.insert(CACHE_CONTROL, KEEP.clone());
    if status == StatusCode::OK {
        out.insert(CONTENT_TYPE, KIND.clone());
        if !coded.coding.is_empty() {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static(coded.coding));
        }
    }
    response
}
