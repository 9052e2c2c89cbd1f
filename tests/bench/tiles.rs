//! Tiles of the public map, through the whole router and real TCP, beside a constant body.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::{Clock, SystemClock};
use territoire_apprenant::database::{self, Database, reference};
use territoire_apprenant::demonstration::service::Demonstration;
use territoire_apprenant::http::{AppState, Front};
use territoire_apprenant::issuing::service as issuing;
use territoire_apprenant::network::framework::Framework;
use territoire_apprenant::network::{PublicBase, service as network};

use crate::{RUN, RUNS, Table, tell};

const TILE: &str = "/tuiles/places/7/64/44.mvt";

/// Connections that ask in turn: the server finds several requests at once, as it does under load.
const CLIENTS: usize = 16;

pub(crate) fn lines(table: &mut Table) {
    let names = ["tiles", "tile", "tile, gzip", "tile, 304", "constant body"];
    if !names.iter().any(|name| table.wants(name)) {
        return;
    }
    let Ok(url) = std::env::var("DATABASE_URL") else {
        println!("(no DATABASE_URL: the tiles are left out; `make bench` gives one)");
        return;
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let address = runtime.block_on(async {
        let service = axum::Router::new()
            .route("/hello", axum::routing::get(async || "hello"))
            .fallback_service(Front::new(filled(&url).await));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async { axum::serve(listener, service).await });
        address
    });
    let mut streams: Vec<TcpStream> = (0..CLIENTS)
        .map(|_| {
            let stream = TcpStream::connect(address).expect("it listens");
            stream.set_nodelay(true).expect("a socket");
            stream
        })
        .collect();
    let etag = ask(&mut streams[0], TILE, "");
    let etag = etag
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .expect("tiles have an ETag")
        .to_owned();
    let mut lines: Vec<Line> = [
        ("constant body", "/hello", String::new()),
        ("tile", TILE, String::new()),
        ("tile, gzip", TILE, "accept-encoding: gzip\r\n".to_owned()),
        ("tile, 304", TILE, format!("if-none-match: {etag}\r\n")),
    ]
    .map(|(name, path, headers)| Line {
        name,
        path,
        headers,
        rates: Vec::new(),
        costs: Vec::new(),
    })
    .into();
    // In turn, so that what else the machine does meets them all.
    for _ in 0..RUNS {
        for line in &mut lines {
            line.run(&mut streams);
        }
    }
    for line in &mut lines {
        tell(line.name, &mut line.rates);
    }
    println!("\nprocessor time of the server for each request, and beside the constant body:");
    let floor = median(&mut lines[0].costs);
    for line in &mut lines {
        let cost = median(&mut line.costs);
        println!("{:<28} {cost:>9.1} µs {:>7.2}×", line.name, cost / floor);
    }
}

/// What is asked, and how it went in each run.
struct Line {
    name: &'static str,
    path: &'static str,
    headers: String,
    rates: Vec<f64>,
    /// Microseconds of processor time of all threads but the client's, a request.
    costs: Vec<f64>,
}

impl Line {
    fn run(&mut self, streams: &mut [TcpStream]) {
        let (began, before) = (Instant::now(), others_time());
        let mut done = 0_u32;
        while began.elapsed() < RUN {
            for stream in &mut *streams {
                put(stream, self.path, &self.headers);
            }
            for stream in &mut *streams {
                let head = take(stream);
                assert!(
                    head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 304"),
                    "{head}"
                );
                done += 1;
            }
        }
        self.rates
            .push(f64::from(done) / began.elapsed().as_secs_f64());
        let spent = others_time() - before;
        self.costs.push(spent / 1000.0 / f64::from(done));
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Nanoseconds on a processor of every thread of this process but this one (`/proc/…/schedstat`).
fn others_time() -> f64 {
    let read = |path: std::path::PathBuf| -> f64 {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let first = text.split(' ').next().and_then(|first| first.parse().ok());
        first.unwrap_or_default()
    };
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let all: f64 = tasks
        .flatten()
        .map(|task| read(task.path().join("schedstat")))
        .sum();
    all - read("/proc/thread-self/schedstat".into())
}

/// A database with a thousand invented people and one release.
async fn filled(url: &str) -> AppState {
    let database = Database::connect(url).await.expect("it answers");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let base = PublicBase::parse("http://localhost:4141").expect("an address");
    let mut rng: rand::rngs::StdRng = rand::make_rng();
    let master = MasterKey::new([41; 32]);
    let framework = Framework::read().expect("the framework");
    database::migrate(&database.owner).await.expect("migrated");
    reference::import(&database.owner, &*clock)
        .await
        .expect("the region");
    network::import(&database.app, &framework, &base, &master, &*clock, &mut rng)
        .await
        .expect("the networks");
    issuing::import(&database.app, &framework, &base, &*clock)
        .await
        .expect("achievements");
    let demonstration = Demonstration {
        database: &database,
        master: &master,
        base: &base,
        clock: clock.clone(),
    };
    demonstration.fill(1000, &|_, _| {}).await.expect("people");
    AppState::new(database, clock, base, master, true)
}

/// One request on a connection that stays open; the answer's head.
fn ask(stream: &mut TcpStream, path: &str, headers: &str) -> String {
    put(stream, path, headers);
    take(stream)
}

fn put(stream: &mut TcpStream, path: &str, headers: &str) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).expect("it reads");
}

fn take(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut buffer = vec![0; 65536];
    loop {
        let read = stream.read(&mut buffer).expect("it answers");
        assert!(read > 0, "the connection ended");
        answer.extend_from_slice(&buffer[..read]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.trim().parse().expect("a number"));
        let chunked = head.contains("transfer-encoding: chunked");
        let whole = if chunked {
            answer.ends_with(b"0\r\n\r\n")
        } else {
            answer.len() >= end + 4 + length
        };
        if whole {
            return String::from_utf8_lossy(&answer[..end]).into_owned();
        }
    }
}
