//! `territoire demo`: everything on this machine, with invented people.

use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::place::{Installation, Place};
use super::serve::{self, Door, Signals};
use super::{EXIT_FAILED, fail, logs};
use crate::demonstration::service::{Demonstration, Summary};

/// `territoire demo`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    door: Door,
    /// How many people are invented
    #[arg(long, default_value_t = 12_000, value_name = "NUMBER")]
    holders: usize,
    /// Fills the demonstration and ends, without serving it
    #[arg(long)]
    fill_only: bool,
}

/// Fills what is missing, says where to look, and serves it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    // Thousands of people are put there by few statements: that these take long is nobody's concern.
    let _log = logs::start("warn,sqlx=error");
    let listener = match arguments.door.open() {
        Ok(listener) => listener,
        Err(status) => return status,
    };
    let address = arguments.door.address(&listener);
    let needs = arguments.door.needs(true, &address);
    eprintln!("Starting a private PostGIS, and bringing in the region…");
    arguments.place.with(&needs, async |installation| {
        let summary = match fill(installation, arguments.holders).await {
            Ok(summary) => summary,
            Err(status) => return status,
        };
        println!("{}", in_words(&summary));
        if arguments.fill_only {
            return ExitCode::SUCCESS;
        }
        let signals = match Signals::listen() {
            Ok(signals) => signals,
            Err(status) => return status,
        };
        println!(
            "\n  Open {address}/carte in a browser. Ctrl-C ends the demonstration; its data stay.\n"
        );
        Box::pin(serve::until_told_to_stop(installation, listener, signals)).await
    })
}

async fn fill(installation: &Installation, holders: usize) -> Result<Summary, ExitCode> {
    let bar = ProgressBar::new(holders as u64);
    // The template is written here, and is good.
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} people · {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    let demonstration = Demonstration {
        database: &installation.database,
        master: &installation.master,
        base: &installation.base,
        clock: installation.clock.clone(),
    };
    let filled = demonstration
        .fill(holders, &|done, _| bar.set_position(done as u64))
        .await;
    bar.finish_and_clear();
    filled.map_err(|error| fail(EXIT_FAILED, &error))
}

fn in_words(summary: &Summary) -> String {
    if summary.kept == 0 {
        return format!("{} invented people are there.", summary.holders);
    }
    let refused: Vec<String> = summary
        .refused
        .iter()
        .map(|(reason, count)| format!("{count} {reason}"))
        .collect();
    let refused = if refused.is_empty() {
        "none refused".to_owned()
    } else {
        format!("refused on purpose: {}", refused.join(", "))
    };
    format!(
        "{} invented people: {} badges signed, baked, verified and kept ({} show on the map), {refused}.",
        summary.holders, summary.kept, summary.placed
    )
}
