//! How cells are shaded by a question, and what was worked out last.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::matching::Counts;
use super::moved::Version;
use super::state::State;
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

/// Questions that are remembered at a time; one takes four bytes for each scope and competence, a few kilobytes.
const MOST: usize = 2_048;

type Asked = (Siren, bool, Vec<Wanted>);

/// What was worked out of a question.
pub(in crate::search) struct Worked {
    /// That question, wherever it was asked first.
    question: Question,
    version: Version,
    /// From when until when it holds, in microseconds since 1970.
    steady: Range<i64>,
    pub(super) counts: Counts,
    pub(super) shading: Arc<Shading>,
}

impl Worked {
    fn of(state: &State, question: &Question, counts: Counts, now: DateTime<Utc>) -> Self {
        Self {
            question: question.clone(),
            version: state.moved.version(),
            steady: state.steady(now),
            shading: Arc::new(state.shading(&counts)),
            counts,
        }
    }

    /// How the cells are shaded.
    pub(in crate::search) fn shading(&self) -> &Shading {
        &self.shading
    }

    /// Whether it is what would be worked out now.
    pub(super) fn holds(&self, state: &State, now: DateTime<Utc>) -> bool {
        let is_still = || state.is_still(self.version, &self.question);
        self.steady.contains(&now.timestamp_micros()) && is_still()
    }
}

/// What was worked out last for each question of each company, wherever it was asked: the map is of the whole region.
#[derive(Default)]
pub(super) struct Kept(RwLock<HashMap<Asked, Arc<Worked>>>);

