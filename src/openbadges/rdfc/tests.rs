//! What W3C and others publish about canonical graphs, and what must hold for any graph.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

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
        if stem.ends_with("test075") {
            println!("left out: test075 is the one that asks for SHA-384");
            continue;
        }
        let quads = parse(&std::fs::read_to_string(name).unwrap());
        let expected = std::fs::read_to_string(format!("{stem}-rdfc10.nq")).unwrap();
        seen += 1;
        if canonicalize(&quads, Budget::default()).as_ref() != Ok(&expected) {
            wrong.push(stem.to_owned());
        }
    }
    println!("{seen} graphs");
    assert!(seen > 30, "only {seen} graphs");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_poisoned_graph_is_refused_at_once() {
    let blank = |n: usize| Term::Blank(format!("n{n}"));
    let mut clique = Vec::new();
    for a in 0..12 {
        for b in (0..12).filter(|b| *b != a) {
            clique.push(Quad {
                subject: blank(a),
                predicate: "urn:knows".to_owned(),
                object: blank(b),
                graph: None,
            });
        }
    }
    let start = std::time::Instant::now();
    let refused = canonicalize(&clique, Budget::default());
    let took = start.elapsed();
    println!("refused in {took:?}");
    assert_eq!(
        refused,
        Err(RdfcError::OutOfBudget {
            steps: Budget::default().steps
        })
    );
    assert!(took.as_millis() < 1_000, "{took:?}");
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
