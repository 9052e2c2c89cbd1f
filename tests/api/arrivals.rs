//! Facilitators hear that applications wait: how many, once a day, and nothing of anybody.

use std::sync::Arc;

use chrono::TimeDelta;
use territoire_apprenant::account::mail::Mail;
use territoire_apprenant::issuing::applications::arrivals::TellFacilitators;
use territoire_apprenant::jobs::Worker;

use crate::applications::{BIJ, STORY};
use crate::entry::World;

impl World {
    /// What facilitators were written so far, once all that is due was done.
    async fn told(&self) -> Vec<Mail> {
        let pool = self.test.database.app.clone();
        Worker::new(pool.clone(), Arc::new(self.clock.clone()))
            .with(Arc::new(TellFacilitators {
                pool,
                clock: Arc::new(self.clock.clone()),
                master: self.master.clone(),
                base: self.signers.base.clone(),
            }))
            .drain()
            .await
            .expect("the queue is read");
        let mails = self.mails().await;
        mails
            .into_iter()
            .filter(|mail| mail.subject.contains("vous attendent"))
            .collect()
    }
}

#[tokio::test]
async fn facilitators_are_told_how_many_applications_wait_once_a_day_and_nothing_of_anybody() {
    let world = World::of_badges().await;
    let jo = world.facilitator("jo@example.org", BIJ).await;
    world.facilitator("max@example.org", BIJ).await;
    assert!(world.told().await.is_empty());

    let ada = world.enter("ada%40example.org").await;
    world.apply(&ada, BIJ).await;
    let told = world.told().await;
    let mut to: Vec<&str> = told.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["jo@example.org", "max@example.org"]);
    for mail in &told {
        assert!(
            mail.text.contains("votre structure\u{a0}: 1."),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("/a-traiter\n"), "{}", mail.text);
        for private in ["ada", "Accueillir", STORY] {
            let whole = format!("{} {}", mail.subject, mail.text);
            assert!(
                !whole.to_lowercase().contains(&private.to_lowercase()),
                "{private}"
            );
        }
    }

    // Two more that day: one mail, and not before a day has passed. Jo asks for one too, which is not for Jo to review.
    for email in ["eva%40example.org", "ida%40example.org"] {
        world.clock.advance(TimeDelta::hours(1));
        let cookie = world.enter(email).await;
        world.apply(&cookie, BIJ).await;
        assert_eq!(world.told().await.len(), 2);
    }
    world.apply(&jo, BIJ).await;
    world.clock.advance(TimeDelta::hours(21));
    assert_eq!(world.told().await.len(), 2);
    world.clock.advance(TimeDelta::hours(2));
    let told = world.told().await;
    assert_eq!(told.len(), 4);
    for (to, count) in [("jo@example.org", 3), ("max@example.org", 4)] {
        let said = format!("votre structure\u{a0}: {count}.");
        let heard = told
            .iter()
            .any(|mail| mail.to == to && mail.text.contains(&said));
        assert!(heard, "{to}: {count}");
    }

    // Nothing new: nothing more is written, however long they wait.
    world.clock.advance(TimeDelta::days(3));
    assert_eq!(world.told().await.len(), 4);
    world.test.drop().await;
}

#[tokio::test]
async fn what_is_answered_or_taken_back_before_the_mail_is_not_counted() {
    let world = World::of_badges().await;
    world.facilitator("jo@example.org", BIJ).await;
    let ada = world.enter("ada%40example.org").await;
    let (mine, _) = world.apply(&ada, BIJ).await;
    world.post(&format!("{mine}/retirer"), &ada, "").await;
    assert!(world.told().await.is_empty(), "nothing waits");
    world.test.drop().await;
}
