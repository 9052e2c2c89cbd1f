//! « Mes badges »: what a holder has here, as its last verification found it.
//!
//! **Invariant:** a badge is shown, and its file given, to the holder that it was given to and to nobody else.

use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::shelf_store as store;

pub use store::{Badge, Original};

/// A holder's badges, in the order that they gave them: those that they put nowhere come first, the newest before.
///
/// # Errors
///
/// When the database does not answer.
pub async fn badges(pool: &PgPool, holder: Uuid) -> Result<Vec<Badge>, sqlx::Error> {
    store::badges(pool, holder, None).await
}

/// One badge of a holder, with the checks that its answers rest on; `None`: the holder has no such badge.
///
/// # Errors
///
/// When the database does not answer.
pub async fn badge(
    pool: &PgPool,
    holder: Uuid,
    id: Uuid,
) -> Result<Option<(Badge, Vec<Checked>)>, sqlx::Error> {
    let Some(badge) = store::badges(pool, holder, Some(id)).await?.pop() else {
        return Ok(None);
    };
    let report = store::report(pool, id).await?;
    let checks = report["checks"].as_array().into_iter().flatten();
    let text = |check: &Value, member: &str| check[member].as_str().unwrap_or_default().to_owned();
    let checks = checks.map(|check| Checked {
        id: text(check, "id"),
        outcome: text(check, "outcome"),
        detail: text(check, "detail"),
    });
    Ok(Some((badge, checks.collect())))
}

/// A check of the last verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Which: `proof`, `status`…
    pub id: String,
    /// `pass`, `fail` or `unknown`.
    pub outcome: String,
    /// What was found.
    pub detail: String,
}

/// A badge's file, byte for byte as it came; `None`: the holder has no such badge.
///
/// # Errors
///
/// When the database does not answer.
pub async fn original(
    pool: &PgPool,
    holder: Uuid,
    id: Uuid,
) -> Result<Option<Original>, sqlx::Error> {
    store::original(pool, holder, id).await
}
