//! Why the private cluster cannot run: each with what to do about it.

use std::io;
use std::path::PathBuf;

use super::START_TIMEOUT;

/// Why the private cluster cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No installed PostgreSQL has PostGIS.
    #[error(
        "PostgreSQL with PostGIS is not installed. On Debian or Ubuntu: apt-get install postgresql-postgis"
    )]
    NoPostGis,
    /// The directory was made by another major version.
    #[error("{} was made by PostgreSQL {found}, and the newest installed here is {installed}: install PostgreSQL {found} with PostGIS, or choose another --data-dir", path.display())]
    OtherVersion {
        /// The data directory.
        path: PathBuf,
        /// The major version that made it.
        found: u32,
        /// The highest major version that is installed.
        installed: u32,
    },
    /// Another process of ours holds it.
    #[error("{} is in use by another territoire: end it first, or choose another --data-dir", .0.display())]
    InUse(PathBuf),
    /// The path is too long for a socket.
    #[error("{} is too long a path for a socket: choose a --data-dir of at most {limit} bytes", path.display())]
    PathTooLong {
        /// The data directory.
        path: PathBuf,
        /// The longest directory that leaves room for the socket's name, in bytes.
        limit: usize,
    },
    /// PostgreSQL refuses to run as root, and no user `postgres` is there to run it.
    #[error(
        "PostgreSQL does not run as root, and this machine has no user named postgres: install Debian's postgresql package, or start as an ordinary user"
    )]
    NoPostgresUser,
    /// A program that we need ended with an error; its last words follow.
    #[error("{program} failed: {words}")]
    Program {
        /// Its name.
        program: &'static str,
        /// What it wrote last.
        words: String,
    },
    /// The server did not come up.
    #[error("PostgreSQL did not answer within {} s; its last words: {words}", START_TIMEOUT.as_secs())]
    NotReady {
        /// The end of its log.
        words: String,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
