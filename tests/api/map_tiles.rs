//! The recruiter's map as vector tiles: what they show, what they cost, who gets them, and how soon they forget.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use geozero::mvt::{Message as _, Tile};
use http_body_util::BodyExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::account::companies::recruiter;
use territoire_apprenant::http::AppState;
use territoire_apprenant::presence::question::{Bucket, Question, Scope, Together, Wanted};
use territoire_apprenant::search::tiles::number;
use territoire_apprenant::search::{BUDGET, Engine};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::entry::World;
use crate::oracle::logged;
use crate::question::{Someone, admit, people, settle};
use crate::rights::holder_of;
use crate::support::{router, today};

const GREET: &str = "accueillir-et-guider-un-public";
const LISTEN: &str = "ecouter-une-personne";
const COMPANY: &str = "732829320";
/// The tile over the region at zoom 5, and one over Blois at zoom 8.
const REGION: &str = "5/16/11";
const BLOIS: &str = "8/128/89";

/// One server process of several on a database.
struct Node {
    engine: Engine,
    service: Router,
    stop: Option<oneshot::Sender<()>>,
    following: JoinHandle<()>,
}

impl Node {
    /// A node whose index is made.
    async fn of(world: &World) -> Self {
        let state = AppState::new(
            world.test.database.clone(),
            Arc::new(world.clock.clone()),
            world.signers.base.clone(),
            world.master.clone(),
            false,
        );
        let engine = state.engine.clone();
        let (stop, stopped) = oneshot::channel();
        let following = tokio::spawn(engine.follower().run(async {
            let _ = stopped.await;
        }));
        let node = Self {
            engine,
            service: router(state),
            stop: Some(stop),
            following,
        };
        for _ in 0..200 {
            if node.engine.memory().is_some() {
                return node;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the index is not made");
    }

    async fn get(
        &self,
        path: &str,
        cookie: &str,
        coding: &str,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::get(path)
            .header(COOKIE, cookie)
            .header(ACCEPT_ENCODING, coding)
            .body(Body::empty())
            .expect("a request");
        let answer = self.service.clone().oneshot(request).await;
        let answer = answer.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.into_body().collect().await.expect("a body");
        (status, headers, body.to_bytes().to_vec())
    }

    async fn status(&self, path: &str, cookie: &str) -> u16 {
        self.get(path, cookie, "").await.0.as_u16()
    }

    /// The cells of a tile, by number.
    async fn cells(&self, path: &str, cookie: &str) -> BTreeMap<u64, Drawn> {
        let (status, _, body) = self.get(path, cookie, "").await;
        match status.as_u16() {
            204 => BTreeMap::new(),
            200 => drawn(&body),
            other => panic!("{path}: {other} {}", String::from_utf8_lossy(&body)),
        }
    }

    async fn end(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.following.await.expect("it ends");
    }
}

/// A cell as a tile shows it.
#[derive(Debug, Clone, PartialEq)]
struct Drawn {
    class: u64,
    scope: String,
    geometry: Vec<u32>,
}

fn drawn(tile: &[u8]) -> BTreeMap<u64, Drawn> {
    let tile = Tile::decode(tile).expect("a tile");
    let [layer] = &tile.layers[..] else {
        panic!("one layer: {:?}", tile.layers.len());
    };
    assert_eq!(
        (layer.name.as_str(), layer.extent(), layer.version),
        ("mailles", 4096, 2)
    );
    assert_eq!(layer.keys, ["class", "scope"], "a class, and never a count");
    let features = layer.features.iter().map(|feature| {
        let [0, class, 1, scope] = feature.tags[..] else {
            panic!("two tags: {:?}", feature.tags);
        };
        let value = |at: u32| &layer.values[usize::try_from(at).expect("a place")];
        let drawn = Drawn {
            class: value(class).uint_value.expect("a class"),
            scope: value(scope).string_value.clone().expect("a scope"),
            geometry: feature.geometry.clone(),
        };
        (feature.id.expect("a number"), drawn)
    });
    features.collect()
}

fn tile(place: &str, query: &str) -> String {
    format!("/recruteurs/mailles/{place}.mvt?{query}")
}

fn asked(query: &[(&str, i16)], every: bool) -> (Question, String) {
    let wanted = query.iter().map(|(code, level)| Wanted {
        competence: (*code).to_owned(),
        level: *level,
    });
    let scope = Scope::Department("41".to_owned());
    let question = Question::of(wanted.collect(), every, scope, Together::Two);
    let competences = query
        .iter()
        .map(|(code, level)| format!("competence={code}:{level}&"));
    let tous = if every { "tous=oui&" } else { "" };
    let query = format!(
        "{}{tous}lieu=department:41",
        competences.collect::<String>()
    );
    (question.expect("a question"), query)
}

impl World {
    /// A world with a recruiter in it, and these people on its map.
    async fn mapped(people: &[Someone]) -> (Self, String) {
        let world = Self::new(false).await;
        let cookie = world
            .seeker("lea@example.org", COMPANY, "Menuiserie Dupont")
            .await;
        settle(&world.test.database.app, people).await;
        admit(&world.test.database.app).await;
        (world, cookie)
    }
}

/// So many around Blois who greet people.
fn crowd(count: usize) -> Vec<Someone> {
    (0..count).map(|_| Someone::at("41018", GREET)).collect()
}

async fn number_of(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.expect(sql)
}

/// R1, R2, G3: cell by cell a tile says what the shades of its question say, and draws what PostGIS draws.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_tile_shows_the_shades_of_its_question_on_the_shapes_of_the_cells() {
    let people = [people(31, 400), crowd(12)].concat();
    let (world, cookie) = World::mapped(&people).await;
    let pool = &world.test.database.app;
    let lea = recruiter(pool, holder_of(pool, "lea@example.org").await).await;
    let lea = lea.expect("an answer").expect("a recruiter");
    let node = Node::of(&world).await;
    let places = node.engine.places().await.expect("places");
    let mut met = BTreeMap::new();
    for (competences, every) in [
        (vec![(GREET, 1)], false),
        (vec![(GREET, 2)], false),
        (vec![(GREET, 1), (LISTEN, 1)], false),
        (vec![(GREET, 1), (LISTEN, 1)], true),
        (vec![("programmer", 3)], false),
    ] {
        let (question, query) = asked(&competences, every);
        // By whichever way: first from the database's answer, then from memory.
        let cells = node.cells(&tile(REGION, &query), &cookie).await;
        assert_eq!(
            cells.len(),
            places.cells.len(),
            "the whole region at zoom 5"
        );
        assert_eq!(node.cells(&tile(REGION, &query), &cookie).await, cells);
        let shades = node.engine.shades(&lea, &question).await.expect("shades");
        for cell in &places.cells {
            let drawn = &cells[&u64::from(number(cell.cell))];
            let told = cell.answered(&shades.buckets);
            let (class, scope) = told.map_or((0, "none"), |(scope, bucket)| {
                let class = match bucket {
                    Bucket::Five => 2,
                    Bucket::Ten => 3,
                    Bucket::Twenty => 4,
                };
                (class, scope.kind())
            });
            assert_eq!(
                (drawn.class, drawn.scope.as_str()),
                (class, scope),
                "{cell:?}"
            );
            *met.entry(format!("{class} {scope}")).or_insert(0) += 1;
        }
    }
    assert!(met.len() >= 5, "different shades are met: {met:?}");

    // Nearer, the same cells in the same shades; shapes are PostGIS's own, valid and clipped.
    let (_, query) = asked(&[(GREET, 1)], false);
    let whole = node.cells(&tile(REGION, &query), &cookie).await;
    for (z, x, y) in [
        (5, 16, 11),
        (6, 32, 22),
        (8, 128, 89),
        (10, 515, 357),
        (12, 2062, 1429),
    ] {
        let place = format!("{z}/{x}/{y}");
        let cells = node.cells(&tile(&place, &query), &cookie).await;
        let oracle: Vec<(i64, Vec<u8>, bool, bool)> = sqlx::query_as(
            "with drawn as (
                 select cell, st_asmvtgeom(st_transform(shape, 3857), st_tileenvelope($1, $2, $3), 4096, 64, true) as geom
                 from territory.published_cell
                 where tree_id = (select max(id) from territory.tree where k = 2000)
             )
             select cell,
                    (select st_asmvt(one, 'x') from (select drawn.geom) as one),
                    st_isvalid(geom),
                    st_coveredby(geom, st_makeenvelope(-64, -64, 4160, 4160, 3857))
             from drawn
             where geom is not null",
        )
        .bind(z)
        .bind(x)
        .bind(y)
        .fetch_all(pool)
        .await
        .expect("an oracle");
        assert_eq!(cells.len(), oracle.len(), "{place}");
        assert!(!cells.is_empty(), "{place}");
        for (cell, tile, valid, inside) in oracle {
            let drawn = &cells[&u64::from(number(cell))];
            let tile = Tile::decode(tile.as_slice()).expect("a tile");
            assert_eq!(
                drawn.geometry, tile.layers[0].features[0].geometry,
                "{place} {cell}"
            );
            assert!(valid && inside, "{place} {cell}");
            let far = &whole[&u64::from(number(cell))];
            assert_eq!((drawn.class, &drawn.scope), (far.class, &far.scope));
        }
    }
    // Each number stands for one cell.
    let numbers: std::collections::BTreeSet<u32> =
        places.cells.iter().map(|cell| number(cell.cell)).collect();
    assert_eq!(numbers.len(), places.cells.len());

