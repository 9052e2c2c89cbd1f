//! An area that a recruiter draws (G5): it picks lines of the answer's table, and says nothing else.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::presence::question::Scope;
use territoire_apprenant::search::area::{self, Area, NotAnArea, Spot};

use crate::entry::World;
use crate::question::{Someone, settle};

const GREET: &str = "accueillir-et-guider-un-public";
const CHERCHER: &str = "/recruteurs/chercher";

fn read(page: &str) -> String {
    page.replace(['\u{202f}', '\u{a0}'], " ")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// The lines of a table or list as an eye reads them: where, and how many.
fn lines(part: &str, tag: &str) -> BTreeSet<(String, String)> {
    let text = |html: &str| -> String {
        let mut words = String::new();
        let mut inside = false;
        for letter in html.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => words.push(letter),
                _ => {}
            }
        }
        words.trim().to_owned()
    };
    let (start, end) = (format!("<{tag}"), format!("</{tag}>"));
    let items = part.split(&start).skip(1);
    let items = items.map(|item| item.split(&end).next().unwrap_or_default());
    items
        .map(|item| {
            let item = format!("<{item}");
            let (zone, count) = if tag == "tr" {
                item.split_once("<td>").map(|(zone, rest)| {
                    (
                        zone,
                        rest.rsplit_once("<td>").map_or(rest, |(_, count)| count),
                    )
                })
            } else {
                item.rsplit_once(" : ")
            }
            .expect("where and how many");
            (text(zone), text(count))
        })
        .collect()
}

fn table(page: &str) -> BTreeSet<(String, String)> {
    let body = page.split("<tbody>").nth(1).expect("a table");
    lines(body.split("</tbody>").next().expect("its end"), "tr")
}

fn chosen(page: &str) -> BTreeSet<(String, String)> {
    let part = page.split("data-cellules=").nth(1).expect("an area");
    lines(part.split("</ul>").next().expect("its end"), "li")
}

async fn spots(pool: &PgPool) -> Vec<Spot> {
    area::spots(pool).await.expect("the places")
}

fn code(spots: &[Spot], names: &[&str]) -> String {
    let corner = |name: &&str| {
        let spot = spots.iter().find(|spot| spot.name == *name);
        spot.unwrap_or_else(|| panic!("{name}")).cell.cell
    };
    Area::new(names.iter().map(corner).collect())
        .expect("an area")
        .code()
}

/// An outline that crosses itself: the same corners in another order do not.
fn crossed(spots: &[Spot]) -> String {
    let orders = [
        ["Vendôme", "Romorantin-Lanthenay", "Blois", "Salbris"],
        ["Vendôme", "Blois", "Romorantin-Lanthenay", "Salbris"],
    ];
    let codes = orders.map(|names| code(spots, &names));
    let wrong = codes.each_ref().map(|code| {
        area::choose(&Area::parse(code).expect("an area"), spots) == Err(NotAnArea::Crossed)
    });
    assert!(wrong.contains(&true) && wrong.contains(&false), "{wrong:?}");
    let [first, second] = codes;
    if wrong[0] { first } else { second }
}

/// Corners here and there, near each other or not.
fn anywhere(rng: &mut ChaCha20Rng, spots: &[Spot]) -> Area {
    let count = rng.random_range(3..=6);
    let around = spots.choose(rng).expect("a place");
    let reach = *[0.15, 0.4, 4.0].choose(rng).expect("a reach");
    let near: Vec<i64> = spots
        .iter()
        .filter(|spot| {
            (spot.lng - around.lng).abs() < reach && (spot.lat - around.lat).abs() < reach
        })
        .map(|spot| spot.cell.cell)
        .collect();
    let corners: Vec<i64> = near.sample(rng, count).copied().collect();
    Area::new(corners).unwrap_or_else(|| {
        let all: Vec<i64> = spots.iter().map(|spot| spot.cell.cell).collect();
        Area::new(all.sample(rng, 3).copied().collect()).expect("three corners")
    })
}

