//! Badges that others made, and what we answer to each: `expected.csv` maps their expectations to our answers.
//!
//! Columns: the file; what its manifest expects; our answer: `authentic current`, with `+warning` where a check
//! warns, or `no-badge CODE` with how its proof checks ended; and why, where that is not plain.
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

fn answer(input: &[u8], documents: &DocumentIndex) -> String {
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
            format!("{authentic} {current}{warning}")
        }
        Err(refused) => {
            let checks: Vec<&str> = refused
                .checks()
                .iter()
                .map(|check| check.outcome.as_str())
                .collect();
            format!("no-badge {} {}", refused.code(), checks.join(" "))
                .trim_end()
                .to_owned()
        }
    }
}

#[test]
fn every_badge_of_others_gets_the_answer_that_the_table_promises() {
    let Some(folder) = vectors() else { return };
    let manifest: Vec<Value> =
        serde_json::from_slice(&read(&folder, "manifest.json")).expect("a manifest");
    let expected: BTreeMap<String, csv::StringRecord> =
        csv::Reader::from_reader(&include_bytes!("expected.csv")[..])
            .records()
            .map(|row| row.expect("a row of four columns"))
            .map(|row| (row[0].to_owned(), row))
            .collect();
    let documents = documents(&folder);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in &manifest {
        let (file, expects) = (
            entry["file"].as_str().expect("a name"),
            entry["expect"].as_str().expect("a word"),
        );
        if expects == "-" || OF_OTHER_TESTS.iter().any(|folder| file.starts_with(folder)) {
            continue;
        }
        seen += 1;
        let given = answer(&read(&folder, file), &documents);
        match expected.get(file) {
            None => wrong.push(format!(
                "{file} is in no row; expected: {expects}; answer: {given}"
            )),
            Some(row) if &row[1] != expects => {
                wrong.push(format!("{file}: the manifest now expects: {expects}"));
            }
            Some(row) if row[2] != given => {
                wrong.push(format!("{file}: {given}, not {}", &row[2]));
            }
            Some(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(
        seen,
        expected.len(),
        "the table names files that the manifest does not"
    );
}
