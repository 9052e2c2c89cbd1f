//! An installation to be measured: a private cluster set up as an operator would, a database for each size, servers that
//! are processes of their own, and recruiters who may ask.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use serde_json::Value;
use sqlx::{Connection as _, PgConnection, PgPool};
use territoire_apprenant::account::companies::Siren;
use territoire_apprenant::account::entry::service as entry;
use territoire_apprenant::account::{Address, key_file, service as account};
use territoire_apprenant::clock::SystemClock;
use territoire_apprenant::database::Database;
use territoire_apprenant::database::cluster::{Durability, PrivateCluster, Roots};

use super::load;
use super::people::{self, Crowd};

/// Companies that ask; one recruiter of each.
pub(super) const COMPANIES: usize = 8;
/// The database that others are copied from: nobody is in it.
const EMPTY: &str = "banc_vide";

/// What PostgreSQL is told for a machine of this size, for the service and for Martin alike. Durable as it comes.
const SETTINGS: &str = "
    alter system set shared_buffers = '3GB';
    alter system set effective_cache_size = '8GB';
    alter system set work_mem = '64MB';
    alter system set maintenance_work_mem = '512MB';
    alter system set random_page_cost = 1.1;
    alter system set jit = off;
    alter system set max_parallel_workers_per_gather = 0;
    alter system set wal_level = minimal;
    alter system set max_wal_senders = 0;
    alter system set max_wal_size = '8GB';
    alter system set autovacuum = off";

/// The installation. Dropping it ends the cluster, and removes it unless `BENCH_KEEP` names where it stays.
pub(super) struct House {
    cluster: Option<PrivateCluster>,
    pub(super) folder: PathBuf,
    keep: bool,
    pub(super) runtime: tokio::runtime::Runtime,
}

/// A database with so many people in it.
pub(super) struct Filled {
    pub(super) url: String,
    /// How many of them may be found.
    pub(super) findable: i64,
    /// How many rows show.
    pub(super) rows: i64,
    /// How long it took to put them there; `None`: they were there.
    pub(super) took: Option<Duration>,
}

