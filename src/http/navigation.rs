//! Where one is, and what else is there: the pages of a holder, a recruiter, a facilitator, a coordinator, in one row
//! under the heading of the site; and the language that somebody chose.
//!
//! **Invariant:** a row names pages that whoever reads it may open. A holder's row stands beside « Qui peut me voir ».

use axum::extract::RawForm;
use axum::http::header::{HOST, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::pages::Page;
use super::{envelope, query};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// What keeps the language that was chosen: a preference, in two letters, that says nothing of a person.
const LANGUAGE: &str = "langue";

/// One page of a row: where it is, its name, and the key that a page in it bears as `here`.
type Link = (&'static str, &'static str, &'static str);

const HOLDER: &[Link] = &[
    ("/mes-badges", "badges-title", "badges"),
    ("/mes-demandes", "mine-title", "requests"),
    ("/mes-partages", "shares-title", "shares"),
    ("/mes-propositions", "relay-mine-title", "proposals"),
    ("/qui-m-a-vu", "seen-title", "viewers"),
];

const RECRUITER: &[Link] = &[
    ("/recruteurs/chercher", "rooms-search", "search"),
    ("/recruteurs/recherches", "kept-title", "kept"),
    ("/recruteurs/propositions", "relay-sent-title", "sent"),
    ("/recruteurs", "recruiters-access", "recruiting"),
];

const FACILITATOR: &[Link] = &[
    ("/a-traiter", "queue-title", "queue"),
    ("/a-traiter/codes", "rooms-codes", "codes"),
    ("/a-traiter/cartes", "rooms-cards", "handing"),
    ("/a-traiter/besoins", "relay-needs-title", "needs"),
];

const COORDINATOR: &[Link] = &[
    ("/coordination", "desk-title", "desk"),
    (
        "/coordination/recruteurs",
        "desk-recruiters",
        "desk-recruiters",
    ),
    ("/coordination/signalements", "desk-reports", "desk-reports"),
    (
        "/coordination/badges-venus-d-ailleurs",
        "desk-badges",
        "desk-badges",
    ),
    (
        "/coordination/entreprises",
        "desk-companies",
        "desk-companies",
    ),
];

/// A page of the row, as it is shown.
pub(super) struct Room {
    pub(super) path: &'static str,
    pub(super) name: String,
    pub(super) here: bool,
}

/// Which row a page stands in, and what the row is called.
fn row(page: &Page) -> Option<(&'static str, &'static [Link])> {
    let has = |row: &[Link]| row.iter().any(|link| link.2 == page.here);
    if page.seen.is_some() {
        Some(("rooms-holder", HOLDER))
    } else if has(RECRUITER) {
        Some(("rooms-recruiter", RECRUITER))
    } else if has(FACILITATOR) {
        Some(("rooms-facilitator", FACILITATOR))
    } else if has(COORDINATOR) && page.here != "desk" {
        // The desk itself is all of them, with what waits.
        Some(("rooms-coordinator", COORDINATOR))
    } else {
        None
    }
}

/// What the row of a page is called; empty: it stands in none.
pub(super) fn name(page: &Page) -> String {
    row(page).map_or_else(String::new, |(name, _)| page.t(name))
}

/// The row of a page.
pub(super) fn rooms(page: &Page) -> Vec<Room> {
    let links = row(page).map_or(&[][..], |(_, links)| links);
    let room = |&(path, name, key): &Link| Room {
        path,
        name: page.t(name),
        here: key == page.here,
    };
    links.iter().map(room).collect()
}

/// The entry of the site's heading that a page stands under.
pub(super) fn entry(page: &Page) -> &'static str {
    match page.here {
        "requests" | "shares" | "proposals" | "viewers" | "presence" => "badges",
        here => here,
    }
}

/// The language that somebody chose on an earlier page.
pub(super) fn chosen(headers: &HeaderMap) -> Option<Language> {
    envelope::cookie(headers, LANGUAGE).and_then(Language::from_code)
}

/// `POST /langue`: this page again, and those to come, in the other language.
pub(super) async fn choose(
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Result<Response, Problem> {
    let form = std::str::from_utf8(&form).map_err(|_| Code::BAD_REQUEST)?;
    let said = query::read(Some(form), &["langue"])?;
    let language = said
        .get("langue")
        .and_then(|code| Language::from_code(code))
        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "langue"))?;
    let cookie = format!(
        "{LANGUAGE}={}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax",
        language.as_str()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| Code::INTERNAL)?;
    let back = Redirect::to(&back(&headers)).into_response();
    Ok(([(SET_COOKIE, cookie)], back).into_response())
}

/// The page of ours that somebody comes from, without a language of its own; a page that only an answer to a form
/// has, is left for the one with the form.
fn back(headers: &HeaderMap) -> String {
    let said = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let from = said(REFERER).and_then(|from| from.parse::<Uri>().ok());
    let (Some(from), Some(host)) = (from, said(HOST)) else {
        return "/".to_owned();
    };
    if from
        .authority()
        .is_none_or(|authority| authority.as_str() != host)
    {
        return "/".to_owned();
    }
    let path = match from.path() {
        "/ma-presence/apercu" | "/ma-presence/entreprises" => "/ma-presence",
        "/mes-badges/apporter" => "/mes-badges",
        "/verifier/code" | "/verifier/titulaire" => "/verifier",
        path => path,
    };
    let path = path.trim_start_matches(['/', '\\']);
    let kept: Vec<&str> = from
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        format!("/{path}")
    } else {
        format!("/{path}?{}", kept.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(referer: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("badges.example"));
        headers.extend(HeaderValue::from_str(referer).map(|value| (REFERER, value)));
        back(&headers)
    }

    #[test]
    fn one_is_led_back_to_the_same_page_and_never_to_another_site() {
        assert_eq!(
            from("https://badges.example/carte?territoire=epci:1&lang=en"),
            "/carte?territoire=epci:1"
        );
        assert_eq!(
            from("https://badges.example/ma-presence/apercu"),
            "/ma-presence"
        );
        assert_eq!(
            from("https://badges.example//evil.example/x"),
            "/evil.example/x"
        );
        assert_eq!(from("https://evil.example/carte"), "/");
        assert_eq!(from("nothing at all"), "/");
    }
}
