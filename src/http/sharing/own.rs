//! « Mes partages »: every link that is open, what it shows, ways to pass it on, and the switch.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::cv::{self, Proof};
use super::cv_shown;
use super::embedded;
use super::failed;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::qr::{self, Square};
use crate::http::session::{self, SignedIn};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::links::{self, Certification, Server};
use crate::passport::sharing::service::{self, Link, What};
use crate::passport::sharing::shown::{self, Shown};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

#[derive(Template)]
#[template(path = "sharing/links.html", config = "web/askama.toml")]
struct Links {
    page: Page,
    links: Vec<Line>,
}

/// A link in the list.
struct Line {
    id: Uuid,
    kind: String,
    name: String,
    shows: String,
    since: String,
    address: String,
}

#[derive(Template)]
#[template(path = "sharing/link.html", config = "web/askama.toml")]
struct One {
    page: Page,
    line: Line,
    /// What stands in a CV or in a collection, as readers see it.
    inside: Vec<String>,
    square: Option<Square>,
    /// Where else it may be told: words and address.
    sends: Vec<(String, String)>,
    /// What was typed for a Mastodon server; none of it for a CV.
    mastodon: Option<Mastodon>,
    /// What one pastes into another page.
    embed: String,
    proof: Option<Proof>,
}

struct Mastodon {
    server: String,
    wrong: bool,
    address: String,
}

/// One's links.
pub(super) async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let links = service::links(&state.db.app, &state.master, signed_in.holder)
        .await
        .map_err(|error| failed(&error, language))?;
    let page = Page::own(&state, language, "shares", signed_in.holder).await?;
    let links = links.iter().map(|link| line(&state, &page, link)).collect();
    render(language, &Links { page, links }).map(private)
}

fn line(state: &AppState, page: &Page, link: &Link) -> Line {
    let said = |key: &str, args: &[(&str, &str)]| text(page.words, key, args);
    let (kind, name, mut shows) = match &link.what {
        What::Badge { name, level, .. } => (
            "badge",
            format!("{name} · {}", page.of("level", &level.to_string())),
            page.t("share-shows-badge"),
        ),
        What::Collection { name, .. } => {
            let title = link.words.title.clone();
            let name = title.unwrap_or_else(|| name.clone());
            ("collection", name, page.t("share-shows-collection"))
        }
        What::Cv { entries, .. } => (
            "cv",
            link.words
                .title
                .clone()
                .unwrap_or_else(|| page.t("cv-untitled")),
            match entries {
                1 => page.t("share-shows-cv-one"),
                more => said("share-shows-cv", &[("count", &more.to_string())]),
            },
        ),
    };
    match &link.words.name {
        Some(name) => shows = format!("{shows} {}", said("share-shows-name", &[("name", name)])),
        None if kind != "cv" => shows = format!("{shows} {}", page.t("share-shows-no-name")),
        None => {}
    }
    if let What::Cv {
        shown_address: Some(address),
        ..
    } = &link.what
    {
        shows = format!(
            "{shows} {}",
            said("share-shows-address", &[("address", address)])
        );
    }
    Line {
        id: link.id,
        kind: page.of("share-kind", kind),
        name,
        shows,
        since: said(
            "share-since",
            &[("date", &day(page.words, &link.created_at))],
        ),
        address: state.base.url(&link.path()),
    }
}

/// One link of one's own: what it shows, and how it is passed on.
pub(super) async fn one(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "serveur"])?;
    let link = found(&state, &signed_in, id, language).await?;
    let page = Page::own(&state, language, "shares", signed_in.holder).await?;
    let line = line(&state, &page, &link);
    let inside = inside(&state, &page, &link).await?;
    let proof = match &link.what {
        What::Cv { shown_address, .. } => {
            Some(cv::proof(&state, &signed_in, id, shown_address.clone(), &page).await?)
        }
        _ => None,
    };
    let server = asked.get("serveur").map(String::as_str);
    let (sends, mastodon) = sends(&page, &link, &line, server.unwrap_or_default());
    let address = &line.address;
    let one = One {
        square: Square::of_ours(address),
        embed: if proof.is_none() {
            embedded::frame(address, &line.name)
        } else {
            String::new()
        },
        page,
        line,
        inside,
        sends,
        mastodon,
        proof,
    };
    render(language, &one).map(private)
}

