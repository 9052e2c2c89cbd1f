//! « Mes badges »: a holder's own, one by one, brought from elsewhere, taken away.
//!
//! **Invariant:** every answer is for the holder who is signed in, and about their badges alone: a badge of somebody
//! else is as unknown as one that does not exist.

mod bring;
mod next;
mod one;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use uuid::Uuid;

use super::account::{cards, private};
use super::pages::{Page, render};
use super::session::{SignedIn, failed};
use super::verifier::{sign, tones};
use super::{AppState, envelope, query};
use crate::passport::import::{Report, Totals};
use crate::passport::pack::{self, PackError};
use crate::passport::shelf::{self, Badge};
use crate::problem::{Code, Problem};
use crate::text::{Language, day, text};

/// The largest request that brings badges, in octets: a dozen images, or a ZIP of a hundred.
const LARGEST: usize = 24 * 1024 * 1024;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/mes-badges", get(list))
        .route("/mes-badges/dossier.zip", get(taken_away))
        .route(
            "/mes-badges/apporter",
            post(bring::bring).layer(DefaultBodyLimit::max(LARGEST)),
        )
        .route("/mes-badges/{id}", get(one::page))
        .route("/mes-badges/{id}/code", post(one::code))
        .route("/mes-badges/{id}/image", get(one::image))
        .route("/mes-badges/{id}/fichier", get(one::file))
}

#[derive(Template)]
#[template(path = "badges/list.html", config = "web/askama.toml")]
struct List {
    page: Page,
    badges: Vec<Shown>,
    /// Those that their holder folds away.
    folded: Vec<Shown>,
    /// The buttons that move badges are there.
    arranging: bool,
    /// « Ma prochaine étape ».
    next: next::Step,
    /// What no mail tells: each with where it leads.
    notices: Vec<(String, &'static str, String)>,
    /// What became of what was just brought.
    report: Option<Told>,
    refusal: String,
}

/// A badge in the list.
struct Shown {
    id: Uuid,
    name: String,
    level: String,
    given: String,
    image: bool,
    tone: &'static str,
    sign: &'static str,
    state: String,
    waiting: bool,
}

/// What became of badges that were brought.
struct Told {
    totals: String,
    lines: Vec<(String, String, String)>,
}

/// One's badges.
async fn list(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "rangement"])?;
    let arranging = asked.contains_key("rangement");
    let (report, refusal) = (None, String::new());
    page_of(&state, &signed_in, language, (report, refusal), arranging).await
}

/// The list, with what became of what was just brought.
async fn page(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    report: Option<Report>,
    refusal: String,
) -> Result<Response, Problem> {
    page_of(state, signed_in, language, (report, refusal), false).await
}

async fn page_of(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    (report, refusal): (Option<Report>, String),
    arranging: bool,
) -> Result<Response, Problem> {
    let badges = shelf::badges(&state.db.app, signed_in.holder)
        .await
        .map_err(|error| failed(&error))?;
    let page = Page::own(state, language, "badges", signed_in.holder).await?;
    let notices = cards::notices(state, &page, signed_in.holder).await?;
    let next = next::step(state, &page, signed_in, &badges.iter().collect::<Vec<_>>()).await?;
    let (folded, badges): (Vec<_>, Vec<_>) = badges.iter().partition(|badge| badge.hidden);
    let all = |badges: Vec<&Badge>| {
        let shown = badges
            .into_iter()
            .map(|badge| shown(&page, language, badge));
        shown.collect()
    };
    let shown = List {
        badges: all(badges),
        folded: all(folded),
        arranging,
        next,
        notices,
        report: report.map(|report| told(language, &report)),
        refusal,
        page,
    };
    render(language, &shown).map(private)
}

fn shown(page: &Page, language: Language, badge: &Badge) -> Shown {
    let [authentic, current, ..] = tones(
        &badge.authentic,
        &badge.current,
        &badge.issuer,
        &badge.recipient,
    );
    let (tone, key) = if badge.authentic == "yes" {
        current
    } else {
        authentic
    };
    Shown {
        id: badge.id,
        name: badge.name.clone(),
        level: page.of("level", &badge.level.to_string()),
        given: given(language, badge),
        image: badge.format == "png",
        tone,
        sign: sign(tone),
        state: page.of("verdict", &key),
        waiting: badge.waiting,
    }
}

/// By whom, and since when: as the badge says it, and plainly where that is proven.
fn given(language: Language, badge: &Badge) -> String {
    let issuer = badge.issuer_name.as_deref().unwrap_or(&badge.issuer_host);
    let proven = badge.authentic == "yes" && badge.issuer == "recognised";
    let key = if proven {
        "badge-given"
    } else {
        "verify-given"
    };
    match badge.valid_from {
        Some(from) => text(
            language,
            &format!("{key}-on"),
            &[("issuer", issuer), ("date", &day(language, &from))],
        ),
        None => text(language, key, &[("issuer", issuer)]),
    }
}

/// « 1 gardé, 2 pas gardés. 1 était déjà là. »: what there is none of is not told.
fn totals(language: Language, totals: Totals) -> String {
    let counted = |what: &str, count: usize| {
        let key = format!("badges-total-{what}");
        (count > 0).then(|| text(language, &key, &[("count", &count.to_string())]))
    };
    let fates = [
        counted("kept", totals.kept),
        counted("changed", totals.changed),
        counted("impossible", totals.impossible),
    ];
    let fates: Vec<String> = fates.into_iter().flatten().collect();
    let already = counted("already", totals.already);
    [Some(fates.join(", ")), already]
        .into_iter()
        .flatten()
        .filter(|told| !told.is_empty())
        .map(|told| format!("{told}."))
        .collect::<Vec<_>>()
        .join(" ")
}

fn told(language: Language, report: &Report) -> Told {
    Told {
        totals: totals(language, report.totals()),
        lines: report
            .lines
            .iter()
            .map(|line| {
                let fate = text(
                    language,
                    &format!("badges-fate-{}", line.fate.as_str()),
                    &[],
                );
                let name = line.badge.clone().unwrap_or_else(|| line.name.clone());
                (name, fate, line.fate.in_words(language))
            })
            .collect(),
    }
}

/// All of them, with what proves them, in one ZIP that needs nobody.
async fn taken_away(
    State(state): State<AppState>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let pool = &state.db.app;
    let now = state.clock.now();
    let pack = match pack::of_account(pool, &state.base, signed_in.holder, now).await {
        Ok(pack) => pack,
        Err(PackError::Unknown) => return Err(Code::NOT_FOUND.into()),
        Err(error) => {
            tracing::error!(%error, "a holder's badges could not be packed");
            return Err(Code::UNAVAILABLE.into());
        }
    };
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"mes-badges.zip\"",
        ),
    ];
    Ok(private((headers, pack.zip).into_response()))
}
