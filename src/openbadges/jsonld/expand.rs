//! Walks a document once and writes its quads.
//!
//! **Invariant:** a member is either turned into quads or refused by name; nothing is skipped.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::context::{self, Context, Kind, Purse};
use super::literal::{datatype, in_a_language, literal, number_literal};
use super::table::Container;
use super::{JsonLdError, MOST_CONTEXTS, MOST_DEPTH, MOST_QUADS};
use crate::openbadges::json;
use crate::openbadges::rdfc::{Quad, Term};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Bytes of names in all statements of a document at most: a long name may be said often, or a short one.
const MOST_TEXT: usize = 2 * 1024 * 1024;

/// The quads of a whole document.
pub(super) fn document(object: &Map<String, Value>) -> Result<Vec<Quad>, JsonLdError> {
    let mut walk = Walk {
        quads: Vec::with_capacity(64),
        blanks: 0,
        room: MOST_TEXT,
        purse: Purse::default(),
    };
    let node = walk.node(&context::empty(), None, object, None, 0)?;
    if walk.quads.iter().all(|quad| quad.subject != node) {
        return Err(JsonLdError::Dropped("@id".to_owned()));
    }
    Ok(walk.quads)
}

struct Walk {
    quads: Vec<Quad>,
    blanks: usize,
    /// Bytes that are left for names, which each statement says again.
    room: usize,
    purse: Purse,
}

impl Walk {
    fn blank(&mut self) -> Term {
        self.blanks += 1;
        Term::Blank(format!("b{}", self.blanks - 1))
    }

    fn say(
        &mut self,
        subject: &Term,
        predicate: String,
        object: Term,
        graph: Option<&Term>,
    ) -> Result<(), JsonLdError> {
        if self.quads.len() >= MOST_QUADS {
            return Err(JsonLdError::TooManyQuads);
        }
        let names = subject.length() + predicate.len() + graph.map_or(0, Term::length);
        self.room = self
            .room
            .checked_sub(names)
            .ok_or(JsonLdError::TooMuchText)?;
        self.quads.push(Quad {
            subject: subject.clone(),
            predicate,
            object,
            graph: graph.cloned(),
        });
        Ok(())
    }

    /// A node object: its quads are written, its name is returned. `term` is the term it is a value of.
    fn node(
        &mut self,
        active: &Arc<Context>,
        term: Option<&context::Term>,
        object: &Map<String, Value>,
        graph: Option<&Term>,
        depth: usize,
    ) -> Result<Term, JsonLdError> {
        if depth > MOST_DEPTH {
            return Err(JsonLdError::TooDeep);
        }
        let mut active = Arc::clone(active);
        if let Some(previous) = &active.previous
            && !is_reference(&active, object)
        {
            active = Arc::clone(previous);
        }
        if let Some(scoped) = term.and_then(|term| term.scoped) {
            active = context::apply(&active, scoped, true, true, &mut self.purse)?;
        }
        if let Some(contexts) = object.get("@context") {
            active = load_all(&active, contexts, &mut self.purse)?;
        }
        let outer = Arc::clone(&active);
        let types = types(&outer, object)?;
        let mut sorted = types.clone();
        sorted.sort_unstable();
        for name in sorted {
            if let Some(scoped) = outer.terms.get(name).and_then(|term| term.scoped) {
                active = context::apply(&active, scoped, false, false, &mut self.purse)?;
            }
        }
        let name = self.name_of(&active, object)?;
        for text in types {
            let class = class(&outer, text)?;
            self.say(&name, format!("{RDF}type"), class, graph)?;
        }
        for (member, value) in object {
            if member == "@context" {
                continue;
            }
            self.member(&active, &name, member, value, graph, depth)?;
        }
        Ok(name)
    }

    fn name_of(
        &mut self,
        active: &Context,
        object: &Map<String, Value>,
    ) -> Result<Term, JsonLdError> {
        let Some((member, value)) = keyword(active, object, "@id")? else {
            return Ok(self.blank());
        };
        let text = value
            .as_str()
            .ok_or_else(|| JsonLdError::Dropped(member.to_owned()))?;
        identifier(active, text)
    }

