//! `territoire admin`: what only those who run the machine may do.

use std::process::ExitCode;

use rand::rngs::StdRng;

use super::place::{Needs, Place};
use super::{EXIT_FAILED, fail, logs};
use crate::account::service as account;

/// `territoire admin`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Makes a token for POST /api/v1/credentials, and shows it once
    Token {
        #[command(flatten)]
        place: Place,
        /// Whose it is: `forum-2026`
        #[arg(long)]
        label: String,
    },
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    logs::start("warn");
    let What::Token { place, label } = &arguments.what;
    place.with(&Needs::default(), async |installation| {
        let mut rng: StdRng = rand::make_rng();
        let pool = &installation.database.app;
        let made =
            account::create_operator_token(pool, label, &*installation.clock, &mut rng).await;
        match made {
            Ok(token) => {
                eprintln!("This token is shown once; only its hash is kept.");
                println!("{}", token.reveal());
                ExitCode::SUCCESS
            }
            Err(error) => fail(EXIT_FAILED, &error),
        }
    })
}
