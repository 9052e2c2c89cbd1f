//! `territoire ingest`, interrupted and killed: it goes on, and neither loses nor doubles a badge.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use sqlx::{Connection, PgConnection};
use territoire_apprenant::account::key_file;
use territoire_apprenant::clock::{Clock, SystemClock};
use territoire_apprenant::database::cluster::{Durability, PrivateCluster, Roots};
use territoire_apprenant::database::{self, Database, instance, reference};
use uuid::Uuid;

use crate::badges::{Award, Signers, review, signers_under};

const HOLDERS: usize = 150;
const BADGES: usize = 2 * HOLDERS;

/// An installation of invented people with a folder of signed badges and their manifest, gone at the end.
struct Installation {
    folder: PathBuf,
    cluster: Option<PrivateCluster>,
}

impl Drop for Installation {
    fn drop(&mut self) {
        drop(self.cluster.take());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Installation {
    async fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("ti-{}", Uuid::new_v4().simple()));
        fs::create_dir(&folder).expect("a folder");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))
            .expect("PostgreSQL's user passes");
        let mut installation = Self {
            folder,
            cluster: None,
        };
        installation.start();
        let directory = installation.keys();
        fs::create_dir(&directory).expect("a folder");
        let clock = SystemClock;
        let db = Database::connect(&installation.url())
            .await
            .expect("it answers");
        database::migrate(&db.owner).await.expect("migrations run");
        instance::settle(&db.owner, Some(true), None, "http://localhost:4141", &clock)
            .await
            .expect("invented people");
        reference::import(&db.owner, &clock)
            .await
            .expect("reference data");
        let master = key_file::draw(&directory, &mut rand::rng()).expect("a master key");
        let signers = signers_under(&db.app, clock.now(), master).await;
        review(&db.app).await;
        installation.write_badges(&signers);
        db.close().await;
        installation
    }

    fn write_badges(&self, signers: &Signers) {
        let badges = self.badges();
        fs::create_dir(&badges).expect("a folder");
        let mut manifest = String::from("file,recipient,level,place,months,age_band\n");
        for number in 0..BADGES {
            let email = format!("titulaire-{}@example.org", number % HOLDERS);
            let award = Award {
                email: &email,
                ..Award::default()
            };
            let (name, bytes) = if number % 3 == 0 {
                (format!("{number:04}.png"), signers.png(&award))
            } else {
                (format!("{number:04}.json"), signers.json(&award))
            };
            fs::write(badges.join(&name), bytes).expect("a badge");
            writeln!(manifest, "badges/{name},{email},1,41018,12,18_plus").expect("memory");
        }
        fs::write(self.manifest(), manifest).expect("a manifest");
    }

    fn start(&mut self) {
        let data = self.folder.join("d");
        let cluster = PrivateCluster::start(&data, Durability::Kept, &Roots::default());
        self.cluster = Some(cluster.expect("a server"));
    }

    fn url(&self) -> String {
        self.cluster.as_ref().expect("it runs").url()
    }

    fn keys(&self) -> PathBuf {
        self.folder.join("keys")
    }

    fn badges(&self) -> PathBuf {
        self.folder.join("badges")
    }

    fn manifest(&self) -> PathBuf {
        self.folder.join("manifest.csv")
    }

    fn command(&self, paths: &[&Path]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_territoire"));
        command
            .args(["ingest", "--batch", "20", "--data-dir"])
            .arg(self.keys())
            .args(paths)
            .env("DATABASE_URL", self.url())
            .stdin(Stdio::null());
        command
    }

    /// A run under way, with at least `files` of its files done and some still to do.
    async fn ingest_up_to(&self, files: i64) -> Child {
        let mut child = self
            .command(&[&self.manifest()])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("territoire runs");
        let mut connection = self.connect().await;
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let done = number(
                &mut connection,
                "select count(*) from passport.ingestion_item",
            )
            .await;
            if done >= files {
                let all = i64::try_from(BADGES).expect("few");
                assert!(done < all, "there is something left to do: {done}");
                return child;
            }
            if let Some(status) = child.try_wait().expect("it is ours") {
                panic!(
                    "it ended too early: {status}, {:?}",
                    child.wait_with_output()
                );
            }
            assert!(
                Instant::now() < deadline,
                "it is too slow: {done} of {files}"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url())
            .await
            .expect("it answers")
    }

    /// Each badge once, byte for byte, with its holder, one consent each, one place each.
    async fn check_that_nothing_is_lost_or_doubled(&self) {
        let mut connection = self.connect().await;
        for (sql, expected) in [
            ("select count(*) from passport.credential", BADGES),
            ("select count(*) from passport.original", BADGES),
            (
                "select count(*) from passport.ingestion_item where outcome = 'kept'",
                BADGES,
            ),
            ("select count(*) from passport.ingestion_item", BADGES),
            ("select count(*) from passport.ingestion", 1),
            (
                "select count(*) from passport.ingestion where finished_at is not null",
                1,
            ),
            ("select count(*) from account.holder", HOLDERS),
            ("select count(*) from account.address", HOLDERS),
            ("select count(*) from presence.consent", HOLDERS),
            ("select count(*) from presence.visible_row", HOLDERS),
        ] {
            let found = number(&mut connection, sql).await;
            assert_eq!(usize::try_from(found), Ok(expected), "{sql}");
        }
        let kept: Vec<Vec<u8>> = sqlx::query_scalar("select sha256 from passport.original")
            .fetch_all(&mut connection)
            .await
            .expect("the originals");
        let given: BTreeSet<Vec<u8>> = fs::read_dir(self.badges())
            .expect("the folder")
            .map(|file| {
                let bytes = fs::read(file.expect("a file").path()).expect("a badge");
                Sha256::digest(bytes).to_vec()
            })
            .collect();
        assert!(kept.into_iter().collect::<BTreeSet<_>>() == given);
    }
}

