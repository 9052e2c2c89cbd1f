//! What this room keeps of a person, told to them; and their way out of it when they are erased.
//!
//! **Invariant:** the ledger keeps its rows; their sealed part opens with the holder's own key, and with nothing once
//! that is destroyed.

use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::service::{SEALED_BADGES, SEALED_PLACE};
use super::{rights_store, store};
use crate::account::HolderKey;
use crate::account::profile::ProfileError;
use crate::account::rights::Told;
use crate::clock::Clock;

/// All that this room keeps of a person, each consent with its place opened.
///
/// # Errors
///
/// When the database does not answer, or a place does not open under the holder's key.
pub async fn told(pool: &PgPool, holder: Uuid, key: &HolderKey) -> Result<Told, ProfileError> {
    let mut told: Told = rights_store::told(pool, holder)
        .await?
        .into_iter()
        .collect();
    let mut consents = Vec::new();
    for consent in rights_store::consents(pool, holder).await? {
        let open = |purpose: &str, sealed: &Option<Vec<u8>>| match sealed {
            None => Ok::<_, ProfileError>(Value::Null),
            Some(sealed) => {
                let plain = key.open(purpose, sealed)?;
                Ok(String::from_utf8_lossy(&plain).into_owned().into())
            }
        };
        let place = open(SEALED_PLACE, &consent.sealed)?;
        let badges = open(SEALED_BADGES, &consent.sealed_badges)?;
        consents.push(json!({
            "action": consent.action,
            "level": consent.level,
            "text_version": consent.text_version,
            "at": consent.at,
            "expires_at": consent.expires_at,
            "place": place,
            "badges": badges,
        }));
    }
    told.insert("presence.consent".to_owned(), consents.into());
    Ok(told)
}

/// Takes a holder out of every live answer (C2), in the transaction that erases them.
///
/// # Errors
///
/// When the database refuses.
pub async fn leave(
    tx: &mut PgConnection,
    holder: Uuid,
    actor: &str,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    store::end(tx, holder, "withdrawn", actor, now).await?;
    store::refresh(tx, &[holder], now).await?;
    rights_store::forget(tx, holder).await
}

/// What one account keeps companies out of, the account that it becomes does too (C5).
///
/// # Errors
///
/// When the database refuses.
pub async fn bring_over(
    tx: &mut PgConnection,
    other: Uuid,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    rights_store::bring_over(tx, other, holder).await
}
