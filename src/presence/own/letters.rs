//! What is written to holders about their place: that badges wait for their choice, and that a consent ends soon.
//!
//! **Invariant:** each is written once; a mail names no badge and no place, and leads to `/ma-presence`.

use std::sync::Arc;

use chrono::TimeDelta;
use rand::rngs::StdRng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::letters_store as store;
use crate::account::seal::MasterKey;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;
use crate::text::{Language, text};

/// How long before its end a consent is spoken of.
const BEFORE: TimeDelta = TimeDelta::days(14);
/// How long an invitation may wait for a mail server.
const INVITATION_LASTS: TimeDelta = TimeDelta::days(7);
/// Holders who are written to in one transaction.
const TOGETHER: i64 = 100;

/// Reminds holders, two weeks before it ends, that their consent does: once for each consent.
pub struct Remind {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Where the link leads.
    pub base: PublicBase,
}

impl Handler for Remind {
    fn kind(&self) -> &'static str {
        "presence.remind"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let mut reminded = 0;
            loop {
                let round = self.round().await.map_err(|error| error.to_string())?;
                if round == 0 {
                    break;
                }
                reminded += round;
            }
            if reminded > 0 {
                tracing::info!(reminded, "holders were told that their consent ends soon");
            }
            Ok(())
        })
    }
}

impl Remind {
    async fn round(&self) -> Result<usize, sqlx::Error> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let ending = store::ending(&mut tx, now, now + BEFORE, TOGETHER).await?;
        for consent in &ending {
            let Some(address) = address(&mut tx, consent.holder).await? else {
                continue;
            };
            let date = consent.expires_at.format("%d/%m/%Y").to_string();
            let mail = written(&address, "mail-ending", &self.base, &[("date", &date)]);
            let good_for = (consent.expires_at - now).max(TimeDelta::zero());
            let mut rng: StdRng = rand::make_rng();
            let (master, clock) = (&self.master, &*self.clock);
            mail::send(
                &mut tx,
                "presence_ending",
                mail,
                good_for,
                master,
                clock,
                &mut rng,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(ending.len())
    }
}

/// Tells a holder, once, that badges of theirs were brought here and that nobody sees them.
pub struct Invite {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Where the link leads.
    pub base: PublicBase,
}

impl Handler for Invite {
    fn kind(&self) -> &'static str {
        "presence.invite"
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async {
            let holder = job.payload["holder"].as_str();
            let holder: Uuid = holder
                .and_then(|id| id.parse().ok())
                .ok_or("the payload names no holder")?;
            self.invite(holder).await.map_err(|error| error.to_string())
        })
    }
}

impl Invite {
    async fn invite(&self, holder: Uuid) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        if !store::invited(&mut tx, holder, self.clock.now()).await? {
            return Ok(());
        }
        let Some(address) = address(&mut tx, holder).await? else {
            return Ok(());
        };
        let mail = written(&address, "mail-invitation", &self.base, &[]);
        let mut rng: StdRng = rand::make_rng();
        mail::send(
            &mut tx,
            "presence_invitation",
            mail,
            INVITATION_LASTS,
            &self.master,
            &*self.clock,
            &mut rng,
        )
        .await?;
        tx.commit().await
    }
}

/// Where a holder is written to: the address that they confirmed first, else the one that a badge was given to.
async fn address(tx: &mut PgConnection, holder: Uuid) -> Result<Option<Address>, sqlx::Error> {
    let email = store::address(tx, holder).await?;
    Ok(email.and_then(|email| Address::parse(&email).ok()))
}

/// The mail of that key, in French and then in English: nobody's language is remembered.
fn written<'a>(
    address: &'a Address,
    key: &str,
    base: &PublicBase,
    said: &[(&str, &str)],
) -> (&'a Address, String, String) {
    let link = base.url("/ma-presence");
    let mut said = said.to_vec();
    said.push(("link", &link));
    let in_words = |language| text(language, &format!("{key}-text"), &said);
    let subject = text(Language::Fr, &format!("{key}-subject"), &[]);
    let both = format!(
        "{}\n\n—\n\n{}",
        in_words(Language::Fr),
        in_words(Language::En)
    );
    (address, subject, both)
}
