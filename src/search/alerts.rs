//! Companies that came near the end of a day's budget, as coordinators are told (R5).

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;

use super::alerts_store as store;

/// A company that spent four fifths of a day's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The company's number.
    pub siren: String,
    /// Its name.
    pub name: String,
    /// The day, in UTC.
    pub day: NaiveDate,
    /// When it had spent them.
    pub at: DateTime<Utc>,
    /// Whether it wanted more than there were.
    pub refused: bool,
}

/// Those since `day`, the newest first, a hundred at most.
///
/// # Errors
///
/// When the database does not answer.
pub async fn since(pool: &PgPool, day: NaiveDate) -> Result<Vec<Alert>, sqlx::Error> {
    store::since(pool, day).await
}
