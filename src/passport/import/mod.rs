//! Badges that were earned elsewhere come in together: images, folders, ZIPs of images as Open Badge Passport gives them
//! to a person, and tables of issued badges as Open Badge Factory gives them to an organisation.
//!
//! There is one way in for all badges ([`Passport::judge`](super::service::Passport::judge), then
//! [`keep`](super::service::Passport::keep)); an import finds them in what it is given, finds out which of the people it
//! was told of each was given to, and says of each in one line what became of it: kept, changed, or impossible.
//!
//! **Invariant:** a row of a table proves nothing. It is matched to an image of the same import, or to what answers at
//! its address; else it is impossible, and listed, so that the organisation can award the badge again. A name inside a
//! ZIP is a label and never a path.
//!
//! What is known of the tables: no description of Open Badge Factory's columns is at hand, so they are found by what
//! they are called, in French or English, with any of the usual separators and encodings ([`table`]). Addresses have
//! the form `https://openbadgefactory.com/v1/assertion/…`, shown to people with `.html` at the end.

mod archive;
mod pieces;
mod recipients;
mod service;
mod table;

use uuid::Uuid;

use super::judge::Judged;
use super::service::Handled;
use super::{Outcome, Refusal, Source};
use crate::text::{Language, text};

pub use archive::{LARGEST_TOTAL, MOST_FILES};
pub use recipients::Recipients;
pub(super) use service::refuse_unproven;
pub use service::{How, import, of_holder};

/// A file to be imported: an image, a badge's text, a ZIP or a table.
#[derive(Debug)]
pub struct Upload {
    /// What the report calls it.
    pub name: String,
    /// Its octets.
    pub source: Source,
}

/// What is to be known of a badge that was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// The issuer's own document took the place of the copy.
    HostedDocument,
    /// It follows a version of Open Badges before 2.0.
    OlderVersion,
    /// No level is said: it is read as 1.
    LevelUnknown,
    /// A coordinator has not said yet which competence it shows.
    CompetenceToConfirm,
    /// Nobody has shown yet that the address it was given to is theirs.
    RecipientNotConfirmed,
    /// No network recognises its issuer.
    IssuerUnknown,
    /// Its issuer was taken off its network's list.
    IssuerWithdrawn,
    /// What proves it is out of reach at this moment.
    Unproven,
    /// Its issuer took it back.
    Revoked,
    /// Its end has passed.
    Expired,
    /// It does not count now, for another reason.
    NotInForce,
}

impl Change {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::HostedDocument,
        Self::OlderVersion,
        Self::LevelUnknown,
        Self::CompetenceToConfirm,
        Self::RecipientNotConfirmed,
        Self::IssuerUnknown,
        Self::IssuerWithdrawn,
        Self::Unproven,
        Self::Revoked,
        Self::Expired,
        Self::NotInForce,
    ];

    /// The stable code in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HostedDocument => "hosted_document",
            Self::OlderVersion => "older_version",
            Self::LevelUnknown => "level_unknown",
            Self::CompetenceToConfirm => "competence_to_confirm",
            Self::RecipientNotConfirmed => "recipient_not_confirmed",
            Self::IssuerUnknown => "issuer_unknown",
            Self::IssuerWithdrawn => "issuer_withdrawn",
            Self::Unproven => "unproven",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::NotInForce => "not_in_force",
        }
    }

    /// The same in words.
    #[must_use]
    pub fn in_words(self, language: Language) -> String {
        text(language, &format!("import-change-{}", self.as_str()), &[])
    }
}

/// What became of a badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Kept, as it was.
    Kept,
    /// Kept, and this is to be known of it.
    Changed(Vec<Change>),
    /// Not kept, and why.
    Impossible(Refusal),
}

impl Fate {
    /// The stable word in reports.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed(_) => "changed",
            Self::Impossible(_) => "impossible",
        }
    }

    /// The stable codes of what changed, or of why it is impossible.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        match self {
            Self::Kept => Vec::new(),
            Self::Changed(changes) => changes.iter().map(|change| change.as_str()).collect(),
            Self::Impossible(refusal) => vec![refusal.reason.as_str()],
        }
    }

    /// The same in words: a sentence, or several things.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        match self {
            Self::Kept => String::new(),
            Self::Changed(changes) => {
                let all: Vec<_> = changes.iter().map(|one| one.in_words(language)).collect();
                all.join(" ; ")
            }
            Self::Impossible(refusal) => refusal.in_words(language),
        }
    }
}

impl Refusal {
    /// Why a badge was not kept, in one sentence of the reader's language.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        text(
            language,
            &format!("import-impossible-{}", self.reason.as_str()),
            &[],
        )
    }
}

/// One badge of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The file, the file inside a ZIP, or the row of a table that it came in.
    pub name: String,
    /// The badge's own name, where it could be read.
    pub badge: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// The same badge was kept before.
    pub already: bool,
    /// Its row here, where it is kept.
    pub credential: Option<Uuid>,
    /// To whom a table says that it was given, where it could not be kept: for the organisation that brought the table,
    /// so that it can award the badge again. No screen and no log has it.
    pub recipient: Option<String>,
}

