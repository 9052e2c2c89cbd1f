//! Secrets that are shown once: 256 random bits, of which the house keeps the SHA-256 alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// A secret before it is given away. It does not print itself.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// `prefix` and 256 random bits in base64url.
    #[must_use]
    pub fn draw(prefix: &str, rng: &mut impl Rng) -> Self {
        let mut octets = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *octets);
        let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(*octets));
        Self(Zeroizing::new(text))
    }

    /// The secret, to be shown or sent once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        digest(&self.0)
    }
}

/// What is kept of a secret that somebody shows: found by digest, so that time tells nothing of the secret.
#[must_use]
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
