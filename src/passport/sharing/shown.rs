//! What anyone reads who has a link.
//!
//! **Invariant:** read through the public door alone, which gives away one link at a time and no more than its page shows.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::shown_store as store;
use super::{SharingError, Token, Words};

pub use store::{Badge, Entry};

/// A shared page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// One badge.
    Badge {
        /// What its holder wrote.
        words: Words,
        /// The badge.
        badge: Box<Badge>,
        /// There is a picture of it.
        picture: bool,
    },
    /// A collection.
    Collection {
        /// What its holder wrote.
        words: Words,
        /// Its badges, in their holder's order.
        badges: Vec<Badge>,
    },
    /// A CV that names nobody.
    Cv {
        /// What its holder wrote.
        words: Words,
        /// Its badges, in an order that is the same for everybody.
        entries: Vec<Entry>,
        /// The address that its holder shows.
        address: Option<String>,
    },
}

/// The page of that link; `None`: there is no such link, or no longer.
///
/// # Errors
///
/// [`SharingError`]
pub async fn page(
    public: &PgPool,
    token: &Token,
    now: DateTime<Utc>,
) -> Result<Option<Shown>, SharingError> {
    let digest = token.digest();
    let Some(page) = store::page(public, &digest).await? else {
        return Ok(None);
    };
    let words = token.open(page.words.as_deref())?;
    Ok(match page.kind.as_str() {
        "badge" => {
            let badge = store::badges(public, &digest, now).await?.pop();
            badge.map(|badge| Shown::Badge {
                words,
                badge: Box::new(badge),
                picture: page.has_picture,
            })
        }
        "collection" => Some(Shown::Collection {
            words,
            badges: store::badges(public, &digest, now).await?,
        }),
        _ => Some(Shown::Cv {
            words,
            entries: store::entries(public, &digest, now).await?,
            address: page.shown_address,
        }),
    })
}

/// The picture of the badge of that link, as PNG: pixels and nothing else.
///
/// # Errors
///
/// When the database does not answer.
pub async fn picture(public: &PgPool, token: &Token) -> Result<Option<Vec<u8>>, sqlx::Error> {
    store::picture(public, &token.digest()).await
}
