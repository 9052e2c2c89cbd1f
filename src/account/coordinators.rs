//! Coordinators are told by mail that something waits for them: an application of a recruiter, a recruiter whom reports
//! suspended, a company near the end of a budget (R5, R6).
//!
//! **Invariant:** the mail names nobody: it counts, and leads to the pages where it can be read. It is queued in the
//! transaction of what happened, and written for each coordinator once for it, however often the job runs.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::companies::standing;
use super::seal::MasterKey;
use super::{mail, roles, service};
use crate::clock::Clock;
use crate::jobs::{self, Done, Handler, Job, NewJob};
use crate::text::{Language, text};

/// The job: its payload is `{"news": …, "at": instant}`, with `"coordinator": id` for one who was written to that day.
const TELL: &str = "account.tell_coordinators";
/// How long the mail is worth being sent.
const MAIL_LASTS: TimeDelta = TimeDelta::days(2);

/// What coordinators are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Somebody asks to become a recruiter: at most one mail a day.
    Application,
    /// Holders' reports suspended a recruiter (R6): each time.
    Suspended,
    /// A company spent four fifths of a budget (R5): at most one mail a day.
    Budget,
}

impl News {
    const ALL: [Self; 3] = [Self::Application, Self::Suspended, Self::Budget];

    fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Suspended => "suspended",
            Self::Budget => "budget",
        }
    }

    /// The kind of the mail.
    fn kind(self) -> &'static str {
        match self {
            Self::Application => "recruiters_wait",
            Self::Suspended => "recruiter_suspended",
            Self::Budget => "budget_near",
        }
    }

    /// Between two mails of this kind to one coordinator.
    fn between(self) -> TimeDelta {
        match self {
            Self::Application | Self::Budget => TimeDelta::hours(24),
            Self::Suspended => TimeDelta::zero(),
        }
    }
}

/// Queues, in the transaction of what happened at `now`, that all coordinators are told.
///
/// # Errors
///
/// When the database refuses.
pub async fn tell(
    tx: &mut PgConnection,
    news: News,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let payload = json!({ "news": news.as_str(), "at": now });
    queue(tx, payload, news.as_str().to_owned(), (now, now)).await
}

async fn queue(
    tx: &mut PgConnection,
    payload: Value,
    key: String,
    (now, run_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    let job = NewJob {
        kind: TELL,
        payload,
        unique_key: Some(key),
        run_at,
    };
    jobs::enqueue(tx, &job, now).await.map(drop)
}

/// Tells coordinators. Any of any network may decide on recruiters, so that all are told.
pub struct TellCoordinators {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// The address of `/coordination` here.
    pub link: String,
}

impl Handler for TellCoordinators {
    fn kind(&self) -> &'static str {
        TELL
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async move {
            let said = |member: &str| job.payload[member].as_str();
            let news = News::ALL
                .into_iter()
                .find(|news| said("news") == Some(news.as_str()))
                .ok_or("the payload tells nothing that is known")?;
            let at = said("at").and_then(|at| at.parse().ok());
            let at = at.ok_or("the payload does not say when")?;
            let told = match said("coordinator").and_then(|id| id.parse().ok()) {
                Some(coordinator) => self.one(coordinator, news, (at, job.attempts)).await,
                None => self.all(news, (at, job.attempts)).await,
            };
            told.map_err(|error| format!("the database refused: {error}"))
        })
    }
}

impl TellCoordinators {
    async fn all(&self, news: News, tried: (DateTime<Utc>, i32)) -> Result<(), sqlx::Error> {
        for coordinator in roles::coordinators(&self.pool).await? {
            self.one(coordinator, news, tried).await?;
        }
        Ok(())
    }

    /// Writes to one coordinator about what happened at `at`, or leaves it until a day after the last time.
    async fn one(
        &self,
        coordinator: Uuid,
        news: News,
        (at, attempts): (DateTime<Utc>, i32),
    ) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        service::in_turn(&mut tx, coordinator).await?;
        let last = mail::last_of(&mut tx, news.kind(), coordinator).await?;
        // The job got that far before.
        if attempts > 1 && last.is_some_and(|last| last >= at) {
            return Ok(());
        }
        let again = last.map(|last| last + news.between());
        if let Some(again) = again.filter(|again| *again > now) {
            let payload = json!({ "news": news.as_str(), "at": at, "coordinator": coordinator });
            let key = format!("{}:{coordinator}", news.as_str());
            queue(&mut tx, payload, key, (now, again)).await?;
            return tx.commit().await;
        }
        let counts = standing::counts(&self.pool, coordinator).await?;
        let count = match news {
            News::Application => counts.applications,
            News::Suspended => counts.reported,
            News::Budget => 1,
        };
        let addresses = service::addresses(&mut *tx, coordinator).await?;
        if let (1.., Some(address)) = (count, addresses.first()) {
            let (count, link) = (count.to_string(), self.link.as_str());
            let said = [("count", count.as_str()), ("link", link)];
            let key = |part| format!("mail-coordinators-{}-{part}", news.as_str());
            // In French and then in English: nobody's language is remembered.
            let [french, english] =
                [Language::Fr, Language::En].map(|language| text(language, &key("text"), &said));
            let subject = text(Language::Fr, &key("subject"), &said);
            let written = (address, subject, format!("{french}\n\n—\n\n{english}"));
            let mut rng: StdRng = rand::make_rng();
            let (master, clock) = (&self.master, &*self.clock);
            let kind = news.kind();
            mail::send(&mut tx, kind, written, MAIL_LASTS, master, clock, &mut rng).await?;
        }
        tx.commit().await
    }
}
