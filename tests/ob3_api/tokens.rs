//! From a holder's yes to the last token.

use axum::http::Method;
use chrono::TimeDelta;
use territoire_apprenant::account::oauth::service as oauth;

use crate::story::{Answer, BACK, READ, READ_PROFILE, Story, VERIFIER};

const CREDENTIALS: &str = "/ims/ob/v3p0/credentials";

fn text(answer: &Answer, name: &str) -> String {
    answer.json()[name].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_code_becomes_tokens_that_open_the_holders_badges_for_an_hour() {
    let story = Story::begin().await;
    let app = story.app().await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let answer = story.exchange(&app, &code).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("pragma"), "no-cache");
    let told = answer.json();
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["expires_in"], 3600);
    assert_eq!(told["scope"], format!("{READ} offline_access"));
    let (access, refresh) = (
        text(&answer, "access_token"),
        text(&answer, "refresh_token"),
    );
    assert_eq!((access.len(), refresh.len()), (43, 43), "256 bits each");
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 200);
    story.clock.advance(TimeDelta::minutes(61));
    let late = story.get(CREDENTIALS, &access).await;
    assert_eq!(
        (late.status.as_u16(), late.minor().as_str()),
        (401, "unauthorizedrequest")
    );
    assert!(
        late.header("www-authenticate")
            .contains("error=\"invalid_token\"")
    );
    let kept: Vec<String> = sqlx::query_scalar(
        "select row_to_json(t)::text from account.application_token t
         union all select row_to_json(c)::text from account.application_code c",
    )
    .fetch_all(&story.test.database.app)
    .await
    .expect("rows");
    assert_eq!(kept.len(), 3);
    for secret in [&code, &access, &refresh] {
        assert!(
            !kept.concat().contains(secret.as_str()),
            "only digests are kept"
        );
    }
    story.test.drop().await;
}

#[tokio::test]
async fn without_offline_access_there_is_no_refresh_token() {
    let story = Story::begin().await;
    let app = story.app().await;
    let code = story.code(&app, story.ada, READ).await;
    let told = story.exchange(&app, &code).await.json();
    assert_eq!(told.get("refresh_token"), None);
    assert_eq!(told["scope"], READ);
    story.test.drop().await;
}

#[tokio::test]
async fn a_code_is_only_for_its_application_its_address_and_whoever_has_the_verifier() {
    let story = Story::begin().await;
    let app = story.app().await;
    let other = story.app().await;
    let code = story.code(&app, story.ada, READ).await;
    let right = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    let verifier = "another-verifier-of-more-than-forty-three-characters";
    for (place, value, error) in [
        (1, "unknown", "invalid_grant"),
        (2, "https://portfolio.example/back/", "invalid_grant"),
        (3, verifier, "invalid_grant"),
        (3, "short", "invalid_request"),
        (3, "", "invalid_request"),
        (2, "", "invalid_request"),
        (0, "password", "unsupported_grant_type"),
    ] {
        let mut fields = right;
        fields[place].1 = value;
        let answer = story.form("/oauth/jeton", &app.basic, &fields).await;
        assert_eq!(answer.status, 400, "{value}");
        assert_eq!(text(&answer, "error"), error, "{value}");
    }
    let answer = story.form("/oauth/jeton", &other.basic, &right).await;
    assert_eq!(text(&answer, "error"), "invalid_grant");
    for basic in ["", "Basic Og==", "Bearer x", &app.basic[..30]] {
        let answer = story.form("/oauth/jeton", basic, &right).await;
        assert_eq!(answer.status, 401, "{basic}");
        assert_eq!(text(&answer, "error"), "invalid_client");
        assert!(answer.header("www-authenticate").starts_with("Basic"));
    }
    let answer = story.form("/oauth/jeton", &app.basic, &right).await;
    assert_eq!(
        answer.status, 200,
        "what was wrong before took nothing away"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_code_that_is_seen_twice_ends_what_came_of_it() {
    let story = Story::begin().await;
    let app = story.app().await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let first = story.exchange(&app, &code).await;
    let access = text(&first, "access_token");
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 200);
    let second = story.exchange(&app, &code).await;
    assert_eq!(text(&second, "error"), "invalid_grant");
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 401);
    let refreshed = story.refresh(&app, &text(&first, "refresh_token")).await;
    assert_eq!(text(&refreshed, "error"), "invalid_grant");
    story.test.drop().await;
}

#[tokio::test]
async fn a_code_waits_ten_minutes_and_is_taken_once_however_many_ask() {
    let story = Story::begin().await;
    let app = story.app().await;
    let code = story.code(&app, story.ada, READ).await;
    story.clock.advance(TimeDelta::minutes(10));
    assert_eq!(
        text(&story.exchange(&app, &code).await, "error"),
        "invalid_grant"
    );
    let code = story.code(&app, story.ada, READ).await;
    let (one, two) = tokio::join!(story.exchange(&app, &code), story.exchange(&app, &code));
    let given = [one, two]
        .iter()
        .filter(|answer| answer.status == 200)
        .count();
    assert_eq!(given, 1);
    story.test.drop().await;
}

