//! Attacks that read people off counts: is this person on the map, did they join, what else can they do?

use rand::seq::{IndexedRandom as _, SliceRandom as _};

use crate::attacker::Attacker;
use crate::world::{Person, World};
use crate::{SEEDS, Score, size};

/// Somebody about whom there is something to guess.
struct Target {
    person: Person,
    truth: bool,
}

/// The competence of a person that fewest others have: whoever knows the person asks for that one.
pub(crate) fn rarest(person: &Person) -> usize {
    *person.has.keys().max().expect("a competence")
}

/// Some people without a name, of whom `truth` holds for half.
fn halved(world: &mut World, mut people: Vec<Person>) -> Vec<Target> {
    people.retain(|person| person.level == 2);
    people.shuffle(&mut world.rng);
    let half = people.len() / 2;
    people.truncate(half * 2);
    let targets = people.into_iter().enumerate();
    targets
        .map(|(place, person)| Target {
            person,
            truth: place < half,
        })
        .collect()
}

/// One in five people, half of whom leave the map.
async fn some_gone(world: &mut World) -> Vec<Target> {
    let mut people = world.people.clone();
    people.shuffle(&mut world.rng);
    people.truncate(world.people.len() / 5);
    let targets = halved(world, people);
    let gone = targets.iter().filter(|target| !target.truth);
    let gone: Vec<_> = gone.map(|target| target.person.id).collect();
    world.withdraw(&gone).await;
    targets
}

/// Who knows a person's place and rarest competence asks whether anybody shows there.
pub(crate) async fn presence(world: &mut World, score: &mut Score) {
    let targets = some_gone(world).await;
    let mut attacker = Attacker::new(world).await;
    for target in &targets {
        let seen = attacker
            .any_of(world, vec![(rarest(&target.person), 1)])
            .await;
        let guess = seen.in_cell(target.person.cell) > 0;
        score.note(guess == target.truth, 0.5);
    }
}

/// Two questions that differ in what one person has: where the second counts more, they are there.
pub(crate) async fn differencing(world: &mut World, score: &mut Score) {
    let targets = some_gone(world).await;
    let mut attacker = Attacker::new(world).await;
    for target in &targets {
        let mine = rarest(&target.person);
        let mut grew = false;
        for others in [vec![0], vec![0, 1], vec![0, 1, 2, 3]] {
            let without: Vec<(usize, i16)> = others
                .into_iter()
                .filter(|other| !target.person.has.contains_key(other))
                .map(|other| (other, 1))
                .collect();
            if without.is_empty() {
                continue;
            }
            let with = without.iter().copied().chain([(mine, 1)]).collect();
            let fewer = attacker.any_of(world, without).await;
            let more = attacker.any_of(world, with).await;
            grew |= more.in_cell(target.person.cell) > fewer.in_cell(target.person.cell);
        }
        score.note(grew == target.truth, 0.5);
    }
}

/// Weeks in which a few people join: the answer before and the answer after are compared, where they would join. Of those
/// who might, one in four does: without the service one says that they did not.
pub(crate) async fn joining(world: &mut World, score: &mut Score) {
    for _ in 0..6 {
        let many = world.people.len() * 7 / 100;
        let mut candidates: Vec<Person> = (0..many).map(|_| world.draw_person()).collect();
        candidates.retain(|person| person.level == 2);
        let mut attacker = Attacker::new(world).await;
        let mut before = Vec::new();
        for person in &candidates {
            let wanted = vec![(rarest(person), 1)];
            before.push(attacker.any_of(world, wanted).await);
        }
        let joined: Vec<Person> = candidates.iter().step_by(4).cloned().collect();
        world.settle(&joined).await;
        world.days(7);
        world.admit().await;
        attacker.forget();
        for (place, (person, before)) in candidates.iter().zip(before).enumerate() {
            let after = attacker.any_of(world, vec![(rarest(person), 1)]).await;
            let guess = after.in_cell(person.cell) > before.in_cell(person.cell);
            score.note(guess == (place % 4 == 0), 0.75);
        }
        world.people.extend(joined);
    }
}

