//! Asking to become a recruiter, and where one stands.
//!
//! **Invariant:** a person has one application that waits, however often the form is sent; it may be corrected until a
//! coordinator decides, and is asked anew after a refusal.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Siret, asking_store as store, register};
use crate::account::coordinators::{self, News};
use crate::account::{Address, rights};
use crate::clock::Clock;
use crate::id;
use crate::text::Language;

/// The shortest and longest purpose, in characters.
pub const PURPOSE: (usize, usize) = (20, 500);
/// The shortest and longest name of a company, in characters.
pub const NAME: (usize, usize) = (2, 120);

/// Why words are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Fewer characters than it takes.
    #[error("this is too short")]
    Short,
    /// More characters than fit.
    #[error("this is too long")]
    Long,
    /// A web or e-mail address.
    #[error("this holds a link")]
    Link,
    /// Characters that no page can show.
    #[error("this cannot be shown")]
    Unreadable,
}

/// What a company is called, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName(String);

impl CompanyName {
    /// Reads a name on one line.
    ///
    /// # Errors
    ///
    /// [`Unfit`].
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        fit(&text, NAME).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody seeks people for, in their own words; without links, so that a coordinator reads all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose(String);

impl Purpose {
    /// Reads a purpose; lines stay.
    ///
    /// # Errors
    ///
    /// [`Unfit`].
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        fit(&text, PURPOSE).map(Self)
    }

    /// The purpose.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn fit(text: &str, (least, most): (usize, usize)) -> Result<String, Unfit> {
    // What is not seen, or turns letters round, makes one name look like another, and a link like none.
    let unseen = |letter: char| {
        matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let text: String = text.chars().filter(|letter| !unseen(*letter)).collect();
    let length = text.chars().count();
    if length < least {
        return Err(Unfit::Short);
    }
    if length > most {
        return Err(Unfit::Long);
    }
    if text
        .chars()
        .any(|letter| letter.is_control() && letter != '\n')
    {
        return Err(Unfit::Unreadable);
    }
    if text.split_whitespace().any(is_a_link) {
        return Err(Unfit::Link);
    }
    Ok(text)
}

/// Whether a word leads somewhere: with a scheme, `www.`, an `@`, or a name under a domain that is in use here.
fn is_a_link(word: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        "fr", "com", "org", "net", "eu", "io", "info", "bzh", "pro", "biz", "me", "app",
    ];
    let word = word.to_lowercase();
    if word.contains("://") || word.contains("www.") || word.contains('@') {
        return true;
    }
    let host = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.trim_matches(|letter: char| !letter.is_alphanumeric());
    host.rsplit_once('.').is_some_and(|(before, ending)| {
        ENDINGS.contains(&ending) && before.ends_with(char::is_alphanumeric)
    })
}

/// What somebody asks.
pub struct Asked<'a> {
    /// For which establishment.
    pub siret: &'a Siret,
    /// What it is called.
    pub name: &'a CompanyName,
    /// Their professional address: one of those that they have shown to be theirs.
    pub email: &'a Address,
    /// What for.
    pub purpose: &'a Purpose,
    /// Which text they accepted.
    pub charter: &'static str,
    /// In which language they are answered.
    pub language: Language,
}

/// What became of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for a coordinator.
    Waits,
    /// The address is none that this person has shown to be theirs.
    NotTheirs,
    /// They are a recruiter already.
    Already,
}

/// Keeps an application, once; one that waits already is corrected. Coordinators are told of what is new by mail.
///
/// # Errors
///
/// When the database refuses.
pub async fn ask(
    pool: &PgPool,
    holder: Uuid,
    asked: &Asked<'_>,
    clock: &dyn Clock,
) -> Result<Outcome, sqlx::Error> {
    let mut tx = pool.begin().await?;
    // One after the other for each person, and never beside an erasure.
    if !rights::hold(&mut tx, holder, None).await? || !store::has(&mut tx, holder, asked).await? {
        return Ok(Outcome::NotTheirs);
    }
    if store::is_recruiter(&mut tx, holder).await? {
        return Ok(Outcome::Already);
    }
    let now = clock.now();
    let new = store::put(&mut tx, id::public(), holder, asked, now).await?;
    if let Some(application) = new {
        register::ask(&mut tx, application, clock).await?;
        coordinators::tell(&mut tx, News::Application, now).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Waits)
}

