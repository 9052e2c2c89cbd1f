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

/// Everybody who may be found, in the order they came in.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) people: Vec<Head>,
    /// Whose each row is, by place in `people`.
    pub(super) rows: Vec<(u32, Row)>,
    /// Who must not be seen by which company (C5).
    pub(super) excluded: Vec<(u32, Number)>,
    known: HashMap<Uuid, u32, BuildHasherDefault<AsTheyAre>>,
    last: Option<(Uuid, u32)>,
}

impl Gathered {
    /// A row of somebody; what is true of the person is asked for with their first one.
    pub(super) fn put(&mut self, id: Uuid, row: Row, head: impl FnOnce() -> (bool, Within)) {
        let at = match self.last {
            Some((last, at)) if last == id => at,
            _ => {
                let next = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
                let at = *self.known.entry(id).or_insert(next);
                if at == next {
                    let (named, within) = head();
                    self.people.push(Head { id, named, within });
                }
                self.last = Some((id, at));
                at
            }
        };
        self.rows.push((at, row));
    }

    /// Somebody who came in must not be seen by a company; whoever did not is seen by none.
    pub(super) fn exclude(&mut self, id: Uuid, company: Number) {
        if let Some(at) = self.known.get(&id) {
            self.excluded.push((*at, company));
        }
    }
}

/// Identifiers are random already, or follow time to the microsecond: their last octets tell them apart.
#[derive(Default)]
struct AsTheyAre(u64);

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
