//! What a holder decided about their place, told to them from the ledger alone (C1).
//!
//! **Invariant:** what is personal in it is opened with the holder's own key; once that is gone, nobody reads it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::ledger_store as store;
use crate::account::seal::MasterKey;
use crate::account::service::key;
use crate::presence::service::{SEALED_BADGES, SEALED_PLACE};
use crate::presence::{Place, PresenceError};

/// One row of the ledger, as its holder may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the ledger.
    pub seq: i64,
    /// `given`, `withdrawn` or `expired`.
    pub action: String,
    /// 0 to 3.
    pub level: i16,
    /// The text that was agreed to.
    pub text_version: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when a consent was given.
    pub expires_at: Option<DateTime<Utc>>,
    /// The place of a consent.
    pub place: Option<Place>,
    /// The names of the badges that it was for; `None`: all of them. One that is kept no more has no name.
    pub badges: Option<Vec<Option<String>>>,
}

/// A holder's own rows, the newest first.
///
/// # Errors
///
/// When the database does not answer, or the holder's key does not open what it sealed.
pub async fn of(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<Vec<Entry>, PresenceError> {
    let Some(key) = key::<PresenceError>(pool, holder, master).await? else {
        return Ok(Vec::new());
    };
    let names: BTreeMap<Uuid, String> = store::names(pool, holder).await?.into_iter().collect();
    let mut entries = Vec::new();
    for row in store::rows(pool, holder).await? {
        let open = |purpose: &str, sealed: Option<&Vec<u8>>| {
            let opened = sealed.map(|sealed| key.open(purpose, sealed)).transpose()?;
            let text = opened.map(|plain| String::from_utf8_lossy(&plain).into_owned());
            Ok::<_, PresenceError>(text)
        };
        let place = open(SEALED_PLACE, row.sealed.as_ref())?;
        let badges = open(SEALED_BADGES, row.sealed_badges.as_ref())?;
        entries.push(Entry {
            seq: row.seq,
            action: row.action,
            level: row.level,
            text_version: row.text_version,
            at: row.at,
            expires_at: row.expires_at,
            place: place.and_then(|place| Place::parse(&place).ok()),
            badges: badges.map(|ids| {
                let ids = ids.split(' ').filter_map(|id| id.parse().ok());
                ids.map(|id: Uuid| names.get(&id).cloned()).collect()
            }),
        });
    }
    Ok(entries)
}
