//! The kinds of proof that are read: how each makes bytes of a document, and which keys it is for.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384};

use super::ProofError;
use crate::openbadges::multikey::UsableKey;
use crate::openbadges::rdfc::Algorithm;

/// What proofs were before they had a cryptosuite (`Ed25519Signature2020`).
const OLDER: &str = "Ed25519Signature2020";

/// The proofs that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    EddsaRdfc,
    EddsaJcs,
    EcdsaRdfc,
    Ed25519Signature2020,
}

impl Form {
    pub(super) fn of(proof: &Map<String, Value>) -> Result<Self, ProofError> {
        let text = |member: &str| proof.get(member).and_then(Value::as_str);
        let short = |name: &str| name.chars().take(64).collect();
        match (text("type"), text("cryptosuite").unwrap_or_default()) {
            (Some("DataIntegrityProof"), "eddsa-rdfc-2022") => Ok(Self::EddsaRdfc),
            (Some("DataIntegrityProof"), "eddsa-jcs-2022") => Ok(Self::EddsaJcs),
            (Some("DataIntegrityProof"), "ecdsa-rdfc-2019") => Ok(Self::EcdsaRdfc),
            (Some("DataIntegrityProof"), other) | (Some(other), "") if other != OLDER => {
                Err(ProofError::UnsupportedSuite(short(other)))
            }
            (Some(OLDER), "") => Ok(Self::Ed25519Signature2020),
            _ => Err(ProofError::ProofType),
        }
    }

    /// How a document becomes the bytes that a key of this kind signs.
    ///
    /// Tools of two generations make `Ed25519Signature2020`: most by the draft that it names, URDNA2015, and
    /// newer ones by RDFC-1.0, which replaced it. Both texts say the whole graph, so either is believed; they
    /// differ only where a literal has a control character.
    pub(super) fn canonical(self, key: &UsableKey) -> Result<&'static [Canonical], ProofError> {
        const RDFC: Canonical = Canonical::Graph(Algorithm::Rdfc10);
        match (self, key) {
            (Self::EddsaRdfc, UsableKey::Ed25519(_)) | (Self::EcdsaRdfc, UsableKey::P256(_)) => {
                Ok(&[RDFC])
            }
            (Self::EcdsaRdfc, UsableKey::P384(_)) => {
                Ok(&[Canonical::Graph(Algorithm::Rdfc10Sha384)])
            }
            (Self::EddsaJcs, UsableKey::Ed25519(_)) => Ok(&[Canonical::Jcs]),
            (Self::Ed25519Signature2020, UsableKey::Ed25519(_)) => {
                Ok(&[Canonical::Graph(Algorithm::Urdna2015), RDFC])
            }
            _ => Err(ProofError::Key),
        }
    }
}

/// How a document becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Canonical {
    /// Through JSON-LD, and the canonical text of its graph.
    Graph(Algorithm),
    /// Through canonical JSON.
    Jcs,
}

impl Canonical {
    /// What is signed: the digest of the options' text, then of the document's.
    pub(super) fn message(self, options: &str, document: &str) -> Vec<u8> {
        match self {
            Self::Graph(Algorithm::Rdfc10Sha384) => {
                [Sha384::digest(options), Sha384::digest(document)].concat()
            }
            Self::Graph(Algorithm::Rdfc10 | Algorithm::Urdna2015) | Self::Jcs => {
                [Sha256::digest(options), Sha256::digest(document)].concat()
            }
        }
    }
}
