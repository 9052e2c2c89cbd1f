//! The queue: nothing is lost, nothing is done for a change that was taken back.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::TimeDelta;
use serde_json::json;
use support::{database, today};
use territoire_apprenant::clock::{Clock as _, FixedClock};
use territoire_apprenant::jobs::{Done, Handler, Job, NewJob, Round, Worker, enqueue};

/// Fails as often as it is told to, then counts.
#[derive(Default)]
struct Greeter {
    failures: AtomicU32,
    greeted: AtomicU32,
}

impl Handler for Greeter {
    fn kind(&self) -> &'static str {
        "greet"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let failing = self
                .failures
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                    left.checked_sub(1)
                });
            if failing.is_ok() {
                return Err("nobody is at home".to_owned());
            }
            self.greeted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

fn greeting(key: Option<&str>) -> NewJob<'static> {
    NewJob {
        kind: "greet",
        payload: json!({}),
        unique_key: key.map(ToOwned::to_owned),
        run_at: today(),
    }
}

const DONE: Round = Round {
    done: 1,
    retried: 0,
    given_up: 0,
};
const RETRIED: Round = Round {
    done: 0,
    retried: 1,
    given_up: 0,
};
const GIVEN_UP: Round = Round {
    done: 0,
    retried: 0,
    given_up: 1,
};

#[tokio::test]
async fn a_change_that_is_rolled_back_asks_for_nothing() {
    let db = database().await;
    let clock = FixedClock::at(today());
    let greeter = Arc::new(Greeter::default());
    let worker =
        Worker::new(db.database.app.clone(), Arc::new(clock.clone())).with(greeter.clone());

    let mut tx = db.database.app.begin().await.unwrap();
    assert!(enqueue(&mut tx, &greeting(None), today()).await.unwrap());
    tx.rollback().await.unwrap();
    assert_eq!(worker.drain().await.unwrap(), Round::default());

    let mut tx = db.database.app.begin().await.unwrap();
    assert!(
        enqueue(&mut tx, &greeting(Some("a")), today())
            .await
            .unwrap()
    );
    let twice = enqueue(&mut tx, &greeting(Some("a")), today())
        .await
        .unwrap();
    assert!(!twice, "one of the same key waits already");
    tx.commit().await.unwrap();
    assert_eq!(worker.drain().await.unwrap(), DONE);
    assert_eq!(worker.drain().await.unwrap(), Round::default());
    assert_eq!(greeter.greeted.load(Ordering::SeqCst), 1);
    db.drop().await;
}

#[tokio::test]
async fn a_job_that_fails_waits_is_tried_again_and_at_last_given_up_with_its_reason() {
    let db = database().await;
    let clock = FixedClock::at(today());
    let greeter = Arc::new(Greeter::default());
    let worker =
        Worker::new(db.database.app.clone(), Arc::new(clock.clone())).with(greeter.clone());
    let queue = async || {
        let mut connection = db.database.app.acquire().await.unwrap();
        enqueue(&mut connection, &greeting(None), today())
            .await
            .unwrap();
    };

    queue().await;
    greeter.failures.store(1, Ordering::SeqCst);
    assert_eq!(worker.drain().await.unwrap(), RETRIED);
    assert_eq!(worker.drain().await.unwrap(), Round::default(), "not yet");
    clock.advance(TimeDelta::hours(1));
    assert_eq!(worker.drain().await.unwrap(), DONE);

    queue().await;
    greeter.failures.store(u32::MAX, Ordering::SeqCst);
    for _ in 1..10 {
        assert_eq!(worker.drain().await.unwrap(), RETRIED);
        clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(worker.drain().await.unwrap(), GIVEN_UP);
    let reason: String =
        sqlx::query_scalar("select last_error from jobs.job where failed_at is not null")
            .fetch_one(&db.database.app)
            .await
            .unwrap();
    assert_eq!(reason, "nobody is at home");
    db.drop().await;
}

#[tokio::test]
async fn a_job_whose_worker_died_is_taken_over_after_its_lease_and_unknown_work_is_left() {
    let db = database().await;
    let clock = FixedClock::at(today());
    let mut connection = db.database.app.acquire().await.unwrap();
    enqueue(&mut connection, &greeting(None), today())
        .await
        .unwrap();
    let later = NewJob {
        kind: "sing",
        ..greeting(None)
    };
    enqueue(&mut connection, &later, today()).await.unwrap();
    // What a worker leaves that was killed at work.
    sqlx::query("update jobs.job set attempts = 1, leased_until = $1 where kind = 'greet'")
        .bind(clock.now() + TimeDelta::minutes(5))
        .execute(&mut *connection)
        .await
        .unwrap();
    let greeter = Arc::new(Greeter::default());
    let worker = Worker::new(db.database.app.clone(), Arc::new(clock.clone())).with(greeter);
    assert_eq!(worker.drain().await.unwrap(), Round::default());
    clock.advance(TimeDelta::minutes(5));
    assert_eq!(worker.drain().await.unwrap(), DONE);
    let waits: Vec<String> = sqlx::query_scalar("select kind from jobs.job where done_at is null")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    assert_eq!(waits, ["sing"]);
    drop(connection);
    db.drop().await;
}

#[tokio::test]
async fn work_that_comes_again_is_queued_as_it_ends() {
    let db = database().await;
    let clock = FixedClock::at(today());
    let greeter = Arc::new(Greeter::default());
    let worker = Worker::new(db.database.app.clone(), Arc::new(clock.clone()))
        .every(TimeDelta::minutes(1), greeter.clone());
    let mut connection = db.database.app.acquire().await.unwrap();
    let first = NewJob {
        unique_key: Some("periodic".to_owned()),
        ..greeting(None)
    };
    enqueue(&mut connection, &first, today()).await.unwrap();
    for round in 1..4 {
        assert_eq!(worker.drain().await.unwrap(), DONE);
        assert_eq!(greeter.greeted.load(Ordering::SeqCst), round);
        clock.advance(TimeDelta::minutes(1));
    }
    drop(connection);
    db.drop().await;
}