async fn number(connection: &mut PgConnection, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql)
        .fetch_one(connection)
        .await
        .expect("a number")
}

fn signal(name: &str, pid: u32) {
    let status = Command::new("kill")
        .args([name, &pid.to_string()])
        .status()
        .expect("kill runs");
    assert!(status.success());
}

fn finish(mut command: Command) -> Output {
    command.output().expect("territoire runs")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[tokio::test]
async fn kills_of_itself_and_of_postgresql_lose_and_double_nothing() {
    let mut installation = Installation::new().await;

    let mut child = installation.ingest_up_to(40).await;
    signal("-9", child.id());
    let status: ExitStatus = child.wait().expect("it ended");
    assert_eq!(status.code(), None, "it was killed");

    let child = installation.ingest_up_to(120).await;
    let server = installation.cluster.as_ref().expect("it runs").server_pid();
    signal("-9", server);
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    assert!(
        words(&output).contains("goes on from here"),
        "{}",
        words(&output)
    );
    drop(installation.cluster.take());
    installation.start();

    let mut child = installation.ingest_up_to(200).await;
    signal("-9", child.id());
    child.wait().expect("it ended");

    let report = installation.folder.join("report.csv");
    let mut command = installation.command(&[&installation.manifest()]);
    let output = finish({
        command.arg("--report").arg(&report);
        command
    });
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    assert!(
        words(&output).contains(&format!("{BADGES} kept\n")),
        "{}",
        words(&output)
    );
    installation.check_that_nothing_is_lost_or_doubled().await;
    let lines = fs::read_to_string(report).expect("a report");
    assert_eq!(lines.lines().count(), 1 + BADGES);
    assert_eq!(lines.matches(",kept,").count(), BADGES);
}

#[tokio::test]
async fn an_interrupt_ends_after_the_batch_under_way_and_the_same_command_goes_on() {
    let installation = Installation::new().await;
    let child = installation.ingest_up_to(20).await;
    signal("-INT", child.id());
    let output = child.wait_with_output().expect("it ended");
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    assert!(words(&output).contains("interrupted"), "{}", words(&output));
    let mut connection = installation.connect().await;
    let done = number(
        &mut connection,
        "select count(*) from passport.ingestion_item",
    )
    .await;
    let kept = number(&mut connection, "select count(*) from passport.credential").await;
    assert_eq!(done, kept, "no batch was cut");

    let output = finish(installation.command(&[&installation.manifest()]));
    assert_eq!(output.status.code(), Some(0), "{}", words(&output));
    installation.check_that_nothing_is_lost_or_doubled().await;
    refusals_are_reported(&installation);
}

/// What is no badge has its row and its reason, and an input that cannot be used changes nothing.
fn refusals_are_reported(installation: &Installation) {
    let folder = installation.folder.join("mixed");
    fs::create_dir(&folder).expect("a folder");
    let genuine = fs::read_to_string(installation.badges().join("0001.json")).expect("a badge");
    fs::write(
        folder.join("altered.json"),
        genuine.replace("Accueillir", "Accueillit"),
    )
    .expect("a file");
    fs::write(folder.join("again.json"), &genuine).expect("a file");
    fs::write(folder.join("text.txt"), "Bonjour").expect("a file");
    fs::write(folder.join("empty.png"), "").expect("a file");
    fs::write(folder.join("large.png"), vec![7; 3 << 20]).expect("a file");
    let report = installation.folder.join("mixed.csv");
    let mut command = installation.command(&[&folder]);
    command.arg("--report").arg(&report);
    let output = finish(command);
    assert_eq!(output.status.code(), Some(1), "{}", words(&output));
    let report = fs::read_to_string(report).expect("a report");
    for (file, row) in [
        ("altered.json", ",refused,not_authentic,"),
        ("again.json", ",already_kept,,,"),
        ("text.txt", ",refused,not_a_badge,"),
        ("empty.png", ",refused,not_a_badge,the file is empty"),
        ("large.png", ",refused,too_large,"),
    ] {
        let line = report.lines().find(|line| line.contains(file));
        assert!(line.is_some_and(|line| line.contains(row)), "{report}");
    }

    let manifest = folder.join("point.csv");
    fs::write(
        &manifest,
        "file,recipient,lat,lng\nagain.json,a@b.c,47.58,1.33\n",
    )
    .expect("a file");
    for path in [manifest.as_path(), Path::new("/nowhere/at/all")] {
        let output = finish(installation.command(&[path]));
        assert_eq!(output.status.code(), Some(2), "{}", words(&output));
        assert!(!words(&output).contains("47.58"), "{}", words(&output));
    }
}
