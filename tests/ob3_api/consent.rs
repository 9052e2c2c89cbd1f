//! A holder reads who asks for what, says yes or no, and takes it back.

use axum::http::Method;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::json;
use territoire_apprenant::account::entry::service as entry;
use url::Url;
use uuid::Uuid;

use crate::story::{Answer, App, BACK, READ, READ_PROFILE, Story, UPSERT, challenge, registration};

impl Story {
    /// The cookie of a holder who signed in.
    async fn cookie(&self, holder: Uuid) -> String {
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let pool = &self.test.database.app;
        let secret = entry::begin(pool, holder, "Firefox", &self.clock, &mut rng).await;
        format!("__Host-session={}", secret.expect("a session").reveal())
    }

    async fn open(&self, path: &str, cookie: &str) -> Answer {
        let headers = [("cookie", cookie), ("accept", "text/html")];
        self.send(Method::GET, path, &headers, "").await
    }

    async fn press(&self, path: &str, cookie: &str, site: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("cookie", cookie),
            ("accept", "text/html"),
            ("sec-fetch-site", site),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.send(Method::POST, path, &headers, body).await
    }
}

/// The address that an application sends a holder to, with some of it changed.
fn asking(app: &App, scope: &str, changed: &[(&str, &str)]) -> String {
    let id = app.id.to_string();
    let challenge = challenge();
    let mut asked = vec![
        ("response_type", "code"),
        ("client_id", &id),
        ("redirect_uri", BACK),
        ("scope", scope),
        ("state", "x y&z"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changed {
        asked.retain(|(known, _)| known != name);
        asked.push((name, value));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(asked)
        .finish();
    format!("/oauth/autoriser?{query}")
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).expect("text")
}

/// The value of a hidden field of a page.
fn hidden(page: &str) -> String {
    let after = page
        .split("name=\"jeton\" value=\"")
        .nth(1)
        .expect("a token");
    after.split('"').next().expect("its end").to_owned()
}

/// What an address tells.
fn told(answer: &Answer, name: &str) -> Option<String> {
    let url = Url::parse(answer.header("location")).expect("an address");
    assert!(url.as_str().starts_with(BACK), "{url}");
    let found = url.query_pairs().find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned())
}

#[tokio::test]
async fn a_yes_takes_the_code_to_the_application_and_the_code_opens_the_badges() {
    let story = Story::begin().await;
    let app = story.app().await;
    let cookie = story.cookie(story.ada).await;
    let path = asking(&app, &format!("{READ} offline_access"), &[]);
    let answer = story.open(&path, &cookie).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("cache-control").contains("no-store"));
    let policy = answer.header("content-security-policy");
    assert!(
        policy.contains("form-action 'self' https://portfolio.example;"),
        "{policy}"
    );
    let page = text(&answer);
    for said in [
        "Portfolio",
        "https://portfolio.example/",
        "https://portfolio.example/terms",
        "https://portfolio.example/privacy",
        "Lire vos badges",
        "Revenir sans vous redemander",
        "Autoriser",
        "Refuser",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(
        !page.contains("Changer ce profil"),
        "only what is asked for"
    );
    assert!(
        !page.contains("logo.png"),
        "nothing of the application is loaded before the yes"
    );

    let token = hidden(&page);
    let answer = story
        .press(
            &path,
            &cookie,
            "same-origin",
            &[("jeton", &token), ("reponse", "oui")],
        )
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(told(&answer, "state").as_deref(), Some("x y&z"));
    assert_eq!(
        told(&answer, "scope"),
        Some(format!("{READ} offline_access"))
    );
    let code = told(&answer, "code").expect("a code");
    let tokens = story.exchange(&app, &code).await.json();
    let access = tokens["access_token"].as_str().expect("a token");
    assert_eq!(
        story.get("/ims/ob/v3p0/credentials", access).await.status,
        200
    );
    assert!(tokens["refresh_token"].is_string());
    let noted = story
        .number("select count(*) from audit.event where action = 'application.granted'")
        .await;
    assert_eq!(noted, 1);
    story.test.drop().await;
}

#[tokio::test]
async fn a_no_is_told_to_the_application_and_gives_nothing() {
    let story = Story::begin().await;
    let app = story.app().await;
    let cookie = story.cookie(story.ada).await;
    let path = asking(&app, READ, &[]);
    let token = hidden(&text(&story.open(&path, &cookie).await));
    let answer = story
        .press(
            &path,
            &cookie,
            "same-origin",
            &[("jeton", &token), ("reponse", "non")],
        )
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(told(&answer, "error").as_deref(), Some("access_denied"));
    assert_eq!(told(&answer, "state").as_deref(), Some("x y&z"));
    assert_eq!(told(&answer, "code"), None);
    assert_eq!(
        story
            .number("select count(*) from account.application_grant")
            .await,
        0
    );
    story.test.drop().await;
}

#[tokio::test]
async fn an_address_that_was_not_registered_is_never_gone_to() {
    let story = Story::begin().await;
    let app = story.app().await;
    let cookie = story.cookie(story.ada).await;
    let nobody = Uuid::new_v4().to_string();
    for changed in [
        ("redirect_uri", "https://portfolio.example/back/"),
        ("redirect_uri", "https://portfolio.example/back?x=y"),
        ("redirect_uri", "https://evil.example/back"),
        ("redirect_uri", ""),
        ("client_id", nobody.as_str()),
        ("client_id", "portfolio"),
    ] {
        let path = asking(&app, READ, &[changed]);
        let answer = story.open(&path, &cookie).await;
        assert_eq!(answer.status, 400, "{changed:?}");
        assert_eq!(answer.header("location"), "");
        assert!(!text(&answer).contains("evil.example"));
    }
    let twice = format!(
        "{}&redirect_uri=https%3A%2F%2Fevil.example",
        asking(&app, READ, &[])
    );
    assert_eq!(story.open(&twice, &cookie).await.status, 400);
    story.test.drop().await;
}

#[tokio::test]
async fn what_is_wrong_in_a_request_is_told_to_the_application() {
    let story = Story::begin().await;
    let mut narrow = registration();
    narrow["scope"] = json!(READ);
    let registered = story.register(&narrow).await.json();
    let app = App {
        id: Uuid::parse_str(registered["client_id"].as_str().expect("an id")).expect("a UUID"),
        basic: String::new(),
    };
    let cookie = story.cookie(story.ada).await;
    let challenge = challenge();
    for (changed, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge", &challenge[..40]), "invalid_request"),
        (("state", ""), "invalid_request"),
        (("scope", ""), "invalid_scope"),
        (("scope", "openid"), "invalid_scope"),
        (("scope", UPSERT), "invalid_scope"),
    ] {
        let answer = story.open(&asking(&app, READ, &[changed]), &cookie).await;
        // Nobody is led away by an address of ours (RFC 9700, 4.11.2): the way back is a link that names the host.
        assert_eq!(answer.status, 400, "{changed:?}");
        assert_eq!(answer.header("location"), "", "{changed:?}");
        let page = text(&answer);
        assert!(page.contains("Retourner à portfolio.example"), "{page}");
        let way = way_back(&page);
        let said = |name: &str| {
            let mut pairs = way.query_pairs();
            pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
        };
        assert_eq!(said("error").as_deref(), Some(error), "{changed:?}");
        let state = (changed.0 != "state").then(|| "x y&z".to_owned());
        assert_eq!(said("state"), state);
    }
    story.test.drop().await;
}

/// Where the link back to the application leads.
fn way_back(page: &str) -> Url {
    let start = page.find(BACK).expect("a link");
    let end = start + page[start..].find('"').expect("its end");
    let address = page[start..end].replace("&#38;", "&").replace("&amp;", "&");
    Url::parse(&address).expect("an address")
}

#[tokio::test]
async fn a_program_on_ones_own_device_does_not_pass_for_the_site_that_it_names() {
    let story = Story::begin().await;
    let mut body = registration();
    let here = "http://127.0.0.1:7171/back";
    body["redirect_uris"] = json!([here]);
    let registered = story.register(&body).await.json();
    let app = App {
        id: Uuid::parse_str(registered["client_id"].as_str().expect("an id")).expect("a UUID"),
        basic: String::new(),
    };
    let cookie = story.cookie(story.ada).await;
    let path = asking(&app, READ, &[("redirect_uri", here)]);
    let page = text(&story.open(&path, &cookie).await);
    assert!(page.contains("rien ne le prouve"), "{page}");
    assert!(
        !page.contains("href=\"https://portfolio.example/\""),
        "{page}"
    );
    let of_the_site = text(
        &story
            .open(&asking(&story.app().await, READ, &[]), &cookie)
            .await,
    );
    assert!(!of_the_site.contains("rien ne le prouve"), "{of_the_site}");
    story.test.drop().await;
}

#[tokio::test]
async fn somebody_who_is_not_signed_in_is_asked_to_and_led_back() {
    let story = Story::begin().await;
    let app = story.app().await;
    let path = asking(&app, READ, &[]);
    let answer = story.open(&path, "").await;
    assert_eq!(answer.status, 303);
    let location = answer.header("location");
    let next = location
        .strip_prefix("/connexion?suite=")
        .expect("the way in");
    let next: String = url::form_urlencoded::parse(format!("suite={next}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .collect();
    assert_eq!(next, path);
    let sent = story
        .press(
            &path,
            "",
            "same-origin",
            &[("jeton", "x"), ("reponse", "oui")],
        )
        .await;
    assert_eq!(sent.status, 401);
    story.test.drop().await;
}

#[tokio::test]
async fn a_yes_counts_only_from_our_page_this_session_and_for_what_was_read() {
    let story = Story::begin().await;
    let app = story.app().await;
    let cookie = story.cookie(story.ada).await;
    let path = asking(&app, READ, &[]);
    let token = hidden(&text(&story.open(&path, &cookie).await));
    let fields = [("jeton", token.as_str()), ("reponse", "oui")];
    let elsewhere = story.press(&path, &cookie, "cross-site", &fields).await;
    assert_eq!(elsewhere.status, 403);
    let ida = story.holder(&["ida@example.org"]).await;
    let others = story.cookie(ida).await;
    assert_eq!(
        story
            .press(&path, &others, "same-origin", &fields)
            .await
            .status,
        403
    );
    let wider = asking(&app, &format!("{READ} {UPSERT}"), &[]);
    assert_eq!(
        story
            .press(&wider, &cookie, "same-origin", &fields)
            .await
            .status,
        403
    );
    let none = [("jeton", ""), ("reponse", "oui")];
    assert_eq!(
        story
            .press(&path, &cookie, "same-origin", &none)
            .await
            .status,
        403
    );
    let perhaps = [("jeton", token.as_str()), ("reponse", "peut-être")];
    assert_eq!(
        story
            .press(&path, &cookie, "same-origin", &perhaps)
            .await
            .status,
        400
    );
    assert_eq!(
        story
            .number("select count(*) from account.application_grant")
            .await,
        0
    );
    assert_eq!(
        story
            .press(&path, &cookie, "same-origin", &fields)
            .await
            .status,
        303
    );
    story.test.drop().await;
}

#[tokio::test]
async fn a_holder_sees_who_may_come_in_and_ends_it_with_one_button() {
    let story = Story::begin().await;
    let cookie = story.cookie(story.ada).await;
    let page = text(&story.open("/mon-compte/applications", &cookie).await);
    assert!(page.contains("Aucune application n’a accès"), "{page}");
    let app = story.app().await;
    let access = story
        .token_of(&app, story.ada, &format!("{READ} {READ_PROFILE}"))
        .await;
    let page = text(&story.open("/mon-compte/applications", &cookie).await);
    for said in [
        "Portfolio",
        "https://portfolio.example/",
        "depuis le 24\u{a0}novembre 2026",
        "Lire votre profil",
        "Retirer l’accès",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let ida = story.holder(&["ida@example.org"]).await;
    let others = story.cookie(ida).await;
    let end = format!("/mon-compte/applications/{}/retirer", app.id);
    assert_eq!(
        story.press(&end, &others, "same-origin", &[]).await.status,
        303
    );
    assert_eq!(
        story.get("/ims/ob/v3p0/credentials", &access).await.status,
        200,
        "hers is hers"
    );
    let ended = story.press(&end, &cookie, "same-origin", &[]).await;
    assert_eq!(
        (ended.status.as_u16(), ended.header("location")),
        (303, "/mon-compte/applications")
    );
    assert_eq!(
        story.get("/ims/ob/v3p0/credentials", &access).await.status,
        401
    );
    let page = text(&story.open("/mon-compte/applications", &cookie).await);
    assert!(!page.contains("Portfolio"));
    story.test.drop().await;
}

#[tokio::test]
async fn a_program_on_the_holders_own_machine_is_called_that() {
    let story = Story::begin().await;
    let mut body = registration();
    body["redirect_uris"] = json!(["http://127.0.0.1:7171/back"]);
    let registered = story.register(&body).await.json();
    let app = App {
        id: Uuid::parse_str(registered["client_id"].as_str().expect("an id")).expect("a UUID"),
        basic: String::new(),
    };
    let cookie = story.cookie(story.ada).await;
    let path = asking(
        &app,
        READ,
        &[("redirect_uri", "http://127.0.0.1:7171/back")],
    );
    let answer = story.open(&path, &cookie).await;
    assert!(
        answer
            .header("content-security-policy")
            .contains("form-action 'self' http://127.0.0.1:7171;")
    );
    assert!(text(&answer).contains("un programme sur cet appareil"));
    story.test.drop().await;
}
