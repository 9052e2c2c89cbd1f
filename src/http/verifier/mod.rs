//! `/verifier`: a person drops a badge and reads four answers, in words.
//!
//! **Invariant:** what is dropped here is read, answered and forgotten: nothing of it is kept or logged. What it names
//! elsewhere is asked through [`crate::fetch`] alone.

pub(super) mod holder;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use tokio::runtime::Handle;

use super::pages::{Page, render, unprocessable};
use super::qr::Square;
use super::{AppState, assets, envelope, query};
use crate::fetch::{Allowance, Layered, Online};
use crate::network::PublicBase;
use crate::openbadges::rdfc::hex;
use crate::openbadges::{
    Authentic, CheckOutcome, Current, Documents, NotABadge, Question, Recipient,
    VerifiedCredential, verify,
};
use crate::passport::Verifier;
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

/// What one shown badge may ask of the web, within the time that an answer may take.
const ALLOWANCE: Allowance = Allowance {
    documents: 12,
    total: Duration::from_secs(12),
};

#[derive(Template)]
#[template(path = "verify.html", config = "web/askama.toml")]
struct Verify {
    page: Page,
    script: String,
    refusal: String,
    verdict: Option<Verdict>,
}

/// What the page says of one badge.
struct Verdict {
    title: String,
    given: String,
    answers: [Answer; 4],
    checks: Vec<Line>,
    standard: String,
    /// On paper: when, and by which service.
    seen: String,
    again: String,
    square: Option<Square>,
    /// Which badge, where a code may be sent to its holder.
    holder: Option<String>,
}

struct Answer {
    tone: &'static str,
    sign: &'static str,
    said: String,
    detail: String,
}

struct Line {
    name: String,
    why: String,
    outcome: String,
    detail: String,
}

/// The empty form.
pub(super) async fn form(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    page(&state, language, String::new(), None)
}

/// The answers to what was sent.
pub(super) async fn answer(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    multipart: Multipart,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(multipart).await?;
    let Some(input) = sent.badge.or(sent.text) else {
        let nothing = text(language, "verify-nothing", &[]);
        return Ok(unprocessable(page(&state, language, nothing, None)?));
    };
    let verifier = Verifier::own(&state.db.public, &state.base)
        .await
        .map_err(|error| {
            tracing::error!(%error, "the keys of issuers cannot be read");
            Code::UNAVAILABLE
        })?;
    let at = state.clock.now();
    // Where all places are taken, a badge from elsewhere is judged by what is known here: out of reach.
    let network = state.network.as_ref().and_then(|network| {
        let place = Arc::clone(&network.places).try_acquire_owned().ok()?;
        let online = Online::new(network.fetcher.clone(), Handle::current(), ALLOWANCE);
        Some((place, online, &network.fetcher))
    });
    let input = match (address(&input), &network) {
        (None, _) => input,
        (Some(address), Some((_, _, fetcher))) if let Ok(found) = fetcher.badge(address).await => {
            found.body
        }
        (Some(_), _) => {
            let unreached = text(language, "verify-unreached", &[]);
            return Ok(unprocessable(page(&state, language, unreached, None)?));
        }
    };
    let (place, documents): (_, Arc<dyn Documents + Send + Sync>) = match network {
        Some((place, online, _)) => (
            Some(place),
            Arc::new(Layered::new(verifier.documents, Arc::new(online))),
        ),
        None => (None, verifier.documents),
    };
    // Canonicalisation takes a core for a moment: not one that answers requests.
    let judged = tokio::task::spawn_blocking(move || {
        let question = Question {
            recipient: sent.email.as_deref(),
            at,
            documents: &*documents,
            trust: &verifier.trust,
        };
        let judged = verify(&input, &question);
        drop(place);
        judged
    })
    .await
    .map_err(|_| Code::INTERNAL)?;
    match judged {
        Ok(badge) => page(
            &state,
            language,
            String::new(),
            Some(in_words(language, &badge, at, &state.base)),
        ),
        Err(refused) => Ok(unprocessable(page(
            &state,
            language,
            refusal(language, &refused),
            None,
        )?)),
    }
}

/// The address that was pasted in the place of a badge, if that is what it is.
pub(super) fn address(input: &[u8]) -> Option<&str> {
    let text = str::from_utf8(input).ok()?.trim();
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ((begins("https://") || begins("http://")) && !text.contains(char::is_whitespace))
        .then_some(text)
}

fn page(
    state: &AppState,
    language: Language,
    refusal: String,
    verdict: Option<Verdict>,
) -> Result<Response, Problem> {
    let shown = Verify {
        page: Page::new(state, language, "verify"),
        script: assets::address("src/verify.ts"),
        refusal,
        verdict,
    };
    render(language, &shown)
}

/// What the form brought; empty fields are as good as absent ones.
#[derive(Default)]
struct Sent {
    badge: Option<Vec<u8>>,
    text: Option<Vec<u8>>,
    email: Option<String>,
}

impl Sent {
    async fn read(mut multipart: Multipart) -> Result<Self, Problem> {
        let mut sent = Self::default();
        while let Some(field) = multipart
            .next_field()
            .await
            .map_err(|error| unreadable(&error))?
        {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|error| unreadable(&error))?;
            let filled = (!bytes.is_empty()).then(|| bytes.to_vec());
            match name.as_str() {
                "badge" => sent.badge = filled,
                "texte" => sent.text = filled,
                "email" => {
                    sent.email = filled
                        .and_then(|bytes| String::from_utf8(bytes).ok())
                        .filter(|email| !email.trim().is_empty());
                }
                other => {
                    let named: String = other.chars().take(40).collect();
                    return Err(Problem::new(Code::UNPROCESSABLE, named));
                }
            }
        }
        Ok(sent)
    }
}

