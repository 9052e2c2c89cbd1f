//! Vector tiles of the public map, built and compressed once a release, then served as bytes.
//!
//! **Invariant:** a tile is of the latest release and of the public role; the cache holds a bounded number of bytes.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::{AppState, query, unavailable};
use crate::problem::{Code, Problem};
use crate::statistics::{Pool, StoreError, View, service, tiles_store};

/// What the cache may hold, in bytes; beyond, it starts anew.
const BUDGET: usize = 48 * 1024 * 1024;

type Key = (i32, String, i32, i32, i32);

struct Built {
    plain: Bytes,
    gzip: Bytes,
    br: Bytes,
}

#[derive(Default)]
pub(super) struct Cache {
    tiles: Mutex<(HashMap<Key, Arc<Built>>, usize)>,
    told: Mutex<Option<(Instant, Arc<Told>)>>,
}

/// How long what the database told is believed: a new release shows this much later.
const BELIEVED: Duration = Duration::from_secs(1);

/// What every tile asks: which release is the latest (0 before the first), and which families there are.
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
        let held = self
            .told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((since, told)) = held
            && since.elapsed() < BELIEVED
        {
            return Ok(told);
        }
        let asked = Instant::now();
        let told = Told::ask(public)
            .await
            .map_err(|error| unavailable(&error))?;
        let told = Arc::new(told);
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((asked, Arc::clone(&told)));
        Ok(told)
    }

    fn get(&self, key: &Key) -> Option<Arc<Built>> {
        let held = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        held.0.get(key).cloned()
    }

    fn put(&self, key: Key, tile: &Arc<Built>) {
        let size = tile.plain.len() + tile.gzip.len() + tile.br.len() + 200;
        let mut held = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        if held.1 + size > BUDGET {
            *held = (HashMap::new(), 0);
        }
        if held.0.insert(key, Arc::clone(tile)).is_none() {
            held.1 += size;
        }
    }
}

fn build(plain: Vec<u8>) -> std::io::Result<Built> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(8));
    gzip.write_all(&plain)?;
    let mut br = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut br, 4096, 9, 20);
    writer.write_all(&plain)?;
    drop(writer);
    Ok(Built {
        gzip: gzip.finish()?.into(),
        br: br.into(),
        plain: plain.into(),
    })
}

fn place((z, x, y): (&str, &str, &str)) -> Result<(i32, i32, i32), Problem> {
    let out = || Problem::from(Code::TILE_OUT_OF_RANGE);
    let y = y.strip_suffix(".mvt").ok_or(Code::NOT_FOUND)?;
    let number = |text: &str| text.parse::<i32>().map_err(|_| out());
    let (z, x, y) = (number(z)?, number(x)?, number(y)?);
    let inside = (4..=14).contains(&z) && [x, y].iter().all(|n| (0..1 << z).contains(n));
    inside.then_some((z, x, y)).ok_or_else(out)
}

/// Whether a coding is accepted (RFC 9110, 12.5.3): named, and not with a weight of zero.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
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
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let known: &[&str] = match layer.as_str() {
        "places" => &["family", "level"],
        "territory" => &[],
        _ => return Err(Code::UNKNOWN_LAYER.into()),
    };
    let at = place((&z, &x, &y))?;
    let asked = query::read(asked.as_deref(), known)?;
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
        let built = Arc::new(build(bytes).map_err(|_| Code::INTERNAL)?);
        state.tiles.put(key.clone(), &built);
        built
    };
    Ok(answer(&built, &key, &headers))
}

fn answer(built: &Built, (release, what, z, x, y): &Key, headers: &HeaderMap) -> Response {
    let (coding, bytes) = if accepts(headers, "br") {
        ("br", &built.br)
    } else if accepts(headers, "gzip") {
        ("gzip", &built.gzip)
    } else {
        ("", &built.plain)
    };
    let etag = format!(
        "\"{release}-{what}-{z}-{x}-{y}{}{coding}\"",
        if coding.is_empty() { "" } else { "-" }
    );
    let same = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|given| {
            given
                .split(',')
                .map(str::trim)
                .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
        });
    let (status, body) = if same {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else if built.plain.is_empty() {
        (StatusCode::NO_CONTENT, Body::empty())
    } else {
        (StatusCode::OK, Body::from(bytes.clone()))
    };
    let mut response = (status, body).into_response();
    let out = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        out.insert(ETAG, etag);
    }
    out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    out.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    if status == StatusCode::OK {
        let kind = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
        out.insert(CONTENT_TYPE, kind);
        if !coding.is_empty() {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
    }
    response
}
