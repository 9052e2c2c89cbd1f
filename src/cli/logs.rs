//! What the command says of itself while it runs: on standard error, in lines that a machine reads.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// Starts the log: JSON for machines, plain lines for a person at a terminal. `TERRITOIRE_LOG` chooses what is
/// said (`info`, `territoire_apprenant=debug`), else `level` does.
pub(super) fn start(level: &str) {
    let filter =
        EnvFilter::try_from_env("TERRITOIRE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process changes nothing.
    let _ = if std::io::stderr().is_terminal() {
        lines.compact().with_target(false).try_init()
    } else {
        lines.json().flatten_event(true).try_init()
    };
}
