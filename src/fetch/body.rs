//! The body of an answer, inflated as it comes and cut off at its limit.
//!
//! gzip alone is offered and read: its window is 32 KiB, while a stream of brotli may claim 16 MiB of memory before
//! its first octet, for each of those that are read at once.

use std::io::{self, Write};

use flate2::write::GzDecoder;

/// Why a body is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoilt {
    /// More than the limit, as sent or inflated.
    TooLarge,
    /// Not what its headers say, or cut off.
    Garbled,
}

/// A body that grows by what arrives.
pub(super) struct Body {
    kind: Kind,
    /// What may still arrive, before inflation: a stream may hold much that inflates to nothing.
    left: usize,
}

enum Kind {
    Plain(Capped),
    Gzip(Box<GzDecoder<Capped>>),
}

impl Body {
    /// What gzip may add to something that does not shrink.
    const WRAPPING: usize = 1024;

    /// An empty body that may become `limit` octets long.
    pub(super) fn new(gzip: bool, limit: usize) -> Self {
        let capped = Capped {
            kept: Vec::new(),
            limit,
            full: false,
        };
        if gzip {
            Self {
                kind: Kind::Gzip(Box::new(GzDecoder::new(capped))),
                left: limit + Self::WRAPPING,
            }
        } else {
            Self {
                kind: Kind::Plain(capped),
                left: limit,
            }
        }
    }

    /// Takes in what arrived.
    pub(super) fn push(&mut self, arrived: &[u8]) -> Result<(), Spoilt> {
        self.left = self
            .left
            .checked_sub(arrived.len())
            .ok_or(Spoilt::TooLarge)?;
        match &mut self.kind {
            Kind::Plain(capped) => capped.write_all(arrived).map_err(|_| Spoilt::TooLarge),
            Kind::Gzip(decoder) => {
                let written = decoder.write_all(arrived);
                written.map_err(|_| Self::why(decoder.get_ref()))
            }
        }
    }

    /// The whole, once everything arrived.
    pub(super) fn finish(self) -> Result<Vec<u8>, Spoilt> {
        match self.kind {
            Kind::Plain(capped) => Ok(capped.kept),
            Kind::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => decoder
                    .finish()
                    .map(|capped| capped.kept)
                    .map_err(|_| Spoilt::Garbled),
                Err(_) => Err(Self::why(decoder.get_ref())),
            },
        }
    }

    fn why(capped: &Capped) -> Spoilt {
        if capped.full {
            Spoilt::TooLarge
        } else {
            Spoilt::Garbled
        }
    }
}

/// Octets up to a limit.
struct Capped {
    kept: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Capped {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if octets.len() > self.limit - self.kept.len() {
            self.full = true;
            return Err(io::Error::other("more than the limit"));
        }
        self.kept.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn read(gzip: bool, limit: usize, sent: &[u8], piece: usize) -> Result<Vec<u8>, Spoilt> {
        let mut body = Body::new(gzip, limit);
        for piece in sent.chunks(piece) {
            body.push(piece)?;
        }
        body.finish()
    }

    #[test]
    fn a_body_is_whole_in_whatever_pieces_it_comes_or_refused() {
        let content: Vec<u8> = (0..5000u32).flat_map(u32::to_le_bytes).collect();
        let sent = gzip(&content);
        for piece in [1, 7, 1000, 100_000] {
            assert_eq!(read(true, 20_000, &sent, piece).as_ref(), Ok(&content));
            assert_eq!(read(true, 19_999, &sent, piece), Err(Spoilt::TooLarge));
            assert_eq!(read(false, 20_000, &content, piece).as_ref(), Ok(&content));
            assert_eq!(read(false, 19_999, &content, piece), Err(Spoilt::TooLarge));
            let cut = &sent[..sent.len() - 1];
            assert_eq!(read(true, 20_000, cut, piece), Err(Spoilt::Garbled));
            let longer = [&sent[..], b"and more"].concat();
            assert_eq!(read(true, 20_000, &longer, piece), Err(Spoilt::Garbled));
            assert_eq!(read(true, 20_000, &content, piece), Err(Spoilt::Garbled));
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit_and_costs_no_more_memory() {
        let bomb = gzip(&vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000, "it is small when it comes");
        let mut body = Body::new(true, 256 << 10);
        assert_eq!(body.push(&bomb), Err(Spoilt::TooLarge));
        let Kind::Gzip(decoder) = &body.kind else {
            panic!("it is gzip")
        };
        assert!(decoder.get_ref().kept.capacity() <= 1 << 20);
    }

    #[test]
    fn a_header_without_end_is_cut_off() {
        // FNAME: a name that never ends.
        let mut endless = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        endless.resize(1 << 20, b'a');
        assert!(read(true, 10_000, &endless, 1000).is_err());
    }
}
