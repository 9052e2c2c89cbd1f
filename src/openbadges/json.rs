//! JSON as we accept it from strangers, and as one text for one value.
//!
//! **Invariant:** what [`read`] returns is at most 256 KiB and 32 levels deep, and no object in it said the
//! same member twice (two readers could believe different things).

mod canonical;
pub(super) mod letters;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

pub(crate) use canonical::canonical_value;
pub use canonical::{CanonicalError, canonical};

/// The longest JSON text, in bytes.
pub const LONGEST: usize = 256 * 1024;
/// The deepest nesting of objects and lists.
pub const DEEPEST: usize = 32;

/// Why a text is not JSON that we accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// More than [`LONGEST`] bytes.
    #[error("the JSON is longer than 256 KiB")]
    TooLong,
    /// Not JSON, too deep, or a member said twice: the line says which.
    #[error("not acceptable JSON: {0}")]
    Unacceptable(String),
}

/// Reads one JSON value, strictly.
///
/// # Errors
/// When it is too long, too deep, says a member twice, or is no JSON.
pub fn read(bytes: &[u8]) -> Result<Value, JsonError> {
    if bytes.len() > LONGEST {
        return Err(JsonError::TooLong);
    }
    let text =
        std::str::from_utf8(bytes).map_err(|error| JsonError::Unacceptable(error.to_string()))?;
    read_text(text)
}

/// [`read`] of what is known to be text.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_text(text: &str) -> Result<Value, JsonError> {
    if text.len() > LONGEST {
        return Err(JsonError::TooLong);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict(DEEPEST)
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| JsonError::Unacceptable(error.to_string()))?;
    Ok(value)
}

/// Reads a value with so many levels left.
struct Strict(usize);

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let left = self.one_deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Self(left))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let left = self.one_deeper()?;
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            match members.entry(name) {
                Entry::Vacant(place) => {
                    place.insert(object.next_value_seed(Self(left))?);
                }
                Entry::Occupied(place) => {
                    let name: String = place.key().chars().take(64).collect();
                    return Err(A::Error::custom(format!(
                        "the member “{name}” is said twice"
                    )));
                }
            }
        }
        Ok(Value::Object(members))
    }
}

impl Strict {
    fn one_deeper<E: serde::de::Error>(&self) -> Result<usize, E> {
        self.0
            .checked_sub(1)
            .ok_or_else(|| E::custom("more than 32 levels deep"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_said_twice_is_refused_at_any_depth() {
        assert_eq!(
            read(br#"{"a":[1,{"b":2}]}"#).unwrap(),
            serde_json::json!({"a":[1,{"b":2}]})
        );
        let error = read(br#"{"a":[{"b":1,"\u0062":2}]}"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("“b” is said twice"), "{error}");
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(nested(DEEPEST).as_bytes()).is_ok());
        assert!(read(nested(DEEPEST + 1).as_bytes()).is_err());
        assert_eq!(read(&vec![b' '; LONGEST + 1]), Err(JsonError::TooLong));
        assert!(read(b"{} {}").is_err());
        assert!(read(b"").is_err());
    }
}