    /// One member of a node.
    fn member(
        &mut self,
        active: &Arc<Context>,
        subject: &Term,
        member: &str,
        value: &Value,
        graph: Option<&Term>,
        depth: usize,
    ) -> Result<(), JsonLdError> {
        let Some(term) = active.terms.get(member) else {
            if member == "@id" || member == "@type" {
                return Ok(());
            }
            if member.starts_with('@') || member.contains(':') {
                return Err(JsonLdError::NotCompact(member.to_owned()));
            }
            let iri = active
                .vocab_iri(member)
                .filter(|iri| is_absolute(iri) && !member.is_empty())
                .ok_or_else(|| JsonLdError::UnsignedTerm(member.to_owned()))?;
            if active.has_term_for(&iri) {
                return Err(JsonLdError::NotCompact(member.to_owned()));
            }
            return self.values(active, None, subject, &iri, (member, value), graph, depth);
        };
        match &*term.iri {
            "@id" | "@type" => Ok(()),
            keyword if keyword.starts_with('@') => Err(JsonLdError::NotCompact(member.to_owned())),
            _ if active.is_second_best(member) => Err(JsonLdError::NotCompact(member.to_owned())),
            iri if !is_absolute(iri) => Err(JsonLdError::UnsignedTerm(member.to_owned())),
            iri => {
                let term = Arc::clone(term);
                self.values(
                    active,
                    Some(&term),
                    subject,
                    iri,
                    (member, value),
                    graph,
                    depth,
                )
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one place of the walk, spelled out"
    )]
    fn values(
        &mut self,
        active: &Arc<Context>,
        term: Option<&context::Term>,
        subject: &Term,
        predicate: &str,
        (member, value): (&str, &Value),
        graph: Option<&Term>,
        depth: usize,
    ) -> Result<(), JsonLdError> {
        if term.is_some_and(|term| term.kind == Kind::Json) {
            let text =
                json::canonical_value(value).map_err(|_| JsonLdError::Number(member.to_owned()))?;
            let object = literal(text, format!("{RDF}JSON"));
            return self.say(subject, predicate.to_owned(), object, graph);
        }
        let container = term.map_or(Container::Plain, |term| term.container);
        let items = match value {
            Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        if container == Container::List {
            let mut objects = Vec::with_capacity(items.len());
            for item in items {
                objects.push(self.object(active, term, member, item, graph, depth)?);
            }
            let head = self.list(objects, graph)?;
            return self.say(subject, predicate.to_owned(), head, graph);
        }
        for item in items {
            let object = if container == Container::Graph {
                let Value::Object(inside) = item else {
                    return Err(JsonLdError::Dropped(member.to_owned()));
                };
                let name = self.blank();
                let before = self.quads.len();
                self.node(active, term, inside, Some(&name), depth + 1)?;
                if self.quads.len() == before {
                    return Err(JsonLdError::Dropped(member.to_owned()));
                }
                name
            } else {
                self.object(active, term, member, item, graph, depth)?
            };
            self.say(subject, predicate.to_owned(), object, graph)?;
        }
        Ok(())
    }

    fn list(&mut self, objects: Vec<Term>, graph: Option<&Term>) -> Result<Term, JsonLdError> {
        let mut rest = Term::Iri(format!("{RDF}nil"));
        for object in objects.into_iter().rev() {
            let cell = self.blank();
            self.say(&cell, format!("{RDF}first"), object, graph)?;
            self.say(&cell, format!("{RDF}rest"), rest, graph)?;
            rest = cell;
        }
        Ok(rest)
    }

    /// One value as the object of a quad.
    fn object(
        &mut self,
        active: &Arc<Context>,
        term: Option<&context::Term>,
        member: &str,
        value: &Value,
        graph: Option<&Term>,
        depth: usize,
    ) -> Result<Term, JsonLdError> {
        let kind = term.map_or(&Kind::Untyped, |term| &term.kind);
        match value {
            Value::Null => Err(JsonLdError::Dropped(member.to_owned())),
            Value::Array(_) => Err(JsonLdError::NotCompact(member.to_owned())),
            Value::Object(object) if object.contains_key("@value") => {
                in_a_language(kind, member, object)
            }
            Value::Object(object) => self.node(active, term, object, graph, depth + 1),
            Value::Bool(truth) => Ok(literal(truth.to_string(), datatype(kind, "boolean"))),
            Value::Number(number) => number_literal(kind, member, number),
            Value::String(text) => match kind {
                Kind::Id | Kind::Vocab => {
                    let mut active = Arc::clone(active);
                    if let Some(scoped) = term.and_then(|term| term.scoped) {
                        active = context::apply(&active, scoped, true, true, &mut self.purse)?;
                    }
                    match kind {
                        Kind::Vocab => class(&active, text),
                        _ => identifier(&active, text),
                    }
                }
                kind => Ok(literal(text.clone(), datatype(kind, "string"))),
            },
        }
    }
}

/// `{"id": …}` alone: it keeps the context of its type-scoped parent.
fn is_reference(active: &Context, object: &Map<String, Value>) -> bool {
    let mut members = object.keys();
    match (members.next(), members.next()) {
        (Some(only), None) => {
            only == "@id"
                || active
                    .terms
                    .get(only.as_str())
                    .is_some_and(|term| term.iri == "@id")
        }
        _ => false,
    }
}

fn load_all(
    active: &Arc<Context>,
    contexts: &Value,
    purse: &mut Purse,
) -> Result<Arc<Context>, JsonLdError> {
    let list = match contexts {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.len() > MOST_CONTEXTS {
        return Err(JsonLdError::TooManyContexts);
    }
    let mut active = Arc::clone(active);
    for item in list {
        let url = item.as_str().ok_or(JsonLdError::InlineContext)?;
        active = context::load(&active, url, purse)?;
    }
    Ok(active)
}

/// The one member that stands for a keyword. Where the contexts have an alias, the keyword itself is not
/// compact; two members for one keyword cannot be told apart.
fn keyword<'a>(
    active: &Context,
    object: &'a Map<String, Value>,
    keyword: &str,
) -> Result<Option<(&'a str, &'a Value)>, JsonLdError> {
    if object.contains_key(keyword) && active.has_alias(keyword) {
        return Err(JsonLdError::NotCompact(keyword.to_owned()));
    }
    let mut found = None;
    for (member, value) in object {
        let stands = member == keyword
            || active
                .terms
                .get(member.as_str())
                .is_some_and(|term| term.iri == keyword);
        if stands && found.replace((member.as_str(), value)).is_some() {
            return Err(JsonLdError::NotCompact(member.clone()));
        }
    }
    Ok(found)
}

fn types<'a>(
    active: &Context,
    object: &'a Map<String, Value>,
) -> Result<Vec<&'a str>, JsonLdError> {
    let Some((member, value)) = keyword(active, object, "@type")? else {
        return Ok(Vec::new());
    };
    match value {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    }
    .into_iter()
    .map(|name| {
        name.as_str()
            .ok_or_else(|| JsonLdError::Dropped(member.to_owned()))
    })
    .collect()
}

