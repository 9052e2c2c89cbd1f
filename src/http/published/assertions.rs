//! Documents of Open Badges 2.0: issuers, keys, badge classes, revocation lists, and hosted assertions.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;

use super::negotiation::Wanted;
use super::{HOUR, Item, JSON_LD, MINUTES, NEVER, Section, Shown, page, window};
use crate::http::AppState;
use crate::http::envelope::OwnPage;
use crate::http::pages::Page;
use crate::issuing::assertions::{self, Hosted};
use crate::issuing::published;
use crate::network::Organisation;
use crate::network::{keys, service as network};
use crate::openbadges::issue::Level;
use crate::problem::{Code, Problem};
use crate::text::text;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/structures/{slug}/ob2.json", get(issuer))
        .route("/structures/{slug}/revocations", get(revocations))
        .route("/structures/{slug}/revocations.json", get(revocations_data))
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

async fn revocations_data(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = assertions::revocations(&state.db.public, &state.base, &slug).await?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.json(JSON_LD, NEVER, &found.ok_or(Code::NOT_FOUND)?))
}

/// How many badges were taken back: their names are random, and for programs.
async fn revocations(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&slug, &headers);
    if !wanted.page {
        return revocations_data(State(state), Path(slug.clone()), headers.clone()).await;
    }
    let public = &state.db.public;
    let (organisation, _) = network::organisation(public, &slug)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let found = assertions::revocations(public, &state.base, &slug).await?;
    let listed = found.ok_or(Code::NOT_FOUND)?;
    // Of one alone the list holds two entries (`ob2::revocation_list`).
    let entries = listed["revokedAssertions"].as_array();
    let count = entries.map_or(0, |all| all.iter().filter(|one| one.is_object()).count());
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-status"),
        name: page.t("published-status-name"),
        lead: page.t("published-revocations-lead"),
        picture: String::new(),
        sections: vec![by_whom(
            page,
            &organisation,
            text(
                page.words,
                "published-revocations-count",
                &[("count", &count.to_string())],
            ),
        )],
        document: format!("/structures/{slug}/revocations.json"),
    })
}

async fn key(
    State(state): State<AppState>,
    Path((slug, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&name, &headers);
    let public = &state.db.public;
    let found = assertions::key(public, &state.base, &slug, wanted.name).await?;
    let document = found.ok_or(Code::NOT_FOUND)?;
    if !wanted.page {
        return Ok(wanted.json(JSON_LD, MINUTES, &document));
    }
    let (organisation, _) = network::organisation(public, &slug)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let keys = keys::published(public, Some(&slug)).await?;
    let key = keys.iter().find(|key| key.name() == wanted.name);
    let now = state.clock.now();
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-key"),
        name: wanted.name.to_owned(),
        lead: page.t("published-keys-help"),
        picture: String::new(),
        sections: vec![
            by_whom(
                page,
                &organisation,
                key.map_or_else(String::new, |key| window(page, key, now)),
            ),
            Section {
                title: page.t("published-key-public"),
                help: page.t("published-key-public-help"),
                items: key
                    .map(|key| Item {
                        said: key.public_key_multibase.clone(),
                        detail: key.verification_method.clone(),
                        href: String::new(),
                    })
                    .into_iter()
                    .collect(),
            },
        ],
        document: format!("/structures/{slug}/cles/{}.json", wanted.name),
    })
}

async fn class(
    State(state): State<AppState>,
    Path((slug, badge, level)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&level, &headers);
    let picture = wanted.name.strip_suffix(".png");
    let level = picture
        .unwrap_or(wanted.name)
        .strip_prefix("niveau-")
        .and_then(|number| number.parse::<u8>().ok())
        .and_then(|number| Level::try_from(number).ok())
        .ok_or(Code::NOT_FOUND)?;
    let public = &state.db.public;
    if picture.is_some() {
        let found = published::class_picture(public, &state.base, &slug, &badge, level).await?;
        return Ok(wanted.bytes("image/png", MINUTES, found.ok_or(Code::NOT_FOUND)?));
    }
    let found = assertions::class(public, &state.base, &slug, &badge, level).await?;
    let document = found.ok_or(Code::NOT_FOUND)?;
    if !wanted.page {
        return Ok(wanted.json(JSON_LD, HOUR, &document));
    }
    let (organisation, _) = network::organisation(public, &slug)
        .await?
        .ok_or(Code::NOT_FOUND)?;
    let told = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let here = format!(
        "/structures/{slug}/badges/{badge}/niveau-{}",
        level.number()
    );
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-class"),
        name: told(&document["name"]),
        lead: told(&document["description"]),
        picture: format!("{here}.png"),
        sections: vec![
            Section {
                title: page.t("published-criteria"),
                help: String::new(),
                items: vec![Item {
                    said: page.t(&format!("level-{}", level.number())),
                    detail: told(&document["criteria"]["narrative"]),
                    href: format!("/badges/{badge}"),
                }],
            },
            by_whom(page, &organisation, String::new()),
        ],
        document: format!("{here}.json"),
    })
}

/// Who stands behind it.
fn by_whom(page: &Page, organisation: &Organisation, detail: String) -> Section {
    Section {
        title: page.t("published-by"),
        help: String::new(),
        items: vec![Item {
            said: organisation.name.clone(),
            detail,
            href: format!("/structures/{}", organisation.slug),
        }],
    }
}

/// An assertion that its holder wants hosted. The page shows neither hash nor salt; the document must.
async fn hosted(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&token, &headers);
    let drawn = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !wanted.name.bytes().all(drawn) {
        return Err(Code::NOT_FOUND.into());
    }
    let found = assertions::hosted(&state.db.public, &state.base, wanted.name).await?;
    let (document, status) = match found.ok_or(Code::NOT_FOUND)? {
        Hosted::Stands(document) => (document, StatusCode::OK),
        Hosted::Revoked(document) => (document, StatusCode::GONE),
    };
    let mut answer = if wanted.page {
        let said = |member: &str| document[member].as_str().unwrap_or_default().to_owned();
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
                help: said("revocationReason"),
                items: [said("badge")]
                    .into_iter()
                    .filter(|class| !class.is_empty())
                    .map(|class| Item {
                        said: class.clone(),
                        detail: String::new(),
                        href: class.trim_end_matches(".json").to_owned(),
                    })
                    .collect(),
            }],
            document: format!("/assertions/{}.json", wanted.name),
        })?
    } else {
        // What is gone is said each time: only what stands may be "not modified" (RFC 9110, 13.2.1).
        let none = HeaderMap::new();
        let stands = status == StatusCode::OK;
        let asked = if stands { &headers } else { &none };
        Wanted::data(&token, asked).json(JSON_LD, NEVER, &document)
    };
    if answer.status() == StatusCode::OK {
        *answer.status_mut() = status;
        // It says itself, in the standard's own words, that it is gone.
        answer.extensions_mut().insert(OwnPage);
    }
    Ok(answer)
}
