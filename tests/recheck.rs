//! Verdicts are kept true: what an issuer takes back leaves the map, and silence is no answer.

#[path = "support/badges.rs"]
mod badges;
mod support;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use sqlx::postgres::{PgListener, PgPoolOptions};
use territoire_apprenant::account::AgeBand;
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::issuing::NewAward;
use territoire_apprenant::jobs::Worker;
use territoire_apprenant::openbadges::issue::Level as BadgeLevel;
use territoire_apprenant::openbadges::{Documents, NoDocuments, OutOfReach};
use territoire_apprenant::passport::recheck::{Looked, PATIENCE, Recheck, RecheckBadge};
use territoire_apprenant::passport::{Claim, DemonstrationConsent, Outcome};
use territoire_apprenant::presence::{Choice, Duration, Level, Place};

use badges::{COMPETENCE, Signers, claim, desk, signers};
use support::{TestDatabase, database, today};

fn blois(email: &str) -> Claim {
    let choice = Choice {
        level: Level::Counted,
        place: Place::Commune("41018".into()),
        duration: Duration::Six,
        text_version: "demonstration-1".to_owned(),
    };
    Claim {
        consent: Some(DemonstrationConsent {
            choice,
            age_band: AgeBand::Adult,
        }),
        ..claim(email)
    }
}

async fn shown(test: &TestDatabase) -> i64 {
    sqlx::query_scalar("select count(*) from presence.visible_row")
        .fetch_one(&test.database.app)
        .await
        .unwrap()
}

/// What the web answers, as long as it does; counts how often it was asked.
#[derive(Default)]
struct Web {
    answers: Mutex<Vec<(String, String)>>,
    asked: Mutex<usize>,
}

impl Web {
    fn say(&self, url: &str, document: &Value) {
        let mut answers = self.answers.lock().unwrap();
        answers.retain(|(known, _)| known != url);
        answers.push((url.to_owned(), document.to_string()));
    }

    fn fall_silent(&self) {
        self.answers.lock().unwrap().clear();
    }
}

impl Documents for Web {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        *self.asked.lock().unwrap() += 1;
        let answers = self.answers.lock().unwrap();
        let found = answers.iter().find(|(known, _)| known == url);
        found
            .map(|(_, text)| text.clone().into_bytes())
            .ok_or_else(|| OutOfReach {
                url: url.to_owned(),
                reason: "silence".to_owned(),
            })
    }
}

fn recheck(test: &TestDatabase, signers: &Signers, now: DateTime<Utc>, web: Arc<Web>) -> Recheck {
    Recheck::new(
        test.database.app.clone(),
        Arc::new(FixedClock::at(now)),
        signers.base.clone(),
        Arc::new(move || web.clone()),
    )
}

#[tokio::test]
async fn a_badge_that_we_revoke_leaves_the_map_with_the_job_of_the_same_transaction() {
    let test = database().await;
    let pool = &test.database.app;
    let signers = signers(pool, today()).await;
    let clock = Arc::new(FixedClock::at(today()));
    let desk = desk(pool, &signers).await;
    let award = |email: &str| NewAward {
        organisation: signers.keys[0].organisation.slug.clone(),
        achievement: COMPETENCE.to_owned(),
        level: BadgeLevel::try_from(2).unwrap(),
        email: email.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().unwrap(),
        valid_until: None,
    };
    let awards = [award("ada@example.org"), award("ida@example.org")];
    let issued = desk
        .award(&awards, &*clock, &mut ChaCha20Rng::seed_from_u64(7))
        .await
        .unwrap();
    let passport = signers.passport(pool, true).await;
    for (badge, award) in issued.iter().zip(&awards) {
        let handled = passport
            .ingest(badge.image.clone(), blois(&award.email))
            .await
            .unwrap();
        assert!(
            matches!(handled.outcome, Outcome::Kept { placed: true, .. }),
            "{handled:?}"
        );
    }
    assert_eq!(shown(&test).await, 2);

    let recheck = Recheck::new(
        pool.clone(),
        clock.clone(),
        signers.base.clone(),
        Arc::new(|| Arc::new(NoDocuments)),
    );
    let worker = Worker::new(pool.clone(), clock.clone()).with(Arc::new(RecheckBadge(recheck)));
    assert_eq!(worker.drain().await.unwrap().done, 0);
    desk.revoke(&issued[0].credential_uri, "Erreur de personne", &*clock)
        .await
        .unwrap();
    assert_eq!(worker.drain().await.unwrap().done, 1);
    assert_eq!(shown(&test).await, 1, "its neighbour stays");
    let current: String =
        sqlx::query_scalar("select current from passport.credential where credential_uri = $1")
            .bind(&issued[0].credential_uri)
            .fetch_one(pool)
            .await
            .unwrap();
    assert_eq!(current, "revoked");
    test.drop().await;
}

