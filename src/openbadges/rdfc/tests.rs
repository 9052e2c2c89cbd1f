//! What W3C and others publish about canonical graphs, and what must hold for any graph.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

thread_local! {
    /// Digests that this thread computed, and the bytes that went into them.
    static DIGESTS: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// How many digests this thread has computed so far.
pub(in crate::openbadges) fn digests() -> usize {
    DIGESTS.get().0
}

/// Called for each digest of the search for names.
pub(super) fn note(text: &str) {
    let (digests, bytes) = DIGESTS.get();
    DIGESTS.set((digests + 1, bytes + text.len()));
}

/// A small N-Quads reader, for tests only.
fn parse(text: &str) -> Vec<Quad> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut rest = line;
            let subject = term(&mut rest).expect("a subject");
            let Some(Term::Iri(predicate)) = term(&mut rest) else {
                panic!("no predicate in {line}")
            };
            let object = term(&mut rest).expect("an object");
            let graph = term(&mut rest);
            assert_eq!(rest.trim(), ".", "{line}");
            Quad {
                subject,
                predicate,
                object,
                graph,
            }
        })
        .collect()
}

fn term(rest: &mut &str) -> Option<Term> {
    let text = rest.trim_start();
    let until = |end: usize| (&text[..end], &text[end..]);
    if let Some(iri) = text.strip_prefix('<') {
        let end = iri.find('>').unwrap();
        *rest = &iri[end + 1..];
        return Some(Term::Iri(unescape(&iri[..end])));
    }
    if let Some(name) = text.strip_prefix("_:") {
        let end = name.find(char::is_whitespace).unwrap();
        *rest = &name[end..];
        return Some(Term::Blank(name[..end].to_owned()));
    }
    if !text.starts_with('"') {
        return None;
    }
    let mut end = 1;
    while text.as_bytes()[end] != b'"' {
        end += if text.as_bytes()[end] == b'\\' { 2 } else { 1 };
    }
    let value = unescape(&text[1..end]);
    let (_, after) = until(end + 1);
    *rest = after;
    let mut language = None;
    let mut datatype = XSD_STRING.to_owned();
    if let Some(typed) = after.strip_prefix("^^") {
        *rest = typed;
        let Some(Term::Iri(iri)) = term(rest) else {
            panic!("no datatype")
        };
        datatype = iri;
    } else if let Some(tag) = after.strip_prefix('@') {
        let end = tag.find(char::is_whitespace).unwrap();
        language = Some(tag[..end].to_owned());
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString".clone_into(&mut datatype);
        *rest = &tag[end..];
    }
    Some(Term::Literal {
        value,
        datatype,
        language,
    })
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        out.push(match letters.next().unwrap() {
            't' => '\t',
            'b' => '\u{8}',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            long @ ('u' | 'U') => {
                let digits: String = letters
                    .by_ref()
                    .take(if long == 'u' { 4 } else { 8 })
                    .collect();
                char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
            }
            other => other,
        });
    }
    out
}

fn vectors() -> Option<PathBuf> {
    let root = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors"),
        PathBuf::from,
    );
    let folder = root.join("w3c-rdf-canon");
    if !folder.is_dir() {
        println!("skipped: the W3C vectors are not on this machine");
        return None;
    }
    Some(folder)
}

#[test]
fn every_w3c_graph_gets_its_published_text() {
    let Some(folder) = vectors() else { return };
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let input = entry.unwrap().path();
        let name = input.to_str().unwrap();
        let Some(stem) = name.strip_suffix("-in.nq") else {
            continue;
        };
        let algorithm = if stem.ends_with("test075") {
            Algorithm::Rdfc10Sha384
        } else {
            Algorithm::Rdfc10
        };
        let quads = parse(&std::fs::read_to_string(name).unwrap());
        let expected = std::fs::read_to_string(format!("{stem}-rdfc10.nq")).unwrap();
        seen += 1;
        let text = canonicalize_as(algorithm, &quads, &mut Budget::default());
        if text.as_ref() != Ok(&expected) {
            wrong.push(stem.to_owned());
        }
    }
    println!("{seen} graphs");
    assert!(seen > 30, "only {seen} graphs");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn says(subject: usize, predicate: &str, object: usize) -> Quad {
    Quad {
        subject: Term::Blank(format!("n{subject}")),
        predicate: predicate.to_owned(),
        object: Term::Blank(format!("n{object}")),
        graph: None,
    }
}

/// Everybody knows everybody.
fn clique(people: usize, predicate: &str) -> Vec<Quad> {
    (0..people)
        .flat_map(|a| (0..people).map(move |b| (a, b)))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| says(a, predicate, b))
        .collect()
}

/// Graphs that were made to be slow, each in its own way.
fn poisons() -> Vec<(String, Vec<Quad>)> {
    let knows = "urn:knows";
    let long = format!("urn:{}", "knows".repeat(4_000));
    let ring = |length: usize| (0..length).map(move |n| says(n, knows, (n + 1) % length));
    let star = |leaves: usize| (1..=leaves).map(move |n| says(0, knows, n));
    let ladder = |rungs: usize| {
        let mut quads: Vec<Quad> = ring(rungs).collect();
        for n in 0..rungs {
            quads.push(says(rungs + n, knows, rungs + (n + 1) % rungs));
            quads.push(says(n, "urn:beside", rungs + n));
        }
        quads
    };
    let mut poisons = vec![
        ("a clique under a long name".to_owned(), clique(6, &long)),
        ("a ring of 2,000".to_owned(), ring(2_000).collect()),
        ("a ring of 100".to_owned(), ring(100).collect()),
        ("a star of 12 rays, twice".to_owned(), {
            let mut quads: Vec<Quad> = star(12).collect();
            quads.extend((1..=12).map(|n| says(20, knows, n)));
            quads
        }),
        ("a star of 1,900 rays".to_owned(), star(1_900).collect()),
        ("a ladder of 300 rungs".to_owned(), ladder(300)),
        ("many small cliques".to_owned(), {
            let small = |group: usize| {
                let shift = move |n: usize| group * 5 + n;
                let pairs = (0..5).flat_map(|a| (0..5).map(move |b| (a, b)));
                pairs
                    .filter(|(a, b)| a != b)
                    .map(move |(a, b)| says(shift(a), knows, shift(b)))
            };
            (0..90).flat_map(small).collect()
        }),
    ];
    poisons.extend((8..=20).map(|people| (format!("{people}-clique"), clique(people, knows))));
    poisons
}

