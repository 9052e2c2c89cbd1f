//! Badges baked into PNG images: a text chunk, and nothing else of the image touched.
//!
//! **Invariant:** no pixel is decoded; every chunk but the badge's own leaves byte for byte as it came.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;
/// The longest badge text, in bytes, inflated.
pub const LONGEST_TEXT: usize = 256 * 1024;
/// The widest and highest image, in pixels.
pub const LARGEST_SIDE: u32 = 4096;

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Which badge a text chunk holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// `openbadgecredential`: OB 3.0.
    OpenBadgeCredential,
    /// `openbadges`: OB 2.0 and older.
    OpenBadges,
}

impl Keyword {
    /// The keyword as it stands in the chunk.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenBadgeCredential => "openbadgecredential",
            Self::OpenBadges => "openbadges",
        }
    }
}

/// The newer standard first.
const KEYWORDS: [Keyword; 2] = [Keyword::OpenBadgeCredential, Keyword::OpenBadges];

/// Why an image cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PngError {
    /// More than [`LARGEST_FILE`].
    #[error("the image is larger than 2 MiB")]
    TooLarge,
    /// Another kind of file.
    #[error("not a PNG image")]
    NotPng,
    /// The file ends within a chunk, or before `IEND`.
    #[error("the PNG image is truncated")]
    Truncated,
    /// A checksum does not hold, or chunks are not where they must be.
    #[error("the PNG image is damaged")]
    Damaged,
    /// Wider or higher than [`LARGEST_SIDE`], or without pixels.
    #[error("the image is not between 1 and 4096 pixels wide and high")]
    Sides,
    /// The same keyword more than once: which one counts?
    #[error("the image holds more than one badge under the keyword {0}")]
    SeveralBadges(&'static str),
    /// The text of the badge's chunk is too long or no text.
    #[error("the badge's text in the image cannot be read, or is longer than 256 KiB")]
    Text,
}

/// One chunk: its type, its data, and its bytes with length and checksum.
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
    whole: &'a [u8],
}

/// The chunks of an image, checksums and order of the first and the last checked.
fn chunks(png: &[u8]) -> Result<Vec<Chunk<'_>>, PngError> {
    if png.len() > LARGEST_FILE {
        return Err(PngError::TooLarge);
    }
    let mut rest = png.strip_prefix(&SIGNATURE).ok_or(PngError::NotPng)?;
    let mut chunks = Vec::new();
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(PngError::Truncated)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| PngError::Damaged)?;
        let (kind, after) = after.split_first_chunk::<4>().ok_or(PngError::Truncated)?;
        let data = after.get(..length).ok_or(PngError::Truncated)?;
        let (sum, after) = after[length..]
            .split_first_chunk::<4>()
            .ok_or(PngError::Truncated)?;
        if checksum(*kind, data) != u32::from_be_bytes(*sum) {
            return Err(PngError::Damaged);
        }
        if chunks.is_empty() {
            head(*kind, data)?;
        }
        chunks.push(Chunk {
            kind: *kind,
            data,
            whole: &rest[..length + 12],
        });
        rest = after;
        if kind == b"IEND" {
            return if rest.is_empty() {
                Ok(chunks)
            } else {
                Err(PngError::Damaged)
            };
        }
    }
}

/// Checks the header chunk: it comes first and gives bearable sides.
fn head(kind: [u8; 4], data: &[u8]) -> Result<(), PngError> {
    let data: &[u8; 13] = data.try_into().map_err(|_| PngError::Damaged)?;
    if &kind != b"IHDR" {
        return Err(PngError::Damaged);
    }
    let side = |at: usize| u32::from_be_bytes([data[at], data[at + 1], data[at + 2], data[at + 3]]);
    if [side(0), side(4)]
        .iter()
        .all(|side| (1..=LARGEST_SIDE).contains(side))
    {
        Ok(())
    } else {
        Err(PngError::Sides)
    }
}

fn checksum(kind: [u8; 4], data: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(&kind);
    crc.update(data);
    crc.sum()
}

/// The keyword of a text chunk that holds a badge.
fn keyword(chunk: &Chunk<'_>) -> Option<Keyword> {
    if ![b"iTXt", b"tEXt"].contains(&&chunk.kind) {
        return None;
    }
    [Keyword::OpenBadgeCredential, Keyword::OpenBadges]
        .into_iter()
        .find(|keyword| {
            chunk
                .data
                .strip_prefix(keyword.as_str().as_bytes())
                .is_some_and(|rest| rest.first() == Some(&0))
        })
}

/// Bakes a badge's text into an image, in place of the one under the same keyword.
///
/// # Errors
/// When the image is damaged or too large, before or after, or the text too long.
pub fn bake(png: &[u8], keyword_: Keyword, text: &str) -> Result<Vec<u8>, PngError> {
    if text.len() > LONGEST_TEXT {
        return Err(PngError::Text);
    }
    let chunks = chunks(png)?;
    let mut data = keyword_.as_str().as_bytes().to_vec();
    data.extend_from_slice(&[0; 5]); // end of keyword; not compressed, method 0; no language, no translation
    data.extend_from_slice(text.as_bytes());
    let length = u32::try_from(data.len()).map_err(|_| PngError::Text)?;
    let mut baked = SIGNATURE.to_vec();
    for (index, chunk) in chunks.iter().enumerate() {
        if keyword(chunk) != Some(keyword_) {
            baked.extend_from_slice(chunk.whole);
        }
        if index == 0 {
            baked.extend_from_slice(&length.to_be_bytes());
            baked.extend_from_slice(b"iTXt");
            baked.extend_from_slice(&data);
            baked.extend_from_slice(&checksum(*b"iTXt", &data).to_be_bytes());
        }
    }
    if baked.len() > LARGEST_FILE {
        return Err(PngError::TooLarge);
    }
    Ok(baked)
}

