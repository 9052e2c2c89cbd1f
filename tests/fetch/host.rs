//! Hosts of this machine that say exactly what a test wants them to say, and names that lead to them.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use territoire_apprenant::fetch::{Fetcher, Limits, LookupFuture, Names, Reach, Settings};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A connection, with TLS or without.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A host and what came to it.
#[derive(Clone)]
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    heads: Arc<Mutex<Vec<String>>>,
    now: Arc<AtomicUsize>,
    peak: Arc<AtomicUsize>,
}

impl Host {
    /// Speaks HTTP on a port of its own.
    pub(crate) async fn plain<F, A>(answer: F) -> Self
    where
        F: Fn(String, Box<dyn Wire>) -> A + Send + Sync + 'static,
        A: Future<Output = ()> + Send,
    {
        Self::at("127.0.0.1:0", None, answer).await
    }

    /// Speaks HTTPS, with a certificate.
    pub(crate) async fn tls<F, A>(certificate: &Certificate, answer: F) -> Self
    where
        F: Fn(String, Box<dyn Wire>) -> A + Send + Sync + 'static,
        A: Future<Output = ()> + Send,
    {
        Self::at("127.0.0.1:0", Some(certificate.acceptor()), answer).await
    }

    /// A host that must not be asked.
    pub(crate) async fn trap(address: &str) -> Self {
        Self::at(address, None, async |_, _| {}).await
    }

    pub(crate) async fn at<F, A>(address: &str, tls: Option<TlsAcceptor>, answer: F) -> Self
    where
        F: Fn(String, Box<dyn Wire>) -> A + Send + Sync + 'static,
        A: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind(address).await.unwrap();
        let host = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            heads: Arc::default(),
            now: Arc::default(),
            peak: Arc::default(),
        };
        let (own, answer) = (host.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                own.connections.fetch_add(1, Ordering::SeqCst);
                let (own, answer, tls) = (own.clone(), Arc::clone(&answer), tls.clone());
                tokio::spawn(async move {
                    let mut wire: Box<dyn Wire> = match tls {
                        None => Box::new(stream),
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                    };
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match wire.read_u8().await {
                            Ok(octet) => head.push(octet),
                            Err(_) => return,
                        }
                    }
                    let head = String::from_utf8(head).unwrap();
                    own.heads.lock().unwrap().push(head.clone());
                    let now = own.now.fetch_add(1, Ordering::SeqCst) + 1;
                    own.peak.fetch_max(now, Ordering::SeqCst);
                    answer(head, wire).await;
                    own.now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        host
    }

    /// Connections that were made to it.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of what it was asked.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// The most questions that were under way at once.
    pub(crate) fn peak(&self) -> usize {
        self.peak.load(Ordering::SeqCst)
    }

    /// An address at it, by number.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// An address at it, by name.
    pub(crate) fn named(&self, scheme: &str, name: &str, path: &str) -> String {
        format!("{scheme}://{name}:{}{path}", self.address.port())
    }
}

/// The path that is asked for.
pub(crate) fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

/// Writes a whole answer. That nobody listens any more is no fault of a host.
pub(crate) async fn say(mut wire: Box<dyn Wire>, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n",
        body.len()
    );
    let _ = wire.write_all(head.as_bytes()).await;
    let _ = wire.write_all(body).await;
    let _ = wire.shutdown().await;
}

/// A certificate of a host's own, which only those believe who are told to.
pub(crate) struct Certificate {
    pub(crate) certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Certificate {
    pub(crate) fn of(name: &str) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        Self {
            certificate: made.cert.der().clone(),
            key: made.signing_key.serialize_der(),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Names that answer what they are told to, in turn; the last answer stays.
#[derive(Default)]
pub(crate) struct Told {
    answers: Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl Told {
    pub(crate) fn new(answers: &[(&str, &[&[&str]])]) -> Arc<Self> {
        let parse = |ip: &&str| ip.parse().unwrap();
        let turn = |turn: &&[&str]| turn.iter().map(parse).collect();
        let of = |(name, turns): &(&str, &[&[&str]])| {
            ((*name).to_owned(), turns.iter().map(turn).collect())
        };
        Arc::new(Self {
            answers: Mutex::new(answers.iter().map(of).collect()),
            asked: AtomicUsize::default(),
        })
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Names for Told {
    fn addresses(&self, host: &str) -> LookupFuture {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let turns = answers.get_mut(host).map(|turns| {
            if turns.len() > 1 {
                turns.pop_front().unwrap()
            } else {
                turns[0].clone()
            }
        });
        let found = turns.ok_or_else(|| std::io::Error::other("no such name"));
        Box::pin(async move { found })
    }
}

/// A client of this machine alone.
pub(crate) fn at_home(limits: Limits, names: Arc<Told>, believed: &[&Certificate]) -> Fetcher {
    reaching(Reach::Loopback, limits, names, believed)
}

/// A client as it is in production, but for its names.
pub(crate) fn in_the_world(names: Arc<Told>) -> Fetcher {
    reaching(Reach::World, Limits::default(), names, &[])
}

fn reaching(reach: Reach, limits: Limits, names: Arc<Told>, believed: &[&Certificate]) -> Fetcher {
    let roots = believed.iter().map(|it| it.certificate.clone()).collect();
    Fetcher::new(Settings {
        reach,
        limits,
        names,
        roots,
    })
    .unwrap()
}
