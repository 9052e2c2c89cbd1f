//! What a recruiter may ask, and what the answer is (R1–R3, R7, G5, C5), worked out by the database alone.
//!
//! A question has competences, each with a minimum level, and one scope. It is answered at the narrowest scope of
//! cell → EPCI → department → region where the floors hold. `presence.answer` says who is drawn, [`card`] what is told.
//!
//! **Invariant:** an answer holds no count and nothing that names anybody; who excludes the company that asks is absent
//! from it, as if there were no such person.

pub mod card;
mod store;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::account::companies::Siren;

use card::{Card, Face, Recency};
pub use store::Drawn;

/// Competences of a question about any of them, at most (R1).
pub const ANY_OF: usize = 5;

/// How many competences may be asked for in one person (R1): two, and three from 10,000 visible people on, as the latest
/// weekly batch counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// Fewer than 10,000 people are visible.
    Two,
    /// 10,000 people or more are.
    Three,
}

impl Together {
    /// So many competences, at most.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    /// As the latest batch decided; two before the first.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn read(db: impl PgExecutor<'_>) -> Result<Self, sqlx::Error> {
        let three = store::together(db).await? == 3;
        Ok(if three { Self::Three } else { Self::Two })
    }
}

/// Where a question is asked, and where it is answered (G5).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A published cell of the live tree, by its H3 index.
    Cell(i64),
    /// An EPCI, by SIREN.
    Epci(String),
    /// A department, by INSEE code.
    Department(String),
    /// A region, by INSEE code.
    Region(String),
}

impl Scope {
    /// `cell`, `epci`, `department` or `region`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Cell(_) => "cell",
            Self::Epci(_) => "epci",
            Self::Department(_) => "department",
            Self::Region(_) => "region",
        }
    }

    /// Its code; a cell's H3 index in decimal.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Cell(cell) => cell.to_string(),
            Self::Epci(code) | Self::Department(code) | Self::Region(code) => code.clone(),
        }
    }

    /// The scope of that kind and code; whether there is such a place is for the database to say.
    #[must_use]
    pub fn named(kind: &str, code: String) -> Option<Self> {
        match kind {
            "cell" => code.parse().ok().map(Self::Cell),
            "epci" => Some(Self::Epci(code)),
            "department" => Some(Self::Department(code)),
            "region" => Some(Self::Region(code)),
            _ => None,
        }
    }
}

/// A competence that is sought, at a level or above.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wanted {
    /// Its code in the shared framework.
    pub competence: String,
    /// 1 to 3.
    pub level: i16,
}

/// A question that may be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    wanted: Vec<Wanted>,
    every: bool,
    scope: Scope,
}

/// Too many competences or none, one of them twice, or a level that there is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "one to five competences, or two (or three) together, each once and at a level from 1 to 3"
)]
pub struct NotAQuestion;

impl Question {
    /// About people who have any of `wanted`: one to five competences, in any order.
    ///
    /// # Errors
    ///
    /// [`NotAQuestion`].
    pub fn any_of(wanted: Vec<Wanted>, scope: Scope) -> Result<Self, NotAQuestion> {
        Self::new(wanted, false, scope, 1..=ANY_OF)
    }

    /// About people who have all of `wanted`: two competences, or three where `together` allows them.
    ///
    /// # Errors
    ///
    /// [`NotAQuestion`].
    pub fn all_of(
        wanted: Vec<Wanted>,
        scope: Scope,
        together: Together,
    ) -> Result<Self, NotAQuestion> {
        Self::new(wanted, true, scope, 2..=together.most())
    }

    /// [`Question::all_of`] where `every` one is asked for, else [`Question::any_of`].
    ///
    /// # Errors
    ///
    /// [`NotAQuestion`].
    pub fn of(
        wanted: Vec<Wanted>,
        every: bool,
        scope: Scope,
        together: Together,
    ) -> Result<Self, NotAQuestion> {
        if every {
            Self::all_of(wanted, scope, together)
        } else {
            Self::any_of(wanted, scope)
        }
    }

    /// What is sought, in one order whatever the order it was said in.
    #[must_use]
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    /// Whether every one of them is asked for.
    #[must_use]
    pub fn every(&self) -> bool {
        self.every
    }

