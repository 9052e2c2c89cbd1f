//! `territoire release`: publishes the next statistics.

use std::process::ExitCode;

use super::place::{Needs, Place};
use super::{EXIT_FAILED, fail, logs};
use crate::statistics::{ReleaseError, ReleaseKey, service};

/// `territoire release`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// One JSON object instead of lines to read
    #[arg(long)]
    json: bool,
}

/// Counts, adds noise, freezes; or says why it is too early.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    arguments
        .place
        .with(&Needs::default(), async |installation| {
            let key = ReleaseKey::draw(&mut rand::rng());
            let database = &installation.database;
            match service::release(&database.app, &*installation.clock, key).await {
                Ok(release) => tell(database, release.id, arguments.json).await,
                Err(error @ (ReleaseError::BudgetSpent { .. } | ReleaseError::NoTree)) => {
                    fail(EXIT_FAILED, &error)
                }
                Err(error) => fail(EXIT_FAILED, &error),
            }
        })
}

async fn tell(database: &crate::database::Database, id: i32, json: bool) -> ExitCode {
    let lines = match service::budget(&database.public).await {
        Ok(lines) => lines,
        Err(error) => return fail(EXIT_FAILED, &error),
    };
    let lines: Vec<_> = lines.iter().filter(|line| line.release == id).collect();
    let epsilon: f64 = lines.iter().map(|line| line.epsilon).sum();
    if json {
        let tables: Vec<_> = lines
            .iter()
            .map(|line| serde_json::json!({ "table": line.series, "epsilon": line.epsilon }))
            .collect();
        println!(
            "{}",
            serde_json::json!({ "release": id, "epsilon": epsilon, "tables": tables })
        );
    } else {
        println!(
            "Release {id} is published: it costs each holder ε = {epsilon:.2} of the 5 a year."
        );
        for line in lines {
            println!(
                "  {:<20} noise of scale {}, ε {:.3}",
                line.series, line.scale, line.epsilon
            );
        }
    }
    ExitCode::SUCCESS
}
