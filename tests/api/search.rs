//! What a recruiter is answered, and what it costs: budgets, tokens, whom it tells, who is left out.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use chrono::TimeDelta;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use sqlx::PgPool;
use territoire_apprenant::account::companies::{Recruiter, Siren, recruiter};
use territoire_apprenant::jobs::{Handler as _, Job};
use territoire_apprenant::presence::question::{Bucket, Question, Scope, Wanted};
use territoire_apprenant::search::{self, BUDGET, Engine, Found, SearchError, tokens};
use uuid::Uuid;

use crate::entry::World;
use crate::question::{Someone, admit, settle};
use crate::support::today;

const COMPETENCE: &str = "accueillir-et-guider-un-public";
const OTHER: &str = "ecouter-une-personne";
const COMPANY: &str = "732829320";
const NEIGHBOUR: &str = "356000000";

fn wanted(code: &str, level: i16) -> Wanted {
    Wanted {
        competence: code.to_owned(),
        level,
    }
}

fn in_the_department(code: &str) -> Question {
    let department = Scope::Department("41".to_owned());
    Question::any_of(vec![wanted(code, 1)], department).expect("a question")
}

impl World {
    /// The job that forgets what searches leave.
    async fn sweep(&self) {
        let job = Job {
            id: 0,
            kind: "search.sweep".to_owned(),
            payload: serde_json::json!({}),
            attempts: 1,
        };
        let sweep = search::Sweep {
            pool: self.test.database.app.clone(),
            clock: Arc::new(self.clock.clone()),
        };
        sweep.run(&job).await.expect("forgotten");
    }

    /// Somebody who may ask for a company, and their cookie.
    async fn recruiter_of(&self, email: &str, siren: &str) -> (Recruiter, String) {
        let pool = &self.test.database.app;
        self.seeker(email, siren, &format!("Camping {siren}")).await;
        let person = crate::rights::holder_of(pool, email).await;
        let known = recruiter(pool, person).await.expect("an answer");
        (
            known.expect("a recruiter"),
            self.cookie_of(email, true).await,
        )
    }

    /// One of the nodes.
    fn node(&self) -> Engine {
        let clock = Arc::new(self.clock.clone());
        Engine::new(self.test.database.app.clone(), clock, self.master.clone())
    }

    async fn opened(&self, found: &Found, company: &Siren) -> Vec<Option<Uuid>> {
        let mut db = self
            .test
            .database
            .app
            .acquire()
            .await
            .expect("a connection");
        let mut holders = Vec::new();
        for (token, _) in &found.cards.as_ref().expect("cards").cards {
            let now = territoire_apprenant::clock::Clock::now(&self.clock);
            let holder = tokens::open(&mut db, token.reveal(), company, now).await;
            holders.push(holder.expect("an answer"));
        }
        holders
    }
}

async fn number(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.expect(sql)
}

fn crowd(count: usize, competence: &'static str) -> Vec<Someone> {
    (0..count)
        .map(|_| Someone::at("41018", competence))
        .collect()
}

