//! `territoire verify`: what a badge is worth, in four answers.
//!
//! **Invariant:** the network is asked through [`fetch`](crate::fetch) alone, and not at all with `--offline` or
//! `--documents`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::runtime::{self, Runtime};

use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::clock::{Clock, SystemClock};
use crate::fetch::{Allowance, Fetcher, Online, Settings};
use crate::openbadges::{
    DocumentIndex, Documents, LARGEST, ListError, NoDocuments, NotABadge, Question, Standing,
    TrustList, VerifiedCredential, verify,
};

/// `territoire verify`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Badges: PNG, JSON or JWS files, or their https addresses; - reads standard input
    #[arg(required = true, value_name = "FILE|URL|-")]
    files: Vec<PathBuf>,
    /// One JSON object a file
    #[arg(long)]
    json: bool,
    /// Whether the badge was given to this address
    #[arg(long, value_name = "EMAIL")]
    recipient: Option<String>,
    /// Answers for another time than now (RFC 3339, with a zone)
    #[arg(long, value_name = "TIME")]
    at: Option<DateTime<Utc>>,
    /// Asks the network for nothing: issuers, keys and status lists are out of reach
    #[arg(long, conflicts_with = "documents")]
    offline: bool,
    /// What URLs answer, instead of the network: a JSON object of URL → file beside it
    #[arg(long, value_name = "INDEX")]
    documents: Option<PathBuf>,
    /// Recognised issuers: a network's signed list, or a JSON object of issuer → "recognised" or "withdrawn"
    #[arg(long, value_name = "LIST")]
    trust: Option<PathBuf>,
}

/// Answers for each file; the gravest answer is the exit status.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let web = match Web::open(arguments) {
        Ok(web) => web,
        Err(status) => return status,
    };
    let at = arguments.at.unwrap_or_else(|| SystemClock.now());
    let trust = match &arguments.trust {
        None => TrustList::new(),
        Some(path) => match read_trust(path, at, &*web.documents()) {
            Ok(trust) => trust,
            Err(error) => return fail(EXIT_UNUSABLE, &error),
        },
    };
    let mut gravest = 0;
    for file in &arguments.files {
        let documents = web.documents();
        let question = Question {
            recipient: arguments.recipient.as_deref(),
            at,
            documents: &*documents,
            trust: &trust,
        };
        let status = match web.badge(file) {
            Err(error) => {
                eprintln!("territoire: {}: {error}", file.display());
                EXIT_UNUSABLE
            }
            Ok(input) => match verify(&input, &question) {
                Ok(verified) => tell(arguments, file, &verified),
                Err(refused) => tell_refused(arguments.json, file, &refused),
            },
        };
        gravest = gravest.max(status);
    }
    web.close();
    ExitCode::from(gravest)
}

/// What addresses answer.
enum Web {
    Nothing,
    Index(DocumentIndex),
    Network { runtime: Runtime, fetcher: Fetcher },
}

impl Web {
    fn open(arguments: &Arguments) -> Result<Self, ExitCode> {
        if arguments.offline {
            return Ok(Self::Nothing);
        }
        if let Some(index) = &arguments.documents {
            let index = read_index(index).map_err(|error| fail(EXIT_UNUSABLE, &error))?;
            return Ok(Self::Index(index));
        }
        let fetcher =
            Fetcher::new(Settings::of_environment()).map_err(|error| fail(EXIT_FAILED, &error))?;
        // The threads of the runtime drive connections, this one waits for them.
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| fail(EXIT_FAILED, &error))?;
        Ok(Self::Network { runtime, fetcher })
    }

    /// What one verification asks with.
    fn documents(&self) -> Box<dyn Documents + '_> {
        match self {
            Self::Nothing => Box::new(NoDocuments),
            Self::Index(index) => Box::new(index),
            Self::Network { runtime, fetcher } => Box::new(Online::new(
                fetcher.clone(),
                runtime.handle().clone(),
                Allowance::default(),
            )),
        }
    }

    /// The octets of a badge, wherever it is.
    fn badge(&self, named: &Path) -> Result<Vec<u8>, String> {
        let address = named.to_str().filter(|text| {
            let begins = |scheme: &str| {
                let start = text.get(..scheme.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            };
            begins("https://") || begins("http://")
        });
        match (address, self) {
            (None, _) => read_badge(named).map_err(|error| error.to_string()),
            (Some(_), Self::Nothing) => Err("the network is not asked (--offline)".to_owned()),
            (Some(address), Self::Index(index)) => {
                index.document(address).map_err(|error| error.reason)
            }
            (Some(address), Self::Network { runtime, fetcher }) => runtime
                .block_on(fetcher.badge(address))
                .map(|answer| answer.body)
                .map_err(|error| error.to_string()),
        }
    }

    /// Waits for no lookup that was given up.
    fn close(self) {
        if let Self::Network { runtime, .. } = self {
            runtime.shutdown_background();
        }
    }
}

