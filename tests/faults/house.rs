//! A database, any number of `territoire serve` on it, as processes of their own, and people who ask them over HTTP.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;
use sqlx::PgPool;
use territoire_apprenant::account::entry::service as entry;
use territoire_apprenant::account::{Address, AgeBand, key_file, service as account};
use territoire_apprenant::clock::{Clock as _, SystemClock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::badges::{Award, Signers, desk, signers_under};
use crate::post_office::PostOffice;
use crate::support::{TestDatabase, database};

/// An installation: what every node of it shares.
pub(crate) struct House {
    pub(crate) test: TestDatabase,
    pub(crate) signers: Signers,
    pub(crate) post: PostOffice,
    folder: tempfile::TempDir,
}

impl House {
    pub(crate) async fn new() -> Self {
        let test = database().await;
        let folder = tempfile::tempdir().expect("a folder");
        let master = key_file::draw(folder.path(), &mut rand::rng()).expect("a master key");
        let pool = &test.database.app;
        let signers = signers_under(pool, SystemClock.now(), master).await;
        desk(pool, &signers).await;
        let post = PostOffice::open().await;
        Self {
            test,
            signers,
            post,
            folder,
        }
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.test.database.app
    }

    /// A node that is ready, on a port of its own.
    pub(crate) fn node(&self) -> Node {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        self.node_at(port)
    }

    pub(crate) fn node_at(&self, port: u16) -> Node {
        let mut process = Command::new(env!("CARGO_BIN_EXE_territoire"))
            .args(["serve", "--public-url", "http://localhost:4141", "--port"])
            .arg(port.to_string())
            .arg("--data-dir")
            .arg(self.folder.path())
            .env("DATABASE_URL", self.test.url())
            .env(
                "TERRITOIRE_SMTP_URL",
                format!("smtp://127.0.0.1:{}", self.post.port),
            )
            .env("TERRITOIRE_MAIL_FROM", "Badges <badges@example.org>")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("territoire runs");
        let mut log = BufReader::new(process.stderr.take().expect("piped"));
        let mut said = String::new();
        while !said.contains("\"message\":\"ready\"") {
            let read = log.read_line(&mut said).expect("a log in UTF-8");
            assert!(read > 0, "it ended before it was ready: {said}");
        }
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        Node { process, port }
    }

    /// Somebody of full age with a confirmed address, who is signed in.
    pub(crate) async fn person(&self, email: &str) -> Person {
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let address = Address::parse(email).expect("an address");
        let asked = BTreeSet::from([address]);
        let mut tx = self.pool().begin().await.expect("a transaction");
        let master = &self.signers.master;
        let made = account::find_or_make(&mut tx, &asked, master, &SystemClock, &mut rng).await;
        let made = made.expect("an account");
        let id = made.values().next().expect("one").id;
        account::confirm(&mut tx, &asked, &SystemClock)
            .await
            .expect("confirmed");
        account::set_age_bands(&mut tx, &[(id, AgeBand::Adult)])
            .await
            .expect("of full age");
        tx.commit().await.expect("kept");
        let begun = entry::begin(self.pool(), id, "?", &SystemClock, &mut rng).await;
        let cookie = format!("__Host-session={}", begun.expect("a session").reveal());
        Person {
            id,
            email: email.to_owned(),
            cookie,
        }
    }

    /// A badge of a person's, as a form brings it.
    pub(crate) fn badge(&self, email: &str) -> Form {
        let award = Award {
            email,
            ..Award::default()
        };
        let mut body = b"--limit\r\nContent-Disposition: form-data; name=\"badges\"; filename=\"un.json\"\r\n\r\n".to_vec();
        body.extend_from_slice(&self.signers.json(&award));
        body.extend_from_slice(b"\r\n--limit--\r\n");
        ("multipart/form-data; boundary=limit", body)
    }

    pub(crate) async fn number(&self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned()))
            .fetch_one(self.pool())
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) cookie: String,
}

/// What kind of body, and the body.
pub(crate) type Form = (&'static str, Vec<u8>);

/// A form as pages send it.
pub(crate) fn form(fields: &str) -> Form {
    (
        "application/x-www-form-urlencoded",
        fields.as_bytes().to_vec(),
    )
}

/// One server process.
pub(crate) struct Node {
    process: Child,
    pub(crate) port: u16,
}

impl Node {
    /// SIGKILL: nothing is ended in order.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("it is ours");
        self.process.wait().expect("it ended");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a node answered: the status, the headers, the page. `None`: the connection broke, or nobody listens.
pub(crate) async fn ask(
    port: u16,
    cookie: &str,
    path: &str,
    sent: Option<&Form>,
) -> Option<(u16, String, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let method = if sent.is_some() { "POST" } else { "GET" };
    let (kind, body) = sent.map_or(("text/plain", &[][..]), |(kind, body)| (*kind, body));
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:4141\r\nConnection: close\r\nAccept: text/html\r\n\
         Sec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, page) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_owned(), page.to_owned()))
}

/// Awaits a condition, for two minutes at most: a letter that could not be handed over is tried again after a while, and
/// other tests may have the machine.
pub(crate) async fn awaited(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_mins(2), "{what}: in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How often a test does what it does: more under `make soak`.
pub(crate) fn times(variable: &str, usual: usize) -> usize {
    std::env::var(variable)
        .ok()
        .and_then(|said| said.parse().ok())
        .unwrap_or(usual)
}
