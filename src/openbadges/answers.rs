//! The words of a verdict: four answers, each with its checks.
//!
//! **Invariant:** “out of reach” is `unknown`, never `yes` and never `no`.

use serde::Serialize;
use serde_json::Value;

macro_rules! answer {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The word of this answer in reports and in the database.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

answer! {
    /// Did the issuer say exactly this?
    Authentic {
        /// A proof holds, under a key that is bound to the issuer.
        Yes = "yes",
        /// Altered, a bad proof, a wrong key, or not what the standard asks for.
        No = "no",
        /// The key, or its bond with the issuer, is out of reach.
        Unknown = "unknown",
    }
}
answer! {
    /// Does it count at the time of the question?
    Current {
        /// Within its dates, and its status says nothing against it.
        Yes = "yes",
        /// Taken back by the issuer.
        Revoked = "revoked",
        /// Set aside by the issuer, for a time.
        Suspended = "suspended",
        /// Its end has passed.
        Expired = "expired",
        /// Its beginning lies ahead.
        NotYet = "not_yet",
        /// Its status is out of reach.
        Unknown = "unknown",
    }
}
answer! {
    /// Does a network recognise who issued it?
    Issuer {
        /// In a network's list.
        Recognised = "recognised",
        /// In no list that we know.
        Unknown = "unknown",
        /// Was in a list, and was taken off it.
        Withdrawn = "withdrawn",
    }
}
answer! {
    /// Was it given to the person who shows it?
    Recipient {
        /// The address is the recipient's.
        Confirmed = "confirmed",
        /// The address is not the recipient's, or nothing says whose it is.
        Mismatch = "mismatch",
        /// No address was asked about.
        NotAsked = "not_asked",
    }
}
answer! {
    /// How one check ended.
    CheckOutcome {
        /// It holds.
        Pass = "pass",
        /// It holds, and a reader should know something.
        Warning = "warning",
        /// It does not hold.
        Fail = "fail",
        /// It could not be made.
        Unknown = "unknown",
    }
}

/// One thing that was looked at, how it ended, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A stable name: `proof`, `key`, `status`, `validity`, …
    pub id: &'static str,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// The reason or the evidence, in one English line.
    pub detail: String,
}

impl Check {
    /// A check that ended so.
    pub fn new(id: &'static str, outcome: CheckOutcome, detail: impl Into<String>) -> Self {
        Self {
            id,
            outcome,
            detail: detail.into(),
        }
    }
}

/// What `territoire verify --json` prints: the four answers and what they rest on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// `OB 1.0`, `OB 1.1`, `OB 2.0`, `OB 2.1` or `OB 3.0`.
    pub standard: &'static str,
    /// How it came: `json`, `jws`, `url`, `png`, `svg`.
    pub format: &'static str,
    /// Did the issuer say exactly this?
    pub authentic: Authentic,
    /// Does it count at the time of the question?
    pub current: Current,
    /// Does a network recognise the issuer?
    pub issuer: Issuer,
    /// Was it given to the person asked about?
    pub recipient: Recipient,
    /// All that was looked at.
    pub checks: Vec<Check>,
    /// The badge's own document.
    pub credential: Value,
}

impl Report {
    /// True when nothing speaks against the badge: authentic, current, and not someone else's.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.authentic == Authentic::Yes
            && self.current == Current::Yes
            && self.recipient != Recipient::Mismatch
    }
}
