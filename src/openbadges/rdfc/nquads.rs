//! Canonical N-Quads: how a statement is written, in the recommendation's form and in the one before it.

use std::fmt::Write as _;

use super::{Quad, Term, XSD_STRING};
use crate::openbadges::json::letters;

/// Which letters of a literal are written as escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escapes {
    /// Quotation mark, backslash, and every control character (RDF 1.2 N-Quads, section 4).
    All,
    /// Quotation mark, backslash, line feed and carriage return alone (canonical N-Triples of RDF 1.1).
    Few,
}

impl Quad {
    /// Whether its object is a literal that the two forms write differently.
    pub(crate) fn has_controls(&self) -> bool {
        let few = |byte: u8| matches!(byte, b'\n' | b'\r');
        let only_newer = |byte: u8| (byte < b' ' || byte == 0x7f) && !few(byte);
        matches!(&self.object, Term::Literal { value, .. } if value.bytes().any(only_newer))
    }
}

/// One line of a dataset; `blank` names its blank nodes.
pub(super) fn write_quad(
    out: &mut String,
    quad: &Quad,
    escapes: Escapes,
    blank: impl Fn(&mut String, &str),
) {
    write_term(out, &quad.subject, escapes, &blank);
    out.push_str(" <");
    out.push_str(&quad.predicate);
    out.push_str("> ");
    write_term(out, &quad.object, escapes, &blank);
    if let Some(graph) = &quad.graph {
        out.push(' ');
        write_term(out, graph, escapes, &blank);
    }
    out.push_str(" .\n");
}

fn write_term(out: &mut String, term: &Term, escapes: Escapes, blank: impl Fn(&mut String, &str)) {
    match term {
        Term::Iri(iri) => {
            out.push('<');
            out.push_str(iri);
            out.push('>');
        }
        Term::Blank(name) => blank(out, name),
        Term::Literal {
            value,
            datatype,
            language,
        } => {
            out.push('"');
            escape(out, value, escapes);
            out.push('"');
            if let Some(language) = language {
                out.push('@');
                out.push_str(language);
            } else if datatype != XSD_STRING {
                out.push_str("^^<");
                out.push_str(datatype);
                out.push('>');
            }
        }
    }
}

/// A literal between its quotes.
fn escape(out: &mut String, value: &str, escapes: Escapes) {
    let all = |byte: u8| matches!(byte, 0..=0x1f | b'"' | b'\\' | 0x7f);
    let few = |byte: u8| matches!(byte, b'"' | b'\\' | b'\n' | b'\r');
    let next = |rest: &str| match escapes {
        Escapes::All => letters::position(rest, all),
        Escapes::Few => letters::position(rest, few),
    };
    let mut rest = value;
    while let Some(at) = next(rest) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            8 => out.push_str("\\b"),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            12 => out.push_str("\\f"),
            13 => out.push_str("\\r"),
            other => {
                let _ = write!(out, "\\u{other:04X}");
            }
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
