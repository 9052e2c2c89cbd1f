//! Badges that are handed out by a code: seen before any sign-up, claimed once, within their time and number.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION};
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use crate::applications::{BADGE, BIJ};
use crate::entry::World;

/// Where the page of an offer says its codes are.
fn codes(page: &str) -> Vec<String> {
    let shown = page.split("<p class=\"code\">").skip(1);
    shown
        .filter_map(|rest| rest.split('<').next())
        .map(|code| format!("/r/{}", code.replace('-', "")))
        .collect()
}

impl World {
    /// An offer of a facilitator: its page, and where its codes lead.
    pub(crate) async fn offer(
        &self,
        cookie: &str,
        kind: &str,
        number: u32,
    ) -> (String, Vec<String>) {
        let form = format!(
            "structure={BIJ}&badge={BADGE}&niveau=1&genre={kind}&nombre={number}&du=2026-11-24&au=2026-11-25"
        );
        let (status, headers, page) = self.post("/a-traiter/codes", cookie, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let path = headers[LOCATION].to_str().expect("a path").to_owned();
        let (status, _, page) = self.get(&path, cookie).await;
        assert_eq!(status, StatusCode::OK);
        let codes = codes(&page);
        assert_eq!(page.matches("class=\"carre\"").count(), codes.len());
        (path, codes)
    }

    async fn count(&self, table: &'static str) -> i64 {
        let sql = format!("select count(*) from {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&self.test.database.app)
            .await
            .expect("a count")
    }
}

#[tokio::test]
async fn a_visitor_sees_the_badge_signs_in_by_the_way_and_has_it_in_two_taps() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (offer, codes) = world.offer(&jo, "shared", 30).await;
    let [code] = codes.as_slice() else {
        panic!("one code for all: {codes:?}")
    };
    let (status, headers, page) = world.get(code, "").await;
    assert_eq!(status, StatusCode::OK, "before any sign-up");
    assert_eq!(headers["cache-control"], "private, no-store");
    for said in [
        "Accueillir et guider un public",
        "Je fais",
        "Recevoir ce badge",
        "niveau-1.png",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let typed = code.trim_start_matches("/r/").to_lowercase();
    let spaced = format!("code={}+{}-{}", &typed[..3], &typed[3..6], &typed[6..]);
    let (status, headers, _) = world.post("/recevoir", "", &spaced).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], code.as_str(), "typed as people type");

    let (status, headers, _) = world.post(code, "", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "the first tap");
    let to = headers[LOCATION].to_str().expect("a path").to_owned();
    assert_eq!(to, format!("/connexion?suite={}", code.replace('/', "%2F")));
    let form = format!("email=ada%40example.org&suite={}", code.replace('/', "%2F"));
    world.post("/connexion", "", &form).await;
    let (ada, back) = world.enter_by_mail().await;
    assert_eq!(back, code.as_str(), "the code survives the sign-in");
    assert!(world.get(code, &ada).await.2.contains("ada@example.org"));

    let (status, headers, page) = world.post(code, &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "the second tap: {page}");
    let badge = headers[LOCATION].to_str().expect("a path").to_owned();
    assert!(badge.starts_with("/mes-badges/"), "{badge}");
    let (_, _, page) = world.get(&badge, &ada).await;
    for said in ["Authentique", "En vigueur", "Titulaire confirmé", "Je fais"] {
        assert!(page.contains(said), "{said}");
    }
    let (_, _, page) = world.get(code, &ada).await;
    assert!(
        page.contains("Ce badge est à vous") && page.contains(&badge),
        "{page}"
    );
    let (status, _, _) = world.post(code, &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "pressed twice");
    assert_eq!(world.count("issuing.award").await, 1, "one claim a person");
    let (_, _, page) = world.get(&offer, &jo).await;
    assert!(page.contains("remis à 1 sur 30"), "{page}");
    assert!(
        !page.contains("ada@"),
        "who claimed is nobody's business: {page}"
    );

