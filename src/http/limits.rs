//! How much one network may ask of what costs other people something: mails to their mailbox, a core, a row that stays.
//!
//! Counted in memory, each node for itself, and forgotten as it fills again: nothing is written down of who asked what. A
//! school or a fair shares one address, so there is room for a hall of people; a program that asks without end has not.
//!
//! **Invariant:** an address that a client wrote itself counts for nothing. `X-Forwarded-For` is read from its end, where
//! the nearest proxy wrote, and only where that proxy is on this machine or in its private network.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};

use super::AppState;
use crate::config;
use crate::problem::{Code, Problem};

/// Networks that are remembered at most.
const MOST: usize = 50_000;
/// How often those that have all of their room again are forgotten.
const SWEPT: TimeDelta = TimeDelta::minutes(5);

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// Mails to an address that somebody types.
    Mails,
    /// Codes for holders of badges.
    Codes,
    /// Badges that are verified while somebody waits.
    Badges,
    /// Applications that register.
    Registrations,
    /// Questions to a device about its passkey.
    Passkeys,
}

impl Kind {
    fn of(method: &Method, route: &str) -> Option<Self> {
        if method != Method::POST {
            return None;
        }
        match route {
            "/connexion" | "/mon-compte/adresses" => Some(Self::Mails),
            "/verifier/code" => Some(Self::Codes),
            "/verifier" | "/mes-badges/apporter" => Some(Self::Badges),
            "/oauth/inscription" => Some(Self::Registrations),
            "/connexion/cle/debut" => Some(Self::Passkeys),
            _ => None,
        }
    }

    /// How many at once, and after how long there is one more.
    fn room(self) -> (i32, TimeDelta) {
        match self {
            Self::Mails => (300, TimeDelta::seconds(6)),
            Self::Codes => (60, TimeDelta::seconds(30)),
            Self::Badges | Self::Passkeys => (120, TimeDelta::seconds(1)),
            Self::Registrations => (10, TimeDelta::minutes(6)),
        }
    }
}

/// As much of an address as one household or school has: all of IPv4, the first 56 bits of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Network {
    V4(u32),
    V6(u64),
    /// Nobody said: all of these together.
    Unknown,
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments().map(u64::from);
                Self::V6((a << 48 | b << 32 | c << 16 | d) >> 8)
            }
        }
    }
}

impl Network {
    /// Of whoever sent this: the other end of the connection, or whom the `proxies` in front of us saw there.
    fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Self {
        peer.map_or(Self::Unknown, |peer| asker(peer, headers, proxies).into())
    }
}

/// Who asks: `peer`, the other end of the connection, or whom the `proxies` in front of us saw there.
pub(super) fn asker(peer: IpAddr, headers: &HeaderMap, proxies: usize) -> IpAddr {
    let peer = peer.to_canonical();
    is_ours(peer)
        .then(|| forwarded(headers, proxies))
        .flatten()
        .unwrap_or(peer)
}

/// This machine, or its private network: where a proxy of ours is.
pub(super) fn is_ours(peer: IpAddr) -> bool {
    match peer {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    }
}

/// Whom the last of the proxies saw, counted from the end: what stands before that anybody may have written.
pub(super) fn forwarded(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all("x-forwarded-for").iter();
    let said: Vec<&str> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    let one = said.get(said.len().checked_sub(proxies)?)?.trim();
    let bare = one.trim_matches(['[', ']']);
    bare.parse::<IpAddr>()
        .ok()
        .or_else(|| one.parse::<SocketAddr>().ok().map(|one| one.ip()))
}

/// What networks have asked for lately: when each would have all of its room again.
#[derive(Default)]
struct Lately {
    full_at: HashMap<(Kind, Network), DateTime<Utc>>,
    swept_at: DateTime<Utc>,
}

impl Lately {
    fn sweep(&mut self, now: DateTime<Utc>) {
        if self.full_at.len() < MOST && now - self.swept_at < SWEPT {
            return;
        }
        self.full_at.retain(|_, full_at| *full_at > now);
        self.swept_at = now;
        if self.full_at.len() >= MOST {
            // So many networks at once are no one's flood: better to forget than to refuse everybody.
            self.full_at.clear();
        }
    }
}

