//! « Titulaire confirmé » by a code: it is sent to the holder, who tells it to whoever asks.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use crate::database::acting;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::failed;
use crate::http::verifier::{sign, tones};
use crate::http::{AppState, envelope, query};
use crate::passport::holder_code::{self, Confirmed};
use crate::problem::{Code, Problem};
use crate::text::text;

#[derive(Template)]
#[template(path = "holder_code.html", config = "web/askama.toml")]
struct Asked {
    page: Page,
    badge: String,
    wrong: bool,
}

#[derive(Template)]
#[template(path = "holder_confirmed.html", config = "web/askama.toml")]
struct Answered {
    page: Page,
    title: String,
    /// Tone, sign and words of each sentence.
    answers: Vec<(&'static str, &'static str, String)>,
    verified: String,
}

/// Which badge.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Badge {
    badge: String,
}

/// Which badge, and the code that was told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Told {
    badge: String,
    code: String,
}

/// Why this looks across people.
const NOBODY: &str = "whoever looks at a badge is not its holder";

/// Sends a code, if there is somebody to send it to, and asks for it: the same page whatever happened.
pub(in crate::http) async fn send(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Badge>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(Badge { badge }) =
        form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let identity = identity(&badge)?;
    state.can_mail(language)?;
    let (pool, master) = (&state.db.app, &state.master);
    let sent = holder_code::send(pool, &identity, language, master, &*state.clock);
    acting::as_the_house(NOBODY, sent)
        .await
        .map_err(|error| failed(&error))?;
    let page = Page::new(&state, language, "verify");
    let wrong = false;
    render(language, &Asked { page, badge, wrong }).map(private)
}

/// Whether the code is the one.
pub(in crate::http) async fn confirm(
    State(state): State<AppState>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Told>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(told) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let identity = identity(&told.badge)?;
    let (pool, master) = (&state.db.app, &state.master);
    let checked = holder_code::check(pool, &identity, &told.code, master, &*state.clock);
    let checked = acting::as_the_house(NOBODY, checked).await;
    let page = Page::new(&state, language, "verify");
    let Some(confirmed) = checked.map_err(|error| failed(&error))? else {
        let badge = told.badge;
        let wrong = true;
        let asked = render(language, &Asked { page, badge, wrong })?;
        return Ok(unprocessable(private(asked)));
    };
    let at = confirmed.verified_at;
    let verified = text(
        language,
        "holder-verified",
        &[("date", &at.format("%d/%m/%Y").to_string())],
    );
    let answered = Answered {
        title: format!(
            "{} · {}",
            confirmed.name,
            page.of("level", &confirmed.level.to_string())
        ),
        answers: answers(&page, &confirmed),
        verified,
        page,
    };
    render(language, &answered).map(private)
}

/// The holder first: that is what was asked. Who recognises the issuer is not.
fn answers(page: &Page, confirmed: &Confirmed) -> Vec<(&'static str, &'static str, String)> {
    let told = tones(&confirmed.authentic, &confirmed.current, "", "confirmed");
    [3, 0, 1]
        .into_iter()
        .map(|place| {
            let (tone, key) = &told[place];
            (*tone, sign(tone), page.of("verdict", key))
        })
        .collect()
}

/// 64 hexadecimal digits, as our own page sends them.
fn identity(text: &str) -> Result<[u8; 32], Problem> {
    let digit = |place: usize| {
        text.get(place..place + 2)
            .and_then(|two| u8::from_str_radix(two, 16).ok())
    };
    let octets: Option<Vec<u8>> = (0..32).map(|n| digit(2 * n)).collect();
    octets
        .filter(|_| text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|octets| octets.try_into().ok())
        .ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "badge"))
}