impl Kept {
    /// What was worked out before, where it holds still; brought up to date, where people changed; or else worked out anew.
    pub(super) fn get(
        &self,
        state: &State,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Arc<Worked> {
        let asked = (
            company.clone(),
            question.every(),
            question.wanted().to_vec(),
        );
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let before = kept.get(&asked).cloned();
        drop(kept);
        if let Some(before) = &before
            && before.holds(state, now)
        {
            return Arc::clone(before);
        }
        let before = before.filter(|before| before.steady.contains(&now.timestamp_micros()));
        let counts = before.and_then(|before| {
            state.counts_since(before.version, &before.counts, question, company, now)
        });
        let counts = counts.unwrap_or_else(|| state.counts(question, company, now));
        let worked = Arc::new(Worked::of(state, question, counts, now));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(&asked) {
            kept.clear();
        }
        kept.insert(asked, Arc::clone(&worked));
        worked
    }

    /// What it takes in memory, in bytes, without the questions themselves.
    pub(super) fn bytes(&self) -> usize {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let worked = kept.values().map(|worked| {
            size_of::<Worked>() + worked.counts.bytes() + size_of_val(&*worked.shading.shades)
        });
        worked.sum()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::base::{Person, Row};
    use super::super::gathered::{Gathered, Head};
    use super::super::names::Names;
    use super::super::state::Chains;
    use super::*;
    use crate::presence::question::Together;

    /// By number; the last one is nobody's until somebody changes.
    const COMPETENCES: [&str; 4] = ["a", "b", "c", "d"];

    fn companies() -> [Siren; 2] {
        ["732829320", "356000000"].map(|siren| Siren::parse(siren).expect("a SIREN"))
    }

    /// A region with two departments.
    fn region() -> (Names, Chains) {
        let region = Scope::Region("24".to_owned());
        let mut chains = Chains::from([(region.clone(), vec![region.clone()])]);
        let mut names = Names::default();
        names.scope(region.clone());
        for code in ["41", "37"] {
            let department = Scope::Department(code.to_owned());
            names.scope(department.clone());
            chains.insert(department.clone(), vec![department, region.clone()]);
        }
        (names, chains)
    }

    /// The same numbers as they come up: of so many competences and companies.
    fn named(mut names: Names, competences: usize, excluded: usize) -> Names {
        for code in &COMPETENCES[..competences] {
            names.competence(code);
        }
        for company in &companies()[..excluded] {
            names.company(company.as_str());
        }
        names
    }

    fn questions() -> Vec<Question> {
        let wanted = |competence: &str, level| Wanted {
            competence: competence.to_owned(),
            level,
        };
        let at = || Scope::Region("24".to_owned());
        let any_of = |wanted| Question::any_of(wanted, at()).expect("a question");
        let two = vec![wanted("a", 1), wanted("b", 1)];
        vec![
            any_of(vec![wanted("a", 1)]),
            any_of(vec![wanted("a", 2), wanted("d", 1)]),
            any_of(COMPETENCES.map(|code| wanted(code, 1)).to_vec()),
            Question::of(two, true, at(), Together::Two).expect("a question"),
        ]
    }

    /// Somebody of a department who has some of so many competences and excludes one of so many companies or none; found
    /// nowhere without a row.
    fn person(competences: u16, companies: u32) -> impl Strategy<Value = Person> {
        let row =
            (0..competences, 1_u8..=3, 1_i64..40).prop_map(|(competence, level, expires)| Row {
                earned: None,
                expires,
                competence,
                level,
            });
        let rows = proptest::collection::vec(row, 0..4);
        (0.0_f64..1.0, rows, 0..=companies, 1_u32..3).prop_map(|(chance, rows, excludes, place)| {
            Person {
                named: chance < 0.3,
                within: [None, None, Some(place), Some(0)],
                rows,
                excluded: excludes.checked_sub(1).into_iter().collect(),
            }
        })
    }

    /// A state that these people are the base of.
    fn base<'a>(
        people: impl Iterator<Item = (&'a Uuid, &'a Person)>,
        competences: usize,
        excluded: usize,
    ) -> State {
        let mut gathered = Gathered::default();
        for (id, person) in people.filter(|(_, person)| !person.rows.is_empty()) {
            let (id, named, within) = (*id, person.named, person.within);
            gathered.person(Head { id, named, within });
            person.rows.iter().for_each(|row| gathered.row(*row));
            for company in &person.excluded {
                gathered.exclude(id, *company);
            }
        }
        let (names, chains) = region();
        State::new(named(names, competences, excluded), chains, 1, &gathered)
    }

    proptest! {
        /// Whoever changes and whatever expires in between, in whatever order it is asked, what was remembered and brought
        /// up to date is what would be worked out now: also of a competence or a company that nobody named before, beyond
        /// what is remembered of changes, and after everything was made anew.
        #[test]
        fn what_is_remembered_is_what_would_be_worked_out_now(
            people in proptest::collection::btree_map((0_u128..200).prop_map(Uuid::from_u128), person(3, 1), 0..120),
            rounds in proptest::collection::vec(
                (
                    proptest::collection::btree_map((0_u128..220).prop_map(Uuid::from_u128), person(4, 2), 0..6),
                    -2_i64..4,
                    0_usize..4,
                    0_u8..8,
                ),
                1..40,
            ),
        ) {
            let mut people = people;
            let mut state = base(people.iter(), 3, 1);
            let (kept, questions) = (Kept::default(), questions());
            let mut micros = 0;
            for (changed, later, question, anew) in rounds {
                let found = changed.iter().filter(|(_, person)| !person.rows.is_empty());
                let found = found.map(|(id, person)| (*id, person.clone())).collect();
                let names = named(state.names.clone(), 4, 2);
                state.renew(names, &changed.keys().copied().collect(), found);
                people.extend(changed);
                if anew == 0 {
                    state = base(people.iter(), 4, 2);
                }
                micros += later;
                let now = DateTime::from_timestamp_micros(micros).expect("an instant");
                if state.is_due(now) {
                    state.expire(now);
                }
                for company in companies() {
                    let question = &questions[question];
                    let worked = kept.get(&state, question, &company, now);
                    let expected = state.counts(question, &company, now);
                    prop_assert_eq!(&worked.counts, &expected);
                    prop_assert_eq!(&*worked.shading, &state.shading(&expected));
                }
            }
        }
    }

    #[test]
    fn what_nobody_moved_is_worked_out_once() {
        let mut state = base([].into_iter(), 3, 1);
        let (kept, [one, other]) = (Kept::default(), companies());
        let question = &questions()[0];
        let now = DateTime::from_timestamp_micros(5).expect("an instant");
        let first = kept.get(&state, question, &one, now);
        assert!(Arc::ptr_eq(&first, &kept.get(&state, question, &one, now)));
        assert!(!Arc::ptr_eq(
            &first,
            &kept.get(&state, question, &other, now)
        ));
        let mut come = |competence| {
            let row = Row {
                earned: None,
                expires: 40,
                competence,
                level: 1,
            };
            let person = Person {
                named: false,
                within: [None, None, Some(1), Some(0)],
                rows: vec![row],
                excluded: Vec::new(),
            };
            let id = Uuid::from_u128(u128::from(competence));
            let names = state.names.clone();
            state.renew(names, &BTreeSet::from([id]), vec![(id, person)]);
            kept.get(&state, question, &one, now)
        };
        assert!(
            Arc::ptr_eq(&first, &come(1)),
            "nobody who has what is sought"
        );
        assert!(!Arc::ptr_eq(&first, &come(0)));
    }
}
