//! People, their addresses or cards, how they get in, what they may do, their mails, and operators' tokens.
//!
//! **Invariant:** one address is one person; a token is kept as its SHA-256 alone; what is sealed for a holder
//! opens with their own key, which the database has only wrapped.

pub mod addresses;
pub mod cards;
pub mod companies;
pub mod coordinators;
pub mod entry;
pub mod key_file;
pub mod mail;
pub mod oauth;
pub mod passkeys;
pub mod profile;
mod profile_store;
pub mod rights;
mod role_store;
pub mod roles;
pub mod seal;
pub mod secret;
pub mod service;
mod store;
mod sweep;

use rand::Rng;
use uuid::Uuid;
use zeroize::Zeroizing;

use seal::{MasterKey, WillNotOpen};

pub use sweep::Sweep;

/// The job that follows when an address was shown to be its holder's: `{"holder": id}`. What badges given to that
/// address prove may be visible from then on.
pub const CONFIRMED: &str = "presence.refresh";

/// An e-mail address as accounts compare them: trimmed, in lower case, in ASCII.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// What was given for an e-mail address is none that mail can be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no e-mail address")]
pub struct NotAnAddress;

impl Address {
    /// Reads `name@domain`, at most 254 octets (RFC 5321, 4.5.3.1.3), without comments or quotes.
    ///
    /// # Errors
    ///
    /// [`NotAnAddress`].
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let (name, domain) = text.split_once('@').ok_or(NotAnAddress)?;
        let in_name = |byte: u8| byte.is_ascii_graphic() && !b"()<>[]:;@\\,\"".contains(&byte);
        let in_domain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        let dots = |part: &str| part.split('.').all(|label| !label.is_empty());
        let sound = text.len() <= 254
            && dots(name)
            && dots(domain)
            && name.bytes().all(in_name)
            && domain.bytes().all(in_domain);
        if sound {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(NotAnAddress)
        }
    }

    /// The address, to be compared or written to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What badges are given to where an account has no address: drawn at random for it, and never shown but as a salted hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnName(Uuid);

/// To whom a badge was given, as its documents have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Whoever reads the mail of this address.
    Address(Address),
    /// The account of this name.
    Account(OwnName),
}

impl Recipient {
    /// Reads an address, or `urn:uuid:` and an own name.
    ///
    /// # Errors
    ///
    /// [`NotAnAddress`].
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        match text.strip_prefix("urn:uuid:") {
            Some(name) => Ok(Self::Account(OwnName(
                name.parse().map_err(|_| NotAnAddress)?,
            ))),
            None => Address::parse(text).map(Self::Address),
        }
    }

    /// The address or the name, as it is hashed.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Self::Address(address) => address.as_str().into(),
            Self::Account(OwnName(name)) => name.urn().to_string().into(),
        }
    }

    /// The address, where it is one.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Address(address) => Some(address),
            Self::Account(_) => None,
        }
    }

    /// The own name, where it is one.
    #[must_use]
    pub fn own_name(&self) -> Option<Uuid> {
        match self {
            Self::Address(_) => None,
            Self::Account(OwnName(name)) => Some(*name),
        }
    }
}

impl From<Address> for Recipient {
    fn from(address: Address) -> Self {
        Self::Address(address)
    }
}

/// All that is kept of an age (C3): never a birth date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeBand {
    /// Under 15: nowhere on the map.
    Under15,
    /// 15 to 17: counted at most.
    From15To17,
    /// An adult.
    Adult,
}

impl AgeBand {
    /// The band of that word, as manifests and forms write it.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Under15, Self::From15To17, Self::Adult]
            .into_iter()
            .find(|band| band.as_str() == word)
    }

    /// `under_15`, `15_17` or `18_plus`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Under15 => "under_15",
            Self::From15To17 => "15_17",
            Self::Adult => "18_plus",
        }
    }
}

/// A holder's own key, opened: what is personal about them is sealed under it, so that erasing the key erases that.
pub struct HolderKey(MasterKey);

impl HolderKey {
    /// Seals `plain` for `purpose`.
    #[must_use]
    pub fn seal(&self, purpose: &str, plain: &[u8], rng: &mut impl Rng) -> Vec<u8> {
        self.0.seal(purpose, plain, rng)
    }

    /// Opens what [`HolderKey::seal`] sealed for the same purpose.
    ///
    /// # Errors
    ///
    /// [`WillNotOpen`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, WillNotOpen> {
        self.0.open(purpose, sealed)
    }

    /// The key of `holder` as the database keeps it, opened.
    ///
    /// # Errors
    ///
    /// [`WillNotOpen`] under another master key, or when it is another holder's.
    pub fn unwrap(holder: Uuid, wrapped: &[u8], master: &MasterKey) -> Result<Self, WillNotOpen> {
        let octets = master.open(&purpose(holder), wrapped)?;
        let octets = octets.as_slice().try_into().map_err(|_| WillNotOpen)?;
        Ok(Self(MasterKey::new(octets)))
    }

    /// A new key for `holder`, as the database keeps it.
    fn draw_wrapped(holder: Uuid, master: &MasterKey, rng: &mut impl Rng) -> Vec<u8> {
        let key = MasterKey::draw(rng);
        master.seal(&purpose(holder), key.octets(), rng)
    }
}

fn purpose(holder: Uuid) -> String {
    format!("account.holder {holder}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_folded_once_and_nonsense_is_none() {
        assert_eq!(
            Address::parse(" Ada.Lovelace+badges@Example.ORG ")
                .unwrap()
                .as_str(),
            "ada.lovelace+badges@example.org"
        );
        for wrong in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "ada@.org",
            "a..b@example.org",
            "ada@exam ple.org",
            "\"a b\"@example.org",
            "ada@example.org\0",
            "é@example.org",
        ] {
            assert_eq!(Address::parse(wrong), Err(NotAnAddress), "{wrong:?}");
        }
        assert!(Address::parse(&format!("{}@example.org", "a".repeat(300))).is_err());
    }

    #[test]
    fn a_holders_key_opens_for_them_alone() {
        let mut rng = rand::rng();
        let master = MasterKey::draw(&mut rng);
        let (ada, ida) = (crate::id::public(), crate::id::public());
        let wrapped = HolderKey::draw_wrapped(ada, &master, &mut rng);
        let key = HolderKey::unwrap(ada, &wrapped, &master).unwrap();
        let sealed = key.seal("place", b"commune 41018", &mut rng);
        assert_eq!(
            key.open("place", &sealed).unwrap().as_slice(),
            b"commune 41018"
        );
        assert!(HolderKey::unwrap(ida, &wrapped, &master).is_err());
        assert!(HolderKey::unwrap(ada, &wrapped, &MasterKey::draw(&mut rng)).is_err());
    }
}
