//! People, their addresses, and operators' tokens.
