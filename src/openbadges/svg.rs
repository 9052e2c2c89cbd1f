//! Badges baked into SVG images: one element in a namespace of its own, and nothing else of the image touched
//! (Open Badges 3.0, 5.3.2; Open Badges 2.0 Baking Specification).
//!
//! **Invariant:** no entity is expanded but XML's own five; an image that declares others is refused. Only a text
//! is read out: the image itself is never drawn nor served from here.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::png::{Keyword, LONGEST_TEXT};

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;
/// The deepest nesting of elements.
const DEEPEST: usize = 256;

/// Why an SVG image cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    /// More than [`LARGEST_FILE`].
    #[error("the image is larger than 2 MiB")]
    TooLarge,
    /// Not well-formed XML, or an attribute said twice.
    #[error("the SVG image cannot be read: {0}")]
    NotXml(String),
    /// Its first element is no `svg`.
    #[error("not an SVG image")]
    NotSvg,
    /// It declares entities, or uses ones that only a declaration could explain.
    #[error("the SVG image declares entities of its own, which are not read")]
    Entities,
    /// More than one badge of one standard in it: which one counts?
    #[error("the SVG image holds more than one badge of one standard")]
    SeveralBadges,
    /// The badge's element is empty, holds other elements, or a text longer than 256 KiB.
    #[error("the badge's text in the SVG image cannot be read, or is longer than 256 KiB")]
    Text,
}

impl Keyword {
    /// Namespace and local name of the element that holds such a badge.
    fn element(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenBadgeCredential => ("https://purl.imsglobal.org/ob/v3p0", "credential"),
            Self::OpenBadges => ("http://openbadges.org", "assertion"),
        }
    }

    fn of(namespace: &ResolveResult, start: &BytesStart) -> Option<Self> {
        let ResolveResult::Bound(namespace) = namespace else {
            return None;
        };
        [Self::OpenBadgeCredential, Self::OpenBadges]
            .into_iter()
            .find(|keyword| keyword.element() == (namespace.0, start.local_name().into_inner()))
    }
}

/// What reading an image once finds.
struct Found {
    /// Where the first element's content begins.
    inside: usize,
    /// Whether the first element has no content at all (`<svg/>`).
    closed: bool,
    /// At most one of each standard.
    badges: Vec<Baked>,
}

struct Baked {
    keyword: Keyword,
    text: String,
    place: std::ops::Range<usize>,
}

impl Found {
    fn put(&mut self, badge: Baked) -> Result<(), SvgError> {
        if self.badges.iter().any(|one| one.keyword == badge.keyword) {
            return Err(SvgError::SeveralBadges);
        }
        self.badges.push(badge);
        Ok(())
    }
}

/// The badge in an image, the newer standard first: `verify` attribute, else the element's text.
///
/// # Errors
/// [`SvgError`]
pub fn extract(svg: &str) -> Result<Option<(Keyword, String)>, SvgError> {
    Ok(texts(svg)?.into_iter().next())
}

/// Every badge in an image, the newer standard first: an award may be baked in both forms.
///
/// # Errors
/// [`SvgError`]
pub fn texts(svg: &str) -> Result<Vec<(Keyword, String)>, SvgError> {
    let mut badges = read(svg)?.badges;
    if badges.iter().any(|badge| badge.text.is_empty()) {
        return Err(SvgError::Text);
    }
    badges.sort_by_key(|badge| badge.keyword == Keyword::OpenBadges);
    let told = badges.into_iter().map(|badge| (badge.keyword, badge.text));
    Ok(told.collect())
}

