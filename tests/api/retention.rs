//! Nothing is kept for ever: an account that nobody comes to goes, and so does what has served.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{Months, TimeDelta};
use territoire_apprenant::account::Sweep;
use territoire_apprenant::clock::Clock as _;
use territoire_apprenant::jobs::{Handler as _, Job, Worker};
use territoire_apprenant::passport::rights::Retention;

use crate::badges::{Award, claim};
use crate::entry::World;
use crate::rights::holder_of;

impl World {
    /// The job of each quarter of a day.
    async fn look_for_silence(&self) {
        let job = Job {
            id: 0,
            kind: "passport.retention".to_owned(),
            payload: serde_json::json!({}),
            attempts: 1,
        };
        let retention = Retention {
            pool: self.test.database.app.clone(),
            clock: Arc::new(self.clock.clone()),
            master: self.master.clone(),
            base: self.signers.base.clone(),
        };
        retention.run(&job).await.expect("looked");
    }

    fn months_pass(&self, months: u32) {
        let now = self.clock.now();
        self.clock.advance(now + Months::new(months) - now);
    }

    async fn erased(&self) -> i64 {
        sqlx::query_scalar("select count(*) from account.holder where erased_at is not null")
            .fetch_one(&self.test.database.app)
            .await
            .expect("a count")
    }

    async fn subjects(&self) -> Vec<String> {
        let mails = self.mails().await;
        mails.into_iter().map(|mail| mail.subject).collect()
    }
}

const SOON: &str = "Votre compte sera bientôt effacé · Your account will soon be erased";
const DONE: &str = "Votre compte est effacé · Your account is erased";

#[tokio::test]
async fn an_account_that_nobody_comes_to_is_erased_after_two_years_and_a_reminder() {
    let world = World::new(false).await;
    world.enter("ada%40example.org").await;
    let first = world.subjects().await.len();
    world.clock.advance(TimeDelta::days(600));
    world.look_for_silence().await;
    assert_eq!(world.subjects().await.len(), first, "not yet");

    world.months_pass(3);
    world.look_for_silence().await;
    world.look_for_silence().await;
    let subjects = world.subjects().await;
    assert_eq!(subjects[0], SOON);
    assert_eq!(subjects.len(), first + 1, "told once");
    let text = &world.mails().await[0].text;
    assert!(text.contains("il suffit d’entrer une fois") && text.contains("signing in once"));
    assert!(text.contains("http://localhost:4141/connexion"), "{text}");

    // She comes, and has two years again.
    world.enter("ada%40example.org").await;
    world.months_pass(21);
    world.look_for_silence().await;
    assert_eq!(world.erased().await, 0);
    assert!(!world.subjects().await.starts_with(&[SOON.to_owned()]));
    world.clock.advance(TimeDelta::days(40));
    world.look_for_silence().await;
    assert_eq!(world.subjects().await[0], SOON);
    world.clock.advance(TimeDelta::days(59));
    world.look_for_silence().await;
    assert_eq!(world.erased().await, 0, "sixty days of notice at least");
    world.clock.advance(TimeDelta::days(1));
    world.look_for_silence().await;
    assert_eq!(world.erased().await, 1);
    assert_eq!(world.subjects().await[0], DONE);
    let actor: String =
        sqlx::query_scalar("select actor from audit.event where action = 'holder.erased'")
            .fetch_one(&world.test.database.app)
            .await
            .expect("an audit row");
    assert_eq!(actor, "house");
    world.test.drop().await;
}

#[tokio::test]
async fn a_session_that_is_used_and_a_badge_that_comes_are_signs_of_life() {
    let world = World::new(false).await;
    let pool = &world.test.database.app;
    let ada = world.enter("ada%40example.org").await;
    let passport = world.signers.passport(pool, false).await;
    let badge = world.signers.png(&Award {
        email: "ida@example.org",
        ..Award::default()
    });
    passport
        .ingest(badge, claim("ida@example.org"))
        .await
        .expect("kept");
    // Somebody who never signs in anew, and never stays away for a month.
    for _ in 0..40 {
        world.clock.advance(TimeDelta::days(20));
        assert_eq!(world.get("/mon-compte", &ada).await.0, StatusCode::OK);
    }
    world.look_for_silence().await;
    let subjects = world.subjects().await;
    let told = subjects.iter().filter(|subject| *subject == SOON).count();
    assert_eq!(
        told, 1,
        "only whom nobody has seen since her badge came: {subjects:?}"
    );
    let reminded: Vec<String> = sqlx::query_scalar(
        "select email from account.address join account.holder on holder.id = holder_id
         where reminded_at is not null",
    )
    .fetch_all(pool)
    .await
    .expect("rows");
    assert_eq!(reminded, ["ida@example.org"]);

    // Another badge comes for her before the end: she is waited for.
    let again = world.signers.png(&Award {
        email: "ida@example.org",
        ..Award::default()
    });
    let mut passport = world.signers.passport(pool, false).await;
    passport.clock = Arc::new(world.clock.clone());
    passport
        .ingest(again, claim("ida@example.org"))
        .await
        .expect("kept");
    world.clock.advance(TimeDelta::days(90));
    world.look_for_silence().await;
    assert_eq!(world.erased().await, 0);
    world.months_pass(24);
    world.look_for_silence().await;
    assert_eq!(world.erased().await, 1);
    let pool = &world.test.database.app;
    let left: i64 = sqlx::query_scalar("select count(*) from passport.credential")
        .fetch_one(pool)
        .await
        .expect("a count");
    assert_eq!(left, 0, "her badges went with her");
    holder_of(pool, "ada@example.org").await;
    world.test.drop().await;
}

#[tokio::test]
async fn what_has_served_is_forgotten_after_a_month() {
    let world = World::new(false).await;
    let pool = world.test.database.app.clone();
    world.enter("ada%40example.org").await;
    let count = async || -> (i64, i64) {
        sqlx::query_as(
            "select (select count(*) from account.mail), (select count(*) from jobs.job where done_at is not null)",
        )
        .fetch_one(&pool)
        .await
        .expect("counts")
    };
    let sweep = Sweep {
        pool: pool.clone(),
        clock: Arc::new(world.clock.clone()),
    };
    let worker = Worker::new(pool.clone(), Arc::new(world.clock.clone()))
        .every(TimeDelta::hours(1), Arc::new(sweep));
    worker.run(std::future::ready(())).await;
    let (mails, jobs) = count().await;
    assert!(mails > 0 && jobs > 0);
    world.clock.advance(TimeDelta::days(31));
    worker.run(std::future::ready(())).await;
    let (mails, jobs) = count().await;
    assert_eq!(mails, 0);
    assert_eq!(jobs, 1, "the sweep that has just been done");
    world.test.drop().await;
}
