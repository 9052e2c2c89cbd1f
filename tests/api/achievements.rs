//! Achievements from elsewhere: proposed, reviewed once, corrected, and what each decision does to the map.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use territoire_apprenant::account::service as account;
use territoire_apprenant::account::{Address, AgeBand};
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::http::AppState;
use territoire_apprenant::passport::{Claim, DemonstrationConsent, Outcome};
use territoire_apprenant::presence::{Choice, Duration, Level, Place};
use tower::ServiceExt as _;

use crate::badges::{Award, Signers, desk, signers};
use crate::support::{TestDatabase, database, router, today};

const ELSEWHERE: &str = "https://elsewhere.example/badges/animer?event=1";
const ESCO: &str = "http://data.europa.eu/esco/skill/699e7c26-6502-4e78-a823-3656ff5a5b8b";
const COMPETENCE: &str = "transmettre-un-savoir-faire";

struct Story {
    test: TestDatabase,
    signers: Signers,
    service: Router,
    token: String,
}

impl Story {
    async fn begin() -> Self {
        let test = database().await;
        let clock = Arc::new(FixedClock::at(today()));
        let signers = signers(&test.database.app, today()).await;
        let state = AppState::new(
            test.database.clone(),
            clock.clone(),
            signers.base.clone(),
            signers.master.clone(),
            true,
        );
        let mut rng = ChaCha20Rng::seed_from_u64(5);
        let token =
            account::create_operator_token(&test.database.app, "coordination", &*clock, &mut rng)
                .await
                .unwrap();
        Self {
            service: router(state),
            token: token.reveal().to_owned(),
            test,
            signers,
        }
    }

    /// A badge of a recognised issuer, of somebody who is counted in Blois.
    async fn badge(&self, email: &str, award: Award<'_>) {
        let choice = Choice {
            level: Level::Counted,
            place: Place::Commune("41018".into()),
            duration: Duration::Six,
            text_version: "demonstration-1".to_owned(),
        };
        let claim = Claim {
            recipient: Some(Address::parse(email).unwrap().into()),
            consent: Some(DemonstrationConsent {
                choice,
                age_band: AgeBand::Adult,
            }),
        };
        let badge = self.signers.json(&Award { email, ..award });
        let passport = self.signers.passport(&self.test.database.app, true).await;
        let handled = passport.ingest(badge, claim).await.unwrap();
        assert!(
            matches!(handled.outcome, Outcome::Kept { .. }),
            "{handled:?}"
        );
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, Value) {
        let answer = self.service.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).expect("JSON"))
    }

    async fn list(&self, query: &str) -> Vec<Value> {
        let request = Request::get(format!("/api/v1/achievements{query}"))
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        let (status, answer) = self.ask(request).await;
        assert_eq!(status, 200, "{answer}");
        answer["achievements"].as_array().unwrap().clone()
    }

    async fn review(&self, id: &str, decision: &Value) -> (StatusCode, Value) {
        let request = Request::put(format!("/api/v1/achievements/{id}/review"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(Body::from(decision.to_string()))
            .unwrap();
        self.ask(request).await
    }

    /// Competences and levels that show.
    async fn shown(&self) -> Vec<(String, i16)> {
        sqlx::query_as("select competence_code, level from presence.visible_row order by 1, 2")
            .fetch_all(&self.test.database.app)
            .await
            .unwrap()
    }

    async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.test.database.app)
            .await
            .unwrap()
    }
}

fn from_elsewhere() -> Award<'static> {
    Award {
        achievement: Some(ELSEWHERE.to_owned()),
        aligned_with: Some(ESCO),
        name: "Animer un atelier (niveau 3)",
        level: 1,
        ..Award::default()
    }
}

