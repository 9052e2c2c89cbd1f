//! The `territoire` command.
//!
//! **Invariant:** exit 0 is yes, 1 a negative or failed answer, 2 an input that cannot be used; an error is one
//! line on standard error.

mod admin;
mod audit;
mod bake;
mod demo;
mod doctor;
mod extract;
mod form;
mod import;
mod ingest;
mod issue;
mod keys;
mod logs;
mod pack;
mod passkey;
mod picture;
mod place;
mod relay;
mod release;
mod role;
mod serve;
mod verify;
mod with_database;
mod workers;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config;
use crate::database::cluster::{self, ClusterError, Durability, PrivateCluster, Roots};

/// What the command says when a thing asked for could not be done.
pub const EXIT_FAILED: u8 = 1;
/// What the command says when its input cannot be used.
pub const EXIT_UNUSABLE: u8 = 2;

/// Open Badges issued, verified and placed on a map that never tells where anyone is.
#[derive(Debug, Parser)]
#[command(name = "territoire", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Says what badges are worth: authentic, current, by a recognised issuer, given to this person
    Verify(verify::Arguments),
    /// Writes the text that is baked into an image
    Extract(extract::Arguments),
    /// Signs an award into a badge, with a key at hand
    Issue(issue::Arguments),
    /// Writes a signed badge into an image
    Bake(bake::Arguments),
    /// Shows everything on this machine, with invented people and nothing to configure
    Demo(demo::Arguments),
    /// Serves pages, tiles and API, with a private PostGIS unless --database-url names another
    Serve(serve::Arguments),
    /// Verifies and keeps badges, many at once; a run that was cut off goes on
    Ingest(ingest::Arguments),
    /// Brings in what was earned elsewhere: images, Open Badge Passport's ZIPs, Open Badge Factory's tables
    Import(import::Arguments),
    /// Writes a holder's survival pack: their badges, what proves them, and a page that checks them offline
    Pack(pack::Arguments),
    /// Publishes the next statistics, if the privacy budget allows
    Release(release::Arguments),
    /// What only those who run the machine may do: operators' tokens, other forms of an award, reviews of achievements
    Admin(admin::Arguments),
    /// The relay between recruiters and holders: takes answers by mail
    Relay(relay::Arguments),
    /// The keys that organisations sign with: lists, rotates, exports their public halves
    Keys(keys::Arguments),
    /// Organisations' own pictures for the badges that they award
    Picture(picture::Arguments),
    /// Looks for what could keep an installation from running, and says what to do
    Doctor(doctor::Arguments),
    /// Runs a command with `DATABASE_URL` set to an empty private database, and removes it afterwards
    WithDatabase(with_database::Arguments),
}

/// Reads the command line, does what it says, and tells how it went.
#[must_use]
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Issue(arguments) => issue::run(&arguments),
        Command::Bake(arguments) => bake::run(&arguments),
        Command::Admin(arguments) => admin::run(&arguments),
        Command::Relay(arguments) => relay::run(&arguments),
        Command::Keys(arguments) => keys::run(&arguments),
        Command::Picture(arguments) => picture::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Ingest(arguments) => ingest::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::WithDatabase(arguments) => with_database::run(&arguments),
    }
}

/// One line on standard error, and the exit status that goes with it.
fn fail(status: u8, error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("territoire: {error}");
    ExitCode::from(status)
}

/// A private cluster in a directory of its own under the default place, gone with us; what killed ones left
/// there goes too.
fn ephemeral_cluster() -> Result<PrivateCluster, ClusterError> {
    const PREFIX: &str = "territoire-run-";
    let parent = if rustix::process::geteuid().is_root() {
        config::default_data_directory(true).and_then(|path| path.parent().map(PathBuf::from))
    } else {
        std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)
    }
    .unwrap_or_else(std::env::temp_dir);
    let left = std::fs::read_dir(&parent).into_iter().flatten().flatten();
    cluster::sweep(left.filter_map(|entry| {
        let name = entry.file_name();
        let process = name.to_str()?.strip_prefix(PREFIX)?;
        let ended = !Path::new("/proc").join(process).exists();
        ended.then(|| entry.path())
    }));
    let directory = parent.join(format!("{PREFIX}{}", std::process::id()));
    PrivateCluster::start(&directory, Durability::Ephemeral, &Roots::default())
}
