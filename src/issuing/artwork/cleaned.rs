//! An SVG drawing reduced to its outlines, paints and groups: what is not on the list below does not pass.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::safe::PictureError;

const SVG: &str = "http://www.w3.org/2000/svg";
/// What is kept, as it is.
const ELEMENTS: [&str; 18] = [
    "svg",
    "g",
    "defs",
    "symbol",
    "use",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "style",
];
/// What is left out, and missed only where it is used.
const EFFECTS: [&str; 3] = ["filter", "pattern", "marker"];
const DEEPEST: usize = 64;
const MOST_ELEMENTS: usize = 20_000;
const LONGEST_STYLE: usize = 64 * 1024;
/// The work of drawing, in plain outlines: what is used twice counts twice.
const MOST_WORK: u64 = 20_000;
/// Rules of a style, times the elements that they are held against.
const MOST_MATCHES: usize = 2_000_000;

/// One kept element: what it costs to draw without its children, and what it draws besides.
struct Kept {
    parent: Option<usize>,
    cost: u64,
    uses: Vec<String>,
}

#[derive(Default)]
struct Cleaner {
    out: String,
    kept: Vec<Kept>,
    names: HashMap<String, usize>,
    /// Identifiers of effects that were left out.
    missing: Vec<(&'static str, String)>,
    style: String,
}

/// The same drawing without scripts, texts, images, animations, effects and everything else that is not on the list.
pub(super) fn svg(text: &str) -> Result<String, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let mut reader = NsReader::from_str(text);
    let mut cleaner = Cleaner::default();
    // Each open element: its name if it is kept, and its place.
    let mut open: Vec<Option<(String, usize)>> = Vec::new();
    let mut left_out = 0_usize;
    let mut seen = 0_usize;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(damaged)?;
        match event {
            Event::Eof => break,
            Event::DocType(doctype) if doctype.contains('[') => return Err(PictureError::Entities),
            Event::GeneralRef(name) if !known(&name) => return Err(PictureError::Entities),
            Event::Start(start) => {
                seen += 1;
                if open.len() >= DEEPEST || seen > MOST_ELEMENTS {
                    return Err(PictureError::Complex);
                }
                let ours = matches!(namespace, ResolveResult::Bound(name) if name.0 == SVG);
                let parent = open.iter().rev().flatten().next().map(|(_, place)| *place);
                let kept = if left_out > 0 {
                    None
                } else {
                    cleaner.element(&start, ours, parent)?
                };
                match &kept {
                    Some(_) => cleaner.out.push('>'),
                    None => left_out += 1,
                }
                open.push(kept);
            }
            Event::Empty(start) => {
                seen += 1;
                if seen > MOST_ELEMENTS {
                    return Err(PictureError::Complex);
                }
                let ours = matches!(namespace, ResolveResult::Bound(name) if name.0 == SVG);
                let parent = open.iter().rev().flatten().next().map(|(_, place)| *place);
                if left_out == 0 && cleaner.element(&start, ours, parent)?.is_some() {
                    cleaner.out.push_str("/>");
                }
            }
            Event::End(_) => match open.pop() {
                Some(Some((name, _))) => {
                    cleaner.out.push_str("</");
                    cleaner.out.push_str(&name);
                    cleaner.out.push('>');
                }
                Some(None) => left_out -= 1,
                None => return Err(PictureError::Damaged),
            },
            Event::Text(part) if in_style(&open) => cleaner.style(&part.xml10_content())?,
            Event::CData(part) if in_style(&open) => cleaner.style(&part.into_inner())?,
            _ => {}
        }
    }
    if !open.is_empty() {
        return Err(PictureError::Damaged);
    }
    cleaner.judge()?;
    Ok(cleaner.out)
}

fn in_style(open: &[Option<(String, usize)>]) -> bool {
    matches!(open.last(), Some(Some((name, _))) if name == "style")
}

fn known(name: &str) -> bool {
    name.starts_with('#') || ["amp", "lt", "gt", "quot", "apos"].contains(&name)
}

/// A text within an attribute or an element.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
}

/// The identifiers that a text refers to: `url(#a)`.
fn references(text: &str) -> impl Iterator<Item = String> {
    text.split("url(").skip(1).filter_map(|rest| {
        let inside = rest
            .split(')')
            .next()?
            .trim()
            .trim_matches(['"', '\''])
            .trim();
        inside.strip_prefix('#').map(str::to_owned)
    })
}

/// A text without spaces and without regard to case: how a style is looked through.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a style makes an effect out of nothing: `filter: blur(3px)`.
fn filters(style: &str) -> bool {
    style.contains('\\')
        || style
            .split("filter:")
            .skip(1)
            .any(|rest| !rest.starts_with("none") && !rest.starts_with("url("))
}

/// What a picture of its own needs, in plain outlines.
fn weight(bare: &str) -> u64 {
    let layers = [
        "opacity:",
        "mask",
        "clip-path",
        "mix-blend-mode",
        "isolation",
    ];
    let mut weight = 1;
    if layers.iter().any(|name| bare.contains(name)) {
        weight += 20;
    }
    if bare.contains("dasharray") {
        weight += 500;
    }
    weight
}