    /// Where.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    fn new(
        mut wanted: Vec<Wanted>,
        every: bool,
        scope: Scope,
        allowed: std::ops::RangeInclusive<usize>,
    ) -> Result<Self, NotAQuestion> {
        wanted.sort();
        let once = wanted
            .windows(2)
            .all(|pair| pair[0].competence != pair[1].competence);
        let levels = wanted.iter().all(|wanted| (1..=3).contains(&wanted.level));
        if allowed.contains(&wanted.len()) && once && levels {
            Ok(Self {
                wanted,
                every,
                scope,
            })
        } else {
            Err(NotAQuestion)
        }
    }
}

/// How many match, as far as it is told; as many cards are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bucket {
    /// Five to nine.
    Five,
    /// Ten to nineteen.
    Ten,
    /// Twenty and more.
    Twenty,
}

impl Bucket {
    /// The bucket of so many people; `None`: too few to be told (R1).
    #[must_use]
    pub fn of(people: usize) -> Option<Self> {
        match people {
            0..5 => None,
            5..10 => Some(Self::Five),
            10..20 => Some(Self::Ten),
            20.. => Some(Self::Twenty),
        }
    }

    fn of_floor(floor: i16) -> Option<Self> {
        match floor {
            5 => Some(Self::Five),
            10 => Some(Self::Ten),
            20 => Some(Self::Twenty),
            _ => None,
        }
    }

    /// At least so many match.
    #[must_use]
    pub fn floor(self) -> usize {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Twenty => 20,
        }
    }
}

/// The answer about people who are visible without a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WithoutName {
    /// « Moins de 5 », at every scope: none, some, or too many of a kind. All three are this.
    TooFew,
    /// As many cards as the bucket's floor, in random order.
    Cards {
        /// Where the floors hold.
        zone: Scope,
        /// How many match.
        bucket: Bucket,
        /// Some of them.
        cards: Vec<Card>,
    },
}

/// Somebody who chose to show their badges (level 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithBadges {
    /// Where the question was asked.
    pub zone: Scope,
    /// What they chose to show.
    pub badges: Vec<ShownBadge>,
}

/// A badge as its holder shows it at level 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownBadge {
    /// The badge's name.
    pub name: String,
    /// 1 to 3.
    pub level: i16,
    /// Its issuer's name, or where the issuer publishes.
    pub issuer: String,
}

/// An answer: two lists that are never counted together (R7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Level 2.
    pub without_name: WithoutName,
    /// Level 3.
    pub with_badges: Vec<WithBadges>,
}

/// What makes one draw differ from another: a keyed hash of company, question and day (R1).
pub type Seed = [u8; 32];

/// The answer to `question` for recruiters of `company`, drawn by `seed`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Answer, sqlx::Error> {
    let dealt = dealt(db, question, company, seed, now).await?;
    let with_badges = dealt.with_badges.into_iter();
    Ok(Answer {
        without_name: dealt.without_name,
        with_badges: with_badges.map(|(_, shown)| shown).collect(),
    })
}

/// An answer with whom it is about: for the search that gives its cards tokens, and for nobody's eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    /// Level 2.
    pub without_name: WithoutName,
    /// Whose the cards are, in their order.
    pub holders: Vec<Uuid>,
    /// Level 3.
    pub with_badges: Vec<(Uuid, WithBadges)>,
}

/// The same as [`answer`], with whom it is about.
///
/// # Errors
///
/// When the database does not answer.
pub async fn dealt(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Dealt, sqlx::Error> {
    let draw = draw(db, question, company, seed, now).await?;
    deal(db, question, draw, seed, now).await
}

/// Whom an answer is about, before it is told as cards: as SQL draws it, or the index that must draw the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draw {
    /// Of level 2, in the order of the draw; nobody where the floors hold nowhere.
    pub drawn: Vec<Drawn>,
    /// Of level 3, and the scope that was asked.
    pub showing: Vec<(Scope, Uuid)>,
}

/// Whom the answer is about, as SQL draws it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn draw(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Draw, sqlx::Error> {
    Ok(Draw {
        drawn: store::answer(db, question, Some(company), seed, None, now).await?,
        showing: store::showing(db, question, Some(company), now).await?,
    })
}

/// Tells a draw as cards, and as badges that their holders show now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn deal(
    db: &mut PgConnection,
    question: &Question,
    draw: Draw,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Dealt, sqlx::Error> {
    let with_badges = store::with_badges(db, draw.showing, seed, now).await?;
    let (without_name, holders) = made(question, draw.drawn, now);
    Ok(Dealt {
        without_name,
        holders,
        with_badges,
    })
}

