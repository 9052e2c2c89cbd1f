//! Competences found by words: what somebody types meets the names of the shared framework, everyday words for each
//! (`data/framework/synonyms.csv`), and the names of the networks' badges.
//!
//! The index is in this process, made at each search from some hundred names: a keystroke costs microseconds beside the
//! one short query. PostgreSQL's French text search was the other way; it wants an extension that a server of
//! somebody's own may not have (`unaccent`), stems « animer » and « animation » apart, finds no beginning of a word
//! under a stem and forgives no slip of the keyboard, which are what matters when one looks among forty competences.
//!
//! **Invariant:** only words that the networks wrote are searched. A badge that one person brought from elsewhere, or a
//! sensitive one (C4), adds no word; and what is found is a competence, never a badge (R1).

mod store;
mod unlawful;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sqlx::PgPool;

use crate::text::{Language, fold};

pub use unlawful::{Criterion, Unlawful, unlawful};

/// Competences that one search proposes.
const PROPOSED: usize = 6;
/// Letters from which a word may be misspelt by one.
const LONG: usize = 5;

/// A competence of the shared framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// Its code.
    pub code: String,
    /// The family that it belongs to.
    pub family: String,
    name_fr: String,
    name_en: String,
}

impl Competence {
    /// Its name.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.name_fr,
            Language::En => &self.name_en,
        }
    }
}

/// Every competence with the words that it is found by.
pub struct Catalogue {
    competences: Vec<Competence>,
    terms: Vec<Term>,
}

/// A word of a competence.
struct Term {
    competence: usize,
    word: String,
    stem: String,
    /// A name of the framework tells more than an everyday word, and that more than a badge's name.
    weight: u32,
}

/// Everyday words by competence.
static SYNONYMS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let table = include_str!("../../../data/framework/synonyms.csv");
    let lines = table.lines().skip(1);
    lines.filter_map(|line| line.split_once(',')).collect()
});

/// The framework as it is now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn catalogue(pool: &PgPool) -> Result<Catalogue, sqlx::Error> {
    let competences = store::competences(pool).await?;
    let badges = store::badges(pool).await?;
    Ok(Catalogue::new(competences, &badges))
}

impl Catalogue {
    fn new(competences: Vec<Competence>, badges: &[(String, String)]) -> Self {
        let mut terms = Vec::new();
        for (competence, of) in competences.iter().enumerate() {
            let synonyms = SYNONYMS.get(of.code.as_str()).copied().unwrap_or_default();
            let badges = badges.iter().filter(|(code, _)| *code == of.code);
            let texts = [(of.name_fr.as_str(), 3), (&of.name_en, 3), (synonyms, 2)];
            let texts = texts
                .into_iter()
                .chain(badges.map(|(_, name)| (name.as_str(), 1)));
            for (text, weight) in texts {
                terms.extend(words(text).into_iter().map(|word| Term {
                    competence,
                    stem: stem(&word).to_owned(),
                    word,
                    weight,
                }));
            }
        }
        Self { competences, terms }
    }

    /// All of them, by family and name.
    #[must_use]
    pub fn all(&self) -> &[Competence] {
        &self.competences
    }

    /// The competence of that code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Competence> {
        self.competences.iter().find(|of| of.code == code)
    }

    /// The others of the family of `code`.
    pub fn near<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Competence> {
        let family = self.get(code).map(|of| of.family.as_str());
        let others = self.competences.iter();
        others.filter(move |of| Some(of.family.as_str()) == family && of.code != code)
    }

    /// The competences that `typed` may mean, the likeliest first; the last word may be unfinished.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<&Competence> {
        let asked = words(typed);
        // Competences by how many of the words they answer, and how well.
        let mut scores: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        for word in &asked {
            let mut best: BTreeMap<usize, u32> = BTreeMap::new();
            for term in &self.terms {
                let alike = alike(word, term);
                if alike > 0 {
                    let here = best.entry(term.competence).or_default();
                    *here = (alike * 4 + term.weight).max(*here);
                }
            }
            for (competence, score) in best {
                let sum = scores.entry(competence).or_default();
                *sum = (sum.0 + 1, sum.1 + score);
            }
        }
        let mut found: Vec<(usize, (u32, u32))> = scores.into_iter().collect();
        found.sort_by_key(|(at, score)| (std::cmp::Reverse(*score), *at));
        // What answers fewer of the words follows only where it has one of them as it is.
        let most = found.first().map_or(0, |(_, (answered, _))| *answered);
        found.retain(|(_, (answered, score))| *answered == most || *score >= 4 * 4);
        found.truncate(PROPOSED);
        let found = found.into_iter();
        found.map(|(at, _)| &self.competences[at]).collect()
    }
}

