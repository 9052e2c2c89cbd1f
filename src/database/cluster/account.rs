//! Whom the server runs as: PostgreSQL refuses root.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use rustix::fs::{Gid, Uid};
use rustix::process::geteuid;

use super::ClusterError;

/// Whom the server runs as.
#[derive(Debug, Clone, Copy)]
pub(super) enum Account {
    /// The user who started us.
    Ourselves,
    /// The user `postgres`, when root started us.
    Postgres { uid: u32, gid: u32 },
}

impl Account {
    pub(super) fn current() -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let users = fs::read_to_string("/etc/passwd").map_err(|source| ClusterError::File {
            path: "/etc/passwd".into(),
            source,
        })?;
        users
            .lines()
            .map(|line| line.split(':').collect::<Vec<_>>())
            .find(|fields| fields[0] == "postgres")
            .and_then(|fields| {
                Some(Self::Postgres {
                    uid: fields.get(2)?.parse().ok()?,
                    gid: fields.get(3)?.parse().ok()?,
                })
            })
            .ok_or(ClusterError::NoPostgresUser)
    }

    /// Makes `directory` as its own, reachable by nobody else.
    pub(super) fn make_directory(self, directory: &Path) -> Result<(), ClusterError> {
        let failed = |source| ClusterError::File {
            path: directory.to_owned(),
            source,
        };
        if let Some(parent) = directory.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        match fs::DirBuilder::new().mode(0o700).create(directory) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).map_err(failed)?;
        if let Self::Postgres { uid, gid } = self {
            rustix::fs::chown(
                directory,
                Some(Uid::from_raw(uid)),
                Some(Gid::from_raw(gid)),
            )
            .map_err(|error| failed(error.into()))?;
        }
        Ok(())
    }

    /// `program`, run as this account; with `until_we_end`, it is interrupted when our thread ends.
    pub(super) fn command(self, program: &Path, until_we_end: bool) -> Command {
        let mut command = Command::new("setpriv");
        if let Self::Postgres { uid, gid } = self {
            command
                .arg(format!("--reuid={uid}"))
                .arg(format!("--regid={gid}"))
                .arg("--init-groups");
        }
        if until_we_end {
            command.arg("--pdeathsig=INT");
        }
        command.arg("--").arg(program);
        command
    }
}
