//! People, their addresses, and operators' tokens.

pub mod seal;
