//! Badges that others made, and what we answer to each: `expected.csv` maps their expectations to our answers.
//!
//! Columns: the file; what its manifest expects; our answer: `authentic current`, with `+warning` where a check
//! warns, or `no-badge CODE` with how its proof checks ended; and why, where that is not plain.
//!
//! The whole report is `results.md`, part of the documentation of `openbadges`: `make conformance` prints it, and
//! `make conformance WRITE=1` writes it again where answers have changed.
//!
//! The files themselves are not in the project (their licences differ): where their folder is absent, this says
//! so and ends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use territoire_apprenant::openbadges::{CheckOutcome, DocumentIndex, Question, TrustList, verify};

/// Folders whose files are no credentials: contexts, schemas, and vectors of single steps, which have tests
/// of their own beside the code of that step.
const OF_OTHER_TESTS: [&str; 4] = [
    "contexts/",
    "schemas/",
    "w3c-json-ld-api/",
    "w3c-rdf-canon/",
];

fn vectors() -> Option<PathBuf> {
    let here = std::env::var_os("TERRITOIRE_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/vectors"),
        PathBuf::from,
    );
    let found = here.join("manifest.json").exists().then_some(here);
    if found.is_none() {
        println!(
            "no folder of vectors: set TERRITOIRE_VECTORS to judge the badges that others made"
        );
    }
    found
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What the addresses in these badges answer, from files of the same sets.
fn documents(folder: &Path) -> DocumentIndex {
    let mut documents = DocumentIndex::new();
    for (address, file) in [
        (
            "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status/e5WK8CbZ1GjycuPombrj",
            "dcc-verifier-core/status/e5WK8CbZ1GjycuPombrj.json",
        ),
        (
            "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist",
            "1edtech-ob30/bit-string-list/testlist",
        ),
    ] {
        documents.insert(address, read(folder, file));
    }
    let assets = folder.join("1edtech-ob20/assets");
    for entry in std::fs::read_dir(&assets)
        .expect("a folder of linked documents")
        .flatten()
    {
        let bytes = std::fs::read(entry.path()).expect("a file");
        // Some of them answer at an address that they do not name themselves by.
        let own = serde_json::from_slice::<Value>(&bytes).ok();
        let own = own.and_then(|document| document["id"].as_str().map(str::to_owned));
        let name = entry.file_name().to_string_lossy().into_owned();
        let by_name = ["https", "http"].map(|scheme| format!("{scheme}://example.org/{name}"));
        for address in by_name.into_iter().chain(own) {
            documents.insert(address, bytes.clone());
        }
    }
    documents
}

/// A hosted assertion is judged by what stands at its own address: here, the file itself.
fn hosting(input: &[u8], documents: &DocumentIndex) -> DocumentIndex {
    let mut documents = documents.clone();
    if let Ok(document) = serde_json::from_slice::<Value>(input)
        && document["type"] == "Assertion"
        && let Some(address) = document["id"].as_str()
    {
        documents.insert(address, input.to_vec());
    }
    documents
}

/// What we say of a file.
struct Answer {
    /// As `expected.csv` writes it.
    short: String,
    /// Standard, authentic, current, issuer, recipient.
    columns: [String; 5],
}

fn answer(input: &[u8], documents: &DocumentIndex) -> Answer {
    let documents = &hosting(input, documents);
    let trust = TrustList::new();
    let question = Question {
        recipient: None,
        at: "2026-11-24T09:00:00Z".parse().expect("a date"),
        documents,
        trust: &trust,
    };
    match verify(input, &question) {
        Ok(verified) => {
            let report = verified.report();
            let warns = report
                .checks
                .iter()
                .any(|check| check.outcome == CheckOutcome::Warning);
            let warning = if warns { " +warning" } else { "" };
            let (authentic, current) = (report.authentic.as_str(), report.current.as_str());
            Answer {
                short: format!("{authentic} {current}{warning}"),
                columns: [
                    report.standard,
                    authentic,
                    current,
                    report.issuer.as_str(),
                    report.recipient.as_str(),
                ]
                .map(str::to_owned),
            }
        }
        Err(refused) => {
            let checks: Vec<&str> = refused
                .checks()
                .iter()
                .map(|check| check.outcome.as_str())
                .collect();
            let short = format!("no-badge {} {}", refused.code(), checks.join(" "));
            let mut columns = ["–"; 5].map(str::to_owned);
            columns[0] = format!("no badge: {}", refused.code());
            // A credential of another kind has a proof all the same, and a key that it names.
            if let Some(proof) = checks.first() {
                columns[1] = format!("proof: {proof}");
            }
            Answer {
                short: short.trim_end().to_owned(),
                columns,
            }
        }
    }
}

