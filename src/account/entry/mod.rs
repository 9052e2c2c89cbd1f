//! How people get in: a link by e-mail opens a session, and either ends.
//!
//! **Invariant:** whoever asks for a link learns nothing of who has an account: the answer is the same for every
//! address. Opening the link changes nothing; pressing its button does, once.

pub mod service;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// How long a link by e-mail is good for.
pub const LINK_LASTS: TimeDelta = TimeDelta::minutes(10);
/// Links that one address may be sent in an hour: who shares a slow mailbox tries again, a prankster soon stops.
pub const LINKS_AN_HOUR: i64 = 5;
/// How long a session lasts without being used.
pub const SESSION_LASTS: TimeDelta = TimeDelta::days(30);

/// A session in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Its row.
    pub id: Uuid,
    /// Who is signed in.
    pub holder: Uuid,
    /// Whether a passkey was shown in it.
    pub strong: bool,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its row.
    pub id: Uuid,
    /// What kind of browser.
    pub browser: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to the hour.
    pub seen_at: DateTime<Utc>,
}

/// A link that can still be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose mailbox it was sent to.
    pub email: String,
    /// Where the person was going.
    pub next: String,
}

/// A path inside this service, where a person goes on after signing in; anything else leads to where one begins: one's
/// work, or one's badges.
#[must_use]
pub fn inside(next: Option<&str>) -> &str {
    const HOME: &str = "/mon-espace";
    next.filter(|next| {
        let plain = next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        plain && next.starts_with('/') && !next.starts_with("//") && next.len() <= 2000
    })
    .unwrap_or(HOME)
}

/// What kind of browser a `User-Agent` header names: « Firefox · Android ». Nothing finer is kept.
#[must_use]
pub fn browser(user_agent: &str) -> String {
    let of = |known: &[(&str, &'static str)]| {
        let mut known = known.iter();
        let found = known.find(|(mark, _)| user_agent.contains(mark));
        found.map_or("?", |(_, name)| name)
    };
    let program = of(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = of(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    format!("{program} · {system}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_outside_after_signing_in() {
        assert_eq!(inside(Some("/verifier?a=b")), "/verifier?a=b");
        for outside in [
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "example.org",
            "/a b",
            "/\n",
            "",
        ] {
            assert_eq!(inside(Some(outside)), "/mon-espace", "{outside:?}");
        }
        assert_eq!(inside(None), "/mon-espace");
    }

    #[test]
    fn of_a_browser_only_its_kind_is_kept() {
        let said = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) \
                    Chrome/140.0.7339.52 Mobile Safari/537.36";
        assert_eq!(browser(said), "Chrome · Android");
        assert_eq!(browser("curl/8"), "? · ?");
    }
}