/// The worker of another node, on connections of its own, with its own pace: nobody tells it but the database.
#[tokio::test]
async fn what_one_node_takes_back_has_left_the_map_of_another_within_a_second() {
    let test = database().await;
    let pool = &test.database.app;
    let signers = signers(pool, today()).await;
    let clock = Arc::new(FixedClock::at(today()));
    let desk = desk(pool, &signers).await;
    let people = ["ada@example.org", "ida@example.org", "eva@example.org"];
    let awards = people.map(|email| NewAward {
        organisation: signers.keys[0].organisation.slug.clone(),
        achievement: COMPETENCE.to_owned(),
        level: BadgeLevel::try_from(1).unwrap(),
        email: email.to_owned(),
        awarded_at: "2026-03-11T10:00:00Z".parse().unwrap(),
        valid_until: None,
    });
    let issued = desk
        .award(&awards, &*clock, &mut ChaCha20Rng::seed_from_u64(7))
        .await
        .unwrap();
    let passport = signers.passport(pool, true).await;
    for (badge, email) in issued.iter().zip(people) {
        passport
            .ingest(badge.image.clone(), blois(email))
            .await
            .unwrap();
    }

    let options = (*pool.connect_options()).clone();
    let elsewhere = PgPoolOptions::new().connect_with(options).await.unwrap();
    let mut heard = PgListener::connect_with(&elsewhere).await.unwrap();
    heard.listen("visibility").await.unwrap();
    let recheck = Recheck::new(
        elsewhere.clone(),
        clock.clone(),
        signers.base.clone(),
        Arc::new(|| Arc::new(NoDocuments)),
    );
    let worker =
        Worker::new(elsewhere.clone(), clock.clone()).with(Arc::new(RecheckBadge(recheck)));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let node = tokio::spawn(async move {
        worker.run(async { drop(stopped.await) }).await;
    });

    // The best of three: what else this machine does is not ours to answer for.
    let mut best = std::time::Duration::MAX;
    for (place, badge) in issued.iter().enumerate() {
        desk.revoke(&badge.credential_uri, "Erreur de personne", &*clock)
            .await
            .unwrap();
        let known = std::time::Instant::now();
        heard.recv().await.unwrap();
        let left: i64 = sqlx::query_scalar("select count(*) from presence.visible_row")
            .fetch_one(&elsewhere)
            .await
            .unwrap();
        assert_eq!(usize::try_from(left).unwrap(), 2 - place);
        best = best.min(known.elapsed());
    }
    assert!(best < std::time::Duration::from_secs(1), "{best:?}");
    stop.send(()).unwrap();
    node.await.unwrap();
    heard.unlisten_all().await.unwrap();
    drop(heard);
    elsewhere.close().await;
    test.drop().await;
}

const ELSEWHERE: &str = "https://ailleurs.example";

