//! A network's signed, dated list of the issuers that it recognises, read by whoever keeps it.
//!
//! **Invariant:** nobody is recognised by a list whose every proof does not hold under a key that the network's own
//! document names: a list that cannot be checked recognises nobody, and says why.

use chrono::{DateTime, FixedOffset};
use serde_json::Value;

use super::document::{date, id_of, says, text, values};
use super::proofs;
use crate::openbadges::answers::CheckOutcome;
use crate::openbadges::documents::{Question, Standing, TrustList};
use crate::openbadges::json::{self, JsonError};
use crate::openbadges::rdfc::Budget;

/// Why a list of recognised issuers is not believed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Not JSON that is read.
    #[error("{0}")]
    Json(#[from] JsonError),
    /// A member is missing or has another form; which one.
    #[error("the list has no readable {0}")]
    Form(&'static str),
    /// Dated after the instant that is asked about.
    #[error("the list is dated {0}, which is yet to come")]
    Future(DateTime<FixedOffset>),
    /// A proof does not hold, or the network's keys are out of reach; what the check says.
    #[error("the list's signature is not established: {0}")]
    Unproved(String),
}

impl TrustList {
    /// Reads a `RecognisedIssuers` document as networks sign it, for the question's instant: an issuer is withdrawn
    /// from its date of withdrawal on, and not named before its first day. The question's own trust is not looked at.
    ///
    /// # Errors
    ///
    /// [`ListError`]; the network's keys are asked of the question's documents.
    pub fn of_network(list: &[u8], question: &Question) -> Result<Self, ListError> {
        let mut list = json::read(list)?;
        if !says(&list, "type", "RecognisedIssuers") {
            return Err(ListError::Form("type RecognisedIssuers"));
        }
        let network = id_of(&list, "issuer")
            .ok_or(ListError::Form("issuer"))?
            .to_owned();
        let dated = when(&list, "date")?.ok_or(ListError::Form("date"))?;
        if dated > question.at {
            return Err(ListError::Future(dated));
        }
        let checks = proofs::check(&mut list, &network, question, &mut Budget::default());
        if let Some(open) = checks
            .iter()
            .find(|check| check.outcome != CheckOutcome::Pass)
        {
            return Err(ListError::Unproved(open.detail.clone()));
        }
        let mut trust = Self::new();
        for entry in values(&list, "recognised") {
            let issuer = text(entry, "id").ok_or(ListError::Form("recognised[].id"))?;
            if when(entry, "since")?.is_some_and(|since| since > question.at) {
                continue;
            }
            let withdrawn = when(entry, "withdrawn")?.is_some_and(|at| at <= question.at);
            trust.insert(
                issuer,
                if withdrawn {
                    Standing::Withdrawn
                } else {
                    Standing::Recognised
                },
            );
        }
        Ok(trust)
    }
}

/// A date that may be absent, but not unreadable.
fn when(object: &Value, member: &'static str) -> Result<Option<DateTime<FixedOffset>>, ListError> {
    match object.get(member) {
        None => Ok(None),
        Some(_) => text(object, member)
            .and_then(date)
            .map(Some)
            .ok_or(ListError::Form(member)),
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use serde_json::json;

    use super::*;
    use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
    use crate::openbadges::documents::{DocumentIndex, Documents, NoDocuments};
    use crate::openbadges::multikey::{self, PublicKey};

    const NETWORK: &str = "did:web:r.example:reseaux:n";
    const METHOD: &str = "did:web:r.example:reseaux:n#cle-2026";

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    fn signed(seed: u8) -> Value {
        let list = json!({
            "id": "https://r.example/reseaux/n/emetteurs.json",
            "type": "RecognisedIssuers",
            "issuer": { "id": NETWORK, "name": "N" },
            "recognised": [
                { "id": "did:web:a.example", "since": "2026-01-01T00:00:00Z" },
                { "id": "did:web:b.example", "since": "2026-01-01T00:00:00Z", "withdrawn": "2026-06-01T00:00:00Z" },
            ],
            "date": "2026-03-01T00:00:00Z",
        });
        let signer = LocalSigner::new(key(seed), METHOD);
        let at = "2026-03-01T00:00:00Z".parse().unwrap();
        sign(&list, Cryptosuite::EddsaJcs2022, &signer, at).unwrap()
    }

    fn published(expires: &str) -> DocumentIndex {
        let public = PublicKey::Ed25519(key(1).verifying_key().to_bytes());
        let did = json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": NETWORK,
            "verificationMethod": [{
                "id": METHOD, "type": "Multikey", "controller": NETWORK,
                "publicKeyMultibase": multikey::encode(&public), "expires": expires,
            }],
            "assertionMethod": [METHOD],
        });
        let mut documents = DocumentIndex::new();
        documents.insert(
            "https://r.example/reseaux/n/did.json",
            did.to_string().into_bytes(),
        );
        documents
    }

    fn read(list: &Value, at: &str, documents: &dyn Documents) -> Result<TrustList, ListError> {
        let question = Question {
            recipient: None,
            at: at.parse().unwrap(),
            documents,
            trust: &TrustList::new(),
        };
        TrustList::of_network(list.to_string().as_bytes(), &question)
    }

    #[test]
    fn a_list_counts_while_its_networks_key_vouches_for_it() {
        let year = published("2027-01-01T00:00:00Z");
        let list = signed(1);
        let spring = read(&list, "2026-04-01T00:00:00Z", &year).unwrap();
        assert_eq!(
            spring.standing("did:web:a.example"),
            Some(Standing::Recognised)
        );
        assert_eq!(
            spring.standing("did:web:b.example"),
            Some(Standing::Recognised)
        );
        assert_eq!(spring.standing("did:web:c.example"), None);
        let summer = read(&list, "2026-07-01T00:00:00Z", &year).unwrap();
        assert_eq!(
            summer.standing("did:web:b.example"),
            Some(Standing::Withdrawn)
        );
    }

    #[test]
    fn a_list_that_cannot_be_checked_recognises_nobody() {
        let at = "2026-04-01T00:00:00Z";
        let year = published("2027-01-01T00:00:00Z");
        let unproved = |list: &Value, documents: &dyn Documents| {
            matches!(read(list, at, documents), Err(ListError::Unproved(_)))
        };
        let mut forged = signed(1);
        forged["recognised"][0]["id"] = "did:web:m.example".into();
        assert!(unproved(&forged, &year), "altered");
        assert!(unproved(&signed(2), &year), "another key");
        assert!(unproved(&signed(1), &NoDocuments), "out of reach");
        let ended = published("2026-02-01T00:00:00Z");
        assert!(unproved(&signed(1), &ended), "the key had ended");
        let mut bare = signed(1);
        bare.as_object_mut().unwrap().remove("proof");
        assert!(unproved(&bare, &year), "not signed");
        let mut other = signed(1);
        other["issuer"]["id"] = "did:web:m.example".into();
        assert!(unproved(&other, &year), "another network");
        let early = read(&signed(1), "2026-02-01T00:00:00Z", &year);
        assert!(matches!(early, Err(ListError::Future(_))));
    }
}
