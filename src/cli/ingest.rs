//! `territoire ingest PATH…`: many badges at once, in one run that goes on where it was cut off.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::vec::IntoIter;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::place::{Installation, Needs, Place};
use super::serve::Signals;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::database;
use crate::passport::manifest::{self, ManifestError};
use crate::passport::run::{self, Run, Tally};
use crate::passport::service::{Handled, Passport};
use crate::passport::{Arrival, Claim, Judged, Outcome, PassportError, Source, Verifier};

/// Most octets of files that are in memory at once, twice.
const BATCH_OCTETS: u64 = 32 * 1024 * 1024;
/// How many refusals are told on the screen; the report has them all.
const TOLD: usize = 10;

/// `territoire ingest`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Badges (PNG, JSON, JWS), folders of them, or CSV manifests with the columns `file,recipient` and,
    /// for invented people, `level,place,months,age_band`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Writes one row a file, with the reason of each refusal
    #[arg(long, value_name = "FILE.csv")]
    report: Option<PathBuf>,
    /// Most badges that are kept together
    #[arg(long, value_name = "N", default_value_t = 500, hide_short_help = true,
          value_parser = clap::value_parser!(u16).range(1..=5000))]
    batch: u16,
    /// One JSON object instead of lines to read
    #[arg(long)]
    json: bool,
}

/// Why nothing was begun.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("{}: {source}", path.display())]
    Path {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {source}", path.display())]
    Manifest {
        path: PathBuf,
        source: ManifestError,
    },
    #[error("there is no file in there")]
    Nothing,
}

/// Why a run ended before its end.
#[derive(Debug, thiserror::Error)]
enum CutOff {
    #[error("{0}; what was kept is kept: the same command goes on from here")]
    Passport(#[from] PassportError),
    #[error(transparent)]
    Report(#[from] run::ReportError),
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("interrupted after the badges under way: the same command goes on from here")]
    Interrupted,
}

/// Keeps what may be kept: 0 all of it, 1 something was refused or the run was cut off, 2 nothing to begin with.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    let (paths, arrivals) = match gather(&arguments.paths) {
        Ok(gathered) => gathered,
        Err(error) => return fail(EXIT_UNUSABLE, &error),
    };
    arguments
        .place
        .with(&Needs::default(), async |installation| {
            let files = Files {
                rest: arrivals.into_iter(),
                batch: usize::from(arguments.batch),
            };
            let signals = match Signals::listen() {
                Ok(signals) => signals,
                Err(status) => return status,
            };
            let report = arguments.report.as_deref();
            match ingest(installation, &paths, files, report, signals).await {
                Ok((tally, told)) => tell(&tally, &told, arguments),
                Err(error) => fail(EXIT_FAILED, &error),
            }
        })
}

/// Absolute paths, and the files that they stand for; a file named twice is taken once.
fn gather(given: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<Arrival>), Unusable> {
    let mut paths = Vec::new();
    let mut arrivals = Vec::new();
    for path in given {
        let unusable = |source| Unusable::Path {
            path: path.clone(),
            source,
        };
        let path = fs::canonicalize(path).map_err(unusable)?;
        if path.is_dir() {
            walk(&path, &mut arrivals)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
        {
            let text = fs::read(&path).map_err(unusable)?;
            let folder = path.parent().unwrap_or(Path::new("/"));
            let rows = manifest::read(&text, folder).map_err(|source| Unusable::Manifest {
                path: path.clone(),
                source,
            })?;
            arrivals.extend(rows);
        } else {
            arrivals.push(arrival(path.clone()));
        }
        paths.push(path);
    }
    let mut seen = HashSet::new();
    arrivals.retain(|arrival| seen.insert(arrival.name.clone()));
    if arrivals.is_empty() {
        return Err(Unusable::Nothing);
    }
    Ok((paths, arrivals))
}

fn arrival(path: PathBuf) -> Arrival {
    Arrival {
        name: Some(run::name(&path)),
        source: Source::File(path),
        claim: Ok(Claim::default()),
    }
}

/// Every file below, by name; hidden ones and links to folders are passed over.
fn walk(folder: &Path, arrivals: &mut Vec<Arrival>) -> Result<(), Unusable> {
    let unusable = |source| Unusable::Path {
        path: folder.to_owned(),
        source,
    };
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unusable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let path = entry.path();
        if entry.file_type().map_err(unusable)?.is_dir() {
            walk(&path, arrivals)?;
        } else if path.is_file() {
            arrivals.push(arrival(path));
        }
    }
    Ok(())
}

