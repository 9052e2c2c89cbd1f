//! The service, seen from outside, on a real PostGIS.

#[path = "../support/mod.rs"]
mod support;

mod achievements;
mod addresses;
mod applications;
mod area;
mod arrivals;
mod attacks;
mod audit;
mod authorisation;
#[path = "../support/badges.rs"]
mod badges;
mod claims;
mod coordinators;
mod credentials;
mod entry;
mod law;
mod lost_passkey;
mod map_tiles;
mod next_step;
mod oracle;
mod own_badges;
mod paper;
mod presence_pages;
mod public;
mod published;
mod question;
mod recruiters;
mod reference;
mod relay;
mod relay_receive;
mod retention;
mod rights;
mod roles;
mod rows;
mod search;
mod searching;
mod sharing;
mod together;
mod verifier;
mod wayfinding;
