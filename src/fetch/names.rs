//! Names to addresses: what is checked is what is connected to.
//!
//! **Invariant:** [`Checked`] is the only resolver of the client, asks for a name once, and hands on the very
//! addresses that it judged: a name that answers otherwise the next moment (DNS rebinding) finds nobody listening.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::guard::{Reach, Reachable};

/// The addresses of a name, once they are there.
pub type LookupFuture = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Where names are looked up.
pub trait Names: Send + Sync {
    /// The addresses of a host; an empty list is as good as an error.
    fn addresses(&self, host: &str) -> LookupFuture;
}

/// The machine's own resolver.
#[derive(Debug, Clone)]
pub struct SystemNames(Arc<Semaphore>);

impl SystemNames {
    /// Lookups at once. One that was given up still holds a thread until the system gives up too.
    const AT_ONCE: usize = 32;
}

impl Default for SystemNames {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(Self::AT_ONCE)))
    }
}

impl Names for SystemNames {
    fn addresses(&self, host: &str) -> LookupFuture {
        let host = host.to_owned();
        let room = Arc::clone(&self.0);
        Box::pin(async move {
            let place = room.acquire_owned().await.map_err(io::Error::other)?;
            // A task of its own keeps the place for as long as the lookup lasts, whoever still waits for it.
            tokio::spawn(async move {
                let found = tokio::net::lookup_host((host.as_str(), 0)).await;
                drop(place);
                Ok(found?.map(|address| address.ip()).collect())
            })
            .await
            .map_err(io::Error::other)?
        })
    }
}

/// A name leads nowhere that may be asked: it has no address, or one that is not public. Which of the two is not
/// said, so that nobody learns from outside what names mean inside a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no public address has this name")]
pub(super) struct NoPublicAddress;

/// The client's resolver.
pub(super) struct Checked {
    pub(super) names: Arc<dyn Names>,
    pub(super) reach: Reach,
}

impl Checked {
    async fn resolve(
        names: Arc<dyn Names>,
        host: String,
        reach: Reach,
    ) -> Result<Reachable, NoPublicAddress> {
        let found = names.addresses(&host).await.map_err(|_| NoPublicAddress)?;
        Reachable::new(&found, reach).ok_or(NoPublicAddress)
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let names = Arc::clone(&self.names);
        let (host, reach) = (name.as_str().to_owned(), self.reach);
        Box::pin(async move {
            let reachable = Self::resolve(names, host, reach).await?;
            // Port 0 stands for the URL's own.
            let addresses: Vec<_> = reachable
                .addresses()
                .iter()
                .map(|ip| SocketAddr::new(*ip, 0))
                .collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// Answers in turn, as a name does that is made to rebind.
    struct InTurn(Mutex<Vec<Vec<IpAddr>>>);

    impl Names for InTurn {
        fn addresses(&self, _: &str) -> LookupFuture {
            let next = self.0.lock().unwrap().remove(0);
            Box::pin(async move { Ok(next) })
        }
    }

    fn answers(turns: &[&[&str]]) -> Checked {
        let parse = |ip: &&str| ip.parse().unwrap();
        let turns = turns.iter().map(|turn| turn.iter().map(parse).collect());
        Checked {
            names: Arc::new(InTurn(Mutex::new(turns.collect()))),
            reach: Reach::World,
        }
    }

    async fn asked(checked: &Checked) -> Option<Vec<String>> {
        let found = Resolve::resolve(checked, "badges.fr".parse().unwrap()).await;
        Some(found.ok()?.map(|address| address.to_string()).collect())
    }

    #[tokio::test]
    async fn what_was_checked_is_handed_on_and_the_next_answer_is_checked_anew() {
        let checked = answers(&[&["9.9.9.9", "2620:fe::fe"], &["127.0.0.1"]]);
        let first = asked(&checked).await.unwrap();
        assert_eq!(first, ["9.9.9.9:0", "[2620:fe::fe]:0"]);
        assert_eq!(asked(&checked).await, None);
    }

    #[tokio::test]
    async fn one_inner_address_spoils_the_others_and_none_is_no_answer() {
        for turn in [
            &["9.9.9.9", "10.0.0.1"][..],
            &["::1", "9.9.9.9"],
            &["9.9.9.9", "::ffff:10.0.0.1"],
            &[],
        ] {
            assert_eq!(asked(&answers(&[turn])).await, None, "{turn:?}");
        }
    }
}
