//! What happens when things end badly.

#[path = "../support/badges.rs"]
mod badges;
mod cluster;
mod house;
mod ingest;
mod kills;
mod post_office;
mod serve;
#[path = "../support/mod.rs"]
mod support;
mod withdrawal;
