//! What is asked: some kinds of questions, each with tiles where people are, the same for every size and for every peer.

use std::fmt::Write as _;

use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sqlx::PgPool;

use super::people::{Crowd, Person};

/// What questions are drawn by.
pub(super) const SEED: u64 = 4711;
/// Requests of each kind.
pub(super) const TILES: usize = 400;
/// Questions of each kind: six kinds are within a company's 200 questions a day (R5).
pub(super) const QUESTIONS: usize = 33;
/// People that questions are drawn from: those whom the smallest size has.
const FIRST: usize = 10_000;
/// Levels of the map with the share of requests for each, in hundredths.
const ZOOMS: [(u8, u32); 8] = [
    (5, 5),
    (6, 8),
    (7, 12),
    (8, 15),
    (9, 18),
    (10, 18),
    (11, 14),
    (12, 10),
];
/// West, south, east and north of the region.
const BOX: [f64; 4] = [0.05, 46.35, 3.13, 48.94];

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Nothing,
    One,
    AllOfTwo,
    AllOfThree,
    Level,
    AnyOfFive,
}

impl Kind {
    pub(super) const ALL: [Self; 6] = [
        Self::Nothing,
        Self::One,
        Self::AllOfTwo,
        Self::AllOfThree,
        Self::Level,
        Self::AnyOfFive,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::One => "one",
            Self::AllOfTwo => "all of 2",
            Self::AllOfThree => "all of 3",
            Self::Level => "level ≥ 2",
            Self::AnyOfFive => "any of 5",
        }
    }

    fn every(self) -> bool {
        matches!(self, Self::AllOfTwo | Self::AllOfThree)
    }

    fn many(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One | Self::Level => 1,
            Self::AllOfTwo => 2,
            Self::AllOfThree => 3,
            Self::AnyOfFive => 5,
        }
    }
}

/// A question, with a tile that shows its answer.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) kind: Kind,
    /// Code and number of each competence, and its level.
    pub(super) wanted: Vec<(String, usize, i16)>,
    pub(super) tile: (u8, u32, u32),
}

impl Asked {
    pub(super) fn every(&self) -> bool {
        self.kind.every()
    }

    /// The question as recruiters' addresses carry it.
    pub(super) fn query(&self) -> String {
        let mut query = String::new();
        for (code, _, level) in &self.wanted {
            let _ = write!(query, "competence={code}:{level}&");
        }
        if self.every() {
            query.push_str("tous=oui&");
        }
        query.push_str("lieu=region:24");
        query
    }

    /// The tile of the service.
    pub(super) fn tile(&self) -> String {
        let (z, x, y) = self.tile;
        format!("/recruteurs/mailles/{z}/{x}/{y}.mvt?{}", self.query())
    }

    /// The same tile of Martin: competence and level are one number there.
    pub(super) fn peer(&self) -> String {
        let (z, x, y) = self.tile;
        let tags: Vec<String> = self
            .wanted
            .iter()
            .map(|(_, number, level)| (number * 4 + usize::from(level.unsigned_abs())).to_string())
            .collect();
        let every = if self.every() { "&every=1" } else { "" };
        format!("/cells/{z}/{x}/{y}?tags={}{every}", tags.join(","))
    }
}

/// [`TILES`] requests of each kind.
pub(super) async fn drawn(pool: &PgPool, competences: &[String]) -> Vec<Asked> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let people: Vec<Person> = Crowd::new(pool).await.take(FIRST).collect();
    let people: Vec<&Person> = people.iter().filter(|person| person.level == 2).collect();
    let places: Vec<(String, f64, f64)> = sqlx::query_as(
        "select code, st_x(chef_lieu), st_y(chef_lieu) from territory.commune order by code",
    )
    .fetch_all(pool)
    .await
    .expect("communes");
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let questions: Vec<Vec<(usize, i16)>> = (0..QUESTIONS)
            .map(|_| question(kind, &people, &mut rng))
            .collect();
        for number in 0..TILES {
            let wanted = questions[number % QUESTIONS].iter();
            let wanted = wanted.map(|(at, level)| (competences[*at].clone(), *at, *level));
            all.push(Asked {
                kind,
                wanted: wanted.collect(),
                tile: tile(&people, &places, &mut rng),
            });
        }
    }
    all
}

/// Competences of people who are there: what is frequent is asked for more often.
fn question(kind: Kind, people: &[&Person], rng: &mut ChaCha8Rng) -> Vec<(usize, i16)> {
    let level = if kind == Kind::Level { 2 } else { 1 };
    let mut wanted: Vec<(usize, i16)> = Vec::new();
    while wanted.len() < kind.many() {
        let person = people.choose(rng).expect("somebody");
        if kind.every() {
            // Of one person, so that somebody has them all.
            let mut badges: Vec<usize> = person.badges.iter().map(|(at, ..)| *at).collect();
            while badges.len() > kind.many() {
                badges.swap_remove(rng.random_range(0..badges.len()));
            }
            if badges.len() == kind.many() {
                wanted = badges.into_iter().map(|at| (at, level)).collect();
            }
        } else {
            let (at, ..) = person.badges.choose(rng).expect("a badge");
            if !wanted.contains(&(*at, level)) {
                wanted.push((*at, level));
            }
        }
    }
    wanted.sort_unstable();
    wanted
}

/// A tile: seven in ten are of where somebody is.
fn tile(people: &[&Person], places: &[(String, f64, f64)], rng: &mut ChaCha8Rng) -> (u8, u32, u32) {
    let mut share = rng.random_range(0..100);
    let (zoom, _) = *ZOOMS
        .iter()
        .find(|(_, part)| {
            let here = share < *part;
            share = share.saturating_sub(*part);
            here
        })
        .expect("a hundred hundredths");
    let [west, south, east, north] = BOX;
    let somebody = people.choose(rng).expect("somebody");
    let home = places.iter().find(|(code, ..)| *code == somebody.code);
    let near = rng.random_bool(0.7);
    let (lon, lat) = match home {
        Some((_, lon, lat)) if near => (
            lon + rng.random_range(-0.03..0.03),
            lat + rng.random_range(-0.02..0.02),
        ),
        _ => (rng.random_range(west..east), rng.random_range(south..north)),
    };
    let n = f64::from(1_u32 << zoom);
    let x = (lon + 180.0) / 360.0 * n;
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n;
    (zoom, x as u32, y as u32)
}
