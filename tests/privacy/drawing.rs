//! Attacks that follow cards from one answer to another: is this the same person, and how many are there?

use std::collections::BTreeMap;

use rand::RngExt as _;
use rand::seq::{IndexedRandom as _, SliceRandom as _};
use uuid::Uuid;

use crate::attacker::{Attacker, Card};
use crate::world::World;
use crate::{SEEDS, Score, size};

/// Cards with whom they stand for: the test knows, the attacker does not.
async fn known(world: &World, cards: Vec<Card>) -> Vec<(Card, Uuid)> {
    let mut known = Vec::new();
    for card in cards {
        let holder = world.behind(&card.token).await;
        known.push((card, holder));
    }
    known
}

/// Cards of the same kind from two searches: do they stand for one person? Half of the pairs do. `stable`: what tokens
/// would be if they outlived a search.
pub(crate) async fn relinking(world: &mut World, score: &mut Score, stable: bool) {
    for _ in 0..40 {
        let competence = world.rng.random_range(0..4);
        let somewhere = world.people.choose(&mut world.rng).expect("somebody").cell;
        let mut attacker = Attacker::new(world).await;
        let first = attacker.any_of(world, &[(competence, 1)], somewhere).await;
        world.days(1);
        let second = attacker.any_of(world, &[(competence, 1)], somewhere).await;
        let first = known(world, first.cards).await;
        let second = known(world, second.cards).await;
        let same_kind = |one: &Card, other: &Card| one.fields() == other.fields();
        let mut same = Vec::new();
        let mut others = Vec::new();
        for (here, (card, holder)) in first.iter().enumerate() {
            for (there, (other, behind)) in second.iter().enumerate() {
                if !same_kind(card, other) {
                    continue;
                }
                let token = |holder: &Uuid, card: &Card| match stable {
                    true => holder.to_string(),
                    false => card.token.clone(),
                };
                let linked = token(holder, card) == token(behind, other) || here == there;
                let pairs = if holder == behind { &mut same } else { &mut others };
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
    let mut asked = Vec::new();
    for _ in 0..120 {
        let competence = world.rng.random_range(0..12);
        let cell = world.people.choose(&mut world.rng).expect("somebody").cell;
        let mut attacker = Attacker::new(world).await;
        let seen = attacker.any_of(world, &[(competence, 1)], cell).await;
        if seen.at_the_cell() && seen.people() == 5 {
            let people = world.matching(cell, competence);
            asked.push((attacker, competence, cell, people));
        }
    }
    let mut how_often: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, _, _, people) in &asked {
        *how_often.entry(*people).or_default() += 1;
    }
    let likely = how_often.iter().max_by_key(|(_, often)| **often);
    let Some((likely, often)) = likely.map(|(people, often)| (*people, *often)) else {
        return;
    };
    let odds = often as f64 / asked.len() as f64;
    for (mut attacker, competence, cell, people) in asked {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut kinds: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for _ in 0..12 {
            world.days(1);
            let answer = attacker.any_of(world, &[(competence, 1)], cell).await;
            let mut today: BTreeMap<Vec<String>, usize> = BTreeMap::new();
            for card in answer.cards {
                *today.entry(card.fields()).or_default() += 1;
                let name = match stable {
                    true => world.behind(&card.token).await.to_string(),
                    false => card.token.clone(),
                };
                *seen.entry(name).or_default() += 1;
            }
            for (kind, count) in today {
                let most = kinds.entry(kind).or_default();
                *most = count.max(*most);
            }
        }
        // Names that come back count people; cards alike do at least as many as one day showed of each kind.
        let returning = seen.values().any(|times| *times > 1);
        let least: usize = kinds.values().sum();
        let guess = match returning {
            true => seen.len(),
            false if (5..10).contains(&least) && least > likely => least,
            false => likely,
        };
        score.note(guess == people, odds);
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
