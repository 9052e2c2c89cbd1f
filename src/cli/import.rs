//! `territoire import PATH…`: what was earned elsewhere comes in, with a line for each badge.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::place::{Installation, Needs, Place};
use super::verify::read_index;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::account::Address;
use crate::fetch::{Fetcher, Many, Settings};
use crate::openbadges::DocumentIndex;
use crate::passport::import::{Fate, How, Line, Report, Upload, import};
use crate::passport::service::Passport;
use crate::passport::{PassportError, Source, Verifier};
use crate::text::Language;

/// How long one import may ask the network.
const PATIENCE: Duration = Duration::from_hours(2);

/// `territoire import`
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Open Badge Passport gives a person a ZIP of their badge images; Open Badge Factory gives an organisation its badge \
images and a table (CSV) of what it issued. Give them together: each row of a table is matched to an image, or to what \
answers at the address in it. A row that has neither proves nothing: it is listed as impossible, and --report has the \
addresses, so that the organisation can award these badges again here.

The tables' columns are found by their names, in French or English (e-mail, badge, date, link, file), with commas, \
semicolons or tabs, in UTF-8, UTF-16 or Windows-1252. A ZIP may hold 10,000 files of 2 MiB and 512 MiB in all; ZIPs \
inside of it and files with a password are refused.

Each badge has one line: kept; changed (kept, and what is to be known); or impossible, and why. The same import twice \
keeps nothing twice. Exit: 0 all kept, 1 something was impossible, 2 nothing could be begun.")]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Badge images (PNG, SVG), badges' texts, ZIPs, tables of issued badges (CSV), or folders of all these
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Someone whom the badges may have been given to, beside those whom tables name; the badges say to whom
    #[arg(long = "recipient", value_name = "EMAIL")]
    recipients: Vec<String>,
    /// Asks the network for nothing: badges that only have an address are impossible
    #[arg(long, conflicts_with = "documents")]
    offline: bool,
    /// What URLs answer, instead of the network: a JSON object of URL → file beside it
    #[arg(long, value_name = "INDEX")]
    documents: Option<PathBuf>,
    /// Writes one row a badge, and to whom the impossible ones were given, where a table says so
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    /// One JSON object instead of a table to read
    #[arg(long)]
    json: bool,
}

/// What addresses answer.
enum Web {
    Nothing,
    Index(DocumentIndex),
    Network(Fetcher),
}

/// Imports: 0 all of it, 1 something was impossible, 2 nothing to begin with.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    let begun = || -> Result<_, String> {
        let uploads = gather(&arguments.paths)?;
        let recipients: Vec<Address> = arguments
            .recipients
            .iter()
            .map(|text| Address::parse(text).map_err(|error| format!("{text}: {error}")))
            .collect::<Result<_, _>>()?;
        let web = match &arguments.documents {
            _ if arguments.offline => Web::Nothing,
            Some(index) => Web::Index(read_index(index).map_err(|error| error.to_string())?),
            None => Web::Network(
                Fetcher::new(Settings::of_environment()).map_err(|error| error.to_string())?,
            ),
        };
        let how = How {
            recipients,
            online: !arguments.offline,
        };
        Ok((uploads, how, web))
    };
    let (uploads, how, web) = match begun() {
        Ok(begun) => begun,
        Err(error) => return fail(EXIT_UNUSABLE, &error),
    };
    arguments
        .place
        .with(&Needs::default(), async |installation| {
            let report = match work(installation, uploads, &how, web).await {
                Ok(report) => report,
                Err(error) => {
                    let words = format!(
                        "{error}; what was kept is kept: the same command goes on from here"
                    );
                    return fail(EXIT_FAILED, &words);
                }
            };
            if let Some(path) = &arguments.report
                && let Err(error) = write(path, &report)
            {
                return fail(EXIT_FAILED, &format_args!("{}: {error}", path.display()));
            }
            tell(&report, arguments.json);
            if report.totals().impossible == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(EXIT_FAILED)
            }
        })
}