    // A node whose index does not follow says the same, from SQL.
    let (status, _, body) = world.get(&tile(BLOIS, &query), &cookie).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let bare = world.service().oneshot(
        Request::get(tile(BLOIS, &query))
            .header(COOKIE, &cookie)
            .body(Body::empty())
            .expect("a request"),
    );
    let bare = bare.await.expect("an answer").into_body().collect().await;
    let by_sql = drawn(&bare.expect("a body").to_bytes());
    assert_eq!(by_sql, node.cells(&tile(BLOIS, &query), &cookie).await);
    node.end().await;
    world.test.drop().await;
}

/// R5: the tiles of a question, its page and its other tiles are one; beyond the budget there is a date.
#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story")]
async fn a_thousand_tiles_of_one_question_cost_one() {
    let (world, cookie) = World::mapped(&people(32, 60)).await;
    let pool = &world.test.database.app;
    let node = Node::of(&world).await;
    let charged = "select count(*) from search.charged";
    let (_, query) = asked(&[(GREET, 1)], false);
    for number in 0..1_000 {
        let place = [
            format!("5/16/{}", 10 + number % 3),
            format!("9/{}/{}", 250 + number % 20, 170 + number / 20 % 20),
            format!("7/{}/44", 62 + number % 5),
        ];
        let status = node
            .status(&tile(&place[number % 3], &query), &cookie)
            .await;
        assert!([200, 204].contains(&status), "{status}");
    }
    assert_eq!(number_of(pool, charged).await, 1);
    let page = format!("/recruteurs/chercher?{query}");
    assert_eq!(node.status(&page, &cookie).await, 200);
    assert_eq!(
        number_of(pool, charged).await,
        1,
        "the page is the same question"
    );
    // No tile gives anybody's card: nobody was seen by them, until the page was opened.
    let bare = "lieu=department:41";
    let cells = node.cells(&tile(REGION, bare), &cookie).await;
    assert!(
        cells.len() > 300
            && cells
                .values()
                .all(|cell| cell.class == 0 && cell.scope == "none")
    );
    assert_eq!(number_of(pool, charged).await, 1, "no question yet");

    // Refused as the page is: before it is counted, where something is wrong with it …
    for (wrong, status, code) in [
        ("competence=rien-de-tel:1", 400, "invalid_parameter"),
        (
            "competence=accueillir-et-guider-un-public:4",
            400,
            "invalid_parameter",
        ),
        (
            "competence=accueillir-et-guider-un-public:1&lieu=epci:1",
            400,
            "unknown_territory",
        ),
        (
            "competence=accueillir-et-guider-un-public:1&lat=47",
            400,
            "unknown_parameter",
        ),
        (
            "competence=accueillir-et-guider-un-public:1&commune=Blois",
            400,
            "invalid_parameter",
        ),
    ] {
        let (told, headers, body) = node.get(&tile(REGION, wrong), &cookie, "").await;
        let problem: serde_json::Value = serde_json::from_slice(&body).expect("a problem");
        assert_eq!(told.as_u16(), status, "{wrong}: {problem}");
        assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
        assert_eq!(problem["code"], code, "{wrong}: {problem}");
    }
    for place in ["3/4/2", "15/1/1", "5/32/1", "5/a/1"] {
        let status = node.status(&tile(place, &query), &cookie).await;
        assert_eq!(status, 400, "{place}");
    }
    assert_eq!(
        node.status(&format!("/recruteurs/mailles/{REGION}?{query}"), &cookie)
            .await,
        404
    );
    assert_eq!(number_of(pool, charged).await, 1);

    // … and at the end of the day's budget, whichever of the two asks first.
    let most = i32::try_from(BUDGET).expect("a number");
    sqlx::query(
        "insert into search.charged (siren, day, question)
         select $1, $2, sha256(n::text::bytea) from generate_series(2, $3) as n",
    )
    .bind(COMPANY)
    .bind(today().date_naive())
    .bind(most)
    .execute(pool)
    .await
    .expect("a day's questions");
    let (_, other) = asked(&[(LISTEN, 1)], false);
    let (status, headers, body) = node.get(&tile(REGION, &other), &cookie, "").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = headers["retry-after"]
        .to_str()
        .expect("a number")
        .parse()
        .expect("seconds");
    assert!((1..=86_400).contains(&seconds));
    assert!(String::from_utf8_lossy(&body).contains("budget"));
    let page = format!("/recruteurs/chercher?{other}");
    assert_eq!(node.status(&page, &cookie).await, 429);
    assert_eq!(
        node.status(&tile(REGION, &query), &cookie).await,
        200,
        "what was asked stays"
    );
    let alerts = "select count(*) from search.alert where refused_at is not null";
    assert_eq!(number_of(pool, alerts).await, 1, "coordinators are told");
    world.clock.advance(chrono::TimeDelta::days(1));
    assert_eq!(node.status(&tile(REGION, &query), &cookie).await, 200);
    let of_today = "select count(*) from search.charged where day = '2026-11-25'";
    assert_eq!(
        number_of(pool, of_today).await,
        1,
        "another day, another charge"
    );
    node.end().await;
    world.test.drop().await;
}

