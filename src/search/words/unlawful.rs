//! Criteria that nobody may be chosen by (Code du travail, art. L1132-1 and L1142-1; Code pénal, art. 225-1), looked for
//! in what recruiters write.
//!
//! The table `data/framework/criteres-interdits.csv` has sequences of words without accents, each place with its
//! alternatives (`a|b`), `#` for a number:
//!
//! - `interdit` names a criterion;
//! - `permis` is a sequence in which the same words say something else (« jeune public », « sage-femme »): its words are
//!   set aside before anything is looked for;
//! - `public` are words that name people whom one serves, in the plural: « aider des retraités » is a task, « des
//!   retraités de préférence » a criterion. They pass where a word of serving (`service`, a beginning) stands shortly
//!   before, and an article or a preposition right before.
//!
//! **Invariant:** finding nothing proves nothing: the law binds who writes, and a person reads reports. A false alarm
//! costs a rewording, so what is often innocent alone (« beau », « voile », « serveuse ») is named only in company.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::text::{Language, fold, text};

/// How many words before « retraités » a word of serving may stand: « aider quelques-uns des retraités ».
const BEFORE: usize = 5;
/// What stands right before people whom one serves.
const LINKS: [&str; 11] = [
    "de", "des", "d", "les", "aux", "leurs", "nos", "pour", "avec", "vers", "ces",
];

/// A forbidden criterion that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Criterion {
    /// `age`, `sex`, `origin` …: the end of the keys of its words.
    pub name: &'static str,
    /// Of the Code du travail.
    pub article: &'static str,
}

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlawful {
    /// Which criterion.
    pub criterion: Criterion,
    /// The words that name it, as they were written.
    pub said: String,
}

impl Unlawful {
    /// « “Jeune” est un critère d’âge interdit (art. L1132-1 du Code du travail). Décrivez la compétence attendue. »
    #[must_use]
    pub fn explained(&self, language: Language) -> String {
        let criterion = text(language, &format!("unlawful-{}", self.criterion.name), &[]);
        let mut letters = self.said.chars();
        let said: String = letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        let said = [
            ("said", said.as_str()),
            ("criterion", &criterion),
            ("article", self.criterion.article),
        ];
        text(language, "unlawful", &said)
    }
}

/// One place of a sequence: alternatives.
type Place = Vec<&'static str>;

struct Named {
    criterion: Criterion,
    places: Vec<Place>,
}

#[derive(Default)]
struct Table {
    forbidden: Vec<Named>,
    innocent: Vec<Vec<Place>>,
    served: Vec<(&'static str, Vec<Place>)>,
    serving: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    read(include_str!(
        "../../../data/framework/criteres-interdits.csv"
    ))
});

/// Lines of `criterion,kind,words,article`; the table has neither quotes nor commas (a test keeps it so).
fn read(table: &'static str) -> Table {
    let mut read = Table::default();
    for line in table.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(name), Some(kind), Some(words), Some(article)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let places = words.split(' ').map(|place| place.split('|').collect());
        let places: Vec<Place> = places.collect();
        match kind {
            "interdit" => read.forbidden.push(Named {
                criterion: Criterion { name, article },
                places,
            }),
            "permis" => read.innocent.push(places),
            "public" => read.served.push((name, places)),
            _ => read.serving.push(words),
        }
    }
    read
}

/// The first forbidden criterion that `text` names; `None`: none that we know of.
#[must_use]
pub fn unlawful(text: &str) -> Option<Unlawful> {
    let table = &*TABLE;
    let written: Vec<&str> = text
        .split(|letter: char| {
            !letter.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&letter)
        })
        .filter(|word| !word.is_empty())
        .collect();
    let folded: Vec<String> = written.iter().map(|word| fold(word)).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut aside = BTreeSet::new();
    for at in 0..words.len() {
        let here = table.innocent.iter();
        for places in here.filter(|places| fits(&words[at..], places)) {
            aside.extend(at..at + places.len());
        }
    }
    (0..words.len()).find_map(|at| {
        let found = table.forbidden.iter().find(|named| {
            let place = at..at + named.places.len();
            fits(&words[at..], &named.places)
                && !aside.iter().any(|innocent| place.contains(innocent))
                && !is_served(table, &words, at, named.criterion.name)
        })?;
        Some(Unlawful {
            criterion: found.criterion,
            said: written[at..at + found.places.len()].join(" "),
        })
    })
}

