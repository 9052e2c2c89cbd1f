//! What is kept of a person who asked for badges or took one by a code: told to them, and forgotten.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{ApplicationError, evidence, opened, rights_store as store};
use crate::account::HolderKey;
use crate::account::rights::Told;

/// All that this room keeps of a person, their texts and evidence opened; pictures are in base64.
///
/// # Errors
///
/// When the database does not answer, or something sealed does not open.
pub async fn told(pool: &PgPool, holder: Uuid, key: &HolderKey) -> Result<Told, ApplicationError> {
    let mut told: Told = store::told(pool, holder).await?.into_iter().collect();
    let mut applications = Vec::new();
    let mut shown = Vec::new();
    let mut connection = pool.acquire().await?;
    for (id, mut row, story, answer) in store::applications(pool, holder).await? {
        if let Some(row) = row.as_object_mut() {
            let story = opened(key, id, "story", story.as_deref())?;
            let answer = opened(key, id, "answer", answer.as_deref())?;
            row.insert("story".to_owned(), story.into());
            row.insert("answer".to_owned(), answer.into());
        }
        applications.push(row);
        for one in evidence::list(&mut connection, key, id).await? {
            let picture = if one.link {
                Value::Null
            } else {
                let png = evidence::picture(&mut connection, key, id, one.id).await?;
                STANDARD.encode(png).into()
            };
            shown.push(json!({
                "id": one.id, "application_id": id, "label": one.label, "picture": picture,
            }));
        }
    }
    told.insert("issuing.application".to_owned(), applications.into());
    told.insert("issuing.evidence".to_owned(), shown.into());
    Ok(told)
}

/// Forgets what a person told and showed, and which codes they used. That badges were awarded stays with the
/// organisations, under identifiers that name nobody.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    store::forget(tx, holder).await
}
