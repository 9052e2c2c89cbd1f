//! Which addresses may be asked at all: the rule, without any network.
//!
//! **Invariant:** an [`Asked`] is made here alone, and so is a list of [`Reachable`] addresses: whoever holds one
//! holds an address that may be asked. What is refused is refused in every spelling, because the host is judged as
//! the URL standard reads it (`0x7f.1`, `2130706433`, `127。0。0。1` are all 127.0.0.1), and a literal address is
//! refused whatever it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest URL that is asked, in octets: browsers and servers agree on about as much.
pub const LONGEST_URL: usize = 2048;

/// How far the network may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// HTTPS to public addresses.
    #[default]
    World,
    /// HTTP and HTTPS to this machine, and to nothing else: for tests.
    Loopback,
}

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No absolute URL with a host, or one with white space in it.
    #[error("this is no address of the web")]
    NotAnAddress,
    /// More than [`LONGEST_URL`] octets.
    #[error("the address is longer than 2,048 octets")]
    TooLong,
    /// Anything but HTTPS.
    #[error("only https addresses are asked")]
    Scheme,
    /// A user name or a password.
    #[error("the address holds a user name or a password")]
    Credentials,
    /// A port where another service than a web server is at home.
    #[error("this port is not a web server's")]
    Port,
    /// An IP address in place of a name.
    #[error("an IP address is not asked: a host has a name")]
    Literal,
    /// A name that means something inside a machine or a local network only.
    #[error("this name is of no public host")]
    Name,
    /// A redirect away from HTTPS.
    #[error("a redirect leads from https to http")]
    Downgrade,
}

/// An address that may be asked, without its fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked(Url);

