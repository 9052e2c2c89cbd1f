//! What a holder wants applications to read of them.

use serde_json::json;

use crate::schema::schema;
use crate::story::{READ_PROFILE, Story, UPDATE_PROFILE};

const PROFILE: &str = "/ims/ob/v3p0/profile";

#[tokio::test]
async fn a_profile_holds_nothing_until_its_holder_puts_it_there() {
    let story = Story::begin().await;
    let app = story.app().await;
    let token = story.token_of(&app, story.ada, READ_PROFILE).await;
    let answer = story.get(PROFILE, &token).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    let profile = answer.json();
    assert_eq!(profile["type"], json!(["Profile"]));
    let id = profile["id"].as_str().expect("an identifier");
    assert!(id.starts_with("urn:uuid:"), "{id}");
    assert!(!id.contains(&story.ada.to_string()));
    assert_eq!(profile.as_object().expect("members").len(), 3, "{profile}");
    assert!(!answer.bytes.windows(4).any(|part| part == b"ada@"));
    let other = story.app().await;
    let other = story.token_of(&other, story.ada, READ_PROFILE).await;
    let other = story.get(PROFILE, &other).await.json();
    assert_ne!(
        other["id"], profile["id"],
        "applications cannot find out that she is the same"
    );
    schema("ob_v3p0_profile_schema.json", &profile);
    story.test.drop().await;
}

#[tokio::test]
async fn a_profile_is_put_whole_and_read_again() {
    let story = Story::begin().await;
    let token = story
        .token(&format!("{READ_PROFILE} {UPDATE_PROFILE}"))
        .await;
    let whole = json!({
        "@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "https://1edtech.org/issuers/cert",
        "type": ["Profile"],
        "name": "Ada L.",
        "email": "ada@example.org",
    });
    let answer = story.put_profile(&token, &whole).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), whole);
    assert_eq!(story.get(PROFILE, &token).await.json(), whole);
    schema("ob_v3p0_profile_schema.json", &whole);
    let less = json!({"type": "Profile", "name": "Ada"});
    assert_eq!(story.put_profile(&token, &less).await.status, 200);
    let read = story.get(PROFILE, &token).await.json();
    assert_eq!(read.get("email"), None, "the one before is gone");
    assert_eq!(read["name"], "Ada");
    story.test.drop().await;
}

#[tokio::test]
async fn what_a_profile_does_not_keep_is_refused_by_name() {
    let story = Story::begin().await;
    let token = story.token(UPDATE_PROFILE).await;
    for (field, profile) in [
        ("phone", json!({"type": "Profile", "phone": "111-222-3333"})),
        (
            "address",
            json!({"type": "Profile", "address": {"geo": {"latitude": 47.58, "longitude": 1.33}}}),
        ),
        (
            "email",
            json!({"type": "Profile", "email": "ida@example.org"}),
        ),
        ("type", json!({"name": "Ada"})),
    ] {
        let answer = story.put_profile(&token, &profile).await;
        assert_eq!(
            (answer.status.as_u16(), answer.minor().as_str()),
            (400, "invalid_data")
        );
        let told = answer.json()["imsx_description"].to_string();
        assert!(told.contains(field), "{told}");
        assert!(!told.contains("47.58") && !told.contains("ida@"), "{told}");
    }
    assert_eq!(
        story.number("select count(*) from account.profile").await,
        0
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_profile_is_sealed_under_its_holders_key() {
    let story = Story::begin().await;
    let token = story.token(UPDATE_PROFILE).await;
    let profile = json!({"type": "Profile", "name": "Ada Lovelace"});
    assert_eq!(story.put_profile(&token, &profile).await.status, 200);
    let sealed: Vec<u8> =
        sqlx::query_scalar("select sealed from account.profile where holder_id = $1")
            .bind(story.ada)
            .fetch_one(&story.test.database.app)
            .await
            .expect("a row");
    assert!(!sealed.windows(3).any(|part| part == b"Ada"));
    story.test.drop().await;
}
