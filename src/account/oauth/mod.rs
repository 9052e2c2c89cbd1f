//! Applications that a holder lets in: what they may ask, how they register, and the tokens that come of a holder's yes
//! (OAuth 2 as Open Badges 3.0, section 7, wants it).
//!
//! **Invariant:** of a secret, a code or a token only the SHA-256 is kept; a code and a refresh token are used once,
//! and one that is seen again ends everything that came of the same yes.

mod registration;
pub mod service;
mod store;

use std::collections::BTreeSet;
use std::fmt;

use chrono::TimeDelta;
use uuid::Uuid;

pub use registration::{BadRegistration, Registration};

/// How long a code may wait for its application.
pub const CODE_LASTS: TimeDelta = TimeDelta::minutes(10);
/// How long an access token opens the door.
pub const ACCESS_LASTS: TimeDelta = TimeDelta::hours(1);
/// How long a refresh token waits to be used.
pub const REFRESH_LASTS: TimeDelta = TimeDelta::days(90);
/// Registrations that the whole installation takes in an hour, so that its table stays of a size. Each network has far
/// fewer (`http::limits`): nobody alone closes the door for the others.
pub const REGISTRATIONS_PER_HOUR: i64 = 1000;
/// How long an application is kept that nobody ever let in.
pub const UNUSED_LASTS: TimeDelta = TimeDelta::days(90);

/// One thing that an application may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read the holder's badges.
    ReadCredentials,
    /// Put badges of the holder into their passport, or newer versions of them.
    UpsertCredentials,
    /// Read the holder's profile.
    ReadProfile,
    /// Write the holder's profile.
    UpdateProfile,
    /// Come back without asking again, by refresh tokens.
    Offline,
}

impl Scope {
    /// Every scope there is.
    pub const ALL: [Self; 5] = [
        Self::ReadCredentials,
        Self::UpsertCredentials,
        Self::ReadProfile,
        Self::UpdateProfile,
        Self::Offline,
    ];

    /// Its name in the standard.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadCredentials => {
                "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly"
            }
            Self::UpsertCredentials => {
                "https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert"
            }
            Self::ReadProfile => "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly",
            Self::UpdateProfile => "https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update",
            Self::Offline => "offline_access",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

/// A scope that nobody described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no scope of Open Badges 3.0")]
pub struct UnknownScope;

/// What an application may do, all together; written with spaces between (RFC 6749, 3.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Reads a list with spaces between.
    ///
    /// # Errors
    ///
    /// [`UnknownScope`] when one of them is none, or there is none.
    pub fn parse(text: &str) -> Result<Self, UnknownScope> {
        let named = text.split_ascii_whitespace().map(Scope::named);
        let all: Option<BTreeSet<Scope>> = named.collect();
        all.filter(|all| !all.is_empty())
            .map(Self)
            .ok_or(UnknownScope)
    }

    /// Those of a list that we know: a registering application may name more than we have (RFC 7591, 2).
    fn known(text: &str) -> Self {
        Self(
            text.split_ascii_whitespace()
                .filter_map(Scope::named)
                .collect(),
        )
    }

    /// What the database kept.
    fn kept(names: &[String]) -> Self {
        Self(names.iter().filter_map(|name| Scope::named(name)).collect())
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.as_str()).collect()
    }

    /// Whether this may be done.
    #[must_use]
    pub fn allow(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether all of these are among those.
    #[must_use]
    pub fn within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(" "))
    }
}

/// An application that registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Its `client_id`.
    pub id: Uuid,
    /// What it calls itself.
    pub name: String,
    /// The page about it; where it takes people back to is of the same host.
    pub site: String,
    /// Its terms.
    pub terms: String,
    /// What it says of people's data.
    pub privacy: String,
    /// Where it takes people back to, compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// The most that it may ask.
    pub scopes: Scopes,
    /// Whether it uses refresh tokens.
    pub refreshes: bool,
}

/// What a holder says yes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who asks.
    pub application: Uuid,
    /// Where the code goes.
    pub redirect_uri: String,
    /// What it may do.
    pub scopes: Scopes,
    /// SHA-256 of the verifier that the application keeps to itself (RFC 7636).
    pub challenge: [u8; 32],
}

/// Who stands behind an access token in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The application.
    pub application: Uuid,
    /// The holder who let it in.
    pub holder: Uuid,
    /// What it may do.
    pub scopes: Scopes,
}

/// An application that a holder let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connected {
    /// The application.
    pub id: Uuid,
    /// What it calls itself.
    pub name: String,
    /// The page about it.
    pub site: String,
    /// What it may do, every yes together.
    pub scopes: Scopes,
    /// Since when.
    pub since: chrono::DateTime<chrono::Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_and_written_as_the_standard_does() {
        let all: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        let all = all.join(" ");
        assert_eq!(Scopes::parse(&all).unwrap().to_string(), all);
        assert_eq!(Scopes::parse(""), Err(UnknownScope));
        assert_eq!(
            Scopes::parse("offline_access everything"),
            Err(UnknownScope)
        );
        let some = Scopes::known("offline_access everything");
        assert!(some.allow(Scope::Offline));
        assert!(some.within(&Scopes::parse(&all).unwrap()));
        assert!(!Scopes::parse(&all).unwrap().within(&some));
    }
}
