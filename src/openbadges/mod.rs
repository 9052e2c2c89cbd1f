//! Open Badges 2.0 and 3.0: documents, proofs, baking, status, and the four-answer verdict.

pub mod data_integrity;
pub mod jsonld;
pub mod multikey;
pub mod rdfc;
