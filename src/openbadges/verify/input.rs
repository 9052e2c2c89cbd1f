//! What a file is, before anything in it is believed.

use super::NotABadge;
use crate::openbadges::json;
use crate::openbadges::png;
use serde_json::Value;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// What a file held.
pub(super) struct Read {
    /// How it came: `json`, `jws`, `png`.
    pub(super) format: &'static str,
    pub(super) content: Content,
}

/// The badge's text.
pub(super) enum Content {
    /// A document of its own.
    Document(Value),
    /// A compact JWS.
    Jws(String),
}

pub(super) fn read(input: &[u8]) -> Result<Read, NotABadge> {
    if input.is_empty() {
        return Err(NotABadge::Empty);
    }
    if input.len() > LARGEST {
        return Err(NotABadge::TooLarge);
    }
    if input.starts_with(b"\x89PNG") {
        let (_, text) = png::extract(input)?.ok_or(NotABadge::NothingBaked)?;
        return Ok(Read {
            format: "png",
            content: content(text.as_bytes())?,
        });
    }
    for (magic, name) in [
        (&b"\xff\xd8\xff"[..], "JPEG"),
        (b"GIF8", "GIF"),
        (b"RIFF", "WebP"),
        (b"BM", "BMP"),
    ] {
        if input.starts_with(magic) {
            return Err(NotABadge::OtherImage(name));
        }
    }
    let content = content(input)?;
    let format = match content {
        Content::Document(_) => "json",
        Content::Jws(_) => "jws",
    };
    Ok(Read { format, content })
}

fn content(text: &[u8]) -> Result<Content, NotABadge> {
    let trimmed = std::str::from_utf8(text)
        .map_err(|_| NotABadge::NotText)?
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if trimmed.is_empty() {
        return Err(NotABadge::Empty);
    }
    if trimmed.starts_with(['{', '[']) {
        return Ok(Content::Document(json::read(trimmed.as_bytes())?));
    }
    let segments: Vec<&str> = trimmed.split('.').collect();
    let base64url = |segment: &&str| {
        segment
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    if segments.len() == 3 && segments.iter().all(base64url) && !segments[0].is_empty() {
        return Ok(Content::Jws(trimmed.to_owned()));
    }
    Err(NotABadge::NotText)
}