/// How much alike a typed word and a term are: 4 the same, 3 of one stem, 2 its beginning, 1 but for a slip; 0 not.
fn alike(typed: &str, term: &Term) -> u32 {
    let letters = typed.chars().count();
    if typed == term.word {
        4
    } else if letters >= 4 && stem(typed) == term.stem {
        3
    } else if letters >= 2 && term.word.starts_with(typed) {
        2
    } else {
        let stems = term.stem.len() >= LONG && a_slip_away(stem(typed), &term.stem);
        u32::from(letters >= LONG && (stems || a_slip_away(typed, &term.word)))
    }
}

/// The words of a text that say something, folded.
fn words(text: &str) -> Vec<String> {
    const EMPTY: &[&str] = &[
        "a",
        "ai",
        "au",
        "aux",
        "avec",
        "avoir",
        "besoin",
        "c",
        "ce",
        "cherche",
        "cherchons",
        "chez",
        "competence",
        "competences",
        "d",
        "dans",
        "de",
        "des",
        "du",
        "elle",
        "en",
        "est",
        "et",
        "etre",
        "faire",
        "for",
        "il",
        "in",
        "j",
        "je",
        "l",
        "la",
        "le",
        "les",
        "m",
        "me",
        "mon",
        "n",
        "nous",
        "of",
        "on",
        "ou",
        "par",
        "personne",
        "personnes",
        "peut",
        "plus",
        "pour",
        "qu",
        "que",
        "quelqu",
        "qui",
        "recherche",
        "recherchons",
        "s",
        "sa",
        "sache",
        "sait",
        "savoir",
        "se",
        "ses",
        "someone",
        "son",
        "sur",
        "the",
        "to",
        "un",
        "une",
        "vos",
        "votre",
        "vous",
        "who",
        "y",
    ];
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(str::to_owned)
        .collect()
}

/// A word without the endings that French and English give it: animer, animation, animatrice, animateurs → anim.
fn stem(word: &str) -> &str {
    const ENDINGS: &[&str] = &[
        "issements",
        "issement",
        "atrices",
        "atrice",
        "ateurs",
        "ateur",
        "ations",
        "ation",
        "euses",
        "euse",
        "eurs",
        "eur",
        "ements",
        "ement",
        "ages",
        "age",
        "ieres",
        "iere",
        "iers",
        "ier",
        "ites",
        "ite",
        "ives",
        "ive",
        "ifs",
        "if",
        "ants",
        "ant",
        "ees",
        "ee",
        "es",
        "er",
        "ir",
        "ez",
        "ing",
        "e",
        "s",
        "x",
    ];
    // Endings follow one another (« animer » + s): the longest first, once; what is left still says something.
    let ends = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    ends.filter(|stem| stem.len() >= 4)
        .min_by_key(|stem| stem.len())
        .unwrap_or(word)
}

