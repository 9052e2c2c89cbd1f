//! `/recruteurs/recherches`: the searches that a recruiter keeps, and whether they are written to when one grows.

use askama::Template;
use axum::extract::rejection::RawFormRejection;
use axum::extract::{Path, RawForm, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use super::answer::zones;
use super::area::Drawn;
use super::asked::Asked;
use crate::database::acting;
use crate::http::account::private;
use crate::http::pages::{Page, render, unprocessable};
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, envelope};
use crate::presence::question::Question;
use crate::problem::{Code, Problem};
use crate::search::area::{self, Area};
use crate::search::saved::{self, LONGEST, NotKept};
use crate::search::words::{Catalogue, unlawful};
use crate::text::{day, text};

/// What the page tells after one of its forms.
const DONE: [&str; 4] = ["gardee", "oubliee", "prevenue", "silence"];

#[derive(Template)]
#[template(path = "search/saved.html", config = "web/askama.toml")]
struct Kept {
    page: Page,
    company: String,
    /// What was done, and what is wrong with the question of the address.
    done: String,
    wrong: String,
    /// A question that may be kept.
    new: Option<New>,
    lines: Vec<Line>,
}

/// A question that is about to be kept.
struct Keeping {
    question: Question,
    area: Option<Area>,
    /// As its recruiter calls it; empty: not called yet.
    name: String,
    /// What is wrong with it; empty: nothing.
    wrong: String,
}

/// The same as the page shows it.
struct New {
    said: String,
    name: String,
    wrong: String,
    /// Where alerts look, if that is not the area that was drawn.
    alerted: String,
    /// The question, for the form to bring.
    fields: Vec<(String, String)>,
}

/// A search that is kept.
struct Line {
    id: Uuid,
    name: String,
    said: String,
    since: String,
    alert: bool,
    /// Where its alerts look, if that is not the area that was drawn.
    alerted: String,
    href: String,
}

/// The searches, and a form for one more where the address brings a question.
pub(super) async fn list(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = envelope::language(query.as_deref(), &headers);
    let (mut done, rest) = apart(query.as_deref().unwrap_or_default(), &["fait"])?;
    let done = done.pop().unwrap_or_default();
    if !done.is_empty() && !DONE.contains(&done.as_str()) {
        return Err(Problem::new(Code::INVALID_PARAMETER, "fait"));
    }
    let mut asked = Asked::read(Some(&rest))?;
    let page = Page::new(&state, language, "kept");
    let area = Drawn::read(&state, &page, &mut asked).await?;
    let done = if done.is_empty() {
        done
    } else {
        page.of("kept-done", &done)
    };
    let together = state.engine.together().await;
    let together = together.map_err(|error| failed(&error))?;
    let wrong = area.map(|area| area.wrong).unwrap_or_default();
    let question = asked.question(together).ok();
    let question = question.filter(|_| wrong.is_empty());
    let new = question.map(|question| Keeping {
        question,
        area: asked.area,
        name: String::new(),
        wrong: String::new(),
    });
    show(&state, &recruiting, page, (done, wrong), new).await
}

