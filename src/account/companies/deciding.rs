//! Coordinators decide who becomes a recruiter, with the facts in view.
//!
//! Any coordinator of any network may decide. A recruiter searches the whole region, where holders of all networks stand
//! on one map, so the approval is given for the map and not for a network; *Badgeons le 41* is a part of *Badgeons le
//! Centre-Val de Loire*, and a company of Blois must not wait for Orléans. The audit keeps who decided.
//!
//! **Invariant:** an application has one outcome, whoever decides at the same time; a coordinator decides on the words
//! that they read, and never on their own application.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::asking::{Purpose, Unfit};
use super::letters::{self, Reader};
use super::register::Said;
use super::{Means, deciding_store as store, free_mail};
use crate::account::rights;

/// An application that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The application.
    pub id: Uuid,
    /// Whose.
    pub holder: Uuid,
    /// For which establishment.
    pub siret: String,
    /// What its author calls it.
    pub name: String,
    /// Their professional address.
    pub email: String,
    /// What for.
    pub purpose: String,
    /// When it was first sent.
    pub asked_at: DateTime<Utc>,
    /// When it was last changed: what a decision is about.
    pub changed_at: DateTime<Utc>,
    /// What is known beside.
    pub facts: Facts,
}

/// What the house knows about an application: nothing in it refuses anything.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "facts, each by itself")]
pub struct Facts {
    /// What the company is called here, where somebody was approved for it before.
    pub known_as: Option<String>,
    /// Whether that company is suspended.
    pub company_suspended: bool,
    /// Whether this person is suspended, from an earlier time.
    pub person_suspended: bool,
    /// Others who are recruiters of the same company.
    pub colleagues: i64,
    /// Companies that addresses of the same domain were given for, this one included.
    pub companies_of_domain: i64,
    /// How often this person was refused before.
    pub refused_before: i64,
    /// Whether anybody may have a mailbox at the domain.
    pub free_mail: bool,
    /// What the public register said, and when; none: it was not asked.
    pub register: Option<(DateTime<Utc>, Said)>,
    /// Whether the domain's name and the company's have a word in common.
    pub resembles: bool,
}

/// What waits for a coordinator.
pub struct Queue {
    /// The one that waits longest first; never their own.
    pub waiting: Vec<Waiting>,
    /// Whether an application of their own waits for somebody else.
    pub own: bool,
}

/// Everything that waits.
///
/// # Errors
///
/// When the database does not answer.
pub async fn queue(pool: &PgPool, coordinator: Uuid) -> Result<Queue, sqlx::Error> {
    let all = store::waiting(pool).await?;
    let mut queue = Queue {
        waiting: Vec::new(),
        own: false,
    };
    for row in all {
        if row.holder_id == coordinator {
            queue.own = true;
            continue;
        }
        let domain = row.email.rsplit('@').next().unwrap_or_default();
        let facts = Facts {
            free_mail: free_mail::is_free(domain),
            resembles: free_mail::resembles(domain, &row.name),
            known_as: row.known_as,
            company_suspended: row.company_suspended,
            person_suspended: row.person_suspended,
            colleagues: row.colleagues,
            companies_of_domain: row.companies_of_domain,
            refused_before: row.refused_before,
            register: row.register_at.zip(row.register_said.map(|said| said.0)),
        };
        queue.waiting.push(Waiting {
            id: row.id,
            holder: row.holder_id,
            siret: row.siret,
            name: row.name,
            email: row.email,
            purpose: row.purpose,
            asked_at: row.asked_at,
            changed_at: row.changed_at,
            facts,
        });
    }
    Ok(queue)
}

/// What a coordinator decides.
pub enum Decision {
    /// « Accepter ».
    Accept,
    /// « Refuser », and what its author is told.
    Refuse(Reason),
}

/// Why somebody was refused or suspended, in a coordinator's words, as they are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason, under the same limits as a purpose.
    ///
    /// # Errors
    ///
    /// [`Unfit`].
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        Purpose::parse(text).map(|reason| Self(reason.as_str().to_owned()))
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum NotDecided {
    /// There is no such application, or it is the coordinator's own.
    #[error("there is no such application")]
    Unknown,
    /// Somebody else decided, or its author changed it meanwhile.
    #[error("it changed meanwhile")]
    Moved,
    /// The database refuses.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Decides on an application as it was at `seen` ([`Waiting::changed_at`]), and tells its author by mail.
///
/// # Errors
///
/// [`NotDecided`]; nothing is changed then.
pub async fn decide(
    pool: &PgPool,
    coordinator: Uuid,
    (id, seen): (Uuid, DateTime<Utc>),
    decision: &Decision,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), NotDecided> {
    let now = means.clock.now();
    let author = store::author(pool, id).await?;
    let author = author
        .filter(|author| *author != coordinator)
        .ok_or(NotDecided::Unknown)?;
    let mut tx = pool.begin().await?;
    // The person first, as an erasure does: neither waits for the other for ever.
    if !rights::hold(&mut tx, author, None).await? {
        return Err(NotDecided::Moved);
    }
    let row = store::locked(&mut tx, id).await?.ok_or(NotDecided::Moved)?;
    if row.changed_at != seen {
        return Err(NotDecided::Moved);
    }
    let (what, reason) = match decision {
        Decision::Accept => ("accepted", None),
        Decision::Refuse(reason) => ("refused", Some(reason.as_str())),
    };
    store::decide(&mut tx, id, coordinator, (what, reason), now).await?;
    if let Decision::Accept = decision {
        store::approve(&mut tx, id, now).await?;
    }
    let reader = Reader {
        email: row.email,
        language: row.language,
    };
    let told = (row.name.as_str(), reason.unwrap_or_default());
    letters::tell(&mut tx, &reader, what, told, means, rng).await?;
    tx.commit().await?;
    Ok(())
}
