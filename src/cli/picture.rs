//! `territoire picture`: an organisation's own picture for what it awards, made safe.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::place::{Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::issuing::artwork::{LARGEST_FILE, PictureError};
use crate::issuing::pictures::{self, SetError};

/// `territoire picture`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Gives an organisation its own picture for a badge: PNG, JPEG or SVG, of which only the pixels are kept
    Set {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        badge: Badge,
        /// The picture, 2 MiB and 4096 × 4096 pixels at most
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Goes back to the picture that is drawn from the template
    Remove {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        badge: Badge,
    },
}

/// Which picture.
#[derive(Debug, clap::Args)]
struct Badge {
    /// The last part of the organisation's address: `espace-mirabeau`
    #[arg(long, value_name = "SLUG")]
    organisation: String,
    /// The last part of the badge's address: `monter-un-spectacle`
    #[arg(long, value_name = "SLUG")]
    achievement: String,
}

impl Badge {
    fn slugs(&self) -> (&str, &str) {
        (&self.organisation, &self.achievement)
    }
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    match &arguments.what {
        What::Set { place, badge, file } => {
            let bytes = match read(file) {
                Ok(bytes) => bytes,
                Err(error) => {
                    return fail(EXIT_UNUSABLE, &format_args!("{}: {error}", file.display()));
                }
            };
            place.with(&Needs::default(), async |installation| {
                let pool = &installation.database.app;
                let clock = &*installation.clock;
                let set = pictures::set(pool, &installation.base, badge.slugs(), &bytes, clock);
                match set.await {
                    Err(SetError::Picture(error)) => {
                        fail(EXIT_UNUSABLE, &format_args!("{}: {error}", file.display()))
                    }
                    other => ended(other),
                }
            })
        }
        What::Remove { place, badge } => place.with(&Needs::default(), async |installation| {
            let pool = &installation.database.app;
            ended(pictures::remove(pool, &installation.base, badge.slugs()).await)
        }),
    }
}

fn ended(outcome: Result<(), SetError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error @ (SetError::Framework(_) | SetError::Database(_))) => fail(EXIT_FAILED, &error),
        Err(error) => fail(EXIT_UNUSABLE, &error),
    }
}

/// A file, as far as its first byte too many.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|error| error.to_string())?;
    if bytes.len() > LARGEST_FILE {
        return Err(PictureError::TooLarge.to_string());
    }
    Ok(bytes)
}