#[tokio::test]
async fn c0_c4_a_badge_from_elsewhere_is_placed_once_a_coordinator_has_said_what_it_shows() {
    let story = Story::begin().await;
    story.badge("ada@example.org", from_elsewhere()).await;
    story.badge("ida@example.org", from_elsewhere()).await;
    assert_eq!(story.shown().await, [], "a proposal places nothing");

    let waiting = story.list("?waiting=true").await;
    assert_eq!(waiting.len(), 1);
    let achievement = &waiting[0];
    assert_eq!(achievement["uri"], ELSEWHERE);
    assert_eq!(achievement["badges"], 2);
    assert_eq!(achievement["vouched"], "recognised");
    assert_eq!(achievement["review"], Value::Null);
    assert_eq!(
        achievement["proposals"],
        json!([
            { "competence": COMPETENCE, "reason": "esco", "evidence": ESCO },
            { "level": 3, "reason": "title", "evidence": "un atelier (niveau 3)" },
        ])
    );

    let id = achievement["id"].as_str().unwrap();
    let confirmed = json!({ "decision": "competence", "competence": COMPETENCE, "level": 3 });
    let (status, answer) = story.review(id, &confirmed).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["changed"], true);
    assert_eq!(
        answer["achievement"]["review"]["by"],
        "operator:coordination"
    );
    let both = [(COMPETENCE.to_owned(), 3), (COMPETENCE.to_owned(), 3)];
    assert_eq!(story.shown().await, both);
    assert!(story.list("?waiting=true").await.is_empty());
    assert_eq!(story.list("").await.len(), 1);

    // The next badge of it is placed by itself.
    story.badge("eva@example.org", from_elsewhere()).await;
    assert_eq!(story.shown().await.len(), 3);
    story.test.drop().await;
}

#[tokio::test]
async fn c4_a_mark_that_comes_late_takes_everyone_off_the_map_at_once() {
    let story = Story::begin().await;
    story.badge("ada@example.org", from_elsewhere()).await;
    story.badge("ida@example.org", from_elsewhere()).await;
    let id = story.list("").await[0]["id"].as_str().unwrap().to_owned();
    let public = json!({ "decision": "competence", "competence": COMPETENCE });
    story.review(&id, &public).await;
    assert_eq!(
        story.shown().await,
        [(COMPETENCE.to_owned(), 1), (COMPETENCE.to_owned(), 1)],
        "without a level of its own each badge says it"
    );
    let changes = "select count(*) from presence.visibility_change";
    let before = story.number(changes).await;

    let (_, answer) = story.review(&id, &json!({ "decision": "sensitive" })).await;
    assert_eq!(answer["changed"], true);
    assert_eq!(story.shown().await, []);
    assert_eq!(
        story.number(changes).await,
        before + 2,
        "every node is told"
    );
    let (_, answer) = story.review(&id, &json!({ "decision": "sensitive" })).await;
    assert_eq!(answer["changed"], false, "the same decision twice is one");
    assert_eq!(story.number(changes).await, before + 2);

    // Nothing alike: kept, never placed; and mapped again: placed again.
    story.review(&id, &json!({ "decision": "none" })).await;
    assert_eq!(story.shown().await, []);
    let kept = "select count(*) from passport.credential";
    assert_eq!(story.number(kept).await, 2);
    story.review(&id, &public).await;
    assert_eq!(story.shown().await.len(), 2);

    let audit: Vec<(String, Value)> = sqlx::query_as(
        "select actor, detail from audit.event where action = 'achievement.reviewed' order by seq",
    )
    .fetch_all(&story.test.database.app)
    .await
    .unwrap();
    let decided: Vec<&str> = audit
        .iter()
        .map(|(_, detail)| detail["decided"]["decision"].as_str().unwrap())
        .collect();
    assert_eq!(decided, ["competence", "sensitive", "none", "competence"]);
    assert_eq!(audit[1].1["before"]["competence"], COMPETENCE);
    assert!(
        audit
            .iter()
            .all(|(actor, _)| actor == "operator:coordination")
    );
    story.test.drop().await;
}

#[tokio::test]
async fn what_was_decided_is_proposed_for_the_same_badge_of_another_event() {
    let story = Story::begin().await;
    story.badge("ada@example.org", from_elsewhere()).await;
    let id = story.list("").await[0]["id"].as_str().unwrap().to_owned();
    story.review(&id, &json!({ "decision": "sensitive" })).await;
    let next = Award {
        achievement: Some(ELSEWHERE.replace("event=1", "event=2")),
        aligned_with: None,
        name: "Animer un atelier",
        ..from_elsewhere()
    };
    story.badge("ada@example.org", next).await;
    let waiting = story.list("?waiting=true").await;
    assert_eq!(
        waiting[0]["proposals"],
        json!([{ "sensitive": true, "reason": "same_badge", "evidence": ELSEWHERE }])
    );
    story.test.drop().await;
}

