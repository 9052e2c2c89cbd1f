//! What an achievement's own words propose: its address, its alignments, its title, its rubric, its subject.

use std::collections::HashMap;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use super::words;
use super::{Proposal, Proposed, Seen, short};
use crate::network::framework::Framework;
use crate::openbadges::issue::Level;
use crate::text::fold;

/// Our own achievements: the competence of each, by its address.
pub(super) type Own = HashMap<String, String>;

/// The shared framework as others point at it.
struct Counterparts {
    /// ESCO entries and ROME codes, in one spelling.
    by_alignment: HashMap<String, String>,
    /// Names of competences and of badges, folded.
    by_name: HashMap<String, String>,
    codes: Vec<String>,
}

static FRAMEWORK: LazyLock<Counterparts> = LazyLock::new(|| {
    Framework::read().map_or_else(|_| Counterparts::none(), |all| Counterparts::of(&all))
});

impl Counterparts {
    fn none() -> Self {
        Self {
            by_alignment: HashMap::new(),
            by_name: HashMap::new(),
            codes: Vec::new(),
        }
    }

    fn of(framework: &Framework) -> Self {
        let mut all = Self::none();
        for competence in &framework.competences {
            all.codes.push(competence.code.clone());
            if let Some((_, spelling)) = competence.alignment.as_deref().and_then(counterpart) {
                all.by_alignment.insert(spelling, competence.code.clone());
            }
            for name in [&competence.name_fr, &competence.name_en] {
                all.by_name.insert(title(name), competence.code.clone());
            }
        }
        for achievement in &framework.achievements {
            let named = all.by_name.entry(title(&achievement.name));
            named.or_insert_with(|| achievement.competence.clone());
        }
        all
    }
}

/// The proposals for an achievement, the most telling first; `reviewed` are those of the same badge under another
/// query, which a coordinator has looked at.
pub(super) fn propose(seen: &Seen, own: &Own, reviewed: Vec<Proposal>) -> Vec<Proposal> {
    let mut all: Vec<Proposal> = Vec::new();
    for address in std::iter::once(seen.uri).chain(seen.alignments.iter().map(String::as_str)) {
        if let Some((competence, level)) = own_address(address, own) {
            add(
                &mut all,
                Proposed::Competence(competence),
                "own_address",
                address,
            );
            if let Some(level) = level {
                add(&mut all, level_of(level), "own_address", address);
            }
        }
    }
    all.extend(reviewed);
    for alignment in seen.alignments {
        if FRAMEWORK.codes.contains(alignment) {
            let competence = Proposed::Competence(alignment.clone());
            add(&mut all, competence, "own_code", alignment);
        }
        if let Some((reason, spelling)) = counterpart(alignment)
            && let Some(competence) = FRAMEWORK.by_alignment.get(&spelling)
        {
            let competence = Proposed::Competence(competence.clone());
            add(&mut all, competence, reason, alignment);
        }
    }
    if let Some(competence) = FRAMEWORK.by_name.get(&title(seen.name)) {
        let competence = Proposed::Competence(competence.clone());
        add(&mut all, competence, "same_name", seen.name);
    }
    for (text, reason) in [(seen.name, "title"), (seen.criteria, "rubric")] {
        if let Some(level) = Level::at_the_end_of(text) {
            let words = text.split_whitespace().rev().take(4).collect::<Vec<_>>();
            let end = words.into_iter().rev().collect::<Vec<_>>().join(" ");
            add(&mut all, level_of(level), reason, &end);
        }
    }
    let text = [seen.name, seen.description, seen.criteria].join("\n");
    for (matter, words) in words::found(&text) {
        add(&mut all, Proposed::Sensitive(true), matter, &words);
    }
    all
}

/// The levels that an achievement's own words hint at.
pub(super) fn level_of(level: Level) -> Proposed {
    Proposed::Level(i16::from(level.number()))
}

/// One proposal for each thing and reason.
fn add(all: &mut Vec<Proposal>, what: Proposed, reason: &str, evidence: &str) {
    if !all
        .iter()
        .any(|one| one.what == what && one.reason == reason)
    {
        all.push(Proposal {
            what,
            reason: reason.to_owned(),
            evidence: short(evidence),
        });
    }
}

/// One of our own badges: `/badges/{slug}`, or its class of a level, `/structures/{slug}/badges/{slug}/niveau-N.json`.
fn own_address(address: &str, own: &Own) -> Option<(String, Option<Level>)> {
    if let Some(competence) = own.get(address) {
        return Some((competence.clone(), None));
    }
    let (base, place) = address.split_once("/structures/")?;
    let mut parts = place.split('/');
    let (_, room) = (parts.next()?, parts.next()?);
    let (slug, level) = (parts.next()?, parts.next()?);
    let level = level.strip_prefix("niveau-")?.strip_suffix(".json")?;
    let level = Level::try_from(level.parse::<u8>().ok()?).ok()?;
    let competence = own.get(&format!("{base}/badges/{slug}"))?;
    (room == "badges" && parts.next().is_none()).then(|| (competence.clone(), Some(level)))
}

