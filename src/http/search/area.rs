//! A drawn area as the page tells it, and the places that one is drawn on.

use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::answer::Row;
use super::asked::Asked;
use crate::http::account::private;
use crate::http::pages::Page;
use crate::http::session::{Recruiting, failed};
use crate::http::{AppState, query};
use crate::problem::{Code, Problem};
use crate::search::area::{self, Chosen, NotAnArea};
use crate::search::tiles::number;
use crate::text::text;

/// An area that was drawn, and what it chooses.
pub(super) struct Drawn {
    /// Its corners, as the address carries them.
    pub(super) code: String,
    /// « Aire entre Blois, Vendôme et Contres : 9 lieux »
    pub(super) said: String,
    /// The question without it.
    pub(super) without: String,
    /// What is wrong with it; empty: nothing.
    pub(super) wrong: String,
    cells: BTreeSet<i64>,
}

/// A line of the table as far as an area chooses it.
pub(super) struct Line {
    pub(super) zone: String,
    pub(super) href: String,
    pub(super) count: String,
}

impl Drawn {
    /// Reads the area of `asked`, and puts the place that holds it: that is where the question is asked.
    pub(super) async fn read(
        state: &AppState,
        page: &Page,
        asked: &mut Asked,
    ) -> Result<Option<Self>, Problem> {
        let Some(area) = asked.area.clone() else {
            return Ok(None);
        };
        let spots = state.engine.spots().await.map_err(|error| failed(&error))?;
        let alone = Asked {
            area: None,
            place: None,
            ..asked.clone()
        };
        let mut drawn = Self {
            code: area.code(),
            said: String::new(),
            without: alone.address(),
            wrong: String::new(),
            cells: BTreeSet::new(),
        };
        match area::choose(&area, &spots) {
            Ok(chosen) => {
                drawn.said = said(page, &chosen);
                asked.place = Some(chosen.scope);
                drawn.cells = chosen.cells;
            }
            Err(NotAnArea::Crossed) => drawn.wrong = page.t("search-area-crossed"),
            Err(NotAnArea::Unknown) => return Err(Code::UNKNOWN_TERRITORY.into()),
        }
        Ok(Some(drawn))
    }

    /// The cells that it chooses, for the map.
    pub(super) fn cells(&self) -> String {
        let cells: Vec<String> = self
            .cells
            .iter()
            .map(|cell| number(*cell).to_string())
            .collect();
        cells.join(" ")
    }

    /// The lines of the table that stand for one of its cells: each with its own answer, none a sum (G5).
    pub(super) fn lines(&self, rows: &[Row]) -> Vec<Line> {
        let chosen: BTreeSet<u32> = self.cells.iter().map(|cell| number(*cell)).collect();
        let chosen = |row: &&Row| {
            let mut cells = row.cells.split(' ').filter_map(|cell| cell.parse().ok());
            cells.any(|cell| chosen.contains(&cell))
        };
        let lines = rows.iter().filter(chosen).map(|row| Line {
            zone: row.zone.clone(),
            href: if row.here {
                String::new()
            } else {
                row.href.clone()
            },
            count: row.count.clone(),
        });
        lines.collect()
    }
}

/// « Aire entre Blois, Vendôme et Contres : 9 lieux. »
pub(super) fn said(page: &Page, chosen: &Chosen) -> String {
    let corners = listed(&chosen.corners, &page.t("search-area-and"));
    let count = chosen.cells.len().to_string();
    let arguments = [("corners", &*corners), ("count", &*count)];
    text(page.words, "search-area-said", &arguments)
}

/// « Blois, Vendôme et Contres »
fn listed(names: &[String], and: &str) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {and} {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The places that corners stand on, by name: the same for everybody.
pub(super) async fn spots(
    State(state): State<AppState>,
    _: Recruiting,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    query::read(query.as_deref(), &["lang"])?;
    let spots = state.engine.spots().await.map_err(|error| failed(&error))?;
    let spots = spots.iter().map(|spot| {
        json!({
            // A cell is a number that a browser would round.
            "cell": spot.cell.cell.to_string(),
            "number": number(spot.cell.cell).to_string(),
            "name": spot.name,
            "department": spot.cell.department,
            "at": [spot.lng, spot.lat],
        })
    });
    let body = json!({
        "most": area::CORNERS.end(),
        "least": area::CORNERS.start(),
        "places": spots.collect::<Vec<_>>(),
    });
    let kind = [(CONTENT_TYPE, "application/json")];
    Ok(private((kind, body.to_string()).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_listed_as_one_says_them() {
        let names = ["Blois", "Vendôme", "Contres"].map(str::to_owned);
        assert_eq!(listed(&names, "et"), "Blois, Vendôme et Contres");
        assert_eq!(listed(&names[..1], "et"), "Blois");
    }
}
