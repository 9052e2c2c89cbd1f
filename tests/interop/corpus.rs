//! The badges that every tool judges: ours, and what others could make of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use territoire_apprenant::openbadges::{
    DocumentIndex, Question, Standing, TrustList, VerifiedCredential, verify,
};
use territoire_apprenant::openbadges::{png, svg};

use crate::awards::{self, at};
use crate::{assertions, credentials, generated, shapes};

/// What a case is, for the tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A credential of OB 3.0 with its proof inside.
    Ob3,
    /// The same as VC-JWT.
    Jwt,
    /// A signed assertion of OB 2.0.
    Ob2,
    /// A hosted assertion of OB 2.0.
    Hosted2,
    /// A PNG with OB 3.0 in it.
    Png3,
    /// A PNG with OB 2.0 in it.
    Png2,
    /// An SVG with OB 3.0 in it.
    Svg3,
    /// An SVG with OB 2.0 in it.
    Svg2,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ob3 => "ob3",
            Self::Jwt => "jwt",
            Self::Ob2 => "ob2",
            Self::Hosted2 => "hosted2",
            Self::Png3 => "png3",
            Self::Png2 => "png2",
            Self::Svg3 => "svg3",
            Self::Svg2 => "svg2",
        }
    }
}

/// The text in an image, PNG or SVG, as we read it.
pub(crate) fn baked(image: &[u8]) -> Option<String> {
    let found = match std::str::from_utf8(image) {
        Ok(drawing) => svg::extract(drawing).ok(),
        Err(_) => png::extract(image).ok(),
    };
    found.flatten().map(|(_, text)| text)
}

/// A badge to judge.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    pub(crate) recipient: Option<&'static str>,
}

/// Badges, and what URLs answer about them.
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) cases: Vec<Case>,
    documents: BTreeMap<String, Vec<u8>>,
}

impl Corpus {
    /// The whole of it; the same on every day until 2045.
    pub(crate) fn new() -> Self {
        let mut corpus = Self::default();
        for (url, did, seed) in [
            (awards::ISSUER_DOCUMENT, awards::ISSUER, awards::OWN),
            (awards::STRANGER_DOCUMENT, awards::STRANGER, awards::OTHER),
        ] {
            corpus.answer(url, &awards::did_document(did, seed));
        }
        credentials::fill(&mut corpus);
        shapes::fill(&mut corpus);
        generated::fill(&mut corpus);
        assertions::fill(&mut corpus);
        corpus
    }

    /// Adds a badge.
    pub(crate) fn case(&mut self, name: &str, kind: Kind, bytes: impl Into<Vec<u8>>) {
        self.cases.push(Case {
            name: name.to_owned(),
            kind,
            bytes: bytes.into(),
            recipient: None,
        });
    }

    /// Says what a URL answers.
    pub(crate) fn answer(&mut self, url: &str, document: &Value) {
        self.answer_bytes(url, document.to_string().into_bytes());
    }

    /// Says which bytes a URL answers.
    pub(crate) fn answer_bytes(&mut self, url: &str, bytes: Vec<u8>) {
        self.documents.insert(url.to_owned(), bytes);
    }

    /// Writes badges and documents with their `index.json`, for the tools.
    pub(crate) fn write(&self, folder: &Path) {
        let put = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.join(name), bytes).expect("a file of the corpus");
        };
        let mut documents = serde_json::Map::new();
        for (number, (url, bytes)) in self.documents.iter().enumerate() {
            let file = format!("document-{number}");
            let kind = if bytes.starts_with(b"\x89PNG") {
                "image/png"
            } else {
                "application/ld+json"
            };
            put(&file, bytes);
            documents.insert(url.clone(), json!({ "file": file, "type": kind }));
        }
        let mut cases = Vec::new();
        for (number, case) in self.cases.iter().enumerate() {
            let file = format!("case-{number}");
            put(&file, &case.bytes);
            cases.push(json!({
                "name": case.name, "kind": case.kind.as_str(), "file": file, "recipient": case.recipient,
            }));
        }
        let index = json!({ "documents": documents, "cases": cases });
        put("index.json", index.to_string().as_bytes());
    }

    /// What we say of a badge, when the corpus is all that can be reached.
    pub(crate) fn judge(
        &self,
        badge: &[u8],
        recipient: Option<&str>,
    ) -> Option<VerifiedCredential> {
        let mut documents = DocumentIndex::new();
        for (url, bytes) in &self.documents {
            documents.insert(url, bytes.clone());
        }
        let mut trust = TrustList::new();
        trust.insert(awards::ISSUER, Standing::Recognised);
        let question = Question {
            recipient,
            at: at("2026-11-24T09:00:00Z"),
            documents: &documents,
            trust: &trust,
        };
        verify(badge, &question).ok()
    }
}
