//! Asks over HTTP/1.1 on connections that stay open: some clients, for some seconds, each as soon as it was answered.
//!
//! It runs on one thread of this process, apart from whoever answers, so that its own processor time is not counted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Requests as they go over the wire.
pub(super) type Requests = Arc<Vec<Vec<u8>>>;

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// How it went.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    pub(super) requests: u64,
    /// Those that were not answered by 200 or 204.
    pub(super) refused: u64,
    pub(super) seconds: f64,
    pub(super) bytes: u64,
    /// Tenths of a microsecond, sorted.
    latencies: Vec<u32>,
}

impl Run {
    /// So many, whatever time they took.
    pub(super) fn of(requests: usize, refused: usize) -> Self {
        Self {
            requests: requests as u64,
            refused: refused as u64,
            ..Self::default()
        }
    }

    pub(super) fn per_second(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// Milliseconds within which that share of the requests was answered.
    pub(super) fn within(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.latencies
            .get(at)
            .map_or(f64::NAN, |tenths| f64::from(*tenths) / 10_000.0)
    }

    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.refused += other.refused;
        self.bytes += other.bytes;
        self.latencies.extend(other.latencies);
    }
}

/// A request for `path`, with more headers, each ended by CRLF.
pub(super) fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n").into_bytes()
}

/// A connection that stays open.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// Where the parts of an answer are in the buffer.
struct Shape {
    status: u16,
    head: usize,
    whole: usize,
}

impl Connection {
    pub(super) async fn open(port: u16) -> std::io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(256 * 1024);
        Ok(Self { stream, buffer })
    }

    /// Asks, and reads the whole answer.
    async fn exchange(&mut self, request: &[u8]) -> std::io::Result<Shape> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut head = None;
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            head = head.or_else(|| Head::read(&self.buffer));
            if let Some(head) = &head
                && let Some(whole) = head.end(&self.buffer)
            {
                let Head { status, end, .. } = *head;
                return Ok(Shape {
                    status,
                    head: end,
                    whole,
                });
            }
        }
    }

    /// The same, with all that the answer says.
    pub(super) async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        let shape = self.exchange(request).await?;
        let head = String::from_utf8_lossy(&self.buffer[..shape.head]).into_owned();
        let headers: Vec<(String, String)> = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = &self.buffer[shape.head..shape.whole];
        let chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        Ok(Answer {
            status: shape.status,
            headers,
            body: if chunked { joined(body) } else { body.to_vec() },
        })
    }
}

/// What the head of an answer says of its end.
struct Head {
    status: u16,
    end: usize,
    /// `None`: in chunks.
    length: Option<usize>,
}

impl Head {
    fn read(buffer: &[u8]) -> Option<Self> {
        let end = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(&buffer[..end]).ok()?;
        let status = head.get(9..12)?.parse().ok()?;
        let mut length = Some(0);
        for line in head.split("\r\n").skip(1) {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().ok();
                break;
            }
            if name.eq_ignore_ascii_case("transfer-encoding") {
                length = None;
                break;
            }
        }
        Some(Self {
            status,
            end,
            length,
        })
    }

    /// Where the answer ends, once all of it is there.
    fn end(&self, buffer: &[u8]) -> Option<usize> {
        match self.length {
            Some(length) => (buffer.len() >= self.end + length).then_some(self.end + length),
            None => buffer.ends_with(b"\r\n0\r\n\r\n").then_some(buffer.len()),
        }
    }
}

/// A body out of its chunks.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).ok();
        let size = size.and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some(size @ 1..) = size else { break };
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    body
}

/// `clients` ask at once, each by a list of its own turn, for `lasting`.
pub(super) fn run(port: u16, lists: &[Requests], clients: usize, lasting: Duration) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut connections = Vec::new();
        for _ in 0..clients {
            connections.push(Connection::open(port).await.expect("it listens"));
        }
        let began = Instant::now();
        let mut asking = JoinSet::new();
        for (client, connection) in connections.into_iter().enumerate() {
            let list = Arc::clone(&lists[client % lists.len()]);
            asking.spawn(ask_on(connection, list, client * 37, began + lasting));
        }
        let mut all = Run::default();
        while let Some(one) = asking.join_next().await {
            all.add(one.expect("a client"));
        }
        all.seconds = began.elapsed().as_secs_f64();
        all.latencies.sort_unstable();
        all
    })
}

async fn ask_on(mut connection: Connection, list: Requests, first: usize, until: Instant) -> Run {
    let mut run = Run::default();
    let mut asked = Instant::now();
    for request in list.iter().cycle().skip(first % list.len()) {
        let shape = connection.exchange(request).await.expect("it answers");
        let answered = Instant::now();
        let tenths = (answered - asked).as_nanos() / 100;
        run.latencies
            .push(u32::try_from(tenths).unwrap_or(u32::MAX));
        run.requests += 1;
        run.bytes += shape.whole as u64;
        run.refused += u64::from(!matches!(shape.status, 200 | 204));
        if answered >= until {
            break;
        }
        asked = answered;
    }
    run
}

/// Every request of a list, once and in turn.
pub(super) fn each(port: u16, list: &[Vec<u8>]) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut connection = Connection::open(port).await.expect("it listens");
        let mut answers = Vec::with_capacity(list.len());
        for request in list {
            answers.push(connection.ask(request).await.expect("it answers"));
        }
        answers
    })
}
