//! The answer in words: how many and where, why wider, cards, people who show their badges, figures by place.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::{Asked, said};
use super::tile;
use super::zero::{self, Zero};
use crate::http::AppState;
use crate::http::pages::Page;
use crate::http::presence::card::{Told, around, told};
use crate::http::session::Recruiting;
use crate::presence::question::{Bucket, Question, Scope};
use crate::problem::Problem;
use crate::search::cells::{Cell, Places};
use crate::search::tiles::number;
use crate::search::words::Catalogue;
use crate::search::{Found, Shades};
use crate::text::{Language, text};

/// Where a need is published.
const PUBLISH: &str = "/recruteurs/besoins/nouveau";

/// A card with the way to whom it stands for.
pub(super) struct Carded {
    pub(super) told: Told,
    pub(super) propose: String,
}

/// Somebody who chose to show their badges.
pub(super) struct Open {
    pub(super) zone: String,
    /// Name, level and issuer of each badge.
    pub(super) badges: Vec<(String, String, String)>,
    pub(super) propose: String,
}

/// A line of the table that says what the map says.
pub(super) struct Row {
    pub(super) zone: String,
    pub(super) scope: &'static str,
    pub(super) scope_said: String,
    pub(super) class: u8,
    pub(super) count: String,
    /// The cells that it stands for on the map.
    pub(super) cells: String,
    /// The question asked there; empty: nowhere.
    pub(super) href: String,
    /// Whether it is the answer above.
    pub(super) here: bool,
}

/// The answer, as the page shows it.
pub(super) struct Shown {
    /// « 5 à 9 personnes »
    pub(super) count: String,
    pub(super) zone: String,
    /// Where the question was asked, as the map knows it.
    pub(super) scope: String,
    /// Why wider; empty: it is not.
    pub(super) wider: String,
    /// Any of several competences was asked for: the figure is that of one of them.
    pub(super) several: bool,
    pub(super) cards: Vec<Carded>,
    /// « Écrire à tous »; empty: to nobody.
    pub(super) everyone: String,
    pub(super) publish: String,
    /// Where the question is kept.
    pub(super) keep: String,
    pub(super) open: Vec<Open>,
    pub(super) left: String,
    pub(super) zero: Option<Zero>,
    pub(super) rows: Vec<Row>,
    /// Where the map's tiles of the same question are.
    pub(super) tiles: String,
    /// All of it in a sentence, for who hears the page.
    pub(super) announced: String,
}

/// How many, in words; `None`: fewer than five.
pub(super) fn bucket_said(page: &Page, bucket: Option<Bucket>) -> String {
    page.of(
        "search-bucket",
        &bucket.map_or(0, Bucket::floor).to_string(),
    )
}

/// The class of a figure on the map and in its legend.
fn class(bucket: Option<Bucket>) -> u8 {
    match bucket {
        None => 0,
        Some(Bucket::Five) => 2,
        Some(Bucket::Ten) => 3,
        Some(Bucket::Twenty) => 4,
    }
}

/// How places are spoken of in an answer: « autour de Vendôme », « la communauté d’agglomération Territoires Vendômois ».
pub(super) fn zones(
    page: &Page,
    places: &Places,
    scopes: impl IntoIterator<Item = Scope>,
) -> BTreeMap<Scope, String> {
    let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
    let said = scopes.into_iter().map(|scope| {
        let name = places.name(&scope).unwrap_or_default();
        let mut said = around(page.words, scope.kind(), name);
        if let (Scope::Epci(_), Language::En) = (&scope, page.words) {
            said = text(page.words, "search-in-epci", &[("name", &said)]);
        }
        (scope, said)
    });
    said.collect()
}

