//! `/a-traiter/besoins`: published needs that concern young people of 15 to 17 whom an organisation gave badges, with what
//! the law asks for, and « Transmettre » (C3).

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::{dated, place};
use crate::http::account::private;
use crate::http::earning::Facilitator;
use crate::http::pages::{Page, render};
use crate::http::presence::asked;
use crate::http::{AppState, envelope, query};
use crate::problem::{Code, Problem};
use crate::relay::needs::{self, Need};
use crate::text::{Language, text};

#[derive(Template)]
#[template(path = "relay/needs.html", config = "web/askama.toml")]
struct Listed {
    page: Page,
    needs: Vec<Shown>,
    law: Vec<String>,
    done: String,
}

struct Shown {
    need: Need,
    of: String,
    sought: String,
    until: String,
    young: String,
}

/// What could be passed on.
pub(super) async fn list(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let asked = query::read(asked.as_deref(), &["lang", "fait"])?;
    let (pool, now) = (&state.db.app, state.clock.now());
    let found = needs::to_pass_on(pool, &state.master, &reviewer.organisations, now).await?;
    let page = Page::new(&state, language, "needs");
    let mut shown = Vec::new();
    for need in found {
        let at = (need.place.0.as_str(), need.place.1.as_str());
        let sought = need.sought.iter().map(|(french, english)| match language {
            Language::Fr => french.as_str(),
            Language::En => english.as_str(),
        });
        shown.push(Shown {
            of: format!(
                "{} · {} · {} · {}",
                need.company,
                page.of("relay-offer", need.offer.as_str()),
                page.of("relay-start", need.starts.as_str()),
                place(&state, language, at).await?,
            ),
            sought: sought.collect::<Vec<_>>().join(", "),
            until: dated(&page, "relay-needs-until", need.expires_at),
            young: text(
                language,
                "relay-needs-young",
                &[("organisation", &need.organisation.1)],
            ),
            need,
        });
    }
    let law = (1..=6).map(|line| page.t(&format!("relay-minors-law-{line}")));
    let shown = Listed {
        needs: shown,
        law: law.collect(),
        done: match asked.get("fait").map(String::as_str) {
            Some("transmis") => page.t("relay-done-passed"),
            _ => String::new(),
        },
        page,
    };
    render(language, &shown).map(private)
}

/// Passes one on.
pub(super) async fn pass_on(
    State(state): State<AppState>,
    Facilitator(reviewer): Facilitator,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    let said = asked::form(body, &["besoin", "structure"])?;
    let read = |field: &'static str| {
        let id = said.get(field).parse::<Uuid>();
        id.map_err(|_| Problem::new(Code::UNPROCESSABLE, field))
    };
    let (need, organisation) = (read("besoin")?, read("structure")?);
    if !reviewer.organisations.contains(&organisation) {
        return Err(Code::NOT_FOUND.into());
    }
    needs::pass_on(state.relay(), reviewer.holder, (need, organisation)).await?;
    Ok(Redirect::to("/a-traiter/besoins?fait=transmis").into_response())
}
