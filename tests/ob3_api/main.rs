//! The API of Open Badges 3.0 as an application sees it, from the description of the service to the last token.
//!
//! `tests/conformance/roles.csv` names these tests beside what 1EdTech asks of each role.

#[path = "../support/badges.rs"]
mod badges;
#[path = "../support/mod.rs"]
mod support;

mod consent;
mod credentials;
mod discovery;
mod profile;
mod registration;
mod roles;
mod schema;
mod story;
mod tokens;
