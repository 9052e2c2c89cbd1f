//! The `territoire` command: see [`territoire_apprenant::cli`].

use std::process::ExitCode;

/// An answer takes many small pieces of memory for a moment, by several threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    territoire_apprenant::cli::run()
}
