//! What the relay keeps of a person, told to them and forgotten at their wish.
//!
//! **Invariant:** a recruiter's export tells of a thread what their pages tell, and no more.

use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{RelayError, purpose_of_message, rights_store as store, said};
use crate::account::HolderKey;
use crate::account::rights::Told;
use crate::account::seal::MasterKey;
use crate::clock::Clock;

/// All that is kept of a person: proposals that they wrote, threads that they have, what was said in these.
///
/// # Errors
///
/// When the database does not answer, or something sealed does not open.
pub async fn told(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    key: &HolderKey,
) -> Result<Told, RelayError> {
    let mut told = Told::new();
    let with = |mut row: Value, name: &str, value: Value| {
        if let Some(row) = row.as_object_mut() {
            row.insert(name.to_owned(), value);
        }
        row
    };
    let mut written = Vec::new();
    for (id, row, sealed) in store::proposals(pool, holder).await? {
        let said = said(master, id, &sealed)?;
        let said = json!({ "what": said.what, "words": said.words });
        written.push(with(row, "said", said));
    }
    told.insert("relay.proposal".to_owned(), written.into());
    let mut threads = Vec::new();
    for (id, proposal, row, sealed, identity) in store::threads(pool, holder).await? {
        let said = said(master, proposal, &sealed)?;
        let row = with(
            row,
            "proposal",
            json!({ "what": said.what, "words": said.words }),
        );
        let given = super::identity(key, id, identity.as_deref())?;
        let given = given.map(|given| json!({ "name": given.name, "email": given.email }));
        threads.push(with(row, "identity", given.into()));
    }
    told.insert("relay.thread".to_owned(), threads.into());
    let mut messages = Vec::new();
    for (id, row, sealed) in store::messages(pool, holder).await? {
        let words = match sealed {
            None => Value::Null,
            Some(sealed) => {
                let plain = key.open(&purpose_of_message(id), &sealed)?;
                String::from_utf8_lossy(&plain).into_owned().into()
            }
        };
        messages.push(with(row, "words", words));
    }
    told.insert("relay.message".to_owned(), messages.into());
    Ok(told)
}

/// Forgets a person: nobody is behind their threads any more, nothing of what was said in them is left, and nobody's name
/// is on what they wrote for a company.
///
/// # Errors
///
/// When the database refuses.
pub async fn forget(
    tx: &mut PgConnection,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    store::forget(tx, holder, clock.now()).await
}
