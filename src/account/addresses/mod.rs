//! A person's addresses: added by a link that only their reader can press, left without losing a badge.
//!
//! **Invariant:** an address is somebody's only after its mailbox said so to whoever is signed in; a person always keeps
//! one by which they can enter. Whoever asks learns nothing of who else has an address.

pub mod service;
mod store;

use chrono::TimeDelta;

use super::Address;

/// How long the link to a new address is good for.
pub const LINK_LASTS: TimeDelta = TimeDelta::hours(1);
/// Links that one person may send, and one mailbox receive, in an hour.
pub const LINKS_AN_HOUR: i64 = 5;

/// An address as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// The address.
    pub address: Address,
    /// No mail goes there any more, and nobody enters by it; badges given to it stay.
    pub retired: bool,
}

/// What a link would add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The address that it was sent to.
    pub address: Address,
    /// Whether another account has shown that the address is theirs.
    pub taken: bool,
}

/// What became of an address that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is theirs now, or again.
    Yes,
    /// The link was used before, is too old, or was sent for somebody else.
    Closed,
    /// Another account has it: they may be joined.
    Taken,
}