    let (status, _, page) = world.post(code, &jo, "").await;
    assert_eq!(status, StatusCode::CONFLICT, "its maker takes nothing");
    assert!(page.contains("Vous avez créé ce code"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn a_session_that_is_lost_in_between_loses_nothing() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (_, codes) = world.offer(&jo, "slips", 1).await;
    let ada = world.enter("ada%40example.org").await;
    assert!(
        world
            .get(&codes[0], &ada)
            .await
            .2
            .contains("Recevoir ce badge")
    );
    world.post("/mon-compte/sortir", &ada, "").await;
    let (status, headers, _) = world.post(&codes[0], &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let to = headers[LOCATION].to_str().expect("a path");
    assert!(to.starts_with("/connexion?suite=%2Fr%2F"), "{to}");
    assert_eq!(world.count("issuing.award").await, 0);
    let ada = world.enter("ada%40example.org").await;
    let (status, _, page) = world.post(&codes[0], &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(world.count("issuing.award").await, 1);
    world.test.drop().await;
}

#[tokio::test]
async fn the_last_place_is_given_once_to_two_who_press_at_once() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    for kind in ["shared", "slips"] {
        let (_, codes) = world.offer(&jo, kind, 1).await;
        let before = world.count("issuing.award").await;
        let ada = world.enter(&format!("ada.{kind}%40example.org")).await;
        let ida = world.enter(&format!("ida.{kind}%40example.org")).await;
        let (one, other) = tokio::join!(
            world.post(&codes[0], &ada, ""),
            world.post(&codes[0], &ida, "")
        );
        let mut statuses = [one.0.as_u16(), other.0.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409], "{kind}: {} {}", one.2, other.2);
        assert_eq!(world.count("issuing.award").await, before + 1, "{kind}");
        assert_eq!(
            world.count("passport.credential").await,
            before + 1,
            "{kind}"
        );
        let late = world.enter("lou%40example.org").await;
        let (status, _, page) = world.get(&codes[0], &late).await;
        assert_eq!(status, StatusCode::OK, "the badge can still be seen");
        assert!(!page.contains("Recevoir ce badge"), "{page}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn a_crowd_claims_at_once_and_as_many_as_it_is_for_have_it() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (offer, codes) = world.offer(&jo, "shared", 20).await;
    let mut crowd = JoinSet::new();
    let mut cookies = Vec::new();
    for number in 0..24 {
        cookies.push(world.enter(&format!("p{number}%40example.org")).await);
    }
    for cookie in cookies {
        let request = Request::post(&codes[0])
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookie)
            .body(Body::empty())
            .expect("a request");
        crowd.spawn(world.service().oneshot(request));
    }
    let mut statuses = BTreeMap::new();
    for answer in crowd.join_all().await {
        let status = answer.expect("an answer").status().as_u16();
        *statuses.entry(status).or_insert(0) += 1;
    }
    assert_eq!(statuses, BTreeMap::from([(303, 20), (409, 4)]));
    for table in ["issuing.award", "issuing.claim", "passport.credential"] {
        assert_eq!(world.count(table).await, 20, "{table}");
    }
    let (_, _, page) = world.get(&offer, &jo).await;
    assert!(
        page.contains("Complet") && page.contains("remis à 20 sur 20"),
        "{page}"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn one_person_presses_twice_at_once_and_has_one_badge() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (_, codes) = world.offer(&jo, "shared", 10).await;
    let ada = world.enter("ada%40example.org").await;
    let (one, other) = tokio::join!(
        world.post(&codes[0], &ada, ""),
        world.post(&codes[0], &ada, "")
    );
    assert_eq!(
        (one.0, other.0),
        (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER)
    );
    assert_eq!(world.count("issuing.award").await, 1);
    let (_, again) = world.offer(&jo, "shared", 10).await;
    let (status, headers, _) = world.post(&again[0], &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let to = headers[LOCATION].to_str().expect("a path");
    assert!(to.starts_with("/mes-badges/"), "they have it already: {to}");
    assert_eq!(world.count("issuing.award").await, 1);
    assert_eq!(world.count("issuing.claim").await, 1);
    world.test.drop().await;
}

#[tokio::test]
async fn a_slip_is_good_once_and_later_too_and_an_offer_ends() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (offer, codes) = world.offer(&jo, "slips", 3).await;
    assert_eq!(codes.len(), 3);
    assert!(codes[0] != codes[1] && codes[1] != codes[2]);
    let ada = world.enter("ada%40example.org").await;
    assert_eq!(
        world.post(&codes[0], &ada, "").await.0,
        StatusCode::SEE_OTHER
    );
    let ida = world.enter("ida%40example.org").await;
    let (status, _, page) = world.post(&codes[0], &ida, "").await;
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert!(page.contains("Ce bon a déjà servi"), "{page}");
    let (_, _, page) = world.post(&codes[1], &ada, "").await;
    assert!(
        page.is_empty() || !page.contains("Recevoir ce badge"),
        "{page}"
    );
    assert_eq!(
        world.count("issuing.award").await,
        1,
        "two slips, one person, one badge"
    );
    assert_eq!(
        world.post(&codes[1], &ida, "").await.0,
        StatusCode::SEE_OTHER
    );

    let other = world
        .facilitator("lou@example.org", "espace-mirabeau")
        .await;
    assert_eq!(world.get(&offer, &other).await.0, StatusCode::NOT_FOUND);
    let end = format!("{offer}/terminer");
    assert_eq!(world.post(&end, &other, "").await.0, StatusCode::NOT_FOUND);
    let (status, _, _) = world.post(&end, &jo, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _, page) = world.post(&codes[2], &other, "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("n’est plus valable"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn a_code_opens_and_closes_on_its_days() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let ada = world.enter("ada%40example.org").await;
    let form = format!(
        "structure={BIJ}&badge={BADGE}&niveau=1&genre=shared&nombre=5&du=2026-11-26&au=2026-11-26"
    );
    let (_, headers, _) = world.post("/a-traiter/codes", &jo, &form).await;
    let path = headers[LOCATION].to_str().expect("a path").to_owned();
    let code = codes(&world.get(&path, &jo).await.2).remove(0);
    let (_, _, page) = world.get(&code, &ada).await;
    assert!(page.contains("s’ouvre le 26\u{a0}novembre 2026"), "{page}");
    let (status, _, _) = world.post(&code, &ada, "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    world.clock.advance(TimeDelta::days(2));
    assert!(world.get(&code, &ada).await.2.contains("Recevoir ce badge"));
    world.clock.advance(TimeDelta::days(1));
    let (status, _, page) = world.post(&code, &ada, "").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("n’est plus valable"), "{page}");
    assert_eq!(world.count("issuing.award").await, 0);

    for wrong in [
        format!(
            "structure={BIJ}&badge={BADGE}&niveau=1&genre=shared&nombre=0&du=2026-11-28&au=2026-11-28"
        ),
        format!(
            "structure={BIJ}&badge={BADGE}&niveau=1&genre=slips&nombre=201&du=2026-11-28&au=2026-11-28"
        ),
        format!(
            "structure={BIJ}&badge={BADGE}&niveau=1&genre=shared&nombre=5&du=2026-11-20&au=2026-11-21"
        ),
        format!(
            "structure=espace-mirabeau&badge={BADGE}&niveau=1&genre=shared&nombre=5&du=2026-11-28&au=2026-11-28"
        ),
        format!(
            "structure={BIJ}&badge=rien&niveau=1&genre=shared&nombre=5&du=2026-11-28&au=2026-11-28"
        ),
    ] {
        let (status, _, _) = world.post("/a-traiter/codes", &jo, &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn whoever_guesses_is_slowed_down_and_locks_nobody_out() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    let (_, codes) = world.offer(&jo, "shared", 30).await;
    for number in 0..60 {
        let guess = format!("/r/0000000{number:02}");
        let (status, _, page) = world.get(&guess, "").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{number}");
        assert!(page.contains("ne mène à aucun badge"), "{page}");
    }
    let (status, headers, _) = world.get(&codes[0], "").await;
    assert_eq!(
        status,
        StatusCode::SEE_OTHER,
        "a right code too: who asks signs in"
    );
    let to = headers[LOCATION].to_str().expect("a path");
    assert!(to.starts_with("/connexion?suite=%2Fr%2F"), "{to}");
    let ada = world.enter("ada%40example.org").await;
    assert_eq!(world.get(&codes[0], &ada).await.0, StatusCode::OK);
    for number in 0..20 {
        let guess = format!("/r/0000000{number:02}");
        assert_eq!(world.post(&guess, &ada, "").await.0, StatusCode::NOT_FOUND);
    }
    let (status, _, page) = world.get(&codes[0], &ada).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains("Réessayez dans une heure"), "{page}");
    assert_eq!(
        world.post(&codes[0], &ada, "").await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
    let ida = world.enter("ida%40example.org").await;
    assert_eq!(world.get(&codes[0], &ida).await.0, StatusCode::OK);
    world.clock.advance(TimeDelta::hours(1));
    assert_eq!(world.get(&codes[0], &ada).await.0, StatusCode::OK);
    assert_eq!(world.get(&codes[0], "").await.0, StatusCode::OK);
    world.test.drop().await;
}
