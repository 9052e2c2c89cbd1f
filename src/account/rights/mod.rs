//! What this room keeps of a person, told to them and forgotten at their wish; and when silence counts as that wish.
//!
//! **Invariant:** whoever is erased stays as a row without address, key or age, and nothing can be attached to it again
//! (`account.refuse_the_erased`); what was sealed under their key opens nowhere any more.

mod store;
pub mod viewing;

use chrono::{DateTime, Months, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::profile::{self, ProfileError};
use super::{Address, HolderKey};

/// An account is erased after that long without a sign-in (PRIVACY C6).
pub const SILENCE: Months = Months::new(24);
/// After that long its holder is told so.
pub const REMINDER: Months = Months::new(22);
/// Nobody is erased who was not told at least that long before.
pub const NOTICE: TimeDelta = TimeDelta::days(60);
/// How long « Qui m’a vu » remembers.
pub const VIEWINGS_LAST: Months = Months::new(12);
/// How long it is remembered that somebody was refused as a recruiter, and what a report that was decided said.
pub const DECISIONS_LAST: Months = Months::new(12);
/// How long it is remembered that a mail was sent, and of which kind.
pub const MAILS_LAST: TimeDelta = TimeDelta::days(30);

/// The longest that an operator may keep backups: what is erased is gone from them by then.
pub const BACKUPS_LAST: TimeDelta = TimeDelta::days(35);

/// What a room keeps of one person: rows by table (`account.address`). Of a secret only what is not secret is told.
pub type Told = Map<String, Value>;

/// All that this room keeps of a person.
///
/// # Errors
///
/// When the database does not answer, or something sealed does not open.
pub async fn told(pool: &PgPool, holder: Uuid, key: &HolderKey) -> Result<Told, ProfileError> {
    let mut told: Told = store::told(pool, holder).await?.into_iter().collect();
    let profile = match store::profile(pool, holder).await? {
        None => json!([]),
        Some((sealed, changed_at)) => {
            let plain = key.open(&profile::purpose(holder), &sealed)?;
            let opened: Value =
                serde_json::from_slice(&plain).map_err(|_| ProfileError::Unreadable)?;
            json!([{ "profile": opened, "changed_at": changed_at }])
        }
    };
    told.insert("account.profile".to_owned(), profile);
    Ok(told)
}

/// Keeps everybody else away from a holder until the transaction ends; false: there is no such person, no longer, or
/// they came by after `silent_since`.
///
/// # Errors
///
/// When the database refuses.
pub async fn hold(
    tx: &mut PgConnection,
    holder: Uuid,
    silent_since: Option<DateTime<Utc>>,
) -> Result<bool, sqlx::Error> {
    store::hold(tx, holder, silent_since).await
}

/// Forgets a held person: addresses, key, age, sessions, links, mails, profile, applications and « Qui m’a vu » go,
/// roles end. Tells the addresses that they had confirmed and not left, so that a last mail can be written.
///
/// Whatever refers to their addresses must be gone before.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget(
    tx: &mut PgConnection,
    holder: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Address>, sqlx::Error> {
    let emails = store::forget(tx, holder, now).await?;
    store::bury(tx, holder, actor, now).await?;
    Ok(read(&emails))
}

/// Notes that a silent holder is told so now; their addresses: the confirmed ones, or all where none is.
///
/// # Errors
///
/// When the database refuses.
pub async fn remind(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Address>, sqlx::Error> {
    let emails = store::remind(tx, holder, now).await?;
    Ok(read(&emails))
}

fn read(emails: &[String]) -> Vec<Address> {
    let read = emails.iter().map(|email| Address::parse(email));
    read.filter_map(Result::ok).collect()
}
