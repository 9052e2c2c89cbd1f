//! The question as a form: words and what they may mean, levels, where.

use crate::http::AppState;
use crate::http::pages::Page;
use crate::http::presence::asked::{Where, commune};
use crate::http::presence::card::around;
use crate::http::session::failed;
use crate::presence::Place;
use crate::presence::own;
use crate::presence::question::{ANY_OF, Scope, Together};
use crate::problem::{Code, Problem};
use crate::search::cells::Places;
use crate::search::words::{Catalogue, unlawful};

use super::asked::{Asked, said};

/// One of several answers.
pub(super) struct Pick {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// Somewhere to go.
pub(super) struct Step {
    pub(super) name: String,
    pub(super) href: String,
}

/// A competence that is sought.
pub(super) struct Chosen {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) levels: Vec<Pick>,
    /// The question without it.
    pub(super) without: String,
}

/// The form, as the page shows it.
pub(super) struct Form {
    pub(super) words: String,
    /// What the law says of a word; empty: nothing.
    pub(super) unlawful: String,
    pub(super) proposed: Vec<Step>,
    /// The key of what helps where nothing is proposed; empty: nothing.
    pub(super) hint: &'static str,
    pub(super) chosen: Vec<Chosen>,
    pub(super) every: bool,
    pub(super) may_every: bool,
    /// What that is called: both, or all three.
    pub(super) every_said: String,
    pub(super) places: Vec<(String, Vec<Pick>)>,
    pub(super) commune: String,
    pub(super) candidates: Vec<Step>,
    /// What is wrong with the commune; empty: nothing.
    pub(super) wrong: String,
}

/// What a form leads to.
pub(super) enum Read {
    /// The form again, or for the first time.
    Form(Box<Form>),
    /// A commune that is a place: the address says so from now on.
    Elsewhere(String),
}

/// Reads the form of `asked`.
///
/// A competence or a place that does not exist is a problem: pages of ours lead to neither.
pub(super) async fn read(
    state: &AppState,
    page: &Page,
    (catalogue, known_places): (&Catalogue, &Places),
    (asked, together): (&Asked, Together),
) -> Result<Read, Problem> {
    let ours = |error| failed(&error);
    let pool = &state.db.app;
    let mut chosen = Vec::new();
    for wanted in &asked.wanted {
        let known = catalogue.get(&wanted.competence);
        let known = known.ok_or_else(|| Problem::new(Code::INVALID_PARAMETER, "competence"))?;
        let level = |level: i16| Pick {
            value: format!("{}:{level}", wanted.competence),
            name: page.of("presence-from-level", &level.to_string()),
            chosen: level == wanted.level,
        };
        chosen.push(Chosen {
            code: wanted.competence.clone(),
            name: known.name(page.words).to_owned(),
            levels: [1, 2, 3].map(level).into(),
            without: asked.without(&wanted.competence).address(),
        });
    }
    let typed = if asked.commune.is_empty() {
        None
    } else {
        let (communes, _) = own::places(pool).await.map_err(ours)?;
        Some(commune(&asked.commune, &communes))
    };
    let mut wrong = String::new();
    let mut candidates = Vec::new();
    match typed {
        Some(Where::Found(Place::Commune(code))) => {
            let cell = own::cell(pool, &code).await.map_err(ours)?;
            let cell = cell.ok_or(Code::UNKNOWN_TERRITORY)?;
            return Ok(Read::Elsewhere(asked.at(&cell).address()));
        }
        Some(Where::OneOf(several)) => {
            wrong = page.t("search-where-several");
            for named in several {
                if let Some(cell) = own::cell(pool, &named.code).await.map_err(ours)? {
                    candidates.push(Step {
                        name: format!("{} ({})", named.name, named.department),
                        href: asked.at(&cell).address(),
                    });
                }
            }
        }
        Some(_) => wrong = page.t("presence-wrong-unknown"),
        None => {}
    }
    let found_unlawful = unlawful(&asked.words);
    let full = asked.wanted.len() >= ANY_OF;
    let found = match &found_unlawful {
        Some(_) => Vec::new(),
        None => catalogue.find(&asked.words),
    };
    let sought = |code: &str| asked.wanted.iter().any(|wanted| wanted.competence == code);
    let proposed = found.iter().filter(|of| !full && !sought(&of.code));
    let hint = if !asked.words.is_empty() && found.is_empty() && found_unlawful.is_none() {
        "search-nothing"
    } else if full {
        "search-full"
    } else if asked.wanted.is_empty() {
        "search-words-help"
    } else {
        ""
    };
    Ok(Read::Form(Box::new(Form {
        words: asked.words.clone(),
        unlawful: found_unlawful
            .as_ref()
            .map(|found| found.explained(page.words))
            .unwrap_or_default(),
        proposed: proposed
            .map(|of| Step {
                name: of.name(page.words).to_owned(),
                href: asked.with(&of.code).address(),
            })
            .collect(),
        hint,
        chosen,
        every: asked.every,
        may_every: (2..=together.most()).contains(&asked.wanted.len()),
        every_said: page.t(match asked.wanted.len() {
            3 => "search-every-three",
            _ => "search-every",
        }),
        places: places(page, asked, known_places)?,
        commune: asked.commune.clone(),
        candidates,
        wrong,
    })))
}

/// Where a question may be asked, by kind; first of all the cell that it is asked at, if it is one.
fn places(page: &Page, asked: &Asked, known: &Places) -> Result<Vec<(String, Vec<Pick>)>, Problem> {
    let scope = asked.scope();
    let here = said(&scope);
    let name = known.name(&scope).ok_or(Code::UNKNOWN_TERRITORY)?;
    let mut groups = Vec::new();
    if matches!(scope, Scope::Cell(_)) && asked.area.is_none() {
        let pick = Pick {
            value: here.clone(),
            name: around(page.words, "cell", name),
            chosen: true,
        };
        groups.push((page.t("search-where-around"), vec![pick]));
    }
    for kind in ["region", "department", "epci"] {
        let of_kind = known.wider.iter().filter(|named| named.kind == kind);
        let picks = of_kind.map(|named| {
            let value = format!("{kind}:{}", named.code);
            Pick {
                chosen: asked.area.is_none() && value == here,
                value,
                name: named.name.clone(),
            }
        });
        groups.push((page.of("presence-wide", kind), picks.collect()));
    }
    Ok(groups)
}
