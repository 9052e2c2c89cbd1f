//! The card of a person who is visible without a name (R3): what recruiters see, and what a holder sees beforehand.
//!
//! **Invariant:** each combination of fields is shared by at least [`SHARED`] cards of the same answer; a field that
//! would set somebody apart is dropped, the recency first.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, Utc};

use super::{Scope, Wanted};

/// Cards of one answer that share each combination of fields, at least.
pub const SHARED: usize = 3;

/// How long ago a badge was given, in classes: never a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recency {
    /// Less than a year.
    UnderAYear,
    /// One year to less than three.
    OneToThree,
    /// Three years and more.
    OverThree,
}

impl Recency {
    /// The class, at `now`, of a badge given at that instant.
    #[must_use]
    pub fn of(given: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        if given > now - Months::new(12) {
            Self::UnderAYear
        } else if given > now - Months::new(36) {
            Self::OneToThree
        } else {
            Self::OverThree
        }
    }

    /// The end of the keys of its words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnderAYear => "under-1",
            Self::OneToThree => "1-3",
            Self::OverThree => "over-3",
        }
    }
}

/// What was drawn of one person, before it is known what others share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// The competence that the card tells of; all those asked, in an answer about every one of them.
    pub competences: Vec<Wanted>,
    /// Since when; `None`: the badge does not say.
    pub recency: Option<Recency>,
}

/// A card, without its token: the search that shows it draws one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Card {
    zone: Scope,
    competences: Vec<Wanted>,
    recency: Option<Recency>,
}

impl Card {
    /// The scope of the answer: never the person's own cell.
    #[must_use]
    pub fn zone(&self) -> &Scope {
        &self.zone
    }

    /// Competences at the level *asked*; none where that would set the person apart.
    #[must_use]
    pub fn competences(&self) -> &[Wanted] {
        &self.competences
    }

    /// The class of the badge's age; `None` where that would set the person apart, or is not known.
    #[must_use]
    pub fn recency(&self) -> Option<Recency> {
        self.recency
    }
}

/// The cards of one answer, in the order of `faces`. Fewer than [`SHARED`] faces keep no field but the zone.
#[must_use]
pub fn cards(zone: &Scope, faces: Vec<Face>) -> Vec<Card> {
    let told = |face: &Face| (!face.competences.is_empty()).then(|| face.competences.clone());
    let untold = dropped(faces.iter().map(told));
    let mut recencies: BTreeMap<&[Wanted], Vec<Option<Recency>>> = BTreeMap::new();
    for face in &faces {
        let together = recencies.entry(&face.competences).or_default();
        together.push(face.recency);
    }
    let vague: BTreeMap<Vec<Wanted>, BTreeSet<Recency>> = recencies
        .into_iter()
        .map(|(competences, together)| (competences.to_vec(), dropped(together.into_iter())))
        .collect();
    faces
        .into_iter()
        .map(|face| {
            let apart = untold.contains(&face.competences);
            let recency = face.recency.filter(|recency| {
                !apart
                    && !face.competences.is_empty()
                    && vague
                        .get(&face.competences)
                        .is_some_and(|vague| !vague.contains(recency))
            });
            Card {
                zone: zone.clone(),
                competences: if apart { Vec::new() } else { face.competences },
                recency,
            }
        })
        .collect()
}

