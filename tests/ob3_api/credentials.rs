//! Badges are read page by page, and come in.

use chrono::TimeDelta;
use serde_json::{Value, json};
use territoire_apprenant::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use territoire_apprenant::openbadges::issue::jws;

use crate::badges::{Award, claim};
use crate::schema::schema;
use crate::story::{READ, Story, UPSERT};

const CREDENTIALS: &str = "/ims/ob/v3p0/credentials";

/// A badge of Ada's, signed again after a change.
fn signed(story: &Story, document: &Value) -> Vec<u8> {
    let key = &story.signers.keys[0];
    let signer = LocalSigner::new(key.secret.clone(), key.verification_method.clone());
    let mut document = document.clone();
    document.as_object_mut().expect("an object").remove("proof");
    let signed = sign(
        &document,
        Cryptosuite::EddsaRdfc2022,
        &signer,
        story.signers.now,
    );
    signed.expect("it is signed").to_string().into_bytes()
}

/// The same badge with another name on it, as of that day.
fn version(story: &Story, badge: &Value, from: &str, name: &str) -> Vec<u8> {
    let mut document = badge.clone();
    document["validFrom"] = json!(from);
    document["credentialSubject"]["achievement"]["description"] = json!(name);
    signed(story, &document)
}

fn numbers(answer: &crate::story::Answer) -> (usize, usize) {
    let page = answer.json();
    let count = |name: &str| page[name].as_array().expect("an array").len();
    (count("credential"), count("compactJwsString"))
}

#[tokio::test]
async fn a_badge_comes_in_and_is_read_again_letter_by_letter() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let badge = story.signers.json(&Award::default());
    for kind in ["application/json", "application/vc+ld+json"] {
        let answer = story.post_badge(&token, kind, badge.clone()).await;
        let created = kind == "application/json";
        assert_eq!(answer.status, if created { 201 } else { 200 });
        assert_eq!(answer.bytes, badge, "the answer is what was sent");
        assert_eq!(answer.header("content-type"), kind);
    }
    let answer = story.get(CREDENTIALS, &token).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("x-total-count"), "1");
    assert_eq!(numbers(&answer), (1, 0));
    let text = String::from_utf8(answer.bytes.clone()).expect("text");
    assert!(text.contains(std::str::from_utf8(&badge).expect("text")));
    schema(
        "ob_v3p0_achievementcredential_schema.json",
        &answer.json()["credential"][0],
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_signed_text_comes_in_and_goes_out_as_one() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let key = &story.signers.keys[0];
    let signer = LocalSigner::new(key.secret.clone(), key.verification_method.clone());
    let mut document = story.signers.badge(&Award::default());
    document.as_object_mut().expect("an object").remove("proof");
    let text = jws::token(&document, &signer).expect("it is signed");
    let answer = story
        .post_badge(&token, "text/plain", text.clone().into_bytes())
        .await;
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.bytes)
    );
    assert_eq!(answer.bytes, text.as_bytes());
    assert_eq!(answer.header("content-type"), "text/plain");
    let page = story.get(CREDENTIALS, &token).await.json();
    assert_eq!(page, json!({"credential": [], "compactJwsString": [text]}));
    let again = story
        .post_badge(&token, "text/plain", text.into_bytes())
        .await;
    assert_eq!(again.status, 200);
    story.test.drop().await;
}

#[tokio::test]
async fn badges_are_read_page_by_page_and_every_page_knows_its_neighbours() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let mut sent = Vec::new();
    for day in 1..=5 {
        let badge = story.signers.badge(&Award::default());
        let from = format!("2026-03-0{day}T10:00:00Z");
        let badge = version(&story, &badge, &from, "Accueillir.");
        let answer = story
            .post_badge(&token, "application/json", badge.clone())
            .await;
        assert_eq!(
            answer.status,
            201,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        sent.push(serde_json::from_slice::<Value>(&badge).expect("JSON")["id"].clone());
    }
    let mut read = Vec::new();
    let mut path = format!("{CREDENTIALS}?limit=2");
    let mut pages = 0;
    loop {
        let answer = story.get(&path, &token).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-total-count"), "5");
        let page = answer.json();
        let found = page["credential"].as_array().expect("an array");
        assert!(found.len() <= 2);
        read.extend(found.iter().map(|badge| badge["id"].clone()));
        let links = answer.header("link");
        for relation in ["first", "last"] {
            assert!(links.contains(&format!("rel=\"{relation}\"")), "{links}");
        }
        assert_eq!(links.contains("rel=\"prev\""), pages > 0, "{links}");
        pages += 1;
        let next = links
            .split(", ")
            .find(|link| link.ends_with("rel=\"next\""));
        let Some(next) = next else { break };
        let address = next.split(['<', '>']).nth(1).expect("an address");
        path = address
            .strip_prefix(&story.signers.base.url(""))
            .expect("ours")
            .to_owned();
    }
    assert_eq!(pages, 3);
    assert_eq!(
        read, sent,
        "each once, in the order in which they were given"
    );
    let since = story
        .get(
            &format!("{CREDENTIALS}?since=2026-03-03T10:00:00Z&limit=1"),
            &token,
        )
        .await;
    assert_eq!(since.header("x-total-count"), "2", "after, not at");
    assert!(since.header("link").contains("since=2026-03-03T10:00:00Z"));
    assert_eq!(since.json()["credential"][0]["id"], sent[3]);
    let beyond = story.get(&format!("{CREDENTIALS}?offset=9"), &token).await;
    assert_eq!(numbers(&beyond), (0, 0));
    story.test.drop().await;
}