impl Asked {
    /// Judges an address as a badge writes it.
    ///
    /// # Errors
    /// Why it may not be asked.
    pub fn new(text: &str, reach: Reach) -> Result<Self, Refused> {
        if text.len() > LONGEST_URL {
            return Err(Refused::TooLong);
        }
        // The URL standard drops white space and control characters: an address that relies on it was not
        // written by a person.
        if text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
            return Err(Refused::NotAnAddress);
        }
        Self::judge(Url::parse(text).map_err(|_| Refused::NotAnAddress)?, reach)
    }

    /// Where a redirect (the `Location` of an answer) leads to from here.
    ///
    /// # Errors
    /// Why that may not be asked.
    pub fn redirected(&self, location: &str, reach: Reach) -> Result<Self, Refused> {
        if location.len() > LONGEST_URL {
            return Err(Refused::TooLong);
        }
        let next = self
            .0
            .join(location)
            .map_err(|_| Refused::NotAnAddress)
            .and_then(|next| Self::judge(next, reach))?;
        if self.0.scheme() == "https" && next.0.scheme() != "https" {
            return Err(Refused::Downgrade);
        }
        Ok(next)
    }

    fn judge(mut url: Url, reach: Reach) -> Result<Self, Refused> {
        if url.as_str().len() > LONGEST_URL {
            return Err(Refused::TooLong);
        }
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::Loopback) => {}
            _ => return Err(Refused::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refused::Credentials);
        }
        match url.host() {
            None => return Err(Refused::NotAnAddress),
            Some(Host::Ipv4(ip)) if !(reach == Reach::Loopback && ip.is_loopback()) => {
                return Err(Refused::Literal);
            }
            Some(Host::Ipv6(ip)) if !(reach == Reach::Loopback && ip.is_loopback()) => {
                return Err(Refused::Literal);
            }
            Some(Host::Domain(name)) if !is_public_name(name, reach) => {
                return Err(Refused::Name);
            }
            Some(_) => {}
        }
        // Below 1024 every number belongs to some other service (mail, files, remote shells). Above, issuers do
        // run web servers: did:web has a place for the port.
        if reach == Reach::World && url.port().is_some_and(|port| port < 1024) {
            return Err(Refused::Port);
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The address itself.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Its host: a name in lower case and ASCII, or a loopback address.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

/// Last labels that no public host has: reserved (RFC 6761, 6762, 7686, 8375, 9476), or in use inside networks.
const NEVER_PUBLIC: [&str; 17] = [
    "alt",
    "corp",
    "example",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "invalid",
    "ip6.arpa",
    "in-addr.arpa",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "onion",
    "private",
    "test",
];

/// Whether a name, as the URL standard writes it, can be that of a public host.
fn is_public_name(name: &str, reach: Reach) -> bool {
    let ends_in = |end: &str| {
        name.strip_suffix(end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if reach == Reach::Loopback && ends_in("localhost") {
        return true;
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
    };
    // A dot at the end is a second spelling of every name: an empty label, here.
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(label)
        && !NEVER_PUBLIC.iter().any(|end| ends_in(end))
}

/// Addresses that a name resolved to, all of which may be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachable(Vec<IpAddr>);

impl Reachable {
    /// The most addresses that are tried.
    const MOST: usize = 8;

    /// Judges all addresses of a name: one that may not be reached spoils the others, since nobody publishes it
    /// beside them in good faith. `None` also when there is none.
    #[must_use]
    pub fn new(resolved: &[IpAddr], reach: Reach) -> Option<Self> {
        let may = |ip: &IpAddr| match reach {
            Reach::World => is_public(*ip),
            Reach::Loopback => ip.is_loopback(),
        };
        (!resolved.is_empty() && resolved.iter().all(may))
            .then(|| Self(resolved.iter().take(Self::MOST).copied().collect()))
    }

    /// The addresses, in the order in which the name gave them.
    #[must_use]
    pub fn addresses(&self) -> &[IpAddr] {
        &self.0
    }
}

/// Whether an address is one of the public Internet, as the registries of special addresses (RFC 6890) know it.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// IPv4: what is special is listed, the rest is public.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    /// Address and length of each special block.
    const SPECIAL: [([u8; 4], u32); 18] = [
        ([0, 0, 0, 0], 8),        // this network
        ([10, 0, 0, 0], 8),       // private
        ([100, 64, 0, 0], 10),    // shared by a provider's customers
        ([127, 0, 0, 0], 8),      // loopback
        ([168, 63, 129, 16], 32), // a cloud's own service, on a public address
        ([169, 254, 0, 0], 16),   // link-local, metadata of clouds
        ([172, 16, 0, 0], 12),    // private
        ([192, 0, 0, 0], 24),     // protocols
        ([192, 0, 2, 0], 24),     // documentation
        ([192, 31, 196, 0], 24),  // AS112
        ([192, 52, 193, 0], 24),  // multicast tunnels
        ([192, 88, 99, 0], 24),   // 6to4 relays
        ([192, 168, 0, 0], 16),   // private
        ([192, 175, 48, 0], 24),  // AS112
        ([198, 18, 0, 0], 15),    // benchmarking
        ([198, 51, 100, 0], 24),  // documentation
        ([203, 0, 113, 0], 24),   // documentation
        ([224, 0, 0, 0], 3),      // multicast, reserved, broadcast
    ];
    let bits = ip.to_bits();
    !SPECIAL.iter().any(|(block, length)| {
        let block = u32::from_be_bytes(*block);
        (bits ^ block) >> (32 - length) == 0
    })
}

/// IPv6: `2000::/3` is all that was ever given out (RFC 4291, 2.4); outside of it lie loopback, mapped and
/// compatible addresses, NAT64, unique local, link-local, site-local and multicast ones. Within, a few blocks are
/// special.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let global = parts[0] & 0xe000 == 0x2000;
    let special = match parts {
        // Teredo, benchmarking, ORCHID and other protocols; documentation; 6to4; documentation; AS112.
        [0x2001, 0..0x0200 | 0x0db8, ..]
        | [0x2002, ..]
        | [0x3fff, 0..0x1000, ..]
        | [0x2620, 0x004f, 0x8000, ..] => true,
        // ISATAP (RFC 5214, 6.1): the last 32 bits are an IPv4 address inside a site.
        [_, _, _, _, universal, 0x5efe, ..] => universal & 0xfdff == 0,
        _ => false,
    };
    global && !special
}