/// R3, R5, C5: cards bear fresh tokens, those who are shown are told, « Écrire à tous » reaches everybody who matches.
#[tokio::test]
async fn an_answer_gives_cards_that_another_search_cannot_link() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let mut people = crowd(13, COMPETENCE);
    people[0].excludes = true;
    people[1].level = 3;
    settle(pool, &people).await;
    let (ida, _) = world.recruiter_of("ida@example.org", COMPANY).await;
    let (lou, _) = world.recruiter_of("lou@example.org", NEIGHBOUR).await;
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let engine = world.node();
    let question = in_the_department(COMPETENCE);
    let first = engine
        .ask(&ida, &question, &mut rng)
        .await
        .expect("an answer");
    let cards = first.cards.as_ref().expect("cards");
    assert_eq!((cards.bucket, cards.cards.len()), (Bucket::Ten, 10));
    assert_eq!(first.spent.remaining, BUDGET - 1);
    let seen =
        "select count(*) from account.viewing where viewer = 'Camping 732829320' and level = 2";
    assert_eq!(number(pool, seen).await, 10);

    // The same question draws the same people, in another order, under other tokens, for nothing.
    let again = engine
        .ask(&ida, &question, &mut rng)
        .await
        .expect("an answer");
    assert_eq!(again.spent.remaining, BUDGET - 1);
    assert_eq!(number(pool, seen).await, 10, "a line a day for a question");
    let [one, two] = [&first, &again].map(|found| {
        let cards = &found.cards.as_ref().expect("cards").cards;
        cards
            .iter()
            .map(|(token, _)| token.reveal().to_owned())
            .collect::<BTreeSet<_>>()
    });
    assert!(one.is_disjoint(&two));
    let (before, after) = (
        world.opened(&first, &ida.company).await,
        world.opened(&again, &ida.company).await,
    );
    assert_ne!(before, after, "the order says nothing");
    let [before, after]: [BTreeSet<_>; 2] =
        [before, after].map(|holders| holders.into_iter().collect());
    assert_eq!(before, after);
    let matching: BTreeSet<Option<Uuid>> =
        people[2..].iter().map(|person| Some(person.id)).collect();
    assert!(before.is_subset(&matching) && !before.contains(&None));

    // A token is good for one company, and so is the answer's own.
    assert!(
        world
            .opened(&first, &lou.company)
            .await
            .iter()
            .all(Option::is_none)
    );
    let everyone = async |company: &Siren| {
        let mut db = pool.acquire().await.expect("a connection");
        let now = territoire_apprenant::clock::Clock::now(&world.clock);
        let token = cards.everyone.reveal();
        search::everyone(&mut db, token, company, now)
            .await
            .expect("an answer")
    };
    assert!(everyone(&lou.company).await.is_none());
    let all = everyone(&ida.company).await.expect("everyone");
    let all: BTreeSet<Uuid> = all.holders.into_iter().collect();
    let expected: BTreeSet<Uuid> = people[1..].iter().map(|person| person.id).collect();
    assert_eq!(
        all, expected,
        "shown or not, without whoever excludes the company"
    );

    // After half an hour nothing stands for anybody, and the house forgets it.
    world.clock.advance(TimeDelta::minutes(30));
    assert!(
        world
            .opened(&first, &ida.company)
            .await
            .iter()
            .all(Option::is_none)
    );
    assert!(everyone(&ida.company).await.is_none());
    world.sweep().await;
    let tokens = "select count(*) from search.token";
    assert_eq!(self::number(pool, tokens).await, 0);
    world.test.drop().await;
}

/// Nodes look at the log of changes hundreds of times a minute, and nobody else ever does: it is kept for a week.
#[tokio::test]
async fn the_log_of_changes_is_forgotten_after_a_week() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    settle(pool, &[Someone::at("41018", "programmer")]).await;
    let log = "select count(*) from presence.visibility_change";
    let logged = number(pool, log).await;
    assert!(logged > 0);
    world.clock.advance(TimeDelta::days(6));
    world.sweep().await;
    assert_eq!(number(pool, log).await, logged);
    world.clock.advance(TimeDelta::days(2));
    world.sweep().await;
    assert_eq!(number(pool, log).await, 0);
    world.test.drop().await;
}

/// R5: the budget is the company's, on every node and for every recruiter; beyond it there is a date.
#[tokio::test]
async fn a_thousand_questions_end_at_the_budget() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ida, cookie) = world.recruiter_of("ida@example.org", COMPANY).await;
    let (jo, _) = world.recruiter_of("jo@example.org", COMPANY).await;
    let (lou, _) = world.recruiter_of("lou@example.org", NEIGHBOUR).await;
    let nodes = [world.node(), world.node()];
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (mut answered, mut refused) = (0, 0);
    for number in 0..1000 {
        let asked = in_the_department(&format!("competence-{number}"));
        let who = [&ida, &jo][number % 2];
        let node = &nodes[number / 2 % 2];
        match node.ask(who, &asked, &mut rng).await {
            Ok(found) => {
                answered += 1;
                assert_eq!(found.spent.remaining, BUDGET - answered);
            }
            Err(SearchError::Spent { until }) => {
                refused += 1;
                assert_eq!(until.to_rfc3339(), "2026-11-25T00:00:00+00:00");
            }
            Err(error) => panic!("{error}"),
        }
        if number + 1 == 159 {
            let alerts = "select count(*) from search.alert";
            assert_eq!(self::number(pool, alerts).await, 0);
        }
    }
    assert_eq!((answered, refused), (BUDGET, 1000 - BUDGET));
    let alerts =
        "select count(*) from search.alert where siren = '732829320' and refused_at is not null";
    assert_eq!(number(pool, alerts).await, 1, "coordinators are told");

    // What was asked today may be looked at again, by either, and by the map; another company has its own.
    let known = in_the_department("competence-7");
    assert_eq!(
        nodes[1]
            .ask(&ida, &known, &mut rng)
            .await
            .expect("an answer")
            .spent
            .remaining,
        0
    );
    assert_eq!(
        nodes[0]
            .shades(&jo, &known)
            .await
            .expect("shades")
            .spent
            .remaining,
        0
    );
    assert!(
        nodes[0]
            .ask(&lou, &in_the_department("competence-999"), &mut rng)
            .await
            .is_ok()
    );

    let path = "/recruteurs/chercher/zones.geojson?competence=competence-999:1&lieu=department:41";
    let (status, headers, body) = world.get(path, &cookie).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{body}");
    let seconds: i64 = headers[RETRY_AFTER]
        .to_str()
        .expect("a number")
        .parse()
        .expect("seconds");
    assert!((1..=86_400).contains(&seconds));
    world.clock.advance(TimeDelta::seconds(seconds));
    assert!(
        nodes[0]
            .ask(&ida, &in_the_department("competence-999"), &mut rng)
            .await
            .is_ok()
    );
    world.test.drop().await;
}