impl Cleaner {
    /// Writes the beginning of an element that is on the list: its name and its place.
    fn element(
        &mut self,
        start: &BytesStart,
        ours: bool,
        parent: Option<usize>,
    ) -> Result<Option<(String, usize)>, PictureError> {
        let local = start.local_name().into_inner().to_owned();
        let root = self.out.is_empty();
        if root && !(ours && local == "svg") {
            return Err(PictureError::Kind);
        }
        if !ours {
            return Ok(None);
        }
        if local == "text" {
            return Err(PictureError::NotDrawn("text"));
        }
        if let Some(effect) = EFFECTS.into_iter().find(|effect| *effect == local) {
            if let Ok(Some(id)) = start.try_get_attribute("id")
                && let Ok(id) = id.normalized_value(XmlVersion::Explicit1_0)
            {
                self.missing.push((effect, id.into_owned()));
            }
            return Ok(None);
        }
        if !ELEMENTS.contains(&local.as_str()) {
            return Ok(None);
        }
        // A second root after the first one is no XML.
        if !root && parent.is_none() {
            return Err(PictureError::Damaged);
        }
        let place = self.kept.len();
        let mut kept = Kept {
            parent,
            cost: 1,
            uses: Vec::new(),
        };
        self.out.push('<');
        self.out.push_str(&local);
        if root {
            self.out.push_str(r#" xmlns="http://www.w3.org/2000/svg""#);
        }
        let mut written = HashSet::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| PictureError::Damaged)?;
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                .map_err(|_| PictureError::Entities)?;
            let name = match attribute.key.into_inner() {
                "xlink:href" => "href",
                name => name,
            };
            if name.contains([':', '<', '"', '&'])
                || name.starts_with("xmlns")
                || name.to_ascii_lowercase().starts_with("on")
                || !written.insert(name.to_owned())
            {
                continue;
            }
            self.attribute(name, &value, &mut kept)?;
            if name == "id" {
                self.names.entry(value.into_owned()).or_insert(place);
            }
        }
        self.kept.push(kept);
        Ok(Some((local, place)))
    }

    fn attribute(&mut self, name: &str, value: &str, kept: &mut Kept) -> Result<(), PictureError> {
        if name == "href" {
            let Some(id) = value.trim().strip_prefix('#') else {
                return Ok(());
            };
            kept.uses.push(id.to_owned());
        }
        let said = bare(&format!("{name}:{value}"));
        if filters(&said) {
            return Err(PictureError::NotDrawn("filter"));
        }
        kept.cost = kept.cost.max(weight(&said));
        kept.uses.extend(references(value));
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(&mut self.out, value);
        self.out.push('"');
        Ok(())
    }

    fn style(&mut self, text: &str) -> Result<(), PictureError> {
        self.style.push_str(text);
        if self.style.len() > LONGEST_STYLE {
            return Err(PictureError::Complex);
        }
        escape(&mut self.out, text);
        Ok(())
    }

    /// Whether what is left is the drawing that was meant, and can be drawn in time.
    fn judge(&self) -> Result<(), PictureError> {
        if self.kept.is_empty() {
            return Err(PictureError::Kind);
        }
        let style = bare(&self.style);
        if filters(&style) {
            return Err(PictureError::NotDrawn("filter"));
        }
        let styled: Vec<String> = references(&self.style).collect();
        let used = |id: &String| {
            styled.contains(id) || self.kept.iter().any(|kept| kept.uses.contains(id))
        };
        if let Some((effect, _)) = self.missing.iter().find(|(_, id)| used(id)) {
            return Err(PictureError::NotDrawn(effect));
        }
        if style.matches('{').count() * self.kept.len() > MOST_MATCHES {
            return Err(PictureError::Complex);
        }
        // A rule may reach every element: its layers count once each, what it clips with too.
        let mut each = weight(&style) / 4;
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.kept.len()];
        for (place, kept) in self.kept.iter().enumerate() {
            if let Some(parent) = kept.parent {
                children[parent].push(place);
            }
        }
        let mut costs = Costs {
            cleaner: self,
            children,
            known: HashMap::new(),
            each: 0,
        };
        if style.contains("clip-path:") || style.contains("mask:") {
            for id in &styled {
                if let Some(place) = self.names.get(id) {
                    each += costs.of(*place, 0)?;
                }
            }
        }
        costs.known.clear();
        costs.each = each;
        costs.of(0, 0).map(|_| ())
    }
}

struct Costs<'a> {
    cleaner: &'a Cleaner,
    children: Vec<Vec<usize>>,
    known: HashMap<usize, u64>,
    each: u64,
}

impl Costs<'_> {
    /// What it costs to draw an element with all that it holds and uses.
    fn of(&mut self, place: usize, depth: usize) -> Result<u64, PictureError> {
        // What uses itself never ends.
        if depth > 2 * DEEPEST {
            return Err(PictureError::Complex);
        }
        if let Some(cost) = self.known.get(&place) {
            return Ok(*cost);
        }
        let kept = &self.cleaner.kept[place];
        let mut cost = kept.cost + self.each;
        for child in self.children[place].clone() {
            cost += self.of(child, depth + 1)?;
        }
        for used in &kept.uses {
            if let Some(target) = self.cleaner.names.get(used) {
                cost += self.of(*target, depth + 1)?;
            }
        }
        if cost > MOST_WORK {
            return Err(PictureError::Complex);
        }
        self.known.insert(place, cost);
        Ok(cost)
    }
}
