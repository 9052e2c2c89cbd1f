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

    /// The same at each of so many scopes, by number.
    pub(super) fn counts(&self, bits: &Bits, mask: Mask, scopes: usize) -> Vec<usize> {
        let mut counts = self.base.counts(bits, scopes);
        let changed = self.changed.iter();
        for (_, person, _) in changed.filter(|(_, _, hits)| self.is(*hits, mask)) {
            for scope in person.within.iter().flatten() {
                if let Some(count) = counts.get_mut(*scope as usize) {
                    *count += 1;
                }
            }
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

    /// What each scope may tell, by number.
    pub(super) fn told_everywhere(&self, scopes: usize) -> Vec<Option<Bucket>> {
        let singles = (0..).zip(&self.singles);
        let singles: Vec<(Mask, Vec<usize>)> = singles
            .map(|(at, bits)| (1 << at, self.counts(bits, 1 << at, scopes)))
            .collect();
        let every = self.every.as_ref();
        let every = every.map(|every| self.counts(every, self.all(), scopes));
        let told = (0..scopes).map(|scope| {
            let singles = singles.iter().map(|(mask, counts)| (*mask, counts[scope]));
            let every = every.as_ref().map(|counts| (counts[scope], self.all()));
            may_tell(singles, every).map(|(bucket, _)| bucket)
        });
        told.collect()
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
