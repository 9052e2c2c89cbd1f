//! An application says who it is.

use axum::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::story::{READ, Story, registration};

#[tokio::test]
async fn an_application_registers_and_is_told_all_that_is_kept_of_it() {
    let story = Story::begin().await;
    let body = registration();
    let answer = story.register(&body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = answer.json();
    for (name, said) in body.as_object().expect("an object") {
        assert_eq!(&told[name], said, "{name}");
    }
    let secret = told["client_secret"].as_str().expect("a secret");
    assert_eq!(secret.len(), 43, "256 bits");
    assert_eq!(told["client_secret_expires_at"], 0);
    assert!(told["client_id_issued_at"].is_u64());
    let rows: Vec<String> =
        sqlx::query_scalar("select row_to_json(a)::text from account.application a")
            .fetch_all(&story.test.database.app)
            .await
            .expect("rows");
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].contains(secret), "only the digest is kept");
    story.test.drop().await;
}

#[tokio::test]
async fn what_is_left_out_has_the_values_of_the_standard() {
    let story = Story::begin().await;
    let mut body = registration();
    for name in [
        "token_endpoint_auth_method",
        "grant_types",
        "response_types",
        "contacts",
    ] {
        body.as_object_mut().expect("an object").remove(name);
    }
    body["scope"] = json!(format!("{READ} openid"));
    let told = story.register(&body).await.json();
    assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(told["grant_types"], json!(["authorization_code"]));
    assert_eq!(told["response_types"], json!(["code"]));
    assert_eq!(told["scope"], READ, "what is unknown here is not promised");
    story.test.drop().await;
}

#[tokio::test]
async fn an_application_that_hides_who_it_is_is_refused() {
    let story = Story::begin().await;
    for (name, wrong, error) in [
        ("client_name", Value::Null, "invalid_client_metadata"),
        (
            "client_uri",
            json!("http://portfolio.example/"),
            "invalid_client_metadata",
        ),
        (
            "policy_uri",
            json!("https://elsewhere.example/"),
            "invalid_client_metadata",
        ),
        (
            "token_endpoint_auth_method",
            json!("none"),
            "invalid_client_metadata",
        ),
        (
            "redirect_uris",
            json!(["https://elsewhere.example/back"]),
            "invalid_redirect_uri",
        ),
        (
            "redirect_uris",
            json!(["http://portfolio.example/back"]),
            "invalid_redirect_uri",
        ),
        ("redirect_uris", json!([]), "invalid_redirect_uri"),
    ] {
        let mut body = registration();
        body[name] = wrong.clone();
        let answer = story.register(&body).await;
        assert_eq!(answer.status, 400, "{name}: {wrong}");
        let told = answer.json();
        assert_eq!(told["error"], error, "{name}: {wrong}");
        assert!(
            told["error_description"]
                .as_str()
                .expect("words")
                .is_ascii()
        );
    }
    let headers = [("content-type", "text/plain")];
    let answer = story
        .send(Method::POST, "/oauth/inscription", &headers, "{}")
        .await;
    assert_eq!(answer.json()["error"], "invalid_client_metadata");
    assert_eq!(
        story
            .number("select count(*) from account.application")
            .await,
        0
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_flood_of_registrations_waits_an_hour_and_unused_ones_are_forgotten() {
    let story = Story::begin().await;
    for _ in 0..60 {
        assert_eq!(story.register(&registration()).await.status, 201);
    }
    let answer = story.register(&registration()).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.header("retry-after"), "3600");
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    story.clock.advance(TimeDelta::minutes(61));
    let used = story.app().await;
    story.code(&used, story.ada, READ).await;
    story.clock.advance(TimeDelta::days(91));
    assert_eq!(story.register(&registration()).await.status, 201);
    let left = story
        .number("select count(*) from account.application")
        .await;
    assert_eq!(left, 2, "the one that somebody let in, and the newest");
    story.test.drop().await;
}