/// The files that paths stand for: those of a folder by name, hidden ones passed over.
fn gather(paths: &[PathBuf]) -> Result<Vec<Upload>, String> {
    let mut files = Vec::new();
    for path in paths {
        walk(path, &mut files).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| fs::canonicalize(file).map_or(true, |path| seen.insert(path)));
    if files.is_empty() {
        return Err("there is no file in there".to_owned());
    }
    Ok(files
        .into_iter()
        .map(|file| Upload {
            name: file.display().to_string(),
            source: Source::File(file),
        })
        .collect())
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        // One that cannot be opened is found out now, before anything is begun.
        fs::File::open(path)?;
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // A link to a folder may lead back here.
        let link = entry.file_type()?.is_symlink();
        if hidden || link && entry.path().is_dir() {
            continue;
        }
        walk(&entry.path(), files)?;
    }
    Ok(())
}

async fn work(
    installation: &Installation,
    uploads: Vec<Upload>,
    how: &How,
    web: Web,
) -> Result<Report, PassportError> {
    let pool = &installation.database.app;
    let own = Verifier::own(pool, &installation.base)
        .await
        .map_err(PassportError::from)?;
    let runtime = tokio::runtime::Handle::current();
    let verifier = match web {
        Web::Nothing => own,
        Web::Index(index) => own.beside(Arc::new(index)),
        Web::Network(fetcher) => own.beside(Arc::new(Many::new(fetcher, runtime, PATIENCE))),
    };
    let passport = Passport {
        pool: pool.clone(),
        clock: installation.clock.clone(),
        master: installation.master.clone(),
        verifier,
        demonstration: installation.instance.demonstration,
    };
    let bar = ProgressBar::new_spinner().with_style(style());
    let report = import(&passport, uploads, how, &mut |lines| {
        bar.set_position(lines as u64);
    })
    .await;
    bar.finish_and_clear();
    report
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {human_pos} badges · {per_sec}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn tell(report: &Report, as_json: bool) {
    let totals = report.totals();
    if as_json {
        let lines: Vec<_> = report.lines.iter().map(in_json).collect();
        let object = json!({
            "kept": totals.kept,
            "changed": totals.changed,
            "impossible": totals.impossible,
            "already": totals.already,
            "badges": lines,
        });
        println!("{object}");
        return;
    }
    for line in &report.lines {
        println!("{}", in_words(line));
    }
    println!("{}", totals.in_words(Language::Fr));
}

fn in_json(line: &Line) -> serde_json::Value {
    json!({
        "name": line.name,
        "badge": line.badge,
        "outcome": line.fate.as_str(),
        "codes": line.fate.codes(),
        "text": line.fate.in_words(Language::Fr),
        "detail": match &line.fate {
            Fate::Impossible(refusal) => Some(&refusal.detail),
            _ => None,
        },
        "already": line.already,
        "credential": line.credential,
    })
}

fn in_words(line: &Line) -> String {
    let fate = match line.fate {
        Fate::Kept => "gardé",
        Fate::Changed(_) => "changé",
        Fate::Impossible(_) => "impossible",
    };
    let plain = |text: &str| -> String {
        let visible = text
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c });
        visible.collect()
    };
    let mut words = format!("{fate:<10}  {}", plain(&line.name));
    if let Some(badge) = &line.badge {
        words = format!("{words} « {} »", plain(badge));
    }
    let told = line.fate.in_words(Language::Fr);
    if !told.is_empty() {
        words = format!("{words}\n            {told}");
    }
    words
}

/// The report as CSV: `name,outcome,codes,text,badge,recipient,credential`. It may name people: only its owner reads it.
fn write(path: &Path, report: &Report) -> Result<(), csv::Error> {
    let mut options = OpenOptions::new();
    let file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    let mut csv = csv::Writer::from_writer(std::io::BufWriter::new(file));
    csv.write_record([
        "name",
        "outcome",
        "codes",
        "text",
        "badge",
        "recipient",
        "credential",
    ])?;
    for line in &report.lines {
        let credential = line.credential.map(|id| id.to_string());
        csv.write_record([
            cell(&line.name).as_str(),
            line.fate.as_str(),
            &line.fate.codes().join(" "),
            &line.fate.in_words(Language::Fr),
            &cell(line.badge.as_deref().unwrap_or_default()),
            &cell(line.recipient.as_deref().unwrap_or_default()),
            credential.as_deref().unwrap_or_default(),
        ])?;
    }
    csv.into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?
        .flush()?;
    Ok(())
}

/// A stranger's text that a spreadsheet would take for a formula is marked as a text.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
