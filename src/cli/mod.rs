//! The `territoire` command.
//!
//! **Invariant:** exit 0 is yes, 1 a negative or failed answer, 2 an input that cannot be used; an error is one
//! line on standard error.

mod with_database;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config;
use crate::database::cluster::{ClusterError, Durability, PrivateCluster, Roots};

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
    /// Runs a command with `DATABASE_URL` set to an empty private database, and removes it afterwards
    WithDatabase(with_database::Arguments),
}

/// Reads the command line, does what it says, and tells how it went.
#[must_use]
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::WithDatabase(arguments) => with_database::run(&arguments),
    }
}

/// One line on standard error, and the exit status that goes with it.
fn fail(status: u8, error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("territoire: {error}");
    ExitCode::from(status)
}

/// A private cluster in a directory of its own under the default place, gone with us.
fn ephemeral_cluster() -> Result<PrivateCluster, ClusterError> {
    let root = rustix::process::geteuid().is_root();
    let parent = if root {
        config::default_data_directory(true)
    } else {
        std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)
    };
    let name = format!("territoire-{}", std::process::id());
    let directory = match parent {
        Some(parent) if root => parent.with_file_name(name),
        Some(parent) => parent.join(name),
        None => std::env::temp_dir().join(name),
    };
    PrivateCluster::start(&directory, Durability::Ephemeral, &Roots::default())
}
