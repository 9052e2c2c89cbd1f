//! What other tools read to believe our badges, and what people read who wonder who stands behind them:
//! organisations with their keys, achievements, networks, status lists. One address each: a page for people, JSON-LD
//! for machines, by `Accept` or by the ending `.json`.
//!
//! **Invariant:** these answers read the public door alone, and say nothing of any holder; any origin may read them.

mod archives;
mod assertions;
pub(super) mod negotiation;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::Response;
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::json;
use tower_http::cors::{Any, CorsLayer};
use uuid::Uuid;

use super::AppState;
use super::pages::{Page, render};
use crate::issuing::published as issuing;
use crate::issuing::service::IssuingError;
use crate::network::framework::Framework;
use crate::network::issuer_list;
use crate::network::keys::{self, KeyLine};
use crate::network::service::{self as network, NetworkError};
use crate::openbadges::issue::{CREDENTIALS_V2, Level, OPEN_BADGES_V3};
use crate::problem::{Code, Problem};
use crate::text::text;
use negotiation::Wanted;

const JSON_LD: &str = "application/ld+json";
/// How long a cache may keep what changes with a release of this program only.
const HOUR: &str = "public, max-age=3600";
/// Keys and lists of issuers change by themselves.
const MINUTES: &str = "public, max-age=300";
/// A withdrawal is seen at once: no cache keeps a status list.
const NEVER: &str = "no-cache";

/// The routes of everything that is published about issuers.
pub(super) fn router() -> Router<AppState> {
    let anyone = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([ACCEPT, IF_NONE_MATCH])
        .expose_headers([ETAG, HeaderName::from_static("x-request-id")]);
    assertions::routes()
        .route("/structures/{slug}", get(organisation))
        .route("/structures/{slug}/did.json", get(did))
        .route("/badges/{slug}", get(achievement))
        .route("/badges/{slug}/image.png", get(picture))
        .route("/reseaux/{slug}", get(network_profile))
        .route("/reseaux/{slug}/did.json", get(network_did))
        .route("/reseaux/{slug}/emetteurs.json", get(recognised))
        .route("/reseaux/{slug}/archives", get(archives::list))
        .route("/reseaux/{slug}/archives.json", get(archives::index))
        .route("/reseaux/{slug}/archives/{file}", get(archives::file))
        .route("/statuts/{id}", get(status_list))
        .layer(anyone)
}

impl From<IssuingError> for Problem {
    fn from(error: IssuingError) -> Self {
        tracing::error!(%error, "an issuer's document cannot be read");
        Code::UNAVAILABLE.into()
    }
}

impl From<NetworkError> for Problem {
    fn from(error: NetworkError) -> Self {
        IssuingError::from(error).into()
    }
}

#[derive(Template)]
#[template(path = "published.html", config = "web/askama.toml")]
struct Published {
    page: Page,
    shown: Shown,
}

/// What a page says of one published thing.
struct Shown {
    /// What it is: « Structure », « Badge », …
    kind: String,
    name: String,
    lead: String,
    picture: String,
    sections: Vec<Section>,
    /// The same for machines.
    document: String,
}

struct Section {
    title: String,
    help: String,
    items: Vec<Item>,
}

struct Item {
    said: String,
    detail: String,
    href: String,
}

/// The page of what is published, in the language that is asked for.
fn page(
    state: &AppState,
    wanted: &Wanted,
    make: impl FnOnce(&Page) -> Shown,
) -> Result<Response, Problem> {
    let language = wanted.language();
    let page = Page::new(state, language, "");
    let shown = make(&page);
    let mut response = render(language, &Published { page, shown })?;
    let both = HeaderValue::from_static("Accept, Accept-Language");
    response.headers_mut().insert(VARY, both);
    Ok(response)
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%d/%m/%Y").to_string()
}

/// The time in which a key speaks for its organisation.
fn window(page: &Page, key: &KeyLine, now: DateTime<Utc>) -> String {
    let told = if key.in_force(now) {
        "published-key-in-force"
    } else {
        "published-key-ended"
    };
    let dates = [
        ("from", &*day(key.valid_from)),
        ("until", &*day(key.valid_until)),
    ];
    text(page.words, told, &dates)
}

async fn organisation(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&slug, &headers);
    let public = &state.db.public;
    let (found, networks) = network::organisation(public, wanted.name)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let address = state.base.url(&format!("/structures/{}", found.slug));
    if !wanted.page {
        let profile = json!({
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
            "id": found.issuer_uri,
            "type": ["Profile"],
            "name": found.name,
            "url": address,
        });
        return Ok(wanted.json(JSON_LD, MINUTES, &profile));
    }
    let keys = keys::published(public, Some(&found.slug)).await?;
    let now = state.clock.now();
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-organisation"),
        lead: page.t("published-organisation-lead"),
        picture: String::new(),
        sections: vec![
            Section {
                title: page.t("published-networks"),
                help: String::new(),
                items: networks
                    .into_iter()
                    .map(|(slug, name)| Item {
                        said: name,
                        detail: String::new(),
                        href: format!("/reseaux/{slug}"),
                    })
                    .collect(),
            },
            Section {
                title: page.t("published-keys"),
                help: page.t("published-keys-help"),
                items: keys
                    .iter()
                    .map(|key| Item {
                        said: key.name().to_owned(),
                        detail: window(page, key, now),
                        href: format!("/structures/{}/cles/{}", found.slug, key.name()),
                    })
                    .collect(),
            },
        ],
        document: format!("/structures/{}/did.json", found.slug),
        name: found.name,
    })
}

