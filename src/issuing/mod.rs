//! What can be earned and what was awarded: achievements, signed credentials, status lists, artwork.
//!
//! **Invariant:** an award, its index in a status list and its signature are one transaction; an index is given
//! once, at random, so that neighbours in a list tell nothing of each other.

pub mod applications;
pub mod archive;
mod archive_store;
pub mod artwork;
pub mod assertions;
mod assertions_store;
pub mod claims;
pub mod forms;
mod picture_store;
pub mod pictures;
pub mod published;
pub mod record;
pub mod review;
pub mod service;
mod store;
pub mod zipped;

use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::network::PublicBase;
use crate::network::framework::{Achievement, Framework};
use crate::openbadges::issue::Level;

/// The job that looks again at a badge whose standing has changed: its payload is `{"credential": URI}`.
pub const RECHECK: &str = "passport.recheck_badge";

/// A badge to be awarded to a person.
#[derive(Debug, Clone)]
pub struct NewAward {
    /// Slug of the organisation that awards it.
    pub organisation: String,
    /// Slug of the achievement.
    pub achievement: String,
    /// How well.
    pub level: Level,
    /// To whom, an address or the own name of an account without one: only its salted hash goes into the badge.
    pub email: String,
    /// When.
    pub awarded_at: DateTime<Utc>,
    /// Until when it counts, if not for ever.
    pub valid_until: Option<DateTime<Utc>>,
}

/// A badge that was awarded.
#[derive(Debug, Clone)]
pub struct Issued {
    /// `id` of the credential.
    pub credential_uri: String,
    /// The signed OB 3.0 credential, as text.
    pub document: String,
    /// The same award as a signed Open Badges 2.0 assertion (compact JWS), for the backpacks that read no other.
    pub assertion: String,
    /// Both, baked into its artwork (PNG).
    pub image: Vec<u8>,
}

/// `achievement.id` of an achievement of ours.
#[must_use]
pub fn achievement_uri(base: &PublicBase, slug: &str) -> String {
    base.url(&format!("/badges/{}", segment(slug)))
}

/// The achievement of ours at that address; `None`: it is none of ours.
#[must_use]
pub fn ours<'a>(framework: &'a Framework, base: &PublicBase, uri: &str) -> Option<&'a Achievement> {
    let mut all = framework.achievements.iter();
    all.find(|achievement| achievement_uri(base, &achievement.slug) == uri)
}

fn segment(slug: &str) -> String {
    utf8_percent_encode(slug, NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
}
