//! The service, seen from outside, on a real PostGIS.

#[path = "../support/mod.rs"]
mod support;

mod achievements;
mod addresses;
mod applications;
mod arrivals;
mod authorisation;
#[path = "../support/badges.rs"]
mod badges;
mod claims;
mod credentials;
mod entry;
mod law;
mod lost_passkey;
mod next_step;
mod own_badges;
mod presence_pages;
mod public;
mod published;
mod question;
mod reference;
mod retention;
mod rights;
mod roles;
mod rows;
mod sharing;
mod verifier;