async fn did(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let document = keys::did_document(&state.db.public, &slug)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.json("application/did+json", MINUTES, &document))
}

async fn achievement(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&slug, &headers);
    let document =
        issuing::achievement_document(&state.base, wanted.name)?.ok_or(Code::NOT_FOUND)?;
    if !wanted.page {
        return Ok(wanted.json(JSON_LD, HOUR, &document));
    }
    let framework = Framework::read().map_err(NetworkError::from)?;
    let found = framework
        .achievements
        .iter()
        .find(|one| one.slug == wanted.name)
        .ok_or(Code::NOT_FOUND)?;
    let network = framework
        .networks
        .iter()
        .find(|one| one.slug == found.network);
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-achievement"),
        name: found.name.clone(),
        lead: found.description.clone(),
        picture: format!("/badges/{}/image.png", found.slug),
        sections: vec![
            Section {
                title: page.t("published-criteria"),
                help: page.t("published-criteria-help"),
                items: Level::ALL
                    .iter()
                    .zip(found.criteria())
                    .map(|(level, criterion)| Item {
                        said: page.t(&format!("level-{}", level.number())),
                        detail: criterion.to_owned(),
                        href: String::new(),
                    })
                    .collect(),
            },
            Section {
                title: page.t("published-network"),
                help: String::new(),
                items: network
                    .map(|network| Item {
                        said: network.name.clone(),
                        detail: String::new(),
                        href: format!("/reseaux/{}", network.slug),
                    })
                    .into_iter()
                    .collect(),
            },
        ],
        document: format!("/badges/{}.json", found.slug),
    })
}

async fn picture(Path(slug): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let picture = issuing::achievement_picture(&slug)?.ok_or(Code::NOT_FOUND)?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.bytes("image/png", HOUR, picture))
}

async fn network_profile(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&slug, &headers);
    let document = issuing::network_document(&state.base, wanted.name)?.ok_or(Code::NOT_FOUND)?;
    if !wanted.page {
        return Ok(wanted.json(JSON_LD, HOUR, &document));
    }
    let listed = network::listed(&state.db.public, wanted.name).await?;
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-network"),
        name: document["name"].as_str().unwrap_or_default().to_owned(),
        lead: page.t("published-network-lead"),
        picture: String::new(),
        sections: vec![
            Section {
                title: page.t("published-listed"),
                help: page.t("published-listed-help"),
                items: listed
                    .into_iter()
                    .map(|issuer| Item {
                        detail: match issuer.withdrawn_at {
                            None => text(
                                page.words,
                                "published-since",
                                &[("date", &day(issuer.since))],
                            ),
                            Some(at) => {
                                text(page.words, "published-withdrawn", &[("date", &day(at))])
                            }
                        },
                        href: issuer
                            .slug
                            .map(|slug| format!("/structures/{slug}"))
                            .unwrap_or_default(),
                        said: issuer.name.unwrap_or(issuer.issuer_uri),
                    })
                    .collect(),
            },
            archives::section(page, wanted.name),
        ],
        document: format!("/reseaux/{}/emetteurs.json", wanted.name),
    })
}

async fn network_did(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::data(&slug, &headers);
    let document = issuer_list::did_document(&state.db.public, &state.base, wanted.name).await?;
    Ok(wanted.json(
        "application/did+json",
        MINUTES,
        &document.ok_or(Code::NOT_FOUND)?,
    ))
}

async fn recognised(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::data(&slug, &headers);
    let document = issuer_list::document(&state.db.public, wanted.name).await?;
    let document = document.ok_or(Code::NOT_FOUND)?.into_bytes();
    Ok(wanted.bytes("application/json", MINUTES, document))
}

async fn status_list(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&id, &headers);
    let id = Uuid::parse_str(wanted.name).map_err(|_| Code::NOT_FOUND)?;
    let document = issuing::status_list(&state.db.public, id)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    if !wanted.page {
        return Ok(wanted.bytes("application/vc+ld+json", NEVER, document.into_bytes()));
    }
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-status"),
        name: page.t("published-status-name"),
        lead: page.t("published-status-lead"),
        picture: String::new(),
        sections: Vec::new(),
        document: format!("/statuts/{id}.json"),
    })
}
