//! Open Badges 2.0 and 3.0: documents, proofs, baking, status, and the four-answer verdict.
//!
//! **Invariant:** nothing here opens a socket or a file, or reads a clock: what a URL answers comes through
//! [`Documents`], and the time of a question is part of it.
//!
#![doc = include_str!("../../tests/conformance/results.md")]

mod answers;
pub mod data_integrity;
mod documents;
pub mod identity;
pub mod issue;
pub mod json;
pub mod jsonld;
pub mod multikey;
pub mod png;
pub mod rdfc;
pub mod status;
pub mod svg;
mod verify;

pub use answers::{Authentic, Check, CheckOutcome, Current, Issuer, Recipient, Report};
pub use documents::{
    DocumentIndex, Documents, NoDocuments, OutOfReach, Question, Standing, TrustList,
};
pub use verify::{
    AchievementFacts, LARGEST, ListError, Memory, NotABadge, VerifiedCredential, baked, verify,
};
