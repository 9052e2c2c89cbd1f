//! The nightly archives of what a network's issuers publish.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::negotiation::Wanted;
use super::{Item, MINUTES, Section, Shown, page};
use crate::http::AppState;
use crate::http::pages::Page;
use crate::issuing::archive::{self, Kept};
use crate::issuing::published as issuing;
use crate::problem::{Code, Problem};
use crate::text::text;

/// Until it is forgotten an archive never changes.
const DAY: &str = "public, max-age=86400";

/// Where the network's own page leads to.
pub(super) fn section(page: &Page, slug: &str) -> Section {
    Section {
        title: page.t("published-archives"),
        help: String::new(),
        items: vec![Item {
            said: page.t("published-archives-see"),
            detail: String::new(),
            href: format!("/reseaux/{slug}/archives"),
        }],
    }
}

/// The network's name and its archives.
async fn found(state: &AppState, slug: &str) -> Result<(Value, Vec<Kept>), Problem> {
    let network = issuing::network_document(&state.base, slug)?.ok_or(Code::NOT_FOUND)?;
    Ok((network, archive::kept(&state.db.public, slug).await?))
}

fn described(state: &AppState, slug: &str, network: &Value, kept: &[Kept]) -> Value {
    let archives = kept.iter().map(|one| {
        json!({
            "date": one.made_on,
            "url": state.base.url(&format!("/reseaux/{slug}/archives/{}.zip", one.made_on)),
            "octets": one.octets,
            "sha256": one.sha256,
        })
    });
    json!({ "network": network["id"], "archives": archives.collect::<Vec<_>>() })
}

pub(super) async fn list(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = Wanted::of(&slug, &headers);
    let (network, kept) = found(&state, &slug).await?;
    if !wanted.page {
        let described = described(&state, &slug, &network, &kept);
        return Ok(wanted.json("application/json", MINUTES, &described));
    }
    page(&state, &wanted, |page| Shown {
        kind: page.t("published-network"),
        name: network["name"].as_str().unwrap_or_default().to_owned(),
        lead: page.t("published-archives-lead"),
        picture: String::new(),
        sections: vec![Section {
            title: page.t("published-archives"),
            help: page.t(if kept.is_empty() {
                "published-archives-none"
            } else {
                "published-archives-help"
            }),
            items: kept
                .iter()
                .map(|one| Item {
                    said: one.made_on.format("%d/%m/%Y").to_string(),
                    detail: text(
                        page.words,
                        "published-archive-size",
                        &[
                            ("size", &(one.octets / 1024).to_string()),
                            ("sha", &one.sha256[..16.min(one.sha256.len())]),
                        ],
                    ),
                    href: format!("/reseaux/{slug}/archives/{}.zip", one.made_on),
                })
                .collect(),
        }],
        document: format!("/reseaux/{slug}/archives.json"),
    })
}

pub(super) async fn index(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (network, kept) = found(&state, &slug).await?;
    let described = described(&state, &slug, &network, &kept);
    Ok(Wanted::data(&slug, &headers).json("application/json", MINUTES, &described))
}

pub(super) async fn file(
    State(state): State<AppState>,
    Path((slug, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let day: NaiveDate = file
        .strip_suffix(".zip")
        .and_then(|day| day.parse().ok())
        .ok_or(Code::NOT_FOUND)?;
    let bytes = archive::bytes(&state.db.public, &slug, day).await?;
    let wanted = Wanted::data(&slug, &headers);
    Ok(wanted.bytes("application/zip", DAY, bytes.ok_or(Code::NOT_FOUND)?))
}
