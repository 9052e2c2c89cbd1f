//! `/recruteurs/besoins/nouveau`: « Publier le besoin ». The competences and the place come from a search's address.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use rand::rngs::StdRng;
use uuid::Uuid;

use super::propose::{FIELDS, Fields, draft};
use super::{Choice, told};
use crate::http::account::private;
use crate::http::pages::{Page, render};
use crate::http::presence::asked::{self, Said, Wrong};
use crate::http::search::asked::{place, region, wanted};
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, envelope, query};
use crate::presence::own::{self, Named};
use crate::presence::question::{ANY_OF, Question, Scope, Wanted};
use crate::problem::{Code, Problem};
use crate::relay::RelayError;
use crate::relay::needs::{self, DAYS};
use crate::text::{Language, day, text};

/// The fields that a competence comes back in, with its level.
const SOUGHT: [&str; ANY_OF] = ["c1", "c2", "c3", "c4", "c5"];

#[derive(Template)]
#[template(path = "relay/publish.html", config = "web/askama.toml")]
struct Form {
    page: Page,
    offer: Fields,
    /// Field, value, and what it says.
    sought: Vec<(&'static str, String, String)>,
    search: String,
    days: Vec<Choice>,
    wrong: Wrong,
    refusal: String,
}

impl Form {
    fn wrong(&self, field: &str) -> String {
        super::wrong(&self.page, &self.wrong, field)
    }
}

/// What is sought is known, and each once: a need is asked like a question about any of it.
fn sought(all: Vec<Wanted>) -> Result<Vec<Wanted>, Problem> {
    if all.is_empty() {
        return Ok(all);
    }
    let asked = Question::any_of(all, region());
    let asked = asked.map_err(|_| Problem::new(Code::INVALID_PARAMETER, "competence"))?;
    Ok(asked.wanted().to_vec())
}

/// A form that is to be sent, or sent again.
#[derive(Default)]
struct Again<'a> {
    said: Option<&'a Said>,
    sought: Vec<Wanted>,
    wrong: Wrong,
    candidates: Vec<Named>,
    refusal: String,
}

/// The form, with what a search's address says: `?competence=CODE:LEVEL&…&lieu=epci:…`.
pub(super) async fn form(
    State(state): State<AppState>,
    _: Recruiting,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(asked.as_deref(), &headers);
    let (mut all, mut place) = (Vec::new(), None);
    let query = asked.unwrap_or_default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let wrong = || Problem::new(Code::INVALID_PARAMETER, name.clone());
        match name.as_ref() {
            // A need is always for whoever has any of it; words have done their work.
            "tous" | "q" | "commune" | "lang" => {}
            "competence" | "lieu" if value.is_empty() => {}
            "competence" => all.push(wanted(&value).ok_or_else(wrong)?),
            "lieu" => place = Some(self::place(&value).ok_or_else(wrong)?),
            _ => {
                let short: String = name.chars().take(40).collect();
                return Err(Problem::new(Code::UNKNOWN_PARAMETER, short));
            }
        }
    }
    let mut fields = BTreeMap::new();
    match &place {
        Some(cell @ Scope::Cell(_)) => {
            let names = own::names(&state.db.app, &[(cell.kind(), &cell.code())]).await;
            let named = names.map_err(|error| failed(&error))?.into_iter().next();
            fields.insert("commune", named.flatten().unwrap_or_default());
        }
        Some(wide) => {
            fields.insert("ou", "large".to_owned());
            fields.insert("large", format!("{}:{}", wide.kind(), wide.code()));
        }
        None => {}
    }
    let said = Said::of(fields);
    let again = Again {
        said: Some(&said),
        sought: sought(all)?,
        ..Again::default()
    };
    shown(&state, language, again).await
}

