//! People in the order of their places, and who has what at which level: made once, never changed.

use std::collections::HashMap;
use std::ops::Range;

use uuid::Uuid;

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

/// What is sought: competence and level, by number. `None`: a competence that nobody has.
pub(super) type Sought = [Option<(u16, u8)>];

/// Many people of one kind.
#[derive(Debug, Default)]
pub(super) struct Base {
    ids: Vec<Uuid>,
    /// Ordinals in the order of identifiers.
    by_id: Vec<u32>,
    /// Where the rows of each begin; one more for the end.
    starts: Vec<u32>,
    rows: Vec<Row>,
    /// Where each place ends, and what it lies within.
    places: Vec<(u32, Within)>,
    ranges: HashMap<Number, Vec<Range<u32>>>,
    /// Who has a competence at a level or above.
    sets: HashMap<(u16, u8), Set>,
    excluded: HashMap<Number, Vec<u32>>,
    /// When the first row of each expires, the soonest first.
    expiries: Vec<(i64, u32)>,
}

impl Base {
    /// Of these people, however they come.
    pub(super) fn new(mut people: Vec<(Uuid, Person)>) -> Self {
        // Communes before wider places, and all that lies within a scope side by side.
        people.sort_unstable_by_key(|(id, person)| {
            let [cell, epci, department, region] = person.within;
            (cell.is_none(), region, department, epci, cell, *id)
        });
        let count = people.len();
        let mut base = Self::default();
        let mut members: HashMap<(u16, u8), Vec<u32>> = HashMap::new();
        base.starts.push(0);
        for (ordinal, (id, person)) in (0_u32..).zip(people) {
            base.ids.push(id);
            base.by_id.push(ordinal);
            match base.places.last_mut() {
                Some((end, within)) if *within == person.within => *end = ordinal + 1,
                _ => base.places.push((ordinal + 1, person.within)),
            }
            for company in person.excluded {
                base.excluded.entry(company).or_default().push(ordinal);
            }
            let soonest = person.rows.iter().map(|row| row.expires).min();
            base.expiries
                .extend(soonest.map(|soonest| (soonest, ordinal)));
            for row in person.rows {
                for level in 1..=row.level {
                    members
                        .entry((row.competence, level))
                        .or_default()
                        .push(ordinal);
                }
                base.rows.push(row);
            }
            base.starts
                .push(u32::try_from(base.rows.len()).unwrap_or(u32::MAX));
        }
        let sets = members.into_iter();
        base.sets = sets
            .map(|(key, members)| (key, Set::new(members, count)))
            .collect();
        base.by_id
            .sort_unstable_by_key(|ordinal| base.ids[*ordinal as usize]);
        base.expiries.sort_unstable();
        let mut start = 0;
        for (end, within) in &base.places {
            for scope in within.iter().flatten() {
                let ranges = base.ranges.entry(*scope).or_default();
                match ranges.last_mut() {
                    Some(last) if last.end == start => last.end = *end,
                    _ => ranges.push(start..*end),
                }
            }
            start = *end;
        }
        base
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

    pub(super) fn rows(&self, ordinal: u32) -> &[Row] {
        let at = ordinal as usize;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Who is found at a scope: one range of ordinals, or a few.
    pub(super) fn ranges(&self, scope: Number) -> &[Range<u32>] {
        self.ranges.get(&scope).map_or(&[], Vec::as_slice)
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
        self.expiries.get(passed).copied()
    }

    /// Somebody, as they came in.
    pub(super) fn person(&self, ordinal: u32, named: bool) -> Person {
        let place = self.places.partition_point(|(end, _)| *end <= ordinal);
        let excluded = self.excluded.iter();
        Person {
            named,
            within: self.places[place].1,
            rows: self.rows(ordinal).to_vec(),
            excluded: excluded
                .filter(|(_, ordinals)| ordinals.binary_search(&ordinal).is_ok())
                .map(|(company, _)| *company)
                .collect(),
        }
    }
}
