//! People without an e-mail address: a badge kept in two taps, a card that lets in, and what must not be lost by it.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use territoire_apprenant::openbadges::issue::ob2;
use territoire_apprenant::openbadges::png;
use territoire_apprenant::openbadges::{DocumentIndex, Question, TrustList, verify};
use uuid::Uuid;

use crate::applications::BIJ;
use crate::entry::World;

/// What stands in a page between two texts.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = page.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

fn cookie(headers: &HeaderMap) -> String {
    let set = headers[SET_COOKIE].to_str().expect("a cookie");
    set.split(';').next().expect("a pair").to_owned()
}

/// The code that a card's page shows.
fn code(page: &str) -> String {
    between(page, "id=\"code-carte\">", "<").to_owned()
}

impl World {
    /// Slips that a facilitator of the BIJ printed, and her session.
    async fn slips(&self, number: u32) -> (String, Vec<String>) {
        let jo = self.facilitator("jo@example.org", BIJ).await;
        let (_, slips) = self.offer(&jo, "slips", number).await;
        (jo, slips)
    }

    /// The form that the first tap leads to.
    async fn form(&self, slip: &str) -> String {
        let path = format!("{slip}/sans-adresse");
        let (status, headers, page) = self.get(&path, "").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(headers["cache-control"], "private, no-store");
        format!("carte={}", between(&page, "name=\"carte\" value=\"", "\""))
    }

    /// Both taps: a session and a card.
    async fn with_card(&self, slip: &str) -> (String, String) {
        let form = self.form(slip).await;
        let path = format!("{slip}/sans-adresse");
        let (status, headers, page) = self.post(&path, "", &form).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(headers["cache-control"], "private, no-store");
        (cookie(&headers), code(&page))
    }

    async fn enter_by_card(&self, code: &str) -> (StatusCode, HeaderMap, String) {
        let form = format!("code={}", code.replace(' ', "+"));
        self.post("/connexion/carte", "", &form).await
    }

    /// The same, from one network.
    async fn try_from_network(&self, code: &str, network: &str) -> (StatusCode, String) {
        let request = Request::post("/connexion/carte")
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("x-forwarded-for", network)
            .body(Body::from(format!("code={code}")));
        let (status, _, page) = self.ask(request.expect("a request")).await;
        (status, page)
    }

    async fn number_of(&self, table: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&self.test.database.app)
            .await
            .expect("a count")
    }

    /// The only holder who has a card.
    async fn card_holder(&self) -> Uuid {
        sqlx::query_scalar("select holder_id from account.card")
            .fetch_one(&self.test.database.app)
            .await
            .expect("one card")
    }

    async fn proven(&self, holder: Uuid) -> i64 {
        sqlx::query_scalar("select count(*) from presence.proven($1, now() + interval '100 years')")
            .bind(holder)
            .fetch_one(&self.test.database.owner)
            .await
            .expect("a count")
    }

    /// The badge of a holder, byte for byte.
    async fn original(&self) -> Vec<u8> {
        sqlx::query_scalar("select bytes from passport.original")
            .fetch_one(&self.test.database.app)
            .await
            .expect("one badge")
    }
}

/// Another code than this one, whole and without a slip of the pen.
fn another(code: &str) -> String {
    const SYMBOLS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut letters: Vec<u8> = code.bytes().filter(|byte| *byte != b'-').collect();
    letters[0] = if letters[0] == b'2' { b'3' } else { b'2' };
    for last in SYMBOLS {
        letters[15] = *last;
        let made = String::from_utf8(letters.clone()).expect("letters");
        if territoire_apprenant::account::cards::CardCode::parse(&made).is_ok() {
            return made;
        }
    }
    panic!("one of 32 checks every fifteen symbols")
}

