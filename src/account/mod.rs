//! People, their addresses, and operators' tokens.

pub mod key_file;
pub mod seal;
