//! Rows as PostgreSQL streams them: `copy … to stdout (format binary)`, an eighth of the work of as many answers.
//!
//! A header (signature, flags, an extension), then each row as the number of its fields and each field as its length and
//! octets, a missing one as length −1; numbers begin with their highest octet, instants are microseconds since 2000.

use std::future::poll_fn;

use sqlx::{Error, PgConnection};
use uuid::Uuid;

const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
/// The first instant of 2000, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;
/// The most fields of a row that is read here.
const FIELDS: usize = 16;

/// What came is no such stream, or has other fields than were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stream of rows is torn")]
pub(super) struct Torn;

impl From<Torn> for Error {
    fn from(torn: Torn) -> Self {
        Self::Decode(Box::new(torn))
    }
}

/// One row: its fields in order.
pub(super) struct Fields<'a> {
    fields: [Option<&'a [u8]>; FIELDS],
    count: usize,
}

impl<'a> Fields<'a> {
    fn octets(&self, at: usize) -> Result<Option<&'a [u8]>, Torn> {
        (at < self.count).then(|| self.fields[at]).ok_or(Torn)
    }

    fn fixed<const N: usize>(&self, at: usize) -> Result<Option<[u8; N]>, Torn> {
        let octets = self.octets(at)?;
        octets
            .map(|octets| octets.try_into().map_err(|_| Torn))
            .transpose()
    }

    /// A `uuid`, never missing.
    pub(super) fn id(&self, at: usize) -> Result<Uuid, Torn> {
        self.fixed(at)?.map(Uuid::from_bytes).ok_or(Torn)
    }

    /// A `smallint`, never missing.
    pub(super) fn small(&self, at: usize) -> Result<i16, Torn> {
        self.fixed(at)?.map(i16::from_be_bytes).ok_or(Torn)
    }

    /// A `timestamptz`, in microseconds since 1970.
    pub(super) fn instant(&self, at: usize) -> Result<Option<i64>, Torn> {
        let since = self.fixed(at)?.map(i64::from_be_bytes);
        // The last instants of all stand for "never".
        Ok(since.map(|since| since.saturating_add(EPOCH)))
    }

    /// A `text`.
    pub(super) fn text(&self, at: usize) -> Result<Option<&'a str>, Torn> {
        let octets = self.octets(at)?;
        octets
            .map(|octets| std::str::from_utf8(octets).map_err(|_| Torn))
            .transpose()
    }
}

/// A stream as far as it came.
#[derive(Default)]
struct Stream {
    waiting: Vec<u8>,
    begun: bool,
    ended: bool,
}

impl Stream {
    /// Hands over every row that is whole by now.
    fn take(
        &mut self,
        chunk: &[u8],
        row: &mut impl FnMut(Fields<'_>) -> Result<(), Torn>,
    ) -> Result<(), Torn> {
        self.waiting.extend_from_slice(chunk);
        let mut at = 0;
        if !self.begun {
            let Some(header) = self.waiting.get(..19) else {
                return Ok(());
            };
            if &header[..11] != SIGNATURE {
                return Err(Torn);
            }
            let more = u32::from_be_bytes(header[15..19].try_into().map_err(|_| Torn)?);
            at = 19 + usize::try_from(more).map_err(|_| Torn)?;
            if self.waiting.len() < at {
                return Ok(());
            }
            self.begun = true;
        }
        while let Some((fields, length)) = self.next(at)? {
            match fields {
                Some(fields) => row(fields)?,
                None => self.ended = true,
            }
            at += length;
        }
        self.waiting.drain(..at);
        Ok(())
    }

    /// The row that begins at an octet and how long it is, or the end; `None`: not all of it is here.
    fn next(&self, at: usize) -> Result<Option<(Option<Fields<'_>>, usize)>, Torn> {
        let rest = &self.waiting[at..];
        let Some(count) = rest.first_chunk() else {
            return Ok(None);
        };
        let count = i16::from_be_bytes(*count);
        if count == -1 {
            return Ok(Some((None, 2)));
        }
        let count = usize::try_from(count).map_err(|_| Torn)?;
        if self.ended || count > FIELDS {
            return Err(Torn);
        }
        let mut fields = [None; FIELDS];
        let mut length = 2;
        for field in fields.iter_mut().take(count) {
            let Some(size) = rest.get(length..).and_then(|rest| rest.first_chunk()) else {
                return Ok(None);
            };
            let size = i32::from_be_bytes(*size);
            length += 4;
            if size == -1 {
                continue;
            }
            let size = usize::try_from(size).map_err(|_| Torn)?;
            let Some(octets) = rest.get(length..length + size) else {
                return Ok(None);
            };
            *field = Some(octets);
            length += size;
        }
        Ok(Some((Some(Fields { fields, count }), length)))
    }
}

/// Streams what `statement` selects, a row at a time.
pub(super) async fn out(
    db: &mut PgConnection,
    statement: &'static str,
    mut row: impl FnMut(Fields<'_>) -> Result<(), Torn>,
) -> Result<(), Error> {
    let mut chunks = db.copy_out_raw(statement).await?;
    let mut stream = Stream::default();
    while let Some(chunk) = poll_fn(|context| chunks.as_mut().poll_next(context)).await {
        stream.take(&chunk?, &mut row)?;
    }
    if stream.ended && stream.waiting.is_empty() {
        Ok(())
    } else {
        Err(Torn.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows, of a text and a number, the second without a text.
    fn rows() -> Vec<u8> {
        let mut octets = SIGNATURE.to_vec();
        octets.extend([0; 8]);
        octets.extend([0, 2, 0, 0, 0, 3]);
        octets.extend("né".as_bytes());
        octets.extend([0, 0, 0, 2, 1, 2]);
        octets.extend([0, 2, 255, 255, 255, 255, 0, 0, 0, 2, 0, 7]);
        octets.extend([255, 255]);
        octets
    }

    /// The rows that were read, and whether that was all.
    type Seen = (Vec<(Option<String>, i16)>, bool);

    fn read(chunks: &[&[u8]]) -> Result<Seen, Torn> {
        let (mut stream, mut seen) = (Stream::default(), Vec::new());
        for chunk in chunks {
            stream.take(chunk, &mut |row| {
                seen.push((row.text(0)?.map(str::to_owned), row.small(1)?));
                Ok(())
            })?;
        }
        Ok((seen, stream.ended && stream.waiting.is_empty()))
    }

    #[test]
    fn rows_are_read_wherever_the_stream_is_cut() {
        let whole = rows();
        let expected = vec![(Some("né".to_owned()), 258), (None, 7)];
        for cut in 0..whole.len() {
            let (first, second) = whole.split_at(cut);
            assert_eq!(
                read(&[first, second]),
                Ok((expected.clone(), true)),
                "{cut}"
            );
            assert_ne!(read(&[first]).map(|(_, ended)| ended), Ok(true), "{cut}");
        }
    }

    #[test]
    fn what_is_no_such_stream_is_refused() {
        let mut other = rows();
        other[0] = b'Q';
        assert_eq!(read(&[&other]), Err(Torn));
        let mut after = rows();
        after.extend([0, 0]);
        assert_eq!(read(&[&after]), Err(Torn));
        let (mut stream, whole) = (Stream::default(), rows());
        let missing = stream.take(&whole, &mut |row| row.small(5).map(|_| ()));
        assert_eq!(missing, Err(Torn));
    }
}
