//! The service, seen from outside, on a real PostGIS.

#[path = "../support/mod.rs"]
mod support;

mod achievements;
#[path = "../support/badges.rs"]
mod badges;
mod credentials;
mod entry;
mod law;
mod own_badges;
mod public;
mod published;
mod reference;
mod retention;
mod rights;
mod verifier;
