//! A card of somebody who is visible without a name, in words: for recruiters' answers and for the holder beforehand.

use std::collections::BTreeMap;

use crate::http::AppState;
use crate::http::pages::{Page, of};
use crate::http::session::failed;
use crate::presence::own;
use crate::presence::question::Scope;
use crate::presence::question::card::Card;
use crate::problem::Problem;
use crate::text::{Language, text};

/// What a card says, as `web/templates/presence/card.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::http) struct Told {
    /// About where.
    pub(in crate::http) zone: String,
    /// Each competence at the level asked.
    pub(in crate::http) competences: Vec<String>,
    /// The class of the badge's age; empty where it is not told.
    pub(in crate::http) recency: String,
}

/// The words of `card`; `zones` are those of [`zones`], `competences` their names by code.
pub(in crate::http) fn told(
    page: &Page,
    card: &Card,
    zones: &BTreeMap<Scope, String>,
    competences: &BTreeMap<String, String>,
) -> Told {
    Told {
        zone: zones.get(card.zone()).cloned().unwrap_or_default(),
        competences: card
            .competences()
            .iter()
            .map(|wanted| {
                let name = competences.get(&wanted.competence);
                let level = page.of("presence-from-level", &wanted.level.to_string());
                format!("{} · {level}", name.unwrap_or(&wanted.competence))
            })
            .collect(),
        recency: card
            .recency()
            .map(|recency| page.of("presence-recency", recency.as_str()))
            .unwrap_or_default(),
    }
}

/// How scopes are spoken of: « autour de Vendôme », an EPCI by its name.
pub(in crate::http) async fn zones(
    state: &AppState,
    language: Language,
    scopes: Vec<Scope>,
) -> Result<BTreeMap<Scope, String>, Problem> {
    let codes: Vec<String> = scopes.iter().map(Scope::code).collect();
    let asked: Vec<(&str, &str)> = scopes
        .iter()
        .zip(&codes)
        .map(|(scope, code)| (scope.kind(), code.as_str()))
        .collect();
    let names = own::names(&state.db.app, &asked)
        .await
        .map_err(|error| failed(&error))?;
    let said = scopes.iter().zip(names).map(|(scope, name)| {
        let name = name.unwrap_or_default();
        around(language, scope.kind(), &name)
    });
    let said: Vec<String> = said.collect();
    Ok(scopes.into_iter().zip(said).collect())
}

/// A place by its kind and name: « autour de Vendôme » for a commune or a cell.
pub(in crate::http) fn around(language: Language, kind: &str, name: &str) -> String {
    match (kind, language) {
        ("cell" | "commune", Language::Fr) => text(language, "place-around", &[("of", &of(name))]),
        ("cell" | "commune", Language::En) => text(language, "place-around", &[("of", name)]),
        ("department" | "region", _) => {
            text(language, &format!("presence-in-{kind}"), &[("name", name)])
        }
        (_, Language::Fr) => in_full(name),
        (_, Language::En) => name.to_owned(),
    }
}

/// An EPCI by its name, as one would say it: the directory writes « CC des Loges ».
fn in_full(name: &str) -> String {
    let full = [
        ("CC ", "la communauté de communes"),
        ("CA ", "la communauté d’agglomération"),
        ("CU ", "la communauté urbaine"),
    ];
    full.into_iter()
        .find_map(|(short, said)| Some(format!("{said} {}", name.strip_prefix(short)?)))
        .unwrap_or_else(|| name.to_owned())
}
