//! A person's rights over all rooms at once: everything told in one ZIP, everything forgotten in one transaction
//! (GDPR, articles 15, 17 and 20; PRIVACY C6).
//!
//! **Invariant:** an erasure happens whole or not at all. What others keep rightly (that a badge was awarded, frozen
//! statistics, the ledger whose key is destroyed) names nobody afterwards.

mod joined;
mod joined_store;
mod retention;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::pack::{self, PackError};
use super::service::is_a_collision;
use super::sharing::{SharingError, rights as sharing};
use crate::account::mail;
use crate::account::profile::ProfileError;
use crate::account::rights as account;
use crate::account::seal::MasterKey;
use crate::account::service::key;
use crate::clock::Clock;
use crate::issuing::applications::{ApplicationError, rights as applications};
use crate::issuing::{assertions, zipped};
use crate::network::PublicBase;
use crate::presence::rights as presence;
use crate::relay::{RelayError, rights as relay};
use crate::search::rights as search;
use crate::text::{Language, text};

pub use joined::{Joined, join, join_by_card};
pub use retention::Retention;

/// How long the last mail may wait for a mail server: it holds the address until then.
const LAST_MAIL: TimeDelta = TimeDelta::days(7);

/// Why nothing could be told.
#[derive(Debug, thiserror::Error)]
pub enum TellError {
    /// This person was erased.
    #[error("there is no such holder any more")]
    Gone,
    /// What is kept cannot be read or opened.
    #[error(transparent)]
    Account(#[from] ProfileError),
    /// What they opened to others cannot be read.
    #[error(transparent)]
    Sharing(#[from] SharingError),
    /// What they asked for cannot be read.
    #[error(transparent)]
    Applications(#[from] ApplicationError),
    /// What was written through the relay cannot be read.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// The badges cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The ZIP cannot be written.
    #[error("the ZIP cannot be written: {0}")]
    Zip(String),
}

/// Everything about a person, by table: what each room keeps of them, opened with their own key.
///
/// # Errors
///
/// [`TellError`]
pub async fn told(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<account::Told, TellError> {
    let key = key::<ProfileError>(pool, holder, master).await?;
    let key = key.ok_or(TellError::Gone)?;
    let mut told = account::told(pool, holder, &key).await?;
    told.extend(presence::told(pool, holder, &key).await?);
    told.extend(relay::told(pool, master, holder, &key).await?);
    told.extend(search::told(pool, holder).await?);
    told.extend(store::told(pool, holder).await?);
    told.extend(sharing::told(pool, master, holder).await?);
    told.extend(applications::told(pool, holder, &key).await?);
    let awards = store::awards(pool, holder).await?;
    told.extend(assertions::told(pool, &awards).await?);
    Ok(told)
}

/// The ZIP of all that is kept of a person: `mes-donnees.json`, and their badges as the survival pack has them.
///
/// # Errors
///
/// [`TellError`]
pub async fn export(
    pool: &PgPool,
    master: &MasterKey,
    base: &PublicBase,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, TellError> {
    let told = told(pool, master, holder).await?;
    let badges = pack::files_of(pool, base, holder, now).await?;
    let mut files: zipped::Files = badges
        .into_iter()
        .map(|(name, bytes)| (format!("mes-badges/{name}"), bytes))
        .collect();
    let all = json!({
        "format": "territoire-donnees-1",
        "service": base.url("/"),
        "made": now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "tables": Value::Object(told),
    });
    let text = format!("{all:#}\n").into_bytes();
    files.insert("mes-donnees.json".to_owned(), text);
    let day = now.format("%d/%m/%Y").to_string();
    for (name, language) in [("LISEZMOI.txt", Language::Fr), ("README.txt", Language::En)] {
        let said = text_of_export(language, &day);
        files.insert(name.to_owned(), said.into_bytes());
    }
    zipped::zip(&files).map_err(|error| TellError::Zip(error.to_string()))
}

fn text_of_export(language: Language, day: &str) -> String {
    let mut said = text(language, "rights-export-readme", &[("day", day)]);
    said.push('\n');
    said
}

/// Who wants an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The holder.
    Own,
    /// Nobody has come since, to the holder's account.
    SilentSince(DateTime<Utc>),
}

impl Wish {
    fn actor(self) -> &'static str {
        match self {
            Self::Own => "holder",
            Self::SilentSince(_) => "house",
        }
    }

    fn silent_since(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Own => None,
            Self::SilentSince(then) => Some(then),
        }
    }

    fn mail(self) -> &'static str {
        match self {
            Self::Own => "mail-erased",
            Self::SilentSince(_) => "mail-erased-silent",
        }
    }
}

/// Erases a person: out of the map, signed out everywhere, badges and addresses gone, key destroyed, a last mail on its
/// way to each address that they had confirmed. False: they were erased before, or came by meanwhile.
///
/// # Errors
///
/// When the database refuses; nothing at all is changed then.
pub async fn erase(
    pool: &PgPool,
    master: &MasterKey,
    (holder, wish): (Uuid, Wish),
    languages: &[Language],
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<bool, sqlx::Error> {
    // A badge of theirs that is being verified again may stand in the way for a moment.
    for _ in 0..3 {
        match erase_once(pool, master, (holder, wish), languages, clock, rng).await {
            Err(error) if is_a_collision(&error) => {}
            outcome => return outcome,
        }
    }
    erase_once(pool, master, (holder, wish), languages, clock, rng).await
}

async fn erase_once(
    pool: &PgPool,
    master: &MasterKey,
    (holder, wish): (Uuid, Wish),
    languages: &[Language],
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<bool, sqlx::Error> {
    let (now, actor) = (clock.now(), wish.actor());
    let mut tx = pool.begin().await?;
    if !account::hold(&mut tx, holder, wish.silent_since()).await? {
        return Ok(false);
    }
    let awards = store::awards(&mut *tx, holder).await?;
    assertions::withdraw_all(&mut tx, &awards).await?;
    applications::forget(&mut tx, holder).await?;
    sharing::forget(&mut tx, holder).await?;
    relay::forget(&mut tx, holder, clock).await?;
    store::forget(&mut tx, holder).await?;
    search::leave(&mut tx, holder).await?;
    presence::leave(&mut tx, holder, actor, clock).await?;
    let former = account::forget(&mut tx, holder, actor, now).await?;
    let (subject, said) = said(wish.mail(), languages, &[]);
    for address in &former {
        let mail = (address, subject.clone(), said.clone());
        mail::send(&mut tx, "erased", mail, LAST_MAIL, master, clock, rng).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Subject and text of a mail, in one language or one after the other: we do not know which one somebody reads who has
/// not been here for long.
fn said(key: &str, languages: &[Language], args: &[(&str, &str)]) -> (String, String) {
    let all = |part: &str, between: &str| {
        let each = languages
            .iter()
            .map(|language| text(*language, &format!("{key}-{part}"), args));
        each.collect::<Vec<_>>().join(between)
    };
    (all("subject", " · "), all("text", "\n\n— — —\n\n"))
}
