//! Reading JSON-LD members without believing them: a member may be one value or a list of them.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

/// The values of a member: none, one, or those of its list.
pub(super) fn values<'a>(object: &'a Value, member: &str) -> &'a [Value] {
    match object.get(member) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
    }
}

/// Whether one of a member's values is this text.
pub(super) fn says(object: &Value, member: &str, text: &str) -> bool {
    values(object, member).iter().any(|value| value == text)
}

/// A member that is one text, not empty.
pub(super) fn text<'a>(object: &'a Value, member: &str) -> Option<&'a str> {
    object
        .get(member)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty())
}

/// The identifier that a member is, or has.
pub(super) fn id_of<'a>(object: &'a Value, member: &str) -> Option<&'a str> {
    match object.get(member)? {
        Value::String(id) => Some(id),
        other => text(other, "id"),
    }
}

/// What an achievement or a badge class is aligned with: addresses (`targetUrl`; `url` before 2.0), then codes
/// (`targetCode`).
pub(super) fn alignments(achievement: &Value) -> Vec<String> {
    let all = values(achievement, "alignment");
    ["targetUrl", "url", "targetCode"]
        .iter()
        .flat_map(|member| all.iter().filter_map(|alignment| text(alignment, member)))
        .map(ToOwned::to_owned)
        .collect()
}

/// A date-time with a zone (RFC 3339, which is what `xsd:dateTimeStamp` asks for).
pub(super) fn date(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

/// Whether this is an absolute URI: a scheme and something after it.
pub(super) fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            && !text.contains(char::is_whitespace)
    })
}
