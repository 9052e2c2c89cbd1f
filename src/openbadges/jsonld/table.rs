//! The bundled contexts as they were published, term by term, read once from `data/contexts/bundle.terms`.
//!
//! **Invariant:** what is not in the bundle does not exist: no context is ever fetched.

use std::collections::HashMap;
use std::iter::Peekable;
use std::sync::LazyLock;

/// One published context, or one scoped context: its pieces in order.
pub(super) type Local = Vec<Piece>;

/// A part of a context.
#[derive(Debug)]
pub(super) enum Piece {
    /// Forgets every definition so far.
    Null,
    /// Another context of the bundle.
    Load(&'static str),
    /// Definitions.
    Terms(Terms),
}

/// The definitions of one context object.
#[derive(Debug, Default)]
pub(super) struct Terms {
    pub(super) protected: bool,
    pub(super) vocab: Option<&'static str>,
    pub(super) entries: HashMap<&'static str, Entry>,
}

/// How a value of a term is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Plain,
    List,
    Graph,
}

/// One term as its context states it, prefixes not yet resolved.
#[derive(Debug)]
pub(super) struct Entry {
    /// A simple definition (`"term": "IRI"`): it may serve as a prefix.
    pub(super) simple: bool,
    pub(super) iri: Option<&'static str>,
    pub(super) kind: Option<&'static str>,
    pub(super) container: Container,
    pub(super) scoped: Option<Local>,
}

/// Every bundled context by URL.
pub(super) static BUNDLE: LazyLock<HashMap<&'static str, Local>> = LazyLock::new(|| {
    let text = include_str!("../../../data/contexts/bundle.terms");
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .peekable();
    let mut bundle = HashMap::new();
    while let Some(header) = lines.next() {
        let url = header
            .strip_prefix("@@ ")
            .expect("bundle.terms: each context opens with its URL");
        bundle.insert(url, read(&mut lines, 0));
    }
    bundle
});

fn depth_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Reads the context at `depth` spaces of indent, up to its last line.
fn read<I: Iterator<Item = &'static str>>(lines: &mut Peekable<I>, depth: usize) -> Local {
    let mut pieces = vec![Piece::Terms(Terms::default())];
    while let Some(line) = lines.next_if(|line| depth_of(line) == depth && !line.starts_with("@@ "))
    {
        let mut words = line.split_whitespace();
        let first = words.next().expect("bundle.terms: no empty line");
        match (first, words.next()) {
            ("@null", None) => pieces.push(Piece::Null),
            ("@load", Some(url)) => {
                pieces.push(Piece::Load(url));
                pieces.push(Piece::Terms(Terms::default()));
            }
            (word, next) => {
                let Some(Piece::Terms(terms)) = pieces.last_mut() else {
                    unreachable!("bundle.terms: nothing follows @null in its context")
                };
                match (word, next) {
                    ("@protected", None) => terms.protected = true,
                    ("@vocab", iri) => terms.vocab = iri,
                    (term, Some(sign)) => {
                        let entry = entry(sign == ":", words, lines, depth);
                        terms.entries.insert(term, entry);
                    }
                    _ => unreachable!("bundle.terms: unknown line {line}"),
                }
            }
        }
    }
    pieces
}

fn entry<I: Iterator<Item = &'static str>>(
    simple: bool,
    words: impl Iterator<Item = &'static str>,
    lines: &mut Peekable<I>,
    depth: usize,
) -> Entry {
    let mut entry = Entry {
        simple,
        iri: None,
        kind: None,
        container: Container::Plain,
        scoped: None,
    };
    for (place, word) in words.enumerate() {
        if place == 0 {
            entry.iri = (word != "-").then_some(word);
        } else if let Some(kind) = word.strip_prefix('^') {
            entry.kind = Some(kind);
        } else if word == "{" {
            entry.scoped = Some(read(lines, depth + 1));
        } else {
            entry.container = match word {
                "%@set" => Container::Plain,
                "%@list" => Container::List,
                "%@graph" => Container::Graph,
                other => unreachable!("bundle.terms: unknown word {other}"),
            };
        }
    }
    entry
}
