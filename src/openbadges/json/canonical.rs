//! Canonical JSON (RFC 8785): members in order, no space, one way to write each text and number.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

use super::letters;

/// A number that every reader would read as another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the document has no canonical JSON: a number is not finite")]
pub struct CanonicalError;

/// The canonical text of an object.
///
/// # Errors
/// When a number is not one that the standard can write.
pub fn canonical(object: &Map<String, Value>) -> Result<String, CanonicalError> {
    let mut out = String::with_capacity(1024);
    members(&mut out, object)?;
    Ok(out)
}

/// The canonical text of any value.
///
/// # Errors
/// As [`canonical`].
pub(crate) fn canonical_value(value: &Value) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write(&mut out, value)?;
    Ok(out)
}

fn write(out: &mut String, value: &Value) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(value) => number(out, value)?,
        Value::String(value) => text(out, value),
        Value::Array(list) => {
            out.push('[');
            for (place, item) in list.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(out, item)?;
            }
            out.push(']');
        }
        Value::Object(object) => members(out, object)?,
    }
    Ok(())
}

fn members(out: &mut String, object: &Map<String, Value>) -> Result<(), CanonicalError> {
    let mut sorted: Vec<(&String, &Value)> = object.iter().collect();
    if !sorted.is_sorted_by(|(a, _), (b, _)| by_units(a, b).is_lt()) {
        sorted.sort_unstable_by(|(a, _), (b, _)| by_units(a, b));
    }
    out.push('{');
    for (place, (member, value)) in sorted.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        text(out, member);
        out.push(':');
        write(out, value)?;
    }
    out.push('}');
    Ok(())
}

/// The order of UTF-16 units, which differs from that of bytes only beyond the first plane.
fn by_units(one: &str, other: &str) -> Ordering {
    if one.is_ascii() || other.is_ascii() {
        return one.cmp(other);
    }
    one.encode_utf16().cmp(other.encode_utf16())
}

/// All numbers are doubles here, whatever their JSON text looked like.
fn number(out: &mut String, value: &Number) -> Result<(), CanonicalError> {
    let double = value.as_f64().filter(|double| double.is_finite());
    let double = double.ok_or(CanonicalError)?;
    out.push_str(ryu_js::Buffer::new().format_finite(double));
    Ok(())
}

fn text(out: &mut String, value: &str) {
    out.push('"');
    let mut rest = value;
    let escaped = |byte: u8| matches!(byte, 0..=0x1f | b'"' | b'\\');
    while let Some(at) = letters::position(rest, escaped) {
        out.push_str(&rest[..at]);
        let byte = rest.as_bytes()[at];
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            12 => out.push_str("\\f"),
            13 => out.push_str("\\r"),
            other => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(DIGITS[usize::from(other >> 4)]));
                out.push(char::from(DIGITS[usize::from(other & 15)]));
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn another_implementation_writes_the_same(value in any_json()) {
            let theirs = serde_json_canonicalizer::to_string(&value).unwrap();
            prop_assert_eq!(canonical_value(&value), Ok(theirs));
        }
    }

    #[test]
    fn members_are_in_the_order_of_utf_16_and_not_of_bytes() {
        // RFC 8785, 3.2.3.
        let value =
            json!({ "\u{fb33}": 1, "\u{1f600}": 2, "\u{80}": 3, "1": 4, "\r": 5, "€": 6, "ö": 7 });
        assert_eq!(
            canonical_value(&value).unwrap(),
            "{\"\\r\":5,\"1\":4,\"\u{80}\":3,\"ö\":7,\"€\":6,\"\u{1f600}\":2,\"\u{fb33}\":1}"
        );
    }

    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        let value = json!([
            1e21,
            1e-7,
            0.000_001,
            -0.0,
            4.5,
            333_333_333.333_333_3,
            100.0,
            9_007_199_254_740_993_u64
        ]);
        assert_eq!(
            canonical_value(&value).unwrap(),
            "[1e+21,1e-7,0.000001,0,4.5,333333333.3333333,100,9007199254740992]"
        );
    }
}
