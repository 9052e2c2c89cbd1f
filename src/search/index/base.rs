//! People in the order of their places, and who has what at which level: made once, never changed, and small.
//!
//! A row takes six bytes where its badge was given at a whole second and shows as long as its holder's others; what is
//! otherwise stands in a list beside. `Base::bytes` tells what it comes to.

use std::collections::HashMap;
use std::ops::Range;
use std::thread;

use uuid::Uuid;

use super::gathered::{Gathered, sorted};
use super::sets::{self, Bits, Set};

/// A number that stands for a scope or for a company.
pub(super) type Number = u32;

/// The scopes that somebody is found at, at the width that they chose (G1): cell, EPCI, department, region.
pub(super) type Within = [Option<Number>; 4];

/// A competence that somebody shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    /// When the badge was given, in microseconds since 1970.
    pub(super) earned: Option<i64>,
    /// Until when it shows, likewise.
    pub(super) expires: i64,
    /// Which, by number.
    pub(super) competence: u16,
    /// 1 to 3.
    pub(super) level: u8,
}

/// Somebody who may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Whether they show their badges (level 3).
    pub(super) named: bool,
    pub(super) within: Within,
    pub(super) rows: Vec<Row>,
    /// Companies that must not see them (C5).
    pub(super) excluded: Vec<Number>,
}

impl Person {
    /// What knowing them takes in memory beside the structure itself, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.rows.capacity() * size_of::<Row>() + self.excluded.capacity() * size_of::<Number>()
    }
}

/// What is sought: competence and level, by number. `None`: a competence that nobody has.
pub(super) type Sought = [Option<(u16, u8)>];

/// Nothing is known of when the badge was given.
const UNKNOWN: u32 = u32::MAX;
/// It was given at no whole second, or before 1970: see beside.
const BESIDE: u32 = u32::MAX - 1;

/// Many people of one kind.
#[derive(Debug, Default)]
pub(super) struct Base {
    ids: Vec<Uuid>,
    /// Ordinals in the order of identifiers.
    by_id: Vec<u32>,
    /// Where the rows of each begin; one more for the end.
    starts: Vec<u32>,
    /// Competence and level of each row.
    kinds: Vec<u16>,
    /// When its badge was given, in seconds since 1970.
    earned: Vec<u32>,
    /// The same in microseconds, of the rows that are no whole second.
    earned_beside: Vec<(u32, i64)>,
    /// Until when the longest row of each person shows, in microseconds since 1970.
    until: Vec<i64>,
    /// The rows that end sooner.
    ends_beside: Vec<(u32, i64)>,
    /// Where each place ends, and what it lies within.
    places: Vec<(u32, Within)>,
    ranges: HashMap<Number, Vec<Range<u32>>>,
    /// Who has a competence at a level or above.
    sets: HashMap<(u16, u8), Set>,
    excluded: HashMap<Number, Vec<u32>>,
    /// Everybody, by when their first row expires.
    expiries: Vec<u32>,
}

/// Competence and level in one number: a framework of 16,384 competences would be no framework.
fn kind(competence: u16, level: u8) -> u16 {
    competence << 2 | u16::from(level & 3)
}

fn beside(list: &[(u32, i64)], row: u32) -> Option<i64> {
    let found = list.binary_search_by_key(&row, |(row, _)| *row);
    found.ok().map(|at| list[at].1)
}

