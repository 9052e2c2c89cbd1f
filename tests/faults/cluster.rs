//! The private cluster: started cold and warm, killed, refused for a reason that says what to do.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{Connection, Executor, PgConnection};
use territoire_apprenant::database::cluster::{ClusterError, Durability, PrivateCluster, Roots};
use uuid::Uuid;

/// A short path that PostgreSQL's own user can reach, removed at the end.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let name = format!("ta-{}", Uuid::new_v4().simple());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(folder: &Folder) -> Result<PrivateCluster, ClusterError> {
    PrivateCluster::start(&folder.0, Durability::Kept, &Roots::default())
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the cluster answers")
}

async fn badges(cluster: &PrivateCluster) -> Vec<String> {
    let mut connection = connect(&cluster.url()).await;
    sqlx::query_scalar("select name from badge order by name")
        .fetch_all(&mut connection)
        .await
        .expect("the table is there")
}

async fn keep_a_badge(cluster: &PrivateCluster) {
    let mut connection = connect(&cluster.url()).await;
    connection
        .execute("create table badge (name text); insert into badge values ('Accueillir')")
        .await
        .expect("it is committed");
}

pub(crate) fn kill(pid: u32) {
    let status = Command::new("kill")
        .args(["-9", &pid.to_string()])
        .status()
        .expect("kill runs");
    assert!(status.success());
}

fn territoire() -> Command {
    Command::new(env!("CARGO_BIN_EXE_territoire"))
}

#[tokio::test]
async fn a_second_start_finds_what_the_first_kept() {
    let folder = Folder::new();
    let cluster = start(&folder).expect("a cold start");
    keep_a_badge(&cluster).await;
    let mode = fs::metadata(&folder.0).expect("it exists").permissions();
    assert_eq!(mode.mode() & 0o777, 0o700, "nobody else reads it");
    drop(cluster);

    let cluster = start(&folder).expect("a warm start");
    assert_eq!(badges(&cluster).await, ["Accueillir"]);
    let mut connection = connect(&cluster.url()).await;
    let (addresses, locale): (String, String) =
        sqlx::query_as("select current_setting('listen_addresses'), postgis_full_version()")
            .fetch_one(&mut connection)
            .await
            .expect("PostGIS is there");
    assert_eq!(addresses, "", "no TCP port");
    assert!(locale.contains("POSTGIS"));
}

#[tokio::test]
async fn a_killed_server_loses_nothing_that_was_committed() {
    let folder = Folder::new();
    let cluster = start(&folder).expect("a cold start");
    keep_a_badge(&cluster).await;
    kill(cluster.server_pid());
    drop(cluster);
    assert!(
        folder.0.join("postgresql/postmaster.pid").exists(),
        "it was not an orderly end"
    );

    let cluster = start(&folder).expect("a start after a kill");
    assert_eq!(badges(&cluster).await, ["Accueillir"]);
}

#[test]
fn a_killed_territoire_takes_its_server_with_it() {
    let mut child = territoire()
        .args([
            "with-database",
            "--",
            "sh",
            "-c",
            "echo \"$DATABASE_URL\"; read line",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("territoire runs");
    let mut url = String::new();
    BufReader::new(child.stdout.take().expect("piped"))
        .read_line(&mut url)
        .expect("the address");
    let (_, host) = url.trim().split_once("?host=").expect("a socket");
    let folder = Folder(PathBuf::from(
        percent_encoding::percent_decode_str(host)
            .decode_utf8()
            .expect("a path")
            .into_owned(),
    ));
    let lock = fs::read_to_string(folder.0.join("postgresql/postmaster.pid")).expect("it runs");
    let server = lock.lines().next().expect("a pid").to_owned();
    let process = Path::new("/proc").join(server);
    assert!(process.exists());

    kill(child.id());
    child.wait().expect("it ended");
    let deadline = Instant::now() + Duration::from_secs(20);
    while process.exists() {
        assert!(Instant::now() < deadline, "the server outlived its parent");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn two_processes_do_not_share_one_directory() {
    let folder = Folder::new();
    let first = start(&folder).expect("a cold start");
    let error = start(&folder).expect_err("it is in use");
    assert!(matches!(error, ClusterError::InUse(_)), "{error}");
    drop(first);
    start(&folder).expect("free again");
}

#[test]
fn the_data_of_a_newer_version_is_left_alone() {
    let folder = Folder::new();
    let data = folder.0.join("postgresql");
    fs::create_dir_all(&data).expect("a folder");
    fs::write(data.join("PG_VERSION"), "99\n").expect("a file");
    let error = start(&folder).expect_err("nobody has version 99");
    assert!(matches!(
        error,
        ClusterError::OtherVersion { found: 99, .. }
    ));
    assert!(
        error.to_string().contains("install PostgreSQL 99"),
        "{error}"
    );
    assert!(data.join("PG_VERSION").exists());
}

#[test]
fn a_machine_without_postgis_is_told_what_to_install() {
    let folder = Folder::new();
    let nothing = Roots {
        lib: folder.0.join("lib"),
        share: folder.0.join("share"),
    };
    let error = PrivateCluster::start(&folder.0, Durability::Kept, &nothing)
        .expect_err("nothing is installed there");
    assert!(
        error
            .to_string()
            .contains("apt-get install postgresql-postgis"),
        "{error}"
    );
}

#[test]
fn a_path_too_long_for_a_socket_is_refused_before_anything_is_made() {
    let folder = Folder(std::env::temp_dir().join("x".repeat(120)));
    let error = start(&folder).expect_err("107 bytes are the limit");
    assert!(matches!(error, ClusterError::PathTooLong { .. }), "{error}");
    assert!(!folder.0.exists());
}

#[test]
fn a_commands_exit_status_is_handed_on() {
    let status = territoire()
        .args(["with-database", "--", "sh", "-c", "exit 7"])
        .status()
        .expect("territoire runs");
    assert_eq!(status.code(), Some(7));
}

#[test]
fn an_ordinary_user_has_a_private_database_too() {
    if !rustix::process::geteuid().is_root() {
        return; // then every other test here is that test
    }
    let folder = Folder::new();
    fs::create_dir(&folder.0).expect("a folder");
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o777)).expect("open to all");
    let program = folder.0.join("territoire");
    fs::copy(env!("CARGO_BIN_EXE_territoire"), &program).expect("a copy that nobody may run");
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        .arg(&program)
        .args([
            "with-database",
            "--",
            "sh",
            "-c",
            "psql -qtA \"$DATABASE_URL\" -c 'select 40 + 1'",
        ])
        .env("TMPDIR", &folder.0)
        .env_remove("XDG_RUNTIME_DIR")
        .env("HOME", &folder.0)
        .current_dir(&folder.0)
        .output()
        .expect("setpriv runs");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        "41",
        "{words}"
    );
}
