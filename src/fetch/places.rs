//! How many ask at once: few at one host, not too many in all.
//!
//! **Invariant:** the table holds a host only while somebody asks it or waits for it, and never more than
//! [`MOST_HOSTS`] of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hosts that are asked or waited for at the same time.
const MOST_HOSTS: usize = 1024;

/// Places at hosts.
pub(super) struct Places {
    at_one_host: usize,
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Host>>,
}

struct Host {
    places: Arc<Semaphore>,
    /// Those who hold a place or wait for one.
    visitors: usize,
}

/// A place at a host, given back when it is dropped.
pub(super) struct Place {
    // In this order: the places are given back before the visitor leaves.
    _in_all: OwnedSemaphorePermit,
    _at_host: OwnedSemaphorePermit,
    _visitor: Visitor,
}

/// Counted among a host's visitors until dropped, also when its wait is given up.
struct Visitor {
    of: Arc<Places>,
    host: String,
}

impl Places {
    pub(super) fn new(at_one_host: usize, in_all: usize) -> Arc<Self> {
        Arc::new(Self {
            at_one_host,
            all: Arc::new(Semaphore::new(in_all)),
            hosts: Mutex::default(),
        })
    }

    /// Waits for a place at a host; `None` when too many hosts are asked already.
    pub(super) async fn enter(self: &Arc<Self>, host: &str) -> Option<Place> {
        let (places, visitor) = self.announce(host)?;
        // Neither is ever closed.
        let at_host = places.acquire_owned().await.ok()?;
        let in_all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Place {
            _in_all: in_all,
            _at_host: at_host,
            _visitor: visitor,
        })
    }

    fn announce(self: &Arc<Self>, host: &str) -> Option<(Arc<Semaphore>, Visitor)> {
        let mut hosts = self.hosts();
        if hosts.len() >= MOST_HOSTS && !hosts.contains_key(host) {
            return None;
        }
        let entry = hosts.entry(host.to_owned()).or_insert_with(|| Host {
            places: Arc::new(Semaphore::new(self.at_one_host)),
            visitors: 0,
        });
        entry.visitors += 1;
        let visitor = Visitor {
            of: Arc::clone(self),
            host: host.to_owned(),
        };
        Some((Arc::clone(&entry.places), visitor))
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Visitor {
    fn drop(&mut self) {
        let mut hosts = self.of.hosts();
        if let Some(entry) = hosts.get_mut(&self.host) {
            entry.visitors -= 1;
            if entry.visitors == 0 {
                hosts.remove(&self.host);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_host_is_forgotten_when_nobody_asks_it_and_there_are_never_too_many() {
        let places = Places::new(1, MOST_HOSTS);
        let first = places.enter("host-0").await.unwrap();
        {
            let mut waiting = Box::pin(places.enter("host-0"));
            let early = tokio::time::timeout(std::time::Duration::from_millis(5), &mut waiting);
            assert!(early.await.is_err(), "one place, and it is taken");
            assert_eq!(places.hosts().get("host-0").unwrap().visitors, 2);
        }
        assert_eq!(places.hosts().get("host-0").unwrap().visitors, 1);
        let mut others = Vec::new();
        for n in 1..MOST_HOSTS {
            others.push(places.enter(&format!("host-{n}")).await.unwrap());
        }
        assert!(places.enter("one-more").await.is_none());
        drop((first, others));
        assert!(places.hosts().is_empty());
        assert!(places.enter("one-more").await.is_some());
    }
}