fn tell(arguments: &Arguments, file: &Path, verified: &VerifiedCredential) -> u8 {
    let report = verified.report();
    if arguments.json {
        // A struct of strings and JSON always has a JSON form.
        println!("{}", serde_json::to_string(report).unwrap_or_default());
    } else {
        let several = arguments.files.len() > 1;
        println!("{}", in_words(file, verified, several));
    }
    if report.is_positive() { 0 } else { EXIT_FAILED }
}

fn in_words(file: &Path, verified: &VerifiedCredential, one_line: bool) -> String {
    let report = verified.report();
    let mut said = format!(
        "{}: authentic {} · current {} · issuer {} · recipient {}",
        file.display(),
        report.authentic.as_str(),
        report.current.as_str(),
        report.issuer.as_str(),
        report.recipient.as_str(),
    );
    if one_line {
        return said;
    }
    let issuer = verified.issuer_name().unwrap_or(verified.issuer_uri());
    let name = &verified.achievement().name;
    // Writing to a String cannot fail.
    let _ = write!(
        said,
        "\n  “{name}” by {issuer} ({}, {})",
        report.standard, report.format
    );
    for check in &report.checks {
        let outcome = check.outcome.as_str();
        let _ = write!(said, "\n  {outcome:<8} {:<15} {}", check.id, check.detail);
    }
    said
}

fn tell_refused(as_json: bool, file: &Path, refused: &NotABadge) -> u8 {
    if as_json {
        println!(
            "{}",
            json!({ "error": refused.code(), "detail": refused.to_string(), "checks": refused.checks() })
        );
    } else {
        for check in refused.checks() {
            println!(
                "{}: {} {}: {}",
                file.display(),
                check.outcome.as_str(),
                check.id,
                check.detail
            );
        }
    }
    eprintln!("territoire: {}: {refused}", file.display());
    EXIT_UNUSABLE
}

/// The bytes of a file or of standard input; one byte more than the largest is read, so that it is refused.
pub(super) fn read_badge(file: &Path) -> std::io::Result<Vec<u8>> {
    let most = LARGEST as u64 + 1;
    let mut input = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().take(most).read_to_end(&mut input)?;
    } else {
        fs::File::open(file)?.take(most).read_to_end(&mut input)?;
    }
    Ok(input)
}

/// Why a file that goes with the question cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SideFileError {
    #[error("{0}: {1}")]
    File(String, std::io::Error),
    #[error("{0} is not a JSON object of texts: {1}")]
    Shape(String, serde_json::Error),
    #[error("{0}: “{1}” is neither recognised nor withdrawn")]
    Standing(String, String),
    #[error("{0}: {1}")]
    List(String, ListError),
}

fn read_table(path: &Path) -> Result<BTreeMap<String, String>, SideFileError> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| SideFileError::File(name.clone(), error))?;
    serde_json::from_slice(&bytes).map_err(|error| SideFileError::Shape(name, error))
}

/// What URLs answer: a JSON object of URL → file beside it.
pub(super) fn read_index(path: &Path) -> Result<DocumentIndex, SideFileError> {
    let beside = path.parent().unwrap_or(Path::new(""));
    let mut documents = DocumentIndex::new();
    for (url, file) in read_table(path)? {
        let file = beside.join(file);
        let bytes = fs::read(&file)
            .map_err(|error| SideFileError::File(file.display().to_string(), error))?;
        documents.insert(url, bytes);
    }
    Ok(documents)
}

/// A signed list says so by its type; anything else is a table that the user vouches for.
fn read_trust(
    path: &Path,
    at: DateTime<Utc>,
    documents: &dyn Documents,
) -> Result<TrustList, SideFileError> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| SideFileError::File(name.clone(), error))?;
    let mut trust = TrustList::new();
    let given: Value = serde_json::from_slice(&bytes)
        .map_err(|error| SideFileError::Shape(name.clone(), error))?;
    if given.get("type").is_some() {
        let question = Question {
            recipient: None,
            at,
            documents,
            trust: &trust,
        };
        return TrustList::of_network(&bytes, &question)
            .map_err(|error| SideFileError::List(name, error));
    }
    for (issuer, standing) in read_table(path)? {
        let standing = match standing.as_str() {
            "recognised" => Standing::Recognised,
            "withdrawn" => Standing::Withdrawn,
            _ => return Err(SideFileError::Standing(name, standing)),
        };
        trust.insert(issuer, standing);
    }
    Ok(trust)
}
