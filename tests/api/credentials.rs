//! `POST /api/v1/credentials`: what an operator can do, and what each bad input reads.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::TimeDelta;
use http_body_util::BodyExt as _;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use territoire_apprenant::account::service as account;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use tower::ServiceExt as _;

use crate::badges::{Award, Signers, image, signers};
use crate::support::{TestDatabase, database, router, today};

struct Story {
    test: TestDatabase,
    signers: Signers,
    service: Router,
    token: String,
}

type Field<'a> = (&'a str, &'a [u8]);

impl Story {
    async fn begin(demonstration: bool) -> Self {
        let test = database().await;
        let clock = Arc::new(FixedClock::at(today()));
        let signers = signers(&test.database.app, today()).await;
        let state = AppState::new(
            test.database.clone(),
            clock.clone(),
            signers.base.clone(),
            signers.master.clone(),
            demonstration,
        );
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let token = account::create_operator_token(&test.database.app, "forum", &*clock, &mut rng)
            .await
            .expect("a token");
        Self {
            service: router(state),
            token: token.reveal().to_owned(),
            test,
            signers,
        }
    }

    async fn send(
        &self,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (StatusCode, HeaderMap, Value) {
        let mut request = Request::post("/api/v1/credentials");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let answer = self
            .service
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let value = serde_json::from_slice(&bytes).expect("JSON");
        (parts.status, parts.headers, value)
    }

    /// An operator's form.
    async fn post(&self, fields: &[Field<'_>]) -> (StatusCode, Value) {
        let bearer = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "multipart/form-data; boundary=limite"),
        ];
        let (status, _, value) = self.send(&headers, form(fields)).await;
        (status, value)
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.database.app)
            .await
            .expect("a number")
    }
}

fn form(fields: &[Field]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let file = if *name == "badge" {
            "; filename=\"b\""
        } else {
            ""
        };
        write!(
            body,
            "--limite\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
        )
        .expect("memory");
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limite--\r\n");
    body
}

const ADA: Field = ("recipient", b"ada@example.org");

#[tokio::test]
async fn an_operator_brings_a_badge_and_it_is_placed_where_its_invented_holder_allows() {
    let story = Story::begin(true).await;
    let badge = story.signers.png(&Award::default());
    let consent: [Field; 4] = [
        ("level", b"1"),
        ("place", b"41018"),
        ("months", b"6"),
        ("age_band", b"18_plus"),
    ];
    let fields = [&[("badge", badge.as_slice()), ADA][..], &consent].concat();
    let (status, kept) = story.post(&fields).await;
    assert_eq!(status, 201, "{kept}");
    assert_eq!(kept["outcome"], "kept");
    assert_eq!(kept["placed"], true);
    assert_eq!(kept["report"]["authentic"], "yes");

    let (status, again) = story.post(&fields).await;
    assert_eq!(status, 200);
    assert_eq!(again["outcome"], "already_kept");
    assert_eq!(again["id"], kept["id"]);
    assert_eq!(
        story
            .number("select count(*) from presence.visible_row")
            .await,
        1
    );
    story.test.drop().await;
}

#[tokio::test]
async fn elsewhere_a_consent_is_an_unknown_field_and_nothing_tells_who_is_on_the_map() {
    let story = Story::begin(false).await;
    let badge = story.signers.json(&Award::default());
    let badge: Field = ("badge", &badge);
    let (status, problem) = story.post(&[badge, ADA, ("level", b"1")]).await;
    assert_eq!(status, 422);
    assert_eq!(problem["detail"], "level: unknown field");
    let (status, kept) = story.post(&[badge, ADA]).await;
    assert_eq!(status, 201, "{kept}");
    assert_eq!(kept.get("placed"), None);
    assert_eq!(
        story
            .number("select count(*) from jobs.job where kind = 'presence.invite'")
            .await,
        1
    );
    story.test.drop().await;
}

#[tokio::test]
async fn without_a_token_in_force_nothing_is_read() {
    let story = Story::begin(true).await;
    let bearer = format!("Bearer {}", story.token);
    let basic = format!("Basic {}", story.token);
    for header in [
        None,
        Some("Bearer ta_nobody"),
        Some(basic.as_str()),
        Some("Bearer"),
    ] {
        let mut headers = vec![("content-type", "multipart/form-data; boundary=limite")];
        headers.extend(header.map(|value| ("authorization", value)));
        let (status, answer, problem) = story.send(&headers, form(&[])).await;
        assert_eq!(status, 401, "{header:?}");
        assert_eq!(answer["www-authenticate"], "Bearer");
        assert_eq!(answer["content-type"], "application/problem+json");
        assert_eq!(problem["code"], "unauthorized");
    }
    let clock = FixedClock::at(today());
    account::revoke_operator_tokens(&story.test.database.app, "forum", &clock)
        .await
        .expect("revoked");
    let (status, _, _) = story.send(&[("authorization", &bearer)], Vec::new()).await;
    assert_eq!(status, 401, "a revoked token opens no more");
    story.test.drop().await;
}

