//! Reading what a holder chose: described fields alone, each once; a place by name or code.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::RawForm;
use axum::extract::rejection::RawFormRejection;
use axum::response::IntoResponse as _;
use uuid::Uuid;

use crate::account::AgeBand;
use crate::http::query;
use crate::presence::own::{Named, OwnChoice, texts};
use crate::presence::{Choice, Duration, Level, Place};
use crate::problem::{Code, Problem};
use crate::text::Language;

/// Badges that one form may name.
const BADGES: usize = 500;
/// Communes that a name may be taken for.
const CANDIDATES: usize = 12;

/// The fields of a form, as they were sent.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct Said {
    fields: BTreeMap<String, String>,
    pub(super) badges: BTreeSet<Uuid>,
}

impl Said {
    /// A form that nobody sent yet, with what is known of it.
    pub(in crate::http) fn of(fields: BTreeMap<&'static str, String>) -> Self {
        let named = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self {
            fields: named.collect(),
            ..Self::default()
        }
    }

    pub(in crate::http) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    /// The level that was chosen; `None`: nothing, or level 0.
    pub(super) fn level(&self) -> Option<Level> {
        self.get("niveau").parse().ok().and_then(Level::numbered)
    }
}

/// Reads a form: a field that is not among `known` is refused by its name, and so is one that comes twice. `badge` may
/// come as often as there are badges.
pub(in crate::http) fn form(
    body: Result<RawForm, RawFormRejection>,
    known: &[&str],
) -> Result<Said, Problem> {
    let RawForm(body) = body.map_err(|refused| {
        let status = refused.into_response().status();
        Problem::from(Code::of_status(status.as_u16()))
    })?;
    let mut said = Said::default();
    for (name, value) in url::form_urlencoded::parse(&body) {
        let refused = || {
            Problem::new(
                Code::UNPROCESSABLE,
                name.chars().take(40).collect::<String>(),
            )
        };
        if !known.contains(&name.as_ref()) || value.contains('\0') {
            return Err(refused());
        }
        if name == "badge" {
            said.badges.insert(value.parse().map_err(|_| refused())?);
            if said.badges.len() > BADGES {
                return Err(refused());
            }
        } else if said
            .fields
            .insert(name.clone().into_owned(), value.into_owned())
            .is_some()
        {
            return Err(refused());
        }
    }
    Ok(said)
}

/// Reads the query of a page about one's place: what nobody described is refused as in a form (G1).
pub(in crate::http) fn query(
    asked: Option<&str>,
    known: &[&str],
) -> Result<BTreeMap<String, String>, Problem> {
    query::read(asked, known).map_err(|refused| Problem {
        code: Code::UNPROCESSABLE,
        ..refused
    })
}

/// What is missing or wrong in a form: keys of words, by field.
pub(in crate::http) type Wrong = BTreeMap<&'static str, &'static str>;

