//! Each night, what each network's issuers publish is put by: a badge outlives the platform.
//!
//! **Invariant:** an archive holds what [`IssuerRecord`] gathers and the page that checks badges with it, nothing of a
//! holder; one a network and day (UTC), the first stays; [`DAYS`] later it is gone.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::archive_store as store;
use super::record::{IssuerRecord, scope_of_network, verifier};
use super::service::IssuingError;
use super::zipped;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;

/// How many days an archive is kept.
pub const DAYS: i64 = 35;

/// An archive, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Its day, UTC.
    #[serde(rename = "date")]
    pub made_on: NaiveDate,
    /// Its size.
    pub octets: i32,
    /// Its content, in hexadecimal.
    pub sha256: String,
}

/// What a night's work came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Night {
    /// Archives that were made.
    pub made: usize,
    /// Archives that were forgotten.
    pub forgotten: u64,
}

/// Makes the archives of the day, and forgets the old ones.
pub struct Nightly {
    pool: PgPool,
    clock: Arc<dyn Clock>,
    base: PublicBase,
}

impl Nightly {
    /// The work of an installation.
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, base: PublicBase) -> Self {
        Self { pool, clock, base }
    }

    /// Makes what is missing of today and forgets what is [`DAYS`] days old. Again changes nothing.
    ///
    /// # Errors
    ///
    /// [`IssuingError`]; archives that were made stay.
    pub async fn work(&self) -> Result<Night, IssuingError> {
        let now = self.clock.now();
        let today = now.date_naive();
        let mut night = Night::default();
        for network in store::missing(&self.pool, today).await? {
            let scope = scope_of_network(&self.pool, &network.slug).await?;
            let record = IssuerRecord::gather(&self.pool, &self.base, &scope).await?;
            let zip = archive(&record, now)?;
            store::put(&self.pool, network.id, today, &zip).await?;
            night.made += 1;
        }
        night.forgotten = store::forget(&self.pool, today - TimeDelta::days(DAYS)).await?;
        Ok(night)
    }
}

impl Handler for Nightly {
    fn kind(&self) -> &'static str {
        "issuing.archive"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let night = self.work().await.map_err(|error| error.to_string())?;
            if night != Night::default() {
                tracing::info!(
                    night.made,
                    night.forgotten,
                    "archives of issuers' documents"
                );
            }
            Ok(())
        })
    }
}

fn archive(record: &IssuerRecord, now: DateTime<Utc>) -> Result<Vec<u8>, IssuingError> {
    let made = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut inside = json!({ "format": "territoire-archive-1", "made": made });
    if let (Some(inside), Ok(Value::Object(record))) =
        (inside.as_object_mut(), serde_json::to_value(record))
    {
        inside.extend(record);
    }
    let mut files = record.files();
    if let Some(page) = verifier(&inside) {
        files.insert("verifier.html".to_owned(), page);
    }
    let contents = json!({ "format": "territoire-archive-1", "made": made });
    files.insert(
        "contenu.json".to_owned(),
        format!("{contents:#}\n").into_bytes(),
    );
    let day = now.format("%d/%m/%Y");
    let explained = format!(
        "\
CE QUE CE RÉSEAU ET SES STRUCTURES PUBLIENT, LE {day}

documents/       clés, modèles de badges, listes de retraits, émetteurs reconnus ;
                 index.json dit quelle adresse répond quel fichier
verifier.html    ouvre cette page dans un navigateur, sans Internet, et déposes-y
                 un badge : elle dit s'il est authentique et s'il compte toujours

Il n'y a ici aucune personne, ni badge de personne.

With the program at hand:
territoire verify BADGE --documents documents/index.json
"
    );
    files.insert("LISEZMOI.txt".to_owned(), explained.into_bytes());
    zipped::zip(&files).map_err(IssuingError::from)
}

/// The archives of a network, the latest first.
///
/// # Errors
///
/// When the database refuses.
pub async fn kept(pool: &PgPool, network: &str) -> Result<Vec<Kept>, IssuingError> {
    Ok(store::kept(pool, network).await?)
}

/// The archive of a day; `None`: there is none.
///
/// # Errors
///
/// When the database refuses.
pub async fn bytes(
    pool: &PgPool,
    network: &str,
    day: NaiveDate,
) -> Result<Option<Vec<u8>>, IssuingError> {
    Ok(store::bytes(pool, network, day).await?)
}
