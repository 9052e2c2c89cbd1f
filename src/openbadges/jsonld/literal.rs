//! JSON values as literals.

use serde_json::{Map, Number, Value};

use super::JsonLdError;
use super::context::Kind;
use crate::openbadges::rdfc::{Term, XSD_STRING};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
/// Beyond, two implementations may read two numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A literal without a language.
pub(super) fn literal(value: String, datatype: String) -> Term {
    Term::Literal {
        value,
        datatype,
        language: None,
    }
}

/// The term's datatype, or the one that the JSON value has by itself.
pub(super) fn datatype(kind: &Kind, own: &str) -> String {
    match kind {
        Kind::Datatype(iri) => iri.clone(),
        _ if own == "string" => XSD_STRING.to_owned(),
        _ => format!("{XSD}{own}"),
    }
}

/// `{"@value": text, "@language": tag}`, the one value that has no shorter form.
pub(super) fn in_a_language(
    kind: &Kind,
    member: &str,
    object: &Map<String, Value>,
) -> Result<Term, JsonLdError> {
    let text = |name| object.get(name).and_then(Value::as_str);
    match (kind, text("@value"), text("@language"), object.len()) {
        (Kind::Untyped, Some(value), Some(language), 2)
            if !language.is_empty()
                && language
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-') =>
        {
            Ok(Term::Literal {
                value: value.to_owned(),
                datatype: format!("{RDF}langString"),
                language: Some(language.to_owned()),
            })
        }
        _ => Err(JsonLdError::NotCompact(member.to_owned())),
    }
}

/// Section 8.2.2 of JSON-LD 1.1 API: whole numbers as integers, all others as doubles.
pub(super) fn number_literal(
    kind: &Kind,
    member: &str,
    number: &Number,
) -> Result<Term, JsonLdError> {
    let value = number
        .as_f64()
        .filter(|value| value.is_finite())
        .ok_or_else(|| JsonLdError::Number(member.to_owned()))?;
    let as_double = matches!(kind, Kind::Datatype(iri) if iri.strip_prefix(XSD) == Some("double"));
    if value.fract() != 0.0 || as_double {
        return Ok(literal(double(value), datatype(kind, "double")));
    }
    if value.abs() >= EXACT {
        return Err(JsonLdError::Number(member.to_owned()));
    }
    // Adding zero makes minus zero plain.
    Ok(literal(
        format!("{:.0}", value + 0.0),
        datatype(kind, "integer"),
    ))
}

/// The canonical lexical form of `xsd:double`, at most 15 digits after the point.
fn double(value: f64) -> String {
    let text = format!("{value:.15E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0');
    let point = if digits.ends_with('.') { "0" } else { "" };
    format!("{digits}{point}E{exponent}")
}
