//! A CV that names nobody, as its holder makes it, proves it and shows their address in it.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::{Sent, failed};
use crate::account::Address;
use crate::account::service::addresses;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{self, SignedIn};
use crate::http::{AppState, envelope, query};
use crate::passport::sharing::{cv, service};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "sharing/new_cv.html", config = "web/askama.toml")]
struct Form {
    page: Page,
    choices: Vec<Choice>,
    refusal: String,
    title: String,
}

/// A badge that may be put in.
struct Choice {
    id: Uuid,
    own_name: String,
    /// What readers will see of it.
    shown: String,
}

/// How one shows that a CV is one's own.
pub(super) struct Proof {
    /// The digits in two halves, while the code is good.
    pub(super) code: Option<String>,
    /// What became of the last code.
    pub(super) said: String,
    /// The address that is shown; empty where none is.
    pub(super) shown: String,
    /// Those that may be shown.
    pub(super) addresses: Vec<String>,
}

/// The form of a new CV.
pub(super) async fn form(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    page(&state, &signed_in, language, String::new(), String::new()).await
}

async fn page(
    state: &AppState,
    signed_in: &SignedIn,
    language: Language,
    refusal: String,
    title: String,
) -> Result<Response, Problem> {
    let candidates = cv::candidates(&state.db.app, signed_in.holder, &*state.clock)
        .await
        .map_err(|error| session::failed(&error))?;
    let page = Page::own(state, language, "shares", signed_in.holder).await?;
    let choices = candidates.into_iter().map(|badge| {
        let competence = match language {
            Language::Fr => badge.name_fr,
            Language::En => badge.name_en,
        };
        let mut own_name = if badge.own_name == competence {
            String::new()
        } else {
            badge.own_name
        };
        if badge.sensitive {
            own_name = format!("{own_name} ({})", page.t("review-sensitive"));
        }
        let mut shown = vec![competence, page.of("level", &badge.level.to_string())];
        shown.extend(badge.year.map(|year| year.to_string()));
        shown.push(badge.network);
        Choice {
            id: badge.badge,
            own_name,
            shown: shown.join(" · "),
        }
    });
    let choices = choices.collect();
    let form = Form {
        page,
        choices,
        refusal,
        title,
    };
    render(language, &form).map(private)
}

/// Opens a CV, and leads to its own page.
pub(super) async fn make(
    State(state): State<AppState>,
    signed_in: SignedIn,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let sent = Sent::read(&body, &["titre", "badge"])?;
    let title = sent.line("titre", language)?;
    let chosen = sent.badges()?;
    if chosen.is_empty() {
        let refusal = text(language, "cv-nothing", &[]);
        let title = title.unwrap_or_default();
        let again = page(&state, &signed_in, language, refusal, title).await?;
        return Ok(unprocessable(again));
    }
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let holder = signed_in.holder;
    let made = cv::make(
        pool,
        holder,
        title,
        &chosen,
        master,
        &*state.clock,
        &mut rng,
    )
    .await
    .map_err(|error| failed(&error, language))?
    .ok_or(Code::NOT_FOUND)?;
    Ok(Redirect::to(&format!("/mes-partages/{made}")).into_response())
}

/// How a CV is proved, as its holder reads it.
pub(super) async fn proof(
    state: &AppState,
    signed_in: &SignedIn,
    id: Uuid,
    shown: Option<String>,
    page: &Page,
) -> Result<Proof, Problem> {
    let pool = &state.db.app;
    let code = cv::code(pool, (signed_in.holder, id), &state.master, &*state.clock)
        .await
        .map_err(|error| failed(&error, page.words))?;
    let own = addresses(pool, signed_in.holder)
        .await
        .map_err(|error| session::failed(&error))?;
    let said = match &code {
        None => String::new(),
        Some(code) => {
            let (key, at) = match (code.used_at, &code.digits) {
                (Some(at), _) => ("cv-code-used", at),
                (None, Some(_)) => ("cv-code-good", code.expires_at),
                (None, None) => ("cv-code-over", code.expires_at),
            };
            let said = [
                ("date", &*at.format("%d/%m/%Y").to_string()),
                ("time", &*at.format("%H:%M").to_string()),
            ];
            text(page.words, key, &said)
        }
    };
    Ok(Proof {
        code: code
            .and_then(|code| code.digits)
            .and_then(|digits| Some(format!("{}\u{a0}{}", digits.get(..4)?, digits.get(4..)?))),
        said,
        shown: shown.unwrap_or_default(),
        addresses: own
            .iter()
            .map(|address| address.as_str().to_owned())
            .collect(),
    })
}

/// Makes a code; the one before is no longer good.
pub(super) async fn make_code(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let mut rng: StdRng = rand::make_rng();
    let (pool, master) = (&state.db.app, &state.master);
    let made = cv::make_code(
        pool,
        (signed_in.holder, id),
        master,
        &*state.clock,
        &mut rng,
    )
    .await;
    back(made.map_err(|error| failed(&error, Language::Fr))?, id)
}

/// Shows an address in a CV, or none any more.
pub(super) async fn show_address(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Path(id): Path<Uuid>,
    body: String,
) -> Result<Response, Problem> {
    let sent = Sent::read(&body, &["adresse"])?;
    let address = match sent.one("adresse") {
        "" => None,
        written => {
            let address = Address::parse(written);
            Some(address.map_err(|_| Problem::new(Code::UNPROCESSABLE, "adresse"))?)
        }
    };
    let shown = service::show_address(&state.db.app, (signed_in.holder, id), address.as_ref());
    back(shown.await.map_err(|error| session::failed(&error))?, id)
}

fn back(done: bool, id: Uuid) -> Result<Response, Problem> {
    if done {
        Ok(Redirect::to(&format!("/mes-partages/{id}#preuve")).into_response())
    } else {
        Err(Code::NOT_FOUND.into())
    }
}
