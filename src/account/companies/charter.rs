//! What recruiters agree to: the files of `data/charter`, each with its version.
//!
//! **Invariant:** a page shows a file's own words, and an application keeps that file's name; a text that was shown is
//! never changed (`data/charter/README.md`).

use crate::text::Language;

/// A charter that somebody may accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charter {
    /// Name, date and language: what the application keeps.
    pub version: &'static str,
    /// The file.
    pub text: &'static str,
}

impl Charter {
    /// Its paragraphs.
    pub fn paragraphs(self) -> impl Iterator<Item = &'static str> {
        self.text.split("\n\n").map(str::trim)
    }
}

macro_rules! charters {
    ($($name:literal)*) => {
        /// Every charter that was ever shown.
        pub const ALL: &[Charter] = &[$(Charter {
            version: $name,
            text: include_str!(concat!("../../../data/charter/", $name, ".txt")),
        }),*];
    };
}

charters! {
    "recruiters.2026-11-29.fr"
    "recruiters.2026-11-29.en"
}

/// The charter as it is shown today.
#[must_use]
pub fn of(language: Language) -> Charter {
    match language {
        Language::Fr => ALL[0],
        Language::En => ALL[1],
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::*;

    /// A changed file would make applications say that people had accepted what they had not read.
    #[test]
    fn a_charter_that_was_shown_is_never_changed() {
        let kept: Vec<(&str, &str)> = include_str!("../../../tests/charter_texts.csv")
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .collect();
        assert_eq!(kept.len(), ALL.len(), "each charter has its line");
        for charter in ALL {
            let digest = Sha256::digest(charter.text.as_bytes());
            let digest = digest.iter().fold(String::new(), |mut digits, byte| {
                let _ = write!(digits, "{byte:02x}");
                digits
            });
            assert!(
                kept.contains(&(charter.version, &*digest)),
                "{}",
                charter.version
            );
        }
    }

    #[test]
    fn both_languages_say_as_much() {
        let [fr, en] = [Language::Fr, Language::En].map(of);
        assert_eq!(fr.paragraphs().count(), en.paragraphs().count());
        assert!(fr.paragraphs().count() >= 6);
        let languages = [fr, en].map(|charter| charter.version.rsplit('.').next());
        assert_eq!(languages, [Some("fr"), Some("en")]);
    }
}
