//! A restricted JSON-LD 1.1: from a badge to its quads, over bundled contexts only.
//!
//! A signature over RDF covers what the terms mean, not what the JSON looks like. A member that no term
//! covers is dropped silently by JSON-LD, and a member under its full IRI is covered but is not the one
//! that a reader looks at. So only documents in their own compact form are read here: each member is a
//! term (the one that compaction would choose), no context is written in place, values are in their short
//! form, and nothing is dropped. This holds by construction: the expander knows no other form. Where we
//! are lenient: one value may stand in an array of one, two types with one meaning are both accepted, and
//! an empty array, which says nothing, is allowed.
//!
//! **Invariant:** every member of an accepted document, but an empty array, gives at least one quad, or is
//! a context or an identifier of one; what is not covered is refused with the member's name.

mod context;
mod expand;
mod literal;
mod table;

use serde_json::{Map, Value};

pub use super::rdfc::{Quad, Term};

/// Quads of one document at most.
pub const MOST_QUADS: usize = 2_000;
/// Levels of nesting at most.
pub const MOST_DEPTH: usize = 32;
/// Contexts of one `@context` at most.
pub const MOST_CONTEXTS: usize = 8;

/// Why a document has no quads here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonLdError {
    /// The document is no JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// A member, or a type, that no bundled context defines: no signature would cover it.
    #[error("“{0}” is not a term of the document's contexts")]
    UnsignedTerm(String),
    /// A context that is not bundled; none is ever fetched.
    #[error("the context “{0}” is not one of the bundled ones")]
    UnknownContext(String),
    /// A context written in place, or one that is no text.
    #[error("a context is written in the document itself")]
    InlineContext,
    /// A context redefines what another one protects.
    #[error("a context redefines the protected term “{0}”")]
    ProtectedTerm(String),
    /// Not what compaction would write: a full or compact IRI as a member, another term of the same IRI,
    /// a value or list in its long form.
    #[error("“{0}” is not in compact form")]
    NotCompact(String),
    /// A value that JSON-LD would drop: `null`, or an identifier with nothing said of it.
    #[error("the value of “{0}” would be dropped")]
    Dropped(String),
    /// An identifier that is no absolute IRI.
    #[error("“{0}” is not an absolute IRI")]
    RelativeIri(String),
    /// A number that not every implementation reads alike.
    #[error("the number of “{0}” has no exact form")]
    Number(String),
    /// More than [`MOST_QUADS`] quads.
    #[error("the document has more than 2,000 quads")]
    TooManyQuads,
    /// Names so long, and said so often, that the statements would be far longer than the document.
    #[error("the document's statements would be longer than 2 MiB")]
    TooMuchText,
    /// Deeper than [`MOST_DEPTH`].
    #[error("the document is nested more than 32 levels deep")]
    TooDeep,
    /// More than [`MOST_CONTEXTS`] contexts in one place, or so many combinations of them that no badge has.
    #[error("the document has more contexts than a badge has")]
    TooManyContexts,
}

/// The quads of a document, blank nodes named `b0…` (a blank node that the document names itself is `u` and
/// its name).
///
/// # Errors
/// When the document is not in the compact form that the module describes, or beyond its bounds.
pub fn to_rdf(document: &Value) -> Result<Vec<Quad>, JsonLdError> {
    object_to_rdf(document.as_object().ok_or(JsonLdError::NotAnObject)?)
}

/// [`to_rdf`] of a document that is known to be an object.
///
/// # Errors
/// As [`to_rdf`].
pub fn object_to_rdf(document: &Map<String, Value>) -> Result<Vec<Quad>, JsonLdError> {
    expand::document(document)
}

/// Whether a context of this URL is bundled.
#[must_use]
pub fn is_bundled(url: &str) -> bool {
    table::BUNDLE.contains_key(url)
}

#[cfg(test)]
mod tests;
