//! What happens when things end badly.

#[path = "../support/badges.rs"]
mod badges;
mod cluster;
mod ingest;
mod serve;