/// Whether one letter too many, too few, wrong, or two in the wrong order make one word of the other.
fn a_slip_away(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let before = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[before..], &b[before..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => {
            let swapped = a.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
            swapped || a.is_empty() || a[1..] == b[1..]
        }
        std::cmp::Ordering::Less => b.len() == a.len() + 1 && b[1..] == *a,
        std::cmp::Ordering::Greater => a.len() == b.len() + 1 && a[1..] == *b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::framework::Framework;

    fn framework() -> Catalogue {
        let framework = Framework::read().unwrap();
        let competences = framework.competences.iter().map(|of| Competence {
            code: of.code.clone(),
            family: of.family.clone(),
            name_fr: of.name_fr.clone(),
            name_en: of.name_en.clone(),
        });
        let badge = (
            "cultiver-un-jardin".to_owned(),
            "Soigner les abeilles du rucher".to_owned(),
        );
        Catalogue::new(competences.collect(), &[badge])
    }

    #[test]
    fn everyday_words_find_the_competence_with_or_without_accents() {
        let catalogue = framework();
        for (typed, code) in [
            ("accueil", "accueillir-et-guider-un-public"),
            ("ACCUEILLIR", "accueillir-et-guider-un-public"),
            ("vente", "accueillir-et-guider-un-public"),
            ("j'ai besoin de quelqu'un pour la caisse", "gerer-un-budget"),
            ("comptabilité", "gerer-un-budget"),
            ("ecouter", "ecouter-une-personne"),
            ("Écoute", "ecouter-une-personne"),
            ("bafa", "animer-un-groupe-d-enfants"),
            ("baby-sitting", "animer-un-groupe-d-enfants"),
            ("garde d’enfants", "animer-un-groupe-d-enfants"),
            ("formation", "transmettre-un-savoir-faire"),
            ("anglais", "echanger-dans-une-autre-langue"),
            ("jardinage", "cultiver-un-jardin"),
            ("jardinier", "cultiver-un-jardin"),
            ("cuisinière", "cuisiner-pour-un-groupe"),
            ("serveur", "servir-a-table"),
            ("service en salle", "servir-a-table"),
            ("excel", "utiliser-un-tableur"),
            ("développeur", "programmer"),
            ("montage vidéo", "monter-une-video"),
            ("photo", "prendre-des-photos-qui-racontent"),
            ("festival", "organiser-un-evenement"),
            (
                "préparation de commandes",
                "realiser-une-activite-de-logistique",
            ),
            ("RGPD", "proteger-les-donnees-personnelles"),
            ("premiers secours", "travailler-en-securite"),
            ("médiateur numérique", "aider-au-numerique"),
            ("Speaking to an audience", "communiquer-a-l-oral"),
            ("recyclage", "agir-pour-l-environnement"),
            ("abeilles", "cultiver-un-jardin"),
        ] {
            let found = catalogue.find(typed);
            let codes: Vec<&str> = found.iter().map(|of| of.code.as_str()).collect();
            assert!(
                codes.iter().take(2).any(|found| *found == code),
                "{typed}: {codes:?}"
            );
            assert!(codes.len() <= PROPOSED);
        }
    }

    #[test]
    fn a_word_is_found_as_it_is_typed_and_with_a_slip() {
        let catalogue = framework();
        let first = |typed: &str| catalogue.find(typed).first().map(|of| of.code.clone());
        for typed in ["jard", "jardi", "jardin"] {
            assert_eq!(
                first(typed).as_deref(),
                Some("cultiver-un-jardin"),
                "{typed}"
            );
        }
        assert_eq!(
            first("acceuil").as_deref(),
            Some("accueillir-et-guider-un-public")
        );
        assert_eq!(
            first("logisitque").as_deref(),
            Some("realiser-une-activite-de-logistique")
        );
        for nothing in ["", "de la", "zzzz", "à", "47.58"] {
            assert_eq!(first(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn each_competence_has_everyday_words_that_find_it_and_no_others_are_written() {
        let catalogue = framework();
        assert_eq!(SYNONYMS.len(), catalogue.all().len());
        for (code, said) in SYNONYMS.iter() {
            assert!(catalogue.get(code).is_some(), "{code}");
            for words in said.split(';') {
                assert!(!words.trim().is_empty(), "{code}");
                assert_eq!(
                    unlawful(words),
                    None,
                    "{code}: we do not choose people either"
                );
            }
        }
        for of in catalogue.all() {
            let found = catalogue.find(of.name(Language::Fr));
            assert_eq!(found.first().map(|of| &of.code), Some(&of.code));
            assert!(catalogue.near(&of.code).count() > 0);
        }
    }
}
