//! The private PostGIS cluster: a PostgreSQL server of our own behind a Unix socket, so that nobody has to
//! configure one.
//!
//! **Invariant:** the server listens on no TCP port, its directory is 0700, and it ends with the process that
//! started it, even when that process is killed.

mod account;
mod error;
mod installation;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};

use account::Account;
use installation::choose;

pub use error::ClusterError;
pub use installation::{Installation, Roots};

/// The longest path of a socket that the kernel takes, in bytes (`sun_path`, less its final zero).
const SOCKET_PATH_LIMIT: usize = 107;
const SOCKET_NAME: &str = ".s.PGSQL.5432";
const OWNER: &str = "territoire";
/// By which whoever serves comes in (migration 0060).
const SERVER: &str = "territoire_server";
const DATABASE: &str = "territoire";
const START_TIMEOUT: Duration = Duration::from_mins(1);

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
        url_of(&self.directory)
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

/// The address of the database of the cluster that runs in `directory`, whoever started it.
#[must_use]
pub fn url_of(directory: &Path) -> String {
    url_as(OWNER, directory)
}

/// The same, for the login that owns nothing, once the migrations have made it.
#[must_use]
pub fn server_url_of(directory: &Path) -> String {
    url_as(SERVER, directory)
}

fn url_as(login: &str, directory: &Path) -> String {
    let directory = directory.to_string_lossy();
    let directory =
        percent_encoding::utf8_percent_encode(&directory, percent_encoding::NON_ALPHANUMERIC);
    format!("postgres://{login}@localhost/{DATABASE}?host={directory}")
}

/// Removes what killed processes left behind of the ephemeral clusters `directories`: those that nobody holds.
pub fn sweep(directories: impl IntoIterator<Item = PathBuf>) {
    for directory in directories {
        if let Ok(held) = lock(&directory) {
            end_orphan(&directory.join("postgresql"));
            let _ = fs::remove_dir_all(&directory);
            drop(held);
        }
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
    let deadline = Instant::now() + START_TIMEOUT;
    if let Some(pid) = named
        && works_in(
            &Path::new("/proc").join(pid.as_raw_nonzero().to_string()),
            data,
        )
    {
        let _ = kill_process(pid, Signal::INT);
    }
    // The processes of a killed server hold its shared memory until they have noticed.
    let someone_works_here = || {
        fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .flatten()
            .any(|process| works_in(&process.path(), data))
    };
    while someone_works_here() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(20));
    }
}

fn works_in(process: &Path, data: &Path) -> bool {
    fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == data)
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
