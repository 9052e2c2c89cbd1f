//! `territoire with-database -- COMMAND`: a private, empty PostGIS for as long as a command runs.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use super::{EXIT_FAILED, EXIT_UNUSABLE, ephemeral_cluster, fail};

/// `territoire with-database -- COMMAND`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

/// Runs the command and hands its exit status on.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let cluster = match ephemeral_cluster() {
        Ok(cluster) => cluster,
        Err(error) => return fail(EXIT_FAILED, &error),
    };
    // Ctrl-C goes to the command, which shares our terminal; we wait for it and then clean up.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return fail(EXIT_FAILED, &"no runtime for signals");
    };
    let (program, rest) = arguments.command.split_first().expect("clap requires one");
    let mut command = Command::new(program);
    command.args(rest).env("DATABASE_URL", cluster.url());
    let status = runtime.block_on(async {
        let mut interrupt =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        let mut child = tokio::process::Command::from(command)
            .kill_on_drop(true)
            .spawn()?;
        loop {
            tokio::select! {
                status = child.wait() => return status,
                _ = interrupt.recv() => {}
                _ = terminate.recv() => child.start_kill()?,
            }
        }
    });
    match status {
        Ok(status) => status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(EXIT_FAILED)
            .into(),
        Err(error) => fail(
            EXIT_UNUSABLE,
            &format_args!("{}: {error}", program.display()),
        ),
    }
}