/// C5, R5: what a company was given is given again to that company alone, and on that day alone without another charge.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_is_given_again_to_its_company_and_on_its_day() {
    let crowd = crowd(5);
    let (world, cookie) = World::mapped(&crowd).await;
    let other = world.seeker("max@example.org", "356000000", "La Poste");
    let other = other.await;
    let pool = &world.test.database.app;
    sqlx::query(
        "insert into presence.excluded (holder_id, siren, since) values ($1, '356000000', now())",
    )
    .bind(crowd[0].id)
    .execute(pool)
    .await
    .expect("excluded");
    let node = Node::of(&world).await;
    let (_, query) = asked(&[(GREET, 1)], false);
    let path = tile(BLOIS, &query);
    let shown = async |cookie: &str| {
        let cells = node.cells(&path, cookie).await;
        cells.values().any(|cell| cell.class > 0)
    };
    for _ in 0..3 {
        assert!(shown(&cookie).await, "five people");
        assert!(!shown(&other).await, "one of whom excludes this company");
    }
    world.clock.advance(chrono::TimeDelta::days(1));
    // Who asks is known again before the question is asked.
    let bare = tile(BLOIS, "lieu=department:41");
    assert_eq!(node.status(&bare, &cookie).await, 200);
    assert!(shown(&cookie).await);
    let charged = "select count(*) from search.charged where day = '2026-11-25'";
    assert_eq!(number_of(pool, charged).await, 1);
    node.end().await;
    world.test.drop().await;
}

