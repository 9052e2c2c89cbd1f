//! An area that a recruiter draws on the map: its corners are published cells, and so is what it chooses (G5).
//!
//! A shape with free corners would be a question of its own, and two shapes that differ by a hair would tell whoever
//! stands between them. So a corner stands on the label of a published cell and nowhere else, and what is chosen are the
//! cells at the corners and those whose label is inside. Each of them is answered as its own scope, never summed; the
//! question is asked, and counted (R5), at the narrowest scope of the hierarchy that holds them all.
//!
//! **Invariant:** an area says nothing that its cells' own answers do not: it picks lines of a table that is the same
//! for every area. It has three corners or more, so that it never stands for a single cell; no coordinate is in it.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Contains as _, Coord, Line, LineString, Point, Polygon};
use sqlx::PgPool;

use super::area_store as store;
use super::cells::Cell;
use crate::presence::question::Scope;

/// How many corners an area has.
pub const CORNERS: RangeInclusive<usize> = 3..=12;

/// The corners of an area in the order in which they were drawn, each a published cell by its H3 index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area(Vec<i64>);

impl Area {
    /// An area with these corners; `None`: too few, too many, or one of them twice.
    #[must_use]
    pub fn new(corners: Vec<i64>) -> Option<Self> {
        let once = corners.iter().collect::<BTreeSet<_>>().len() == corners.len();
        (once && CORNERS.contains(&corners.len())).then_some(Self(corners))
    }

    /// Reads corners as an address carries them, `599….599….599…`: decimal, a dot between each two.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let corner = |text: &str| {
            let plain = text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
            let cell: i64 = plain.then(|| text.parse().ok()).flatten()?;
            // One way to write each.
            (cell.to_string() == text).then_some(cell)
        };
        Self::new(text.split('.').map(corner).collect::<Option<_>>()?)
    }

    /// The corners as an address carries them.
    #[must_use]
    pub fn code(&self) -> String {
        let corners: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        corners.join(".")
    }

    /// Its corners, in their order.
    #[must_use]
    pub fn corners(&self) -> &[i64] {
        &self.0
    }
}

/// A published cell as areas are drawn on it: what it is called and where its label stands. It is about no person.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The cell, and what is above it.
    pub cell: Cell,
    /// The commune that it is called by.
    pub name: String,
    /// The longitude of that commune's chef-lieu, in degrees.
    pub lng: f64,
    /// Its latitude, in degrees.
    pub lat: f64,
}

/// What an area chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What the cells at its corners are called, in their order.
    pub corners: Vec<String>,
    /// The cells: three at least.
    pub cells: BTreeSet<i64>,
    /// Where the question is asked: the narrowest scope that holds them all.
    pub scope: Scope,
}

/// Why an area chooses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnArea {
    /// A corner is no published cell.
    #[error("a corner is no published cell")]
    Unknown,
    /// Its sides cross, or lie on one another: nobody could say what is inside.
    #[error("its sides cross")]
    Crossed,
}

/// Every published cell, by name.
///
/// # Errors
///
/// When the database does not answer.
pub async fn spots(pool: &PgPool) -> Result<Vec<Spot>, sqlx::Error> {
    store::spots(pool).await
}

/// What `area` chooses of `spots`.
///
/// # Errors
///
/// [`NotAnArea`].
pub fn choose(area: &Area, spots: &[Spot]) -> Result<Chosen, NotAnArea> {
    let corners = area.corners().iter().map(|corner| {
        let found = spots.iter().find(|spot| spot.cell.cell == *corner);
        found.ok_or(NotAnArea::Unknown)
    });
    let corners = corners.collect::<Result<Vec<&Spot>, _>>()?;
    let mut ring: LineString = corners.iter().map(|spot| at(spot)).collect();
    ring.close();
    if crosses(&ring.lines().collect::<Vec<_>>()) {
        return Err(NotAnArea::Crossed);
    }
    let shape = Polygon::new(ring, Vec::new());
    let inside =
        |spot: &&Spot| area.corners().contains(&spot.cell.cell) || shape.contains(&Point(at(spot)));
    let chosen: Vec<&Cell> = spots.iter().filter(inside).map(|spot| &spot.cell).collect();
    Ok(Chosen {
        corners: corners.iter().map(|spot| spot.name.clone()).collect(),
        scope: common(&chosen).ok_or(NotAnArea::Unknown)?,
        cells: chosen.iter().map(|cell| cell.cell).collect(),
    })
}

