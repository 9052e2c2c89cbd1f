//! A shared page inside other people's pages: the small page that alone may be framed, and oEmbed, which names it.

use std::fmt::Write as _;

use askama::Template;
use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::shown::{self, Card, Seen};
use super::unlisted;
use crate::http::envelope::OwnPage;
use crate::http::pages::{Page, render};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::shown::Shown;
use crate::problem::{Code, Problem};

/// Of the small page, in CSS pixels.
const WIDTH: u32 = 440;
const HEIGHT: u32 = 210;

/// What the small page may do: show its picture and its words, anywhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; \
     frame-ancestors *; base-uri 'none'";

#[derive(Template)]
#[template(path = "sharing/embedded.html", config = "web/askama.toml")]
struct Small {
    page: Page,
    title: String,
    lines: Vec<String>,
    picture: String,
    state: Option<(&'static str, &'static str, String)>,
    address: String,
}

/// The small page.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (token, shown) = shown::found(&state, &token, language).await?;
    let page = Page::new(&state, language, "");
    let address = state.base.url(&format!("/p/{}", token.as_str()));
    let small = match shown {
        Shown::Badge { badge, picture, .. } => {
            let Seen {
                name,
                level,
                dates,
                picture,
                state,
                ..
            } = shown::seen(&page, &badge, picture.then_some(&token));
            Small {
                title: name,
                lines: vec![level, dates],
                picture,
                state: Some(state),
                address,
                page,
            }
        }
        Shown::Collection { words, badges } => Small {
            title: words.title.unwrap_or_else(|| page.t("collection-untitled")),
            lines: badges.into_iter().take(4).map(|badge| badge.name).collect(),
            picture: String::new(),
            state: None,
            address,
            page,
        },
        Shown::Cv { .. } => return Err(Code::NOT_FOUND.into()),
    };
    let mut response = unlisted(render(language, &small)?);
    let policy = HeaderValue::from_static(POLICY);
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}

/// What one pastes into a page of one's own. The frame runs no script whoever its origin is; without its own it could
/// not load its letters.
pub(super) fn frame(address: &str, title: &str) -> String {
    let mut named = String::new();
    for letter in title.chars() {
        match letter {
            '&' => named.push_str("&amp;"),
            '"' => named.push_str("&quot;"),
            '<' => named.push_str("&lt;"),
            '>' => named.push_str("&gt;"),
            other => named.push(other),
        }
    }
    let mut frame = String::new();
    let _ = write!(
        frame,
        r#"<iframe src="{address}/integre" width="{WIDTH}" height="{HEIGHT}" title="{named}" loading="lazy" sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>"#
    );
    frame
}

/// Where oEmbed is asked of a shared page.
pub(super) fn address(state: &AppState, page: &str) -> String {
    let page: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
    state.base.url(&format!("/oembed?format=json&url={page}"))
}

/// oEmbed 1.0 for `url`, as `rich`. Consumers add parameters of their own: only those of the standard are read.
pub(super) async fn oembed(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = asked.unwrap_or_default();
    let said = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(asked.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    };
    if said("format").is_some_and(|format| format != "json") {
        // The standard's own answer to a form that is not written (2.3.2).
        let mut other = StatusCode::NOT_IMPLEMENTED.into_response();
        other.extensions_mut().insert(OwnPage);
        return Ok(other);
    }
    let url = said("url").ok_or_else(|| Problem::new(Code::INVALID_PARAMETER, "url"))?;
    let token = url
        .strip_prefix(&state.base.url("/p/"))
        .ok_or(Code::NOT_FOUND)?;
    let (token, shown) = shown::found(&state, token, language).await?;
    let page = Page::new(&state, language, "");
    let card = match shown {
        Shown::Badge { badge, picture, .. } => {
            let seen = shown::seen(&page, &badge, picture.then_some(&token));
            shown::card(&state, &page, &token, &seen)
        }
        Shown::Collection { words, .. } => Card {
            title: words.title.unwrap_or_else(|| page.t("collection-untitled")),
            description: String::new(),
            picture: String::new(),
            oembed: String::new(),
            address: state.base.url(&format!("/p/{}", token.as_str())),
        },
        Shown::Cv { .. } => return Err(Code::NOT_FOUND.into()),
    };
    let within = |asked: Option<String>, own: u32| {
        let most = asked.and_then(|most| most.parse::<u32>().ok());
        most.map_or(own, |most| most.min(own))
    };
    let (width, height) = (
        within(said("maxwidth"), WIDTH),
        within(said("maxheight"), HEIGHT),
    );
    let html = frame(&card.address, &card.title)
        .replace(&format!("width=\"{WIDTH}\""), &format!("width=\"{width}\""))
        .replace(
            &format!("height=\"{HEIGHT}\""),
            &format!("height=\"{height}\""),
        );
    let document = json!({
        "version": "1.0",
        "type": "rich",
        "title": card.title,
        "provider_name": page.t("site-name"),
        "provider_url": state.base.url("/"),
        "cache_age": 0,
        "width": width,
        "height": height,
        "html": html,
    });
    let mut response = unlisted(Json(document).into_response());
    let anyone = HeaderValue::from_static("*");
    response
        .headers_mut()
        .insert(ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    Ok(response)
}