#[tokio::test]
async fn a_question_that_names_nothing_is_refused() {
    let story = Story::begin().await;
    let token = story.token(READ).await;
    for query in [
        "limit=0",
        "limit=-1",
        "limit=all",
        "offset=-1",
        "since=yesterday",
        "holder=ada",
    ] {
        let answer = story.get(&format!("{CREDENTIALS}?{query}"), &token).await;
        let told = (answer.status.as_u16(), answer.minor());
        assert_eq!(told, (400, "invalid_query_parameter".to_owned()), "{query}");
    }
    story.test.drop().await;
}

#[tokio::test]
async fn badges_out_of_pictures_are_read_too_and_others_badges_never() {
    let story = Story::begin().await;
    let pool = &story.test.database.app;
    let passport = story.signers.passport(pool, false).await;
    let picture = story.signers.png(&Award::default());
    passport
        .ingest(picture, claim("ada@example.org"))
        .await
        .expect("kept");
    let ida = story.holder(&["ida@example.org"]).await;
    let hers = Award {
        email: "ida@example.org",
        ..Award::default()
    };
    let badge = story.signers.json(&hers);
    passport
        .ingest(badge, claim("ida@example.org"))
        .await
        .expect("kept");

    let app = story.app().await;
    let ada = story.token_of(&app, story.ada, READ).await;
    let page = story.get(CREDENTIALS, &ada).await;
    assert_eq!(page.header("x-total-count"), "1");
    assert_eq!(
        numbers(&page),
        (1, 0),
        "the text that was baked into the picture"
    );
    let credential = &page.json()["credential"][0];
    schema("ob_v3p0_achievementcredential_schema.json", credential);
    let ida = story.token_of(&app, ida, READ).await;
    let other = story.get(CREDENTIALS, &ida).await.json();
    assert_ne!(&other["credential"][0]["id"], &credential["id"]);
    story.test.drop().await;
}

#[tokio::test]
async fn of_two_versions_of_a_badge_the_later_one_stays() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let badge = story.signers.badge(&Award::default());
    let older = version(&story, &badge, "2026-01-01T00:00:00Z", "Un.");
    let newer = version(&story, &badge, "2026-06-01T00:00:00Z", "Deux.");
    let post = async |badge: &[u8]| {
        let answer = story
            .post_badge(&token, "application/json", badge.to_vec())
            .await;
        answer.status.as_u16()
    };
    assert_eq!(post(&older).await, 201);
    assert_eq!(post(&newer).await, 200);
    assert_eq!(post(&older).await, 409);
    let same_day = version(&story, &badge, "2026-06-01T00:00:00Z", "Trois.");
    assert_eq!(
        post(&same_day).await,
        200,
        "of one date the one that came last"
    );
    let read = story.get(CREDENTIALS, &token).await;
    assert_eq!(read.header("x-total-count"), "1");
    let read = read.json();
    let said = &read["credential"][0]["credentialSubject"]["achievement"]["description"];
    assert_eq!(said, "Trois.");
    assert_eq!(
        story.number("select count(*) from passport.original").await,
        1
    );
    story.test.drop().await;
}