/// Everybody who matches `question` at its scope, of levels 2 and 3, without whoever excludes `company`: no floor holds
/// anything back here, so that it is for the house alone.
///
/// # Errors
///
/// When the database does not answer.
pub async fn matching(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    store::matching(db, question, company, now).await
}

/// The bucket of each scope of the region where the floors hold, whatever scope `question` names.
///
/// # Errors
///
/// When the database does not answer.
pub async fn shades(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<BTreeMap<Scope, Bucket>, sqlx::Error> {
    store::shades(db, question, company, now).await
}

/// The card that recruiters would see of `holder` in the answer to `question`; `None`: none.
pub(super) async fn card_of(
    db: &mut PgConnection,
    question: &Question,
    holder: Uuid,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Option<Card>, sqlx::Error> {
    let drawn = store::answer(db, question, None, seed, Some(holder), now).await?;
    let (WithoutName::Cards { cards, .. }, holders) = made(question, drawn, now) else {
        return Ok(None);
    };
    let mine = holders.iter().position(|drawn| *drawn == holder);
    Ok(mine.and_then(|place| cards.into_iter().nth(place)))
}

/// What recruiters would see of `holder`, who shows their badges, in the answer to `question`.
pub(super) async fn shown_of(
    db: &mut PgConnection,
    question: &Question,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<WithBadges>, sqlx::Error> {
    let showing = store::showing(db, question, None, now).await?;
    let shown = store::with_badges(db, showing, &[0; 32], now).await?;
    let mut shown = shown.into_iter();
    Ok(shown.find_map(|(of, shown)| (of == holder).then_some(shown)))
}

/// Cards of what was drawn, and of whom each is.
fn made(question: &Question, drawn: Vec<Drawn>, now: DateTime<Utc>) -> (WithoutName, Vec<Uuid>) {
    let answered = drawn.first().and_then(|first| {
        let bucket = Bucket::of_floor(first.bucket)?;
        Some((Scope::named(&first.kind, first.code.clone())?, bucket))
    });
    let Some((zone, bucket)) = answered else {
        return (WithoutName::TooFew, Vec::new());
    };
    let holders = drawn.iter().map(|drawn| drawn.holder).collect();
    let faces = drawn
        .into_iter()
        .map(|drawn| Face {
            competences: match drawn.competence {
                None => question.wanted.clone(),
                Some(code) => {
                    let mut wanted = question.wanted.iter();
                    let told = wanted.find(|wanted| wanted.competence == code);
                    told.cloned().into_iter().collect()
                }
            },
            recency: drawn.earned_at.map(|given| Recency::of(given, now)),
        })
        .collect();
    let cards = card::cards(&zone, faces);
    let answer = WithoutName::Cards {
        zone,
        bucket,
        cards,
    };
    (answer, holders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_few_competences_each_once() {
        let region = || Scope::Region("24".to_owned());
        let wanted = |codes: &[&str]| -> Vec<Wanted> {
            let wanted = |code: &&str| Wanted {
                competence: (*code).to_owned(),
                level: 1,
            };
            codes.iter().map(wanted).collect()
        };
        assert!(Question::any_of(wanted(&["a", "b", "c", "d", "e"]), region()).is_ok());
        assert!(Question::any_of(wanted(&["a", "b", "c", "d", "e", "f"]), region()).is_err());
        assert!(Question::any_of(Vec::new(), region()).is_err());
        assert!(Question::any_of(wanted(&["a", "a"]), region()).is_err());
        let all = |codes: &[&str], together| Question::all_of(wanted(codes), region(), together);
        assert!(all(&["a", "b"], Together::Two).is_ok());
        assert!(all(&["a", "b", "c"], Together::Two).is_err());
        assert!(all(&["a", "b", "c"], Together::Three).is_ok());
        assert!(all(&["a", "b", "c", "d"], Together::Three).is_err());
        assert!(all(&["a"], Together::Three).is_err());
        let zero = Wanted {
            competence: "a".to_owned(),
            level: 0,
        };
        assert!(Question::any_of(vec![zero], region()).is_err());
        // The order of what is sought is no part of the question.
        assert_eq!(
            Question::any_of(wanted(&["b", "a"]), region()),
            Question::any_of(wanted(&["a", "b"]), region())
        );
    }
}
