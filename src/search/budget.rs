//! What a company may ask in a day (R5).
//!
//! **Invariant:** a question is counted before it is answered, once a day whoever of the company asks it and on
//! whichever node; a map, its tiles and the list of one question are one question.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
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
    let digest = digest(question);
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

fn digest(question: &Question) -> [u8; 32] {
    Sha256::digest(told(question, true).as_bytes()).into()
}

/// Companies whose charged questions one node remembers.
const COMPANIES: usize = 10_000;

/// What this node knows to be charged: of each company the last day it asked on, and its questions of that day.
///
/// **Invariant:** a question is in it once its charge is committed. A charge is never taken back on the day it is of, so
/// what is in it needs no second look; what is not in it may be charged all the same, by another node.
#[derive(Default)]
pub(super) struct Charged(RwLock<HashMap<Siren, Day>>);

/// A day, and the digests of the questions of that day.
type Day = (NaiveDate, HashSet<[u8; 32]>);

impl Charged {
    /// Whether the company was charged for `question` today.
    pub(super) fn knows(&self, company: &Siren, question: &Question, now: DateTime<Utc>) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let today = known
            .get(company)
            .filter(|(day, _)| *day == now.date_naive());
        today.is_some_and(|(_, questions)| questions.contains(&digest(question)))
    }

    /// The company was charged for `question`, and that is committed.
    pub(super) fn note(&self, company: &Siren, question: &Question, now: DateTime<Utc>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= COMPANIES && !known.contains_key(company) {
            known.clear();
        }
        let today = now.date_naive();
        let (day, questions) = known
            .entry(company.clone())
            .or_insert_with(|| (today, HashSet::new()));
        if *day != today {
            *day = today;
            questions.clear();
        }
        questions.insert(digest(question));
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::presence::question::{Scope, Wanted};

    #[test]
    fn a_charge_is_remembered_for_its_company_scope_and_day() {
        let charged = Charged::default();
        let [one, other] = ["732829320", "356000000"].map(|siren| Siren::parse(siren).unwrap());
        let asked = |code: &str| {
            let wanted = Wanted {
                competence: "programmer".to_owned(),
                level: 1,
            };
            Question::any_of(vec![wanted], Scope::Department(code.to_owned())).unwrap()
        };
        let now: DateTime<Utc> = "2026-11-24T23:59:00Z".parse().unwrap();
        assert!(!charged.knows(&one, &asked("41"), now));
        charged.note(&one, &asked("41"), now);
        assert!(charged.knows(&one, &asked("41"), now));
        assert!(!charged.knows(&one, &asked("37"), now), "another scope");
        assert!(!charged.knows(&other, &asked("41"), now), "another company");
        let tomorrow = now + chrono::TimeDelta::minutes(2);
        assert!(!charged.knows(&one, &asked("41"), tomorrow));
        charged.note(&one, &asked("37"), tomorrow);
        assert!(!charged.knows(&one, &asked("41"), tomorrow));
        assert!(
            !charged.knows(&one, &asked("41"), now),
            "a day that is over"
        );
    }
}
