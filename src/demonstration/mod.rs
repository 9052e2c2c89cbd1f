//! Invented people and badges, sent through the same doors as everyone's.
//!
//! **Invariant:** nothing here writes a badge, a consent or a figure by itself: badges are awarded by `issuing`,
//! kept and placed by `passport`, counted by `statistics`.

pub mod applications;
pub mod people;
mod recruiters;
pub mod service;
mod store;