/// R1, C5, G5: the map says where at least five are, each place for itself; to an excluded company the answer is that of
/// absence, byte for byte.
#[tokio::test]
async fn the_map_shades_what_may_be_told_and_an_excluded_company_sees_absence() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let mut people = crowd(5, COMPETENCE);
    people.extend((0..4).map(|_| Someone::at("41269", COMPETENCE)));
    settle(pool, &people).await;
    let (_, cookie) = world.recruiter_of("ida@example.org", COMPANY).await;
    let path =
        format!("/recruteurs/chercher/zones.geojson?competence={COMPETENCE}:1&lieu=department:41");
    let shades = async || {
        let (status, headers, body) = world.get(&path, &cookie).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        assert_eq!(headers[CACHE_CONTROL], "private, no-store");
        body
    };
    let with_five = shades().await;
    let read: Value = serde_json::from_str(&with_five).expect("JSON");
    let mut told: Vec<(String, String, u64)> = read["features"]
        .as_array()
        .expect("features")
        .iter()
        .map(|feature| {
            assert!(feature["geometry"]["coordinates"].is_array());
            let said = |name: &str| feature["properties"][name].as_str().expect(name).to_owned();
            (
                said("kind"),
                said("name"),
                feature["properties"]["at_least"].as_u64().expect("a floor"),
            )
        })
        .collect();
    told.sort();
    let kinds: Vec<(&str, u64)> = told
        .iter()
        .map(|(kind, _, floor)| (kind.as_str(), *floor))
        .collect();
    assert_eq!(
        kinds,
        [("cell", 5), ("department", 5), ("epci", 5), ("region", 5)],
        "four are nowhere: {told:?}"
    );
    assert_eq!(told[0].1, "Blois");

    sqlx::query("insert into presence.excluded (holder_id, siren, since) values ($1, $2, $3)")
        .bind(people[0].id)
        .bind(COMPANY)
        .bind(today())
        .execute(pool)
        .await
        .expect("an exclusion");
    let excluded = shades().await;
    sqlx::query("delete from presence.presence where holder_id = $1")
        .bind(people[0].id)
        .execute(pool)
        .await
        .expect("gone");
    assert_eq!(excluded, shades().await);
    assert_ne!(excluded, with_five);

    // Whoever is no recruiter gets nothing.
    let holder = world.enter("ada%40example.org").await;
    assert_eq!(world.get(&path, &holder).await.0, StatusCode::SEE_OTHER);
    for wrong in [
        "?lat=47",
        "?competence=a",
        "?lieu=department:41",
        "?competence=a:1&tous=oui",
    ] {
        let path = format!("/recruteurs/chercher/zones.geojson{wrong}");
        assert_eq!(
            world.get(&path, &cookie).await.0,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    world.test.drop().await;
}

/// R7: people who show their badges are listed apart, and change no answer about the others.
#[tokio::test]
async fn who_shows_their_badges_changes_no_count() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let (ida, _) = world.recruiter_of("ida@example.org", COMPANY).await;
    let engine = world.node();
    settle(pool, &crowd(9, OTHER)).await;
    let question = in_the_department(OTHER);
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let before = engine
        .shades(&ida, &question)
        .await
        .expect("shades")
        .buckets;
    let mut shows = crowd(3, OTHER);
    for person in &mut shows {
        person.level = 3;
    }
    settle(pool, &shows).await;
    assert_eq!(
        engine
            .shades(&ida, &question)
            .await
            .expect("shades")
            .buckets,
        before
    );
    let found = engine
        .ask(&ida, &question, &mut rng)
        .await
        .expect("an answer");
    assert_eq!(found.cards.expect("cards").bucket, Bucket::Five);
    admit(pool).await;
    assert_eq!(
        engine
            .shades(&ida, &question)
            .await
            .expect("shades")
            .buckets,
        before,
        "no batch counts them"
    );
    world.test.drop().await;
}
