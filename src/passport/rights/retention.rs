//! The job that erases accounts which nobody comes to any more, and tells their holders before.

use std::sync::Arc;

use chrono::TimeDelta;
use rand::rngs::StdRng;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Wish, erase, said, store};
use crate::account::mail;
use crate::account::rights::{self as account, NOTICE, REMINDER, SILENCE};
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;
use crate::text::Language;

/// How long a reminder may wait for a mail server.
const REMINDER_LASTS: TimeDelta = TimeDelta::days(14);
/// Both: the language of somebody who is not here is not known.
const LANGUAGES: [Language; 2] = [Language::Fr, Language::En];

/// Reminds after 22 months without a sign-in and erases after 24, and never less than sixty days after the reminder. A
/// badge that came meanwhile counts as a sign of life. Codes that were sent for badges go after a day.
pub struct Retention {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Where this installation is reached.
    pub base: PublicBase,
}

impl Retention {
    async fn remind(&self, holder: Uuid, rng: &mut StdRng) -> Result<(), sqlx::Error> {
        let clock = &*self.clock;
        let mut tx = self.pool.begin().await?;
        let silent_since = clock.now() - REMINDER;
        if !account::hold(&mut tx, holder, Some(silent_since)).await? {
            return Ok(());
        }
        let link = self.base.url("/connexion");
        let (subject, text) = said("mail-silent", &LANGUAGES, &[("link", &link)]);
        for address in account::remind(&mut tx, holder, clock.now()).await? {
            let mail = (&address, subject.clone(), text.clone());
            mail::send(
                &mut tx,
                "silent",
                mail,
                REMINDER_LASTS,
                &self.master,
                clock,
                rng,
            )
            .await?;
        }
        tx.commit().await
    }

    async fn look(&self) -> Result<(), sqlx::Error> {
        let now = self.clock.now();
        let mut rng: StdRng = rand::make_rng();
        store::forget_codes(&self.pool, now - TimeDelta::days(1)).await?;
        let silent = store::silent(&self.pool, now - REMINDER, None).await?;
        for holder in &silent {
            self.remind(*holder, &mut rng).await?;
        }
        let since = now - SILENCE;
        let gone = store::silent(&self.pool, since, Some(now - NOTICE)).await?;
        for holder in &gone {
            let wish = (*holder, Wish::SilentSince(since));
            let (pool, master, clock) = (&self.pool, &self.master, &*self.clock);
            erase(pool, master, wish, &LANGUAGES, clock, &mut rng).await?;
        }
        if !silent.is_empty() || !gone.is_empty() {
            let (reminded, erased) = (silent.len(), gone.len());
            tracing::info!(reminded, erased, "accounts that nobody comes to");
        }
        Ok(())
    }
}

impl Handler for Retention {
    fn kind(&self) -> &'static str {
        "passport.retention"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let looked = self.look().await;
            looked.map_err(|error| format!("the database refused: {error}"))
        })
    }
}
