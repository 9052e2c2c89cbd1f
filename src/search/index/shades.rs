//! How cells are shaded by a question, and what was worked out last.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use crate::account::companies::Siren;
use crate::presence::question::{Bucket, Question, Scope, Wanted};

/// How a cell is shown: the class of the bucket that answers for it, and of which kind of scope that is.
///
/// Each is a number below five: a tile writes the one and the other as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shade {
    class: u8,
    scope: u8,
}

impl Shade {
    /// Fewer than five, at every scope.
    pub const NOBODY: Self = Self { class: 0, scope: 0 };
    /// The classes of a map's legend, by number: none is told, 5–9, 10–19, 20 and more.
    pub const CLASSES: [u8; 4] = [0, 2, 3, 4];
    /// The kinds of scope, by number.
    pub const SCOPES: [&str; 5] = ["none", "cell", "epci", "department", "region"];

    /// That of a bucket that is told of a scope of that kind, by [`Shade::scope`].
    pub(super) fn of(scope: u8, bucket: Bucket) -> Self {
        let class = match bucket {
            Bucket::Five => 1,
            Bucket::Ten => 2,
            Bucket::Twenty => 3,
        };
        Self { class, scope }
    }

    /// The number of a kind of scope.
    pub(super) fn scope(scope: &Scope) -> u8 {
        match scope {
            Scope::Cell(_) => 1,
            Scope::Epci(_) => 2,
            Scope::Department(_) => 3,
            Scope::Region(_) => 4,
        }
    }

    /// What is told of a cell; `None`: nothing.
    #[must_use]
    pub fn told(answer: Option<&(Scope, Bucket)>) -> Self {
        answer.map_or(Self::NOBODY, |(scope, bucket)| {
            Self::of(Self::scope(scope), *bucket)
        })
    }

    /// All of it in one octet.
    #[must_use]
    pub(in crate::search) fn octet(self) -> u8 {
        self.class << 4 | self.scope
    }

    /// Its places in [`Shade::CLASSES`] and [`Shade::SCOPES`].
    #[must_use]
    pub fn numbers(self) -> (u8, u8) {
        (self.class, self.scope)
    }
}

/// How each published cell of a tree is shown, in the order of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shading {
    /// Which tree.
    pub tree: i32,
    /// By cell.
    pub shades: Box<[Shade]>,
}

/// Questions that are remembered at a time; one takes about a kilobyte.
const MOST: usize = 4_096;

type Asked = (Siren, bool, Vec<Wanted>);

struct Worked {
    /// Of which state of what the question rests on.
    version: u64,
    /// From when until when, in microseconds since 1970.
    since: i64,
    until: i64,
    shading: Arc<Shading>,
}

/// What was worked out last for each question of each company, wherever it was asked: the map is of the whole region.
#[derive(Default)]
pub(super) struct Kept(RwLock<HashMap<Asked, Worked>>);

impl Kept {
    /// What was worked out of the same state at another time, while nothing that it rests on has expired; or else anew,
    /// with the instant at which something will.
    pub(super) fn get(
        &self,
        question: &Question,
        company: &Siren,
        version: u64,
        now: DateTime<Utc>,
        work: impl FnOnce() -> (Shading, Option<i64>),
    ) -> Arc<Shading> {
        let asked = (
            company.clone(),
            question.every(),
            question.wanted().to_vec(),
        );
        let now = now.timestamp_micros();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(&asked).filter(|worked| {
            worked.version == version && (worked.since..worked.until).contains(&now)
        });
        if let Some(known) = known {
            return Arc::clone(&known.shading);
        }
        drop(kept);
        let (shading, until) = work();
        let shading = Arc::new(shading);
        let worked = Worked {
            version,
            since: now,
            until: until.unwrap_or(i64::MAX),
            shading: Arc::clone(&shading),
        };
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked, worked);
        shading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_worked_out_serves_the_same_state_until_something_expires() {
        let kept = Kept::default();
        let company = Siren::parse("732829320").expect("a SIREN");
        let other = Siren::parse("356000000").expect("a SIREN");
        let wanted = |level| Wanted {
            competence: "programmer".to_owned(),
            level,
        };
        let region = || Scope::Region("24".to_owned());
        let question = Question::any_of(vec![wanted(1)], region()).expect("a question");
        let deeper = Question::any_of(vec![wanted(2)], region()).expect("a question");
        let at = |micros| DateTime::from_timestamp_micros(micros).expect("an instant");
        let mut worked = 0;
        let mut ask = |question: &Question, company: &Siren, version, now, until| {
            let before = worked;
            kept.get(question, company, version, at(now), || {
                worked += 1;
                let shades = Box::new([]);
                (Shading { tree: 1, shades }, until)
            });
            worked > before
        };
        assert!(ask(&question, &company, 1, 100, Some(200)));
        assert!(!ask(&question, &company, 1, 150, None));
        assert!(!ask(&question, &company, 1, 199, None));
        assert!(ask(&question, &company, 1, 200, None), "a row expired");
        assert!(ask(&question, &company, 2, 200, None), "something changed");
        assert!(
            ask(&question, &company, 2, 199, None),
            "the clock was set back"
        );
        assert!(ask(&question, &other, 2, 200, None), "another company (C5)");
        assert!(ask(&deeper, &company, 2, 200, None), "another level");
        assert!(!ask(&deeper, &company, 2, 1_000_000, None));
    }
}