/// Where somebody can work, as far as it was understood.
pub(in crate::http) enum Where {
    /// One place.
    Found(Place),
    /// A name that several communes may be meant by.
    OneOf(Vec<Named>),
    /// The key of what is wrong.
    Wrong(&'static str),
}

/// The place that was chosen: one that was picked, or named, or wide.
pub(in crate::http) fn place(said: &Said, communes: &[Named]) -> Where {
    let picked = said.get("lieu");
    if !picked.is_empty() {
        return Place::parse(picked).map_or(Where::Wrong("presence-wrong-place"), Where::Found);
    }
    match said.get("ou") {
        "large" => match Place::parse(said.get("large")) {
            Ok(place) if !said.get("large").is_empty() => Where::Found(place),
            _ => Where::Wrong("presence-wrong-wide"),
        },
        "commune" if said.get("commune").is_empty() => Where::Wrong("presence-wrong-commune"),
        "commune" => commune(said.get("commune"), communes),
        _ => Where::Wrong("presence-wrong-where"),
    }
}

/// The commune of that name or code; « Blois (41) » names its department as well.
pub(in crate::http) fn commune(typed: &str, communes: &[Named]) -> Where {
    let found = |named: &Named| Where::Found(Place::Commune(named.code.clone()));
    if let Some(named) = communes.iter().find(|named| named.code == typed) {
        return found(named);
    }
    let (name, department) = match typed
        .strip_suffix(')')
        .and_then(|typed| typed.rsplit_once('('))
    {
        Some((name, department)) => (name, Some(department.trim())),
        None => (typed, None),
    };
    let name = fold(name);
    let here = |named: &&Named| department.is_none_or(|department| named.department == department);
    let alike = |is: &dyn Fn(&str) -> bool| -> Vec<&Named> {
        let all = communes.iter().filter(here);
        all.filter(|named| is(&fold(&named.name))).collect()
    };
    let exact = alike(&|other| other == name);
    if let [only] = exact.as_slice() {
        return found(only);
    }
    let mut candidates = exact;
    if candidates.is_empty() && name.chars().count() >= 3 {
        candidates = alike(&|other| other.contains(&name));
        candidates.sort_by_key(|named| !fold(&named.name).starts_with(&name));
    }
    if candidates.is_empty() {
        return Where::Wrong("presence-wrong-unknown");
    }
    candidates.truncate(CANDIDATES);
    Where::OneOf(candidates.into_iter().cloned().collect())
}

/// A name without accents, case, hyphens and apostrophes; « St » is « Saint ».
fn fold(name: &str) -> String {
    let mut letters = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' => letters.push('a'),
            'ç' => letters.push('c'),
            'é' | 'è' | 'ê' | 'ë' => letters.push('e'),
            'î' | 'ï' => letters.push('i'),
            'ô' | 'ö' => letters.push('o'),
            'ù' | 'û' | 'ü' => letters.push('u'),
            'ÿ' => letters.push('y'),
            'œ' => letters.push_str("oe"),
            'æ' => letters.push_str("ae"),
            letter if letter.is_alphanumeric() => letters.push(letter),
            _ => letters.push(' '),
        }
    }
    let words = letters.split_whitespace().map(|word| match word {
        "st" => "saint",
        "ste" => "sainte",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Reads the other answers of the page.
pub(super) fn own(
    said: &Said,
    place: Option<Place>,
    language: Language,
    wrong: &mut Wrong,
) -> Option<OwnChoice> {
    let level = said.level();
    let duration = said.get("duree").parse().ok().and_then(Duration::of_months);
    let band = AgeBand::named(said.get("age"));
    for (missing, field, key) in [
        (level.is_none(), "niveau", "presence-wrong-level"),
        (duration.is_none(), "duree", "presence-wrong-months"),
        (band.is_none(), "age", "presence-wrong-age"),
        (said.badges.is_empty(), "badge", "presence-wrong-badges"),
    ] {
        if missing {
            wrong.insert(field, key);
        }
    }
    if !wrong.is_empty() {
        return None;
    }
    let level = level?;
    Some(OwnChoice {
        choice: Choice {
            level,
            place: place?,
            duration: duration?,
            text_version: texts::of(level, language).version.to_owned(),
        },
        band: band?,
        badges: said.badges.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn communes() -> Vec<Named> {
        [
            ("41018", "Blois", "41"),
            ("37241", "Saint-Paterne-Racan", "37"),
            ("41269", "Vendôme", "41"),
            ("18033", "Saint-Germain-du-Puy", "18"),
            ("28081", "Châteaudun", "28"),
            ("36044", "Châteauroux", "36"),
            ("37001", "Les Hayes", "37"),
            ("41001", "Les Hayes", "41"),
        ]
        .map(|(code, name, department)| Named {
            kind: "commune".to_owned(),
            code: code.to_owned(),
            name: name.to_owned(),
            department: department.to_owned(),
        })
        .into()
    }

    fn read(typed: &str) -> Vec<String> {
        match commune(typed, &communes()) {
            Where::Found(place) => vec![format!("= {}", place.code())],
            Where::OneOf(candidates) => candidates.into_iter().map(|named| named.code).collect(),
            Where::Wrong(_) => Vec::new(),
        }
    }

    #[test]
    fn a_commune_is_understood_as_people_write_it() {
        for typed in ["Blois", " BLOIS", "blois (41)", "41018"] {
            assert_eq!(read(typed.trim()), ["= 41018"], "{typed}");
        }
        assert_eq!(read("vendome"), ["= 41269"]);
        assert_eq!(read("St Paterne Racan"), ["= 37241"]);
        assert_eq!(read("chateau"), ["28081", "36044"]);
        assert_eq!(read("les hayes"), ["37001", "41001"]);
        assert_eq!(read("Les Hayes (41)"), ["= 41001"]);
        for nothing in ["Paris", "bl", "47.58, 1.33", "Blois (37)", "()", ""] {
            assert!(read(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_field_that_nobody_described_is_refused() {
        let read = |body: &'static str| form(Ok(RawForm(body.into())), &["niveau", "badge"]);
        let id = Uuid::nil();
        assert_eq!(read("niveau=2").unwrap().level(), Some(Level::WithoutName));
        let twice = format!("badge={id}&badge={id}");
        assert_eq!(
            form(Ok(RawForm(twice.into())), &["badge"])
                .unwrap()
                .badges
                .len(),
            1
        );
        for wrong in [
            "lat=47.5",
            "niveau=2&lon=1",
            "niveau=1&niveau=2",
            "badge=1",
            "niveau=%00",
        ] {
            assert_eq!(
                read(wrong).unwrap_err().code,
                Code::UNPROCESSABLE,
                "{wrong}"
            );
        }
        assert_eq!(
            query(Some("lat=47"), &["lang"]).unwrap_err().code,
            Code::UNPROCESSABLE
        );
    }
}
