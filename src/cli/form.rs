//! `territoire admin form`: an award of ours in a form that it was not given in.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::bake::write_whole;
use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::issuing::forms::{Form, Forms};
use crate::issuing::service::{Desk, IssuingError};
use crate::passport::forms;

/// `territoire admin form`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
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
}

/// A form that an award has besides those it was given in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wanted {
    /// One signed text: VC-JWT
    Jwt,
    /// The picture as a drawing, with the badge in it
    Svg,
}

/// Writes it: 0 done, 1 failed, 2 no award of ours.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    arguments
        .place
        .with(&Needs::default(), async |installation| {
            let form = match arguments.form {
                Wanted::Jwt => Form::Jwt,
                Wanted::Svg => Form::Svg,
            };
            let made = match make(installation, &arguments.award, form).await {
                Ok(made) => made,
                Err(status) => return status,
            };
            let written = match &arguments.output {
                Some(path) => write_whole(path, &made),
                None => std::io::stdout().write_all(&made),
            };
            match written {
                Ok(()) => ExitCode::SUCCESS,
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
