//! Reading what is asked: only described parameters, each once, each with a value that names something.

use std::collections::BTreeMap;

use crate::problem::{Code, Problem};
use crate::statistics::{View, Within};

/// The parameters of a query by name; an empty value is the same as none, as forms send it.
pub(super) fn read(
    query: Option<&str>,
    known: &[&str],
) -> Result<BTreeMap<String, String>, Problem> {
    let mut read = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if !known.contains(&name.as_ref()) {
            let short: String = name.chars().take(40).collect();
            return Err(Problem::new(Code::UNKNOWN_PARAMETER, short));
        }
        let twice = read.contains_key(name.as_ref());
        if twice {
            return Err(Problem::new(Code::INVALID_PARAMETER, name));
        }
        read.insert(name.into_owned(), value.into_owned());
    }
    read.retain(|_, value| !value.is_empty());
    Ok(read)
}

/// `region:24`, `department:41` or `epci:SIREN`; its existence is for the database to say.
pub(super) fn within(territory: &str) -> Result<Within, Problem> {
    let code_of = |length: usize, code: &str| {
        (code.len() == length && code.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| code.to_owned())
    };
    let read = match territory.split_once(':') {
        Some(("region", "24")) => Some(Within::Region),
        Some(("department", code)) => code_of(2, code).map(Within::Department),
        Some(("epci", code)) => code_of(9, code).map(Within::Epci),
        _ => None,
    };
    read.ok_or_else(|| Code::UNKNOWN_TERRITORY.into())
}

/// A family or a level, or every holder; never both.
pub(super) fn view(family: Option<&String>, level: Option<&String>) -> Result<View, Problem> {
    match (family, level) {
        (None, None) => Ok(View::Holders),
        (Some(family), None) => Ok(View::Family(family.clone())),
        (None, Some(level)) => match level.as_str() {
            "1" => Ok(View::Level(1)),
            "2" => Ok(View::Level(2)),
            "3" => Ok(View::Level(3)),
            _ => Err(Problem::new(Code::INVALID_PARAMETER, "level: 1, 2, 3")),
        },
        (Some(_), Some(_)) => Err(Problem::new(Code::INVALID_PARAMETER, "family + level")),
    }
}