/// What an alignment points at outside, in one spelling, and how it is called: an entry of ESCO by whichever address
/// shows it, or a code of ROME alone or at the end of an address about ROME.
fn counterpart(alignment: &str) -> Option<(&'static str, String)> {
    let text = percent_decode_str(alignment.trim())
        .decode_utf8_lossy()
        .to_lowercase();
    for kind in ["esco/skill/", "esco/occupation/", "esco/isced-f/"] {
        if let Some((_, entry)) = text.split_once(kind) {
            let end = entry.find(['?', '&', '#', '/']).unwrap_or(entry.len());
            return (end > 0).then(|| ("esco", format!("{kind}{}", &entry[..end])));
        }
    }
    let last = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .rfind(|word| is_rome(word))?;
    let alone = text.len() == last.len();
    let about = ["rome", "metier", "francetravail", "pole-emploi"];
    (alone || about.iter().any(|word| text.contains(word)))
        .then(|| ("rome", format!("rome/{last}")))
}

/// A letter from A to N and four digits.
fn is_rome(word: &str) -> bool {
    let (letter, digits) = word.split_at_checked(1).unwrap_or_default();
    letter.bytes().all(|letter| (b'a'..=b'n').contains(&letter))
        && digits.len() == 4
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// A title as titles are compared: folded, without its level, its words alone.
fn title(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if Level::at_the_end_of(name).is_some() {
        let long = words.ends_with(&["pass", "it", "on"]);
        words.truncate(words.len().saturating_sub(if long { 4 } else { 2 }));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issuing::review::Vouched;

    const ESCO: &str = "http://data.europa.eu/esco/skill/699e7c26-6502-4e78-a823-3656ff5a5b8b";

    fn proposals(name: &str, alignments: &[&str]) -> Vec<(Proposed, String)> {
        let alignments: Vec<String> = alignments.iter().map(|&one| one.to_owned()).collect();
        let seen = Seen {
            uri: "https://elsewhere.example/badges/1",
            name,
            description: "",
            criteria: "",
            alignments: &alignments,
            vouched: Vouched::Unproven,
        };
        let own = Own::from([(
            "https://here.example/badges/animer".to_owned(),
            "animer-un-groupe".to_owned(),
        )]);
        let all = propose(&seen, &own, Vec::new());
        all.into_iter().map(|one| (one.what, one.reason)).collect()
    }

    fn competence(code: &str, reason: &str) -> (Proposed, String) {
        (Proposed::Competence(code.to_owned()), reason.to_owned())
    }

    #[test]
    fn an_alignment_proposes_the_competence_that_has_the_same() {
        let same = competence("transmettre-un-savoir-faire", "esco");
        for spelling in [
            ESCO,
            "https://data.europa.eu/esco/skill/699E7C26-6502-4e78-a823-3656ff5a5b8b",
            "https://esco.ec.europa.eu/fr/classification/skills?uri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Fskill%2F699e7c26-6502-4e78-a823-3656ff5a5b8b&lang=fr",
        ] {
            assert_eq!(
                proposals("Un badge", &[spelling]),
                std::slice::from_ref(&same),
                "{spelling}"
            );
        }
        assert!(proposals("Un badge", &["https://data.europa.eu/esco/skill/0"]).is_empty());
        let two = proposals("Un badge", &[ESCO, "https://here.example/badges/animer"]);
        assert_eq!(two, [competence("animer-un-groupe", "own_address"), same]);
    }

    #[test]
    fn a_code_of_rome_is_read_alone_or_in_an_address_about_rome() {
        for (alignment, code) in [
            ("M1805", Some("rome/m1805")),
            (
                "https://candidat.francetravail.fr/metierscope/fiche-metier/K1206",
                Some("rome/k1206"),
            ),
            ("https://example.org/rooms/K1206", None),
            ("https://example.org/rome/Z1206", None),
            ("M18055", None),
            ("", None),
        ] {
            let found = counterpart(alignment);
            assert_eq!(
                found.as_ref().map(|(_, code)| code.as_str()),
                code,
                "{alignment}"
            );
        }
    }

    #[test]
    fn a_title_proposes_its_competence_and_its_level() {
        assert_eq!(
            proposals("Transmettre un savoir faire – Je transmets", &[]),
            [
                competence("transmettre-un-savoir-faire", "same_name"),
                (Proposed::Level(2), "title".to_owned()),
            ]
        );
        assert_eq!(
            proposals("Passing on a skill (I pass it on)", &[])[0],
            competence("transmettre-un-savoir-faire", "same_name")
        );
        assert!(proposals("", &[]).is_empty());
    }

    #[test]
    fn our_own_classes_propose_their_level_too() {
        let class = "https://here.example/structures/mirabeau/badges/animer/niveau-3.json";
        assert_eq!(
            proposals("Un badge", &[class]),
            [
                competence("animer-un-groupe", "own_address"),
                (Proposed::Level(3), "own_address".to_owned()),
            ]
        );
        let other = "https://there.example/structures/mirabeau/badges/animer/niveau-3.json";
        assert!(proposals("Un badge", &[other]).is_empty());
    }

    #[test]
    fn a_sensitive_subject_proposes_the_mark() {
        let told = proposals("Délégué syndical", &[]);
        assert_eq!(told, [(Proposed::Sensitive(true), "union".to_owned())]);
    }
}