/// A hosted badge of another platform, and what its platform answers.
fn hosted(web: &Web, number: u32) -> Value {
    let address = format!("{ELSEWHERE}/a/{number}");
    let assertion = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": address,
        "recipient": { "type": "email", "hashed": false, "identity": "ada@example.org" },
        "badge": format!("{ELSEWHERE}/b"), "issuedOn": "2026-01-01T00:00:00Z", "verification": { "type": "hosted" },
    });
    web.say(&address, &assertion);
    web.say(&format!("{ELSEWHERE}/b"), &json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": format!("{ELSEWHERE}/b"),
        "name": "Accueillir", "description": "Recevoir", "criteria": "Accueillir", "issuer": format!("{ELSEWHERE}/i"),
    }));
    web.say(&format!("{ELSEWHERE}/i"), &json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "Issuer", "id": format!("{ELSEWHERE}/i"), "name": "Ailleurs",
    }));
    assertion
}

async fn answers(test: &TestDatabase) -> Vec<(String, String)> {
    sqlx::query_as("select authentic, current from passport.credential order by credential_uri")
        .fetch_all(&test.database.app)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_last_known_answers_stand_while_an_issuer_is_silent_and_not_for_ever() {
    let test = database().await;
    let pool = &test.database.app;
    let signers = signers(pool, today()).await;
    let web = Arc::new(Web::default());
    let mut passport = signers.passport(pool, true).await;
    passport.verifier.documents = web.clone();
    let assertions = [hosted(&web, 1), hosted(&web, 2), hosted(&web, 3)];
    for assertion in &assertions {
        let badge = assertion.to_string().into_bytes();
        let handled = passport
            .ingest(badge, claim("ada@example.org"))
            .await
            .unwrap();
        assert!(
            matches!(handled.outcome, Outcome::Kept { .. }),
            "{handled:?}"
        );
    }
    let yes = ("yes".to_owned(), "yes".to_owned());
    assert_eq!(answers(&test).await, vec![yes.clone(); 3]);

    let at = |days, hours| today() + TimeDelta::days(days) + TimeDelta::hours(hours);
    let look = async |now| {
        recheck(&test, &signers, now, web.clone())
            .due()
            .await
            .unwrap()
    };
    assert_eq!(
        look(at(0, 23)).await,
        Looked::default(),
        "nothing is due yet"
    );

    web.fall_silent();
    *web.asked.lock().unwrap() = 0;
    let unreached = Looked {
        unreached: 3,
        ..Looked::default()
    };
    assert_eq!(look(at(1, 1)).await, unreached);
    let asked = *web.asked.lock().unwrap();
    assert!(
        asked <= 4,
        "of a silent host, one badge is asked about: {asked}"
    );
    assert_eq!(
        answers(&test).await,
        vec![yes.clone(); 3],
        "out of reach is not invalid"
    );
    assert_eq!(
        look(at(1, 2)).await,
        Looked::default(),
        "the host is left alone for a while"
    );

    // One comes back revoked: the two others are as good as ever.
    for assertion in &assertions {
        hosted(
            &web,
            assertion["id"]
                .as_str()
                .unwrap()
                .rsplit_once('/')
                .unwrap()
                .1
                .parse()
                .unwrap(),
        );
    }
    let mut revoked = assertions[1].clone();
    revoked["revoked"] = true.into();
    web.say(&format!("{ELSEWHERE}/a/2"), &revoked);
    assert_eq!(
        look(at(3, 0)).await,
        Looked {
            answered: 3,
            changed: 1,
            unreached: 0
        }
    );
    assert_eq!(
        answers(&test).await[1],
        ("yes".to_owned(), "revoked".to_owned())
    );

    web.fall_silent();
    assert_eq!(look(at(5, 0)).await, unreached);
    let after = at(5, 1) + PATIENCE;
    assert_eq!(look(after).await.answered, 3);
    let forgotten = ("unknown".to_owned(), "unknown".to_owned());
    assert_eq!(answers(&test).await, vec![forgotten; 3]);
    test.drop().await;
}