#[tokio::test]
async fn a_badge_is_kept_without_an_address_in_two_taps_and_found_again_by_the_card() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(1).await;
    let slip = &slips[0];
    let (_, _, page) = world.get(slip, "").await;
    assert!(page.contains("Je n’ai pas d’adresse e-mail"), "{page}");
    assert!(page.contains(&format!("href=\"{slip}/sans-adresse\"")));

    let form = world.form(slip).await;
    assert_eq!(
        world.number_of("account.card").await,
        0,
        "looking makes nothing"
    );
    let before = world.number_of("account.holder").await;
    let (status, headers, page) = world.post(&format!("{slip}/sans-adresse"), "", &form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let card = code(&page);
    assert_eq!(card.len(), 19, "{card}");
    assert!(page.contains("Qui a ce code a vos badges"), "{page}");
    assert_eq!(world.number_of("account.holder").await, before + 1);

    let mine = cookie(&headers);
    let (_, _, page) = world.get("/mes-badges", &mine).await;
    for said in [
        "Accueillir et guider un public",
        "Nous ne pouvons pas vous écrire",
        "/mon-compte/carte",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let badge = format!("/mes-badges/{}", between(&page, "id=\"badge-", "\""));
    let (_, _, page) = world.get(&badge, &mine).await;
    for said in ["Authentique", "En vigueur", "Titulaire confirmé"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, _, page) = world.get("/mon-compte", &mine).await;
    assert!(
        page.contains("Vous n’avez pas d’adresse e-mail ici"),
        "{page}"
    );
    let (status, _, page) = world.get("/mon-compte/carte", &mine).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Il n’a pas encore servi à entrer"), "{page}");
    assert!(!page.contains(&card), "it is never shown again");

    world.post("/mon-compte/sortir", &mine, "").await;
    let typed = [
        card.clone(),
        card.to_lowercase().replace('-', " "),
        card.replace('-', "").replace('0', "o").replace('1', "l"),
    ];
    for typed in typed {
        let (status, headers, page) = world.enter_by_card(&typed).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{typed}: {page}");
        assert_eq!(headers[LOCATION], "/mon-espace");
        let mine = cookie(&headers);
        let (_, _, page) = world.get("/mes-badges", &mine).await;
        assert!(page.contains("Accueillir et guider un public"), "{page}");
        let (_, _, page) = world.get("/mon-compte/carte", &mine).await;
        assert!(
            page.contains("pour la dernière fois le 24\u{a0}novembre 2026"),
            "{page}"
        );
    }
    assert!(
        world.mails().await.len() <= 1,
        "only the facilitator was written to"
    );
    // Nothing of the code stands in the database.
    let plain = card.replace('-', "");
    let kept: bool = sqlx::query_scalar(
        "select exists (select from account.card where position(convert_to($1, 'UTF8') in mac) > 0)
             or exists (select from audit.event where event::text like '%' || $1 || '%')
             or exists (select from jobs.job where job::text like '%' || $1 || '%')",
    )
    .bind(&plain)
    .fetch_one(&world.test.database.owner)
    .await
    .expect("an answer");
    assert!(!kept);
    world.test.drop().await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_shows_the_same_card_and_makes_one_account() {
    let world = World::of_badges().await;
    let (jo, slips) = world.slips(2).await;
    let (_, shared) = world.offer(&jo, "shared", 10).await;
    for slip in [&slips[0], &shared[0]] {
        let before = world.number_of("account.card").await;
        let path = format!("{slip}/sans-adresse");
        let form = world.form(slip).await;
        let (one, other) = tokio::join!(world.post(&path, "", &form), world.post(&path, "", &form));
        assert_eq!(
            [one.0, other.0],
            [StatusCode::OK; 2],
            "{} {}",
            one.2,
            other.2
        );
        assert_eq!(code(&one.2), code(&other.2));
        let (status, headers, page) = world.post(&path, "", &form).await;
        assert_eq!(status, StatusCode::OK, "the answer got lost: {page}");
        assert_eq!(code(&page), code(&one.2));
        assert_eq!(world.number_of("account.card").await, before + 1);

        // Signed out, nobody gets back in by going back.
        world
            .post("/mon-compte/sortir-partout", &cookie(&headers), "")
            .await;
        let (_, headers, page) = world.post(&path, "", &form).await;
        assert!(
            !page.contains("code-carte") && headers.get(SET_COOKIE).is_none(),
            "{page}"
        );
    }
    // Nor an hour later, nor by a form of another slip or of somebody's own making.
    let path = format!("{}/sans-adresse", slips[1]);
    let form = world.form(&slips[1]).await;
    let (status, ..) = world
        .post(&format!("{}/sans-adresse", shared[0]), "", &form)
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "a form is of one code");
    world.clock.advance(TimeDelta::hours(1));
    let (status, _, page) = world.post(&path, "", &form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("restée ouverte trop longtemps"), "{page}");
    let (status, ..) = world.post(&path, "", "carte=AAAA").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(world.number_of("account.card").await, 2);
    world.test.drop().await;
}

#[tokio::test]
async fn a_slip_that_two_people_race_for_has_one_holder() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(3).await;
    for slip in &slips {
        let path = format!("{slip}/sans-adresse");
        let (mine, theirs) = (world.form(slip).await, world.form(slip).await);
        let cards = world.number_of("account.card").await;
        let (one, other) =
            tokio::join!(world.post(&path, "", &mine), world.post(&path, "", &theirs));
        let statuses = BTreeSet::from([one.0.as_u16(), other.0.as_u16()]);
        assert_eq!(
            statuses,
            BTreeSet::from([200, 409]),
            "{} {}",
            one.2,
            other.2
        );
        for table in [
            "account.card",
            "account.own_name",
            "issuing.claim",
            "passport.credential",
        ] {
            assert_eq!(world.number_of(table).await, cards + 1, "{table}");
        }
        let late = world.enter("lou%40example.org").await;
        let (status, ..) = world.post(slip, &late, "").await;
        assert_eq!(status, StatusCode::CONFLICT, "nor by mail");
    }
    world.test.drop().await;
}

