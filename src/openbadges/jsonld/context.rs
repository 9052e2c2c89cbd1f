//! Active contexts: what each term means at one place of a document (JSON-LD 1.1 API, section 4).
//!
//! **Invariant:** a context depends only on the list of bundled contexts that led to it, so it is computed
//! once and shared; the memory that is kept for it is bounded.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::JsonLdError;
use super::table::{BUNDLE, Container, Entry, Local, Piece, Terms};

/// Contexts that are kept at most; beyond, all are forgotten and computed again as they are asked for.
const KEPT: usize = 1_024;

/// What a term means.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// An IRI, or a keyword for an alias.
    pub(super) iri: String,
    pub(super) kind: Kind,
    pub(super) container: Container,
    pub(super) scoped: Option<&'static Local>,
    prefix: bool,
    protected: bool,
}

/// How a term reads a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// As it stands.
    Untyped,
    /// `@type: @id`
    Id,
    /// `@type: @vocab`
    Vocab,
    /// `@type: @json`
    Json,
    /// A datatype IRI.
    Datatype(String),
}

impl Term {
    /// Equal but for protection: such a redefinition is allowed.
    fn same(&self, other: &Self) -> bool {
        self.iri == other.iri
            && self.kind == other.kind
            && self.container == other.container
            && self.prefix == other.prefix
            && self.scoped.map(std::ptr::from_ref) == other.scoped.map(std::ptr::from_ref)
            || (self.iri.starts_with('@') && self.iri == other.iri)
    }
}

/// The terms in force at one place of a document.
#[derive(Debug, Default)]
pub(super) struct Context {
    id: u64,
    pub(super) terms: HashMap<&'static str, Arc<Term>>,
    vocab: Option<&'static str>,
    /// What nested nodes return to, when this context came with a type.
    pub(super) previous: Option<Arc<Context>>,
    /// Terms that compaction would never choose, because another term of the same IRI serves better.
    second_best: HashSet<&'static str>,
    /// IRIs that a term stands for.
    iris: HashSet<String>,
}

/// Identifies a derived context: from which one, through what, and how.
type Step = (u64, usize, bool, bool);

static NEXT: AtomicU64 = AtomicU64::new(1);
static DERIVED: LazyLock<RwLock<HashMap<Step, Arc<Context>>>> = LazyLock::new(RwLock::default);
static EMPTY: LazyLock<Arc<Context>> = LazyLock::new(Arc::default);

/// The context before any `@context`.
pub(super) fn empty() -> Arc<Context> {
    Arc::clone(&EMPTY)
}

/// The contexts that one document led to: a badge of the field needs some twenty, and nobody may ask for all that
/// there could be.
#[derive(Debug, Default)]
pub(super) struct Purse(Vec<u64>);

impl Purse {
    const MOST: usize = 200;

    fn note(&mut self, context: &Context) -> Result<(), JsonLdError> {
        if !self.0.contains(&context.id) {
            self.has_room()?;
            self.0.push(context.id);
        }
        Ok(())
    }

    fn has_room(&self) -> Result<(), JsonLdError> {
        if self.0.len() < Self::MOST {
            Ok(())
        } else {
            Err(JsonLdError::TooManyContexts)
        }
    }
}

/// Applies the bundled context at `url`.
pub(super) fn load(
    active: &Arc<Context>,
    url: &str,
    purse: &mut Purse,
) -> Result<Arc<Context>, JsonLdError> {
    let local = BUNDLE
        .get(url)
        .ok_or_else(|| JsonLdError::UnknownContext(url.chars().take(200).collect()))?;
    apply(active, local, false, true, purse)
}

/// Applies a bundled or scoped context. `overriding`: protected terms may be redefined (property-scoped);
/// `propagate`: nested nodes keep it (everything but type-scoped).
pub(super) fn apply(
    active: &Arc<Context>,
    local: &'static Local,
    overriding: bool,
    propagate: bool,
    purse: &mut Purse,
) -> Result<Arc<Context>, JsonLdError> {
    let step = (
        active.id,
        std::ptr::from_ref(local).addr(),
        overriding,
        propagate,
    );
    let known = DERIVED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(context) = known.get(&step) {
        purse.note(context)?;
        return Ok(Arc::clone(context));
    }
    drop(known);
    purse.has_room()?;
    let context = Arc::new(derive(active, local, overriding, propagate)?);
    let mut known = DERIVED.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    // Another thread may have been first: its context is the one whose descendants are known.
    let context = Arc::clone(known.entry(step).or_insert(context));
    drop(known);
    purse.note(&context)?;
    Ok(context)
}

