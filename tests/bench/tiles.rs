//! Tiles of the public map, through the whole router and real TCP, beside a constant body.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use territoire_apprenant::account::seal::MasterKey;
use territoire_apprenant::clock::{Clock, SystemClock};
use territoire_apprenant::database::{self, Database, reference};
use territoire_apprenant::demonstration::service::Demonstration;
use territoire_apprenant::http::{AppState, router};
use territoire_apprenant::issuing::service as issuing;
use territoire_apprenant::network::framework::Framework;
use territoire_apprenant::network::{PublicBase, service as network};

use crate::{RUN, RUNS, Table, tell};

const TILE: &str = "/tuiles/places/7/64/44.mvt";

pub(crate) fn lines(table: &mut Table) {
    let names = ["tile", "tile, gzip", "tile, 304", "constant body"];
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
        let service =
            router(filled(&url).await).route("/hello", axum::routing::get(async || "hello"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async { axum::serve(listener, service).await });
        address
    });
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("a socket");
    let etag = ask(&mut stream, TILE, "");
    let etag = etag
        .lines()
        .find_map(|line| line.strip_prefix("etag: "))
        .expect("tiles have an ETag")
        .to_owned();
    for (name, path, headers) in [
        ("constant body", "/hello", String::new()),
        ("tile", TILE, String::new()),
        ("tile, gzip", TILE, "accept-encoding: gzip\r\n".to_owned()),
        ("tile, 304", TILE, format!("if-none-match: {etag}\r\n")),
    ] {
        if !table.wants(name) {
            continue;
        }
        let mut rates: Vec<f64> = (0..RUNS)
            .map(|_| {
                let began = Instant::now();
                let mut done = 0_u32;
                while began.elapsed() < RUN {
                    let head = ask(&mut stream, path, &headers);
                    assert!(
                        head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 304"),
                        "{head}"
                    );
                    done += 1;
                }
                f64::from(done) / began.elapsed().as_secs_f64()
            })
            .collect();
        tell(name, &mut rates);
    }
}

/// A database with a thousand invented people and one release.
async fn filled(url: &str) -> AppState {
    let database = Database::connect(url).await.expect("it answers");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let base = PublicBase::parse("http://localhost:4141").expect("an address");
    let mut rng: rand::rngs::StdRng = rand::make_rng();
    let master = MasterKey::draw(&mut rng);
    let framework = Framework::read().expect("the framework");
    database::migrate(&database.app).await.expect("migrated");
    reference::import(&database.app, &*clock)
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
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n"
    )
    .expect("it reads");
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