/// Where else a page may be told of: words and addresses, and the form for Mastodon. A CV goes by e-mail alone: what
/// names nobody is on no profile.
fn sends(
    page: &Page,
    link: &Link,
    line: &Line,
    server: &str,
) -> (Vec<(String, String)>, Option<Mastodon>) {
    let message = match &link.what {
        What::Badge { name, .. } => text(page.words, "share-message-badge", &[("badge", name)]),
        What::Collection { .. } => page.t("share-message-collection"),
        What::Cv { .. } => page.t("share-message-cv"),
    };
    let address = &line.address;
    let mut sends = vec![(
        page.t("share-by-email"),
        links::email(&line.name, &message, address),
    )];
    if matches!(link.what, What::Cv { .. }) {
        return (sends, None);
    }
    if let What::Badge {
        name,
        issuer,
        valid_from,
        valid_until,
        ..
    } = &link.what
    {
        let certification = Certification {
            name,
            organisation: issuer,
            issued: *valid_from,
            expires: *valid_until,
            page: address,
            id: link.token.as_str(),
        };
        sends.push((page.t("share-on-linkedin"), links::linkedin(&certification)));
    }
    sends.push((page.t("share-on-x"), links::x(&message, address)));
    let parsed = Server::parse(server);
    let mastodon = Mastodon {
        server: server.to_owned(),
        wrong: !server.is_empty() && parsed.is_err(),
        address: parsed
            .map(|server| links::mastodon(&server, &message, address))
            .unwrap_or_default(),
    };
    (sends, Some(mastodon))
}

/// What stands in a CV or in a collection, read as strangers read it.
async fn inside(state: &AppState, page: &Page, link: &Link) -> Result<Vec<String>, Problem> {
    if matches!(link.what, What::Badge { .. }) {
        return Ok(Vec::new());
    }
    let shown = shown::page(&state.db.app, &link.token, state.clock.now())
        .await
        .map_err(|error| failed(&error, page.words))?;
    let level = |level: i16| page.of("level", &level.to_string());
    Ok(match shown {
        Some(Shown::Cv { entries, .. }) => entries
            .into_iter()
            .map(|entry| cv_shown::named(page, &entry).join(" · "))
            .collect(),
        Some(Shown::Collection { badges, .. }) => badges
            .into_iter()
            .map(|badge| format!("{} · {}", badge.name, level(badge.level)))
            .collect(),
        _ => Vec::new(),
    })
}

async fn found(
    state: &AppState,
    signed_in: &SignedIn,
    id: Uuid,
    language: Language,
) -> Result<Link, Problem> {
    service::link(&state.db.app, &state.master, signed_in.holder, id)
        .await
        .map_err(|error| failed(&error, language))?
        .ok_or_else(|| Code::NOT_FOUND.into())
}

/// Switches a link off. One that is not there any more is off already.
pub(super) async fn cut(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    service::cut(&state.db.app, signed_in.holder, id)
        .await
        .map_err(|error| session::failed(&error))?;
    Ok(Redirect::to("/mes-partages").into_response())
}

/// Its square as SVG, to be printed.
pub(super) async fn square(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let link = found(&state, &signed_in, id, Language::Fr).await?;
    let square = Square::of_ours(&state.base.url(&link.path())).ok_or(Code::NOT_FOUND)?;
    Ok(file("image/svg+xml", "svg", square.svg().into_bytes()))
}

/// Its square as PNG.
pub(super) async fn square_in_pixels(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let link = found(&state, &signed_in, id, Language::Fr).await?;
    let picture = qr::png(&state.base.url(&link.path())).ok_or(Code::NOT_FOUND)?;
    Ok(file("image/png", "png", picture))
}

fn file(kind: &'static str, ending: &str, content: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"qr.{ending}\""),
        ),
    ];
    private((headers, content).into_response())
}
