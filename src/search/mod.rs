//! The recruiter's question, asked and answered.
//!
//! **Invariant:** whoever asks is a recruiter of a company; what they get went through `presence::question`'s rules, and
//! bears no identifier that outlives the search but the badges that a holder chose to show.

pub mod tokens;
mod tokens_store;
pub mod words;
