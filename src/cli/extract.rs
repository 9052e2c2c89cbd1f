//! `territoire extract`: the text that was baked into an image.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use super::verify::read_badge;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::openbadges::{LARGEST, NotABadge, baked};

/// `territoire extract`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A baked PNG or SVG; - reads standard input
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
    /// Writes the text here instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes what is baked, byte for byte; judges nothing.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let name = arguments.image.display();
    let image = match read_badge(&arguments.image) {
        Ok(image) if image.len() > LARGEST => return fail(EXIT_UNUSABLE, &NotABadge::TooLarge),
        Ok(image) => image,
        Err(error) => return fail(EXIT_UNUSABLE, &format_args!("{name}: {error}")),
    };
    let text = match baked(&image) {
        Ok(text) => text,
        Err(error) => return fail(EXIT_UNUSABLE, &format_args!("{name}: {error}")),
    };
    let written = match &arguments.output {
        Some(path) => fs::write(path, text),
        None => std::io::stdout().write_all(text.as_bytes()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILED, &error),
    }
}
