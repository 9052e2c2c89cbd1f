//! What a holder reads before they agree: the files of `data/consent`, each with its version.
//!
//! **Invariant:** a page shows a file's own words, and the ledger keeps that file's name; a text that was shown is never
//! changed (`data/consent/README.md`).

use crate::presence::Level;
use crate::text::Language;

/// A text that somebody may agree to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsentText {
    /// Name and date, and in which language: what the ledger keeps.
    pub version: &'static str,
    /// The file.
    pub text: &'static str,
}

impl ConsentText {
    /// Its paragraphs.
    pub fn paragraphs(self) -> impl Iterator<Item = &'static str> {
        self.text.split("\n\n").map(str::trim)
    }
}

macro_rules! texts {
    ($($name:literal)*) => {
        /// Every text that was ever shown.
        pub const ALL: &[ConsentText] = &[$(ConsentText {
            version: $name,
            text: include_str!(concat!("../../../data/consent/", $name, ".txt")),
        }),*];
    };
}

texts! {
    "level-1.2026-11-28.fr"
    "level-1.2026-11-28.en"
    "level-2.2026-11-28.fr"
    "level-2.2026-11-28.en"
    "level-3.2026-11-28.fr"
    "level-3.2026-11-28.en"
}

/// The text of a level as it is shown today.
#[must_use]
pub fn of(level: Level, language: Language) -> ConsentText {
    let [fr, en] = match level {
        Level::Counted => [ALL[0], ALL[1]],
        Level::WithoutName => [ALL[2], ALL[3]],
        Level::WithBadges => [ALL[4], ALL[5]],
    };
    match language {
        Language::Fr => fr,
        Language::En => en,
    }
}

/// The text of that version; `None`: the consent came by another way, as the demonstration's do.
#[must_use]
pub fn of_version(version: &str) -> Option<ConsentText> {
    ALL.iter().copied().find(|text| text.version == version)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::*;

    /// A changed file would make the ledger say that people had read what they had not.
    #[test]
    fn a_text_that_was_shown_is_never_changed() {
        let kept: Vec<(&str, &str)> = include_str!("../../../tests/consent_texts.csv")
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .collect();
        assert_eq!(kept.len(), ALL.len(), "each text has its line");
        for text in ALL {
            let digest = Sha256::digest(text.text.as_bytes());
            let digest = digest.iter().fold(String::new(), |mut digits, byte| {
                let _ = write!(digits, "{byte:02x}");
                digits
            });
            assert!(kept.contains(&(text.version, &*digest)), "{}", text.version);
        }
    }

    #[test]
    fn each_level_has_its_text_in_both_languages() {
        for (number, level) in [
            (1, Level::Counted),
            (2, Level::WithoutName),
            (3, Level::WithBadges),
        ] {
            for language in [Language::Fr, Language::En] {
                let text = of(level, language);
                assert!(text.version.starts_with(&format!("level-{number}.")));
                assert!(text.version.ends_with(&format!(".{}", language.as_str())));
                assert!(text.paragraphs().count() >= 4);
                assert_eq!(of_version(text.version), Some(text));
            }
        }
        assert_eq!(of_version("demonstration"), None);
    }
}
