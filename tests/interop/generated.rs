//! Credentials drawn at random: texts in every script, numbers, dates, and many parts that are equal, whose blank
//! nodes are hard to tell apart. Ours are canonicalised by three implementations that share nothing with ours.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

use crate::corpus::{Corpus, Kind};
use crate::credentials::{own, plain, rdfc};

/// How many.
const CREDENTIALS: u64 = 40;
/// What texts are made of; nothing between the surrogates and U+FFFF, nor control characters that are no space:
/// `differences.csv` says which tools stumble there.
const LETTERS: [&str; 20] = [
    "a",
    "Z",
    "7",
    " ",
    "\"",
    "\\",
    "\n",
    "\r",
    "\t",
    "<",
    ">",
    "é",
    "ß",
    "\u{a0}",
    "œ",
    "ع",
    "中",
    "\u{301}",
    "\u{1F426}",
    "\u{10FFFD}",
];
/// Few names, so that parts come out equal.
const NAMES: [&str; 3] = ["planning", "accueil", "réparation"];

/// Puts them into the corpus.
pub(crate) fn fill(corpus: &mut Corpus) {
    for seed in 0..CREDENTIALS {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let document = plain(|document| draw(document, &mut rng));
        let signed = rdfc(&document, &own()).to_string();
        corpus.case(&format!("generated {seed}"), Kind::Ob3, signed);
    }
}

fn draw(document: &mut Value, rng: &mut ChaCha20Rng) {
    document["evidence"] = list(rng, evidence);
    document["description"] = json!(text(rng));
    let subject = &mut document["credentialSubject"];
    subject["result"] = list(rng, result);
    subject["narrative"] = json!(text(rng));
    if rng.random_bool(0.5) {
        subject["activityStartDate"] = json!(date(rng));
        subject["creditsEarned"] = json!(f64::from(rng.random_range(1..4000_u32)) / 8.0);
    }
    let achievement = &mut subject["achievement"];
    achievement["alignment"] = list(rng, alignment);
    achievement["tag"] = list(rng, |rng| json!(text(rng)));
    achievement["name"] = json!(text(rng));
    achievement["otherIdentifier"] = list(rng, |rng| {
        json!({
            "type": "IdentifierEntry", "identifier": name(rng), "identifierType": "identifier",
        })
    });
    if rng.random_bool(0.5) {
        achievement["creditsAvailable"] = json!(rng.random_range(0..100_u32));
    }
}

/// One to four of a kind.
fn list(rng: &mut ChaCha20Rng, mut one: impl FnMut(&mut ChaCha20Rng) -> Value) -> Value {
    let how_many = rng.random_range(1..5);
    (0..how_many).map(|_| one(rng)).collect()
}

fn evidence(rng: &mut ChaCha20Rng) -> Value {
    let mut evidence = json!({ "type": ["Evidence"], "name": name(rng) });
    if rng.random_bool(0.3) {
        evidence["narrative"] = json!(text(rng));
    }
    evidence
}

fn result(rng: &mut ChaCha20Rng) -> Value {
    let mut result = json!({ "type": ["Result"], "value": name(rng) });
    if rng.random_bool(0.5) {
        // Nodes within equal nodes.
        result["alignment"] = list(rng, alignment);
    }
    result
}

fn alignment(rng: &mut ChaCha20Rng) -> Value {
    json!({
        "type": ["Alignment"],
        "targetName": name(rng),
        "targetUrl": format!("https://esco.example/{}", rng.random_range(0..3_u8)),
    })
}

fn name(rng: &mut ChaCha20Rng) -> &'static str {
    NAMES[rng.random_range(0..NAMES.len())]
}

/// Begins with a letter: an empty text, or one of spaces, is another question.
fn text(rng: &mut ChaCha20Rng) -> String {
    let length = rng.random_range(0..12);
    let letters = (0..length).map(|_| LETTERS[rng.random_range(0..LETTERS.len())]);
    ["x"].into_iter().chain(letters).collect()
}

fn date(rng: &mut ChaCha20Rng) -> String {
    let zone = ["Z", "+01:00", "-09:30"][rng.random_range(0..3_usize)];
    let fraction = ["", ".5", ".120"][rng.random_range(0..3_usize)];
    let day = rng.random_range(1..29_u8);
    format!("2025-02-{day:02}T12:34:56{fraction}{zone}")
}