/// Keeps a search.
pub(super) async fn keep(
    State(state): State<AppState>,
    recruiting: Recruiting,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    let language = envelope::language(query.as_deref(), &headers);
    Asked::read(query.as_deref())?;
    let sent = sent(body)?;
    let (given, rest) = apart(&sent, &["nom", "alerte"])?;
    let [name, alert] = &given[..] else {
        return Err(Code::UNPROCESSABLE.into());
    };
    let mut asked = Asked::read(Some(&rest)).map_err(|refused| Problem {
        code: Code::UNPROCESSABLE,
        ..refused
    })?;
    let page = Page::new(&state, language, "kept");
    let area = Drawn::read(&state, &page, &mut asked).await;
    let area = area.map_err(|refused| match refused.code {
        Code::UNKNOWN_TERRITORY => Problem::new(Code::UNPROCESSABLE, "aire"),
        _ => refused,
    })?;
    if area.is_some_and(|area| !area.wrong.is_empty()) {
        return Err(Problem::new(Code::UNPROCESSABLE, "aire"));
    }
    let together = state.engine.together().await;
    let question = asked
        .question(together.map_err(|error| failed(&error))?)
        .map_err(|_| Problem::new(Code::UNPROCESSABLE, "competence"))?;
    let wrong = if name.is_empty() || name.chars().count() > LONGEST {
        page.t("kept-wrong-name")
    } else {
        unlawful(name)
            .map(|found| found.explained(language))
            .unwrap_or_default()
    };
    let mut new = Keeping {
        question,
        area: asked.area,
        name: name.clone(),
        wrong,
    };
    if new.wrong.is_empty() {
        known(&state, &new.question).await?;
        let kept = saved::keep(
            &state.db.app,
            &recruiting.recruiter,
            name,
            (&new.question, new.area.as_ref()),
            alert == "oui",
            &*state.clock,
        );
        match acting::as_the_house("what its answer is now is noted", kept).await {
            Ok(()) => return Ok(back("gardee")),
            Err(NotKept::Full) => {
                let most = saved::MOST.to_string();
                new.wrong = text(language, "kept-wrong-full", &[("most", &most)]);
            }
            Err(NotKept::Database(error)) => return Err(failed(&error)),
        }
    }
    let told = (String::new(), String::new());
    let again = show(&state, &recruiting, page, told, Some(new)).await;
    again.map(unprocessable)
}

/// Forgets one, or turns its letters on or off.
pub(super) async fn change(
    State(state): State<AppState>,
    recruiting: Recruiting,
    Path(id): Path<String>,
    body: Result<RawForm, RawFormRejection>,
) -> Result<Response, Problem> {
    let id: Uuid = id.parse().map_err(|_| Code::NOT_FOUND)?;
    let sent = sent(body)?;
    let (given, rest) = apart(&sent, &["geste"])?;
    if !rest.is_empty() {
        return Err(Code::UNPROCESSABLE.into());
    }
    let (pool, recruiter) = (&state.db.app, &recruiting.recruiter);
    let (changed, done) = match given.first().map_or("", String::as_str) {
        "oublier" => (saved::forget(pool, recruiter, id).await, "oubliee"),
        "prevenir" => (
            saved::set_alert(pool, recruiter, id, true).await,
            "prevenue",
        ),
        "taire" => (
            saved::set_alert(pool, recruiter, id, false).await,
            "silence",
        ),
        _ => return Err(Problem::new(Code::UNPROCESSABLE, "geste")),
    };
    if changed.map_err(|error| failed(&error))? {
        Ok(back(done))
    } else {
        Err(Code::NOT_FOUND.into())
    }
}

fn back(done: &str) -> Response {
    private(Redirect::to(&format!("/recruteurs/recherches?fait={done}")).into_response())
}

fn sent(body: Result<RawForm, RawFormRejection>) -> Result<String, Problem> {
    let RawForm(body) = body.map_err(|refused| {
        let status = refused.into_response().status();
        Problem::from(Code::of_status(status.as_u16()))
    })?;
    String::from_utf8(body.to_vec()).map_err(|_| Code::UNPROCESSABLE.into())
}

/// The values of `names`, each once at most, and the other parameters as they came.
fn apart(query: &str, names: &[&str]) -> Result<(Vec<String>, String), Problem> {
    let mut given: Vec<Option<String>> = vec![None; names.len()];
    let mut rest = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match names.iter().position(|known| *known == name) {
            None => {
                rest.append_pair(&name, &value);
            }
            Some(place) if given[place].is_none() && !value.contains('\0') => {
                given[place] = Some(value.trim().to_owned());
            }
            Some(_) => return Err(Problem::new(Code::UNPROCESSABLE, name)),
        }
    }
    let given = given.into_iter().map(Option::unwrap_or_default).collect();
    Ok((given, rest.finish()))
}