fn unreadable(error: &MultipartError) -> Problem {
    Code::of_status(error.status().as_u16()).into()
}

fn refusal(language: Language, refused: &NotABadge) -> String {
    let mut said = text(language, &format!("refused-{}", refused.code()), &[]);
    let holds = |outcome| {
        refused
            .checks()
            .iter()
            .any(|check| check.id == "proof" && check.outcome == outcome)
    };
    if holds(CheckOutcome::Fail) {
        said = format!("{said} {}", text(language, "refused-proof-no", &[]));
    } else if holds(CheckOutcome::Pass) {
        said = format!("{said} {}", text(language, "refused-proof-yes", &[]));
    }
    said
}

fn in_words(
    language: Language,
    badge: &VerifiedCredential,
    at: DateTime<Utc>,
    base: &PublicBase,
) -> Verdict {
    let report = badge.report();
    let t = |key: &str| text(language, key, &[]);
    let date = |date: chrono::DateTime<chrono::FixedOffset>| date.format("%d/%m/%Y").to_string();
    let issuer = badge.issuer_name().unwrap_or(badge.issuer_uri());
    let mut given = match badge.valid_from() {
        Some(from) => text(
            language,
            "verify-given-on",
            &[("issuer", issuer), ("date", &date(from))],
        ),
        None => text(language, "verify-given", &[("issuer", issuer)]),
    };
    if let Some(level) = badge.level() {
        given = format!("{given} · {}", t(&format!("level-{level}")));
    }
    let tones = tones(
        report.authentic.as_str(),
        report.current.as_str(),
        report.issuer.as_str(),
        report.recipient.as_str(),
    );
    let mut answers = tones.map(|(tone, key)| Answer {
        tone,
        sign: sign(tone),
        said: t(&format!("verdict-{key}")),
        detail: t(&format!("verdict-{key}-text")),
    });
    match (report.current, badge.valid_from(), badge.valid_until()) {
        (Current::Expired, _, Some(until)) => {
            answers[1].detail = text(language, "verdict-current-until", &[("date", &date(until))]);
        }
        (Current::NotYet, Some(from), _) => {
            answers[1].detail = text(language, "verdict-current-from", &[("date", &date(from))]);
        }
        _ => {}
    }
    Verdict {
        title: badge.achievement().name.clone(),
        given,
        answers,
        checks: report
            .checks
            .iter()
            .map(|check| Line {
                name: t(&format!("check-{}", check.id)),
                why: t(&format!("check-{}-why", check.id)),
                outcome: t(&format!("outcome-{}", check.outcome.as_str())),
                detail: check.detail.clone(),
            })
            .collect(),
        standard: format!("{} · {}", report.standard, report.format.to_uppercase()),
        seen: text(
            language,
            "verify-paper-seen",
            &[
                ("date", &at.format("%d/%m/%Y").to_string()),
                ("time", &at.format("%H:%M").to_string()),
                ("service", &base.url("")),
            ],
        ),
        again: text(
            language,
            "verify-paper-again",
            &[("address", &base.url("/verifier"))],
        ),
        holder: (report.authentic == Authentic::Yes && report.recipient == Recipient::NotAsked)
            .then(|| hex(&badge.identity())),
        // Nobody is led to an address that a forger wrote.
        square: (report.authentic == Authentic::Yes)
            .then(|| Square::of(badge.credential_uri()))
            .flatten(),
    }
}

/// Tone and words of each answer, as the report names them. What a badge says of itself is worth nothing until it is
/// authentic: a forger may write the name of a recognised issuer.
pub(super) fn tones(
    authentic: &str,
    current: &str,
    issuer: &str,
    recipient: &str,
) -> [(&'static str, String); 4] {
    let proven = authentic == "yes";
    let of_authentic = match authentic {
        "yes" => "oui",
        "no" => "non",
        _ => "doute",
    };
    let of_issuer = match issuer {
        "recognised" if !proven => ("doute", "issuer-claimed".to_owned()),
        "recognised" => ("oui", "issuer-recognised".to_owned()),
        "withdrawn" => ("non", "issuer-withdrawn".to_owned()),
        _ => ("doute", "issuer-unknown".to_owned()),
    };
    let of_recipient = match recipient {
        "confirmed" if !proven => ("doute", "recipient-claimed".to_owned()),
        "confirmed" => ("oui", "recipient-confirmed".to_owned()),
        "mismatch" => ("non", "recipient-mismatch".to_owned()),
        _ => ("doute", "recipient-not_asked".to_owned()),
    };
    let of_current = match current {
        "yes" if !proven => ("doute", "current-moot".to_owned()),
        "yes" => ("oui", "current-yes".to_owned()),
        "unknown" => ("doute", "current-unknown".to_owned()),
        other => ("non", format!("current-{other}")),
    };
    [
        (of_authentic, format!("authentic-{authentic}")),
        of_current,
        of_issuer,
        of_recipient,
    ]
}

/// The sign beside a tone, for who sees no colour.
pub(super) fn sign(tone: &str) -> &'static str {
    match tone {
        "oui" => "✓",
        "non" => "✕",
        _ => "?",
    }
}
