//! RDFC-1.0: one text for one graph, whatever names its blank nodes had.
//!
//! A signature covers this text, so it must be the one that every other implementation computes: related
//! blank nodes are never deduplicated (a list of related nodes may name the same node twice), which
//! matters where several embedded endorsements look alike.
//!
//! **Invariant:** the answer depends on the graph alone, not on the order of its quads nor on the names
//! of its blank nodes; and no graph costs more than its [`Budget`].

mod nquads;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256, Sha384};

use nquads::{Escapes, write_quad};

/// The datatype that N-Quads leaves unwritten.
pub const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// What may stand in a quad: an IRI, a blank node, or (as object only) a literal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// An absolute IRI, without its angle brackets.
    Iri(String),
    /// A blank node by its local name, without `_:`.
    Blank(String),
    /// A literal with its datatype IRI, and its language where it is a language-tagged string.
    Literal {
        /// The lexical form, unescaped.
        value: String,
        /// The datatype IRI.
        datatype: String,
        /// The language tag, where there is one; the datatype is then `rdf:langString`.
        language: Option<String>,
    },
}

impl Term {
    /// Its length as a name.
    pub(super) fn length(&self) -> usize {
        match self {
            Self::Iri(text) | Self::Blank(text) | Self::Literal { value: text, .. } => text.len(),
        }
    }
}

/// One statement of a dataset: subject, predicate (an IRI), object, and the graph it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Quad {
    /// An IRI or a blank node.
    pub subject: Term,
    /// An IRI.
    pub predicate: String,
    /// Any term.
    pub object: Term,
    /// `None` is the default graph.
    pub graph: Option<Term>,
}

/// Which canonical text of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// RDFC-1.0 with SHA-256.
    #[default]
    Rdfc10,
    /// RDFC-1.0 with SHA-384: what proofs under a P-384 key ask for.
    Rdfc10Sha384,
    /// URDNA2015, the draft that `Ed25519Signature2020` is made by: it escapes fewer letters, which also changes
    /// the names of blank nodes.
    Urdna2015,
}

impl Algorithm {
    fn escapes(self) -> Escapes {
        match self {
            Self::Rdfc10 | Self::Rdfc10Sha384 => Escapes::All,
            Self::Urdna2015 => Escapes::Few,
        }
    }

    /// The digest of a text that the search for names compares, in hexadecimal.
    fn digest(self, text: &str) -> String {
        #[cfg(test)]
        tests::note(text);
        match self {
            Self::Rdfc10 | Self::Urdna2015 => hex(&Sha256::digest(text)),
            Self::Rdfc10Sha384 => hex(&Sha384::digest(text)),
        }
    }
}

/// How much work canonical texts may cost, in steps: a digest of a short text is one or two, a long text costs
/// by its length, and so does each order of look-alike nodes that is tried.
///
/// It is a purse: who hands the same one to several canonicalisations gives them all of it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Steps of the search among blank nodes that look alike.
    pub steps: u32,
    /// Quads of the dataset.
    pub quads: usize,
}

impl Default for Budget {
    /// Enough for every badge seen in the field, and less than 100 ms of one core.
    fn default() -> Self {
        Self {
            steps: 50_000,
            quads: 2_000,
        }
    }
}

impl Budget {
    fn spend(&mut self, steps: usize) -> Result<(), RdfcError> {
        let enough = u32::try_from(steps)
            .ok()
            .and_then(|steps| self.steps.checked_sub(steps));
        // What was refused once is refused at once from then on.
        self.steps = enough.unwrap_or(0);
        enough.map(|_| ()).ok_or(RdfcError::OutOfBudget)
    }
}

/// The steps of a digest over so many bytes.
fn cost(bytes: usize) -> usize {
    1 + bytes / 128
}

/// Nodes on one path at most, while look-alike nodes are told apart.
const DEEPEST: usize = 128;

/// Why a graph has no canonical text here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RdfcError {
    /// The graph was made to be slow: blank nodes too alike to be told apart within the budget.
    #[error(
        "the graph's parts are too alike to be told apart within the work that a badge may cost"
    )]
    OutOfBudget,
    /// More quads than a badge has.
    #[error("the graph has more than {limit} quads")]
    TooManyQuads {
        /// The most quads allowed.
        limit: usize,
    },
}

/// The canonical N-Quads of a dataset (RDFC-1.0 with SHA-256): sorted lines, blank nodes named `c14n0…`.
///
/// # Errors
/// When the dataset has too many quads, or blank nodes that cannot be told apart within `budget`.
pub fn canonicalize(quads: &[Quad], mut budget: Budget) -> Result<String, RdfcError> {
    canonicalize_as(Algorithm::Rdfc10, quads, &mut budget)
}

