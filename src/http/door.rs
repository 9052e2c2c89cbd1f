//! Connections: so many at once, each for as long as somebody speaks.
//!
//! What a request may take is bounded by [`super::envelope`]. Before there is one, and after its answer, a connection costs
//! a descriptor, of which there are few: whoever opens thousands and says nothing would close the door for all others.
//!
//! **Invariant:** each connection ends, whatever the other side does or leaves undone; those of one network outside are
//! counted, those of a proxy of ours are not.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tower::Service;

use super::limits::{Network, is_ours};

/// How many connections, and how long they may be silent.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Until the headers of the next request are there, from the moment that the connection is idle. Longer than what
    /// proxies keep theirs open for (a minute, commonly), so that the proxy ends them and no request is lost on the way.
    pub silence: Duration,
    /// From its beginning to when it takes no more requests; whoever reads an answer too slowly is cut off soon after.
    pub life: Duration,
    /// Connections at once.
    pub most: usize,
    /// Of which from one network outside.
    pub of_one: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(75),
            life: Duration::from_hours(1),
            most: 8192,
            of_one: 256,
        }
    }
}

/// Descriptors that are kept for the database, for files, and for what is asked of the web.
const NOT_CONNECTIONS: u64 = 256;

impl Bounds {
    /// The usual ones, with no more connections than this process has descriptors for: it is first given as many as it is
    /// allowed.
    #[must_use]
    pub fn of_this_process() -> Self {
        let limits = getrlimit(Resource::Nofile);
        let allowed = Rlimit {
            current: limits.maximum,
            maximum: limits.maximum,
        };
        let descriptors = match setrlimit(Resource::Nofile, allowed) {
            Ok(()) => limits.maximum,
            Err(_) => limits.current,
        };
        let usual = Self::default();
        let room = descriptors.map(|descriptors| descriptors.saturating_sub(NOT_CONNECTIONS));
        let room = room.map_or(usual.most, |room| {
            usize::try_from(room).unwrap_or(usual.most)
        });
        Self {
            most: room.clamp(64, usual.most),
            ..usual
        }
    }
}

/// How long a connection may take to end once it is asked to.
const FAREWELL: Duration = Duration::from_mins(1);

/// What answers requests: a router, or what stands before one.
pub trait Answering:
    Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static
{
}

impl<S> Answering for S where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static
{
}

/// Answers what comes in at `listener` until `stop`, by `service`, which is always ready; then waits until what is under way
/// has ended.
pub async fn serve(
    listener: TcpListener,
    service: impl Answering,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let mut stop = pin!(stop);
    let places = Places::new(bounds);
    let (told, stopped) = watch::channel(());
    let (alive, mut all_gone) = mpsc::channel::<()>(1);
    loop {
        let taken = tokio::select! {
            taken = next(&listener, &places) => taken,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = taken else {
            continue;
        };
        let (service, stopped, alive) = (service.clone(), stopped.clone(), alive.clone());
        tokio::spawn(async move {
            answer(stream, peer, service, bounds, stopped).await;
            drop((place, alive));
        });
    }
    drop((listener, told, stopped, alive));
    all_gone.recv().await;
}

/// The next connection that there is a place for.
async fn next(listener: &TcpListener, places: &Places) -> Option<(TcpStream, SocketAddr, Place)> {
    let one = places.one().await?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, places.of(peer, one)?)),
        Err(error) => {
            let theirs = [
                io::ErrorKind::ConnectionRefused,
                io::ErrorKind::ConnectionAborted,
                io::ErrorKind::ConnectionReset,
            ];
            if !theirs.contains(&error.kind()) {
                tracing::error!(%error, "no connection can be taken; trying again");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            None
        }
    }
}

async fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    service: impl Answering,
    bounds: Bounds,
    mut stopped: watch::Receiver<()>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        service.clone().call(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(bounds.silence)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        // That somebody hung up, or spoke something else, is nothing to tell of.
        _ = connection.as_mut() => return,
        _ = stopped.changed() => {}
        () = tokio::time::sleep(bounds.life) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(FAREWELL, connection).await;
}

/// How many connections each network outside has.
type Outside = Arc<Mutex<HashMap<Network, usize>>>;

/// Who is connected.
struct Places {
    all: Arc<Semaphore>,
    of_one: usize,
    outside: Outside,
}

/// A place of a connection, until it is dropped.
struct Place {
    _one: OwnedSemaphorePermit,
    counted: Option<(Network, Outside)>,
}

impl Places {
    fn new(bounds: Bounds) -> Self {
        Self {
            all: Arc::new(Semaphore::new(bounds.most)),
            of_one: bounds.of_one,
            outside: Arc::default(),
        }
    }

    /// Waits until there is a place for one more.
    async fn one(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.all).acquire_owned().await.ok()
    }

    /// A place for this one; `None`: their network has as many as it may.
    fn of(&self, peer: SocketAddr, one: OwnedSemaphorePermit) -> Option<Place> {
        let ip = peer.ip().to_canonical();
        if is_ours(ip) {
            return Some(Place {
                _one: one,
                counted: None,
            });
        }
        let network = Network::from(ip);
        let mut outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner);
        let open = outside.entry(network).or_default();
        if *open >= self.of_one {
            return None;
        }
        *open += 1;
        Some(Place {
            _one: one,
            counted: Some((network, Arc::clone(&self.outside))),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((network, outside)) = &self.counted else {
            return;
        };
        let mut outside = outside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = outside.get_mut(network) {
            *open -= 1;
            if *open == 0 {
                outside.remove(network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_network_does_not_take_the_places_of_others() {
        let bounds = Bounds {
            most: 10,
            of_one: 2,
            ..Bounds::default()
        };
        let places = Places::new(bounds);
        let from = async |peer: &str| {
            let one = places.one().await.unwrap();
            places.of(peer.parse().unwrap(), one)
        };
        let (first, second) = (from("9.9.9.9:1").await, from("9.9.9.9:2").await);
        assert!(first.is_some() && second.is_some());
        assert!(from("9.9.9.9:3").await.is_none());
        assert!(from("9.9.9.8:1").await.is_some());
        drop(first);
        assert!(from("9.9.9.9:4").await.is_some());
        // A proxy of ours stands for many.
        let mut of_the_proxy = Vec::new();
        for _ in 0..9 {
            of_the_proxy.push(from("127.0.0.1:1").await.unwrap());
        }
        assert_eq!(places.all.available_permits(), 0);
        drop((second, of_the_proxy));
        assert_eq!(places.all.available_permits(), 10);
        assert!(places.outside.lock().unwrap().is_empty());
    }
}