/// Somebody joins in the middle of a week, alone: half of those who might. Until the batch, nothing may change.
pub(crate) async fn joining_alone(world: &mut World, score: &mut Score) {
    for place in 0..world.people.len() / 40 {
        let person = world.draw_person();
        if person.level != 2 {
            continue;
        }
        let joins = place % 2 == 0;
        let mut attacker = Attacker::new(world).await;
        let wanted = vec![(rarest(&person), 1)];
        let before = attacker.any_of(world, wanted.clone()).await;
        if joins {
            world.settle(std::slice::from_ref(&person)).await;
        }
        attacker.forget();
        let after = attacker.any_of(world, wanted).await;
        // Whatever differs, anywhere on the map, is them.
        score.note((after.text != before.text) == joins, 0.5);
    }
}

/// Who knows one competence of a person who is on the map asks for it together with another one.
pub(crate) async fn intersection(world: &mut World, score: &mut Score) {
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2 && person.has.len() >= 2);
    people.shuffle(&mut world.rng);
    people.truncate(world.people.len() / 5);
    let mut attacker = Attacker::new(world).await;
    for (place, person) in people.into_iter().enumerate() {
        let known = *person.has.keys().min().expect("a competence");
        let truth = place % 2 == 0;
        // Something that they have, or something about as frequent that they have not.
        let others: Vec<usize> = person
            .has
            .keys()
            .copied()
            .filter(|other| *other != known)
            .collect();
        let has = *others.choose(&mut world.rng).expect("another one");
        let near = [
            has + 1,
            has.wrapping_sub(1),
            has + 2,
            has.wrapping_sub(2),
            has + 3,
        ];
        let lacks = near
            .into_iter()
            .find(|other| *other < world.competences.len() && !person.has.contains_key(other));
        let Some(lacks) = lacks else { continue };
        let asked = if truth { has } else { lacks };
        let alone = attacker.any_of(world, vec![(known, 1)]).await;
        let both = attacker.all_of(world, vec![(known, 1), (asked, 1)]).await;
        // Nearly as many have both as have the one: then this person has both.
        let (both, alone) = (both.in_cell(person.cell), alone.in_cell(person.cell));
        score.note((both > 0 && both == alone) == truth, 0.5);
    }
}

/// What a zone counts less what its parts count is left for whoever is not shown finer.
pub(crate) async fn parent_minus_children(world: &mut World, score: &mut Score) {
    let targets = some_gone(world).await;
    let mut attacker = Attacker::new(world).await;
    for target in &targets {
        let Some(parts) = world.siblings(target.person.cell).await else {
            continue;
        };
        let seen = attacker
            .any_of(world, vec![(rarest(&target.person), 1)])
            .await;
        let told: usize = parts.cells.iter().map(|cell| seen.in_cell(*cell)).sum();
        let guess = seen.at("epci", &parts.epci) > told;
        score.note(guess == target.truth, 0.5);
    }
}

macro_rules! fails {
    ($name:ident, $attack:ident, $says:literal) => {
        #[tokio::test]
        async fn $name() {
            let mut score = Score::new($says);
            for seed in SEEDS {
                let mut world = World::new(seed, size()).await;
                $attack(&mut world, &mut score).await;
                world.test.drop().await;
            }
            score.must_fail();
        }
    };
}

fails!(
    whether_somebody_is_on_the_map_is_not_read_off_an_answer,
    presence,
    "presence"
);
fails!(
    two_questions_do_not_tell_one_person_apart,
    differencing,
    "differencing of two questions"
);
fails!(
    whoever_joins_in_a_week_is_not_seen_to_join,
    joining,
    "joining between two answers"
);
fails!(
    whoever_joins_alone_is_not_seen_before_others,
    joining_alone,
    "joining alone"
);
fails!(
    what_else_somebody_can_do_is_not_read_off_two_competences,
    intersection,
    "intersection of competences"
);
fails!(
    a_zone_less_its_parts_leaves_nobody,
    parent_minus_children,
    "parent minus children"
);
