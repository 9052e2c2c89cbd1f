//! The links of one holder: opened, listed, switched off.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::store::{self, NewPage, Row};
use super::{MOST_LINKS, SharingError, Token, Words};
use crate::account::seal::MasterKey;
use crate::account::{Address, HolderKey, service as account};
use crate::clock::Clock;
use crate::id;
use crate::issuing::artwork::safe_picture;
use crate::passport::shelf;

/// A page that a holder opened.
pub struct Link {
    /// Its row, for its holder alone.
    pub id: Uuid,
    /// The secret part of its address.
    pub token: Token,
    /// What it shows.
    pub what: What,
    /// What its holder wrote for readers.
    pub words: Words,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// One badge.
    Badge {
        /// Its row.
        id: Uuid,
        /// What was earned.
        name: String,
        /// 1 to 3.
        level: i16,
        /// Name of its issuer, or where it publishes.
        issuer: String,
        /// Since when it holds.
        valid_from: Option<DateTime<Utc>>,
        /// Until when.
        valid_until: Option<DateTime<Utc>>,
    },
    /// A collection, as it is when somebody looks.
    Collection {
        /// Its row.
        id: Uuid,
        /// What its holder calls it.
        name: String,
    },
    /// A CV that names nobody.
    Cv {
        /// How many badges stand in it.
        entries: i64,
        /// The address that its readers are shown.
        shown_address: Option<String>,
    },
}

impl Link {
    /// The path of the page.
    #[must_use]
    pub fn path(&self) -> String {
        let room = if matches!(self.what, What::Cv { .. }) {
            "cv"
        } else {
            "p"
        };
        format!("/{room}/{}", self.token.as_str())
    }
}

/// Opens a page on one badge; `None`: the holder has no such badge.
///
/// # Errors
///
/// [`SharingError`]; nothing is opened then.
pub async fn open_badge(
    pool: &PgPool,
    (holder, badge): (Uuid, Uuid),
    name: Option<String>,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Uuid>, SharingError> {
    let Some(original) = shelf::original(pool, holder, badge).await? else {
        return Ok(None);
    };
    let picture = if ["png", "svg"].contains(&original.format.as_str()) {
        // What is baked into it stays behind: these are its pixels.
        tokio::task::spawn_blocking(move || safe_picture(&original.bytes).ok())
            .await
            .map_err(|_| SharingError::Stopped)?
    } else {
        None
    };
    let words = Words { name, title: None };
    let mut tx = pool.begin().await?;
    let shows = Shows {
        badge: Some(badge),
        picture: picture.as_deref(),
        ..Shows::default()
    };
    let opened = open(&mut tx, holder, &words, shows, master, clock, rng).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Opens a page on a collection; `None`: the holder has no such collection.
///
/// # Errors
///
/// [`SharingError`]; nothing is opened then.
pub async fn open_collection(
    pool: &PgPool,
    (holder, collection): (Uuid, Uuid),
    words: &Words,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Uuid>, SharingError> {
    let mut tx = pool.begin().await?;
    let shows = Shows {
        collection: Some(collection),
        ..Shows::default()
    };
    let opened = open(&mut tx, holder, words, shows, master, clock, rng).await?;
    tx.commit().await?;
    Ok(opened)
}

/// What a page that is opened shows.
#[derive(Default)]
pub(super) struct Shows<'a> {
    pub badge: Option<Uuid>,
    pub collection: Option<Uuid>,
    pub cv: bool,
    pub picture: Option<&'a [u8]>,
}

/// Opens a page in the caller's transaction; `None`: what it would show is not this holder's, or they are gone.
pub(super) async fn open(
    tx: &mut PgConnection,
    holder: Uuid,
    words: &Words,
    shows: Shows<'_>,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Option<Uuid>, SharingError> {
    let Some(key) = account::key::<SharingError>(&mut *tx, holder, master).await? else {
        return Ok(None);
    };
    if store::count(tx, holder).await? >= MOST_LINKS {
        return Err(SharingError::TooMany);
    }
    let (id, token) = (id::public(), Token::draw(rng));
    let sealed_token = key.seal(&purpose(id), token.as_str().as_bytes(), rng);
    let words = if *words == Words::default() {
        None
    } else {
        Some(token.seal(words, rng)?)
    };
    let page = NewPage {
        id,
        holder,
        digest: &token.digest(),
        sealed_token: &sealed_token,
        words: words.as_deref(),
        badge: shows.badge,
        collection: shows.collection,
        is_cv: shows.cv,
        picture: shows.picture,
        now: clock.now(),
    };
    Ok(store::put(tx, &page).await?.then_some(id))
}

/// What the secret part of a link is sealed for.
fn purpose(id: Uuid) -> String {
    format!("passport.share {id}")
}

/// A holder's links, the newest first.
///
/// # Errors
///
/// [`SharingError`]
pub async fn links(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<Vec<Link>, SharingError> {
    let rows = store::pages(pool, holder, None).await?;
    rows.into_iter()
        .map(|row| read(row, holder, master))
        .collect()
}

/// One link of a holder; `None`: they have no such link.
///
/// # Errors
///
/// [`SharingError`]
pub async fn link(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    id: Uuid,
) -> Result<Option<Link>, SharingError> {
    let row = store::pages(pool, holder, Some(id)).await?.pop();
    row.map(|row| read(row, holder, master)).transpose()
}

fn read(row: Row, holder: Uuid, master: &MasterKey) -> Result<Link, SharingError> {
    let key = HolderKey::unwrap(holder, &row.wrapped_key, master)?;
    let token = key.open(&purpose(row.id), &row.sealed_token)?;
    let token = std::str::from_utf8(&token)
        .ok()
        .and_then(Token::read)
        .ok_or(SharingError::Unreadable)?;
    let what = match (row.badge, row.collection) {
        (Some(id), _) => What::Badge {
            id,
            name: row.badge_name.unwrap_or_default(),
            level: row.level.unwrap_or(1),
            issuer: row.issuer.unwrap_or_default(),
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        },
        (None, Some(id)) => What::Collection {
            id,
            name: row
                .collection_name
                .map(|sealed| super::collections::name(&key, id, &sealed))
                .transpose()?
                .unwrap_or_default(),
        },
        (None, None) => What::Cv {
            entries: row.entries,
            shown_address: row.shown_address,
        },
    };
    Ok(Link {
        id: row.id,
        words: token.open(row.words.as_deref())?,
        token,
        what,
        created_at: row.created_at,
    })
}

/// Switches a link off; `false`: the holder has no such link.
///
/// # Errors
///
/// When the database refuses.
pub async fn cut(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
    store::cut(pool, holder, id).await
}

/// Shows an address of the holder's to who has the link of that CV, or none any more; `false`: no such CV of theirs, or
/// the address is not theirs.
///
/// # Errors
///
/// When the database refuses.
pub async fn show_address(
    pool: &PgPool,
    (holder, cv): (Uuid, Uuid),
    address: Option<&Address>,
) -> Result<bool, sqlx::Error> {
    store::show_address(pool, holder, cv, address.map(Address::as_str)).await
}
