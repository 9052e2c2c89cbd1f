//! Attacks that follow cards from one answer to another: is this the same person, and how many are there?

use std::collections::{BTreeMap, BTreeSet};

use rand::RngExt as _;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use uuid::Uuid;

use crate::attacker::{Attacker, Card};
use crate::world::World;
use crate::{SEEDS, Score, size};

/// Cards with whom they stand for: the test knows, the attacker does not. `stable`: as if tokens outlived a search.
async fn known(world: &World, cards: Vec<Card>, stable: bool) -> Vec<(Card, Uuid)> {
    let mut known = Vec::new();
    for mut card in cards {
        let holder = world.behind(&card.token).await;
        if stable {
            card.token = holder.to_string();
        }
        known.push((card, holder));
    }
    known
}

/// Cards of the same kind from two searches: do they stand for one person? Half of the pairs do.
pub(crate) async fn relinking(world: &mut World, score: &mut Score, stable: bool) {
    for _ in 0..25 {
        let competence = world.rng.random_range(0..4);
        let cell = world.people.choose(&mut world.rng).expect("somebody").cell;
        let mut attacker = Attacker::new(world).await;
        let first = attacker.list(world, competence, cell).await;
        world.days(1);
        let second = attacker.list(world, competence, cell).await;
        let first = known(world, first.cards, stable).await;
        let second = known(world, second.cards, stable).await;
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for (here, (card, holder)) in first.iter().enumerate() {
            for (there, (other, behind)) in second.iter().enumerate() {
                if card.fields != other.fields {
                    continue;
                }
                let linked = card.token == other.token || here == there;
                let pairs = if holder == behind {
                    &mut same
                } else {
                    &mut others
                };
                pairs.push(linked);
            }
        }
        others.shuffle(&mut world.rng);
        let pairs = same.len().min(others.len());
        for linked in &same[..pairs] {
            score.note(*linked, 0.5);
        }
        for linked in &others[..pairs] {
            score.note(!*linked, 0.5);
        }
    }
}

/// The same question on many days: how many people are behind « 5 à 9 »? Without the service one says the most likely.
pub(crate) async fn averaging(world: &mut World, score: &mut Score, stable: bool) {
    let mut places = BTreeSet::new();
    for person in &world.people {
        for competence in person.has.keys() {
            if (5..10).contains(&world.matching(person.cell, *competence)) {
                places.insert((person.cell, *competence));
            }
        }
    }
    let mut places: Vec<(i64, usize)> = places.into_iter().collect();
    places.shuffle(&mut world.rng);
    places.truncate(70);
    let people = |(cell, competence): &(i64, usize)| world.matching(*cell, *competence);
    let mut how_often: BTreeMap<usize, u32> = BTreeMap::new();
    for place in &places {
        *how_often.entry(people(place)).or_default() += 1;
    }
    let likely = how_often.iter().max_by_key(|(_, often)| **often);
    let (likely, often) = likely.map(|(most, often)| (*most, *often)).expect("places");
    let places_in_all: u32 = how_often.values().sum();
    let odds = f64::from(often) / f64::from(places_in_all);
    let mut days: Vec<(BTreeSet<String>, usize, BTreeMap<String, usize>)> =
        vec![(BTreeSet::new(), 0, BTreeMap::new()); places.len()];
    for _ in 0..8 {
        let mut attacker = Attacker::new(world).await;
        for ((cell, competence), (names, shown, kinds)) in places.iter().zip(&mut days) {
            let answer = attacker.list(world, *competence, *cell).await;
            let mut alike: BTreeMap<String, usize> = BTreeMap::new();
            for (card, _) in known(world, answer.cards, stable).await {
                *alike.entry(card.fields).or_default() += 1;
                names.insert(card.token);
                *shown += 1;
            }
            for (kind, count) in alike {
                let most = kinds.entry(kind).or_default();
                *most = count.max(*most);
            }
        }
        world.days(1);
    }
    for (place, (names, shown, kinds)) in places.iter().zip(&days) {
        assert!(*shown >= 5, "cards are shown of {place:?}");
        // Names that come back count people; else cards of a kind that were shown together do, at least.
        let least: usize = kinds.values().sum();
        let guess = if names.len() < *shown {
            names.len()
        } else if (5..10).contains(&least) && least > likely {
            least
        } else {
            likely
        };
        score.note(guess == world.matching(place.0, place.1), odds);
    }
}

#[tokio::test]
async fn cards_of_two_searches_are_not_known_to_be_one_person() {
    let mut score = Score::new("re-linking of cards");
    for seed in SEEDS {
        let mut world = World::new(seed, size()).await;
        relinking(&mut world, &mut score, false).await;
        world.test.drop().await;
    }
    score.must_fail();
}

#[tokio::test]
async fn asking_again_every_day_does_not_count_people() {
    let mut score = Score::new("averaging of repeated answers");
    for seed in SEEDS {
        let mut world = World::new(seed, size()).await;
        averaging(&mut world, &mut score, false).await;
        world.test.drop().await;
    }
    score.must_fail();
}
