//! Data Integrity proofs: `eddsa-rdfc-2022` and `eddsa-jcs-2022`, made and checked; `ecdsa-rdfc-2019` (P-256 and
//! P-384) and the older `Ed25519Signature2020`, checked. Proofs that let parts be left out (`ecdsa-sd-2023`) are
//! not read.
//!
//! What is signed is the hash of the proof's own options followed by the hash of the document without its
//! proof (Data Integrity `EdDSA` Cryptosuites 1.0, section 3; `ECDSA` Cryptosuites 1.0, section 3). A proof of
//! a chain signs the document together with the proofs that it counts on (Data Integrity 1.0, section 4.5).
//!
//! **Invariant:** [`verify_proof`] answers `Ok` only when every member of the document and of the proof,
//! but the signature itself, is covered by that signature. Who owns the key, and whether the dates suit
//! today, is for the caller to ask.

mod form;
mod signer;

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::json::{self, CanonicalError};
use super::jsonld::{self, JsonLdError, Quad};
use super::multikey::{PublicKey, UsableKey};
use super::rdfc::{self, Algorithm, Budget, RdfcError};

use form::{Canonical, Form};

pub use signer::{LocalSigner, Signer};

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
            Self::EddsaRdfc2022 => Canonical::Graph(Algorithm::Rdfc10),
            Self::EddsaJcs2022 => Canonical::Jcs,
        }
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
    /// `proofValue` is no base58btc text of 64 bytes (96 for P-384).
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
    #[error("{0}")]
    Json(#[from] CanonicalError),
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
    let mut texts = Texts::new(plain, proof.clone(), Budget::default());
    let message = texts.message(suite.canonical())?;
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
    let key = UsableKey::try_from(key).map_err(|_| ProofError::Key)?;
    verify_unsigned(&unsigned, proof, &all, &key, &mut Budget::default())
}

/// Whether a proof is of a kind that is read at all.
///
/// # Errors
/// [`ProofError::UnsupportedSuite`] or [`ProofError::ProofType`].
pub(super) fn is_read(proof: &Map<String, Value>) -> Result<(), ProofError> {
    Form::of(proof).map(|_| ())
}

/// [`verify_proof`] of a document whose proofs, `all` of them, were taken out before; the work leaves `budget`.
pub(super) fn verify_unsigned(
    unsigned: &Map<String, Value>,
    proof: &Map<String, Value>,
    all: &[Value],
    key: &UsableKey,
    budget: &mut Budget,
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
    let signature = signature(text("proofValue").unwrap_or_default(), key)?;
    let ways = form.canonical(key)?;
    let mut options = proof.clone();
    options.remove("proofValue");
    let with = previous(proof, all)?.map(|previous| {
        let mut with = unsigned.clone();
        with.insert("proof".to_owned(), previous);
        with
    });
    let mut texts = Texts::new(with.as_ref().unwrap_or(unsigned), options, *budget);
    let mut holds = false;
    for (number, way) in ways.iter().enumerate() {
        if number == 0 || texts.has_controls() {
            let message = texts.message(*way);
            *budget = texts.budget;
            holds = key.made(&message?, &signature);
        }
        if holds {
            return Ok(dates);
        }
    }
    Err(ProofError::Signature)
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

/// The canonical texts of a document and of its proof's options.
struct Texts<'a> {
    document: &'a Map<String, Value>,
    options: Map<String, Value>,
    /// The statements of options and document, once they were asked for.
    graphs: Option<[Vec<Quad>; 2]>,
    budget: Budget,
}

impl<'a> Texts<'a> {
    fn new(document: &'a Map<String, Value>, options: Map<String, Value>, budget: Budget) -> Self {
        Self {
            document,
            options,
            graphs: None,
            budget,
        }
    }

    /// What is signed.
    fn message(&mut self, way: Canonical) -> Result<Vec<u8>, ProofError> {
        let [options, document] = self.canonical(way)?;
        Ok(way.message(&options, &document))
    }

    /// The texts of options and document.
    fn canonical(&mut self, way: Canonical) -> Result<[String; 2], ProofError> {
        let Canonical::Graph(algorithm) = way else {
            return Ok([
                json::canonical(&self.options)?,
                json::canonical(self.document)?,
            ]);
        };
        if self.graphs.is_none() {
            if let Some(context) = self.document.get("@context") {
                self.options.insert("@context".to_owned(), context.clone());
            }
            let options = jsonld::object_to_rdf(&self.options)?;
            self.graphs = Some([options, jsonld::object_to_rdf(self.document)?]);
        }
        let Some([options, document]) = &self.graphs else {
            return Err(ProofError::NotAnObject);
        };
        let mut text = |quads| rdfc::canonicalize_as(algorithm, quads, &mut self.budget);
        Ok([text(options)?, text(document)?])
    }

    /// Whether a literal holds a letter that only the newer algorithm escapes.
    fn has_controls(&self) -> bool {
        let graphs = self.graphs.iter().flatten();
        graphs.flatten().any(Quad::has_controls)
    }
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

/// The octets of a signature: 64, or 96 under a P-384 key; base58 writes them in 88 or 132 letters at most.
fn signature(text: &str, key: &UsableKey) -> Result<Vec<u8>, ProofError> {
    let (octets, letters) = match key {
        UsableKey::Ed25519(_) | UsableKey::P256(_) => (64, 88),
        UsableKey::P384(_) => (96, 132),
    };
    text.strip_prefix('z')
        .filter(|rest| rest.len() <= letters)
        .and_then(|rest| bs58::decode(rest).into_vec().ok())
        .filter(|read| read.len() == octets)
        .ok_or(ProofError::ProofValue)
}

#[cfg(test)]
mod tests;