#[tokio::test]
async fn an_area_lists_the_answer_of_each_of_its_places_and_asks_where_all_of_it_is() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let mut people: Vec<Someone> = (0..11).map(|_| Someone::at("41018", GREET)).collect();
    people.extend((0..2).map(|_| Someone::at("41269", GREET)));
    settle(pool, &people).await;
    let cookie = world
        .seeker("lea@example.org", "732829320", "Menuiserie Dupont")
        .await;
    let get = async |query: &str| {
        let (status, _, page) = world.get(&format!("{CHERCHER}?{query}"), &cookie).await;
        (status, read(&page))
    };
    let spots = spots(pool).await;
    let area = code(&spots, &["Blois", "Vendôme", "Romorantin-Lanthenay"]);
    let asked = format!("competence={GREET}:1&aire={area}");
    let (status, page) = get(&asked).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(
        page.contains("Aire entre Blois, Vendôme et Romorantin-Lanthenay"),
        "{page}"
    );
    // The question is that of the department which holds the area, and counted as such (R5).
    assert!(page.contains("data-lieu=\"department:41\""), "{page}");
    assert!(page.contains("Il vous reste 199 questions"));
    let (_, plain) = get(&format!("competence={GREET}:1&lieu=department:41")).await;
    assert!(
        plain.contains("Il vous reste 199 questions"),
        "the same question"
    );
    let (_, other) = get(&format!(
        "competence={GREET}:1&aire={}",
        code(&spots, &["Blois", "Vendôme", "Salbris"])
    ))
    .await;
    assert!(
        other.contains("Il vous reste 199 questions"),
        "another area of the department"
    );
    let mine = chosen(&page);
    assert!(
        mine.contains(&("autour de Blois".to_owned(), "10 à 19 personnes".to_owned())),
        "{mine:?}"
    );
    assert!(
        mine.is_subset(&table(&plain)),
        "{mine:?} {:?}",
        table(&plain)
    );
    assert!(
        !mine.iter().any(|(zone, _)| zone.contains("Vendôme")),
        "two are nobody's zone"
    );
    // The form carries it on, and a place that is picked or typed takes its place.
    assert!(page.contains(&format!("name=\"aire\" value=\"{area}\"")));
    let (_, elsewhere) = get(&format!("{asked}&lieu=department:37")).await;
    assert!(!elsewhere.contains("name=\"aire\"") && !elsewhere.contains("data-cellules"));
    // It may be kept as it was drawn, and is published at the place where it is asked.
    let kept = format!("competence={GREET}%3A1&aire={area}");
    assert!(page.contains(&format!("/recruteurs/recherches?{kept}\"")));
    assert!(page.contains(&format!(
        "/recruteurs/besoins/nouveau?competence={GREET}%3A1&lieu=department%3A41"
    )));

    let crossed = crossed(&spots);
    let (status, page) = get(&format!("competence={GREET}:1&aire={crossed}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Le contour de l’aire se croise"), "{page}");
    assert!(!page.contains("data-cellules") && !page.contains("personnes</h2>"));
    for (wrong, said) in [
        ("1.2.3", StatusCode::BAD_REQUEST),
        ("1.2", StatusCode::BAD_REQUEST),
        ("47.59.1.33", StatusCode::BAD_REQUEST),
        ("47,59;1,33", StatusCode::BAD_REQUEST),
    ] {
        let (status, page) = get(&format!("competence={GREET}:1&aire={wrong}")).await;
        assert_eq!(status, said, "{wrong}: {page}");
    }
    // What corners stand on is public, and for whoever may draw.
    let (status, headers, places) = world.get("/recruteurs/chercher/lieux.json", &cookie).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "private, no-store");
    let places: serde_json::Value = serde_json::from_str(&places).expect("JSON");
    assert_eq!(places["places"].as_array().map(Vec::len), Some(398));
    world.test.drop().await;
}

#[tokio::test]
async fn a_kept_search_opens_again_with_the_area_that_was_drawn() {
    const KEPT: &str = "/recruteurs/recherches";
    let world = World::new(false).await;
    let spots = spots(&world.test.database.app).await;
    let cookie = world
        .seeker("lea@example.org", "732829320", "Menuiserie Dupont")
        .await;
    let area = code(&spots, &["Blois", "Vendôme", "Romorantin-Lanthenay"]);
    let query = format!("competence={GREET}%3A1&aire={area}");
    let said = "Aire entre Blois, Vendôme et Romorantin-Lanthenay : ";
    let (status, _, page) = world.get(&format!("{KEPT}?{query}"), &cookie).await;
    let page = read(&page);
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains(said), "{page}");
    assert!(
        page.contains(&format!("name=\"aire\" value=\"{area}\"")),
        "{page}"
    );
    assert!(
        page.contains("qui contient toute votre aire : le département Loir-et-Cher"),
        "it says where alerts look: {page}"
    );
    let form = format!("{query}&nom=Accueil&alerte=oui");
    let (status, ..) = world.post(KEPT, &cookie, &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, _, page) = world.get(KEPT, &cookie).await;
    let page = read(&page);
    let address = format!("{CHERCHER}?{query}");
    assert!(page.contains(&address) && page.contains(said), "{page}");
    assert!(page.contains("qui contient toute votre aire"), "{page}");
    let (status, _, page) = world.get(&address, &cookie).await;
    assert_eq!(status, StatusCode::OK);
    assert!(read(&page).contains("data-cellules"), "it opens: {page}");

    // An outline that crosses itself is kept by nobody, and no form for it is shown.
    let crossed = format!("competence={GREET}%3A1&aire={}", crossed(&spots));
    let (status, _, page) = world.get(&format!("{KEPT}?{crossed}"), &cookie).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("name=\"nom\""), "{page}");
    assert!(
        read(&page).contains("Le contour de l’aire se croise"),
        "{page}"
    );
    for wrong in [crossed, format!("competence={GREET}%3A1&aire=1.2.3")] {
        let form = format!("{wrong}&nom=Accueil");
        let (status, ..) = world.post(KEPT, &cookie, &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }

    // Where places are published otherwise since, the scope that held the area is what remains.
    sqlx::query("update search.saved set corners = '{1,2,3}'")
        .execute(&world.test.database.owner)
        .await
        .expect("other places");
    let (status, _, page) = world.get(KEPT, &cookie).await;
    let page = read(&page);
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(
        page.contains(&format!(
            "{CHERCHER}?competence={GREET}%3A1&lieu=department%3A41"
        )),
        "{page}"
    );
    world.test.drop().await;
}