/// Private, compressed as asked, nothing beyond the region; and for nobody but recruiters.
#[tokio::test(flavor = "multi_thread")]
async fn tiles_are_for_recruiters_and_for_no_cache() {
    let (world, cookie) = World::mapped(&people(33, 60)).await;
    let holder = world.enter("ada%40example.org").await;
    let node = Node::of(&world).await;
    let (_, query) = asked(&[(GREET, 1)], false);
    let path = tile(BLOIS, &query);
    // By the way of the database, and from memory.
    for _ in 0..2 {
        let (status, headers, plain) = node.get(&path, &cookie, "identity").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[CONTENT_TYPE], "application/vnd.mapbox-vector-tile");
        assert_eq!(headers[CACHE_CONTROL], "private, no-store");
        assert!(
            !headers.contains_key("etag") && !headers.contains_key("access-control-allow-origin")
        );
        assert!(headers.contains_key("content-security-policy"));
        let (_, headers, squeezed) = node.get(&path, &cookie, "gzip, deflate, br, zstd").await;
        assert_eq!(
            (&headers[CONTENT_ENCODING], &headers["vary"]),
            (
                &"gzip".parse().unwrap(),
                &"Accept-Encoding".parse().unwrap()
            )
        );
        let mut read = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*squeezed), &mut read).expect("gzip");
        assert_eq!(read, plain);
        assert!(squeezed.len() < plain.len());
        let (status, headers, body) = node.get(&tile("8/0/0", &query), &cookie, "gzip").await;
        assert_eq!((status, body.len()), (StatusCode::NO_CONTENT, 0));
        assert_eq!(headers[CACHE_CONTROL], "private, no-store");
    }
    for (who, cookie, status) in [("nobody", "", 401), ("a holder", holder.as_str(), 404)] {
        let (told, headers, body) = node.get(&path, cookie, "").await;
        assert_eq!(told.as_u16(), status, "{who}");
        assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{who}");
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
    }
    node.end().await;
    world.test.drop().await;
}