fn at(spot: &Spot) -> Coord {
    Coord {
        x: spot.lng,
        y: spot.lat,
    }
}

/// Whether two sides meet elsewhere than at the corner that they share.
fn crosses(sides: &[Line]) -> bool {
    let last = sides.len().saturating_sub(1);
    sides.iter().enumerate().any(|(place, side)| {
        sides
            .iter()
            .enumerate()
            .skip(place + 1)
            .any(|(other, second)| {
                let neighbours = other == place + 1 || (place == 0 && other == last);
                match line_intersection(*side, *second) {
                    None => false,
                    Some(LineIntersection::SinglePoint { .. }) => !neighbours,
                    Some(LineIntersection::Collinear { intersection }) => {
                        // Two sides that go straight on share their corner alone.
                        !neighbours || intersection.start != intersection.end
                    }
                }
            })
    })
}

/// The narrowest scope that all of `cells` are in.
fn common(cells: &[&Cell]) -> Option<Scope> {
    let (first, others) = cells.split_first()?;
    first.scopes().find(|scope| {
        others
            .iter()
            .all(|cell| cell.scopes().any(|other| other == *scope))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(cell: i64, (lng, lat): (f64, f64), epci: &str, department: &str) -> Spot {
        Spot {
            cell: Cell {
                cell,
                epci: Some(epci.to_owned()),
                department: department.to_owned(),
                region: "24".to_owned(),
            },
            name: format!("Lieu {cell}"),
            lng,
            lat,
        }
    }

    /// A square of four with a fifth in the middle, and a sixth far away.
    fn ground() -> Vec<Spot> {
        vec![
            spot(1, (0., 0.), "a", "41"),
            spot(2, (2., 0.), "a", "41"),
            spot(3, (2., 2.), "a", "41"),
            spot(4, (0., 2.), "b", "41"),
            spot(5, (1., 0.9), "a", "41"),
            spot(6, (9., 9.), "c", "37"),
        ]
    }

    #[test]
    fn an_address_carries_few_corners_each_once_and_in_one_way() {
        let area = Area::parse("1.2.3").unwrap();
        assert_eq!(
            (area.corners(), area.code().as_str()),
            (&[1, 2, 3][..], "1.2.3")
        );
        let most = (1..=12)
            .map(|cell| cell.to_string())
            .collect::<Vec<_>>()
            .join(".");
        assert!(Area::parse(&most).is_some());
        for wrong in [
            "",
            "1",
            "1.2",
            "1.2.2",
            "1.2.",
            ".1.2.3",
            "1.2.-3",
            "1.2.+3",
            "1.2.03",
            "1,2,3",
            "47.5.1.3.a",
            "1.2.99999999999999999999",
            "1.2.3 ",
            &format!("{most}.13"),
        ] {
            assert_eq!(Area::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn an_area_chooses_its_corners_and_what_is_inside_at_the_scope_that_holds_them() {
        let choose = |text: &str| choose(&Area::parse(text).unwrap(), &ground());
        let chosen = choose("1.2.3").unwrap();
        assert_eq!(chosen.cells, BTreeSet::from([1, 2, 3, 5]));
        assert_eq!(chosen.scope, Scope::Epci("a".to_owned()));
        assert_eq!(chosen.corners, ["Lieu 1", "Lieu 2", "Lieu 3"]);
        // Whichever way it is drawn.
        assert_eq!(choose("3.2.1").unwrap().cells, chosen.cells);
        let square = choose("1.2.3.4").unwrap();
        assert_eq!(square.cells, BTreeSet::from([1, 2, 3, 4, 5]));
        assert_eq!(square.scope, Scope::Department("41".to_owned()));
        assert_eq!(
            choose("1.2.6").unwrap().scope,
            Scope::Region("24".to_owned())
        );
    }

    #[test]
    fn sides_that_cross_or_lie_on_one_another_are_no_area() {
        let choose = |text: &str| choose(&Area::parse(text).unwrap(), &ground());
        assert_eq!(choose("1.3.2.4"), Err(NotAnArea::Crossed));
        assert_eq!(choose("1.2.7"), Err(NotAnArea::Unknown));
        // There and back again on one line.
        assert_eq!(choose("1.6.3"), Err(NotAnArea::Crossed));
    }
}
