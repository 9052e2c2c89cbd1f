//! Each rule taken away once, in a database of the test's own: the attack that it stops must then succeed, or the attack
//! proves nothing.

use crate::absence::{shut_out, sybils};
use crate::changing::{changing_alone, lifting};
use crate::counting::{differencing, intersection, joining_alone, presence};
use crate::drawing::{averaging, relinking};
use crate::world::World;
use crate::{Score, size};

const SHADES: &str = "presence.shades";

#[tokio::test]
async fn without_a_floor_whoever_is_there_shows() {
    let mut score = Score::new("presence, floor 1");
    let mut world = World::new(1, size()).await;
    world.without(SHADES, &[(">= 5)", ">= 1)")]).await;
    presence(&mut world, &mut score).await;
    world.test.drop().await;
    score.must_succeed();
}

/// What an answer about several competences was before: everybody who has any of them, counted together.
#[tokio::test]
async fn where_competences_are_counted_together_two_questions_tell_people_apart() {
    let mut score = Score::new("differencing, counted together");
    for seed in [1, 2] {
        let mut world = World::new(seed, size()).await;
        let together = include_str!("../../migrations/0034_admitted.sql");
        let (_, before) = together
            .split_once("create function presence.shades(")
            .expect("it");
        let before = before.split("\nend;").next().expect("its end");
        let before = format!("create or replace function presence.shades({before}\nend;");
        world.as_before(&before).await;
        differencing(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

/// Among 3,000 whatever is chosen: among 10,000 the attack was right 1.5 points above the guess (November 2026), too few
/// to prove anything. What holds there is proven by no mutation of this rule.
#[tokio::test]
async fn without_r2_a_group_that_learnt_together_tells_of_each() {
    let mut score = Score::new("intersection, no R2");
    for seed in [1, 2] {
        let mut world = World::new(seed, 3_000).await;
        world.without(SHADES, &[("* 5) >", "* 0) >")]).await;
        intersection(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

#[tokio::test]
async fn without_a_weekly_batch_whoever_joins_is_seen() {
    let mut score = Score::new("joining alone, no R4");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size()).await;
        joining_alone(&mut world, &mut score, true).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

#[tokio::test]
async fn without_a_weekly_batch_whoever_gets_another_badge_is_seen() {
    let mut score = Score::new("changing a badge alone, no R4");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size()).await;
        changing_alone(&mut world, &mut score, true).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

#[tokio::test]
async fn an_exclusion_that_ends_at_once_tells_who_lifted_it() {
    let mut score = Score::new("lifting an exclusion alone, at once");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size()).await;
        lifting(&mut world, &mut score, true).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

#[tokio::test]
async fn tokens_that_outlive_a_search_link_cards_and_count_people() {
    let mut linked = Score::new("re-linking, stable tokens");
    let mut counted = Score::new("averaging, stable tokens");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size()).await;
        relinking(&mut world, &mut linked, true).await;
        averaging(&mut world, &mut counted, true).await;
        world.test.drop().await;
    }
    linked.must_succeed();
    counted.must_succeed();
}

#[tokio::test]
async fn whoever_is_excluded_after_counting_is_told_from_absence() {
    let mut score = Score::new("exclusion, after counting");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size() / 2).await;
        world
            .without(SHADES, &[("excluded.siren = shades.company", "false")])
            .await;
        shut_out(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_succeed();
}

#[tokio::test]
async fn without_c0_made_up_accounts_lift_the_one_who_is_there() {
    let mut score = Score::new("made-up accounts, no C0");
    for seed in [1, 2, 3, 4, 5] {
        let mut world = World::new(seed, size() / 2).await;
        let recognised = "(credential.issuer = 'recognised'::text)";
        world
            .without("presence.proven", &[(recognised, "true")])
            .await;
        sybils(&mut world, &mut score).await;
        world.test.drop().await;
    }
    score.must_succeed();
}
