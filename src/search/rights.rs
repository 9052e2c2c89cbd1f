//! What searches keep of a person, told to them; and their way out (PRIVACY C6).

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{saved, store};
use crate::account::rights::Told;

/// The cards that stand for a person now, which they may also read in « Qui m’a vu »; and, of a recruiter, the searches
/// that they keep.
///
/// # Errors
///
/// When the database does not answer.
pub async fn told(pool: &PgPool, holder: Uuid) -> Result<Told, sqlx::Error> {
    let rows: Value = store::told(pool, holder).await?;
    let saved: Value = saved::told(pool, holder).await?;
    let told = [("search.token", rows), ("search.saved", saved)];
    Ok(told
        .into_iter()
        .map(|(name, rows)| (name.to_owned(), rows))
        .collect())
}

/// Makes every card of a person stand for nobody and forgets the searches that they keep, in the transaction that erases
/// them.
///
/// # Errors
///
/// When the database refuses.
pub async fn leave(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    store::forget(tx, holder).await?;
    saved::leave(tx, holder).await
}
