//! How often somebody may try what can be guessed, or make what costs nothing: by network address, and over all.
//!
//! Counted on this node and in memory alone: no network address is written anywhere, not even here (a hash under a key that
//! is drawn at each start stands for it). What is guessed at has 75 random bits: this keeps the noise down, it is not what
//! keeps guessers out.
//!
//! **Invariant:** guessing locks nobody out. When much goes wrong everywhere, a network that nothing went wrong from has
//! its tries still.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::Extension;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};

use super::{AppState, limits};

/// Networks that are remembered at most; those whose time is over go first, and all of them when that is not enough.
const REMEMBERED: usize = 50_000;

/// The network that a request comes from: an IPv4 address, or the /64 that one household or school has of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Network(Option<IpAddr>);

impl Network {
    fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Self {
        let from = match peer {
            Some(peer) => Some(limits::asker(peer, headers, proxies)),
            None => limits::forwarded(headers, proxies),
        };
        Self(from.map(|address| match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            v4 @ IpAddr::V4(_) => v4,
        }))
    }
}

impl FromRequestParts<AppState> for Network {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, std::convert::Infallible> {
        let peer =
            <Option<Extension<ConnectInfo<SocketAddr>>> as FromRequestParts<_>>::from_request_parts(
                parts, state,
            )
            .await?;
        let peer = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
        Ok(Self::of(peer, &parts.headers, state.limits.proxies))
    }
}

/// Tries that went wrong, or things that were made, within a time.
pub(super) struct Tries {
    /// From one network.
    most: u32,
    /// From all of them together; beyond, each has one.
    most_of_all: u32,
    within: TimeDelta,
    counted: Mutex<Counted>,
    names: RandomState,
}

#[derive(Default)]
struct Counted {
    networks: HashMap<u64, Window>,
    all: Option<Window>,
}

#[derive(Clone, Copy)]
struct Window {
    until: DateTime<Utc>,
    count: u32,
}

impl Window {
    fn at(found: Option<Self>, within: TimeDelta, now: DateTime<Utc>) -> Self {
        found.filter(|window| window.until > now).unwrap_or(Self {
            until: now + within,
            count: 0,
        })
    }
}

/// What was counted, to be given back where nothing went wrong after all.
#[must_use]
pub(super) struct Try<'a> {
    tries: &'a Tries,
    name: u64,
}

impl Tries {
    /// So many from one network within a time, and so many from all.
    pub(super) fn new(most: u32, most_of_all: u32, within: TimeDelta) -> Self {
        Self {
            most,
            most_of_all,
            within,
            counted: Mutex::default(),
            names: RandomState::new(),
        }
    }

    /// Counts one try of a network before it is made, so that many at once are not made together; or else when the next
    /// one may be.
    pub(super) fn begin(
        &self,
        network: Network,
        now: DateTime<Utc>,
    ) -> Result<Try<'_>, DateTime<Utc>> {
        let name = self.names.hash_one(network);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Window::at(counted.all, self.within, now);
        let mut own = Window::at(counted.networks.get(&name).copied(), self.within, now);
        let most = if all.count < self.most_of_all {
            self.most
        } else {
            1
        };
        if own.count >= most {
            return Err(own.until);
        }
        if counted.networks.len() >= REMEMBERED {
            counted.networks.retain(|_, window| window.until > now);
        }
        if counted.networks.len() >= REMEMBERED {
            counted.networks.clear();
        }
        own.count += 1;
        all.count += 1;
        counted.networks.insert(name, own);
        counted.all = Some(all);
        Ok(Try { tries: self, name })
    }
}

impl Try<'_> {
    /// It was none: nothing went wrong.
    pub(super) fn give_back(self) {
        let counted = self.tries.counted.lock();
        let mut counted = counted.unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = counted.networks.get_mut(&self.name) {
            own.count = own.count.saturating_sub(1);
        }
        if let Some(all) = &mut counted.all {
            all.count = all.count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(peer: &str, said: &[&'static str]) -> Network {
        let mut headers = HeaderMap::new();
        for said in said {
            headers.append(
                "x-forwarded-for",
                axum::http::HeaderValue::from_static(said),
            );
        }
        Network::of(Some(peer.parse().unwrap()), &headers, 1)
    }

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else() {
        let alone = network("203.0.113.7", &[]);
        assert_eq!(network("203.0.113.7", &["198.51.100.1"]), alone);
        assert_eq!(network("127.0.0.1", &["203.0.113.7"]), alone);
        assert_eq!(network("10.0.0.2", &["1.2.3.4, 203.0.113.7"]), alone);
        assert_eq!(network("10.0.0.2", &["1.2.3.4", "203.0.113.7"]), alone);
        assert_eq!(
            network("2001:db8::1", &[]),
            network("2001:db8::ffff:2", &[])
        );
        assert_ne!(network("2001:db8::1", &[]), network("2001:db8:0:1::1", &[]));
        assert_eq!(network("::ffff:203.0.113.7", &[]), alone);
    }

    #[test]
    fn a_network_has_so_many_tries_and_others_keep_theirs() {
        let tries = Tries::new(3, 5, TimeDelta::minutes(10));
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let (one, two) = (network("203.0.113.7", &[]), network("203.0.113.8", &[]));
        for _ in 0..3 {
            let _counted = tries.begin(one, now).ok().unwrap();
        }
        assert_eq!(
            tries.begin(one, now).err(),
            Some(now + TimeDelta::minutes(10))
        );
        tries.begin(two, now).ok().unwrap().give_back();
        let _counted = tries.begin(two, now).ok().unwrap();
        let _counted = tries.begin(two, now).ok().unwrap();
        assert!(tries.begin(two, now).is_err(), "much goes wrong everywhere");
        let third = network("203.0.113.9", &[]);
        let _counted = tries.begin(third, now).ok().unwrap();
        assert!(tries.begin(third, now).is_err(), "one each, then");
        let later = now + TimeDelta::minutes(10);
        assert!(tries.begin(one, later).is_ok());
    }
}
