//! Attacks that wait for a change: who got another badge, who lets a company see them again?

use rand::seq::SliceRandom as _;

use crate::attacker::Attacker;
use crate::counting::rarest;
use crate::world::{Person, World};
use crate::{SEEDS, Score, size};

/// Some people without a name, each with a competence that they have not and might get.
fn who_might(world: &mut World, count: usize) -> Vec<(Person, usize)> {
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2);
    people.shuffle(&mut world.rng);
    let mut candidates = Vec::new();
    for person in people {
        let new = world.draw_competence();
        if !person.has.contains_key(&new) {
            candidates.push((person, new));
        }
        if candidates.len() == count {
            break;
        }
    }
    candidates
}

/// The person, with one badge more.
fn changed((person, new): &(Person, usize)) -> Person {
    let mut person = person.clone();
    person.has.insert(*new, 1);
    person
}

/// Weeks in which a few people get another badge: the answer before and the answer after are compared where they stand.
/// Of those who might, one in four does: without the service one says that they did not.
pub(crate) async fn changing(world: &mut World, score: &mut Score) {
    for _ in 0..6 {
        let count = world.people.len() * 7 / 100;
        let candidates = who_might(world, count);
        let mut attacker = Attacker::new(world).await;
        let mut before = Vec::new();
        for (_, new) in &candidates {
            before.push(attacker.any_of(world, vec![(*new, 1)]).await);
        }
        let changing: Vec<Person> = candidates.iter().step_by(4).map(changed).collect();
        world.show(&changing).await;
        world.days(7);
        world.admit().await;
        attacker.forget();
        for (place, ((person, new), before)) in candidates.iter().zip(before).enumerate() {
            let after = attacker.any_of(world, vec![(*new, 1)]).await;
            let guess = after.in_cell(person.cell) > before.in_cell(person.cell);
            score.note(guess == (place % 4 == 0), 0.75);
        }
        for person in changing {
            let known = world.people.iter_mut().find(|one| one.id == person.id);
            *known.expect("somebody of this world") = person;
        }
    }
}

/// Somebody gets another badge in the middle of a week, alone: half of those who might. Until the batch, nothing may
/// change anywhere. `at_once`: as if there were no batch (R4).
pub(crate) async fn changing_alone(world: &mut World, score: &mut Score, at_once: bool) {
    let count = world.people.len() / 40;
    for (place, candidate) in who_might(world, count).into_iter().enumerate() {
        let changes = place % 2 == 0;
        let mut attacker = Attacker::new(world).await;
        let wanted = vec![(candidate.1, 1)];
        let before = attacker.any_of(world, wanted.clone()).await;
        if changes {
            world.show(&[changed(&candidate)]).await;
            if at_once {
                world.admit().await;
            }
        }
        attacker.forget();
        let after = attacker.any_of(world, wanted).await;
        // Whatever differs, anywhere on the map, is them.
        score.note((after.text != before.text) == changes, 0.5);
    }
}

/// Somebody who shut the attacker's company out lets it see them again, alone: half of those who might (C5). Until the
/// batch nothing may change. `at_once`: as if an exclusion ended when it is lifted.
pub(crate) async fn lifting(world: &mut World, score: &mut Score, at_once: bool) {
    let count = world.people.len() / 40;
    for (place, (person, _)) in who_might(world, count).into_iter().enumerate() {
        let lifts = place % 2 == 0;
        let mut attacker = Attacker::new(world).await;
        let shutting = [(person.id, attacker.siren.clone())];
        world.exclude(&shutting).await;
        let wanted = vec![(rarest(&person), 1)];
        let before = attacker.any_of(world, wanted.clone()).await;
        if lifts && at_once {
            world.include(&shutting).await;
        } else if lifts {
            world.lift(&shutting).await;
        }
        attacker.forget();
        let after = attacker.any_of(world, wanted).await;
        score.note((after.text != before.text) == lifts, 0.5);
    }
}

async fn must_fail(attack: impl AsyncFn(&mut World, &mut Score), says: &'static str) {
    let mut score = Score::new(says);
    for seed in SEEDS {
        let mut world = World::new(seed, size()).await;
        attack(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}

#[tokio::test]
async fn whoever_gets_another_badge_in_a_week_is_not_seen_to_get_it() {
    must_fail(changing, "changing a badge between two answers").await;
}

#[tokio::test]
async fn whoever_gets_another_badge_alone_is_not_seen_before_others() {
    let alone = async |world: &mut World, score: &mut Score| {
        changing_alone(world, score, false).await;
    };
    must_fail(alone, "changing a badge alone").await;
}

#[tokio::test]
async fn whoever_lets_a_company_see_them_again_is_not_seen_to_come_back() {
    let alone = async |world: &mut World, score: &mut Score| lifting(world, score, false).await;
    must_fail(alone, "lifting an exclusion alone").await;
}