/// The canonical N-Quads of a dataset by any of the algorithms; what it costs leaves the budget.
///
/// # Errors
/// As [`canonicalize`].
pub fn canonicalize_as(
    algorithm: Algorithm,
    quads: &[Quad],
    budget: &mut Budget,
) -> Result<String, RdfcError> {
    let unique: Vec<&Quad> = {
        let mut seen = HashSet::with_capacity(quads.len());
        quads.iter().filter(|quad| seen.insert(*quad)).collect()
    };
    if unique.len() > budget.quads {
        return Err(RdfcError::TooManyQuads {
            limit: budget.quads,
        });
    }
    let mut run = Run::new(algorithm, &unique, budget);
    run.name_all()?;
    let mut lines = Vec::with_capacity(unique.len());
    for quad in unique {
        let mut line = String::with_capacity(160);
        write_quad(&mut line, quad, algorithm.escapes(), |out, name| {
            let node = run.nodes[name];
            write_name(out, "c14n", run.canonical.given[&node]);
        });
        run.budget.spend(cost(line.len()))?;
        lines.push(line);
    }
    lines.sort_unstable();
    Ok(lines.concat())
}

/// Names given in order of first asking: `c14n0, c14n1…` for good, `b0, b1…` while a path is tried.
#[derive(Clone, Default)]
struct Issuer {
    given: HashMap<usize, usize>,
    order: Vec<usize>,
}

impl Issuer {
    fn issue(&mut self, node: usize) -> usize {
        if let Some(&number) = self.given.get(&node) {
            return number;
        }
        let number = self.order.len();
        self.given.insert(node, number);
        self.order.push(node);
        number
    }

    /// The steps of a copy.
    fn weight(&self) -> usize {
        self.order.len() / 32
    }
}

/// The canonicalisation state of RDFC-1.0, section 4.3.
struct Run<'a> {
    nodes: HashMap<&'a str, usize>,
    names: Vec<&'a str>,
    quads_of: Vec<Vec<&'a Quad>>,
    first_degree: Vec<String>,
    canonical: Issuer,
    algorithm: Algorithm,
    budget: &'a mut Budget,
    depth: usize,
}

