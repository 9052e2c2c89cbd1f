//! An answer without anybody explains itself, and says what to try.

use crate::http::AppState;
use crate::http::pages::Page;
use crate::http::session::{Recruiting, failed};
use crate::network::framework::Framework;
use crate::presence::question::Question;
use crate::problem::{Code, Problem};
use crate::search::cells::Places;
use crate::search::words::Catalogue;
use crate::text::text;

use super::answer::{bucket_said, zones};
use super::asked::Asked;
use super::form::Step;

/// Other competences that are asked about, at most.
const NEAR: usize = 8;

/// What an answer without anybody proposes.
pub(super) struct Zero {
    /// Any of the two instead of both; none: that is what was asked.
    pub(super) any: Option<Step>,
    /// From « Je fais » on, where more was asked for.
    pub(super) lower: Option<Step>,
    /// Other competences that people have: what is said of each, and the question.
    pub(super) near: Vec<(Step, String)>,
    /// Whose organisations have facilitators to ask: each network, with the page that lists them.
    pub(super) networks: Vec<Step>,
}

/// What to try instead of `question`.
pub(super) async fn of(
    state: &AppState,
    page: &Page,
    (catalogue, places): (&Catalogue, &Places),
    recruiting: &Recruiting,
    (asked, question): (&Asked, &Question),
) -> Result<Zero, Problem> {
    let wanted = question.wanted();
    let sought = |code: &str| wanted.iter().any(|wanted| wanted.competence == code);
    let mut others: Vec<&str> = Vec::new();
    for of in wanted
        .iter()
        .flat_map(|wanted| catalogue.near(&wanted.competence))
    {
        if !sought(&of.code) && !others.contains(&of.code.as_str()) && others.len() < NEAR {
            others.push(&of.code);
        }
    }
    let company = &recruiting.recruiter.company;
    let found = state
        .engine
        .near(company, question.scope(), &others)
        .await
        .map_err(|error| failed(&error))?;
    let zones = zones(page, places, found.iter().map(|near| near.zone.clone()));
    let near = found.into_iter().map(|near| {
        let alone = Asked {
            place: Some(near.zone.clone()),
            ..Asked::default()
        };
        let name = catalogue
            .get(&near.competence)
            .map(|of| of.name(page.words));
        let step = Step {
            name: name.unwrap_or(&near.competence).to_owned(),
            href: alone.with(&near.competence).address(),
        };
        let zone = zones.get(&near.zone).cloned().unwrap_or_default();
        let figure = bucket_said(page, Some(near.bucket));
        let said = text(
            page.words,
            "search-near-said",
            &[("count", &figure), ("zone", &zone)],
        );
        (step, said)
    });
    let near = near.collect();
    let lower = wanted.iter().any(|wanted| wanted.level > 1).then(|| {
        let mut lower = asked.clone();
        for wanted in &mut lower.wanted {
            wanted.level = 1;
        }
        Step {
            name: page.t("search-zero-lower"),
            href: lower.address(),
        }
    });
    let any = asked.every.then(|| {
        let any = Asked {
            every: false,
            ..asked.clone()
        };
        Step {
            name: page.t("search-zero-any"),
            href: any.address(),
        }
    });
    let framework = Framework::read().map_err(|_| Code::INTERNAL)?;
    let networks = framework.networks.into_iter().map(|network| Step {
        href: format!("/reseaux/{}", network.slug),
        name: network.name,
    });
    Ok(Zero {
        any,
        lower,
        near,
        networks: networks.collect(),
    })
}