/// Work is counted and not timed: so many digests over so many bytes take well under 100 ms on any machine of
/// today, and `make bench` times the worst of them.
#[test]
fn a_graph_that_was_made_to_be_slow_is_refused_after_so_much_work() {
    let budget = Budget::default();
    let steps = usize::try_from(budget.steps).unwrap();
    for algorithm in [
        Algorithm::Rdfc10,
        Algorithm::Rdfc10Sha384,
        Algorithm::Urdna2015,
    ] {
        for (name, quads) in poisons() {
            DIGESTS.set((0, 0));
            let mut left = budget;
            let answer = canonicalize_as(algorithm, &quads, &mut left);
            let (digests, bytes) = DIGESTS.get();
            println!(
                "{algorithm:?}, {name}: {digests} digests, {bytes} bytes, {} left",
                left.steps
            );
            assert!(digests <= steps, "{name}: {digests} digests");
            assert!(bytes <= steps * 128, "{name}: {bytes} bytes");
            if name.ends_with("-clique") {
                assert_eq!(answer, Err(RdfcError::OutOfBudget), "{name}");
                // And nothing is left for a second try.
                DIGESTS.set((0, 0));
                let again = canonicalize_as(algorithm, &quads, &mut left);
                assert_eq!(again, Err(RdfcError::OutOfBudget));
                assert_eq!(DIGESTS.get().0, 0);
            }
        }
    }
}

#[test]
fn the_draft_writes_control_characters_as_they_are() {
    let quad = Quad {
        subject: Term::Blank("a".to_owned()),
        predicate: "urn:p".to_owned(),
        object: Term::Literal {
            value: "tab\t bell\u{8} \"quoted\" \\ line\n\r end\u{7f}".to_owned(),
            datatype: XSD_STRING.to_owned(),
            language: None,
        },
        graph: None,
    };
    let text = |algorithm| {
        canonicalize_as(
            algorithm,
            std::slice::from_ref(&quad),
            &mut Budget::default(),
        )
        .unwrap()
    };
    let as_it_is =
        "_:c14n0 <urn:p> \"tab\t bell\u{8} \\\"quoted\\\" \\\\ line\\n\\r end\u{7f}\" .\n";
    assert_eq!(text(Algorithm::Urdna2015), as_it_is);
    let escaped = as_it_is
        .replace('\t', "\\t")
        .replace('\u{8}', "\\b")
        .replace('\u{7f}', "\\u007F");
    assert_eq!(text(Algorithm::Rdfc10), escaped);
    assert_eq!(text(Algorithm::Rdfc10Sha384), escaped);
}

/// Which node comes first hangs on digests of lines, and those on how a tab is written.
#[test]
fn the_draft_may_name_nodes_in_another_order() {
    let say = |node: &str, value: String| Quad {
        subject: Term::Blank(node.to_owned()),
        predicate: "urn:p".to_owned(),
        object: Term::Literal {
            value,
            datatype: XSD_STRING.to_owned(),
            language: None,
        },
        graph: None,
    };
    let differs = (0..32).any(|n| {
        let quads = [say("a", format!("{n}\tone")), say("b", format!("{n}\ttwo"))];
        let first = |algorithm| {
            let text = canonicalize_as(algorithm, &quads, &mut Budget::default()).unwrap();
            text.lines().next().unwrap().ends_with("one\" .")
        };
        first(Algorithm::Rdfc10) != first(Algorithm::Urdna2015)
    });
    assert!(differs, "both forms gave all nodes the same names");
}

proptest! {
    #[test]
    fn names_and_order_of_a_graph_do_not_matter(
        edges in prop::collection::vec((0_usize..6, 0_usize..3, 0_usize..8, any::<bool>()), 1..14),
        shift in 0_usize..97,
        turn in 0_usize..14,
    ) {
        let graph = |name: &dyn Fn(usize) -> String| -> Vec<Quad> {
            edges
                .iter()
                .map(|&(subject, predicate, object, inside)| Quad {
                    subject: Term::Blank(name(subject)),
                    predicate: format!("urn:p{predicate}"),
                    object: if object < 6 {
                        Term::Blank(name(object))
                    } else {
                        Term::Iri(format!("urn:o{object}"))
                    },
                    graph: inside.then(|| Term::Blank(name(6))),
                })
                .collect()
        };
        let plain = canonicalize(&graph(&|n| format!("n{n}")), Budget::default());
        let mut renamed = graph(&|n| format!("x{}", (n * 31 + shift) % 97));
        renamed.reverse();
        let length = renamed.len();
        renamed.rotate_left(turn % length);
        let renamed = canonicalize(&renamed, Budget::default());
        prop_assert_eq!(plain.is_ok(), renamed.is_ok());
        if plain.is_ok() {
            prop_assert_eq!(plain, renamed);
        }
    }
}
