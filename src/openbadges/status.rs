//! Status lists: one bit a credential, compressed (`BitstringStatusList` 1.0).
//!
//! **Invariant:** a list that we make has at least 131,072 entries, so that asking for it does not tell whose
//! badge is looked at; index 0 is the left-most bit.

use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// The fewest entries of a list.
pub const FEWEST: usize = 131_072;
/// The largest list that we inflate, in bytes (2,097,152 entries: as many as 256 KiB hold).
const LARGEST: usize = 256 * 1024;

/// Why a list cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StatusError {
    /// Not base64url of GZIP of a bearable size.
    #[error("the status list cannot be decoded")]
    Encoding,
    /// Fewer than [`FEWEST`] entries.
    #[error("the status list is shorter than 131,072 entries")]
    TooShort,
    /// No such entry.
    #[error("the index is not in the status list")]
    Index,
}

/// The bits of a status list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusList(Vec<u8>);

impl StatusList {
    /// Whether it has fewer than [`FEWEST`] entries: its issuer could guess whose badge is looked at.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.0.len() < FEWEST / 8
    }

    /// The bits, eight an octet, index 0 in the highest bit of the first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The list of these bits.
    ///
    /// # Errors
    /// When they are fewer than 131,072, or more than 256 KiB of them.
    pub fn from_bytes(bits: Vec<u8>) -> Result<Self, StatusError> {
        match bits.len() {
            length if length > LARGEST => Err(StatusError::Encoding),
            length if length < FEWEST / 8 => Err(StatusError::TooShort),
            _ => Ok(Self(bits)),
        }
    }

    /// A list of 131,072 entries, none set.
    #[must_use]
    pub fn new() -> Self {
        Self(vec![0; FEWEST / 8])
    }

    /// Reads an `encodedList`: multibase `u`, or bare base64url as older issuers write it. A short list is read
    /// too: what it says is no less true.
    ///
    /// # Errors
    /// When it cannot be decoded within bounds.
    pub fn decode(text: &str) -> Result<Self, StatusError> {
        if text.len() > 2 * LARGEST {
            return Err(StatusError::Encoding);
        }
        // GZIP begins with 1f 8b, so bare base64url begins with “H4s”: `u` is never its first letter.
        let text = text.strip_prefix('u').unwrap_or(text).trim_end_matches('=');
        let packed = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| StatusError::Encoding)?;
        let mut bits = Vec::new();
        GzDecoder::new(&packed[..])
            .take(LARGEST as u64 + 1)
            .read_to_end(&mut bits)
            .map_err(|_| StatusError::Encoding)?;
        if bits.len() > LARGEST {
            return Err(StatusError::Encoding);
        }
        Ok(Self(bits))
    }

    /// The list as an `encodedList` (multibase `u`, GZIP).
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&self.0).expect("memory takes all bytes");
        let packed = gzip.finish().expect("memory takes all bytes");
        format!("u{}", URL_SAFE_NO_PAD.encode(packed))
    }

    /// Whether the entry is set.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn get(&self, index: usize) -> Result<bool, StatusError> {
        let byte = self.0.get(index / 8).ok_or(StatusError::Index)?;
        Ok(byte & (0x80 >> (index % 8)) != 0)
    }

    /// Sets or clears the entry.
    ///
    /// # Errors
    /// When there is no such entry.
    pub fn set(&mut self, index: usize, value: bool) -> Result<(), StatusError> {
        let byte = self.0.get_mut(index / 8).ok_or(StatusError::Index)?;
        let bit = 0x80 >> (index % 8);
        *byte = if value { *byte | bit } else { *byte & !bit };
        Ok(())
    }
}

impl Default for StatusList {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_set_is_read_again(indices in proptest::collection::btree_set(0..FEWEST, 0..40), other in 0..FEWEST) {
            let mut list = StatusList::new();
            for index in &indices {
                list.set(*index, true).unwrap();
            }
            let read = StatusList::decode(&list.encode()).unwrap();
            proptest::prop_assert_eq!(read.get(other).unwrap(), indices.contains(&other));
            proptest::prop_assert!(indices.iter().all(|index| read.get(*index).unwrap()));
        }
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(StatusList::new().get(FEWEST), Err(StatusError::Index));
        assert_eq!(
            StatusList::from_bytes(vec![0; 10]),
            Err(StatusError::TooShort)
        );
        let short = StatusList(vec![0x80; 10]).encode().parse_list().unwrap();
        assert!(short.is_short() && short.get(0) == Ok(true));
        assert_eq!(
            StatusList(vec![0; 64 << 20]).encode().parse_list(),
            Err(StatusError::Encoding)
        );
        assert_eq!("u???".parse_list(), Err(StatusError::Encoding));
        let mut first = StatusList::new();
        first.set(0, true).unwrap();
        assert_eq!(first.0[0], 0x80);
    }

    trait ParseList {
        fn parse_list(&self) -> Result<StatusList, StatusError>;
    }
    impl ParseList for str {
        fn parse_list(&self) -> Result<StatusList, StatusError> {
            StatusList::decode(self)
        }
    }
}
