//! The private PostGIS cluster: a PostgreSQL server of our own behind a Unix socket, so that nobody has to
//! configure one.
//!
//! **Invariant:** the server listens on no TCP port, its directory is 0700, and it ends with the process that
//! started it, even when that process is killed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, Gid, Uid, flock};
use rustix::process::{Pid, Signal, geteuid, kill_process};

/// The longest path of a socket that the kernel takes, in bytes (`sun_path`, less its final zero).
const SOCKET_PATH_LIMIT: usize = 107;
const SOCKET_NAME: &str = ".s.PGSQL.5432";
const OWNER: &str = "territoire";
const DATABASE: &str = "territoire";
const START_TIMEOUT: Duration = Duration::from_mins(1);

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

/// An installed PostgreSQL that has PostGIS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Where its programs are.
    pub bin: PathBuf,
    /// Its major version.
    pub major: u32,
}

/// Where Debian keeps PostgreSQL; a test may point elsewhere.
#[derive(Debug, Clone)]
pub struct Roots {
    /// Holds `N/bin`.
    pub lib: PathBuf,
    /// Holds `N/extension/postgis.control`.
    pub share: PathBuf,
}

impl Default for Roots {
    fn default() -> Self {
        Self {
            lib: PathBuf::from("/usr/lib/postgresql"),
            share: PathBuf::from("/usr/share/postgresql"),
        }
    }
}

impl Roots {
    /// The installations with PostGIS, newest first.
    #[must_use]
    pub fn installations(&self) -> Vec<Installation> {
        let mut found: Vec<_> = fs::read_dir(&self.lib)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|major: &u32| {
                self.share
                    .join(major.to_string())
                    .join("extension/postgis.control")
                    .exists()
            })
            .map(|major| Installation {
                bin: self.lib.join(major.to_string()).join("bin"),
                major,
            })
            .filter(|found| found.bin.join("postgres").exists())
            .collect();
        found.sort_by_key(|installation| std::cmp::Reverse(installation.major));
        found
    }
}

/// What the cluster is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Real data: every commit reaches the disk.
    Kept,
    /// A test's data: fast, and gone with the process.
    Ephemeral,
}

/// A running private cluster. Dropping it ends the server in an orderly way.
#[derive(Debug)]
pub struct PrivateCluster {
    directory: PathBuf,
    server: Child,
    durability: Durability,
    _lock: File,
}

impl PrivateCluster {
    /// Starts the cluster of `directory`, making it first when it is new.
    ///
    /// Call it from the main thread: the server is told to end with the *thread* that started it.
    ///
    /// # Errors
    ///
    /// [`ClusterError`], which says what to do.
    pub fn start(
        directory: &Path,
        durability: Durability,
        roots: &Roots,
    ) -> Result<Self, ClusterError> {
        let limit = SOCKET_PATH_LIMIT - SOCKET_NAME.len() - 1;
        if directory.as_os_str().len() > limit {
            return Err(ClusterError::PathTooLong {
                path: directory.to_owned(),
                limit,
            });
        }
        let account = Account::current()?;
        account.make_directory(directory)?;
        let lock = lock(directory)?;
        let data = directory.join("postgresql");
        let installation = choose(&data, roots)?;
        if !data.join("PG_VERSION").exists() {
            // What an interrupted first start left behind is no cluster: begin again.
            remove_directory(&data)?;
            initialise(&account, &installation, directory, &data)?;
        }
        end_orphan(&data);
        let server = spawn(&account, &installation, directory, &data, durability)?;
        let mut cluster = Self {
            directory: directory.to_owned(),
            server,
            durability,
            _lock: lock,
        };
        cluster.wait_until_ready(&installation)?;
        cluster.prepare_database(&installation)?;
        Ok(cluster)
    }

