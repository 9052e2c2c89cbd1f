//! Words in French and English, from `web/locales`.
//!
//! **Invariant:** French is the default, both languages have the same keys, and no language is remembered here:
//! it is read from each request.

use std::sync::LazyLock;

use chrono::Datelike;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

/// A language that pages are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// French, the default.
    #[default]
    Fr,
    /// English.
    En,
}

const FRENCH: &str = include_str!("../web/locales/fr.ftl");
const ENGLISH: &str = include_str!("../web/locales/en.ftl");

static WORDS: LazyLock<[FluentBundle<FluentResource>; 2]> = LazyLock::new(|| {
    [
        bundle(langid!("fr"), FRENCH),
        bundle(langid!("en"), ENGLISH),
    ]
});

fn bundle(language: LanguageIdentifier, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixed directions of writing; ours have one.
    bundle.set_use_isolating(false);
    // What cannot be read is left out, and then missed by the test that compares both languages.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(read, _)| read);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// BCP 47 code, as in `<html lang>`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language that `code` begins with: `en-GB` is English. `None` where we do not write it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language best liked in an `Accept-Language` header (RFC 9110, 12.5.4); French where none is ours.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0_f32, Self::Fr);
        for range in header.split(',') {
            let mut parts = range.split(';');
            let language = parts.next().and_then(Self::from_code);
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            if let Some(language) = language
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

/// The message `key`, with its arguments filled in; the key itself where no message bears it.
#[must_use]
pub fn text(language: Language, key: &str, args: &[(&str, &str)]) -> String {
    let words = &WORDS[usize::from(language == Language::En)];
    let Some(pattern) = words.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut given = FluentArgs::new();
    for (name, value) in args {
        // A number chooses between « 1 attend » and « 2 attendent »; any other digits are left as they are.
        let value = match *name {
            "count" => FluentValue::try_number(value),
            _ => FluentValue::from((*value).to_owned()),
        };
        given.set((*name).to_owned(), value);
    }
    words
        .format_pattern(pattern, Some(&given), &mut Vec::new())
        .into_owned()
}

/// A day as it is said: « 24 novembre 2026 », « 1er mai 2027 », "24 November 2026".
#[must_use]
pub fn day(language: Language, date: &impl Datelike) -> String {
    const FRENCH: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    const ENGLISH: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let months = match language {
        Language::Fr => FRENCH,
        Language::En => ENGLISH,
    };
    let month = usize::try_from(date.month0())
        .ok()
        .and_then(|month| months.into_iter().nth(month));
    let first = match (language, date.day()) {
        (Language::Fr, 1) => "er",
        _ => "",
    };
    // No line is broken between a day and its month.
    let (day, month, year) = (date.day(), month.unwrap_or_default(), date.year());
    format!("{day}{first}\u{a0}{month} {year}")
}

/// `text` in lower case and without accents: what people type and what they mean meet there.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'á' | 'â' | 'ä' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'ö' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ÿ' => folded.push('y'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            // Accents that are written after their letter.
            '\u{300}'..='\u{36f}' => {}
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_day_is_said_as_one_says_it() {
        let on = |text: &str| text.parse::<chrono::NaiveDate>().expect("a date");
        assert_eq!(day(Language::Fr, &on("2027-05-01")), "1er\u{a0}mai 2027");
        assert_eq!(
            day(Language::Fr, &on("2026-12-24")),
            "24\u{a0}décembre 2026"
        );
        assert_eq!(day(Language::En, &on("2027-01-01")), "1\u{a0}January 2027");
    }

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| !line.starts_with(['#', ' ']))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_have_every_key_and_each_can_be_read() {
        assert_eq!(keys(FRENCH), keys(ENGLISH));
        for (index, source) in [FRENCH, ENGLISH].into_iter().enumerate() {
            assert!(keys(source).len() > 50);
            for key in keys(source) {
                assert!(WORDS[index].has_message(key), "{key} is not read");
            }
        }
    }

    #[test]
    fn the_language_best_liked_is_taken_and_french_where_none_is_ours() {
        assert_eq!(Language::accepted("en-GB,en;q=0.9,fr;q=0.8"), Language::En);
        assert_eq!(Language::accepted("de,fr;q=0.4,en;q=0.3"), Language::Fr);
        assert_eq!(Language::accepted("de, es;q=0.9"), Language::Fr);
        assert_eq!(Language::accepted(""), Language::Fr);
    }

    #[test]
    fn arguments_are_filled_in() {
        let said = text(Language::En, "probleme-demande", &[("id", "7f")]);
        assert_eq!(said, "Reference of the request: 7f");
        let badges = |count| text(Language::Fr, "review-badges", &[("count", count)]);
        assert_eq!(badges("0"), "aucun badge gardé");
        assert_eq!(badges("1"), "1 badge gardé");
        assert_eq!(badges("1200"), "1200 badges gardés");
    }
}
