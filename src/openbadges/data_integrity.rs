//! Data Integrity proofs: `eddsa-rdfc-2022` and `eddsa-jcs-2022`, made and checked.
//!
//! What is signed is the hash of the proof's own options followed by the hash of the document without its
//! proof (Data Integrity `EdDSA` Cryptosuites 1.0, section 3).
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

    /// The suite of that name, if it is one of ours.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EddsaRdfc2022, Self::EddsaJcs2022]
            .into_iter()
            .find(|suite| suite.as_str() == name)
    }
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
    /// `type` is not `DataIntegrityProof`.
    #[error("the proof's type is not DataIntegrityProof")]
    ProofType,
    /// Not one of our suites.
    #[error("the cryptosuite “{0}” is not supported")]
    UnsupportedSuite(String),
    /// `proofPurpose` is not `assertionMethod`.
    #[error("the proof's purpose is not assertionMethod")]
    Purpose,
    /// A proof that counts on another proof (`previousProof`) cannot be checked alone.
    #[error("the proof belongs to a chain")]
    Chained,
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
    let message = signed_bytes(plain, &proof, suite)?;
    let value = format!("z{}", bs58::encode(signer.sign(&message)).into_string());
    proof.insert("proofValue".to_owned(), Value::from(value));
    let mut signed = plain.clone();
    signed.insert("proof".to_owned(), Value::Object(proof));
    Ok(Value::Object(signed))
}

/// Checks one proof of a document against a key, and says the proof's dates.
///
/// `document` is the whole secured document: its `proof` member is left out here, so each proof of a set
/// is checked alone against the same document.
///
/// # Errors
/// When the proof is not one of ours, anything is not covered by it, or the signature does not match.
pub fn verify_proof(
    document: &Value,
    proof: &Map<String, Value>,
    key: &PublicKey,
) -> Result<ProofDates, ProofError> {
    let secured = document.as_object().ok_or(ProofError::NotAnObject)?;
    let text = |member: &str| proof.get(member).and_then(Value::as_str);
    if text("type") != Some("DataIntegrityProof") {
        return Err(ProofError::ProofType);
    }
    let name = text("cryptosuite").unwrap_or_default();
    let suite = Cryptosuite::from_name(name)
        .ok_or_else(|| ProofError::UnsupportedSuite(name.chars().take(64).collect()))?;
    if text("proofPurpose") != Some("assertionMethod") {
        return Err(ProofError::Purpose);
    }
    if proof.contains_key("previousProof") {
        return Err(ProofError::Chained);
    }
    text("verificationMethod").ok_or(ProofError::NoVerificationMethod)?;
    let dates = ProofDates {
        created: date(proof, "created")?,
        expires: date(proof, "expires")?,
    };
    // The recommendation lets a JCS proof cover the first contexts only; a context that no signature
    // covers could give a term another meaning, so the two lists must be the same.
    let context = proof.get("@context");
    if context.is_some() && context != secured.get("@context") {
        return Err(ProofError::Context);
    }
    let PublicKey::Ed25519(point) = key else {
        return Err(ProofError::Key);
    };
    let key = VerifyingKey::from_bytes(point).map_err(|_| ProofError::Key)?;
    if key.is_weak() {
        return Err(ProofError::Key);
    }
    let signature = signature(text("proofValue").unwrap_or_default())?;
    let mut unsigned = secured.clone();
    unsigned.remove("proof");
    let mut options = proof.clone();
    options.remove("proofValue");
    let message = signed_bytes(&unsigned, &options, suite)?;
    key.verify_strict(&message, &signature)
        .map_err(|_| ProofError::Signature)?;
    Ok(dates)
}

/// The 64 bytes that are signed: SHA-256 of the canonical options, then of the canonical document.
fn signed_bytes(
    unsigned: &Map<String, Value>,
    options: &Map<String, Value>,
    suite: Cryptosuite,
) -> Result<[u8; 64], ProofError> {
    let (options, document) = canonical(unsigned, options, suite)?;
    let mut message = [0; 64];
    message[..32].copy_from_slice(&Sha256::digest(options.as_bytes()));
    message[32..].copy_from_slice(&Sha256::digest(document.as_bytes()));
    Ok(message)
}

/// The canonical texts of proof options and document, in that order.
fn canonical(
    unsigned: &Map<String, Value>,
    options: &Map<String, Value>,
    suite: Cryptosuite,
) -> Result<(String, String), ProofError> {
    match suite {
        Cryptosuite::EddsaJcs2022 => Ok((jcs(options)?, jcs(unsigned)?)),
        Cryptosuite::EddsaRdfc2022 => {
            let mut options = options.clone();
            if let Some(context) = unsigned.get("@context") {
                options.insert("@context".to_owned(), context.clone());
            }
            let text = |object: Map<String, Value>| -> Result<String, ProofError> {
                let quads = jsonld::to_rdf(&Value::Object(object))?;
                Ok(rdfc::canonicalize(&quads, Budget::default())?)
            };
            Ok((text(options)?, text(unsigned.clone())?))
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

fn signature(text: &str) -> Result<Signature, ProofError> {
    // 64 bytes are 88 letters of base58 at most.
    let bytes = text
        .strip_prefix('z')
        .filter(|rest| rest.len() <= 88)
        .and_then(|rest| bs58::decode(rest).into_vec().ok())
        .ok_or(ProofError::ProofValue)?;
    Signature::from_slice(&bytes).map_err(|_| ProofError::ProofValue)
}

#[cfg(test)]
mod tests;