#[tokio::test]
async fn the_same_badge_is_known_by_issuer_and_id_however_they_are_escaped() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let mut badge = story.signers.badge(&Award::default());
    badge["id"] = json!("https://badges.example/attestations/%C3%A9t%C3%A9");
    let first = signed(&story, &badge);
    badge["id"] = json!("https://badges.example/attestations/%c3%a9t%C3%A9");
    let second = signed(&story, &badge);
    assert_eq!(
        story
            .post_badge(&token, "application/json", first)
            .await
            .status,
        201
    );
    assert_eq!(
        story
            .post_badge(&token, "application/json", second)
            .await
            .status,
        200
    );
    badge["id"] = json!("https://badges.example/attestations/hiver");
    let third = signed(&story, &badge);
    assert_eq!(
        story
            .post_badge(&token, "application/json", third)
            .await
            .status,
        201
    );
    assert_eq!(
        story.get(CREDENTIALS, &token).await.header("x-total-count"),
        "2"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn what_is_not_the_holders_or_not_true_is_refused_with_the_reason() {
    let story = Story::begin().await;
    let token = story.token(UPSERT).await;
    let badge = story.signers.json(&Award::default());
    let others = story.signers.json(&Award {
        email: "ida@example.org",
        ..Award::default()
    });
    let altered = String::from_utf8(badge.clone())
        .expect("text")
        .replacen("Recevoir", "Recevoit", 1);
    let mut nobodys = story.signers.badge(&Award::default());
    nobodys["credentialSubject"]
        .as_object_mut()
        .expect("a subject")
        .remove("identifier");
    let nobodys = signed(&story, &nobodys);
    // By an issuer whose key nobody here can reach: it proves nothing yet.
    let mut unproven = story.signers.badge(&Award::default());
    unproven["issuer"]["id"] = json!("did:web:nobody.example");
    let unproven = String::from_utf8(signed(&story, &unproven)).expect("text");
    let method = &*story.signers.keys[0].verification_method;
    let unproven = unproven.replace(method, "did:web:nobody.example#key-1");
    let picture = story.signers.png(&Award::default());
    let profile = json!({"type": ["Profile"], "id": "urn:uuid:1"})
        .to_string()
        .into_bytes();
    let json = "application/json";
    for (kind, badge, status, words) in [
        (json, others, 403, "not_yours: this badge was not given"),
        (json, nobodys, 403, "not_yours: this badge was not given"),
        (json, altered.into_bytes(), 400, "not_authentic: "),
        (json, unproven.into_bytes(), 400, "out_of_reach: "),
        (json, b"{".to_vec(), 400, "not_a_badge: "),
        (json, Vec::new(), 400, "not_a_badge: "),
        (json, profile, 400, "not_a_badge: "),
        (json, picture, 400, "not_a_badge: this is OB 3.0 as png"),
        (
            "text/plain",
            badge.clone(),
            400,
            "not_a_badge: this is OB 3.0 as json",
        ),
        ("image/png", badge, 415, "application/json or"),
    ] {
        let answer = story.post_badge(&token, kind, badge).await;
        assert_eq!(answer.status, status, "{words}");
        answer.minor();
        let told = answer.json();
        let told = told["imsx_description"].as_str().expect("words");
        assert!(told.starts_with(words), "{told} is not {words}");
        assert!(!told.contains('@'), "{told}");
    }
    assert_eq!(
        story
            .number("select count(*) from passport.credential")
            .await,
        0
    );
    assert_eq!(
        story.number("select count(*) from passport.original").await,
        0
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_badge_is_found_by_any_confirmed_address_and_by_none_that_is_not() {
    let story = Story::begin().await;
    let app = story.app().await;
    let ida = story.holder(&["ida@example.org", "ida@work.example"]).await;
    let token = story.token_of(&app, ida, UPSERT).await;
    let at_work = Award {
        email: "ida@work.example",
        ..Award::default()
    };
    let badge = story.signers.json(&at_work);
    let answer = story.post_badge(&token, "application/json", badge).await;
    assert_eq!(answer.status, 201);
    sqlx::query("update account.address set confirmed_at = null where email = 'ida@work.example'")
        .execute(&story.test.database.app)
        .await
        .expect("unconfirmed");
    let badge = story.signers.json(&at_work);
    let answer = story.post_badge(&token, "application/json", badge).await;
    assert_eq!(
        (answer.status.as_u16(), answer.minor().as_str()),
        (403, "forbidden")
    );
    story.test.drop().await;
}

#[tokio::test]
async fn an_expired_badge_is_kept_and_read_and_says_so_itself() {
    let story = Story::begin().await;
    let token = story.token(&format!("{READ} {UPSERT}")).await;
    let badge = story.signers.json(&Award {
        valid_until: Some(story.signers.now - TimeDelta::days(3)),
        ..Award::default()
    });
    assert_eq!(
        story
            .post_badge(&token, "application/json", badge)
            .await
            .status,
        201
    );
    let page = story.get(CREDENTIALS, &token).await.json();
    assert!(page["credential"][0]["validUntil"].is_string());
    story.test.drop().await;
}
