//! `territoire admin`: what only those who run the machine may do.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;
use rand::rngs::StdRng;

use super::bake::write_whole;
use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::account::service as account;
use crate::issuing::forms::{Form, Forms};
use crate::issuing::service::{Desk, IssuingError};
use crate::passport::forms;

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
    /// Writes an award of ours in another form, from the original that is kept; each signature is noted
    Form {
        #[command(flatten)]
        place: Place,
        /// The identifier of the award
        #[arg(value_name = "URI")]
        award: String,
        /// Which form
        #[arg(long = "as", value_enum)]
        form: Wanted,
        /// Where it is written, instead of standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// A form that an award has besides those it was given in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wanted {
    /// One signed text: VC-JWT
    Jwt,
    /// The picture as a drawing, with the badge in it
    Svg,
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    logs::start("warn");
    match &arguments.what {
        What::Token { place, label } => token(place, label),
        What::Form {
            place,
            award,
            form,
            output,
        } => place.with(&Needs::default(), async |installation| {
            let form = match form {
                Wanted::Jwt => Form::Jwt,
                Wanted::Svg => Form::Svg,
            };
            let made = match make(installation, award, form).await {
                Ok(made) => made,
                Err(status) => return status,
            };
            let written = match output {
                Some(path) => write_whole(path, &made),
                None => std::io::stdout().write_all(&made),
            };
            match written {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(EXIT_FAILED, &error),
            }
        }),
    }
}

fn token(place: &Place, label: &str) -> ExitCode {
    place.with(&Needs::default(), async |installation| {
        let mut rng: StdRng = rand::make_rng();
        let pool = &installation.database.app;
        let made =
            account::create_operator_token(pool, label, &*installation.clock, &mut rng).await;
        match made {
            Ok(token) => {
                eprintln!("This token is shown once; only its hash is kept.");
                println!("{}", *token);
                ExitCode::SUCCESS
            }
            Err(error) => fail(EXIT_FAILED, &error),
        }
    })
}

async fn make(installation: &Installation, award: &str, form: Form) -> Result<Vec<u8>, ExitCode> {
    let (pool, now) = (&installation.database.app, installation.clock.now());
    let failed = |error: &dyn std::fmt::Display| fail(EXIT_FAILED, error);
    let originals = forms::originals(pool, award)
        .await
        .map_err(|error| failed(&error))?;
    let originals: Vec<&[u8]> = originals.iter().map(Vec::as_slice).collect();
    let desk = Desk::open(pool, &installation.base, &installation.master, now)
        .await
        .map_err(|error| failed(&error))?;
    let forms = Forms::open(&desk).await.map_err(|error| failed(&error))?;
    let made = forms.make(&originals, form, "operator", now).await;
    made.map_err(|error| match error {
        IssuingError::NoOriginal | IssuingError::UnknownAward(_) => fail(EXIT_UNUSABLE, &error),
        error => failed(&error),
    })
}
