//! What badges name by URL, asked over the network: behind a guard, within limits, and for a verification alone.
//!
//! A badge is a stranger's file, and it names addresses: of its issuer, its keys, its status list, itself. Whoever
//! asks them blindly lends its own place in the network to that stranger. So every address passes [`guard`] before
//! it is asked and again at each redirect, what its name resolves to is checked and only that is connected to
//! ([`names`]), and an answer ends at a size and a time ([`client`]). [`online`] hands all of it to
//! `openbadges::verify` as documents.
//!
//! **Invariant:** nothing else in the house speaks to the network, and no connection is made to an address that
//! [`guard`] did not let through. What an address inside a network would answer is not told, nor whether it would.

pub mod guard;

mod body;
mod client;
mod many;
mod names;
mod online;
mod places;

pub use client::{Answer, FetchError, Fetcher, Limits, Settings, SetupError};
pub use guard::{Reach, Refused};
pub use many::Many;
pub use names::{LookupFuture, Names, SystemNames};
pub use online::{Allowance, Layered, Online};
