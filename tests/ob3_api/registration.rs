//! An application says who it is.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use axum::{Extension, Router};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

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
async fn a_flood_of_registrations_closes_the_door_for_whoever_makes_it_alone() {
    let story = Story::begin().await;
    let from = |address: &str| ConnectInfo(address.parse::<SocketAddr>().expect("an address"));
    let behind = |address: &str| {
        let service = story.service.clone();
        service.layer(Extension(from(address)))
    };
    let (flood, other) = (behind("9.9.9.9:4000"), behind("9.9.9.8:4000"));
    let register = async |service: &Router, forwarded: &str| {
        let request = Request::post("/oauth/inscription")
            .header("content-type", "application/json")
            .header("x-forwarded-for", forwarded)
            .body(Body::from(registration().to_string()))
            .expect("a request");
        service.clone().oneshot(request).await.expect("an answer")
    };
    for number in 0..10 {
        // Whoever comes straight to us may write there what they like.
        let written = format!("8.8.8.{number}");
        assert_eq!(register(&flood, &written).await.status(), 201);
    }
    let refused = register(&flood, "8.8.8.99").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "360");
    let body = refused
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    let told: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(told["error"], "temporarily_unavailable");
    for _ in 0..10 {
        assert_eq!(register(&other, "9.9.9.9").await.status(), 201);
    }
    // Behind a proxy of ours each visitor counts alone.
    let proxy = behind("127.0.0.1:4000");
    for number in 0..20 {
        let seen = format!("9.9.9.9, 7.7.7.{number}");
        assert_eq!(register(&proxy, &seen).await.status(), 201);
    }
    story.clock.advance(TimeDelta::minutes(6));
    assert_eq!(register(&flood, "").await.status(), 201);
    assert_eq!(register(&flood, "").await.status(), 429);
    story.test.drop().await;
}

#[tokio::test]
async fn applications_that_nobody_let_in_are_forgotten() {
    let story = Story::begin().await;
    for _ in 0..5 {
        assert_eq!(story.register(&registration()).await.status, 201);
    }
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