/// The table of results: Markdown, and readable as it stands.
fn table(rows: &[[String; 8]]) -> String {
    const HEAD: [&str; 8] = [
        "file",
        "expected",
        "standard",
        "authentic",
        "current",
        "issuer",
        "recipient",
        "why, where that is not plain",
    ];
    let head = HEAD.map(str::to_owned);
    let mut widths = HEAD.map(|_| 3);
    for row in rows.iter().chain([&head]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    // The last column is as long as it needs to be.
    widths[7] = 3;
    let line = |row: &[String; 8]| {
        let cells = row.iter().zip(widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = widths.map(|width| "-".repeat(width));
    let body: String = rows.iter().map(line).collect();
    format!(
        "# Badges that others made\n\nOne row for each file of the public sets that have an expectation, judged on \
         2026-11-24 with the documents of the same\nsets at hand and nobody on a list of recognised issuers. \
         *Expected* is the word of the set's own makers.\n\n{}{}{body}",
        line(&head),
        line(&rule),
    )
}

/// The same on every machine: written by `make conformance WRITE=1`.
const RESULTS: &str = include_str!("results.md");

fn expectations() -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(&include_bytes!("expected.csv")[..])
        .records()
        .map(|row| row.expect("a row of four columns"))
        .collect()
}

#[test]
fn every_badge_of_others_gets_the_answer_that_the_table_promises() {
    let Some(folder) = vectors() else { return };
    let manifest: Vec<Value> =
        serde_json::from_slice(&read(&folder, "manifest.json")).expect("a manifest");
    let expected: BTreeMap<String, csv::StringRecord> = expectations()
        .into_iter()
        .map(|row| (row[0].to_owned(), row))
        .collect();
    let documents = documents(&folder);
    let mut wrong = Vec::new();
    let mut rows = BTreeMap::new();
    for entry in &manifest {
        let (file, expects) = (
            entry["file"].as_str().expect("a name"),
            entry["expect"].as_str().expect("a word"),
        );
        if expects == "-" || OF_OTHER_TESTS.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        let given = answer(&read(&folder, file), &documents);
        let why = expected.get(file).map_or("", |row| &row[3]).to_owned();
        match expected.get(file) {
            None => wrong.push(format!(
                "{file} is in no row; expected: {expects}; answer: {}",
                given.short
            )),
            Some(row) if &row[1] != expects => {
                wrong.push(format!("{file}: the manifest now expects: {expects}"));
            }
            Some(row) if row[2] != given.short => {
                wrong.push(format!("{file}: {}, not {}", given.short, &row[2]));
            }
            Some(_) => {}
        }
        let [standard, authentic, current, issuer, recipient] = given.columns;
        let cells = [standard, authentic, current, issuer, recipient];
        rows.insert(file.to_owned(), (expects.to_owned(), cells, why));
    }
    let seen = rows.len();
    let rows: Vec<[String; 8]> = expectations()
        .iter()
        .filter_map(|row| {
            let (expects, cells, why) = rows.remove(&row[0])?;
            let [standard, authentic, current, issuer, recipient] = cells;
            let file = format!("`{}`", &row[0]);
            Some([
                file, expects, standard, authentic, current, issuer, recipient, why,
            ])
        })
        .collect();
    let results = table(&rows);
    println!("{results}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen,
        expected.len(),
        "the table names files that the manifest does not"
    );
    if std::env::var_os("CONFORMANCE_WRITE").is_some() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/results.md");
        std::fs::write(page, &results).expect("written");
    } else {
        assert!(
            results == RESULTS,
            "results.md is out of date: make conformance WRITE=1"
        );
    }
}

/// Holds on machines without the files, too.
#[test]
fn the_page_of_results_has_a_row_for_each_expectation() {
    let rows: Vec<Vec<&str>> = RESULTS
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let expected = expectations();
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.iter().zip(&expected) {
        assert_eq!(row.len(), 8, "{row:?}");
        let file = row[0].trim_matches('`');
        assert_eq!(
            [file, row[1], row[7]],
            [&expected[0], &expected[1], &expected[3]]
        );
        let words = expected[2].trim_end_matches(" +warning");
        match words.strip_prefix("no-badge ") {
            None => assert_eq!(format!("{} {}", row[3], row[4]), words, "{}", row[0]),
            Some(refused) => {
                let code = refused.split(' ').next().unwrap_or_default();
                assert_eq!(row[2], format!("no badge: {code}"), "{}", row[0]);
            }
        }
    }
}
