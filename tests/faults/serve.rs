//! `territoire serve`: refused for a reason that says what to do, stopped in order, killed and started again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};
use territoire_apprenant::database::cluster;

use crate::cluster::{Folder, kill};

fn territoire(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_territoire"));
    command
        .args(arguments)
        .arg("--data-dir")
        .arg(&folder.0)
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A server that is ready, on a port of its own.
struct Served {
    process: Child,
    port: u16,
}

impl Served {
    fn start(folder: &Folder) -> Self {
        // Free a moment ago; nobody else on a test machine asks for a port of this range at random.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let mut process = territoire(folder, &["serve", "--port", &port.to_string()])
            .spawn()
            .expect("territoire runs");
        let mut log = BufReader::new(process.stderr.take().expect("piped"));
        let mut said = String::new();
        while !said.contains("\"message\":\"ready\"") {
            let read = log.read_line(&mut said).expect("a log in UTF-8");
            assert!(read > 0, "it ended before it was ready: {said}");
        }
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Self { process, port }
    }

    fn status(&self, path: &str) -> String {
        let mut stream =
            std::net::TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer.lines().next().unwrap_or_default().to_owned()
    }

    fn stop(&mut self) -> Option<i32> {
        let pid = self.process.id().to_string();
        let status = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(status.expect("kill runs").success());
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.process.try_wait().expect("it is ours") {
                return status.code();
            }
            assert!(Instant::now() < deadline, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(words.lines().count(), 1, "one line: {words}");
    words
}

#[test]
fn it_stops_in_order_and_starts_again_after_a_kill() {
    let folder = Folder::new();
    let mut served = Served::start(&folder);
    assert_eq!(served.status("/readyz"), "HTTP/1.1 200 OK");
    assert_eq!(served.stop(), Some(0));
    assert!(
        !folder.0.join("postgresql/postmaster.pid").exists(),
        "PostgreSQL ended in order too"
    );

    let served = Served::start(&folder);
    kill(served.process.id());
    drop(served);
    let mut served = Served::start(&folder);
    assert_eq!(served.status("/readyz"), "HTTP/1.1 200 OK");
    assert_eq!(served.stop(), Some(0));
}

#[test]
fn a_taken_port_and_a_taken_directory_are_told_in_one_line() {
    let folder = Folder::new();
    let served = Served::start(&folder);
    let port = served.port.to_string();
    let same_port = territoire(&folder, &["serve", "--port", &port]).output();
    assert!(refused(&same_port.expect("it runs")).contains("is taken by another program"));
    let same_directory = territoire(&folder, &["serve", "--port", "0"]).output();
    assert!(refused(&same_directory.expect("it runs")).contains("is in use by another territoire"));
    // Other commands work beside the running server.
    let doctor = territoire(&folder, &["doctor", "--port", "0"]).output();
    let doctor = doctor.expect("it runs");
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(0), "{said}");
    assert!(said.contains("private cluster (running)"), "{said}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_or_of_other_people_or_another_address_is_left_alone() {
    let folder = Folder::new();
    let mut served = Served::start(&folder);
    let mut connection = PgConnection::connect(&cluster::url_of(&folder.0))
        .await
        .expect("it runs");
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'of tomorrow', true, '', 0)",
    )
    .execute(&mut connection)
    .await
    .expect("a row");
    connection.close().await.expect("it ends");
    assert_eq!(served.stop(), Some(0));

    let output = territoire(&folder, &["serve", "--port", "0"]).output();
    let words = refused(&output.expect("it runs"));
    assert!(words.contains("newer version of territoire"), "{words}");
    assert!(words.contains("9999"), "{words}");

    let folder = Folder::new();
    let mut served = Served::start(&folder);
    assert_eq!(served.stop(), Some(0));
    let moved = [
        "serve",
        "--port",
        "0",
        "--public-url",
        "https://badges.example",
    ];
    let output = territoire(&folder, &moved).output();
    let words = refused(&output.expect("it runs"));
    assert!(
        words.contains("are named after http://localhost:"),
        "{words}"
    );
}

#[test]
fn a_lost_master_key_is_told_and_nothing_is_signed_under_another() {
    let folder = Folder::new();
    let mut served = Served::start(&folder);
    assert_eq!(served.stop(), Some(0));
    std::fs::remove_file(folder.0.join("master.key")).expect("it was there");
    let doctor = territoire(&folder, &["doctor", "--port", "0"]).output();
    let doctor = doctor.expect("it runs");
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert_eq!(doctor.status.code(), Some(1), "{said}");
    assert!(said.contains("master.key is missing"), "{said}");
    let output = territoire(&folder, &["serve", "--port", "0"]).output();
    let words = refused(&output.expect("it runs"));
    assert!(words.contains("another master key"), "{words}");
    assert!(
        !folder.0.join("master.key").exists(),
        "no new key stands where the old one is to be put back"
    );
}