/// Whoever first brings a file with somebody's address in it does not choose the words that a coordinator reads.
#[tokio::test]
async fn the_words_of_a_proven_badge_take_the_place_of_a_forgers() {
    let story = Story::begin().await;
    let pool = &story.test.database.app;
    sqlx::query("update network.recognised_issuer set withdrawn_at = '2026-01-01'")
        .execute(pool)
        .await
        .unwrap();
    let forged = Award {
        name: "Délégué syndical",
        aligned_with: None,
        ..from_elsewhere()
    };
    story.badge("ada@example.org", forged).await;
    let first = &story.list("").await[0];
    assert_eq!(first["vouched"], "authentic");
    assert_eq!(first["proposals"][0]["reason"], "union");

    sqlx::query("update network.recognised_issuer set withdrawn_at = null")
        .execute(pool)
        .await
        .unwrap();
    story.badge("ida@example.org", from_elsewhere()).await;
    let told = &story.list("").await[0];
    assert_eq!(told["id"], first["id"]);
    assert_eq!(told["vouched"], "recognised");
    assert_eq!(told["name"], "Animer un atelier (niveau 3)");
    assert_eq!(told["proposals"][0]["reason"], "esco");

    // As believed as before: the first words stay, so that nobody rewrites what a coordinator has begun to read.
    let other = Award {
        name: "Autre nom",
        ..from_elsewhere()
    };
    story.badge("eva@example.org", other).await;
    assert_eq!(story.list("").await[0]["name"], told["name"]);
    story.test.drop().await;
}

/// An address of ours that a stranger's badge named before the framework did: the framework has the last word.
#[tokio::test]
async fn a_new_achievement_of_the_framework_takes_its_address_back() {
    let story = Story::begin().await;
    let uri = "http://localhost:4141/badges/transmettre-un-savoir-faire";
    let named = Award {
        achievement: Some(uri.to_owned()),
        ..from_elsewhere()
    };
    story.badge("ada@example.org", named).await;
    let id = story.list("").await[0]["id"].as_str().unwrap().to_owned();
    let (status, _) = story.review(&id, &json!({ "decision": "none" })).await;
    assert_eq!(status, 200);
    desk(&story.test.database.app, &story.signers).await;
    assert!(story.list("").await.is_empty());
    let (status, _) = story.review(&id, &json!({ "decision": "none" })).await;
    assert_eq!(status, 409);
    story.test.drop().await;
}

#[tokio::test]
async fn what_cannot_be_decided_is_refused_and_changes_nothing() {
    let story = Story::begin().await;
    story.badge("ada@example.org", from_elsewhere()).await;
    let id = story.list("").await[0]["id"].as_str().unwrap().to_owned();
    let ours: uuid::Uuid = sqlx::query_scalar(
        "update issuing.achievement set network_id = (select id from network.network limit 1)
         where uri not like 'https://elsewhere%' returning id",
    )
    .fetch_one(&story.test.database.app)
    .await
    .unwrap();
    let none = json!({ "decision": "none" });
    for (id, decision, status) in [
        (id.as_str(), json!({ "decision": "competence" }), 422),
        (
            &id,
            json!({ "decision": "competence", "competence": "x" }),
            422,
        ),
        (
            &id,
            json!({ "decision": "competence", "competence": COMPETENCE, "level": 4 }),
            422,
        ),
        (&id, json!({ "decision": "none", "level": 1 }), 422),
        (&id, json!({ "decision": "perhaps" }), 422),
        (&id, json!({ "decision": "none", "lat": 47.5 }), 422),
        ("7f1f3a0e-0000-4000-8000-000000000000", none.clone(), 404),
        ("1", none.clone(), 404),
        (&ours.to_string(), none, 409),
    ] {
        let (found, answer) = story.review(id, &decision).await;
        assert_eq!(found.as_u16(), status, "{decision}: {answer}");
        assert!(!answer.to_string().contains("47.5"), "{answer}");
    }
    for request in [
        Request::get("/api/v1/achievements").body(Body::empty()),
        Request::put(format!("/api/v1/achievements/{id}/review"))
            .header("content-type", "application/json")
            .body(Body::from(json!({ "decision": "none" }).to_string())),
        Request::get("/api/v1/achievements")
            .header("authorization", "Bearer ta_nobody")
            .body(Body::empty()),
    ] {
        let (status, _) = story.ask(request.unwrap()).await;
        assert_eq!(status, 401);
    }
    let reviewed = "select count(*) from audit.event where action = 'achievement.reviewed'";
    assert_eq!(story.number(reviewed).await, 0);
    story.test.drop().await;
}