/// The same image with this badge in it, instead of one of the same standard that it held: a document as text, a
/// signed text as the attribute `verify`.
///
/// # Errors
/// [`SvgError`]
pub fn bake(svg: &str, keyword: Keyword, text: &str) -> Result<String, SvgError> {
    if text.len() > LONGEST_TEXT || text.trim().is_empty() {
        return Err(SvgError::Text);
    }
    let held = read(svg)?.badges;
    let plain = match held.into_iter().find(|badge| badge.keyword == keyword) {
        Some(Baked { place, .. }) => [&svg[..place.start], &svg[place.end..]].concat(),
        None => svg.to_owned(),
    };
    let found = read(&plain)?;
    if found.closed {
        return Err(SvgError::NotSvg);
    }
    let (namespace, name) = keyword.element();
    let element = if text.starts_with('{') {
        // A text that ends a section of characters goes on in the next one.
        let text = text.replace("]]>", "]]]]><![CDATA[>");
        format!(
            "<openbadges:{name} xmlns:openbadges=\"{namespace}\"><![CDATA[{text}]]></openbadges:{name}>"
        )
    } else {
        let text = quick_xml::escape::escape(text);
        format!("<openbadges:{name} xmlns:openbadges=\"{namespace}\" verify=\"{text}\"/>")
    };
    let (before, after) = plain.split_at(found.inside);
    Ok([before, &element, after].concat())
}