impl House {
    /// Call it from the main thread: the cluster ends with the thread that started it.
    pub(super) fn open() -> Self {
        let kept = std::env::var_os("BENCH_KEEP").map(PathBuf::from);
        let folder = kept.clone().unwrap_or_else(|| {
            std::env::temp_dir().join(format!("territoire-bench-{}", std::process::id()))
        });
        fs::create_dir_all(&folder).expect("a folder");
        let start = || {
            let directory = folder.join("cluster");
            PrivateCluster::start(&directory, Durability::Kept, &Roots::default())
                .expect("a cluster")
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let fresh = !folder
            .join("cluster/postgresql/postgresql.auto.conf")
            .exists();
        let mut cluster = start();
        if fresh {
            let url = cluster.url();
            runtime.block_on(async {
                let mut db = PgConnection::connect(&url).await.expect("it answers");
                for sql in SETTINGS.split(';') {
                    let sql = sqlx::AssertSqlSafe(sql.to_owned());
                    sqlx::raw_sql(sql)
                        .execute(&mut db)
                        .await
                        .expect("a setting");
                }
            });
            drop(cluster);
            cluster = start();
        }
        Self {
            cluster: Some(cluster),
            folder,
            keep: kept.is_some(),
            runtime,
        }
    }

    fn cluster(&self) -> &PrivateCluster {
        self.cluster.as_ref().expect("it runs until the end")
    }

    /// PostgreSQL's first process.
    pub(super) fn postgresql(&self) -> u32 {
        self.cluster().server_pid()
    }

    /// Where its socket is.
    pub(super) fn socket(&self) -> PathBuf {
        self.folder.join("cluster")
    }

    fn url(&self, database: &str) -> String {
        let mut url = url::Url::parse(&self.cluster().url()).expect("an address");
        url.set_path(database);
        url.into()
    }

    /// A database in which nobody is, but recruiters of [`COMPANIES`] companies may ask; made once.
    pub(super) fn empty(&self) -> String {
        let url = self.url(EMPTY);
        if self.make(EMPTY, None) {
            // The first start settles everything, and leaves the master key beside.
            drop(Node::start(self, &url, "first"));
        }
        self.runtime.block_on(async {
            let mut db = PgConnection::connect(&url).await.expect("it answers");
            sqlx::raw_sql("vacuum analyze")
                .execute(&mut db)
                .await
                .expect("statistics");
        });
        url
    }

    /// Makes a database unless it is there; tells whether it made it.
    fn make(&self, name: &str, template: Option<&str>) -> bool {
        self.runtime.block_on(async {
            let url = self.cluster().url();
            let mut db = PgConnection::connect(&url).await.expect("it answers");
            let known: bool =
                sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
                    .bind(name)
                    .fetch_one(&mut db)
                    .await
                    .expect("a catalogue");
            if !known {
                let from = template.map_or(String::new(), |from| format!(" template {from}"));
                let sql = sqlx::AssertSqlSafe(format!("create database {name}{from}"));
                sqlx::raw_sql(sql).execute(&mut db).await.expect("room");
            }
            !known
        })
    }

    /// A database with `size` people in it; those of `crowd` as far as they go.
    pub(super) fn filled(&self, size: usize) -> Filled {
        let name = format!("banc_{size}");
        let fresh = self.make(&name, Some(EMPTY));
        let url = self.url(&name);
        let (took, counted) = self.runtime.block_on(async {
            let database = Database::connect(&url).await.expect("it answers");
            let began = Instant::now();
            if fresh {
                let competences = people::competences(&database.owner).await;
                let mut crowd = Crowd::new(&database.owner).await;
                let mut db = database.owner.acquire().await.expect("a connection");
                people::fill(&mut db, &mut crowd, size, &sirens(), &competences).await;
            }
            let took = fresh.then(|| began.elapsed());
            let counted: (i64, i64) =
                sqlx::query_as("select count(distinct holder_id), count(*) from presence.findable")
                    .fetch_one(&database.owner)
                    .await
                    .expect("people");
            database.close().await;
            (took, counted)
        });
        Filled {
            url,
            findable: counted.0,
            rows: counted.1,
            took,
        }
    }

    /// Cookies of recruiters who showed a passkey, one of each company.
    pub(super) fn recruiters(&self, url: &str) -> Vec<String> {
        let master = key_file::load(&self.folder).expect("a file");
        let master = master.expect("a master key");
        self.runtime.block_on(async {
            let database = Database::connect(url).await.expect("it answers");
            let mut cookies = Vec::new();
            for siren in sirens() {
                let mut rng: StdRng = rand::make_rng();
                let address = Address::parse(&format!("{siren}@banc.invalid")).expect("an address");
                let asked = BTreeSet::from([address]);
                let mut tx = database.app.begin().await.expect("a transaction");
                let made =
                    account::find_or_make(&mut tx, &asked, &master, &SystemClock, &mut rng).await;
                let id = made.expect("an account").values().next().expect("one").id;
                account::confirm(&mut tx, &asked, &SystemClock)
                    .await
                    .expect("confirmed");
                tx.commit().await.expect("kept");
                for sql in [
                    "insert into account.company (siren, name, created_at)
                     select $2, 'Banc', now() where $1::uuid is not null on conflict do nothing",
                    "insert into account.recruiter (holder_id, siren, asked_at, approved_at)
                     values ($1, $2, now(), now()) on conflict do nothing",
                ] {
                    let put = sqlx::query(sql).bind(id).bind(&siren);
                    put.execute(&database.owner).await.expect(sql);
                }
                let begun = entry::begin(&database.app, id, "?", &SystemClock, &mut rng).await;
                let session = begun.expect("a session");
                cookies.push(format!("__Host-session={}", session.reveal()));
            }
            database.close().await;
            cookies
        })
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.cluster.take());
        if !self.keep {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Numbers that a company may have.
pub(super) fn sirens() -> Vec<String> {
    let sirens = (100_000_000..).map(|number: u32| number.to_string());
    let sirens = sirens.filter(|siren| Siren::parse(siren).is_ok());
    sirens.take(COMPANIES).collect()
}

/// A program that is ended with this thread, even when that is killed.
pub(super) fn until_killed(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=KILL").arg("--").arg(program);
    command
}

/// A port that nobody listens at.
pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}

/// Waits until somebody listens at a port.
pub(super) fn listening(port: u16) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < deadline, "nobody listens");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// `territoire serve`, as it is built for release, with its log in a file as a service manager keeps it.
pub(super) struct Node {
    process: Child,
    pub(super) port: u16,
    log: PathBuf,
}

impl Node {
    /// One that answers.
    pub(super) fn start(house: &House, url: &str, name: &str) -> Self {
        let log = house.folder.join(format!("{name}.log"));
        let _ = fs::remove_file(&log);
        let written = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log");
        let port = free_port();
        let process = until_killed(Path::new(env!("CARGO_BIN_EXE_territoire")))
            .args(["serve", "--public-url", "http://localhost:4141", "--port"])
            .arg(port.to_string())
            .arg("--data-dir")
            .arg(&house.folder)
            .env("DATABASE_URL", url)
            .env_remove("TERRITOIRE_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(written)
            .spawn()
            .expect("territoire runs");
        let mut node = Self { process, port, log };
        node.said("ready", Duration::from_mins(1));
        node
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Waits until it said so, and tells when.
    fn said(&mut self, message: &str, within: Duration) -> DateTime<Utc> {
        let deadline = Instant::now() + within;
        loop {
            let log = match fs::read_to_string(&self.log) {
                Ok(log) => log,
                Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
                Err(error) => panic!("{error}"),
            };
            let lines = log
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok());
            let told = lines.into_iter().find_map(|line: Value| {
                let said = line["message"] == message;
                said.then(|| line["timestamp"].as_str()?.parse().ok())?
            });
            if let Some(told) = told {
                return told;
            }
            let ended = self.process.try_wait().expect("it is ours");
            assert!(ended.is_none(), "it ended: {log}");
            assert!(Instant::now() < deadline, "{message:?} was not said: {log}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// How long after it was ready its index was made.
    pub(super) fn made(&mut self) -> Duration {
        let ready = self.said("ready", Duration::from_secs(1));
        let made = self.said("the index is made", Duration::from_mins(5));
        (made - ready).to_std().unwrap_or_default()
    }

    /// What `/metrics` says of something.
    pub(super) fn measure(&self, name: &str) -> Option<f64> {
        let answers = load::each(self.port, &[load::get("/metrics", "")]);
        let text = String::from_utf8_lossy(&answers[0].body).into_owned();
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
    }

    /// Empties its log, as a service manager does.
    pub(super) fn forget_log(&self) {
        let log = fs::OpenOptions::new().write(true).open(&self.log);
        log.and_then(|log| log.set_len(0)).expect("its log");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Doors to a database, for what is done beside the servers.
pub(super) async fn doors(url: &str) -> (Database, PgPool) {
    let database = Database::connect(url).await.expect("it answers");
    let owner = database.owner.clone();
    (database, owner)
}