fn ordinal_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl Base {
    /// Of those of one kind who were gathered.
    pub(super) fn of(gathered: &Gathered, named: bool) -> Self {
        let order = gathered.in_order(named);
        let people = order.len();
        let (mut ids, mut soonest) = (Vec::with_capacity(people), Vec::with_capacity(people));
        let mut base = Self {
            starts: Vec::with_capacity(people + 1),
            until: Vec::with_capacity(people),
            ..Self::default()
        };
        // Of whoever is of the other kind the ordinal is out of reach.
        let mut ordinals = vec![u32::MAX; gathered.people.len()];
        let mut rows = 0;
        for (ordinal, at) in (0_u32..).zip(&order) {
            let at = *at as usize;
            let (head, span) = (&gathered.people[at], &gathered.spans[at]);
            ordinals[at] = ordinal;
            ids.push(head.id);
            base.starts.push(rows);
            rows += span.rows;
            base.until.push(span.until);
            soonest.push(span.soonest);
            match base.places.last_mut() {
                Some((end, within)) if *within == head.within => *end = ordinal + 1,
                _ => base.places.push((ordinal + 1, head.within)),
            }
        }
        base.starts.push(rows);
        for (at, company) in &gathered.excluded {
            let ordinal = ordinals[*at as usize];
            if ordinal != u32::MAX {
                base.excluded.entry(*company).or_default().push(ordinal);
            }
        }
        for ordinals in base.excluded.values_mut() {
            ordinals.sort_unstable();
            ordinals.dedup();
        }
        // What needs nothing of one another is made at once.
        let sorting = thread::scope(|scope| {
            let sorting = scope.spawn(|| {
                let by_id = sorted(ids.iter().copied().zip(0..));
                (by_id, sorted(soonest.into_iter().zip(0..)))
            });
            base.put_rows(gathered, &ordinals);
            base.sets = base.sets_of_rows();
            sorting.join()
        });
        let sorting = sorting.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (base.by_id, base.expiries) = sorting;
        base.ids = ids;
        base.put_ranges();
        base
    }

    /// Puts each row beside the others of its person.
    fn put_rows(&mut self, gathered: &Gathered, ordinals: &[u32]) {
        let mut next = self.starts.clone();
        let all = next.last().map_or(0, |all| *all as usize);
        self.kinds = vec![0; all];
        self.earned = vec![UNKNOWN; all];
        for (at, row) in &gathered.rows {
            let ordinal = ordinals[*at as usize];
            if ordinal == u32::MAX {
                continue;
            }
            let person = ordinal as usize;
            let place = next[person];
            next[person] += 1;
            self.kinds[place as usize] = kind(row.competence, row.level);
            self.earned[place as usize] = match row.earned {
                None => UNKNOWN,
                Some(earned) => {
                    let seconds = u32::try_from(earned.div_euclid(1_000_000)).ok();
                    let whole = seconds.filter(|at| *at < BESIDE && earned % 1_000_000 == 0);
                    whole.unwrap_or_else(|| {
                        self.earned_beside.push((place, earned));
                        BESIDE
                    })
                }
            };
            if row.expires < self.until[person] {
                self.ends_beside.push((place, row.expires));
            }
        }
        self.earned_beside.sort_unstable();
        self.earned_beside.shrink_to_fit();
        self.ends_beside.sort_unstable();
        self.ends_beside.shrink_to_fit();
    }

    fn sets_of_rows(&self) -> HashMap<(u16, u8), Set> {
        let most = self
            .kinds
            .iter()
            .max()
            .map_or(0, |kind| usize::from(*kind) + 1);
        let mut sizes = vec![0_usize; most];
        for kind in &self.kinds {
            for level in 1..=kind & 3 {
                sizes[usize::from(kind & !3 | level)] += 1;
            }
        }
        let people = self.until.len();
        let sets = sizes.into_iter();
        let mut sets: Vec<Option<Set>> = sets
            .map(|size| (size > 0).then(|| Set::for_so_many(size, people)))
            .collect();
        for person in 0..people {
            for row in self.starts[person]..self.starts[person + 1] {
                let kind = self.kinds[row as usize];
                for level in 1..=kind & 3 {
                    if let Some(set) = &mut sets[usize::from(kind & !3 | level)] {
                        set.put(ordinal_of(person));
                    }
                }
            }
        }
        let sets = (0_u16..).zip(sets);
        sets.filter_map(|(kind, set)| Some(((kind >> 2, u8::try_from(kind & 3).ok()?), set?)))
            .collect()
    }

    fn put_ranges(&mut self) {
        let mut start = 0;
        for (end, within) in &self.places {
            for scope in within.iter().flatten() {
                let ranges = self.ranges.entry(*scope).or_default();
                match ranges.last_mut() {
                    Some(last) if last.end == start => last.end = *end,
                    _ => ranges.push(start..*end),
                }
            }
            start = *end;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn id(&self, ordinal: u32) -> Uuid {
        self.ids[ordinal as usize]
    }

    pub(super) fn ordinal(&self, id: Uuid) -> Option<u32> {
        let found = self
            .by_id
            .binary_search_by_key(&id, |ordinal| self.id(*ordinal));
        found.ok().map(|at| self.by_id[at])
    }

    pub(super) fn rows(&self, ordinal: u32) -> impl Iterator<Item = Row> {
        let at = ordinal as usize;
        let until = self.until[at];
        (self.starts[at]..self.starts[at + 1]).map(move |row| {
            let kind = self.kinds[row as usize];
            let earned = match self.earned[row as usize] {
                UNKNOWN => None,
                BESIDE => beside(&self.earned_beside, row),
                seconds => Some(i64::from(seconds) * 1_000_000),
            };
            Row {
                earned,
                expires: beside(&self.ends_beside, row).unwrap_or(until),
                competence: kind >> 2,
                level: u8::try_from(kind & 3).unwrap_or(0),
            }
        })
    }

    /// Who is found at a scope: one range of ordinals, or a few.
    pub(super) fn ranges(&self, scope: Number) -> &[Range<u32>] {
        self.ranges.get(&scope).map_or(&[], Vec::as_slice)
    }

    /// How many of `bits` are found at each of so many scopes, by number: each person is looked at once.
    pub(super) fn counts(&self, bits: &Bits, scopes: usize) -> Vec<u32> {
        let mut counts = vec![0; scopes];
        let mut start = 0;
        for (end, within) in &self.places {
            let here = ordinal_of(sets::count(bits, std::slice::from_ref(&(start..*end))));
            for scope in within.iter().flatten() {
                if let Some(count) = counts.get_mut(*scope as usize) {
                    *count += here;
                }
            }
            start = *end;
        }
        counts
    }

    /// Who has that, all over the region, without the `gone` and whoever excludes the company (C5).
    pub(super) fn having(
        &self,
        sought: Option<(u16, u8)>,
        gone: &Bits,
        company: Option<Number>,
    ) -> Bits {
        let mut bits = sets::none(self.len());
        if let Some(set) = sought.and_then(|sought| self.sets.get(&sought)) {
            set.pour(&mut bits);
        }
        for (word, gone) in bits.iter_mut().zip(gone) {
            *word &= !gone;
        }
        let excluding = company.and_then(|company| self.excluded.get(&company));
        for ordinal in excluding.into_iter().flatten() {
            sets::take(&mut bits, *ordinal);
        }
        bits
    }

    /// When the next row expires, of those after `passed` expiries, and whose it is.
    pub(super) fn expiry(&self, passed: usize) -> Option<(i64, u32)> {
        let ordinal = self.expiries.get(passed).copied()?;
        let soonest = self.rows(ordinal).map(|row| row.expires).min()?;
        Some((soonest, ordinal))
    }

    /// Somebody, as they came in.
    pub(super) fn person(&self, ordinal: u32, named: bool) -> Person {
        let place = self.places.partition_point(|(end, _)| *end <= ordinal);
        let excluded = self.excluded.iter();
        Person {
            named,
            within: self.places[place].1,
            rows: self.rows(ordinal).collect(),
            excluded: excluded
                .filter(|(_, ordinals)| ordinals.binary_search(&ordinal).is_ok())
                .map(|(company, _)| *company)
                .collect(),
        }
    }

    /// What it takes in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        fn of<T>(list: &Vec<T>) -> usize {
            list.capacity() * size_of::<T>()
        }
        let lists = [
            of(&self.ids),
            of(&self.by_id),
            of(&self.starts),
            of(&self.kinds),
            of(&self.earned),
            of(&self.earned_beside),
            of(&self.until),
            of(&self.ends_beside),
            of(&self.places),
            of(&self.expiries),
        ];
        let ranges = self.ranges.values().map(|of_one| of(of_one) + 40);
        let sets = self.sets.values().map(|set| set.bytes() + 40);
        let excluded = self.excluded.values().map(|of_one| of(of_one) + 40);
        lists.into_iter().sum::<usize>()
            + ranges.sum::<usize>()
            + sets.sum::<usize>()
            + excluded.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gathered::Head;
    use super::*;

    fn row() -> impl Strategy<Value = Row> {
        let earned = prop_oneof![
            Just(None),
            (-9_000_000_i64..9_000_000_000_000_000).prop_map(Some),
            (0_i64..5_000_000_000).prop_map(|seconds| Some(seconds * 1_000_000)),
        ];
        let expires = prop_oneof![Just(7_000_000_000_000_001_i64), any::<i64>()];
        (earned, expires, 0_u16..300, 1_u8..=3).prop_map(|(earned, expires, competence, level)| {
            Row {
                earned,
                expires,
                competence,
                level,
            }
        })
    }

    proptest! {
        /// However little room it takes, a person comes out as they went in.
        #[test]
        fn a_person_comes_out_as_they_went_in(
            people in proptest::collection::vec((proptest::collection::vec(row(), 1..6), 0_u32..5, any::<bool>()), 1..40),
        ) {
            let mut gathered = Gathered::default();
            let mut put = Vec::new();
            for (number, (rows, place, named)) in (1_u128..).zip(people) {
                let id = Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
                let within = [(place > 0).then_some(place), None, Some(7), Some(8)];
                // Somebody's rows come together, or with others' between.
                let (first, others) = rows.split_at(rows.len() / 2);
                for part in [first, others] {
                    for row in part {
                        gathered.person(Head { id, named, within });
                        gathered.row(*row);
                    }
                    gathered.person(Head { id: Uuid::max(), named: true, within });
                    gathered.row(Row { earned: None, expires: i64::MAX, competence: 299, level: 1 });
                    prop_assert!(gathered.is_last(Uuid::max()) && !gathered.is_last(id));
                }
                if place == 2 {
                    gathered.exclude(id, 5);
                }
                let excluded = if place == 2 { vec![5] } else { Vec::new() };
                put.push((id, Person { named, within, rows, excluded }));
            }
            let [unnamed, named] = [false, true].map(|named| Base::of(&gathered, named));
            // The one whose rows lay between.
            prop_assert_eq!(unnamed.len() + named.len(), put.len() + 1);
            for (id, person) in put {
                let base = if person.named { &named } else { &unnamed };
                let ordinal = base.ordinal(id).expect("somebody");
                prop_assert_eq!(base.person(ordinal, person.named), person);
            }
            let mut passed = Vec::new();
            while let Some((at, _)) = unnamed.expiry(passed.len()) {
                passed.push(at);
            }
            prop_assert!(passed.is_sorted() && passed.len() == unnamed.len());
        }
    }
}
