//! `territoire admin audit`: the head of the audit's chain, and whether the chain holds.

use std::process::ExitCode;

use serde_json::json;

use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, fail};
use crate::jobs::audit::{self, Broken, Head};

/// `territoire admin audit`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Seals what waits and prints the head, one line: keep it where this machine cannot change it
    Head {
        #[command(flatten)]
        place: Place,
        /// A JSON object with the time
        #[arg(long)]
        json: bool,
    },
    /// Works every link out anew; exit 1 when something was changed, taken out or put in
    Verify {
        #[command(flatten)]
        place: Place,
        /// A head that was kept: the chain must go through it
        #[arg(long, value_name = "N:DIGEST")]
        head: Option<Head>,
        /// A JSON object
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match &arguments.what {
        What::Head { place, json } => {
            place.with(&Needs::default(), async |here| match head(here).await {
                Ok(head) => told_head(here, head.as_ref(), *json),
                Err(error) => fail(EXIT_FAILED, &error),
            })
        }
        What::Verify { place, head, json } => place.with(&Needs::default(), async |here| {
            match audit::check(&here.database.app, head.as_ref()).await {
                Ok(broken) => told(&broken, *json),
                Err(error) => fail(EXIT_FAILED, &error),
            }
        }),
    }
}

async fn head(here: &Installation) -> Result<Option<Head>, sqlx::Error> {
    audit::seal(&here.database.app).await?;
    audit::head(&here.database.app).await
}

fn told_head(here: &Installation, head: Option<&Head>, json: bool) -> ExitCode {
    if json {
        let head = head.map(ToString::to_string);
        let at = here
            .clock
            .now()
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        println!("{}", json!({ "head": head, "at": at }));
    } else if let Some(head) = head {
        println!("{head}");
    } else {
        eprintln!("Nothing was ever noted");
    }
    ExitCode::SUCCESS
}

fn told(broken: &[Broken], json: bool) -> ExitCode {
    if json {
        let broken: Vec<_> = broken
            .iter()
            .map(|one| json!({ "place": one.place, "event": one.seq, "what": one.what }))
            .collect();
        println!(
            "{}",
            json!({ "holds": broken.is_empty(), "broken": broken })
        );
    } else if broken.is_empty() {
        println!("The chain holds");
    }
    for one in broken.iter().filter(|_| !json) {
        let place = one
            .place
            .map_or_else(|| "-".to_owned(), |place| place.to_string());
        let seq = one
            .seq
            .map_or_else(|| "-".to_owned(), |seq| seq.to_string());
        println!("link {place}, event {seq}: {}", one.what);
    }
    if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_FAILED)
    }
}
