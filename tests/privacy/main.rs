//! What an attacker learns from recruiters' answers: each attack of PRIVACY.md, run over HTTP by a program that knows only
//! what an attacker may know, and scored against the guess that one would make without the service.
//!
//! Every attack prints its rate beside that guess. It fails the house when it is right by more than two points more often;
//! and each rule that should stop it is taken away once, in a database of the test's own, to show that the attack works.

#[path = "../support/badges.rs"]
mod badges;
#[path = "../support/mod.rs"]
mod support;

mod absence;
mod attacker;
mod changing;
mod counting;
mod drawing;
mod mutations;
mod world;

/// Worlds that are attacked: other people, other places, other luck.
const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
/// People in a world. `PRIVACY_PEOPLE` sets another size: `make soak` asks for 10,000.
fn size() -> usize {
    std::env::var("PRIVACY_PEOPLE")
        .ok()
        .and_then(|people| people.parse().ok())
        .unwrap_or(3_000)
}

/// How much better than a guess an attack may be: two points in a hundred.
const MARGIN: f64 = 0.02;

/// How often an attack was right.
struct Score {
    attack: &'static str,
    guesses: u32,
    right: u32,
    /// How often one is right who never asked: the sum of each guess's odds.
    without: f64,
}

impl Score {
    fn new(attack: &'static str) -> Self {
        Self {
            attack,
            guesses: 0,
            right: 0,
            without: 0.0,
        }
    }

    /// One guess; `odds`: how often one is right about such a thing without the service.
    fn note(&mut self, right: bool, odds: f64) {
        self.guesses += 1;
        self.right += u32::from(right);
        self.without += odds;
    }

    /// By how much the attack beats the guess without the service, of 1; printed.
    fn advantage(&self) -> f64 {
        assert!(
            self.guesses >= 300,
            "{}: {} guesses",
            self.attack,
            self.guesses
        );
        let guesses = f64::from(self.guesses);
        let (rate, without) = (f64::from(self.right) / guesses, self.without / guesses);
        println!(
            "{:<44} {:>6} guesses · right {:>5.1} % · without the service {:>5.1} %",
            self.attack,
            self.guesses,
            rate * 100.0,
            without * 100.0,
        );
        rate - without
    }

    fn must_fail(&self) {
        let advantage = self.advantage();
        assert!(advantage <= MARGIN, "{}: {advantage:.3}", self.attack);
    }

    fn must_succeed(&self) {
        let advantage = self.advantage();
        assert!(advantage > MARGIN, "{}: only {advantage:.3}", self.attack);
    }
}
