//! What a file is, before anything in it is believed.

use super::NotABadge;
use crate::openbadges::json;
use crate::openbadges::{png, svg};
use serde_json::Value;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// What a file held.
pub(super) struct Read {
    /// How it came: `json`, `jws`, `url`, `png`, `svg`.
    pub(super) format: &'static str,
    pub(super) content: Content,
}

/// The badge's text.
pub(super) enum Content {
    /// A document of its own.
    Document(Value),
    /// A compact JWS.
    Jws(String),
    /// Where the badge is: older images hold only that.
    Address(String),
}

pub(super) fn read(input: &[u8]) -> Result<Read, NotABadge> {
    if input.is_empty() {
        return Err(NotABadge::Empty);
    }
    if input.len() > LARGEST {
        return Err(NotABadge::TooLarge);
    }
    if let Some((format, text)) = image(input)? {
        let content = content(text.as_bytes())?;
        return Ok(Read { format, content });
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
        Content::Address(_) => "url",
    };
    Ok(Read { format, content })
}

/// The text that is baked into an image: the very one, nothing judged.
///
/// # Errors
/// [`NotABadge`] when the input is no image that can be read, or nothing is in it.
pub fn baked(input: &[u8]) -> Result<String, NotABadge> {
    image(input)?
        .map(|(_, text)| text)
        .ok_or(NotABadge::NothingBaked)
}

/// Which image an input is, and what is baked into it; `None` for what is no image.
fn image(input: &[u8]) -> Result<Option<(&'static str, String)>, NotABadge> {
    let (format, found) = if input.starts_with(b"\x89PNG") {
        ("png", png::extract(input)?)
    } else if let Some(text) = svg_text(input) {
        ("svg", svg::extract(text)?)
    } else {
        return Ok(None);
    };
    let (_, text) = found.ok_or(NotABadge::NothingBaked)?;
    Ok(Some((format, text)))
}

/// The text of an input that looks like an SVG image.
fn svg_text(input: &[u8]) -> Option<&str> {
    let plain = input.strip_prefix("\u{feff}".as_bytes()).unwrap_or(input);
    let first = plain.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|first| matches!(first, b'{' | b'[') || first.is_ascii_alphanumeric()) {
        return None;
    }
    let text = std::str::from_utf8(input)
        .ok()?
        .trim_start_matches('\u{feff}')
        .trim_start();
    (text.starts_with('<') && text.contains("<svg")).then_some(text)
}

/// What a badge's text is.
pub(super) fn content(text: &[u8]) -> Result<Content, NotABadge> {
    let trimmed = std::str::from_utf8(text)
        .map_err(|_| NotABadge::NotText)?
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if trimmed.is_empty() {
        return Err(NotABadge::Empty);
    }
    if trimmed.starts_with(['{', '[']) {
        return Ok(Content::Document(json::read_text(trimmed)?));
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
    let one_word = !trimmed.contains(char::is_whitespace) && trimmed.len() <= 2048;
    if one_word && (trimmed.starts_with("https://") || trimmed.starts_with("http://")) {
        return Ok(Content::Address(trimmed.to_owned()));
    }
    Err(NotABadge::NotText)
}
