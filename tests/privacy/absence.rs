//! Attacks that compare an answer with the answer of absence: somebody who shut this company out, somebody alone, accounts
//! that an attacker made up; and words that no answer may hold.

use std::collections::BTreeSet;

use rand::seq::SliceRandom as _;
use uuid::Uuid;

use crate::attacker::Attacker;
use crate::counting::rarest;
use crate::world::{Person, World};
use crate::{SEEDS, Score, size};

/// To a company that somebody shuts out they are absent: the same bytes but for tokens. Half of the targets shut it out,
/// half leave; the attacker says which from how the answer changed.
pub(crate) async fn shut_out(world: &mut World, score: &mut Score) {
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2);
    people.shuffle(&mut world.rng);
    people.truncate(world.people.len() / 10);
    let questions: Vec<(usize, i64)> =
        people.iter().map(|person| (rarest(person), person.cell)).collect();
    let mut attackers = Vec::new();
    for _ in &people {
        attackers.push(Attacker::new(world).await);
    }
    let shutting: Vec<(Uuid, String)> = people
        .iter()
        .zip(&attackers)
        .map(|(person, attacker)| (person.id, attacker.siren.clone()))
        .collect();
    world.exclude(&shutting).await;
    let mut shut = Vec::new();
    for (attacker, (competence, cell)) in attackers.iter_mut().zip(&questions) {
        let seen = attacker.any_of(world, &[(*competence, 1)], *cell).await;
        shut.push(seen);
    }
    world.include(&shutting).await;
    for ((person, attacker), ((competence, cell), shut)) in
        people.iter().zip(&mut attackers).zip(questions.iter().zip(shut))
    {
        world.withdraw(&[person.id]).await;
        let absent = attacker.any_of(world, &[(*competence, 1)], *cell).await;
        world.settle(std::slice::from_ref(person)).await;
        world.admit().await;
        // Any difference at all tells the two apart.
        score.note(absent.text != shut.text, 0.0);
    }
}

/// Nobody has the competence but one person, or nobody at all: half of the worlds each.
pub(crate) async fn one_or_none(world: &mut World, score: &mut Score) {
    let alone = world.competences.len() - 1;
    let mut having: Vec<Person> = world.people.clone();
    having.retain(|person| person.has.contains_key(&alone));
    let gone: Vec<Uuid> = having.iter().map(|person| person.id).collect();
    world.withdraw(&gone).await;
    let mut people = world.people.clone();
    people.retain(|person| person.level == 2 && !gone.contains(&person.id));
    people.shuffle(&mut world.rng);
    for person in people.iter().take(world.people.len() / 40) {
        let mut attacker = Attacker::new(world).await;
        let none = attacker.any_of(world, &[(alone, 1)], person.cell).await;
        let mut one = person.clone();
        one.has.insert(alone, 1);
        world.show(std::slice::from_ref(&one)).await;
        world.admit().await;
        let some = attacker.any_of(world, &[(alone, 1)], person.cell).await;
        world.show(std::slice::from_ref(person)).await;
        world.admit().await;
        score.note(none.text != some.text, 0.0);
    }
}

/// Nothing that a recruiter gets about people without a name says a badge, an issuer, a commune or a private field.
#[tokio::test]
async fn answers_name_nothing_but_zones_and_what_was_asked() {
    let mut world = World::new(9, size()).await;
    let communes: BTreeSet<String> = world.commune_names().await;
    let issuers = world.issuer_names().await;
    let people = world.people.clone();
    let mut answered = 0;
    for person in people.iter().filter(|person| person.level == 2).take(300) {
        let mut attacker = Attacker::new(&mut world).await;
        let seen = attacker.any_of(&world, &[(rarest(person), 1)], person.cell).await;
        answered += usize::from(!seen.cards.is_empty());
        let told = seen.without_zone_names();
        for name in communes.iter().chain(&issuers) {
            let quoted = format!("\"{name}\"");
            assert!(!told.contains(&quoted), "{name} in {told}");
        }
        for field in [
            "holder", "email", "address", "commune_code", "earned_at", "credential", "birth",
            "age_band", "latitude", "longitude", "place_code",
        ] {
            assert!(!told.contains(&format!("\"{field}")), "{field} in {told}");
        }
        assert!(!told.contains(&person.id.to_string()));
    }
    assert!(answered > 50, "{answered} answers had cards");
    world.test.drop().await;
}

#[tokio::test]
async fn a_company_that_is_shut_out_gets_the_answer_of_absence() {
    let mut score = Score::new("an excluded company versus absence");
    for seed in SEEDS {
        let mut world = World::new(seed, size().min(3_000) / 3).await;
        shut_out(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}

#[tokio::test]
async fn one_person_alone_is_answered_as_nobody() {
    let mut score = Score::new("one holder versus none");
    for seed in SEEDS {
        let mut world = World::new(seed, size()).await;
        one_or_none(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_fail();
}