#[tokio::test]
async fn a_slip_of_the_pen_is_told_apart_and_wrong_codes_are_slowed_down_by_network() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(1).await;
    let (_, card) = world.with_card(&slips[0]).await;
    let mut swapped: Vec<char> = card.replace('-', "").chars().collect();
    let at = (1..16)
        .find(|at| swapped[*at] != swapped[at - 1])
        .expect("two");
    swapped.swap(at, at - 1);
    let swapped: String = swapped.into_iter().collect();
    for (typed, said) in [
        (swapped.as_str(), "une faute de copie"),
        (&card[..18], "pas un code complet"),
        ("", "pas un code complet"),
        (&slips[0][3..], "celui d’un badge"),
    ] {
        let (status, headers, page) = world.enter_by_card(typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.contains(said), "{typed}: {page}");
        assert!(headers.get(SET_COOKIE).is_none());
    }
    let wrong = another(&card);
    for _ in 0..10 {
        let (status, page) = world.try_from_network(&wrong, "203.0.113.7").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("n’ouvre aucun compte"), "{page}");
    }
    for code in [&wrong, &card] {
        let (status, page) = world.try_from_network(code, "203.0.113.7").await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "right or wrong");
        assert!(page.contains("Réessayez dans dix minutes"), "{page}");
    }
    let (status, _) = world.try_from_network(&card, "203.0.113.8").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "nobody else is held up");
    world.clock.advance(TimeDelta::minutes(10));
    let (status, _) = world.try_from_network(&card, "203.0.113.7").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "nor that one for ever");
    world.test.drop().await;
}