/// The bad inputs of the issue: each has its answer, and leaves nothing behind.
#[tokio::test]
async fn each_bad_input_has_its_answer() {
    let story = Story::begin(true).await;
    let genuine = story.signers.json(&Award::default());
    let altered = String::from_utf8(genuine.clone())
        .expect("text")
        .replacen("Recevoir", "Recevoit", 1)
        .into_bytes();
    let baked = story.signers.png(&Award::default());
    let mut large = baked.clone();
    large.resize(3 << 20, 0);
    let truncated = &baked[..baked.len() / 2];
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01";
    let picture = image();
    for (badge, status, words) in [
        (&b"Bonjour."[..], 422, "not_a_badge: this is neither"),
        (b"", 422, "not_a_badge: the file is empty"),
        (&large, 413, ""),
        (truncated, 422, "not_a_badge: the image cannot be read"),
        (jpeg, 422, "not_a_badge: JPEG images are not read"),
        (
            &picture,
            422,
            "not_a_badge: no badge is baked into this image",
        ),
        (&altered, 422, "not_authentic: "),
    ] {
        let (found, problem) = story.post(&[("badge", badge), ADA]).await;
        assert_eq!(found, status, "{problem}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.starts_with(words), "{detail} is not {words}");
    }
    let badge: Field = ("badge", &genuine);
    let consent = |place: &'static str| -> Vec<Field> {
        vec![
            badge,
            ADA,
            ("level", b"1"),
            ("place", place.as_bytes()),
            ("months", b"6"),
            ("age_band", b"18_plus"),
        ]
    };
    for (fields, words) in [
        (
            vec![badge, ADA, ("lat", b"47.58")],
            "lat: refused; a place is a commune",
        ),
        (
            vec![badge, ADA, ("lng", b"1.33")],
            "lng: refused; a place is a commune",
        ),
        (vec![badge, ADA, ("name", b"Ada")], "name: unknown field"),
        (consent("99999"), "unknown_place: "),
        (
            consent("47.58,1.33"),
            "bad_claim: place: a place is a commune",
        ),
        (vec![badge], "recipient: missing"),
        (vec![ADA], "badge: missing"),
        (vec![badge, ADA, ADA], "recipient: said twice"),
        (
            vec![badge, ("recipient", b"Ada")],
            "bad_claim: recipient: this is no e-mail",
        ),
        (
            vec![badge, ("recipient", b"ida@example.org")],
            "recipient_mismatch: ",
        ),
    ] {
        let (status, problem) = story.post(&fields).await;
        assert_eq!(status, 422, "{problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.starts_with(words), "{detail} is not {words}");
        assert!(
            !detail.contains("47.58") && !detail.contains("99999"),
            "{detail}"
        );
    }
    let bearer = format!("Bearer {}", story.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let (status, _, problem) = story.send(&headers, genuine.clone()).await;
    assert_eq!(
        (status.as_u16(), &problem["code"]),
        (415, &"unsupported_media_type".into())
    );
    for empty in [
        "select count(*) from passport.credential",
        "select count(*) from passport.original",
        "select count(*) from account.holder",
    ] {
        assert_eq!(story.number(empty).await, 0, "{empty}");
    }
    story.test.drop().await;
}

#[tokio::test]
async fn an_expired_badge_is_kept_with_its_verdict_and_not_placed() {
    let story = Story::begin(true).await;
    let badge = story.signers.json(&Award {
        valid_until: Some(today() - TimeDelta::days(30)),
        ..Award::default()
    });
    let (status, kept) = story
        .post(&[
            ("badge", &badge),
            ADA,
            ("level", b"1"),
            ("place", b"epci:200030385"),
            ("months", b"3"),
            ("age_band", b"18_plus"),
        ])
        .await;
    assert_eq!(status, 201, "{kept}");
    assert_eq!(kept["placed"], false);
    assert_eq!(kept["report"]["current"], "expired");
    story.test.drop().await;
}

/// G1: whatever is sent, the log says nothing of where or who.
#[tokio::test]
async fn no_coordinate_address_or_token_reaches_a_log() {
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);
    impl Write for Log {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("ours").write(line)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let story = Story::begin(true).await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let badge = story.signers.json(&Award::default());
    let guard = tracing::subscriber::set_default(subscriber);
    let (status, _) = story
        .post(&[("badge", &badge), ADA, ("lat", b"47.581234")])
        .await;
    assert_eq!(status, 422);
    let point: Field = ("place", b"47.581234,1.33");
    let rest: [Field; 3] = [("level", b"1"), ("months", b"6"), ("age_band", b"18_plus")];
    let (status, _) = story
        .post(&[&[("badge", badge.as_slice()), ADA, point][..], &rest].concat())
        .await;
    assert_eq!(status, 422);
    let (status, _) = story.post(&[("badge", &badge), ADA]).await;
    assert_eq!(status, 201);
    drop(guard);
    let text = String::from_utf8(log.0.lock().expect("ours").clone()).expect("text");
    assert!(
        text.contains("/api/v1/credentials"),
        "the log is heard: {text}"
    );
    for secret in ["47.58", "ada@example", story.token.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    story.test.drop().await;
}
