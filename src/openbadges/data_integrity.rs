//! Data Integrity proofs: `eddsa-rdfc-2022` and `eddsa-jcs-2022`, made and checked; `ecdsa-rdfc-2019` (P-256)
//! and the older `Ed25519Signature2020`, checked.
//!
//! What is signed is the hash of the proof's own options followed by the hash of the document without its
//! proof (Data Integrity `EdDSA` Cryptosuites 1.0, section 3; `ECDSA` Cryptosuites 1.0, section 3). A proof of
//! a chain signs the document together with the proofs that it counts on (Data Integrity 1.0, section 4.5).
//!
//! **Invariant:** [`verify_proof`] answers `Ok` only when every member of the document and of the proof,
//! but the signature itself, is covered by that signature. Who owns the key, and whether the dates suit
//! today, is for the caller to ask.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::jsonld::{self, JsonLdError};
use super::multikey::{self, PublicKey};
use super::rdfc::{self, Budget, RdfcError};

/// How a document becomes the bytes that are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cryptosuite {
    /// Through JSON-LD and RDFC-1.0: the suite that 1EdTech certifies.
    EddsaRdfc2022,
    /// Through canonical JSON (RFC 8785).
    EddsaJcs2022,
}

impl Cryptosuite {
    /// The name that stands in a proof's `cryptosuite`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
        }
    }

    fn canonical(self) -> Canonical {
        match self {
            Self::EddsaRdfc2022 => Canonical::Rdfc,
            Self::EddsaJcs2022 => Canonical::Jcs,
        }
    }
}

/// What proofs were before they had a cryptosuite (`Ed25519Signature2020`).
const OLDER: &str = "Ed25519Signature2020";

/// The proofs that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    EddsaRdfc,
    EddsaJcs,
    EcdsaRdfc,
    Ed25519Signature2020,
}

impl Form {
    fn of(proof: &Map<String, Value>) -> Result<Self, ProofError> {
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

    fn canonical(self) -> Canonical {
        match self {
            Self::EddsaJcs => Canonical::Jcs,
            Self::EddsaRdfc | Self::EcdsaRdfc | Self::Ed25519Signature2020 => Canonical::Rdfc,
        }
    }

    /// Whether `key` made `signature` over `message`.
    fn check(self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), ProofError> {
        let holds = match (self, key) {
            (Self::EcdsaRdfc, PublicKey::P256(point)) => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
                    .map_err(|_| ProofError::Key)?;
                let signature = p256::ecdsa::Signature::from_slice(signature)
                    .map_err(|_| ProofError::ProofValue)?;
                p256::ecdsa::signature::Verifier::verify(&key, message, &signature).is_ok()
            }
            (Self::EcdsaRdfc, PublicKey::Ed25519(_)) | (_, PublicKey::P256(_)) => {
                return Err(ProofError::Key);
            }
            (_, PublicKey::Ed25519(point)) => {
                let key = VerifyingKey::from_bytes(point).map_err(|_| ProofError::Key)?;
                let signature =
                    Signature::from_slice(signature).map_err(|_| ProofError::ProofValue)?;
                if key.is_weak() {
                    return Err(ProofError::Key);
                }
                key.verify_strict(message, &signature).is_ok()
            }
        };
        if holds {
            Ok(())
        } else {
            Err(ProofError::Signature)
        }
    }
}

/// How a document becomes bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Canonical {
    Rdfc,
    Jcs,
}

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

/// When a proof that holds says it was made, and until when it wants to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofDates {
    /// `created`, where the proof says it.
    pub created: Option<DateTime<FixedOffset>>,
    /// `expires`, where the proof says it: the caller refuses a proof after that time.
    pub expires: Option<DateTime<FixedOffset>>,
}

