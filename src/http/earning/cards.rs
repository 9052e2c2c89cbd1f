//! `/a-traiter/cartes`: a facilitator hands a new card to somebody who lost theirs and stands before them with the slip
//! that they opened their account by.
//!
//! **Invariant:** nobody can be looked for here: without the slip of a person there is nothing to see, and what is
//! answered says nothing of whose it is, nor why it is refused.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rand::rngs::StdRng;
use serde::Deserialize;

use super::{Facilitator, day, told};
use crate::account::cards::handing::{self, NotHanded};
use crate::http::account::cards::Shown;
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::session::failed;
use crate::http::{AppState, assets, envelope, query};
use crate::issuing::claims::taking;
use crate::issuing::claims::{ClaimError, Code as ClaimCode};
use crate::problem::{Code, Problem};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "earning/cards.html", config = "web/askama.toml")]
struct Handing {
    page: Page,
    slip: String,
    refusal: String,
}

/// What it is, and where the slip's code is typed.
pub(super) async fn page(
    State(state): State<AppState>,
    Facilitator(_): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    asking(&state, language, "", "")
}

fn asking(
    state: &AppState,
    language: Language,
    slip: &str,
    refusal: &str,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "handing");
    let shown = Handing {
        slip: slip.chars().take(40).collect(),
        refusal: if refusal.is_empty() {
            String::new()
        } else {
            page.t(refusal)
        },
        page,
    };
    render(language, &shown).map(private)
}

/// The slip of the person who is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brought {
    bon: String,
    /// That the person is there, and says it is theirs.
    #[serde(default)]
    presente: String,
}

/// Makes the card and shows it this once, to be printed or copied by the person.
pub(super) async fn hand_over(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    form: Result<Form<Brought>, FormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let Form(brought) = form.map_err(|refused| Code::of_status(refused.status().as_u16()))?;
    let again = |refusal: &str, status: StatusCode| {
        let page = asking(&state, language, &brought.bon, refusal)?;
        Ok(told(page, status))
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(slip) = ClaimCode::parse(&brought.bon) else {
        return again("receive-no-code", unprocessable);
    };
    if brought.presente != "oui" {
        return again("handing-not-there", unprocessable);
    }
    let (pool, master, clock) = (&state.db.app, &state.master, &*state.clock);
    let who = (reviewer.holder, reviewer.organisations.as_slice());
    let (holder, organisation) = match taking::whose_slip(pool, &slip, who, master, clock).await {
        Ok(found) => found,
        Err(ClaimError::TooManyTries) => {
            return again("receive-too-many", StatusCode::TOO_MANY_REQUESTS);
        }
        Err(ClaimError::Unknown) => return again("handing-nobody", unprocessable),
        Err(error) => return Err(error.into()),
    };
    let mut rng: StdRng = rand::make_rng();
    let by = (reviewer.holder, organisation);
    let made = handing::hand_over(pool, holder, by, master, clock, &mut rng).await;
    let (code, good_from) = match made {
        Ok(made) => made,
        Err(NotHanded::NotByCard) => return again("handing-nobody", unprocessable),
        Err(NotHanded::Before) => return again("handing-before", StatusCode::CONFLICT),
        Err(NotHanded::TooMany) => {
            return again("handing-too-many", StatusCode::TOO_MANY_REQUESTS);
        }
        Err(NotHanded::Database(error)) => return Err(failed(&error)),
    };
    let page = Page::new(&state, language, "handing");
    let shown = Shown {
        script: assets::address("src/earning.ts"),
        code: code.grouped(),
        typed_at: state.base.url("/connexion"),
        title: page.t("handing-made-title"),
        lead: text(
            language,
            "handing-made-lead",
            &[("date", &*day(language, &good_from))],
        ),
        next: "/a-traiter",
        next_said: page.t("queue-title"),
        page,
    };
    render(language, &shown).map(private)
}
