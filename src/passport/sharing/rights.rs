//! What a person opened to others and how they keep their badges: told to them, and forgotten.

use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{SharingError, collections, rights_store as store, service};
use crate::account::rights::Told;
use crate::account::seal::MasterKey;

/// All that is kept of a person's links, CVs and collections; of a link what its readers read, not its secret.
///
/// # Errors
///
/// [`SharingError`]
pub(in crate::passport) async fn told(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<Told, SharingError> {
    let mut told: Told = store::told(pool, holder).await?.into_iter().collect();
    let mut kept = Vec::new();
    for collection in collections::all(pool, master, holder).await? {
        kept.push(json!({"id": collection.id, "name": collection.name}));
    }
    told.insert("passport.collection".to_owned(), kept.into());
    let links = service::links(pool, master, holder).await?;
    if let Some(Value::Array(rows)) = told.get_mut("passport.share") {
        for row in rows {
            let link = links.iter().find(|link| row["id"] == json!(link.id));
            row["words"] = link.map_or(Value::Null, |link| json!(link.words));
        }
    }
    Ok(told)
}

/// Switches every link off and forgets every collection.
///
/// # Errors
///
/// When the database refuses.
pub(in crate::passport) async fn forget(
    tx: &mut PgConnection,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    store::forget(tx, holder).await
}