async fn ingest(
    installation: &Installation,
    paths: &[PathBuf],
    files: Files,
    report: Option<&Path>,
    signals: Signals,
) -> Result<(Tally, Vec<String>), CutOff> {
    let pool = &installation.database.app;
    let passport = Passport {
        pool: pool.clone(),
        clock: installation.clock.clone(),
        master: installation.master.clone(),
        verifier: Verifier::own(pool, &installation.base)
            .await
            .map_err(PassportError::from)?,
        demonstration: installation.instance.demonstration,
    };
    let run = Run::open(pool, paths, &*installation.clock).await?;
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = interrupted.clone();
    let listener = tokio::spawn(async move {
        signals.asked_to_stop().await;
        flag.store(true, Ordering::Relaxed);
    });
    let worked = work(&passport, &run, files, &interrupted).await;
    listener.abort();
    let told = worked?;
    if let Some(path) = report {
        let file = File::create(path).map_err(|source| CutOff::File {
            path: path.to_owned(),
            source,
        })?;
        run.report(BufWriter::new(file)).await?;
    }
    if interrupted.load(Ordering::Relaxed) {
        return Err(CutOff::Interrupted);
    }
    let tally = run.tally().await?;
    run.finish(&*installation.clock).await?;
    run.close().await;
    database::take_stock(pool)
        .await
        .map_err(PassportError::from)?;
    Ok((tally, told))
}

/// Verifies one batch while the one before is being kept; tells the first refusals.
async fn work(
    passport: &Passport,
    run: &Run,
    mut files: Files,
    interrupted: &AtomicBool,
) -> Result<Vec<String>, PassportError> {
    let bar = ProgressBar::new(files.rest.len() as u64).with_style(style());
    let mut told = Vec::new();
    let mut ahead = judge(passport, run, &mut files, &bar).await?;
    while let Some(judged) = ahead {
        if interrupted.load(Ordering::Relaxed) {
            bar.abandon();
            return Ok(told);
        }
        let (kept, next) = tokio::join!(
            passport.keep(&judged, Some(run.id())),
            judge(passport, run, &mut files, &bar),
        );
        let handled = kept?;
        bar.inc(handled.len() as u64);
        refusals(&judged, &handled, &mut told);
        ahead = next?;
    }
    bar.finish_and_clear();
    Ok(told)
}

fn refusals(judged: &[Judged], handled: &[Handled], told: &mut Vec<String>) {
    for (judged, handled) in judged.iter().zip(handled) {
        if let (Outcome::Refused(refusal), true) = (&handled.outcome, told.len() < TOLD) {
            let name = judged.name().unwrap_or_default();
            told.push(format!("{name}: {}", refusal.detail));
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} badges · {per_sec} · {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The next batch that the run has no rows of, verified; `None` at the end.
async fn judge(
    passport: &Passport,
    run: &Run,
    files: &mut Files,
    bar: &ProgressBar,
) -> Result<Option<Vec<Judged>>, PassportError> {
    loop {
        let mut batch = files.next_batch();
        if batch.is_empty() {
            return Ok(None);
        }
        let names: Vec<&str> = batch.iter().filter_map(|a| a.name.as_deref()).collect();
        let done = run.done(&names).await?;
        let all = batch.len();
        batch.retain(|arrival| {
            arrival
                .name
                .as_ref()
                .is_none_or(|name| !done.contains(name))
        });
        bar.inc((all - batch.len()) as u64);
        if !batch.is_empty() {
            return passport.judge(batch).await.map(Some);
        }
    }
}

/// Files on their way in, by the batch.
struct Files {
    rest: IntoIter<Arrival>,
    batch: usize,
}

impl Files {
    /// As many as are verified and kept together.
    fn next_batch(&mut self) -> Vec<Arrival> {
        let mut batch = Vec::new();
        let mut octets = 0;
        while batch.len() < self.batch && octets < BATCH_OCTETS {
            let Some(arrival) = self.rest.next() else {
                break;
            };
            octets += match &arrival.source {
                Source::Bytes(bytes) => bytes.len() as u64,
                Source::File(path) => fs::metadata(path).map_or(0, |data| data.len()),
                Source::Address(_) => 0,
            };
            batch.push(arrival);
        }
        batch
    }
}

fn tell(tally: &Tally, told: &[String], arguments: &Arguments) -> ExitCode {
    if arguments.json {
        let object = serde_json::json!({
            "kept": tally.kept,
            "already_kept": tally.already_kept,
            "refused": tally.refused,
        });
        println!("{object}");
    } else {
        let count = |number: i64| HumanCount(number.unsigned_abs()).to_string();
        println!("{:>9} kept", count(tally.kept));
        println!("{:>9} kept before", count(tally.already_kept));
        println!("{:>9} refused", count(tally.refusals()));
        for (reason, files) in &tally.refused {
            println!("{:>17} {reason}", count(*files));
        }
        for line in told {
            println!("  {line}");
        }
        match &arguments.report {
            Some(path) => println!("Each file has its row in {}", path.display()),
            None if tally.refusals() > i64::try_from(told.len()).unwrap_or(i64::MAX) => {
                println!("  … --report FILE.csv tells of every file");
            }
            None => {}
        }
    }
    if tally.refusals() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_FAILED)
    }
}
