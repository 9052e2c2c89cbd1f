//! Documents of Open Badges 2.0: issuers, keys, badge classes, revocation lists, and hosted assertions.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use super::negotiation::Wanted;
use super::{HOUR, Item, JSON_LD, MINUTES, NEVER, Section, Shown, page};
use crate::http::AppState;
use crate::issuing::assertions::{self, Hosted};
use crate::issuing::published;
use crate::openbadges::issue::Level;
use crate::problem::{Code, Problem};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/structures/{slug}/ob2.json", get(issuer))
        .route("/structures/{slug}/revocations.json", get(revocations))
        .route("/structures/{slug}/cles/{name}", get(key))
        .route("/structures/{slug}/badges/{badge}/{level}", get(class))
        .route("/assertions/{token}", get(hosted))
}

async fn issuer(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let document = assertions::issuer(&state.db.public, &state.base, &slug)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.json(JSON_LD, MINUTES, &document))
}

async fn revocations(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = assertions::revocations(&state.db.public, &state.base, &slug).await?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.json(JSON_LD, NEVER, &found.ok_or(Code::NOT_FOUND)?))
}

async fn key(
    State(state): State<AppState>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::data(&name, &headers);
    let found = assertions::key(&state.db.public, &state.base, &slug, wanted.name).await?;
    Ok(wanted.json(JSON_LD, MINUTES, &found.ok_or(Code::NOT_FOUND)?))
}

async fn class(
    State(state): State<AppState>,
    Path((slug, badge, level)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::data(&level, &headers);
    let picture = wanted.name.strip_suffix(".png");
    let level = picture
        .unwrap_or(wanted.name)
        .strip_prefix("niveau-")
        .and_then(|number| number.parse::<u8>().ok())
        .and_then(|number| Level::try_from(number).ok())
        .ok_or(Code::NOT_FOUND)?;
    if picture.is_some() {
        let public = &state.db.public;
        let found = published::class_picture(public, &state.base, &slug, &badge, level).await?;
        return Ok(wanted.bytes("image/png", MINUTES, found.ok_or(Code::NOT_FOUND)?));
    }
    let found = assertions::class(&state.db.public, &state.base, &slug, &badge, level).await?;
    Ok(wanted.json(JSON_LD, HOUR, &found.ok_or(Code::NOT_FOUND)?))
}

/// An assertion that its holder wants hosted. The page shows neither hash nor salt; the document must.
async fn hosted(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&token, &headers);
    let found = assertions::hosted(&state.db.public, &state.base, wanted.name).await?;
    let (document, status) = match found.ok_or(Code::NOT_FOUND)? {
        Hosted::Stands(document) => (document, StatusCode::OK),
        Hosted::Revoked(document) => (document, StatusCode::GONE),
    };
    let mut answer = if wanted.page {
        let text = |member: &str| document[member].as_str().unwrap_or_default().to_owned();
        page(&state, &wanted, |page| Shown {
            kind: page.t("published-assertion"),
            name: page.t(if status == StatusCode::OK {
                "published-assertion-name"
            } else {
                "published-assertion-revoked"
            }),
            lead: page.t("published-assertion-lead"),
            picture: String::new(),
            sections: vec![Section {
                title: page.t("published-assertion-what"),
                help: text("revocationReason"),
                items: [text("badge")]
                    .into_iter()
                    .filter(|class| !class.is_empty())
                    .map(|class| Item {
                        said: class.clone(),
                        detail: String::new(),
                        href: class,
                    })
                    .collect(),
            }],
            document: format!("/assertions/{}.json", wanted.name),
        })?
    } else {
        wanted.json(JSON_LD, NEVER, &document)
    };
    if answer.status() == StatusCode::OK {
        *answer.status_mut() = status;
    }
    Ok(answer)
}