fn derive(
    active: &Arc<Context>,
    local: &'static Local,
    overriding: bool,
    propagate: bool,
) -> Result<Context, JsonLdError> {
    let mut result = Context {
        id: 0,
        terms: active.terms.clone(),
        vocab: active.vocab,
        previous: active.previous.clone(),
        second_best: HashSet::new(),
        iris: HashSet::new(),
    };
    if !propagate && result.previous.is_none() {
        result.previous = Some(Arc::clone(active));
    }
    result.take(local, overriding)?;
    result.id = NEXT.fetch_add(1, Ordering::Relaxed);
    result.rank();
    Ok(result)
}

impl Context {
    fn take(&mut self, local: &'static Local, overriding: bool) -> Result<(), JsonLdError> {
        for piece in local {
            match piece {
                Piece::Null => {
                    if !overriding && self.terms.values().any(|term| term.protected) {
                        return Err(JsonLdError::ProtectedTerm("@context".to_owned()));
                    }
                    self.terms.clear();
                    self.vocab = None;
                }
                Piece::Load(url) => {
                    let local = BUNDLE
                        .get(url)
                        .ok_or_else(|| JsonLdError::UnknownContext((*url).to_owned()))?;
                    self.take(local, overriding)?;
                }
                Piece::Terms(terms) => {
                    self.vocab = terms.vocab.or(self.vocab);
                    let before = self.terms.clone();
                    let mut defined = HashMap::with_capacity(terms.entries.len());
                    for term in terms.entries.keys() {
                        self.define(term, terms, &before, overriding, &mut defined)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Section 4.2: one term, after those that its IRI is written with.
    fn define(
        &mut self,
        name: &'static str,
        terms: &'static Terms,
        before: &HashMap<&'static str, Arc<Term>>,
        overriding: bool,
        defined: &mut HashMap<&'static str, bool>,
    ) -> Result<(), JsonLdError> {
        match defined.get(name) {
            Some(true) => return Ok(()),
            Some(false) => return Err(JsonLdError::UnsignedTerm(name.to_owned())),
            None => defined.insert(name, false),
        };
        let entry: &'static Entry = &terms.entries[name];
        self.terms.remove(name);
        for text in [entry.iri, entry.kind].into_iter().flatten() {
            let needed = text.split_once(':').map_or(text, |(prefix, _)| prefix);
            if needed != name
                && let Some((needed, _)) = terms.entries.get_key_value(needed)
            {
                self.define(needed, terms, before, overriding, defined)?;
            }
        }
        let iri = match entry.iri {
            Some(text) if text != name => self.vocab_iri(text),
            _ => self.vocab.map(|vocab| format!("{vocab}{name}")),
        }
        .ok_or_else(|| JsonLdError::UnsignedTerm(name.to_owned()))?;
        let kind = match entry.kind {
            None => Kind::Untyped,
            Some("@id") => Kind::Id,
            Some("@vocab") => Kind::Vocab,
            Some("@json") => Kind::Json,
            Some(other) => Kind::Datatype(
                self.vocab_iri(other)
                    .ok_or_else(|| JsonLdError::UnsignedTerm(name.to_owned()))?,
            ),
        };
        let mut term = Term {
            prefix: entry.simple
                && !name.contains([':', '/'])
                && iri.ends_with([':', '/', '?', '#', '[', ']', '@']),
            iri,
            kind,
            container: entry.container,
            scoped: entry.scoped.as_ref(),
            protected: terms.protected,
        };
        if let Some(earlier) = before.get(name).filter(|earlier| earlier.protected)
            && !overriding
        {
            if !term.same(earlier) && !same_scope(&term, earlier) {
                return Err(JsonLdError::ProtectedTerm(name.to_owned()));
            }
            term.protected = true;
        }
        self.terms.insert(name, Arc::new(term));
        defined.insert(name, true);
        Ok(())
    }

    /// Notes which terms compaction would not choose: of two terms for one IRI, the one that types its
    /// values serves better, then the shorter one, then the first in the alphabet. One thing differs: where
    /// a class and a property share an IRI (`Achievement` and `achievement` in the first contexts of
    /// Open Badges 3.0), the property is the member that readers look at, whatever the alphabet says.
    fn rank(&mut self) {
        let mut best: HashMap<&str, (&'static str, &Term)> = HashMap::new();
        for (&name, term) in &self.terms {
            if term.iri.starts_with('@') {
                continue;
            }
            let rank = |name: &str, term: &Term| {
                let class = name.starts_with(|c: char| c.is_ascii_uppercase());
                let untyped = term.kind == Kind::Untyped;
                (class, untyped, name.len(), name.to_owned())
            };
            match best.entry(&term.iri) {
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert((name, term));
                }
                std::collections::hash_map::Entry::Occupied(mut place) => {
                    let (other, earlier) = *place.get();
                    if rank(name, term) < rank(other, earlier) {
                        self.second_best.insert(other);
                        place.insert((name, term));
                    } else {
                        self.second_best.insert(name);
                    }
                }
            }
        }
        self.iris = best.into_keys().map(str::to_owned).collect();
    }

    /// Whether compaction would write another term for the same IRI.
    pub(super) fn is_second_best(&self, term: &str) -> bool {
        self.second_best.contains(term)
    }

    /// Whether some term stands for this IRI.
    pub(super) fn has_term_for(&self, iri: &str) -> bool {
        self.iris.contains(iri)
    }

    /// The term that is an alias of this keyword, if there is one.
    pub(super) fn has_alias(&self, keyword: &str) -> bool {
        let alias = keyword.trim_start_matches('@');
        self.terms
            .get(alias)
            .is_some_and(|term| term.iri == keyword)
    }

    /// Section 5.2 with `vocab`: a keyword, a term, a compact or absolute IRI, or a name of `@vocab`.
    pub(super) fn vocab_iri(&self, text: &str) -> Option<String> {
        if text.starts_with('@') {
            return Some(text.to_owned());
        }
        if let Some(term) = self.terms.get(text) {
            return Some(term.iri.clone());
        }
        if let Some((prefix, rest)) = text.split_once(':') {
            return Some(match self.prefix(prefix, rest) {
                Some(iri) => format!("{iri}{rest}"),
                None => text.to_owned(),
            });
        }
        self.vocab.map(|vocab| format!("{vocab}{text}"))
    }

    /// The IRI that a prefix stands for in `prefix:rest`.
    pub(super) fn prefix(&self, prefix: &str, rest: &str) -> Option<&str> {
        let term = self.terms.get(prefix)?;
        (term.prefix && prefix != "_" && !rest.starts_with("//")).then_some(&*term.iri)
    }
}

/// Two copies of one scoped context, published in two files, are the same definition when all they say is.
fn same_scope(a: &Term, b: &Term) -> bool {
    a.iri == b.iri
        && a.kind == b.kind
        && a.container == b.container
        && a.prefix == b.prefix
        && match (a.scoped, b.scoped) {
            (Some(a), Some(b)) => same_local(a, b),
            (None, None) => true,
            _ => false,
        }
}

fn same_local(a: &Local, b: &Local) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (Piece::Null, Piece::Null) => true,
            (Piece::Load(a), Piece::Load(b)) => a == b,
            (Piece::Terms(a), Piece::Terms(b)) => {
                a.protected == b.protected
                    && a.vocab == b.vocab
                    && a.entries.len() == b.entries.len()
                    && a.entries.iter().all(|(name, entry)| {
                        b.entries.get(name).is_some_and(|other| {
                            entry.iri == other.iri
                                && entry.kind == other.kind
                                && entry.container == other.container
                                && entry.simple == other.simple
                                && match (&entry.scoped, &other.scoped) {
                                    (Some(a), Some(b)) => same_local(a, b),
                                    (None, None) => true,
                                    _ => false,
                                }
                        })
                    })
            }
            _ => false,
        })
}
