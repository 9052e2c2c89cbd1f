//! Facilitators are told that applications wait for them: how many, at most once a day each.
//!
//! **Invariant:** the mail names nobody and no badge: it counts, and leads to the queue.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::store;
use crate::account::roles::{self, Role};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::jobs::{self, Done, Handler, Job, NewJob};
use crate::network::PublicBase;
use crate::text::{Language, text};

/// The job: its payload is `{"organisation": id}`, or `{"facilitator": id}` for one who was written to that day.
const TELL: &str = "issuing.tell_facilitators";
/// The kind of the mail.
const KIND: &str = "applications_wait";
/// Between two mails to one facilitator.
const A_DAY: TimeDelta = TimeDelta::hours(24);
/// How long the mail is worth being sent.
const MAIL_LASTS: TimeDelta = TimeDelta::days(2);

/// Queues, in the transaction of a sending, that the organisation's facilitators are told.
pub(super) async fn arrived(
    tx: &mut PgConnection,
    organisation: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let payload = json!({ "organisation": organisation });
    queue(tx, payload, organisation, (now, now)).await
}

async fn queue(
    tx: &mut PgConnection,
    payload: Value,
    key: Uuid,
    (now, run_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    let job = NewJob {
        kind: TELL,
        payload,
        unique_key: Some(key.to_string()),
        run_at,
    };
    jobs::enqueue(tx, &job, now).await.map(drop)
}

/// Tells the facilitators of an organisation that applications wait.
pub struct TellFacilitators {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Where the link leads.
    pub base: PublicBase,
}

impl Handler for TellFacilitators {
    fn kind(&self) -> &'static str {
        TELL
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async move {
            let named =
                |member: &str| -> Option<Uuid> { job.payload[member].as_str()?.parse().ok() };
            let told = match (named("organisation"), named("facilitator")) {
                (Some(organisation), _) => self.all_of(organisation).await,
                (None, Some(facilitator)) => self.one(facilitator).await,
                (None, None) => return Err("the payload names nobody".to_owned()),
            };
            told.map_err(|error| format!("the database refused: {error}"))
        })
    }
}

impl TellFacilitators {
    async fn all_of(&self, organisation: Uuid) -> Result<(), sqlx::Error> {
        for facilitator in roles::facilitators(&self.pool, organisation).await? {
            self.one(facilitator).await?;
        }
        Ok(())
    }

    /// Writes to one facilitator, or leaves it for a day after the last time. Called again it changes nothing more.
    async fn one(&self, facilitator: Uuid) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let organisations: Vec<Uuid> = roles::of(&self.pool, facilitator)
            .await?
            .into_iter()
            .filter_map(|held| match held.role {
                Role::Facilitator(organisation) => Some(organisation),
                Role::Coordinator(_) | Role::Partner(_) => None,
            })
            .collect();
        let mut tx = self.pool.begin().await?;
        // Two organisations of one facilitator take turns.
        account::in_turn(&mut tx, facilitator).await?;
        let last = mail::last_of(&mut tx, KIND, facilitator).await?;
        if let Some(again) = last.map(|last| last + A_DAY).filter(|again| *again > now) {
            let payload = json!({ "facilitator": facilitator });
            queue(&mut tx, payload, facilitator, (now, again)).await?;
            return tx.commit().await;
        }
        let waiting = store::how_many_wait(&mut tx, &organisations, facilitator).await?;
        let addresses = account::addresses(&mut *tx, facilitator).await?;
        if let (1.., Some(address)) = (waiting, addresses.first()) {
            let mut rng: StdRng = rand::make_rng();
            let written = self.written(address, waiting);
            let (master, clock) = (&self.master, &*self.clock);
            mail::send(&mut tx, KIND, written, MAIL_LASTS, master, clock, &mut rng).await?;
        }
        tx.commit().await
    }

    /// In French and then in English: nobody's language is remembered.
    fn written<'a>(&self, address: &'a Address, waiting: i64) -> (&'a Address, String, String) {
        let (link, count) = (self.base.url("/a-traiter"), waiting.to_string());
        let said = [("count", count.as_str()), ("link", link.as_str())];
        let [french, english] = [Language::Fr, Language::En]
            .map(|language| text(language, "mail-applications-wait-text", &said));
        let subject = text(Language::Fr, "mail-applications-wait-subject", &said);
        (address, subject, format!("{french}\n\n—\n\n{english}"))
    }
}
