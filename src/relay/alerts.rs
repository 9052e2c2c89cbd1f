//! Companies that came near the end of a week's first contacts, as coordinators are told (R5).

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgPool};

use super::{ALERTS_KEPT, FIRST_CONTACTS, alerts_store as store};
use crate::account::companies::Siren;
use crate::account::coordinators::{self, News};

/// A company that spent four fifths of a week's first contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The company's number.
    pub siren: String,
    /// Its name.
    pub name: String,
    /// The Monday of the week.
    pub week: NaiveDate,
    /// When it had spent them.
    pub at: DateTime<Utc>,
    /// Whether it wanted more than there were.
    pub refused: bool,
}

/// Those of weeks that began at `week` or later, the newest first, a hundred at most.
///
/// # Errors
///
/// When the database does not answer.
pub async fn since(pool: &PgPool, week: NaiveDate) -> Result<Vec<Alert>, sqlx::Error> {
    store::since(pool, week).await
}

/// Notes, in the transaction that sends, that `sent` first contacts of a company's week are spent with this one.
pub(super) async fn spent(
    tx: &mut PgConnection,
    company: &Siren,
    sent: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let near = sent * 5 >= FIRST_CONTACTS * 4;
    if near && store::put(tx, company.as_str(), now).await? {
        coordinators::tell(tx, News::Budget, now).await?;
    }
    Ok(())
}

/// Notes that a company wanted more first contacts than there are.
pub(super) async fn refused(
    pool: &PgPool,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    store::refused(pool, company.as_str(), now).await
}

/// Forgets alerts that are older than a year at `now`.
pub(super) async fn sweep(pool: &PgPool, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    store::sweep(pool, (now - ALERTS_KEPT).date_naive()).await
}