/// The answer to `question`, in words.
pub(super) async fn of(
    state: &AppState,
    page: &Page,
    (catalogue, known): (&Catalogue, &Places),
    recruiting: &Recruiting,
    (asked, question): (&Asked, &Question),
    (found, shades): (Found, Shades),
) -> Result<Shown, Problem> {
    let here = found
        .cards
        .as_ref()
        .map(|cards| (cards.zone.clone(), cards.bucket));
    let places = grouped(&known.cells, &shades.buckets);
    let scopes = places.keys().flatten().chain([question.scope()]);
    let scopes = scopes.chain(here.as_ref().map(|(zone, _)| zone)).cloned();
    let zones = zones(page, known, scopes);
    let named = |scope: &Scope| zones.get(scope).cloned().unwrap_or_default();
    let count = bucket_said(page, here.as_ref().map(|(_, bucket)| *bucket));
    let (zone, wider) = told_where(
        page,
        question.scope(),
        here.as_ref().map(|(zone, _)| zone),
        &named,
    );
    let rows = rows(
        page,
        asked,
        &places,
        here.as_ref().map(|(zone, _)| zone),
        &named,
    );
    let competences: BTreeMap<String, String> = catalogue
        .all()
        .iter()
        .map(|of| (of.code.clone(), of.name(page.words).to_owned()))
        .collect();
    let mut everyone = String::new();
    let mut cards = Vec::new();
    if let Some(found) = found.cards {
        everyone = format!("/recruteurs/proposer?recherche={}", found.everyone.reveal());
        cards = found
            .cards
            .iter()
            .map(|(token, card)| Carded {
                told: told(page, card, &zones, &competences),
                propose: format!("/recruteurs/proposer?carte={}", token.reveal()),
            })
            .collect();
    }
    let open: Vec<Open> = found
        .with_badges
        .into_iter()
        .map(|open| of_open(page, open, &named))
        .collect();
    let zero = if here.is_none() {
        let known = (catalogue, known);
        Some(zero::of(state, page, known, recruiting, (asked, question)).await?)
    } else {
        None
    };
    let zone = match here.as_ref() {
        Some((Scope::Cell(_), _)) | None => zone,
        Some(_) => text(page.words, "search-within", &[("zone", &zone)]),
    };
    let announced = text(
        page.words,
        "search-announced",
        &[("count", &count), ("zone", &zone)],
    );
    let query = Asked::from(question).query();
    let kept = Asked::drawn(question, asked.area.as_ref());
    let tiles = format!("{}?{query}", tile::ADDRESS);
    Ok(Shown {
        announced: format!("{announced} {wider}").trim().to_owned(),
        count,
        scope: said(question.scope()),
        zone,
        wider,
        several: here.is_some() && !question.every() && question.wanted().len() > 1,
        cards,
        everyone,
        publish: format!("{PUBLISH}?{query}"),
        keep: format!("/recruteurs/recherches?{}", kept.query()),
        open,
        left: left(page, shades.spent.remaining),
        zero,
        rows,
        tiles,
    })
}

/// « Il vous reste 12 questions aujourd’hui »
fn left(page: &Page, remaining: u32) -> String {
    match remaining {
        0 | 1 => page.of("search-left", &remaining.to_string()),
        _ => text(
            page.words,
            "search-left-many",
            &[("count", &remaining.to_string())],
        ),
    }
}

fn of_open(page: &Page, open: crate::search::Shown, named: &dyn Fn(&Scope) -> String) -> Open {
    let badges = open.shown.badges.into_iter().map(|badge| {
        let level = page.of("level", &badge.level.to_string());
        (badge.name, level, badge.issuer)
    });
    Open {
        zone: named(&open.shown.zone),
        badges: badges.collect(),
        propose: format!("/recruteurs/proposer?carte={}", open.token.reveal()),
    }
}

/// Where the answer is of, and why that is wider than what was asked.
fn told_where(
    page: &Page,
    scope: &Scope,
    zone: Option<&Scope>,
    named: &dyn Fn(&Scope) -> String,
) -> (String, String) {
    let asked = named(scope);
    let Some(zone) = zone else {
        return (page.t("search-zero-where"), String::new());
    };
    let told = named(zone);
    if zone == scope {
        return (told, String::new());
    }
    let key = format!("search-wider-{}", scope.kind());
    let wider = text(page.words, &key, &[("asked", &asked), ("zone", &told)]);
    (told, wider)
}

/// The cells that each scope answers for; under `None` those that no scope answers for.
type Grouped = BTreeMap<Option<Scope>, (Option<Bucket>, Vec<i64>)>;

fn grouped(cells: &[Cell], buckets: &BTreeMap<Scope, Bucket>) -> Grouped {
    let mut places = Grouped::new();
    for cell in cells {
        let (scope, bucket) = cell.answered(buckets).unzip();
        let place = places.entry(scope).or_insert((bucket, Vec::new()));
        place.1.push(cell.cell);
    }
    places
}

/// The table: the most people first, and of as many the narrower place.
fn rows(
    page: &Page,
    asked: &Asked,
    places: &Grouped,
    here: Option<&Scope>,
    named: &dyn Fn(&Scope) -> String,
) -> Vec<Row> {
    let mut rows: Vec<Row> = places
        .iter()
        .map(|(scope, (bucket, cells))| {
            let kind = scope.as_ref().map_or("none", Scope::kind);
            Row {
                zone: scope
                    .as_ref()
                    .map_or_else(|| page.t("search-elsewhere"), named),
                scope: kind,
                scope_said: page.of("search-scope", kind),
                class: class(*bucket),
                count: bucket_said(page, *bucket),
                cells: cells
                    .iter()
                    .map(|cell| number(*cell).to_string())
                    .collect::<Vec<_>>()
                    .join(" "),
                href: scope
                    .as_ref()
                    .map(|scope| asked.at(scope).address())
                    .unwrap_or_default(),
                here: scope.as_ref() == here,
            }
        })
        .collect();
    let wide = |row: &Row| {
        ["cell", "epci", "department", "region", "none"]
            .iter()
            .position(|kind| *kind == row.scope)
    };
    rows.sort_by(|a, b| {
        let order = b.class.cmp(&a.class).then_with(|| wide(a).cmp(&wide(b)));
        order.then_with(|| a.zone.cmp(&b.zone))
    });
    rows
}