/// Why a proof does not hold, or could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The document is no JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// The document to sign has a proof already.
    #[error("the document has a proof already")]
    AlreadySigned,
    /// No `type`, or a `cryptosuite` that does not go with it.
    #[error("the proof's type says no kind of proof")]
    ProofType,
    /// Not one of the suites that are read.
    #[error("proofs of the kind “{0}” are not read")]
    UnsupportedSuite(String),
    /// `proofPurpose` is not `assertionMethod`.
    #[error("the proof's purpose is not assertionMethod")]
    Purpose,
    /// A proof that counts on another (`previousProof`), which the document does not have.
    #[error("the proof counts on a proof that is not there")]
    PreviousProof,
    /// `created` or `expires` is no date-time with a time zone.
    #[error("the proof's “{0}” is not a date-time with a zone")]
    Date(&'static str),
    /// `verificationMethod` is missing or no text.
    #[error("the proof names no verification method")]
    NoVerificationMethod,
    /// `proofValue` is no base58btc text of 64 bytes.
    #[error("the proof's value is not a signature")]
    ProofValue,
    /// The proof's own `@context` is not the document's.
    #[error("the proof's @context differs from the document's")]
    Context,
    /// The key is of another kind than the suite, or signatures under it prove nothing.
    #[error("the key cannot check this proof")]
    Key,
    /// The signature does not match: altered, or made by another key.
    #[error("the signature does not match")]
    Signature,
    /// A part of the document or of the proof would not be covered by the signature.
    #[error("{0}")]
    JsonLd(#[from] JsonLdError),
    /// The document's graph was made to be slow, or is too large.
    #[error("{0}")]
    Rdfc(#[from] RdfcError),
    /// The document cannot be put in canonical JSON.
    #[error("the document has no canonical JSON: {0}")]
    Json(String),
}

/// Signs a document: the same document with its `proof`.
///
/// `created` is written in whole seconds, in UTC.
///
/// # Errors
/// When the document is no object, has a proof already, or cannot be canonicalised by the suite.
pub fn sign(
    document: &Value,
    suite: Cryptosuite,
    signer: &dyn Signer,
    created: DateTime<Utc>,
) -> Result<Value, ProofError> {
    let plain = document.as_object().ok_or(ProofError::NotAnObject)?;
    if plain.contains_key("proof") {
        return Err(ProofError::AlreadySigned);
    }
    let mut proof = Map::new();
    for (member, value) in [
        ("type", "DataIntegrityProof"),
        (
            "created",
            &*created.to_rfc3339_opts(SecondsFormat::Secs, true),
        ),
        ("verificationMethod", signer.verification_method()),
        ("cryptosuite", suite.as_str()),
        ("proofPurpose", "assertionMethod"),
    ] {
        proof.insert(member.to_owned(), Value::from(value));
    }
    if let (Cryptosuite::EddsaJcs2022, Some(context)) = (suite, plain.get("@context")) {
        proof.insert("@context".to_owned(), context.clone());
    }
    let message = signed_bytes(plain, &proof, suite.canonical())?;
    let value = format!("z{}", bs58::encode(signer.sign(&message)).into_string());
    proof.insert("proofValue".to_owned(), Value::from(value));
    let mut signed = plain.clone();
    signed.insert("proof".to_owned(), Value::Object(proof));
    Ok(Value::Object(signed))
}

/// Checks one proof of a document against a key, and says the proof's dates.
///
/// `document` is the whole secured document: its `proof` member is left out here, so each proof of a set
/// is checked alone against the same document; the proofs that a proof of a chain counts on stay in.
///
/// # Errors
/// When the proof is not one of those read, anything is not covered by it, or the signature does not match.
pub fn verify_proof(
    document: &Value,
    proof: &Map<String, Value>,
    key: &PublicKey,
) -> Result<ProofDates, ProofError> {
    let mut unsigned = document.as_object().ok_or(ProofError::NotAnObject)?.clone();
    let all = match unsigned.remove("proof") {
        Some(Value::Array(proofs)) => proofs,
        one => one.into_iter().collect(),
    };
    verify_unsigned(&unsigned, proof, &all, key)
}

/// Whether a proof is of a kind that is read at all.
///
/// # Errors
/// [`ProofError::UnsupportedSuite`] or [`ProofError::ProofType`].
pub(super) fn is_read(proof: &Map<String, Value>) -> Result<(), ProofError> {
    Form::of(proof).map(|_| ())
}

/// [`verify_proof`] of a document whose proofs, `all` of them, were taken out before.
pub(super) fn verify_unsigned(
    unsigned: &Map<String, Value>,
    proof: &Map<String, Value>,
    all: &[Value],
    key: &PublicKey,
) -> Result<ProofDates, ProofError> {
    let text = |member: &str| proof.get(member).and_then(Value::as_str);
    let form = Form::of(proof)?;
    if text("proofPurpose") != Some("assertionMethod") {
        return Err(ProofError::Purpose);
    }
    text("verificationMethod").ok_or(ProofError::NoVerificationMethod)?;
    let dates = ProofDates {
        created: date(proof, "created")?,
        expires: date(proof, "expires")?,
    };
    // The recommendation lets a JCS proof cover the first contexts only; a context that no signature
    // covers could give a term another meaning, so the two lists must be the same.
    let context = proof.get("@context");
    if context.is_some() && context != unsigned.get("@context") {
        return Err(ProofError::Context);
    }
    let signature = signature(text("proofValue").unwrap_or_default())?;
    let mut options = proof.clone();
    options.remove("proofValue");
    let message = match previous(proof, all)? {
        None => signed_bytes(unsigned, &options, form.canonical())?,
        Some(previous) => {
            let mut with = unsigned.clone();
            with.insert("proof".to_owned(), previous);
            signed_bytes(&with, &options, form.canonical())?
        }
    };
    form.check(key, &message, &signature)?;
    Ok(dates)
}

/// The proofs that a proof of a chain counts on (`previousProof`: one identifier or several).
fn previous(proof: &Map<String, Value>, all: &[Value]) -> Result<Option<Value>, ProofError> {
    let named = match proof.get("previousProof") {
        None => return Ok(None),
        Some(Value::Array(named)) => named.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    let found: Option<Vec<Value>> = named
        .iter()
        .map(|id| {
            all.iter()
                .find(|other| id.is_string() && other.get("id") == Some(id))
                .cloned()
        })
        .collect();
    match found {
        Some(found) if !found.is_empty() => Ok(Some(Value::Array(found))),
        _ => Err(ProofError::PreviousProof),
    }
}

/// The 64 bytes that are signed: SHA-256 of the canonical options, then of the canonical document.
fn signed_bytes(
    unsigned: &Map<String, Value>,
    options: &Map<String, Value>,
    form: Canonical,
) -> Result<[u8; 64], ProofError> {
    let (options, document) = canonical(unsigned, options, form)?;
    let mut message = [0; 64];
    message[..32].copy_from_slice(&Sha256::digest(options.as_bytes()));
    message[32..].copy_from_slice(&Sha256::digest(document.as_bytes()));
    Ok(message)
}

/// The canonical texts of proof options and document, in that order.
fn canonical(
    unsigned: &Map<String, Value>,
    options: &Map<String, Value>,
    form: Canonical,
) -> Result<(String, String), ProofError> {
    match form {
        Canonical::Jcs => Ok((jcs(options)?, jcs(unsigned)?)),
        Canonical::Rdfc => {
            let mut options = options.clone();
            if let Some(context) = unsigned.get("@context") {
                options.insert("@context".to_owned(), context.clone());
            }
            let text = |object: &Map<String, Value>| -> Result<String, ProofError> {
                let quads = jsonld::object_to_rdf(object)?;
                Ok(rdfc::canonicalize(&quads, Budget::default())?)
            };
            Ok((text(&options)?, text(unsigned)?))
        }
    }
}

/// Canonical JSON (RFC 8785).
fn jcs(object: &Map<String, Value>) -> Result<String, ProofError> {
    serde_json_canonicalizer::to_string(object).map_err(|error| ProofError::Json(error.to_string()))
}

fn date(
    proof: &Map<String, Value>,
    member: &'static str,
) -> Result<Option<DateTime<FixedOffset>>, ProofError> {
    proof
        .get(member)
        .map(|value| {
            value
                .as_str()
                .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
                .ok_or(ProofError::Date(member))
        })
        .transpose()
}

/// The octets of a signature; 64 of them are 88 letters of base58 at most.
fn signature(text: &str) -> Result<Vec<u8>, ProofError> {
    text.strip_prefix('z')
        .filter(|rest| rest.len() <= 88)
        .and_then(|rest| bs58::decode(rest).into_vec().ok())
        .filter(|octets| octets.len() == 64)
        .ok_or(ProofError::ProofValue)
}

#[cfg(test)]
mod tests;