/// An application as its author reads it.
#[derive(Debug, Clone)]
pub struct Own {
    /// For which establishment.
    pub siret: String,
    /// What it is called.
    pub name: String,
    /// The professional address.
    pub email: String,
    /// What for.
    pub purpose: String,
    /// When it was first sent.
    pub asked_at: DateTime<Utc>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// Somebody who was approved, whether or not they may ask just now.
#[derive(Debug, Clone)]
pub struct Approved {
    /// The company's number.
    pub siren: String,
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why not now: of the person, or else of the whole company.
    pub suspended: Option<String>,
}

/// Where somebody stands.
#[derive(Debug, Clone)]
pub enum Standing {
    /// They never asked, or left.
    Nothing,
    /// A coordinator has not decided yet.
    Waits(Own),
    /// The last answer was no.
    Refused(Own),
    /// They are a recruiter.
    Approved(Approved),
}

/// Where a person stands.
///
/// # Errors
///
/// When the database does not answer.
pub async fn standing(pool: &PgPool, holder: Uuid) -> Result<Standing, sqlx::Error> {
    if let Some(approved) = store::approved(pool, holder).await? {
        return Ok(Standing::Approved(approved));
    }
    Ok(match store::last(pool, holder).await? {
        Some(own) if own.decided_at.is_none() => Standing::Waits(own),
        Some(own) if own.reason.is_some() => Standing::Refused(own),
        _ => Standing::Nothing,
    })
}

/// Takes an application back that waits; false: none does.
///
/// # Errors
///
/// When the database refuses.
pub async fn take_back(pool: &PgPool, holder: Uuid) -> Result<bool, sqlx::Error> {
    store::take_back(pool, holder).await
}

/// Ends one's being a recruiter; false: they were none. A suspension stays with the person.
///
/// # Errors
///
/// When the database refuses.
pub async fn leave(pool: &PgPool, holder: Uuid, clock: &dyn Clock) -> Result<bool, sqlx::Error> {
    store::leave(pool, holder, clock.now()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_a_few_sentences_without_links() {
        let read = |text: &str| Purpose::parse(text).map(|purpose| purpose.0);
        assert_eq!(
            read("  Un apprenti menuisier\r\npour la rentrée.  "),
            Ok("Un apprenti menuisier\npour la rentrée.".to_owned())
        );
        assert!(read("Nous cherchons p. ex. un.e soudeur.se, M. Dupont encadre.").is_ok());
        assert_eq!(read("Trop court"), Err(Unfit::Short));
        assert_eq!(read(&"é".repeat(501)), Err(Unfit::Long));
        assert!(read(&"é".repeat(500)).is_ok());
        assert_eq!(
            read("Un texte avec un\u{0} zéro dedans"),
            Err(Unfit::Unreadable)
        );
        for link in [
            "https://exemple.invalid/emploi",
            "www.exemple",
            "menuiserie-loire.fr",
            "(Exemple.COM/offres)",
            "rh@exemple",
            "exemple.org.",
        ] {
            let text = format!("Notre offre est décrite ici : {link} merci");
            assert_eq!(read(&text), Err(Unfit::Link), "{link}");
        }
    }

    #[test]
    fn a_name_stands_on_one_line() {
        assert_eq!(
            CompanyName::parse(" Menuiserie \n de la   Loire ")
                .unwrap()
                .as_str(),
            "Menuiserie de la Loire"
        );
        let turned = CompanyName::parse("Mairie\u{200b} de \u{202e}Blois").unwrap();
        assert_eq!(turned.as_str(), "Mairie de Blois");
        assert_eq!(CompanyName::parse("exemple\u{200b}.fr"), Err(Unfit::Link));
        assert_eq!(CompanyName::parse("M\u{200b}\u{200b}"), Err(Unfit::Short));
        assert_eq!(CompanyName::parse("M"), Err(Unfit::Short));
        assert_eq!(CompanyName::parse(&"M".repeat(121)), Err(Unfit::Long));
    }
}
