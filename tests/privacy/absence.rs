//! Attacks that compare an answer with the answer of absence: somebody who shut this company out, somebody alone, accounts
//! that an attacker made up; and words that no answer may hold.

use rand::seq::SliceRandom as _;
use uuid::Uuid;

use crate::attacker::Attacker;
use crate::counting::rarest;
use crate::world::{Person, World};
use crate::{SEEDS, Score, size};

/// To a company that somebody shuts out they are absent. Half of some people shut it out, half leave the map: the attacker
/// says which from whether anything differs.
pub(crate) async fn shut_out(world: &mut World, score: &mut Score) {
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2);
    people.shuffle(&mut world.rng);
    people.truncate(world.people.len() / 20);
    for person in &people {
        let mut attacker = Attacker::new(world).await;
        let wanted = rarest(person);
        let shutting = [(person.id, attacker.siren.clone())];
        world.exclude(&shutting).await;
        let shut_map = attacker.any_of(world, vec![(wanted, 1)]).await;
        let shut_list = attacker.list(world, wanted, person.cell).await;
        world.include(&shutting).await;
        world.withdraw(&[person.id]).await;
        attacker.forget();
        let map = attacker.any_of(world, vec![(wanted, 1)]).await;
        let list = attacker.list(world, wanted, person.cell).await;
        world.settle(std::slice::from_ref(person)).await;
        world.admit().await;
        // The list is in random order, in which the same cards tell the same.
        let differs = map.text != shut_map.text || list.sorted() != shut_list.sorted();
        score.note(differs, 0.0);
    }
}

/// Four accounts that the attacker made, each with a badge that it signed itself for one of our own achievements, lift a
/// count to the floor: whoever is there besides shows. Half of some people leave the map.
pub(crate) async fn sybils(world: &mut World, score: &mut Score) {
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2);
    people.shuffle(&mut world.rng);
    // However many people there are, as many are attacked: whoever has something alone in their cell.
    let alone = people.iter();
    let alone = alone.filter(|person| world.matching(person.cell, rarest(person)) == 1);
    let alone: Vec<Person> = alone.take(70).cloned().collect();
    for (place, person) in alone.iter().enumerate() {
        let here = place % 2 == 0;
        let wanted = rarest(person);
        if !here {
            world.withdraw(&[person.id]).await;
        }
        let mut attacker = Attacker::new(world).await;
        world.made_up(4, wanted, &person.commune).await;
        let seen = attacker.any_of(world, vec![(wanted, 1)]).await;
        score.note((seen.in_cell(person.cell) > 0) == here, 0.5);
    }
}

/// Nobody has a competence but one person, or nobody at all.
pub(crate) async fn one_or_none(world: &mut World, score: &mut Score) {
    let alone = world.competences.len() - 1;
    let having = world
        .people
        .iter()
        .filter(|person| person.has.contains_key(&alone));
    let gone: Vec<Uuid> = having.map(|person| person.id).collect();
    world.withdraw(&gone).await;
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2 && !gone.contains(&person.id));
    people.shuffle(&mut world.rng);
    for person in people.iter().take(70) {
        let mut attacker = Attacker::new(world).await;
        let none = attacker.any_of(world, vec![(alone, 1)]).await;
        let none_listed = attacker.list(world, alone, person.cell).await;
        let mut one: Person = person.clone();
        one.has.insert(alone, 1);
        world.show(std::slice::from_ref(&one)).await;
        world.admit().await;
        attacker.forget();
        let some = attacker.any_of(world, vec![(alone, 1)]).await;
        let some_listed = attacker.list(world, alone, person.cell).await;
        world.show(std::slice::from_ref(person)).await;
        world.admit().await;
        let differs = none.text != some.text || none_listed.sorted() != some_listed.sorted();
        score.note(differs, 0.0);
    }
}

/// Nothing that a recruiter gets about people without a name says a badge, an issuer, a commune or a private field.
#[tokio::test]
async fn answers_name_nothing_but_zones_and_what_was_asked() {
    let mut world = World::new(9, size()).await;
    let communes = world.commune_names_but_of_zones().await;
    let issuers = world.issuer_names().await;
    assert!(communes.len() > 1_000, "{}", communes.len());
    assert!(issuers.len() > 5, "{issuers:?}");
    let people = world.people.clone();
    let mut answered = 0;
    for person in people.iter().filter(|person| person.level == 2).take(150) {
        let mut attacker = Attacker::new(&mut world).await;
        let wanted = rarest(person);
        let list = attacker.list(&mut world, wanted, person.cell).await;
        answered += usize::from(!list.cards.is_empty());
        let asked = world.competence_name(wanted).await;
        for card in &list.cards {
            for name in communes.iter().chain(&issuers) {
                let whole = format!(" {} ", card.fields);
                let named = whole.contains(&format!(" {name} "));
                assert!(!named || asked.contains(name), "{name} in {whole}");
            }
        }
        let map = attacker.any_of(&mut world, vec![(wanted, 1)]).await;
        for told in [&list.html, &map.text] {
            for field in [
                "holder_id",
                "email",
                "commune_code",
                "earned_at",
                "credential",
                "birth",
                "age_band",
                "latitude",
                "longitude",
                "place_code",
            ] {
                assert!(!told.contains(field), "{field} in {told}");
            }
            assert!(!told.contains(&person.id.to_string()));
        }
    }
    assert!(answered > 40, "{answered} answers had cards");
    world.test.drop().await;
}

#[tokio::test]
async fn a_company_that_is_shut_out_gets_the_answer_of_absence() {
    let mut score = Score::new("an excluded company versus absence");
    for seed in SEEDS {
        let mut world = World::new(seed, size() / 2).await;
        shut_out(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}

#[tokio::test]
async fn made_up_accounts_lift_nobody_over_a_floor() {
    let mut score = Score::new("accounts that an attacker made up");
    for seed in SEEDS {
        let mut world = World::new(seed, size() / 2).await;
        sybils(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}

#[tokio::test]
async fn one_person_alone_is_answered_as_nobody() {
    let mut score = Score::new("one holder versus none");
    for seed in SEEDS {
        let mut world = World::new(seed, size() / 2).await;
        one_or_none(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}