/// The badge in an image, the newer standard first; `None` when there is none.
///
/// # Errors
/// When the image is damaged or too large, holds two badges under one keyword, or one that cannot be read.
pub fn extract(png: &[u8]) -> Result<Option<(Keyword, String)>, PngError> {
    let chunks = chunks(png)?;
    for wanted in KEYWORDS {
        if let Some(text) = under(&chunks, wanted)? {
            return Ok(Some((wanted, text)));
        }
    }
    Ok(None)
}

/// Every badge in an image, the newer standard first: an award may be baked in both forms.
///
/// # Errors
/// As [`extract`].
pub fn texts(png: &[u8]) -> Result<Vec<String>, PngError> {
    let chunks = chunks(png)?;
    KEYWORDS
        .into_iter()
        .filter_map(|wanted| under(&chunks, wanted).transpose())
        .collect()
}

/// The text under a keyword.
fn under(chunks: &[Chunk], wanted: Keyword) -> Result<Option<String>, PngError> {
    let mut found = chunks.iter().filter(|chunk| keyword(chunk) == Some(wanted));
    let Some(chunk) = found.next() else {
        return Ok(None);
    };
    if found.next().is_some() {
        return Err(PngError::SeveralBadges(wanted.as_str()));
    }
    let rest = &chunk.data[wanted.as_str().len() + 1..];
    let text = if &chunk.kind == b"tEXt" {
        rest.to_vec()
    } else {
        international(rest)?
    };
    if text.len() > LONGEST_TEXT {
        return Err(PngError::Text);
    }
    String::from_utf8(text)
        .map(Some)
        .map_err(|_| PngError::Text)
}

/// The text of an `iTXt` chunk, after its keyword; inflated within bounds.
fn international(rest: &[u8]) -> Result<Vec<u8>, PngError> {
    let ([compressed, method], rest) = rest.split_first_chunk::<2>().ok_or(PngError::Text)?;
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2).ok_or(PngError::Text)?;
    match (compressed, method) {
        (0, _) => Ok(text.to_vec()),
        (1, 0) => {
            let mut inflated = Vec::new();
            let bound = u64::try_from(LONGEST_TEXT).map_err(|_| PngError::Text)? + 1;
            ZlibDecoder::new(text)
                .take(bound)
                .read_to_end(&mut inflated)
                .map_err(|_| PngError::Text)?;
            Ok(inflated)
        }
        _ => Err(PngError::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn heart() -> (Vec<u8>, Vec<u8>) {
        let pixels: Vec<u8> = (0..=255).cycle().take(16 * 16 * 4).collect();
        let mut file = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut file, 16, 16);
        encoder.set_color(::png::ColorType::Rgba);
        encoder
            .add_itxt_chunk("Title".to_owned(), "un cœur".to_owned())
            .unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        drop(writer);
        (file, pixels)
    }

    #[test]
    fn a_baked_image_keeps_its_pixels_and_other_chunks() {
        let (image, pixels) = heart();
        let once = bake(&image, Keyword::OpenBadgeCredential, "premier").unwrap();
        let baked = bake(&once, Keyword::OpenBadgeCredential, "{\"é\":1}").unwrap();
        assert_eq!(
            extract(&baked).unwrap(),
            Some((Keyword::OpenBadgeCredential, "{\"é\":1}".to_owned()))
        );
        let kept = |file: &[u8]| -> Vec<Vec<u8>> {
            chunks(file)
                .unwrap()
                .iter()
                .filter(|chunk| keyword(chunk).is_none())
                .map(|chunk| chunk.whole.to_vec())
                .collect()
        };
        assert_eq!(kept(&image), kept(&baked));
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(&baked))
            .read_info()
            .unwrap();
        let mut seen = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut seen).unwrap();
        assert_eq!(seen, pixels);
        assert_eq!(reader.info().utf8_text.len(), 2);
        assert_eq!(extract(&image).unwrap(), None);
    }

    #[test]
    fn damaged_images_are_refused_with_their_reason() {
        let (image, _) = heart();
        assert_eq!(extract(&image[..image.len() - 5]), Err(PngError::Truncated));
        assert_eq!(extract(b"\xff\xd8\xff\xe0JFIF"), Err(PngError::NotPng));
        assert_eq!(extract(b""), Err(PngError::NotPng));
        assert_eq!(extract(&vec![0; 3 << 20]), Err(PngError::TooLarge));
        let mut damaged = image.clone();
        damaged[20] ^= 1;
        assert_eq!(extract(&damaged), Err(PngError::Damaged));
    }

    #[test]
    fn a_bomb_in_a_text_chunk_is_refused() {
        let (image, _) = heart();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&vec![b' '; 50 << 20]).unwrap();
        let mut data = b"openbadges\0\x01\0\0\0".to_vec();
        data.extend(zlib.finish().unwrap());
        let mut bomb = image[..33].to_vec();
        bomb.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        bomb.extend(b"iTXt");
        bomb.extend(&data);
        bomb.extend(checksum(*b"iTXt", &data).to_be_bytes());
        bomb.extend(&image[33..]);
        assert_eq!(extract(&bomb), Err(PngError::Text));
    }
}