fn read(svg: &str) -> Result<Found, SvgError> {
    if svg.len() > LARGEST_FILE {
        return Err(SvgError::TooLarge);
    }
    let wrong = |error: &dyn std::fmt::Display| SvgError::NotXml(error.to_string());
    let mut reader = NsReader::from_str(svg);
    let mut found: Option<Found> = None;
    let mut depth = 0_usize;
    loop {
        let from = position(&reader);
        let (namespace, event) = reader
            .read_resolved_event()
            .map_err(|error| wrong(&error))?;
        let keyword = match &event {
            Event::Start(start) | Event::Empty(start) => Keyword::of(&namespace, start),
            _ => None,
        };
        match event {
            Event::Eof => break,
            Event::DocType(text) if text.contains('[') => return Err(SvgError::Entities),
            Event::GeneralRef(name) if !known(&name) => return Err(SvgError::Entities),
            Event::Start(start) => {
                if depth >= DEEPEST {
                    return Err(SvgError::NotXml(
                        "its elements are nested too deep".to_owned(),
                    ));
                }
                let Some(found) = &mut found else {
                    found = Some(first(&start, position(&reader), false)?);
                    depth = 1;
                    continue;
                };
                match keyword {
                    None => depth += 1,
                    Some(keyword) => {
                        let attribute = verify(&start)?;
                        let text = content(&mut reader)?;
                        found.put(Baked {
                            keyword,
                            text: attribute.unwrap_or_else(|| text.trim().to_owned()),
                            place: from..position(&reader),
                        })?;
                    }
                }
            }
            Event::Empty(start) => match (&mut found, keyword) {
                (None, _) => found = Some(first(&start, position(&reader), true)?),
                (Some(_), None) => {}
                (Some(found), Some(keyword)) => found.put(Baked {
                    keyword,
                    text: verify(&start)?.unwrap_or_default(),
                    place: from..position(&reader),
                })?,
            },
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if depth != 0 {
        return Err(SvgError::NotXml("it ends within an element".to_owned()));
    }
    found.ok_or(SvgError::NotSvg)
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn first(start: &BytesStart, inside: usize, closed: bool) -> Result<Found, SvgError> {
    if start.local_name().into_inner() != "svg" {
        return Err(SvgError::NotSvg);
    }
    Ok(Found {
        inside,
        closed,
        badges: Vec::new(),
    })
}

fn known(name: &str) -> bool {
    name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name)
}

fn verify(start: &BytesStart) -> Result<Option<String>, SvgError> {
    let attribute = start
        .try_get_attribute("verify")
        .map_err(|error| SvgError::NotXml(error.to_string()))?;
    attribute
        .map(
            |attribute| match attribute.normalized_value(XmlVersion::Explicit1_0) {
                Ok(text) if text.len() <= LONGEST_TEXT => Ok(text.trim().to_owned()),
                _ => Err(SvgError::Text),
            },
        )
        .transpose()
}

/// The text of the element that was just opened, up to its end.
fn content(reader: &mut NsReader<&[u8]>) -> Result<String, SvgError> {
    let mut text = String::new();
    loop {
        match reader.read_event().map_err(|_| SvgError::Text)? {
            Event::CData(part) => text.push_str(&part.into_inner()),
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => match &*name {
                "amp" => text.push('&'),
                "lt" => text.push('<'),
                "gt" => text.push('>'),
                "quot" => text.push('"'),
                "apos" => text.push('\''),
                _ => match name.resolve_char_ref() {
                    Ok(Some(letter)) => text.push(letter),
                    _ => return Err(SvgError::Entities),
                },
            },
            Event::Comment(_) => {}
            Event::End(_) => return Ok(text),
            _ => return Err(SvgError::Text),
        }
        if text.len() > LONGEST_TEXT {
            return Err(SvgError::Text);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAIN: &str = "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\"><g><title>A &amp; B</title></g></svg>\n";

    proptest! {
        #[test]
        fn what_is_baked_is_extracted(text in "\\{[ -~é]{0,60}\\}", jws in "[A-Za-z0-9_-]{1,9}(\\.[A-Za-z0-9_-]{1,9}){2}") {
            for keyword in [Keyword::OpenBadgeCredential, Keyword::OpenBadges] {
                for text in [&text, &jws] {
                    let baked = bake(PLAIN, keyword, text).unwrap();
                    prop_assert_eq!(extract(&baked).unwrap(), Some((keyword, text.clone())));
                    // Baked anew, the first badge is gone and the image is what it was.
                    let again = bake(&baked, keyword, "{}").unwrap();
                    prop_assert_eq!(&again, &bake(PLAIN, keyword, "{}").unwrap());
                    // One of each standard, in whatever order they came.
                    for first in [Keyword::OpenBadges, Keyword::OpenBadgeCredential] {
                        let one = bake(PLAIN, first, text).unwrap();
                        let both = bake(&one, keyword, text).unwrap();
                        let found = texts(&both).unwrap();
                        prop_assert_eq!(found.len(), if first == keyword { 1 } else { 2 });
                        prop_assert_eq!(found[0].0 == Keyword::OpenBadges, [first, keyword] == [Keyword::OpenBadges; 2]);
                        prop_assert_eq!(&extract(&both).unwrap().unwrap(), &found[0]);
                    }
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "(<svg|<|>|/|&|;|[|]|!|DOCTYPE|ENTITY|CDATA|\"|=|xmlns|openbadges|:|credential|a| ){0,40}") {
            let _ = extract(&text);
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused() {
        assert_eq!(extract(PLAIN), Ok(None));
        let twice = bake(PLAIN, Keyword::OpenBadgeCredential, "{}").unwrap().replace(
            "<g>",
            "<x:credential xmlns:x=\"https://purl.imsglobal.org/ob/v3p0\" verify=\"a.b.c\"/><g>",
        );
        assert_eq!(extract(&twice), Err(SvgError::SeveralBadges));
        let entity = PLAIN.replace("\"svg11.dtd\"", "\"svg11.dtd\" [<!ENTITY a \"b\">]");
        assert_eq!(extract(&entity), Err(SvgError::Entities));
        assert_eq!(
            extract(&PLAIN.replace("&amp;", "&a;")),
            Err(SvgError::Entities)
        );
        assert_eq!(extract("<html></html>"), Err(SvgError::NotSvg));
        assert!(matches!(
            extract("<svg><g></svg>"),
            Err(SvgError::NotXml(_))
        ));
        assert!(matches!(extract("<svg><g>"), Err(SvgError::NotXml(_))));
        let deep = format!("<svg>{}{}</svg>", "<g>".repeat(300), "</g>".repeat(300));
        assert!(matches!(extract(&deep), Err(SvgError::NotXml(_))));
        // The namespace counts, not the prefix.
        let other =
            "<svg xmlns:openbadges=\"urn:other\"><openbadges:assertion verify=\"a.b.c\"/></svg>";
        assert_eq!(extract(other), Ok(None));
        let inner =
            "<svg xmlns:o=\"http://openbadges.org\"><o:assertion><g>{}</g></o:assertion></svg>";
        assert_eq!(extract(inner), Err(SvgError::Text));
    }
}