#[tokio::test]
async fn the_badge_names_nobody_and_verifies_everywhere() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(2).await;
    world.with_card(&slips[0]).await;
    let name: Uuid = sqlx::query_scalar("select name from account.own_name")
        .fetch_one(&world.test.database.app)
        .await
        .expect("one name");
    let image = world.original().await;
    let texts = png::texts(&image).expect("a badge");
    let (json, signed): (Vec<&String>, Vec<&String>) =
        texts.iter().partition(|text| text.starts_with('{'));
    let [text] = json.as_slice() else {
        panic!("in Open Badges 3.0: {texts:?}")
    };
    let document: Value = serde_json::from_str(text).expect("JSON");
    let identity = &document["credentialSubject"]["identifier"][0];
    assert_eq!(identity["identityType"], "accountId");
    assert_eq!(identity["hashed"], true);
    assert!(!text.contains(&name.to_string()), "hashed alone");
    let assertion = ob2::payload(signed[0]).expect("in Open Badges 2.0");
    let recipient = &assertion["recipient"];
    assert_eq!(recipient["type"], "url");
    assert_eq!(recipient["hashed"], true);

    let (documents, trust) = (DocumentIndex::new(), TrustList::new());
    let asked = |recipient: &str| {
        let question = Question {
            recipient: Some(recipient),
            at: crate::support::today(),
            documents: &documents,
            trust: &trust,
        };
        let found = verify(text.as_bytes(), &question).expect("a badge");
        found.report().recipient.as_str().to_owned()
    };
    assert_eq!(asked(&name.urn().to_string()), "confirmed");
    assert_eq!(
        asked("urn:uuid:00000000-0000-4000-8000-000000000000"),
        "mismatch"
    );
    assert_eq!(asked("ada@example.org"), "mismatch");
    world.test.drop().await;
}