/// What networks have asked for lately.
pub(super) struct Limits {
    lately: Mutex<Lately>,
    /// Proxies one behind the other in front of us.
    pub(super) proxies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lately: Mutex::default(),
            proxies: config::proxies(),
        }
    }
}

impl Limits {
    /// Takes a place, or tells how long until there is one.
    fn take(&self, kind: Kind, network: Network, now: DateTime<Utc>) -> Result<(), TimeDelta> {
        let (most, each) = kind.room();
        let mut lately = self.lately.lock().unwrap_or_else(PoisonError::into_inner);
        lately.sweep(now);
        let full_at = lately.full_at.entry((kind, network)).or_insert(now);
        let next = (*full_at).max(now) + each;
        let wait = next - now - each * most;
        if wait > TimeDelta::zero() {
            return Err(wait);
        }
        *full_at = next;
        Ok(())
    }
}

/// Refuses what is one too many, and says when to come back.
pub(super) async fn within(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let extensions = request.extensions();
    let route = extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let kind = Kind::of(request.method(), route.unwrap_or_default());
    if let Some(kind) = kind {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip());
        let network = Network::of(peer, request.headers(), state.limits.proxies);
        if let Err(wait) = state.limits.take(kind, network, state.clock.now()) {
            tracing::warn!(?kind, "a network asks for too much");
            let mut refused = Problem::from(Code::TOO_MANY).into_response();
            let seconds = wait.num_seconds().max(1);
            refused.headers_mut().insert(RETRY_AFTER, seconds.into());
            return refused;
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn network(peer: &str, forwarded: &[&'static str], proxies: usize) -> Network {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        Network::of(Some(peer.parse().unwrap()), &headers, proxies)
    }

    fn of(address: &str) -> Network {
        address.parse::<IpAddr>().unwrap().into()
    }

    #[test]
    fn only_what_our_own_proxy_saw_counts() {
        let written = &["1.1.1.1, 2.2.2.2", "9.9.9.9"];
        for (peer, proxies, counts) in [
            ("127.0.0.1", 1, "9.9.9.9"),
            ("::ffff:127.0.0.1", 1, "9.9.9.9"),
            ("172.17.0.1", 1, "9.9.9.9"),
            ("127.0.0.1", 2, "2.2.2.2"),
            // fewer proxies than were said to be there: whoever is at the other end
            ("127.0.0.1", 4, "127.0.0.1"),
            // nobody's proxy of ours
            ("8.8.8.8", 1, "8.8.8.8"),
        ] {
            assert_eq!(
                network(peer, written, proxies),
                of(counts),
                "{peer} {proxies}"
            );
        }
        assert_eq!(network("::1", &["[2001:db8::1]:4711"], 1), of("2001:db8::"));
        assert_eq!(network("::1", &["9.9.9.9:80"], 1), of("9.9.9.9"));
        assert_eq!(network("127.0.0.1", &["unknown"], 1), of("127.0.0.1"));
        assert_eq!(network("127.0.0.1", &[], 1), of("127.0.0.1"));
        assert_eq!(
            of("2001:db8:0:100::1"),
            of("2001:db8:0:1ff::2"),
            "one household"
        );
        assert_ne!(of("2001:db8:0:100::1"), of("2001:db8:0:200::1"));
    }

    #[test]
    fn there_is_room_again_after_a_while_and_others_are_not_in_the_way() {
        let limits = Limits::default();
        let now = DateTime::UNIX_EPOCH;
        let (kind, one) = (Kind::Registrations, of("9.9.9.9"));
        for _ in 0..10 {
            assert_eq!(limits.take(kind, one, now), Ok(()));
        }
        let wait = limits.take(kind, one, now).unwrap_err();
        assert_eq!(wait, TimeDelta::minutes(6));
        assert_eq!(limits.take(kind, of("9.9.9.8"), now), Ok(()));
        assert_eq!(limits.take(Kind::Mails, one, now), Ok(()));
        assert_eq!(limits.take(kind, one, now + wait), Ok(()));
        assert!(limits.take(kind, one, now + wait).is_err());
        // Whoever has all of their room again is not remembered.
        let later = now + TimeDelta::hours(2);
        assert_eq!(limits.take(kind, of("9.9.9.7"), later), Ok(()));
        assert_eq!(limits.lately.lock().unwrap().full_at.len(), 1);
    }
}