#[tokio::test]
async fn a_refresh_token_is_used_once_and_seen_again_it_ends_its_family() {
    let story = Story::begin().await;
    let app = story.app().await;
    let scopes = format!("{READ} {READ_PROFILE} offline_access");
    let code = story.code(&app, story.ada, &scopes).await;
    let first = text(&story.exchange(&app, &code).await, "refresh_token");
    story.clock.advance(TimeDelta::days(80));
    let renewed = story.refresh(&app, &first).await;
    assert_eq!(renewed.status, 200);
    assert_eq!(text(&renewed, "scope"), scopes);
    let second = text(&renewed, "refresh_token");
    assert_ne!(first, second);
    story.clock.advance(TimeDelta::days(80));
    let renewed = story.refresh(&app, &second).await;
    assert_eq!(renewed.status, 200, "each one waits for 90 days");
    let (access, third) = (
        text(&renewed, "access_token"),
        text(&renewed, "refresh_token"),
    );
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 200);

    let stolen = story.refresh(&app, &second).await;
    assert_eq!(text(&stolen, "error"), "invalid_grant");
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 401);
    assert_eq!(
        text(&story.refresh(&app, &third).await, "error"),
        "invalid_grant"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_refresh_token_ends_after_ninety_days_and_belongs_to_one_application() {
    let story = Story::begin().await;
    let app = story.app().await;
    let other = story.app().await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let refresh = text(&story.exchange(&app, &code).await, "refresh_token");
    assert_eq!(
        text(&story.refresh(&other, &refresh).await, "error"),
        "invalid_grant"
    );
    story.clock.advance(TimeDelta::days(90));
    assert_eq!(
        text(&story.refresh(&app, &refresh).await, "error"),
        "invalid_grant"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn tokens_may_be_narrowed_and_never_widened() {
    let story = Story::begin().await;
    let app = story.app().await;
    let scopes = format!("{READ} {READ_PROFILE} offline_access");
    let code = story.code(&app, story.ada, &scopes).await;
    let first = text(&story.exchange(&app, &code).await, "refresh_token");
    let asked = |token, scope| {
        [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("scope", scope),
        ]
    };
    let wider = crate::story::UPSERT;
    let answer = story
        .form("/oauth/jeton", &app.basic, &asked(&first, wider))
        .await;
    assert_eq!(text(&answer, "error"), "invalid_scope");
    let answer = story
        .form("/oauth/jeton", &app.basic, &asked(&first, READ_PROFILE))
        .await;
    assert_eq!(text(&answer, "scope"), READ_PROFILE);
    let narrow = text(&answer, "access_token");
    assert_eq!(story.get(CREDENTIALS, &narrow).await.status, 403);
    assert_eq!(story.get("/ims/ob/v3p0/profile", &narrow).await.status, 200);
    let again = story.refresh(&app, &text(&answer, "refresh_token")).await;
    assert_eq!(
        text(&again, "scope"),
        scopes,
        "the grant itself stays as wide as it was"
    );
    story.test.drop().await;
}

#[tokio::test]
async fn an_application_gives_its_tokens_back() {
    let story = Story::begin().await;
    let app = story.app().await;
    let other = story.app().await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let tokens = story.exchange(&app, &code).await;
    let (access, refresh) = (
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
    );
    let revoke = async |app: &crate::story::App, token: &str| {
        let fields = [("token", token), ("token_type_hint", "refresh_token")];
        story
            .form("/oauth/revocation", &app.basic, &fields)
            .await
            .status
    };
    assert_eq!(
        revoke(&other, &refresh).await,
        200,
        "unknown to them, and no harm done"
    );
    assert_eq!(revoke(&app, "unknown").await, 200);
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 200);
    assert_eq!(revoke(&app, &access).await, 200);
    assert_eq!(story.get(CREDENTIALS, &access).await.status, 401);
    let renewed = story.refresh(&app, &refresh).await;
    assert_eq!(renewed.status, 200, "an access token goes alone");
    let (access, refresh) = (
        text(&renewed, "access_token"),
        text(&renewed, "refresh_token"),
    );
    assert_eq!(revoke(&app, &refresh).await, 200);
    assert_eq!(
        story.get(CREDENTIALS, &access).await.status,
        401,
        "a family goes together"
    );
    assert_eq!(
        text(&story.refresh(&app, &refresh).await, "error"),
        "invalid_grant"
    );
    let nobody = story
        .form("/oauth/revocation", "Basic eDp5", &[("token", &refresh)])
        .await;
    assert_eq!(nobody.status, 401);
    story.test.drop().await;
}

#[tokio::test]
async fn each_operation_needs_the_scope_that_the_holder_gave_for_it() {
    let story = Story::begin().await;
    let app = story.app().await;
    let all = [
        READ,
        crate::story::UPSERT,
        READ_PROFILE,
        crate::story::UPDATE_PROFILE,
    ];
    let badge = story.signers.json(&crate::badges::Award::default());
    for given in all {
        let token = story.token_of(&app, story.ada, given).await;
        let profile = serde_json::json!({"type": "Profile"});
        let answers = [
            story.get(CREDENTIALS, &token).await,
            story
                .post_badge(&token, "application/json", badge.clone())
                .await,
            story.get("/ims/ob/v3p0/profile", &token).await,
            story.put_profile(&token, &profile).await,
        ];
        for (needed, answer) in all.iter().zip(answers) {
            if *needed == given {
                assert!(answer.status.is_success(), "{needed}: {}", answer.status);
            } else {
                assert_eq!(
                    (answer.status.as_u16(), answer.minor().as_str()),
                    (403, "forbidden")
                );
                let challenge = answer.header("www-authenticate");
                assert!(
                    challenge.contains("error=\"insufficient_scope\""),
                    "{challenge}"
                );
                assert!(challenge.contains(needed), "{challenge}");
            }
        }
    }
    story.test.drop().await;
}

#[tokio::test]
async fn nobody_is_let_in_without_a_token_in_force() {
    let story = Story::begin().await;
    let app = story.app().await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let refresh = text(&story.exchange(&app, &code).await, "refresh_token");
    let bearer = format!("Bearer {refresh}");
    for header in [
        "",
        "Bearer",
        "Bearer x",
        bearer.as_str(),
        app.basic.as_str(),
    ] {
        let headers = [("authorization", header)];
        let answer = story.send(Method::GET, CREDENTIALS, &headers, "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.minor().as_str()),
            (401, "unauthorizedrequest")
        );
        assert!(
            answer
                .header("www-authenticate")
                .starts_with("Bearer realm=")
        );
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let in_the_address = format!("{CREDENTIALS}?access_token={refresh}");
    assert_eq!(
        story
            .send(Method::GET, &in_the_address, &[], "")
            .await
            .status,
        401
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_holder_takes_their_yes_back_and_every_token_ends_at_once() {
    let story = Story::begin().await;
    let app = story.app().await;
    let pool = &story.test.database.app;
    let ida = story.holder(&["ida@example.org"]).await;
    let ida_s = story.token_of(&app, ida, READ).await;
    let code = story
        .code(&app, story.ada, &format!("{READ} offline_access"))
        .await;
    let tokens = story.exchange(&app, &code).await;
    let waiting = story.code(&app, story.ada, READ_PROFILE).await;
    let connected = oauth::connected(pool, story.ada, &story.clock)
        .await
        .expect("a list");
    assert_eq!(connected.len(), 1);
    assert_eq!(connected[0].name, "Portfolio");
    assert_eq!(connected[0].scopes.iter().count(), 3, "both yeses together");

    assert!(
        oauth::withdraw(pool, story.ada, app.id, &story.clock)
            .await
            .expect("withdrawn")
    );
    assert_eq!(
        story
            .get(CREDENTIALS, &text(&tokens, "access_token"))
            .await
            .status,
        401
    );
    let refreshed = story.refresh(&app, &text(&tokens, "refresh_token")).await;
    assert_eq!(text(&refreshed, "error"), "invalid_grant");
    assert_eq!(
        text(&story.exchange(&app, &waiting).await, "error"),
        "invalid_grant"
    );
    assert_eq!(
        story.get(CREDENTIALS, &ida_s).await.status,
        200,
        "Ida said nothing"
    );
    let connected = oauth::connected(pool, story.ada, &story.clock)
        .await
        .expect("a list");
    assert_eq!(connected, []);
    assert!(
        !oauth::withdraw(pool, story.ada, app.id, &story.clock)
            .await
            .expect("nothing")
    );
    story.clock.advance(TimeDelta::hours(2));
    let connected = oauth::connected(pool, ida, &story.clock)
        .await
        .expect("a list");
    assert_eq!(connected, [], "what can come in no more is not connected");
    story.test.drop().await;
}

#[tokio::test]
async fn an_erased_holders_tokens_open_nothing() {
    let story = Story::begin().await;
    let token = story.token(READ).await;
    sqlx::query("update account.holder set wrapped_key = null where id = $1")
        .bind(story.ada)
        .execute(&story.test.database.app)
        .await
        .expect("the key is gone");
    assert_eq!(story.get(CREDENTIALS, &token).await.status, 401);
    story.test.drop().await;
}
