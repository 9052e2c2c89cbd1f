//! What a company may ask in a day (R5).
//!
//! **Invariant:** a question is counted before it is answered, once a day whoever of the company asks it and on
//! whichever node; a map, its tiles and the list of one question are one question.

use chrono::{DateTime, Days, NaiveTime, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::{SearchError, store};
use crate::account::companies::Siren;
use crate::account::coordinators::{self, News};
use crate::presence::question::Question;

/// Distinct (scope, question) pairs of a company in a day of UTC (R5).
pub const BUDGET: u32 = 200;

/// What is left of a company's day after a question was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// Questions that may still be asked today.
    pub remaining: u32,
}

/// Counts `question`, unless the company asked it today.
///
/// # Errors
///
/// [`SearchError::Spent`] where it would be one too many: coordinators are told, in a transaction of its own.
pub(super) async fn charge(
    tx: &mut PgConnection,
    company: &Siren,
    question: &Question,
    now: DateTime<Utc>,
) -> Result<Spent, SearchError> {
    let digest: [u8; 32] = Sha256::digest(told(question, true).as_bytes()).into();
    let day = now.date_naive();
    let most = i32::try_from(BUDGET).unwrap_or(i32::MAX);
    let spent = store::charge(tx, company.as_str(), day, &digest, most, now).await?;
    if let Some(Ok(spent)) = spent.map(u32::try_from) {
        // `search.charge` keeps an alert from four fifths on; coordinators hear of it once.
        if spent * 5 >= BUDGET * 4 && store::to_be_told(tx, company.as_str(), day, now).await? {
            coordinators::tell(tx, News::Budget, now).await?;
        }
        return Ok(Spent {
            remaining: BUDGET.saturating_sub(spent),
        });
    }
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    Err(SearchError::Spent {
        until: next.and_time(NaiveTime::MIN).and_utc(),
    })
}

/// A question in one form, whatever the order in which it was said: with the scope that it was asked at, or without.
pub(super) fn told(question: &Question, with_scope: bool) -> String {
    let mut text = String::from(if question.every() { "all" } else { "any" });
    for wanted in question.wanted() {
        text.push('\n');
        text.push_str(&wanted.competence);
        text.push(' ');
        text.push_str(&wanted.level.to_string());
    }
    if with_scope {
        let scope = question.scope();
        text.push_str("\nat ");
        text.push_str(scope.kind());
        text.push(' ');
        text.push_str(&scope.code());
    }
    text
}
