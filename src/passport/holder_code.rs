//! « Titulaire confirmé » without telling an address: the holder gets a code by e-mail, or has their badge's own page show
//! one, and tells it to whoever asks.
//!
//! **Invariant:** whoever asks for a code learns nothing: not whether the badge is kept here, nor where its holder
//! reads mail. What is done while they wait is the same for every badge there could be; a job finds out whether there is
//! anybody to write to. What a right code confirms is said of the badge as it was last verified here.

use std::sync::Arc;

use chrono::TimeDelta;
use rand::rngs::StdRng;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::holder_code_store as store;
use crate::account::seal::MasterKey;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::id;
use crate::jobs::{self, Done, Handler, Job, NewJob};
use crate::text::{Language, text};

pub use store::Confirmed;

/// How long a code is good for.
pub const LASTS: TimeDelta = TimeDelta::minutes(10);
/// Codes that are made for one badge in an hour.
const MADE_AN_HOUR: i64 = 6;
/// Codes that are sent to one mailbox in an hour, whichever of its badges are looked at.
const SENT_AN_HOUR: i64 = 3;
/// The job that sends a code: its payload is `{"code": id, "language": "fr"}`.
const SEND: &str = "passport.holder_code";
/// Codes that a holder may have shown for one badge in an hour.
const MOST_SHOWN: i64 = 10;

/// Makes a code for the badge of that identity, whoever's it is and whether or not it is kept here; a job sends it.
///
/// # Errors
///
/// When the database refuses; nothing is sent then.
pub async fn send(
    pool: &PgPool,
    identity: &[u8; 32],
    language: Language,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let (id, now) = (id::public(), clock.now());
    let mac = master.mac(&purpose(id), digits(master, id).as_bytes());
    let mut tx = pool.begin().await?;
    if store::put(
        &mut tx,
        id,
        identity,
        &mac,
        (now, now + LASTS),
        MADE_AN_HOUR,
    )
    .await?
    {
        let job = NewJob {
            kind: SEND,
            payload: json!({ "code": id, "language": language.as_str() }),
            unique_key: Some(id.to_string()),
            run_at: now,
        };
        jobs::enqueue(&mut tx, &job, now).await?;
    }
    tx.commit().await
}

/// Sends codes, one job each, where there is somebody who can be written to.
pub struct SendCode {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What codes are made of, and mails are sealed under.
    pub master: MasterKey,
}

impl Handler for SendCode {
    fn kind(&self) -> &'static str {
        SEND
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async move {
            let id = job.payload["code"].as_str().and_then(|id| id.parse().ok());
            let id = id.ok_or("the payload names no code")?;
            let language = job.payload["language"].as_str();
            let language = language.and_then(Language::from_code).unwrap_or_default();
            let sent = self.one(id, language).await;
            sent.map_err(|error| format!("the database refused: {error}"))
        })
    }
}

impl SendCode {
    async fn one(&self, id: Uuid, language: Language) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let found = store::reachable(&mut tx, id, now, SENT_AN_HOUR).await?;
        let Some(badge) = found else { return Ok(()) };
        let Ok(address) = Address::parse(&badge.email) else {
            return Ok(());
        };
        store::sent(&mut tx, id, badge.id).await?;
        let code = digits(&self.master, id);
        let spaced = spaced(&code);
        let subject = text(language, "mail-code-subject", &[]);
        let said = [("badge", badge.name.as_str()), ("code", spaced.as_str())];
        let said = text(language, "mail-code-text", &said);
        let mail = (&address, subject, said);
        let (master, clock, mut rng): (_, _, StdRng) =
            (&self.master, &*self.clock, rand::make_rng());
        mail::send(&mut tx, "holder_code", mail, LASTS, master, clock, &mut rng).await?;
        tx.commit().await
    }
}

/// A code that its holder has shown on the badge's own page, with a space, good for [`LASTS`]. `None`: they have no
/// such badge that is confirmed to be theirs, or had too many codes within the hour.
///
/// # Errors
///
/// When the database refuses.
pub async fn show(
    pool: &PgPool,
    (holder, badge): (Uuid, Uuid),
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Option<String>, sqlx::Error> {
    let (id, now) = (id::public(), clock.now());
    let mut tx = pool.begin().await?;
    if !store::mine(&mut tx, (holder, badge), now, MOST_SHOWN).await? {
        return Ok(None);
    }
    let code = digits(master, id);
    let mac = master.mac(&purpose(id), code.as_bytes());
    store::put_shown(&mut tx, id, badge, &mac, (now, now + LASTS)).await?;
    tx.commit().await?;
    Ok(Some(spaced(&code)))
}

/// The digits in two groups, as they are read aloud.
fn spaced(code: &str) -> String {
    format!("{}\u{a0}{}", &code[..3], &code[3..])
}

/// The badge of that identity, if `code` is the last one sent or shown for it. A wrong one counts as a try.
///
/// # Errors
///
/// When the database does not answer.
pub async fn check(
    pool: &PgPool,
    identity: &[u8; 32],
    code: &str,
    master: &MasterKey,
    clock: &dyn Clock,
) -> Result<Option<Confirmed>, sqlx::Error> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let Some(last) = store::take_a_try(&mut tx, identity, now).await? else {
        return Ok(None);
    };
    let right = master.mac_is(&purpose(last.id), digits.as_bytes(), &last.mac);
    let confirmed = if right {
        store::used(&mut tx, last.id, now).await?
    } else {
        None
    };
    tx.commit().await?;
    Ok(confirmed)
}

/// The six digits of a code: kept nowhere, made of the master key whenever they are needed.
fn digits(master: &MasterKey, id: Uuid) -> String {
    let drawn = master.mac("passport.holder_code.digits", id.as_bytes());
    let number = drawn
        .first_chunk()
        .map_or(0, |octets| u64::from_be_bytes(*octets));
    format!("{:06}", number % 1_000_000)
}

fn purpose(id: Uuid) -> String {
    format!("passport.holder_code {id}")
}
