//! `/p/…`: what anyone reads who has the link of a badge or of a collection.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::{failed, insigne_of, unlisted};
use crate::http::pages::{Page, render};
use crate::http::session;
use crate::http::verifier::{sign, tones};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::shown::{self, Badge, Shown};
use crate::passport::sharing::{Token, Words, criterion};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "sharing/badge.html", config = "web/askama.toml")]
struct One {
    page: Page,
    card: Card,
    seen: Seen,
    by: String,
}

#[derive(Template)]
#[template(path = "sharing/collection.html", config = "web/askama.toml")]
struct Many {
    page: Page,
    card: Card,
    title: String,
    badges: Vec<Seen>,
    by: String,
}

/// What other sites show of a page: Open Graph, oEmbed.
pub(super) struct Card {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) address: String,
    /// Absolute; empty where there is none.
    pub(super) picture: String,
    /// Where oEmbed is asked of it.
    pub(super) oembed: String,
}

/// A badge in words.
pub(super) struct Seen {
    pub(super) name: String,
    pub(super) level: String,
    pub(super) issuer: String,
    pub(super) issuer_page: String,
    pub(super) dates: String,
    description: String,
    criterion: String,
    /// Of its own, or drawn for its competence; empty where there is none.
    pub(super) picture: String,
    /// Tone, sign, words and explanation of each answer.
    answers: Vec<(&'static str, &'static str, String, String)>,
    /// The one that matters most.
    pub(super) state: (&'static str, &'static str, String),
    /// It does not count, and why: said before all else.
    warning: String,
    verified: String,
}

/// What is behind an address, for who asks for it.
pub(super) async fn found(
    state: &AppState,
    token: &str,
    language: Language,
) -> Result<(Token, Shown), Problem> {
    let token = Token::read(token).ok_or(Code::NOT_FOUND)?;
    let shown = shown::page(&state.db.public, &token, state.clock.now())
        .await
        .map_err(|error| failed(&error, language))?
        .ok_or(Code::NOT_FOUND)?;
    Ok((token, shown))
}

/// The badge or the collection of that link.
pub(super) async fn page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (token, shown) = found(&state, &token, language).await?;
    let page = Page::new(&state, language, "");
    match shown {
        Shown::Badge {
            words,
            badge,
            picture,
        } => {
            let seen = seen(&page, &badge, picture.then_some(&token));
            let one = One {
                card: card(&state, &page, &token, &seen),
                by: by(language, &words),
                seen,
                page,
            };
            render(language, &one).map(unlisted)
        }
        Shown::Collection { words, badges } => {
            let badges: Vec<Seen> = badges
                .iter()
                .map(|badge| seen(&page, badge, None))
                .collect();
            let title = words.title.clone();
            let title = title.unwrap_or_else(|| page.t("collection-untitled"));
            let address = state.base.url(&format!("/p/{}", token.as_str()));
            let names: Vec<&str> = badges.iter().map(|badge| &*badge.name).collect();
            let card = Card {
                title: title.clone(),
                description: names.join(" · "),
                picture: badges
                    .iter()
                    .find(|badge| !badge.picture.is_empty())
                    .map(|badge| state.base.url(&badge.picture))
                    .unwrap_or_default(),
                oembed: super::embedded::address(&state, &address),
                address,
            };
            let by = by(language, &words);
            render(
                language,
                &Many {
                    page,
                    card,
                    title,
                    badges,
                    by,
                },
            )
            .map(unlisted)
        }
        Shown::Cv { .. } => Err(Code::NOT_FOUND.into()),
    }
}

/// What other sites show of a badge.
pub(super) fn card(state: &AppState, page: &Page, token: &Token, seen: &Seen) -> Card {
    let address = state.base.url(&format!("/p/{}", token.as_str()));
    let (_, _, said) = &seen.state;
    Card {
        title: format!("{} · {}", seen.name, seen.level),
        description: format!("{} · {said} · {}", seen.dates, page.t("site-name")),
        picture: if seen.picture.is_empty() {
            String::new()
        } else {
            state.base.url(&seen.picture)
        },
        oembed: super::embedded::address(state, &address),
        address,
    }
}

/// By whom it is shared, as they wrote it.
fn by(language: Language, words: &Words) -> String {
    let name = words.name.as_deref();
    name.map(|name| text(language, "shared-by", &[("name", name)]))
        .unwrap_or_default()
}

/// The badge in words; `pictured` is the link where its own picture stands.
pub(super) fn seen(page: &Page, badge: &Badge, pictured: Option<&Token>) -> Seen {
    let day = |at: chrono::DateTime<chrono::Utc>| at.format("%d/%m/%Y").to_string();
    let issuer = badge.issuer_name.as_deref().unwrap_or(&badge.issuer_host);
    let said = |key: &str, args: &[(&str, &str)]| text(page.words, key, args);
    let mut dates = match badge.valid_from {
        Some(from) => said(
            "verify-given-on",
            &[("issuer", issuer), ("date", &day(from))],
        ),
        None => said("verify-given", &[("issuer", issuer)]),
    };
    if let Some(until) = badge.valid_until {
        dates = format!("{dates} {}", said("shared-until", &[("date", &day(until))]));
    }
    let tones = tones(
        &badge.authentic,
        &badge.current,
        &badge.issuer,
        &badge.recipient,
    );
    let proven = badge.authentic == "yes";
    let (tone, key) = &tones[usize::from(proven)];
    let state = (*tone, sign(tone), page.of("verdict", key));
    let warning = if *tone == "non" {
        page.of("shared-warning", key)
    } else {
        String::new()
    };
    let answers = tones.into_iter().map(|(tone, key)| {
        let why = if key.starts_with("recipient-") {
            page.of("shared", &key)
        } else {
            page.t(&format!("verdict-{key}-text"))
        };
        (tone, sign(tone), page.of("verdict", &key), why)
    });
    Seen {
        name: badge.name.clone(),
        level: page.of("level", &badge.level.to_string()),
        issuer: issuer.to_owned(),
        issuer_page: badge
            .issuer_slug
            .as_ref()
            .map(|slug| format!("/structures/{slug}"))
            .unwrap_or_default(),
        dates,
        description: badge.description.clone(),
        criterion: criterion(&badge.criteria, badge.level).to_owned(),
        picture: match (pictured, &badge.competence_code) {
            (Some(token), _) => format!("/p/{}/image.png", token.as_str()),
            (None, Some(competence)) => insigne_of(competence, badge.level),
            (None, None) => String::new(),
        },
        answers: answers.collect(),
        state,
        warning,
        verified: said("holder-verified", &[("date", &day(badge.verified_at))]),
    }
}

/// The badge's picture: pixels, and nothing that is baked into them.
pub(super) async fn picture(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let token = Token::read(&token).ok_or(Code::NOT_FOUND)?;
    let picture = shown::picture(&state.db.public, &token)
        .await
        .map_err(|error| session::failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    Ok(unlisted(
        ([(CONTENT_TYPE, "image/png")], picture).into_response(),
    ))
}
