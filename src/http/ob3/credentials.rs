//! `/ims/ob/v3p0/credentials`: a holder's badges are read page by page, and new ones or new versions come in.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{CREDENTIALS, StatusInfo, TOTAL, access};
use crate::account::oauth::Scope;
use crate::account::rights::viewing::application_read;
use crate::database::acting;
use crate::http::{AppState, query};
use crate::passport::exchange::{self, Part, Put, Shared};
use crate::passport::service::Passport;
use crate::passport::{Reason, Refusal, Verifier};

/// Badges of a page when nothing else is asked.
const USUAL: i64 = 20;
/// Badges of a page at most: who asks for more gets these, and the address of the next.
const MOST: i64 = 50;

/// `GetOpenBadgeCredentialsResponse`
#[derive(Default, Serialize)]
struct Page {
    credential: Vec<Box<RawValue>>,
    #[serde(rename = "compactJwsString")]
    compact_jws_string: Vec<String>,
}

/// A page of the holder's badges, with how many there are and where the others are (RFC 8288).
pub(super) async fn list(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, StatusInfo> {
    let access = access(&state, &headers, Scope::ReadCredentials).await?;
    let part = part(asked.as_deref())?;
    let (total, shared) = exchange::list(&state.db.app, access.holder, part)
        .await
        .map_err(|error| StatusInfo::failed(&error))?;
    application_read(
        &state.db.app,
        access.holder,
        access.application,
        &*state.clock,
    )
    .await
    .map_err(|error| StatusInfo::failed(&error))?;
    let mut page = Page::default();
    for one in shared {
        match one {
            Shared::Document(document) => page.credential.push(document),
            Shared::Jws(text) => page.compact_jws_string.push(text),
        }
    }
    let mut response = Json(page).into_response();
    let out = response.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(TOTAL, total.into());
    if let Ok(links) = HeaderValue::from_str(&links(&state.base.url(CREDENTIALS), part, total)) {
        out.insert(LINK, links);
    }
    Ok(response)
}

fn part(asked: Option<&str>) -> Result<Part, StatusInfo> {
    let known = ["limit", "offset", "since"];
    let asked = query::read(asked, &known)
        .map_err(|_| StatusInfo::parameter("query", "limit, offset and since, each once"))?;
    let number = |field: &'static str, least: i64, otherwise: i64| match asked.get(field) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| *number >= least)
            .ok_or_else(|| StatusInfo::parameter(field, "a whole number, large enough")),
    };
    let since = asked.get("since").map(|text| {
        DateTime::parse_from_rfc3339(text)
            .map(|since| since.to_utc())
            .map_err(|_| StatusInfo::parameter("since", "a date with time and zone (RFC 3339)"))
    });
    Ok(Part {
        limit: number("limit", 1, USUAL)?.min(MOST),
        offset: number("offset", 0, 0)?,
        since: since.transpose()?,
    })
}

/// First and last page always; the one before and the one after where there is one.
fn links(address: &str, part: Part, total: i64) -> String {
    let Part {
        limit,
        offset,
        since,
    } = part;
    let since = since.map_or_else(String::new, |since: DateTime<Utc>| {
        format!(
            "&since={}",
            since.to_rfc3339_opts(SecondsFormat::AutoSi, true)
        )
    });
    let link = |offset: i64, relation: &str| {
        format!("<{address}?limit={limit}&offset={offset}{since}>; rel=\"{relation}\"")
    };
    let mut links = Vec::new();
    if offset.saturating_add(limit) < total {
        links.push(link(offset + limit, "next"));
    }
    links.push(link((total - 1).max(0) / limit * limit, "last"));
    links.push(link(0, "first"));
    if offset > 0 {
        links.push(link((offset - limit).max(0), "prev"));
    }
    links.join(", ")
}

