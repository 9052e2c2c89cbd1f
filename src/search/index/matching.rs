//! Who matches a question, and what a scope may tell of them (R1, R2).

use uuid::Uuid;

use super::base::{Base, Number, Person};
use super::sets::{self, Bits};
use crate::presence::question::Bucket;

/// Which of the competences that are sought, a bit each.
pub(super) type Mask = u8;

/// Who matches one question, everywhere.
pub(super) struct Matching<'a> {
    pub(super) base: &'a Base,
    /// Whom each single competence matches.
    pub(super) singles: Vec<Bits>,
    /// Whoever changed since, with the competences that match.
    pub(super) changed: Vec<(Uuid, &'a Person, Mask)>,
    /// Of an "every" question, those of the base whom every competence matches.
    pub(super) every: Option<Bits>,
}

impl Matching<'_> {
    /// All that are sought.
    pub(super) fn all(&self) -> Mask {
        u8::try_from((1_u32 << self.singles.len()) - 1).unwrap_or(Mask::MAX)
    }

    /// Whether somebody who has `hits` matches what is asked by `mask`: one of them, or every one.
    fn is(&self, hits: Mask, mask: Mask) -> bool {
        if self.every.is_some() {
            hits & mask == mask
        } else {
            hits & mask != 0
        }
    }

    fn changed_at(&self, scope: Number, mask: Mask) -> impl Iterator<Item = Uuid> {
        let changed = self.changed.iter();
        changed
            .filter(move |(_, person, hits)| {
                self.is(*hits, mask) && person.within.contains(&Some(scope))
            })
            .map(|(id, ..)| *id)
    }

    pub(super) fn count(&self, bits: &Bits, scope: Number, mask: Mask) -> usize {
        let ranges = self.base.ranges(scope);
        sets::count(bits, ranges) + self.changed_at(scope, mask).count()
    }

    /// How many at each of so many scopes.
    pub(super) fn counts(&self, scopes: usize) -> Counts {
        let everywhere = |bits| self.base.counts(bits, scopes);
        let mut counts = Counts {
            singles: self.singles.iter().map(everywhere).collect(),
            every: self.every.as_ref().map(everywhere),
        };
        for (_, person, hits) in &self.changed {
            counts.add(person, *hits, 1);
        }
        counts
    }

    /// What a scope may tell, and by which competences its cards are drawn.
    pub(super) fn told(&self, scope: Number) -> Option<(Bucket, Mask)> {
        let singles = (0..).zip(&self.singles);
        let singles = singles.map(|(at, bits)| (1 << at, self.count(bits, scope, 1 << at)));
        let every = self.every.as_ref();
        let every = every.map(|every| (self.count(every, scope, self.all()), self.all()));
        may_tell(singles, every)
    }

    pub(super) fn ids(&self, scope: Number, mask: Mask) -> Vec<Uuid> {
        let base = self.base;
        let ranges = base.ranges(scope);
        let mut ordinals: Vec<u32> = match &self.every {
            Some(every) => sets::ordinals(every, ranges).collect(),
            None => (0..)
                .zip(&self.singles)
                .filter(|(at, _)| mask & (1 << at) != 0)
                .flat_map(|(_, single)| sets::ordinals(single, ranges))
                .collect(),
        };
        ordinals.sort_unstable();
        ordinals.dedup();
        let ids = ordinals.into_iter().map(|ordinal| base.id(ordinal));
        ids.chain(self.changed_at(scope, mask)).collect()
    }
}

/// How many match a question at each scope, by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Counts {
    /// Whom each single competence matches.
    singles: Vec<Vec<u32>>,
    /// Of an "every" question, whom every competence matches.
    every: Option<Vec<u32>>,
}

impl Counts {
    /// Counts one more (or one less, by −1) whom these competences match, wherever they are found.
    pub(super) fn add(&mut self, person: &Person, hits: Mask, one: i32) {
        let is_every = hits.count_ones() as usize == self.singles.len();
        let singles = (0..).zip(&mut self.singles);
        let singles = singles.filter(|(at, _)| hits & (1 << at) != 0);
        let every = self.every.as_mut().filter(|_| is_every);
        for counts in singles.map(|(_, counts)| counts).chain(every) {
            for scope in person.within.iter().flatten() {
                if let Some(count) = counts.get_mut(*scope as usize) {
                    debug_assert!(one > 0 || *count > 0, "somebody leaves who was not counted");
                    *count = count.saturating_add_signed(one);
                }
            }
        }
    }

    /// What they take in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let counts = self.singles.iter().chain(&self.every);
        counts
            .map(|counts| counts.capacity() * size_of::<u32>())
            .sum()
    }

    /// What each scope may tell.
    pub(super) fn told(&self) -> Vec<Option<Bucket>> {
        let all = self.every.as_ref().or_else(|| self.singles.first());
        let told = (0..all.map_or(0, Vec::len)).map(|scope| {
            let singles = (0..).zip(&self.singles);
            let singles = singles.map(|(at, counts)| (1 << at, counts[scope] as usize));
            let every = self.every.as_ref();
            let every = every.map(|counts| (counts[scope] as usize, Mask::MAX));
            may_tell(singles, every).map(|(bucket, _)| bucket)
        });
        told.collect()
    }
}

/// What so many people of one scope may tell: of each single competence, or of every one together (R1, R2). Of several
/// competences only those count that hold the floor alone, and the bucket is the greatest of theirs: so that two sets
/// which differ by one competence tell nobody apart.
fn may_tell(
    mut singles: impl Iterator<Item = (Mask, usize)>,
    every: Option<(usize, Mask)>,
) -> Option<(Bucket, Mask)> {
    if let Some((people, all)) = every {
        let told_apart = singles.all(|(_, single)| people * 5 <= single * 4);
        return Bucket::of(people)
            .filter(|_| told_apart)
            .map(|bucket| (bucket, all));
    }
    singles
        .filter_map(|(mask, people)| Some((Bucket::of(people)?, mask)))
        .reduce(|(most, held), (bucket, mask)| (most.max(bucket), held | mask))
}