/// The values to be dropped, so that each one kept, and the lack of one, is shared by [`SHARED`] at least: the rarest
/// go first, and more of them until those without a value are as many. Of fewer values than that, all go.
fn dropped<T: Ord>(values: impl Iterator<Item = Option<T>>) -> BTreeSet<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    let mut without = 0;
    for value in values {
        match value {
            Some(value) => *counts.entry(value).or_default() += 1,
            None => without += 1,
        }
    }
    let mut rarest: Vec<(usize, T)> = counts.into_iter().map(|(value, n)| (n, value)).collect();
    rarest.sort();
    let mut gone = BTreeSet::new();
    for (count, value) in rarest {
        if count >= SHARED && (without == 0 || without >= SHARED) {
            break;
        }
        without += count;
        gone.insert(value);
    }
    gone
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn face(competence: &str, recency: Option<Recency>) -> Face {
        let wanted = Wanted {
            competence: competence.to_owned(),
            level: 1,
        };
        Face {
            competences: vec![wanted],
            recency,
        }
    }

    fn zone() -> Scope {
        Scope::Department("41".to_owned())
    }

    fn told(faces: Vec<Face>) -> Vec<(bool, Option<Recency>)> {
        cards(&zone(), faces)
            .into_iter()
            .map(|card| (!card.competences.is_empty(), card.recency))
            .collect()
    }

    use Recency::{OneToThree, OverThree, UnderAYear};

    #[test]
    fn recency_is_dropped_first_and_the_competence_only_if_it_sets_apart() {
        let five = vec![face("a", Some(UnderAYear)); 5];
        assert_eq!(told(five.clone()), [(true, Some(UnderAYear)); 5]);
        // One newcomer among five of old: nobody's age is told, lest the one without be known.
        let mut six = five.clone();
        six.push(face("a", Some(OverThree)));
        assert_eq!(told(six), [(true, None); 6]);
        // Three without are a crowd of their own.
        let mut eight = five.clone();
        eight.extend([
            face("a", Some(OneToThree)),
            face("a", Some(OneToThree)),
            face("a", None),
        ]);
        let eight = told(eight);
        assert_eq!(eight[..5], [(true, Some(UnderAYear)); 5]);
        assert_eq!(eight[5..], [(true, None); 3]);
        // A competence that one person has alone is not told, nor that of the others then.
        let mut alone = vec![face("a", Some(UnderAYear)); 4];
        alone.push(face("b", Some(UnderAYear)));
        assert_eq!(told(alone), [(false, None); 5]);
    }

    #[test]
    fn a_year_ends_on_its_day() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        for (given, class) in [
            ("2026-11-24T09:00:00Z", UnderAYear),
            ("2025-11-24T09:00:01Z", UnderAYear),
            ("2025-11-24T09:00:00Z", OneToThree),
            ("2023-11-24T09:00:01Z", OneToThree),
            ("2023-11-24T09:00:00Z", OverThree),
        ] {
            assert_eq!(Recency::of(given.parse().unwrap(), now), class, "{given}");
        }
    }

    fn faces() -> impl Strategy<Value = Vec<Face>> {
        let recency = prop_oneof![
            Just(None),
            Just(Some(UnderAYear)),
            Just(Some(OneToThree)),
            Just(Some(OverThree))
        ];
        let one = ("[abcde]", recency).prop_map(|(competence, recency)| face(&competence, recency));
        proptest::collection::vec(one, 5..=20)
    }

    proptest! {
        #[test]
        fn each_combination_is_shared_by_three(faces in faces()) {
            let made = cards(&zone(), faces.clone());
            prop_assert_eq!(made.len(), faces.len());
            let mut shared: BTreeMap<&Card, usize> = BTreeMap::new();
            for card in &made {
                *shared.entry(card).or_default() += 1;
            }
            prop_assert!(shared.values().all(|count| *count >= SHARED), "{:?}", shared);
            for (card, face) in made.iter().zip(&faces) {
                prop_assert!(card.competences.is_empty() || card.competences == face.competences);
                prop_assert!(card.recency.is_none() || card.recency == face.recency);
            }
        }

        #[test]
        fn the_order_of_a_draw_does_not_change_what_a_card_tells(faces in faces()) {
            let mut forward = cards(&zone(), faces.clone());
            let mut backward = cards(&zone(), faces.into_iter().rev().collect());
            forward.sort();
            backward.sort();
            prop_assert_eq!(forward, backward);
        }
    }
}