/// What became of all the badges of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// One a badge, in the order given.
    pub lines: Vec<Line>,
}

/// How many badges had each fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Kept as they were.
    pub kept: usize,
    /// Kept, with something to be known.
    pub changed: usize,
    /// Not kept.
    pub impossible: usize,
    /// Of those kept, how many had been kept before.
    pub already: usize,
}

impl Report {
    /// How many badges had each fate.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for line in &self.lines {
            match line.fate {
                Fate::Kept => totals.kept += 1,
                Fate::Changed(_) => totals.changed += 1,
                Fate::Impossible(_) => totals.impossible += 1,
            }
            totals.already += usize::from(line.already);
        }
        totals
    }
}

impl Totals {
    /// « 118 gardés, 4 changés, 2 impossibles. »
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let counts = [
            ("kept", self.kept),
            ("changed", self.changed),
            ("impossible", self.impossible),
        ];
        let mut told = counts
            .map(|(what, number)| counted(language, what, number))
            .join(", ");
        if self.already > 0 {
            told.push('\n');
            told.push_str(&counted(language, "already", self.already));
        }
        told
    }
}

/// A number with its words; in French nothing and one are singular.
fn counted(language: Language, what: &str, number: usize) -> String {
    let singular = match language {
        Language::Fr => number < 2,
        Language::En => number == 1,
    };
    let one = if singular { "-one" } else { "" };
    let key = format!("import-total-{what}{one}");
    text(language, &key, &[("number", &number.to_string())])
}

/// The line of a badge that was judged and handled; `confirmed` where its recipient has shown that the address is theirs.
fn line(name: String, judged: &Judged, handled: &Handled, confirmed: bool) -> Line {
    let accepted = judged.verdict.as_ref().ok().map(|(badge, _)| badge);
    let (fate, already, credential) = match &handled.outcome {
        Outcome::Refused(refusal) => (Fate::Impossible(refusal.clone()), false, None),
        Outcome::Kept { id, .. } => (fate(judged, handled, confirmed), false, Some(*id)),
        Outcome::AlreadyKept { id } => (fate(judged, handled, confirmed), true, Some(*id)),
    };
    Line {
        name,
        badge: accepted
            .map(|badge| badge.achievement.name.clone())
            .filter(|name| !name.is_empty()),
        fate,
        already,
        credential,
        recipient: None,
    }
}

fn fate(judged: &Judged, handled: &Handled, confirmed: bool) -> Fate {
    let Ok((badge, _)) = &judged.verdict else {
        return Fate::Kept;
    };
    let standing = match badge.current {
        "revoked" => Some(Change::Revoked),
        "expired" => Some(Change::Expired),
        "yes" => None,
        // Out of reach, as its proof is: that is said once.
        "unknown" if badge.authentic == "unknown" => None,
        "unknown" => Some(Change::Unproven),
        _ => Some(Change::NotInForce),
    };
    let issuer = match badge.issuer {
        "recognised" => None,
        "withdrawn" => Some(Change::IssuerWithdrawn),
        _ => Some(Change::IssuerUnknown),
    };
    let changes: Vec<Change> = [
        badge.copy_differs.then_some(Change::HostedDocument),
        badge
            .standard
            .starts_with("OB 1.")
            .then_some(Change::OlderVersion),
        (badge.authentic == "unknown").then_some(Change::Unproven),
        standing,
        issuer,
        (!badge.says_level && handled.level.is_none()).then_some(Change::LevelUnknown),
        handled.waiting.then_some(Change::CompetenceToConfirm),
        (!confirmed).then_some(Change::RecipientNotConfirmed),
    ]
    .into_iter()
    .flatten()
    .collect();
    if changes.is_empty() {
        Fate::Kept
    } else {
        Fate::Changed(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passport::Reason;

    #[test]
    fn every_change_and_every_reason_has_its_words() {
        for language in [Language::Fr, Language::En] {
            for change in Change::ALL {
                let words = change.in_words(language);
                assert!(words.contains(' '), "{change:?}: {words}");
            }
            for reason in Reason::ALL {
                let words = Refusal::new(reason, "").in_words(language);
                assert!(words.contains(' '), "{reason:?}: {words}");
            }
        }
    }

    #[test]
    fn totals_are_said_in_one_line() {
        let totals = Totals {
            kept: 118,
            changed: 4,
            impossible: 1,
            already: 0,
        };
        assert_eq!(
            totals.in_words(Language::Fr),
            "118 gardés, 4 changés, 1 impossible"
        );
        let again = Totals {
            already: 122,
            ..totals
        };
        let words = again.in_words(Language::Fr);
        assert_eq!(words.lines().count(), 2, "{words}");
        assert!(words.contains("122"), "{words}");
    }
}
