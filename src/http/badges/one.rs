//! One badge of one's own: what it says, whether it holds, and its file.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use uuid::Uuid;

use super::given;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::{SignedIn, failed};
use crate::http::verifier::{sign, tones};
use crate::http::{AppState, envelope, query};
use crate::passport::holder_code;
use crate::passport::shelf::{self, Original};
use crate::problem::{Code, Problem};
use crate::text::{day, text};

#[derive(Template)]
#[template(path = "badges/one.html", config = "web/askama.toml")]
#[expect(clippy::struct_excessive_bools, reason = "facts, each by itself")]
struct One {
    page: Page,
    id: Uuid,
    name: String,
    given: String,
    image: bool,
    standard: String,
    verified: String,
    waiting: bool,
    sensitive: bool,
    /// A code can be shown that confirms its holder.
    provable: bool,
    /// Tone, sign, words and explanation of each answer.
    answers: Vec<(&'static str, &'static str, String, String)>,
    /// Name, outcome and detail of each check.
    checks: Vec<(String, String, String)>,
}

/// The badge, as it was verified last.
pub(super) async fn page(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (badge, checks) = shelf::badge(&state.db.app, signed_in.holder, id)
        .await
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    let provable = badge.authentic == "yes" && badge.recipient == "confirmed";
    let page = Page::own(&state, language, "badges", signed_in.holder).await?;
    let tones = tones(
        &badge.authentic,
        &badge.current,
        &badge.issuer,
        &badge.recipient,
    );
    let one = One {
        provable,
        answers: tones
            .into_iter()
            .map(|(tone, key)| {
                let said = page.of("verdict", &key);
                (
                    tone,
                    sign(tone),
                    said,
                    page.t(&format!("verdict-{key}-text")),
                )
            })
            .collect(),
        checks: checks
            .into_iter()
            .map(|check| {
                let name = page.of("check", &check.id);
                (name, page.of("outcome", &check.outcome), check.detail)
            })
            .collect(),
        id,
        given: format!(
            "{} · {}",
            given(language, &badge),
            page.of("level", &badge.level.to_string())
        ),
        image: badge.format == "png",
        standard: format!("{} · {}", badge.standard, badge.format.to_uppercase()),
        verified: text(
            language,
            "holder-verified",
            &[("date", &day(language, &badge.verified_at))],
        ),
        waiting: badge.waiting,
        sensitive: badge.sensitive,
        name: badge.name,
        page,
    };
    render(language, &one).map(private)
}

/// Its picture, where it is one that cannot hold a script.
pub(super) async fn image(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let original = original(&state, &signed_in, id).await?;
    if original.format != "png" {
        return Err(Code::NOT_FOUND.into());
    }
    Ok(sandboxed(
        ([(CONTENT_TYPE, "image/png")], original.bytes).into_response(),
    ))
}

/// Its file, byte for byte as it came.
pub(super) async fn file(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let original = original(&state, &signed_in, id).await?;
    let ending = match original.format.as_str() {
        "png" => "png",
        "svg" => "svg",
        "jws" => "jws",
        _ => "json",
    };
    let headers = [
        (CONTENT_TYPE, original.media_type),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"badge.{ending}\""),
        ),
    ];
    Ok(sandboxed((headers, original.bytes).into_response()))
}

async fn original(state: &AppState, signed_in: &SignedIn, id: Uuid) -> Result<Original, Problem> {
    shelf::original(&state.db.app, signed_in.holder, id)
        .await
        .map_err(|error| failed(&error))?
        .ok_or_else(|| Code::NOT_FOUND.into())
}

/// What others made is served as something that can do nothing.
fn sandboxed(mut response: Response) -> Response {
    let nothing = HeaderValue::from_static("default-src 'none'; sandbox");
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, nothing);
    private(response)
}

#[derive(Template)]
#[template(path = "badges/code.html", config = "web/askama.toml")]
struct Proof {
    page: Page,
    id: Uuid,
    name: String,
    code: String,
    until: String,
    typed_at: String,
}

/// A code that its holder tells whoever looks at the badge; the one before is no longer good.
pub(super) async fn code(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let (pool, holder) = (&state.db.app, signed_in.holder);
    let (badge, _) = shelf::badge(pool, holder, id)
        .await
        .map_err(|error| failed(&error))?
        .ok_or(Code::NOT_FOUND)?;
    let (master, clock) = (&state.master, &*state.clock);
    let code = holder_code::show(pool, (holder, id), master, clock)
        .await
        .map_err(|error| failed(&error))?;
    let code = code.ok_or(Code::CONFLICT)?;
    let page = Page::new(&state, language, "badges");
    let shown = Proof {
        id,
        name: badge.name,
        code,
        until: page.t("prove-until"),
        typed_at: state.base.url("/verifier"),
        page,
    };
    render(language, &shown).map(private)
}