async fn shown(
    state: &AppState,
    language: Language,
    again: Again<'_>,
) -> Result<Response, Problem> {
    let page = Page::new(state, language, "search");
    let catalogue = state.engine.catalogue().await;
    let catalogue = catalogue.map_err(|error| failed(&error))?;
    let mut sought = Vec::new();
    for (field, wanted) in SOUGHT.into_iter().zip(&again.sought) {
        let known = catalogue.get(&wanted.competence);
        let known = known.ok_or_else(|| Problem::new(Code::INVALID_PARAMETER, "competence"))?;
        let level = page.of("presence-from-level", &wanted.level.to_string());
        let value = format!("{}:{}", wanted.competence, wanted.level);
        sought.push((field, value, format!("{} · {level}", known.name(language))));
    }
    let search = {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(sought.iter().map(|(_, value, _)| ("competence", value)));
        format!("/recruteurs/chercher?{}", query.finish())
    };
    let days = again.said.map_or("", |said| said.get("jours"));
    let days = if days.is_empty() { "30" } else { days };
    let form = Form {
        offer: Fields::new(state, &page, again.said, &again.candidates).await?,
        days: DAYS
            .iter()
            .map(|count| {
                let count = count.to_string();
                let said = text(language, "relay-days", &[("count", &count)]);
                Choice::new(count, said, days)
            })
            .collect(),
        search,
        sought,
        wrong: again.wrong,
        refusal: again.refusal,
        page,
    };
    render(language, &form).map(private)
}

/// Publishes it.
pub(super) async fn send(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(asked): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    query::read(asked.as_deref(), &["lang"])?;
    let language = envelope::language(asked.as_deref(), &headers);
    let known = [&FIELDS[..], &SOUGHT[..], &["jours"]].concat();
    let said = asked::form(body, &known)?;
    let mut all = Vec::new();
    for field in SOUGHT {
        let value = said.get(field);
        if !value.is_empty() {
            let read = wanted(value);
            all.push(read.ok_or_else(|| Problem::new(Code::UNPROCESSABLE, field))?);
        }
    }
    let sought = sought(all).map_err(|refused| Problem {
        code: Code::UNPROCESSABLE,
        ..refused
    })?;
    if sought.is_empty() {
        return Err(Problem::new(Code::UNPROCESSABLE, "c1"));
    }
    let days = said.get("jours").parse::<i64>().ok();
    let days = days.filter(|days| DAYS.contains(days));
    let days = days.ok_or_else(|| Problem::new(Code::UNPROCESSABLE, "jours"))?;
    let draft = match draft(&state, language, &said).await? {
        Ok(draft) => draft,
        Err(undrafted) => {
            let again = Again {
                said: Some(&said),
                sought,
                wrong: undrafted.wrong,
                candidates: undrafted.candidates,
                refusal: undrafted.refusal,
            };
            let page = shown(&state, language, again).await?;
            return Ok(told(page, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let mut rng: StdRng = rand::make_rng();
    let of = (sought.as_slice(), days);
    let published =
        needs::publish(state.relay(), &recruiting.recruiter, &draft, of, &mut rng).await;
    match published {
        Ok(id) => {
            let to = format!("/recruteurs/propositions/{id}?fait=besoin");
            Ok(Redirect::to(&to).into_response())
        }
        Err(RelayError::Full { until }) => {
            let until = day(language, &until);
            let again = Again {
                said: Some(&said),
                sought,
                refusal: text(language, "relay-needs-full", &[("date", &until)]),
                ..Again::default()
            };
            let page = shown(&state, language, again).await?;
            Ok(told(page, StatusCode::TOO_MANY_REQUESTS))
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes one back.
pub(super) async fn withdraw(
    State(state): State<AppState>,
    recruiting: Recruiting,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let (me, now) = (recruiting.signed_in.holder, state.clock.now());
    let withdrawn = needs::withdraw(&state.db.app, me, id, now).await;
    if !withdrawn.map_err(|error| failed(&error))? {
        return Err(Code::NOT_FOUND.into());
    }
    let to = format!("/recruteurs/propositions/{id}?fait=retire");
    Ok(Redirect::to(&to).into_response())
}
