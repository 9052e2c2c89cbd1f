//! Who signs: one narrow question, so that it could be another process, or an HSM.

use ed25519_dalek::{Signer as _, SigningKey};

use crate::openbadges::multikey::{self, PublicKey};

/// Signs for one organisation. Narrow on purpose: it could be another process, or an HSM.
pub trait Signer {
    /// The URL of the key, as proofs name it.
    fn verification_method(&self) -> &str;
    /// The Ed25519 signature of a message.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// A [`Signer`] whose key is in this process's memory; the key is wiped when it is dropped.
pub struct LocalSigner {
    key: SigningKey,
    verification_method: String,
}

impl LocalSigner {
    /// A signer whose key is published at `verification_method`.
    #[must_use]
    pub fn new(key: SigningKey, verification_method: impl Into<String>) -> Self {
        Self {
            key,
            verification_method: verification_method.into(),
        }
    }

    /// A signer known by the `did:key` of its own key.
    #[must_use]
    pub fn of_did_key(key: SigningKey) -> Self {
        let method = multikey::did_key_method(&PublicKey::Ed25519(key.verifying_key().to_bytes()));
        Self::new(key, method)
    }

    /// The public half of the key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::Ed25519(self.key.verifying_key().to_bytes())
    }
}

impl Signer for LocalSigner {
    fn verification_method(&self) -> &str {
        &self.verification_method
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}