    /// The address of its database, for `DATABASE_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        let directory = percent_encoding::utf8_percent_encode(
            &self.directory.to_string_lossy(),
            percent_encoding::NON_ALPHANUMERIC,
        )
        .to_string();
        format!("postgres://{OWNER}@localhost/{DATABASE}?host={directory}")
    }

    /// The server's process, for tests that end it the hard way.
    #[must_use]
    pub fn server_pid(&self) -> u32 {
        self.server.id()
    }

    fn wait_until_ready(&mut self, installation: &Installation) -> Result<(), ClusterError> {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            let ready = Command::new(installation.bin.join("pg_isready"))
                .arg("--quiet")
                .arg("--host")
                .arg(&self.directory)
                .status()
                .is_ok_and(|status| status.success());
            if ready {
                return Ok(());
            }
            let ended = self.server.try_wait().ok().flatten().is_some();
            if ended || Instant::now() > deadline {
                return Err(ClusterError::NotReady {
                    words: last_words(&self.directory.join("postgresql.log")),
                });
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// PostGIS goes into `template1`, so that each new database has it at once.
    fn prepare_database(&self, installation: &Installation) -> Result<(), ClusterError> {
        let exists = self.psql(
            installation,
            "template1",
            &format!("select 1 from pg_database where datname = '{DATABASE}'"),
        )?;
        if exists.trim().is_empty() {
            self.psql(
                installation,
                "template1",
                "create extension if not exists postgis",
            )?;
            self.psql(
                installation,
                "template1",
                &format!("create database {DATABASE}"),
            )?;
        }
        Ok(())
    }

    fn psql(
        &self,
        installation: &Installation,
        database: &str,
        sql: &str,
    ) -> Result<String, ClusterError> {
        run(
            Command::new(installation.bin.join("psql"))
                .args([
                    "--no-psqlrc",
                    "--quiet",
                    "--tuples-only",
                    "--no-align",
                    "--set=ON_ERROR_STOP=1",
                ])
                .arg("--host")
                .arg(&self.directory)
                .args(["--username", OWNER, "--dbname", database, "--command", sql]),
            "psql",
        )
    }
}

impl Drop for PrivateCluster {
    fn drop(&mut self) {
        // INT is PostgreSQL's fast shutdown: it ends sessions, and loses nothing that was committed.
        let signal = match self.durability {
            Durability::Kept => Signal::INT,
            Durability::Ephemeral => Signal::QUIT,
        };
        if let Some(pid) = i32::try_from(self.server.id()).ok().and_then(Pid::from_raw) {
            // An error means that it has ended already.
            let _ = kill_process(pid, signal);
        }
        let _ = self.server.wait();
        if self.durability == Durability::Ephemeral {
            let _ = fs::remove_dir_all(&self.directory);
        }
    }
}

/// Whom the server runs as.
#[derive(Debug, Clone, Copy)]
enum Account {
    /// The user who started us.
    Ourselves,
    /// The user `postgres`, when root started us.
    Postgres { uid: u32, gid: u32 },
}

impl Account {
    fn current() -> Result<Self, ClusterError> {
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
    fn make_directory(self, directory: &Path) -> Result<(), ClusterError> {
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
    fn command(self, program: &Path, until_we_end: bool) -> Command {
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

fn lock(directory: &Path) -> Result<File, ClusterError> {
    let path = directory.join("territoire.lock");
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(|source| ClusterError::File { path, source })?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)
        .map_err(|_| ClusterError::InUse(directory.to_owned()))?;
    Ok(file)
}

/// The newest installation for a new directory, the one that made it for an old one.
fn choose(data: &Path, roots: &Roots) -> Result<Installation, ClusterError> {
    let installations = roots.installations();
    let newest = installations
        .first()
        .cloned()
        .ok_or(ClusterError::NoPostGis)?;
    let Ok(version) = fs::read_to_string(data.join("PG_VERSION")) else {
        return Ok(newest);
    };
    let found = version.trim().parse().unwrap_or(0);
    installations
        .into_iter()
        .find(|installation| installation.major == found)
        .ok_or(ClusterError::OtherVersion {
            path: data.to_owned(),
            found,
            installed: newest.major,
        })
}

fn initialise(
    account: &Account,
    installation: &Installation,
    directory: &Path,
    data: &Path,
) -> Result<(), ClusterError> {
    // Beside the final place, then moved: a directory with PG_VERSION in it is a whole cluster.
    let fresh = directory.join("postgresql.new");
    remove_directory(&fresh)?;
    run(
        account
            .command(&installation.bin.join("initdb"), true)
            .arg("--pgdata")
            .arg(&fresh)
            .args([
                "--username",
                OWNER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
            ])
            .args([
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=fr",
            ])
            .current_dir(directory),
        "initdb",
    )?;
    fs::rename(&fresh, data).map_err(|source| ClusterError::File {
        path: data.to_owned(),
        source,
    })
}

fn remove_directory(path: &Path) -> Result<(), ClusterError> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(ClusterError::File {
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}

/// A killed run may leave its server behind for a moment. We hold the lock, so one that still runs on this
/// directory is an orphan of ours: it is asked to end, and waited for. (PostgreSQL itself sees through a
/// `postmaster.pid` that names nobody.)
fn end_orphan(data: &Path) {
    let text = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    let named = text
        .lines()
        .next()
        .and_then(|line| line.trim().parse().ok())
        .and_then(Pid::from_raw);
    let Some(pid) = named else { return };
    let runs_here = || {
        fs::read_link(format!("/proc/{}/cwd", pid.as_raw_nonzero())).is_ok_and(|cwd| cwd == data)
    };
    let deadline = Instant::now() + START_TIMEOUT;
    if runs_here() {
        let _ = kill_process(pid, Signal::INT);
    }
    while runs_here() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
}

fn spawn(
    account: &Account,
    installation: &Installation,
    directory: &Path,
    data: &Path,
    durability: Durability,
) -> Result<Child, ClusterError> {
    let log_path = directory.join("postgresql.log");
    let failed = |source| ClusterError::File {
        path: log_path.clone(),
        source,
    };
    let log = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .mode(0o600)
        .open(&log_path)
        .map_err(failed)?;
    let mut command = account.command(&installation.bin.join("postgres"), true);
    command.arg("-D").arg(data).arg("-k").arg(directory).args([
        "-c",
        "listen_addresses=",
        "-c",
        "unix_socket_permissions=0700",
        "-c",
        "max_connections=200",
    ]);
    if durability == Durability::Ephemeral {
        command.args([
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
        ]);
    }
    command
        // A group of its own: Ctrl-C reaches us first, and we end it in order.
        .process_group(0)
        .current_dir(directory)
        .stdin(Stdio::null())
        .stdout(log.try_clone().map_err(failed)?)
        .stderr(log)
        .spawn()
        .map_err(|source| ClusterError::File {
            path: "setpriv".into(),
            source,
        })
}

fn run(command: &mut Command, program: &'static str) -> Result<String, ClusterError> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| ClusterError::Program {
            program,
            words: error.to_string(),
        })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(ClusterError::Program {
        program,
        words: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
    })
}

fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(3)..].join(" / ")
}
