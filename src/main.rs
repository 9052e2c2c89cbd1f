//! The `territoire` command: see [`territoire_apprenant::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    territoire_apprenant::cli::run()
}