/// A question about what does not exist is not kept.
async fn known(state: &AppState, question: &Question) -> Result<(), Problem> {
    let missing = super::missing(&state.engine, question).await;
    let missing = missing.map_err(|error| failed(&error))?;
    missing.map_or(Ok(()), |field| {
        Err(Problem::new(Code::UNPROCESSABLE, field))
    })
}

async fn show(
    state: &AppState,
    recruiting: &Recruiting,
    page: Page,
    (done, wrong): (String, String),
    new: Option<Keeping>,
) -> Result<Response, Problem> {
    let ours = |error| failed(&error);
    let catalogue = state.engine.catalogue().await.map_err(ours)?;
    let places = state.engine.places().await.map_err(ours)?;
    let spots = state.engine.spots().await.map_err(ours)?;
    let kept = saved::of(&state.db.app, &recruiting.recruiter)
        .await
        .map_err(ours)?;
    let scopes = kept.iter().map(|saved| saved.question.scope());
    let scopes = scopes.chain(new.as_ref().map(|new| new.question.scope()));
    let zones = zones(&page, &places, scopes.cloned());
    let zone = |question: &Question| zones.get(question.scope()).cloned().unwrap_or_default();
    let alerted = |question: &Question, area: Option<&Area>| {
        area.map(|_| text(page.words, "kept-alert-area", &[("zone", &zone(question))]))
            .unwrap_or_default()
    };
    // An area whose places are none any more is forgotten; the scope that held it stays.
    let asked = |question: &Question, area: Option<&Area>| {
        let chosen = area.and_then(|area| area::choose(area, &spots).ok());
        let sought = sought(&page, &catalogue, question);
        let said = match &chosen {
            Some(chosen) => format!("{sought}. {}", super::area::said(&page, chosen)),
            None => format!("{sought}, {}", zone(question)),
        };
        let asked = Asked::drawn(question, area.filter(|_| chosen.is_some()));
        (said, asked)
    };
    let lines = kept.iter().map(|saved| {
        let (said, asked) = asked(&saved.question, saved.area.as_ref());
        Line {
            id: saved.id,
            name: saved.name.clone(),
            said,
            since: day(page.words, &saved.since),
            alert: saved.alert,
            alerted: alerted(&saved.question, asked.area.as_ref()),
            href: asked.address(),
        }
    });
    let lines = lines.collect();
    let new = new.map(|new| {
        let (said, asked) = asked(&new.question, new.area.as_ref());
        let query = asked.query();
        let fields = url::form_urlencoded::parse(query.as_bytes());
        New {
            said,
            name: if new.name.is_empty() {
                short(&catalogue, &page, &new.question)
            } else {
                new.name
            },
            wrong: new.wrong,
            alerted: alerted(&new.question, asked.area.as_ref()),
            fields: fields.into_owned().collect(),
        }
    });
    let language = page.words;
    let shown = Kept {
        company: recruiting.recruiter.name.clone(),
        done,
        wrong,
        new,
        lines,
        page,
    };
    render(language, &shown).map(private)
}

/// « Programmer (Je transmets, ou plus) ou Servir à table (Je fais, ou plus) »
fn sought(page: &Page, catalogue: &Catalogue, question: &Question) -> String {
    let each = question.wanted().iter().map(|wanted| {
        let name = catalogue
            .get(&wanted.competence)
            .map(|of| of.name(page.words));
        let level = page.of("presence-from-level", &wanted.level.to_string());
        format!("{} ({level})", name.unwrap_or(&wanted.competence))
    });
    let each: Vec<String> = each.collect();
    let link = page.t(if question.every() {
        "kept-and"
    } else {
        "kept-or"
    });
    each.join(&format!(" {link} "))
}

/// A name to begin with.
fn short(catalogue: &Catalogue, page: &Page, question: &Question) -> String {
    let first = question.wanted().first();
    let first = first.and_then(|wanted| catalogue.get(&wanted.competence));
    first
        .map(|of| of.name(page.words).to_owned())
        .unwrap_or_default()
}