#[tokio::test]
async fn whoever_checks_a_badge_is_told_a_code_by_its_holder() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(1).await;
    let (mine, _) = world.with_card(&slips[0]).await;
    let (id, identity): (Uuid, String) =
        sqlx::query_as("select id, encode(identity, 'hex') from passport.credential")
            .fetch_one(&world.test.database.app)
            .await
            .expect("one badge");
    let path = format!("/mes-badges/{id}/code");
    let stranger = world.enter("ida%40example.org").await;
    assert_eq!(
        world.post(&path, &stranger, "").await.0,
        StatusCode::NOT_FOUND
    );
    let (status, _, page) = world.post(&path, &mine, "").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let told = between(&page, "<p class=\"code\">", "<").replace('\u{a0}', "");
    assert_eq!(told.len(), 6, "{told}");
    let wrong = if told == "000000" { "111111" } else { "000000" };
    let form = format!("badge={identity}&code={wrong}");
    let (status, ..) = world.post("/verifier/titulaire", "", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = format!("badge={identity}&code={told}");
    let (status, _, page) = world.post("/verifier/titulaire", "", &form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Titulaire confirmé"), "{page}");
    let (status, ..) = world.post("/verifier/titulaire", "", &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "once");
    world.test.drop().await;
}

#[tokio::test]
async fn only_a_slip_good_for_one_makes_somebody_who_may_be_counted_until_there_is_an_address() {
    let world = World::of_badges().await;
    let (jo, slips) = world.slips(2).await;
    world.with_card(&slips[0]).await;
    let one = world.card_holder().await;
    assert_eq!(world.proven(one).await, 1, "C0: handed to one person");

    let (_, shared) = world.offer(&jo, "shared", 50).await;
    let (mine, _) = world.with_card(&shared[0]).await;
    let many: Uuid = sqlx::query_scalar("select holder_id from account.card where holder_id <> $1")
        .bind(one)
        .fetch_one(&world.test.database.app)
        .await
        .expect("another card");
    assert_eq!(
        world.proven(many).await,
        0,
        "C0: a shared code costs nothing to try again"
    );
    let (_, _, page) = world.get("/mes-badges", &mine).await;
    assert!(
        page.contains("Accueillir et guider un public"),
        "kept all the same"
    );

    // A slip that they are handed later is as good as one at the beginning.
    let (third, _) = world.with_card(&shared[0]).await;
    sqlx::query(
        "update passport.credential set current = 'expired' where holder_id not in ($1, $2)",
    )
    .bind(one)
    .bind(many)
    .execute(&world.test.database.app)
    .await
    .expect("room for the same badge again");
    let (status, _, page) = world.post(&slips[1], &third, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let late: Uuid =
        sqlx::query_scalar("select holder_id from account.card where holder_id not in ($1, $2)")
            .bind(one)
            .bind(many)
            .fetch_one(&world.test.database.app)
            .await
            .expect("a third card");
    assert_eq!(world.proven(late).await, 1);
    let link = world.offered(&mine, "nour@example.org").await;
    let (status, headers, _) = world.post(&link, &mine, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[LOCATION], "/mon-compte?adresse=ajoutee");
    assert_eq!(
        world.proven(many).await,
        1,
        "as hard to make up as any other account"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn an_address_that_comes_later_takes_nothing_away_and_the_card_may_go() {
    let world = World::of_badges().await;
    let (jo, slips) = world.slips(1).await;
    let (mine, card) = world.with_card(&slips[0]).await;
    let (status, headers, _) = world.post("/mon-compte/carte/retirer", &mine, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(
        headers[LOCATION], "/mon-compte/carte?carte=gardee",
        "the only way in"
    );
    assert_eq!(world.enter_by_card(&card).await.0, StatusCode::SEE_OTHER);

    let link = world.offered(&mine, "nour@example.org").await;
    world.post(&link, &mine, "").await;
    let (_, _, page) = world.get("/mes-badges", &mine).await;
    assert!(page.contains("Accueillir et guider un public"), "{page}");
    assert!(!page.contains("Nous ne pouvons pas vous écrire"), "{page}");
    assert_eq!(
        world.enter_by_card(&card).await.0,
        StatusCode::SEE_OTHER,
        "both let in"
    );

    // What is given from now on goes to the address; nothing is lost.
    let (_, other) = world.offer(&jo, "shared", 5).await;
    sqlx::query("update passport.credential set current = 'expired'")
        .execute(&world.test.database.app)
        .await
        .expect("an old badge");
    let (status, ..) = world.post(&other[0], &mine, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let given: Vec<(Option<String>, Option<Uuid>)> =
        sqlx::query_as("select address, own_name from passport.credential order by address")
            .fetch_all(&world.test.database.app)
            .await
            .expect("badges");
    assert_eq!(given[0].0.as_deref(), Some("nour@example.org"));
    assert!(given[1].0.is_none() && given[1].1.is_some(), "{given:?}");

    let (_, headers, _) = world.post("/mon-compte/carte/retirer", &mine, "").await;
    assert_eq!(headers[LOCATION], "/mon-compte/carte?carte=retiree");
    let (status, _, page) = world.enter_by_card(&card).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let again = world.enter("nour%40example.org").await;
    let (_, _, page) = world.get("/mes-badges", &again).await;
    assert!(page.contains("Accueillir et guider un public"), "{page}");
    world.test.drop().await;
}

#[tokio::test]
async fn a_new_code_kills_the_old_one_at_once() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(1).await;
    let (mine, card) = world.with_card(&slips[0]).await;
    let (_, headers, _) = world.enter_by_card(&card).await;
    let elsewhere = cookie(&headers);
    let (status, headers, page) = world.post("/mon-compte/carte/nouvelle", &mine, "").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let (here, new) = (cookie(&headers), code(&page));
    assert_ne!(new, card);
    assert_eq!(
        world.enter_by_card(&card).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(world.enter_by_card(&new).await.0, StatusCode::SEE_OTHER);
    assert_eq!(world.get("/mes-badges", &here).await.0, StatusCode::OK);
    for gone in [mine, elsewhere] {
        let (status, ..) = world.get("/mes-badges", &gone).await;
        assert_eq!(
            status,
            StatusCode::SEE_OTHER,
            "other devices are signed out"
        );
    }
    let ada = world.enter("ada%40example.org").await;
    let (status, ..) = world.post("/mon-compte/carte/nouvelle", &ada, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "who has none gets none");
    world.test.drop().await;
}

#[tokio::test]
async fn who_lost_their_card_gets_a_new_one_in_person_when_two_days_are_over() {
    let world = World::of_badges().await;
    let (jo, slips) = world.slips(2).await;
    let slip = &slips[0][3..];
    let form = format!("bon={slip}&presente=oui");
    let (status, _, page) = world.post("/a-traiter/cartes", &jo, &form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not used yet");
    assert!(page.contains("Aucune carte ne peut être remise"), "{page}");
    let (mine, old) = world.with_card(&slips[0]).await;

    let (status, ..) = world
        .post("/a-traiter/cartes", &jo, &format!("bon={slip}"))
        .await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the person is there"
    );
    let lou = world
        .facilitator("lou@example.org", "espace-mirabeau")
        .await;
    let (status, ..) = world.post("/a-traiter/cartes", &lou, &form).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another organisation's slip"
    );
    let (status, _, page) = world.post("/a-traiter/cartes", &jo, &form).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let new = code(&page);
    assert!(
        !page.contains("Accueillir et guider"),
        "nothing of the person is shown"
    );
    let (status, ..) = world.post("/a-traiter/cartes", &jo, &form).await;
    assert_eq!(status, StatusCode::CONFLICT, "one at a time");

    assert_eq!(
        world.enter_by_card(&new).await.0,
        StatusCode::UNPROCESSABLE_ENTITY,
        "too early"
    );
    assert_eq!(
        world.enter_by_card(&old).await.0,
        StatusCode::SEE_OTHER,
        "the old one is good"
    );
    let (_, _, page) = world.get("/mes-badges", &mine).await;
    assert!(
        page.contains("Une nouvelle carte d’accès a été demandée"),
        "{page}"
    );
    let (_, _, page) = world.get("/mon-compte/carte", &mine).await;
    assert!(page.contains("Ce n’était pas moi"), "{page}");

    world.clock.advance(TimeDelta::days(2));
    let (status, ..) = world.enter_by_card(&new).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "two whole days");
    world.clock.advance(TimeDelta::days(1));
    let (status, headers, page) = world.enter_by_card(&new).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let back = cookie(&headers);
    let (_, _, page) = world.get("/mes-badges", &back).await;
    assert!(page.contains("Accueillir et guider un public"), "{page}");
    let (_, _, page) = world.get("/mon-compte/carte", &back).await;
    assert!(page.contains("Carte remise par"), "{page}");
    assert_eq!(
        world.enter_by_card(&old).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        world.get("/mes-badges", &mine).await.0,
        StatusCode::SEE_OTHER,
        "signed out"
    );
    let noted: Vec<String> = sqlx::query_scalar(
        "select action from audit.event where subject = $1 and action like 'card.%' order by seq",
    )
    .bind(world.card_holder().await)
    .fetch_all(&world.test.database.app)
    .await
    .expect("an audit");
    assert_eq!(noted, ["card.made", "card.handed_over", "card.taken_over"]);
    world.test.drop().await;
}

#[tokio::test]
async fn nobody_is_given_a_card_to_an_account_that_is_not_by_card_alone() {
    let world = World::of_badges().await;
    let (jo, slips) = world.slips(3).await;
    let form = |slip: &str| format!("bon={}&presente=oui", &slip[3..]);

    let ada = world.enter("ada%40example.org").await;
    let (status, ..) = world.post(&slips[1], &ada, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (meanwhile, _) = world.with_card(&slips[2]).await;

    // Refused in time, it is never good, and is not asked for again at once.
    let (mine, old) = world.with_card(&slips[0]).await;
    let (_, _, page) = world.post("/a-traiter/cartes", &jo, &form(&slips[0])).await;
    let taken = code(&page);
    let (_, headers, _) = world.post("/mon-compte/carte/refuser", &mine, "").await;
    assert_eq!(headers[LOCATION], "/mon-compte/carte?carte=refusee");
    world.clock.advance(TimeDelta::days(3));
    assert_eq!(
        world.enter_by_card(&taken).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(world.enter_by_card(&old).await.0, StatusCode::SEE_OTHER);
    let jo = world.cookie_of("jo@example.org", true).await;
    let (status, ..) = world.post("/a-traiter/cartes", &jo, &form(&slips[0])).await;
    assert_eq!(status, StatusCode::CONFLICT, "within the week");

    // Somebody who has an address, from the first or meanwhile.
    let (status, _, page) = world.post("/a-traiter/cartes", &jo, &form(&slips[1])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (_, _, page) = world.post("/a-traiter/cartes", &jo, &form(&slips[2])).await;
    let handed = code(&page);
    let link = world.offered(&meanwhile, "nour@example.org").await;
    world.post(&link, &meanwhile, "").await;
    world.clock.advance(TimeDelta::days(3));
    let (status, _, page) = world.enter_by_card(&handed).await;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "it has an address by now: {page}"
    );
    world.test.drop().await;
}

#[tokio::test]
async fn two_accounts_of_one_person_become_one_from_either_side() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(2).await;
    // From the side of the address, by the card's code.
    let (_, card) = world.with_card(&slips[0]).await;
    let ada = world.enter("ada%40example.org").await;
    let (_, headers, _) = world
        .post("/mon-compte/carte/reunir", &ada, "code=ABC")
        .await;
    assert_eq!(headers[LOCATION], "/mon-compte/carte?carte=inconnue");
    let form = format!("code={card}");
    let (_, headers, _) = world.post("/mon-compte/carte/reunir", &ada, &form).await;
    assert_eq!(headers[LOCATION], "/mon-compte/carte?carte=reunie");
    let (_, _, page) = world.get("/mes-badges", &ada).await;
    assert!(page.contains("Accueillir et guider un public"), "{page}");
    assert_eq!(
        world.enter_by_card(&card).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let ada_is = world.person("ada@example.org").await;
    assert_eq!(world.proven(ada_is).await, 1, "and it is hers");

    // From the side of the card, by the link to the address.
    let (mine, card) = world.with_card(&slips[1]).await;
    let link = world.offered(&mine, "ada@example.org").await;
    let (_, headers, _) = world.post(&link, &mine, "").await;
    assert_eq!(headers[LOCATION], "/mon-compte?adresse=reunie");
    assert_eq!(world.enter_by_card(&card).await.0, StatusCode::SEE_OTHER);
    let held: i64 =
        sqlx::query_scalar("select count(*) from passport.credential where holder_id = $1")
            .bind(world.card_holder().await)
            .fetch_one(&world.test.database.app)
            .await
            .expect("a count");
    assert_eq!(held, 2, "no badge is lost");
    world.test.drop().await;
}

#[tokio::test]
async fn everything_is_taken_away_and_forgotten_without_an_address() {
    let world = World::of_badges().await;
    let (_, slips) = world.slips(1).await;
    let (mine, card) = world.with_card(&slips[0]).await;
    let holder = world.card_holder().await;
    for path in ["/mon-compte/mes-donnees.zip", "/mes-badges/dossier.zip"] {
        let request = Request::get(path).header(COOKIE, &mine);
        let request = request.body(Body::empty()).expect("a request");
        let (status, headers, _) = world.ask(request).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(headers["content-type"], "application/zip");
    }
    let (_, _, page) = world.get("/mon-compte/effacer", &mine).await;
    assert!(page.contains("Aucun e-mail ne partira"), "{page}");
    let before = world.mails().await.len();
    let (status, headers, page) = world
        .post("/mon-compte/effacer", &mine, "mot=effacer")
        .await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(
        headers[LOCATION], "/mon-compte/efface",
        "the receipt is a page"
    );
    assert_eq!(world.mails().await.len(), before);
    assert_eq!(
        world.enter_by_card(&card).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    for table in [
        "account.card",
        "account.own_name",
        "passport.credential",
        "passport.original",
    ] {
        assert_eq!(world.number_of(table).await, 0, "{table}");
    }
    let gone: bool =
        sqlx::query_scalar("select erased_at is not null from account.holder where id = $1")
            .bind(holder)
            .fetch_one(&world.test.database.app)
            .await
            .expect("a tombstone");
    assert!(gone);
    world.test.drop().await;
}
