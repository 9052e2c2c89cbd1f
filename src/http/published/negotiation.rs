//! One address, two forms: which one is wanted, and how it travels.

use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::http::envelope;
use crate::text::Language;

/// How the answer is wanted.
pub(in crate::http) struct Wanted<'a> {
    /// The name without the ending `.json`.
    pub(super) name: &'a str,
    pub(super) page: bool,
    headers: &'a HeaderMap,
}

impl<'a> Wanted<'a> {
    /// A name that ends in `.json` is for machines, whatever the header says.
    pub(super) fn of(name: &'a str, headers: &'a HeaderMap) -> Self {
        match name.strip_suffix(".json") {
            Some(name) => Self {
                name,
                page: false,
                headers,
            },
            None => Self {
                name,
                page: prefers_page(headers),
                headers,
            },
        }
    }

    /// For machines alone.
    pub(in crate::http) fn data(name: &'a str, headers: &'a HeaderMap) -> Self {
        let name = name.strip_suffix(".json").unwrap_or(name);
        Self {
            name,
            page: false,
            headers,
        }
    }

    pub(super) fn language(&self) -> Language {
        envelope::language(None, self.headers)
    }

    /// Bytes with what caches need to know: a tag of their content, and what the choice hung on.
    pub(in crate::http) fn bytes(
        &self,
        kind: &'static str,
        keep: &'static str,
        body: Vec<u8>,
    ) -> Response {
        // Weak: the same content may travel compressed.
        let digest = Sha256::digest(&body);
        let tag = format!("W/\"{}\"", crate::openbadges::rdfc::hex(&digest[..12]));
        let same = self
            .headers
            .get(IF_NONE_MATCH)
            .and_then(|given| given.to_str().ok())
            .is_some_and(|given| {
                let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
                given
                    .split(',')
                    .any(|one| one.trim() == "*" || bare(one) == bare(&tag))
            });
        let mut response = if same {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(CONTENT_TYPE, kind)], body).into_response()
        };
        let out = response.headers_mut();
        out.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
        out.append(VARY, HeaderValue::from_static("Accept"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            out.insert(ETAG, tag);
        }
        response
    }

    pub(super) fn json(
        &self,
        kind: &'static str,
        keep: &'static str,
        document: &Value,
    ) -> Response {
        self.bytes(kind, keep, document.to_string().into_bytes())
    }
}

/// Whether a page is named before, and with no less weight than, every JSON type (RFC 9110, 12.5.1).
fn prefers_page(headers: &HeaderMap) -> bool {
    let mut page = 0.0_f32;
    let mut data = 0.0_f32;
    let given = headers.get_all(ACCEPT);
    let ranges = given
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    for range in ranges {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(1.0, |q| q.parse().unwrap_or(0.0));
        if kind == "text/html" {
            page = page.max(weight);
        } else if kind.ends_with("json") {
            data = data.max(weight);
        }
    }
    page > 0.0 && page >= data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_pages_and_machines_data() {
        let wants = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            prefers_page(&headers)
        };
        assert!(wants(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        ));
        assert!(wants("application/ld+json;q=0.5, text/html"));
        assert!(!wants("application/ld+json, text/html;q=0.9"));
        assert!(!wants("application/json"));
        assert!(!wants("*/*"));
        assert!(!wants("text/html;q=0"));
        assert!(!prefers_page(&HeaderMap::new()));
    }
}