/// A type, or a value of a term typed `@vocab`: a term, or an IRI that no term stands for.
fn class(active: &Context, text: &str) -> Result<Term, JsonLdError> {
    let iri = active
        .vocab_iri(text)
        .ok_or_else(|| JsonLdError::UnsignedTerm(text.to_owned()))?;
    if !active.terms.contains_key(text) && active.has_term_for(&iri) {
        return Err(JsonLdError::NotCompact(text.to_owned()));
    }
    named(iri)
}

/// An identifier: an absolute IRI as it stands, or a blank node's name.
fn identifier(active: &Context, text: &str) -> Result<Term, JsonLdError> {
    if let Some((prefix, rest)) = text.split_once(':')
        && active.prefix(prefix, rest).is_some()
    {
        return Err(JsonLdError::NotCompact(text.to_owned()));
    }
    named(text.to_owned())
}

fn named(iri: String) -> Result<Term, JsonLdError> {
    if let Some(name) = iri.strip_prefix("_:") {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        return if plain {
            Ok(Term::Blank(format!("u{name}")))
        } else {
            Err(JsonLdError::RelativeIri(iri))
        };
    }
    if is_absolute(&iri) {
        Ok(Term::Iri(iri))
    } else {
        Err(JsonLdError::RelativeIri(iri))
    }
}

/// A scheme, a colon, and no letter that an IRI cannot have.
fn is_absolute(iri: &str) -> bool {
    iri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    }) && !iri.contains(|c: char| {
        c <= ' ' || c == '\u{7f}' || c.is_whitespace() || r#"<>"{}|\^`"#.contains(c)
    })
}