/// What is asked for again and again until it is so, or a second is over.
async fn within_a_second(what: &str, mut so: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    loop {
        if so().await {
            eprintln!("{what}: {} ms", began.elapsed().as_millis());
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(1), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// C2, C5, and what a coordinator or a person ends: on every node within a second, also of tiles answered from memory.
#[tokio::test(flavor = "multi_thread")]
async fn every_node_forgets_within_a_second() {
    let crowd = crowd(5);
    let (world, cookie) = World::mapped(&crowd).await;
    let pool = &world.test.database.app;
    let nodes = [Node::of(&world).await, Node::of(&world).await];
    let (_, query) = asked(&[(GREET, 1)], false);
    let path = tile(BLOIS, &query);
    let shown = async |cookie: &str| {
        let mut shown = Vec::new();
        for node in &nodes {
            let cells = node.cells(&path, cookie).await;
            shown.push(cells.values().any(|cell| cell.class > 0));
        }
        shown
    };
    let holder = crowd[0].id;
    let log = async |sql: &'static str, person: Uuid| {
        let mut tx = pool.begin().await.expect("a transaction");
        sqlx::query(sql)
            .bind(person)
            .execute(&mut *tx)
            .await
            .expect(sql);
        logged(&mut tx, person, &world.clock).await;
        tx.commit().await.expect("kept");
    };
    assert_eq!(shown(&cookie).await, [true, true]);
    log(
        "insert into presence.excluded (holder_id, siren, since) values ($1, '732829320', now())",
        holder,
    )
    .await;
    within_a_second("an exclusion", async || {
        shown(&cookie).await == [false, false]
    })
    .await;
    log("delete from presence.excluded where holder_id = $1", holder).await;
    within_a_second("its end", async || shown(&cookie).await == [true, true]).await;
    log("delete from presence.presence where holder_id = $1", holder).await;
    within_a_second("a withdrawal", async || {
        shown(&cookie).await == [false, false]
    })
    .await;

    let refused = async |cookie: &str, with: u16| {
        let mut all = true;
        for node in &nodes {
            all &= node.status(&path, cookie).await == with;
        }
        all
    };
    for (what, ends, again, with) in [
        (
            "a suspended recruiter",
            "update account.recruiter set suspended_at = now() where siren = $1",
            "update account.recruiter set suspended_at = null where siren = $1",
            404,
        ),
        (
            "a suspended company",
            "update account.company set suspended_at = now() where siren = $1",
            "update account.company set suspended_at = null where siren = $1",
            404,
        ),
        (
            "a passkey that is shown no more",
            "update account.session set strong_at = null where $1 <> ''",
            "update account.session set strong_at = now() where $1 <> ''",
            403,
        ),
    ] {
        assert!(refused(&cookie, 200).await, "before: {what}");
        sqlx::query(ends)
            .bind(COMPANY)
            .execute(pool)
            .await
            .expect(ends);
        within_a_second(what, async || refused(&cookie, with).await).await;
        sqlx::query(again)
            .bind(COMPANY)
            .execute(pool)
            .await
            .expect(again);
        within_a_second("let in again", async || refused(&cookie, 200).await).await;
    }
    // Everywhere at once, by one's own hand.
    world.post("/mon-compte/sortir-partout", &cookie, "").await;
    within_a_second("signing out everywhere", async || {
        refused(&cookie, 401).await
    })
    .await;
    let [one, two] = nodes;
    one.end().await;
    two.end().await;
    world.test.drop().await;
}

/// A tile of a charged question needs no database; and none is answered by what was known too long ago.
#[tokio::test(flavor = "multi_thread")]
async fn a_charged_question_is_answered_from_memory_alone_and_never_stale() {
    let (world, cookie) = World::mapped(&crowd(5)).await;
    let pool = &world.test.database.app;
    let node = Node::of(&world).await;
    let (_, query) = asked(&[(GREET, 1)], false);
    let path = tile(BLOIS, &query);
    let told = node.cells(&path, &cookie).await;
    assert!(told.values().any(|cell| cell.class == 2));
    let memory = node.engine.memory().expect("an index");
    assert_eq!((memory.people, memory.changed), (5, 0));
    assert!(
        memory.bytes > 0 && memory.bytes < 100_000 && memory.position > 0,
        "{memory:?}"
    );
    // A moment ago it was known who asks; then the database is gone.
    assert_eq!(node.status(&path, &cookie).await, 200);
    let gone = Instant::now();
    tokio::spawn({
        let database = world.test.database.clone();
        async move { database.close().await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(pool.is_closed());
    if gone.elapsed() < Duration::from_millis(300) {
        assert_eq!(node.cells(&path, &cookie).await, told, "from memory alone");
    }
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let late = async || node.status(&path, &cookie).await == 503;
    within_a_second("nothing is believed any more", late).await;
    let lea = territoire_apprenant::account::companies::Recruiter {
        holder: Uuid::nil(),
        company: territoire_apprenant::account::companies::Siren::parse(COMPANY).expect("a SIREN"),
        name: String::new(),
    };
    let (question, _) = asked(&[(GREET, 1)], false);
    assert!(node.engine.ask(&lea, &question, &mut rng).await.is_err());
    node.end().await;
    world.test.drop().await;
}
