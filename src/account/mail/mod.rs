//! Mails: written in the transaction that calls for them, sent once by a job, then forgotten.
//!
//! **Invariant:** whom a mail goes to and what it says are in the database only sealed, and only until it is sent;
//! no log and no job names either. That one was sent, of which kind, is kept for thirty days.

mod store;
mod transport;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Address;
use super::seal::MasterKey;
use crate::clock::Clock;
use crate::id;
use crate::jobs::{self, Done, Handler, Job, NewJob};

pub use transport::{NotATransport, Transport};

/// Which mails a job sends; its payload is `{"mail": id}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// What somebody sits and waits for: a link or a code, good for an hour at most. It does not stand behind the
    /// thousands of letters that one published need may write.
    Awaited,
    /// Everything else.
    Letters,
}

impl Queue {
    fn of(good_for: TimeDelta) -> Self {
        if good_for <= TimeDelta::hours(1) {
            Self::Awaited
        } else {
            Self::Letters
        }
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Awaited => "account.mail",
            Self::Letters => "account.mail.letter",
        }
    }
}

/// A mail to be sent.
#[derive(Serialize, Deserialize)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Its subject, in the reader's language.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
    /// Where an answer goes, where not to the sender.
    #[serde(default)]
    pub reply_to: Option<String>,
}

/// Writes a mail in the caller's transaction; a job sends it, unless `good_for` has passed before it could.
///
/// # Errors
///
/// When the database refuses.
pub async fn send(
    tx: &mut PgConnection,
    kind: &'static str,
    mail: (&Address, String, String),
    good_for: TimeDelta,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let (to, subject, text) = mail;
    let mail = Mail {
        to: to.as_str().to_owned(),
        subject,
        text,
        reply_to: None,
    };
    write(tx, kind, mail, good_for, master, clock, rng).await
}

/// The same, of a mail that may say where an answer goes.
///
/// # Errors
///
/// When the database refuses.
pub async fn write(
    tx: &mut PgConnection,
    kind: &'static str,
    mail: Mail,
    good_for: TimeDelta,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let id = id::public();
    let plain = serde_json::to_vec(&mail).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let sealed = master.seal(&purpose(id), &plain, rng);
    let to = mail.to.as_str();
    store::put(tx, id, kind, (to, &sealed), now, now + good_for).await?;
    let job = NewJob {
        kind: Queue::of(good_for).kind(),
        payload: json!({ "mail": id }),
        unique_key: Some(id.to_string()),
        run_at: now,
    };
    jobs::enqueue(tx, &job, now).await?;
    Ok(())
}

/// When a person was last written a mail of that kind; mails are forgotten after thirty days.
///
/// # Errors
///
/// When the database does not answer.
pub async fn last_of(
    tx: &mut PgConnection,
    kind: &str,
    holder: Uuid,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    store::last_of(tx, kind, holder).await
}

fn purpose(id: Uuid) -> String {
    format!("account.mail {id}")
}

/// Sends the mails of one queue, one job each.
pub struct Post {
    /// Which.
    pub queue: Queue,
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Who carries them.
    pub transport: Arc<Transport>,
}

impl Handler for Post {
    fn kind(&self) -> &'static str {
        self.queue.kind()
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async move {
            let id = job.payload["mail"].as_str().and_then(|id| id.parse().ok());
            let id = id.ok_or("the payload names no mail")?;
            let told = |error: sqlx::Error| format!("the database refused: {error}");
            let waiting = store::waiting(&self.pool, id, self.clock.now()).await;
            let Some(sealed) = waiting.map_err(told)? else {
                return Ok(());
            };
            let mail = open(id, &sealed, &self.master).ok_or("the mail does not open")?;
            self.transport.carry(id, &mail).await?;
            let keep = matches!(*self.transport, Transport::Shown);
            let sent = store::sent(&self.pool, id, keep, self.clock.now()).await;
            sent.map_err(told)
        })
    }
}

fn open(id: Uuid, sealed: &[u8], master: &MasterKey) -> Option<Mail> {
    let plain = master.open(&purpose(id), sealed).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// A mail of the demonstration, as its outbox shows it.
pub struct Shown {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// The mail.
    pub mail: Mail,
}

/// The demonstration's last mails, newest first: elsewhere nothing of a mail is kept once it was sent.
///
/// # Errors
///
/// When the database does not answer.
pub async fn outbox(pool: &PgPool, master: &MasterKey) -> Result<Vec<Shown>, sqlx::Error> {
    let rows = store::last(pool).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let mail = open(row.id, &row.sealed?, master)?;
            Some(Shown {
                at: row.created_at,
                mail,
            })
        })
        .collect())
}
