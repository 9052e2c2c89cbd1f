//! Levels as others write them: by our names, in French or English, or by a number.

use super::Level;

/// What each level is called, low to high; in lower case and with plain apostrophes.
const NAMES: [&[&str]; 3] = [
    &["je fais", "i do", "niveau 1", "level 1"],
    &["je transmets", "i pass it on", "niveau 2", "level 2"],
    &["je pilote", "i lead", "niveau 3", "level 3"],
];

impl Level {
    /// The level that a text is the name of: `Je transmets`, `Level 2`, `2`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let text = plain(text);
        Self::ALL.into_iter().find(|level| {
            let number = char::from(b'0' + level.number());
            names(*level).contains(&text.as_str()) || text.chars().eq([number])
        })
    }

    /// The level that a title or a rubric ends in: `Animer un atelier (niveau 2)`, `Cuisiner – Je pilote`.
    ///
    /// A bare number at the end says nothing: it may be a year, a place in a series, a room.
    #[must_use]
    pub fn at_the_end_of(text: &str) -> Option<Self> {
        let text = plain(text);
        Self::ALL.into_iter().find(|level| {
            names(*level).iter().any(|name| {
                let before = text.strip_suffix(name);
                before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
            })
        })
    }
}

fn names(level: Level) -> &'static [&'static str] {
    NAMES[usize::from(level.number()) - 1]
}

/// In lower case, single spaces, without what titles are closed or marked with.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let closing = |c: char| !c.is_alphanumeric();
    words.join(" ").trim_matches(closing).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<u8> {
        Level::named(text).map(Level::number)
    }

    fn ending(text: &str) -> Option<u8> {
        Level::at_the_end_of(text).map(Level::number)
    }

    #[test]
    fn a_level_is_known_by_its_name_in_both_languages_or_by_its_number() {
        assert_eq!(named("Je fais"), Some(1));
        assert_eq!(named(" JE  TRANSMETS. "), Some(2));
        assert_eq!(named("I lead"), Some(3));
        assert_eq!(named("2"), Some(2));
        assert_eq!(named("Niveau 3"), Some(3));
        for unknown in ["", "0", "4", "12", "Je fais tout", "Expert", "II"] {
            assert_eq!(named(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_title_ends_in_a_level_or_it_says_none() {
        assert_eq!(ending("Animer un atelier (niveau 2)"), Some(2));
        assert_eq!(ending("Cuisiner – Je pilote !"), Some(3));
        assert_eq!(ending("Tenir un planning. Je fais."), Some(1));
        assert_eq!(ending("Welcoming, I pass it on"), Some(2));
        for silent in [
            "Je pilote un projet",
            "Promotion 2023",
            "Atelier 2",
            "Objet fais",
            "Aneje fais",
            "Niveau 12",
            "",
        ] {
            assert_eq!(ending(silent), None, "{silent}");
        }
    }
}
