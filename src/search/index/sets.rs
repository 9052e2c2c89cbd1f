//! Sets of people by number: a bitmap where they are many, a sorted list where they are few.

use std::ops::Range;

/// One in so many, and more, is worth a bitmap.
const DENSE: usize = 128;

/// A set of ordinals that never changes once it is full.
#[derive(Debug)]
pub(super) enum Set {
    /// One bit for everybody.
    Dense(Bits),
    /// Only those who are in it, in order.
    Sparse(Vec<u32>),
}

/// Bits of everybody, 64 to a word.
pub(super) type Bits = Vec<u64>;

/// As many words as `people` need.
pub(super) fn none(people: usize) -> Bits {
    vec![0; people.div_ceil(64)]
}

/// Where the bit of an ordinal is.
fn place(ordinal: u32) -> (usize, u64) {
    (ordinal as usize / 64, 1 << (ordinal % 64))
}

/// Puts one in.
pub(super) fn put(bits: &mut Bits, ordinal: u32) {
    let (word, bit) = place(ordinal);
    bits[word] |= bit;
}

/// Takes one out.
pub(super) fn take(bits: &mut Bits, ordinal: u32) {
    let (word, bit) = place(ordinal);
    bits[word] &= !bit;
}

/// Whether one is in.
pub(super) fn has(bits: &Bits, ordinal: u32) -> bool {
    let (word, bit) = place(ordinal);
    bits[word] & bit != 0
}

/// The words of a range, without the bits beside it.
fn words<'a>(bits: &'a Bits, range: &Range<u32>) -> impl Iterator<Item = (usize, u64)> + use<'a> {
    let (start, end) = (range.start as usize, range.end as usize);
    let within = if start < end {
        start / 64..end.div_ceil(64)
    } else {
        0..0
    };
    within.map(move |at| {
        let mut word = bits[at];
        if at == start / 64 {
            word &= u64::MAX << (start % 64);
        }
        if at == end / 64 {
            // Only reached where the range does not end with a word.
            word &= (1 << (end % 64)) - 1;
        }
        (at, word)
    })
}

/// How many are in these ranges.
pub(super) fn count(bits: &Bits, ranges: &[Range<u32>]) -> usize {
    ranges
        .iter()
        .flat_map(|range| words(bits, range))
        .map(|(_, word)| word.count_ones() as usize)
        .sum()
}

/// Who is in these ranges.
pub(super) fn ordinals<'a>(
    bits: &'a Bits,
    ranges: &'a [Range<u32>],
) -> impl Iterator<Item = u32> + use<'a> {
    ranges
        .iter()
        .flat_map(|range| words(bits, range))
        .flat_map(|(at, mut word)| {
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                // There are fewer people than 2³².
                u32::try_from(at * 64).ok().map(|first| first + bit)
            })
        })
}

impl Set {
    /// Room for so many members among so many people.
    pub(super) fn for_so_many(members: usize, people: usize) -> Self {
        if members * DENSE <= people {
            Self::Sparse(Vec::with_capacity(members))
        } else {
            Self::Dense(none(people))
        }
    }

    /// One more member, beyond all that are in it.
    pub(super) fn put(&mut self, member: u32) {
        match self {
            Self::Dense(bits) => put(bits, member),
            Self::Sparse(members) => members.push(member),
        }
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Dense(bits) => bits.capacity() * size_of::<u64>(),
            Self::Sparse(members) => members.capacity() * size_of::<u32>(),
        }
    }

    /// Adds its members to `bits`.
    pub(super) fn pour(&self, bits: &mut Bits) {
        match self {
            Self::Dense(own) => {
                for (word, own) in bits.iter_mut().zip(own) {
                    *word |= own;
                }
            }
            Self::Sparse(own) => {
                for member in own {
                    put(bits, *member);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_range_has_those_who_are_between_its_ends(
            members in proptest::collection::btree_set(0_u32..400, 0..200),
            (start, length) in (0_u32..400, 0_u32..400),
            few in any::<bool>(),
        ) {
            let end = (start + length).min(400);
            let expected: Vec<u32> = members.iter().copied().filter(|m| (start..end).contains(m)).collect();
            // Among many people the same members are a list.
            let people = if few { 400 } else { 100_000 };
            let mut bits = none(people);
            let mut set = Set::for_so_many(members.len(), people);
            for member in members {
                set.put(member);
            }
            set.pour(&mut bits);
            let ranges = std::slice::from_ref(&(start..end)).to_vec();
            prop_assert_eq!(count(&bits, &ranges), expected.len());
            prop_assert_eq!(ordinals(&bits, &ranges).collect::<Vec<_>>(), expected);
        }
    }
}
