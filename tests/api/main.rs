//! The service, seen from outside, on a real PostGIS.

#[path = "../support/mod.rs"]
mod support;

mod public;
mod reference;