/// G5, R1: whatever is drawn, and however finely two areas differ, each line is one of the table that everybody of the
/// company reads without an area; so no area tells what its places do not tell.
#[tokio::test]
async fn no_area_says_what_the_table_without_it_does_not() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    settle(pool, &crate::question::people(5, 400)).await;
    let cookie = world
        .seeker("lea@example.org", "732829320", "Menuiserie Dupont")
        .await;
    let (_, _, whole) = world
        .get(&format!("{CHERCHER}?competence={GREET}:1"), &cookie)
        .await;
    let whole = table(&read(&whole));
    assert!(whole.len() > 3, "{whole:?}");
    let spots = spots(pool).await;
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let (mut drawn, mut told) = (0, BTreeSet::new());
    while drawn < 40 {
        let area = anywhere(&mut rng, &spots);
        if area::choose(&area, &spots).is_err() {
            continue;
        }
        let path = format!("{CHERCHER}?competence={GREET}:1&aire={}", area.code());
        let (status, _, page) = world.get(&path, &cookie).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let page = read(&page);
        let lines = chosen(&page);
        // The table marks where the question was asked; what it says is the same.
        assert_eq!(table(&page), whole);
        assert!(!lines.is_empty() && lines.is_subset(&whole), "{lines:?}");
        told.extend(lines);
        drawn += 1;
    }
    assert!(
        told.len() > 2,
        "areas were drawn where people are: {told:?}"
    );
    world.test.drop().await;
}

/// The oracle: what an area chooses is what PostGIS finds inside, and its scope the narrowest that SQL knows for all.
#[tokio::test]
async fn an_area_chooses_what_postgis_finds_inside() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let spots = spots(pool).await;
    let mut rng = ChaCha20Rng::seed_from_u64(11);
    let mut met = [0; 3];
    for _ in 0..300 {
        let area = anywhere(&mut rng, &spots);
        let (simple, cells, kind, code): (bool, Vec<i64>, String, String) = sqlx::query_as(
            "with corner as (
                 select corner.cell, corner.place, published_cell.label
                 from unnest($1::bigint[]) with ordinality as corner (cell, place)
                 join territory.published_cell using (cell)
                 where tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
             ), shape as (
                 select st_addpoint(line, st_startpoint(line)) as ring
                 from (select st_makeline(label order by place) as line from corner) as drawn
             ), chosen as (
                 select published_cell.cell
                 from territory.published_cell, shape
                 where tree_id = (select max(tree.id) from territory.tree where tree.k = 2000)
                   and (cell = any ($1) or (st_issimple(ring) and st_contains(st_makepolygon(ring), label)))
             ), common as (
                 select scopes.kind, scopes.code, max(scopes.step) as step
                 from chosen, presence.scopes('cell', chosen.cell::text) as scopes
                 group by scopes.kind, scopes.code
                 having count(*) = (select count(*) from chosen)
             )
             select st_issimple(ring), (select array_agg(cell order by cell) from chosen),
                    (select kind from common order by step limit 1), (select code from common order by step limit 1)
             from shape",
        )
        .bind(area.corners())
        .fetch_one(pool)
        .await
        .expect("a choice");
        match area::choose(&area, &spots) {
            Ok(chosen) => {
                assert!(simple, "{area:?}");
                assert_eq!(chosen.cells, cells.into_iter().collect(), "{area:?}");
                assert_eq!(
                    Some(&chosen.scope),
                    Scope::named(&kind, code).as_ref(),
                    "{area:?}"
                );
                met[usize::from(chosen.cells.len() > area.corners().len())] += 1;
            }
            Err(error) => {
                assert_eq!(error, NotAnArea::Crossed);
                assert!(!simple, "{area:?}");
                met[2] += 1;
            }
        }
    }
    assert!(met.iter().all(|met| *met > 10), "{met:?}");
    world.test.drop().await;
}
