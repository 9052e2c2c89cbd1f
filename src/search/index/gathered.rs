//! People as they come in from the database, a row at a time, before they are put in order.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use uuid::Uuid;

use super::base::{Number, Row, Within};

/// Somebody, without their rows.
pub(super) struct Head {
    pub(super) id: Uuid,
    /// Whether they show their badges (level 3).
    pub(super) named: bool,
    pub(super) within: Within,
}

/// What is known of the rows of somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// How many.
    pub(super) rows: u32,
    /// When the first of them expires, in microseconds since 1970.
    pub(super) soonest: i64,
    /// When the last, likewise.
    pub(super) until: i64,
}

/// People as they come in, and what they show.
#[derive(Default)]
pub(super) struct Gathered {
    /// In the order in which they came.
    pub(super) people: Vec<Head>,
    /// Of each of them.
    pub(super) spans: Vec<Span>,
    /// Whose each row is, by place in `people`.
    pub(super) rows: Vec<(u32, Row)>,
    /// Who must not be seen by which company (C5).
    pub(super) excluded: Vec<(u32, Number)>,
    known: HashMap<Uuid, u32, BuildHasherDefault<AsTheyAre>>,
    last: Option<(Uuid, u32)>,
}

impl Gathered {
    /// Whether this is who came in last.
    pub(super) fn is_last(&self, id: Uuid) -> bool {
        self.last.is_some_and(|(last, _)| last == id)
    }

    /// Somebody who shows something; who came in before is the same still.
    pub(super) fn person(&mut self, head: Head) {
        let id = head.id;
        let at = *self.known.entry(id).or_insert_with(|| {
            self.people.push(head);
            self.spans.push(Span {
                rows: 0,
                soonest: i64::MAX,
                until: i64::MIN,
            });
            u32::try_from(self.people.len() - 1).unwrap_or(u32::MAX)
        });
        self.last = Some((id, at));
    }

    /// What the person who came in last shows.
    pub(super) fn row(&mut self, row: Row) {
        if let Some((_, at)) = self.last {
            let span = &mut self.spans[at as usize];
            span.rows += 1;
            span.soonest = span.soonest.min(row.expires);
            span.until = span.until.max(row.expires);
            self.rows.push((at, row));
        }
    }

    /// Somebody who came in must not be seen by a company; whoever did not is seen by none.
    pub(super) fn exclude(&mut self, id: Uuid, company: Number) {
        if let Some(at) = self.known.get(&id) {
            self.excluded.push((*at, company));
        }
    }

    /// Those of one kind, communes before wider places, and all that lies within a scope side by side.
    pub(super) fn in_order(&self, named: bool) -> Vec<u32> {
        let people = (0..).zip(&self.people);
        let people: Vec<(u32, &Head)> = people.filter(|(_, head)| head.named == named).collect();
        // Places are few: people are sorted by the number of theirs.
        let mut numbers: HashMap<Within, u32, BuildHasherDefault<AsTheyAre>> = HashMap::default();
        for (_, head) in &people {
            numbers.entry(head.within).or_default();
        }
        let mut places: Vec<Within> = numbers.keys().copied().collect();
        places.sort_unstable_by_key(|[cell, epci, department, region]| {
            (cell.is_none(), *region, *department, *epci, *cell)
        });
        for (place, number) in places.iter().zip(0..) {
            numbers.insert(*place, number);
        }
        sorted(
            people
                .into_iter()
                .map(|(at, head)| ((numbers[&head.within], head.id), at)),
        )
    }
}

/// The numbers of things in the order of their keys.
pub(super) fn sorted<K: Ord>(things: impl Iterator<Item = (K, u32)>) -> Vec<u32> {
    let mut things: Vec<(K, u32)> = things.collect();
    things.sort_unstable();
    things.into_iter().map(|(_, at)| at).collect()
}

/// For identifiers, which are random already or follow time to the microsecond, for places, and for codes of a framework:
/// nobody chooses them so that they collide.
#[derive(Default)]
pub(super) struct AsTheyAre(u64);

impl Hasher for AsTheyAre {
    fn write(&mut self, octets: &[u8]) {
        for part in octets.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            // The table takes the highest bits and the lowest: neither may be the same for all.
            self.0 = (self.0.rotate_left(29) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