impl<'a> Run<'a> {
    fn new(algorithm: Algorithm, quads: &[&'a Quad], budget: &'a mut Budget) -> Self {
        let mut run = Self {
            nodes: HashMap::new(),
            names: Vec::new(),
            quads_of: Vec::new(),
            first_degree: Vec::new(),
            canonical: Issuer::default(),
            algorithm,
            budget,
            depth: 0,
        };
        for &quad in quads {
            let mut touched = [usize::MAX; 3];
            for (place, term) in [Some(&quad.subject), Some(&quad.object), quad.graph.as_ref()]
                .into_iter()
                .enumerate()
            {
                let Some(Term::Blank(name)) = term else {
                    continue;
                };
                let next = run.names.len();
                let node = *run.nodes.entry(name.as_str()).or_insert(next);
                if node == next {
                    run.names.push(name.as_str());
                    run.quads_of.push(Vec::new());
                }
                if !touched.contains(&node) {
                    run.quads_of[node].push(quad);
                }
                touched[place] = node;
            }
        }
        run
    }

    /// Section 4.4.3: names by first-degree hash where it is unique, by n-degree hash elsewhere.
    fn name_all(&mut self) -> Result<(), RdfcError> {
        self.first_degree = (0..self.names.len())
            .map(|node| self.hash_first_degree(node))
            .collect::<Result<_, _>>()?;
        let mut by_hash: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (node, hash) in self.first_degree.iter().enumerate() {
            by_hash.entry(hash.clone()).or_default().push(node);
        }
        by_hash.retain(|_, nodes| {
            if let [only] = nodes[..] {
                self.canonical.issue(only);
            }
            nodes.len() > 1
        });
        for nodes in by_hash.into_values() {
            let mut paths = Vec::new();
            for node in nodes {
                if self.canonical.given.contains_key(&node) {
                    continue;
                }
                let mut issuer = Issuer::default();
                issuer.issue(node);
                paths.push(self.hash_n_degree(node, issuer)?);
            }
            paths.sort_by(|a, b| a.0.cmp(&b.0));
            for (_, issuer) in paths {
                for node in issuer.order {
                    self.canonical.issue(node);
                }
            }
        }
        Ok(())
    }

    /// Section 4.6: what can be said of a node without naming another one.
    fn hash_first_degree(&mut self, node: usize) -> Result<String, RdfcError> {
        let own = self.names[node];
        let mut lines: Vec<String> = self.quads_of[node]
            .iter()
            .map(|quad| {
                let mut line = String::with_capacity(160);
                write_quad(&mut line, quad, self.algorithm.escapes(), |out, name| {
                    out.push_str(if name == own { "_:a" } else { "_:z" });
                });
                line
            })
            .collect();
        lines.sort_unstable();
        let text = lines.concat();
        self.budget.spend(cost(text.len()))?;
        Ok(self.algorithm.digest(&text))
    }

    /// Section 4.7: a related node as seen from a quad and a position in it.
    fn hash_related(
        &mut self,
        related: usize,
        quad: &Quad,
        issuer: &Issuer,
        position: char,
    ) -> Result<String, RdfcError> {
        let mut input = String::with_capacity(128);
        input.push(position);
        if position != 'g' {
            input.push('<');
            input.push_str(&quad.predicate);
            input.push('>');
        }
        if let Some(&number) = self.canonical.given.get(&related) {
            write_name(&mut input, "c14n", number);
        } else if let Some(&number) = issuer.given.get(&related) {
            write_name(&mut input, "b", number);
        } else {
            input.push_str(&self.first_degree[related]);
        }
        self.budget.spend(cost(input.len()))?;
        Ok(self.algorithm.digest(&input))
    }

    /// Section 4.8: tells nodes apart by the paths that leave them.
    fn hash_n_degree(
        &mut self,
        node: usize,
        mut issuer: Issuer,
    ) -> Result<(String, Issuer), RdfcError> {
        let mut related: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for index in 0..self.quads_of[node].len() {
            let quad = self.quads_of[node][index];
            for (term, position) in [
                (Some(&quad.subject), 's'),
                (Some(&quad.object), 'o'),
                (quad.graph.as_ref(), 'g'),
            ] {
                let Some(Term::Blank(name)) = term else {
                    continue;
                };
                let other = self.nodes[name.as_str()];
                if other != node {
                    let hash = self.hash_related(other, quad, &issuer, position)?;
                    related.entry(hash).or_default().push(other);
                }
            }
        }
        let mut data = String::new();
        for (hash, nodes) in related {
            data.push_str(&hash);
            let (path, chosen) = self.shortest_path(nodes, &issuer)?;
            data.push_str(&path);
            issuer = chosen;
        }
        self.budget.spend(cost(data.len()))?;
        Ok((self.algorithm.digest(&data), issuer))
    }

    /// Section 4.8, step 5: the least path over all orders of equally hashed related nodes.
    fn shortest_path(
        &mut self,
        mut nodes: Vec<usize>,
        issuer: &Issuer,
    ) -> Result<(String, Issuer), RdfcError> {
        let mut best: Option<(String, Issuer)> = None;
        nodes.sort_unstable();
        // Orders by position: a node named twice is permuted twice, as the recommendation says.
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        loop {
            self.budget.spend(1 + nodes.len() + issuer.weight())?;
            if let Some(found) = self.try_order(&nodes, &order, issuer, best.as_ref())? {
                best = Some(found);
            }
            if !next_permutation(&mut order) {
                break;
            }
        }
        Ok(best.unwrap_or_else(|| (String::new(), issuer.clone())))
    }

    /// One order of related nodes: its path when it beats `best`, `None` otherwise.
    fn try_order(
        &mut self,
        nodes: &[usize],
        order: &[usize],
        issuer: &Issuer,
        best: Option<&(String, Issuer)>,
    ) -> Result<Option<(String, Issuer)>, RdfcError> {
        let beaten = |path: &str| {
            best.is_some_and(|(chosen, _)| path.len() >= chosen.len() && path > chosen.as_str())
        };
        let mut issuer = issuer.clone();
        let mut path = String::new();
        let mut to_visit = Vec::new();
        for &place in order {
            let node = nodes[place];
            if let Some(&number) = self.canonical.given.get(&node) {
                write_name(&mut path, "c14n", number);
            } else {
                if !issuer.given.contains_key(&node) {
                    to_visit.push(node);
                }
                write_name(&mut path, "b", issuer.issue(node));
            }
            if beaten(&path) {
                return Ok(None);
            }
        }
        for node in to_visit {
            self.budget.spend(issuer.weight())?;
            if self.depth == DEEPEST {
                self.budget.steps = 0;
                return Err(RdfcError::OutOfBudget);
            }
            self.depth += 1;
            let (hash, after) = self.hash_n_degree(node, issuer.clone())?;
            self.depth -= 1;
            write_name(&mut path, "b", issuer.issue(node));
            path.push('<');
            path.push_str(&hash);
            path.push('>');
            issuer = after;
            if beaten(&path) {
                return Ok(None);
            }
        }
        let wins = best.is_none_or(|(chosen, _)| path < *chosen);
        Ok(wins.then_some((path, issuer)))
    }
}

/// The next order in lexicographic order; `false` after the last one.
fn next_permutation(order: &mut [usize]) -> bool {
    let Some(pivot) = order.windows(2).rposition(|pair| pair[0] < pair[1]) else {
        return false;
    };
    let swap = order
        .iter()
        .rposition(|&item| item > order[pivot])
        .unwrap_or(pivot + 1);
    order.swap(pivot, swap);
    order[pivot + 1..].reverse();
    true
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn write_name(out: &mut String, prefix: &str, number: usize) {
    // Writing to a String cannot fail.
    let _ = write!(out, "_:{prefix}{number}");
}

#[cfg(test)]
pub(super) mod tests;
