//! Sealing at rest: what the database keeps but must not be able to read.
//!
//! **Invariant:** a sealed value opens only under the same key and for the same purpose that it was sealed
//! for, so that no row can be moved to another's place.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use rand::Rng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Octets of a nonce of XChaCha20-Poly1305, kept in front of each sealed value.
const NONCE: usize = 24;

/// The installation's key, kept outside the database. Whoever has the database alone can open nothing.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// A sealed value does not open: another key, another purpose, or altered octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this sealed value does not open under this key")]
pub struct WillNotOpen;

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

impl MasterKey {
    /// The key made of these 32 octets.
    #[must_use]
    pub fn new(octets: [u8; 32]) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// A new key, drawn from `rng`.
    #[must_use]
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut octets = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *octets);
        Self(octets)
    }

    /// The 32 octets, to be written where the installation keeps its key.
    #[must_use]
    pub fn octets(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain` for `purpose` (what it is and whose): XChaCha20-Poly1305, the nonce in front.
    ///
    /// # Panics
    ///
    /// When `plain` is longer than 256 GiB.
    #[must_use]
    pub fn seal(&self, purpose: &str, plain: &[u8], rng: &mut impl Rng) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload(purpose, plain))
            .expect("only a value of 256 GiB is too long to seal");
        [nonce.as_slice(), &sealed].concat()
    }

    /// Opens what [`MasterKey::seal`] sealed for the same purpose.
    ///
    /// # Errors
    ///
    /// [`WillNotOpen`].
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, WillNotOpen> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(WillNotOpen)?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), payload(purpose, rest))
            .map(Zeroizing::new)
            .map_err(|_| WillNotOpen)
    }

    /// HMAC-SHA-256 of `text` for `purpose`: what is kept of a code too short to be kept as a mere digest.
    #[must_use]
    pub fn mac(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        self.hmac(purpose, text).finalize().into_bytes().into()
    }

    /// Whether `mac` is the one of `text` for `purpose`; time tells nothing of it.
    #[must_use]
    pub fn mac_is(&self, purpose: &str, text: &[u8], mac: &[u8]) -> bool {
        self.hmac(purpose, text).verify_slice(mac).is_ok()
    }

    fn hmac(&self, purpose: &str, text: &[u8]) -> Hmac<Sha256> {
        let mut hmac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&*self.0)
            .expect("HMAC takes a key of any length");
        hmac.update(purpose.as_bytes());
        hmac.update(&[0]);
        hmac.update(text);
        hmac
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

fn payload<'a>(purpose: &'a str, msg: &'a [u8]) -> Payload<'a, 'a> {
    Payload {
        msg,
        aad: purpose.as_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_for_its_own_key_and_purpose() {
        let mut rng = rand::rng();
        let key = MasterKey::draw(&mut rng);
        let mut sealed = key.seal("signing-key 1", b"secret", &mut rng);
        assert_eq!(
            key.open("signing-key 1", &sealed).unwrap().as_slice(),
            b"secret"
        );
        assert_eq!(key.open("signing-key 2", &sealed), Err(WillNotOpen));
        assert_eq!(
            MasterKey::draw(&mut rng).open("signing-key 1", &sealed),
            Err(WillNotOpen)
        );
        let mac = key.mac("code 1", b"123456");
        assert!(key.mac_is("code 1", b"123456", &mac));
        assert!(!key.mac_is("code 1", b"123457", &mac));
        assert!(!key.mac_is("code 2", b"123456", &mac));
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(key.open("signing-key 1", &sealed), Err(WillNotOpen));
        assert_eq!(key.open("signing-key 1", &sealed[..10]), Err(WillNotOpen));
    }
}
