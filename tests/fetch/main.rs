//! The way out: what may be asked, what comes back, and what never does. Every host here is one of this machine.

mod client;
mod command;
mod guard;
mod host;
mod limits;
mod names;
mod online;
