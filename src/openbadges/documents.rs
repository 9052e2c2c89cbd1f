//! What a verifier asks with: the documents that URLs answer, the issuers that networks recognise, the time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::verify::Memory;

/// Nothing, or nothing usable, answers at a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{url} is out of reach: {reason}")]
pub struct OutOfReach {
    /// What was asked for.
    pub url: String,
    /// Why there is no answer.
    pub reason: String,
}

/// What a URL answers.
pub trait Documents: Sync {
    /// The bytes that answer at `url`.
    ///
    /// # Errors
    /// When nothing answers.
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach>;

    /// What was found out about these documents before, where that is kept.
    fn memory(&self) -> Option<&Memory> {
        None
    }
}

impl<T: Documents> Documents for &T {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        (**self).document(url)
    }

    fn memory(&self) -> Option<&Memory> {
        (**self).memory()
    }
}

/// No document at all: every URL is out of reach (`--offline`).
#[derive(Debug, Clone, Copy, Default)]
pub struct NoDocuments;

impl Documents for NoDocuments {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        Err(OutOfReach {
            url: url.to_owned(),
            reason: "no document may be asked for".to_owned(),
        })
    }
}

/// Documents at hand, by URL (`--documents INDEX`): a URL that is not in it is out of reach.
#[derive(Debug, Clone, Default)]
pub struct DocumentIndex(BTreeMap<String, Vec<u8>>);

impl DocumentIndex {
    /// An index with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what `url` answers.
    pub fn insert(&mut self, url: impl Into<String>, document: Vec<u8>) {
        self.0.insert(url.into(), document);
    }
}

impl Documents for DocumentIndex {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        self.0.get(url).cloned().ok_or_else(|| OutOfReach {
            url: url.to_owned(),
            reason: "not among the documents given".to_owned(),
        })
    }
}

/// Where an issuer stands in the networks' lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Listed.
    Recognised,
    /// Taken off the list.
    Withdrawn,
}

/// The issuers that networks recognise, or recognised once, by their URI.
#[derive(Debug, Clone, Default)]
pub struct TrustList(BTreeMap<String, Standing>);

impl TrustList {
    /// A list that names nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says where an issuer stands.
    pub fn insert(&mut self, issuer: impl Into<String>, standing: Standing) {
        self.0.insert(issuer.into(), standing);
    }

    /// Where an issuer stands, if a list names it.
    #[must_use]
    pub fn standing(&self, issuer: &str) -> Option<Standing> {
        self.0.get(issuer).copied()
    }
}

/// What is asked about a badge.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The e-mail address of the person who shows it, or the `urn:uuid:` that is their account's own name, if that is asked.
    pub recipient: Option<&'a str>,
    /// The instant that the answer is for.
    pub at: DateTime<Utc>,
    /// What URLs answer.
    pub documents: &'a dyn Documents,
    /// Who is recognised.
    pub trust: &'a TrustList,
}