/// A badge comes in: new, or in the place of an older version of the same (Open Badges 3.0, 10).
pub(super) async fn put(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusInfo> {
    let access = access(&state, &headers, Scope::UpsertCredentials).await?;
    let (kind, format) = kind(&headers)?;
    let verifier = Verifier::own(&state.db.app, &state.base)
        .await
        .map_err(|error| StatusInfo::failed(&error))?;
    let (place, verifier) = state.online(verifier);
    let passport = Passport {
        pool: state.db.app.clone(),
        clock: state.clock.clone(),
        master: state.master.clone(),
        verifier,
        demonstration: state.demonstration,
    };
    let badge = body.trim_ascii().to_vec();
    let put = passport.put(badge, format, access.holder);
    let put = acting::as_the_house("another account may keep this badge already", put).await;
    drop(place);
    let status = match put.map_err(|error| StatusInfo::failed(&error))? {
        Put::Created => StatusCode::CREATED,
        Put::Replaced => StatusCode::OK,
        Put::Older => {
            return Err(StatusInfo::new(
                StatusCode::CONFLICT,
                "invalid_data",
                "a version of this badge with a later validFrom is kept already",
            ));
        }
        Put::Refused(refusal) => return Err(refused(&refusal)),
    };
    Ok((status, [(CONTENT_TYPE, kind)], body).into_response())
}

/// How the badge says that it comes, and what it must then be.
fn kind(headers: &HeaderMap) -> Result<(&'static str, &'static str), StatusInfo> {
    let said = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match said.as_str() {
        "application/json" => Ok(("application/json", "json")),
        "application/vc+ld+json" => Ok(("application/vc+ld+json", "json")),
        "text/plain" => Ok(("text/plain", "jws")),
        _ => Err(StatusInfo::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_acceptable",
            "application/json or application/vc+ld+json for a credential, text/plain for a compact JWS",
        )),
    }
}

fn refused(refusal: &Refusal) -> StatusInfo {
    let (status, minor) = match refusal.reason {
        Reason::RecipientMismatch | Reason::NotYours => (StatusCode::FORBIDDEN, "forbidden"),
        Reason::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "invalid_data"),
        _ => (StatusCode::BAD_REQUEST, "invalid_data"),
    };
    let description = format!("{}: {}", refusal.reason.as_str(), refusal.detail);
    StatusInfo::new(status, minor, description)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_know_their_neighbours() {
        let since = "2026-01-02T03:04:05Z".parse().ok();
        let part = |offset, limit, since| Part {
            since,
            offset,
            limit,
        };
        assert_eq!(
            links("https://x/c", part(0, 2, None), 2),
            "<https://x/c?limit=2&offset=0>; rel=\"last\", <https://x/c?limit=2&offset=0>; rel=\"first\""
        );
        assert_eq!(
            links("https://x/c", part(2, 2, since), 5),
            "<https://x/c?limit=2&offset=4&since=2026-01-02T03:04:05Z>; rel=\"next\", \
             <https://x/c?limit=2&offset=4&since=2026-01-02T03:04:05Z>; rel=\"last\", \
             <https://x/c?limit=2&offset=0&since=2026-01-02T03:04:05Z>; rel=\"first\", \
             <https://x/c?limit=2&offset=0&since=2026-01-02T03:04:05Z>; rel=\"prev\""
        );
        assert!(links("https://x/c", part(9, 2, None), 0).contains("offset=7>; rel=\"prev\""));
        assert!(links("https://x/c", part(i64::MAX, 50, None), 3).contains("rel=\"prev\""));
    }

    #[test]
    fn what_is_asked_is_read_or_refused() {
        let read =
            |asked: &str| part(Some(asked)).map_err(|refused| refused.into_response().status());
        assert_eq!(read("").unwrap().limit, USUAL);
        assert_eq!(read("limit=1000").unwrap().limit, MOST);
        assert!(
            read("since=2026-01-02T03:04:05%2B01:00")
                .unwrap()
                .since
                .is_some()
        );
        for wrong in [
            "limit=0",
            "limit=x",
            "offset=-1",
            "since=2026-01-02",
            "page=2",
            "limit=1&limit=2",
        ] {
            assert_eq!(read(wrong).unwrap_err(), StatusCode::BAD_REQUEST, "{wrong}");
        }
    }
}
