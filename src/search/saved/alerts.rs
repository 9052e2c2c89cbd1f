//! The letter that says once a week which kept searches have grown.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use rand::rngs::StdRng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{REMEMBERED, figure, grew, store};
use crate::account::companies::{self, Recruiter};
use crate::account::seal::MasterKey;
use crate::account::{Address, mail};
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;
use crate::presence::own;
use crate::presence::question::{Bucket, Scope};
use crate::text::{Language, text};

/// Recruiters who are looked after in one round.
const TOGETHER: i64 = 100;
/// How long a letter may wait for a mail server: the next one comes after a week.
const LASTS: TimeDelta = TimeDelta::days(6);

/// Asks the kept searches again after each weekly batch, and writes to recruiters whose answers have grown.
pub struct Alerts {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails are sealed under.
    pub master: MasterKey,
    /// Where the link leads.
    pub base: PublicBase,
}

impl Handler for Alerts {
    fn kind(&self) -> &'static str {
        "search.alerts"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let written = self.all().await.map_err(|error| error.to_string())?;
            if written > 0 {
                tracing::info!(written, "recruiters were told that answers have grown");
            }
            Ok(())
        })
    }
}

impl Alerts {
    async fn all(&self) -> Result<usize, sqlx::Error> {
        let Some(week) = store::week(&self.pool).await? else {
            return Ok(0);
        };
        let mut written = 0;
        loop {
            let due = store::due(&self.pool, week, TOGETHER).await?;
            if due.is_empty() {
                return Ok(written);
            }
            let mut taken = false;
            for holder in due {
                let (took, wrote) = self.one(holder, week).await?;
                taken |= took;
                written += usize::from(wrote);
            }
            // What another node holds is its own to finish.
            if !taken {
                return Ok(written);
            }
        }
    }

    /// One recruiter in one transaction: whether there was something to do, and whether they are written to.
    async fn one(&self, holder: Uuid, week: NaiveDate) -> Result<(bool, bool), sqlx::Error> {
        let now = self.clock.now();
        let recruiter = companies::recruiter(&self.pool, holder).await?;
        let mut tx = self.pool.begin().await?;
        let due = store::take(&mut tx, holder, week).await?;
        let taken = !due.is_empty();
        let mut grown: Vec<(String, Scope, Bucket)> = Vec::new();
        // Whoever may not ask is told nothing; what grows meanwhile is told when they may again.
        if let Some(recruiter) = &recruiter {
            for one in due {
                let is = figure(&mut tx, recruiter, &one.saved.question, now).await?;
                let more = grew(one.told.as_ref(), is.as_ref());
                if more || one.told_at <= now - REMEMBERED {
                    store::tell(&mut tx, one.saved.id, is.as_ref(), now).await?;
                }
                if more && let Some((zone, bucket)) = is {
                    grown.push((one.saved.name, zone, bucket));
                }
            }
        }
        let written = match &recruiter {
            Some(recruiter) if !grown.is_empty() => self.write(&mut tx, recruiter, &grown).await?,
            _ => false,
        };
        tx.commit().await?;
        Ok((taken, written))
    }

    async fn write(
        &self,
        tx: &mut PgConnection,
        recruiter: &Recruiter,
        grown: &[(String, Scope, Bucket)],
    ) -> Result<bool, sqlx::Error> {
        let address = store::address(tx, recruiter.holder).await?;
        let Some(address) = address.and_then(|email| Address::parse(&email).ok()) else {
            return Ok(false);
        };
        let codes: Vec<String> = grown.iter().map(|(_, zone, _)| zone.code()).collect();
        let places: Vec<(&str, &str)> = grown
            .iter()
            .zip(&codes)
            .map(|((_, zone, _), code)| (zone.kind(), code.as_str()))
            .collect();
        let names = own::names(&self.pool, &places).await?;
        let link = self.base.url("/recruteurs/recherches");
        let said = |language| {
            let lines = grown
                .iter()
                .zip(&names)
                .map(|((name, zone, bucket), place)| {
                    let count = text(language, &format!("search-bucket-{}", bucket.floor()), &[]);
                    let scope = text(language, &format!("search-scope-{}", zone.kind()), &[]);
                    let place = place.as_deref().unwrap_or_default();
                    let line = [
                        ("name", name.as_str()),
                        ("count", &count),
                        ("scope", &scope),
                        ("place", place),
                    ];
                    text(language, "mail-alerts-line", &line)
                });
            let lines = lines.collect::<Vec<_>>().join("\n");
            text(
                language,
                "mail-alerts-text",
                &[("lines", &lines), ("link", &link)],
            )
        };
        let subject = text(Language::Fr, "mail-alerts-subject", &[]);
        let both = format!("{}\n\n—\n\n{}", said(Language::Fr), said(Language::En));
        let mut rng: StdRng = rand::make_rng();
        mail::send(
            tx,
            "search_alerts",
            (&address, subject, both),
            LASTS,
            &self.master,
            &*self.clock,
            &mut rng,
        )
        .await?;
        Ok(true)
    }
}
