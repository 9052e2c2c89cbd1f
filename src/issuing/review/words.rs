//! Words that may tell of disability, health, detention, union, religion or origin (`data/framework/sensitive-words.csv`).
//!
//! **Invariant:** finding one proposes the sensitive mark and does no more; finding none proves nothing.

use std::sync::LazyLock;

use crate::text::fold;

/// One entry of the table: its words in a row, each whole or as a beginning.
struct Entry {
    matter: &'static str,
    words: Vec<(String, bool)>,
}

static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| read(include_str!("../../../data/framework/sensitive-words.csv")));

/// Lines of `matter,word`; the table has neither quotes nor commas (a test keeps it so).
fn read(table: &'static str) -> Vec<Entry> {
    let rows = table.lines().skip(1);
    rows.filter_map(|row| {
        let (matter, words) = row.split_once(',')?;
        let words = words.split(' ').map(|word| match word.strip_suffix('*') {
            Some(beginning) => (fold(beginning), true),
            None => (fold(word), false),
        });
        Some(Entry {
            matter,
            words: words.collect(),
        })
    })
    .collect()
}

/// What a text may be about, and the words that say so: each matter once.
pub(super) fn found(text: &str) -> Vec<(&'static str, String)> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for entry in ENTRIES.iter() {
        let here = words.windows(entry.words.len()).find(|window| {
            window
                .iter()
                .zip(&entry.words)
                .all(|(word, (of, beginning))| {
                    *word == of || *beginning && word.starts_with(of.as_str())
                })
        });
        if let Some(here) = here
            && !found.iter().any(|(matter, _)| *matter == entry.matter)
        {
            found.push((entry.matter, here.join(" ")));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::framework::Framework;

    fn matters(text: &str) -> Vec<&'static str> {
        found(text).into_iter().map(|(matter, _)| matter).collect()
    }

    #[test]
    fn the_table_can_be_read_and_names_the_six_matters() {
        let known = [
            "disability",
            "health",
            "detention",
            "union",
            "religion",
            "origin",
        ];
        assert!(ENTRIES.len() > 80);
        for entry in ENTRIES.iter() {
            assert!(known.contains(&entry.matter), "{}", entry.matter);
            for (word, _) in &entry.words {
                let plain = !word.is_empty() && word.chars().all(char::is_alphanumeric);
                assert!(plain, "{word}: as the text is split");
            }
        }
        for matter in known {
            assert!(
                ENTRIES.iter().any(|entry| entry.matter == matter),
                "{matter}"
            );
        }
    }

    #[test]
    fn words_are_found_whole_with_any_accents_and_in_any_case() {
        assert_eq!(
            matters("Accompagner des personnes HANDICAPEES"),
            ["disability"]
        );
        assert_eq!(
            matters("Sortants de prison : retrouver un rythme"),
            ["detention"]
        );
        assert_eq!(matters("Aide aux demandeurs d’asile"), ["origin"]);
        assert_eq!(matters("E\u{301}glise de quartier"), ["religion"]);
        assert_eq!(
            matters("Délégué syndical, puis pair-aidant en santé mentale"),
            ["health", "union"]
        );
        for plain in [
            "Tenir une caisse",
            "Cultiver la terre",
            "Soulever une charge",
            "Romsey",
        ] {
            assert_eq!(matters(plain), [""; 0], "{plain}");
        }
    }

    /// The framework was reviewed by people: the words agree with them, and propose little besides.
    #[test]
    fn what_people_marked_in_the_framework_is_proposed() {
        for one in Framework::read().unwrap().achievements {
            let proposed = !found(&format!("{}\n{}", one.name, one.description)).is_empty();
            assert_eq!(proposed, one.sensitive, "{}", one.slug);
        }
    }
}