/// Whether `words` begin with the sequence.
fn fits(words: &[&str], places: &[Place]) -> bool {
    words.len() >= places.len()
        && places.iter().zip(words).all(|(place, word)| {
            place.contains(word)
                || place.contains(&"#") && word.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Whether the words from `at` on name people whom one serves, not whom one chooses.
fn is_served(table: &Table, words: &[&str], at: usize, criterion: &str) -> bool {
    let serves = |word: &&str| table.serving.iter().any(|begins| word.starts_with(begins));
    let named = table
        .served
        .iter()
        .any(|(of, places)| *of == criterion && fits(&words[at..], places));
    let before = &words[at.saturating_sub(BEFORE)..at];
    named
        && before
            .last()
            .is_some_and(|last| serves(last) || LINKS.contains(last) && before.iter().any(serves))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What recruiters write, and the criterion that it names; `-`: none.
    const SENTENCES: &str = include_str!("sentences.csv");

    #[test]
    fn sentences_that_choose_people_are_told_from_those_that_describe_a_task() {
        let mut seen = [0, 0];
        let mut wrong = Vec::new();
        for line in SENTENCES.lines() {
            let (expected, sentence) = line.split_once(',').expect("two columns");
            let found = unlawful(sentence);
            let name = found.as_ref().map_or("-", |found| found.criterion.name);
            seen[usize::from(expected == "-")] += 1;
            if name != expected {
                wrong.push(format!("{sentence}: {expected}, found {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(seen.iter().all(|count| *count >= 60), "{seen:?}");
    }

    #[test]
    fn the_answer_names_the_word_the_criterion_and_the_law() {
        let found = unlawful("Nous voulons quelqu’un de jeune, à Blois").unwrap();
        assert_eq!(
            found.explained(Language::Fr),
            "«\u{202f}Jeune\u{202f}» est un critère d’âge interdit (art. L1132-1 du Code du travail). Décrivez la compétence attendue."
        );
        // Accents written after their letter, capitals, apostrophes of both kinds.
        for alike in ["JEUNE", "d'ORIGINE étrange\u{300}re", "A\u{302}ge maximum"] {
            assert!(unlawful(alike).is_some(), "{alike}");
        }
    }

    #[test]
    fn the_table_can_be_read_and_each_criterion_has_an_article_and_words() {
        let table = &*TABLE;
        assert!(table.forbidden.len() > 90 && table.innocent.len() > 50);
        let all = table.innocent.iter();
        let all = all.chain(table.forbidden.iter().map(|named| &named.places));
        for places in all.chain(table.served.iter().map(|(_, places)| places)) {
            for word in places.iter().flatten() {
                let plain =
                    *word == "#" || word.chars().all(|letter| letter.is_ascii_alphanumeric());
                assert!(
                    plain && !word.is_empty(),
                    "{word}: as a text is split and folded"
                );
            }
        }
        let names: BTreeSet<&str> = table
            .forbidden
            .iter()
            .map(|named| named.criterion.name)
            .collect();
        for named in &table.forbidden {
            assert!(named.criterion.article.starts_with("L1132-1"));
        }
        // Every criterion that recruiters' words commonly name.
        for name in [
            "age",
            "sex",
            "origin",
            "religion",
            "health",
            "pregnancy",
            "appearance",
            "address",
            "family",
            "union",
            "politics",
            "surname",
            "disability",
            "orientation",
            "mores",
            "vulnerability",
            "bank",
        ] {
            assert!(names.contains(name), "{name}");
            for language in [Language::Fr, Language::En] {
                let key = format!("unlawful-{name}");
                assert_ne!(text(language, &key, &[]), key);
            }
        }
        for (name, _) in &table.served {
            assert!(names.contains(name), "{name}");
        }
    }
}
