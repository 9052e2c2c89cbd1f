//! Whoever changed since the base was made: few beside it, and looked up by what they have.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::base::{Person, Sought};

/// People as they are now, whatever the base says of them.
///
/// **Invariant:** `having` and `ends` tell of the rows in `people`, and of nothing else.
#[derive(Debug, Default)]
pub(super) struct Changed {
    people: HashMap<Uuid, Person>,
    /// Who has a competence, at whatever level.
    having: HashMap<u16, HashSet<Uuid>>,
    /// How many rows expire at an instant, in microseconds since 1970.
    ends: BTreeMap<i64, usize>,
}

impl Changed {
    /// Somebody is now like this.
    pub(super) fn put(&mut self, id: Uuid, person: Person) {
        self.take(id);
        for row in &person.rows {
            self.having.entry(row.competence).or_default().insert(id);
            *self.ends.entry(row.expires).or_default() += 1;
        }
        self.people.insert(id, person);
    }

    /// Somebody is found nowhere, or as the base has them; as they were here.
    pub(super) fn take(&mut self, id: Uuid) -> Option<Person> {
        let person = self.people.remove(&id)?;
        for row in &person.rows {
            if let Some(others) = self.having.get_mut(&row.competence) {
                others.remove(&id);
            }
            if let Some(rows) = self.ends.get_mut(&row.expires) {
                *rows -= 1;
                if *rows == 0 {
                    self.ends.remove(&row.expires);
                }
            }
        }
        Some(person)
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Person> {
        self.people.get(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// Those who have one of these competences or more, at whatever level, each once.
    pub(super) fn having(&self, sought: &Sought) -> impl Iterator<Item = (Uuid, &Person)> {
        let sets = sought.iter().flatten();
        let sets = sets.filter_map(|(competence, _)| self.having.get(competence));
        let ids: BTreeSet<Uuid> = sets.flatten().copied().collect();
        ids.into_iter()
            .filter_map(|id| Some((id, self.people.get(&id)?)))
    }

    /// When the next of their rows expires after `now`, in microseconds since 1970.
    pub(super) fn next_end(&self, now: i64) -> Option<i64> {
        let later = now.checked_add(1)?;
        self.ends.range(later..).next().map(|(end, _)| *end)
    }

    /// When the last of their rows expired until `now`, likewise.
    pub(super) fn last_end(&self, now: i64) -> Option<i64> {
        self.ends.range(..=now).next_back().map(|(end, _)| *end)
    }

    /// What knowing them takes in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let people = self.people.values();
        let people = people.map(|person| size_of::<(Uuid, Person)>() + person.bytes());
        let having = self
            .having
            .values()
            .map(|ids| ids.capacity() * size_of::<Uuid>());
        let ends = self.ends.len() * size_of::<(i64, usize)>();
        people.sum::<usize>() + having.sum::<usize>() + ends
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::base::Row;
    use super::*;

    proptest! {
        /// However people come, change and go, they are found by what they have, and the next end is the next one.
        #[test]
        fn people_are_found_by_what_they_have(
            steps in proptest::collection::vec((0_u128..6, proptest::collection::vec((0_u16..4, 1_i64..9), 0..4)), 1..40),
            sought in (0_u16..4, 0_u16..4),
            now in 0_i64..9,
        ) {
            let mut changed = Changed::default();
            let mut model: BTreeMap<Uuid, Person> = BTreeMap::new();
            for (id, rows) in steps {
                let id = Uuid::from_u128(id);
                let rows: Vec<Row> = rows
                    .into_iter()
                    .map(|(competence, expires)| Row { earned: None, expires, competence, level: 1 })
                    .collect();
                if rows.is_empty() {
                    changed.take(id);
                    model.remove(&id);
                    continue;
                }
                let person = Person { named: false, within: [None; 4], rows, excluded: Vec::new() };
                changed.put(id, person.clone());
                model.insert(id, person);
            }
            prop_assert_eq!(changed.len(), model.len());
            let (one, other) = sought;
            let has = |person: &&Person| person.rows.iter().any(|row| [one, other].contains(&row.competence));
            let found: Vec<(Uuid, &Person)> = changed.having(&[Some((one, 1)), None, Some((other, 2))]).collect();
            let expected: Vec<(Uuid, &Person)> =
                model.iter().map(|(id, person)| (*id, person)).filter(|(_, person)| has(person)).collect();
            prop_assert_eq!(found, expected);
            let ends = || model.values().flat_map(|person| &person.rows).map(|row| row.expires);
            prop_assert_eq!(changed.next_end(now), ends().filter(|end| *end > now).min());
            prop_assert_eq!(changed.last_end(now), ends().filter(|end| *end <= now).max());
        }
    }
}
