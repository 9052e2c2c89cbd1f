//! Suspending recruiters and companies, what holders report, and what coordinators make of it.
//!
//! **Invariant:** a suspension counts from its commit, for every request on every node, since nobody remembers that
//! somebody may ask; two holders' reports since the last review suspend a recruiter (R6); no coordinator reads who
//! reported, and none reviews reports about themselves or by themselves.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::deciding::{NotDecided, Reason};
use super::{Means, Siren, letters, standing_store as store};
use crate::account::coordinators::{self, News};
use crate::id;

/// The reason of a suspension that reports brought about: pages and mails say it in words.
pub const BY_REPORTS: &str = "reports";

/// Reports by different holders that suspend a recruiter (R6).
const SUSPENDING: i64 = 2;

/// Who is suspended.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'a> {
    /// One recruiter.
    Recruiter(Uuid),
    /// A company with all its recruiters.
    Company(&'a Siren),
}

/// Who suspends.
#[derive(Debug, Clone, Copy)]
pub enum By {
    /// The house, because holders reported it.
    Reports,
    /// A coordinator.
    Coordinator(Uuid),
}

impl By {
    fn actor(self) -> String {
        match self {
            Self::Reports => "house".to_owned(),
            Self::Coordinator(holder) => format!("coordinator:{holder}"),
        }
    }
}

/// Suspends, in the caller's transaction, from its commit on; whom it concerns are told by mail, with the reason. False:
/// suspended already, or there is no such recruiter or company, or a coordinator would suspend themselves.
///
/// # Errors
///
/// When the database refuses.
pub async fn suspend(
    tx: &mut PgConnection,
    whom: Whom<'_>,
    reason: &str,
    by: By,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<bool, sqlx::Error> {
    let (now, actor) = (means.clock.now(), by.actor());
    let changed = match whom {
        Whom::Recruiter(holder) => store::suspend(tx, holder, reason, &actor, now).await?,
        Whom::Company(siren) => {
            store::suspend_company(tx, siren.as_str(), reason, &actor, now).await?
        }
    };
    if changed {
        tell(tx, whom, "suspended", reason, means, rng).await?;
    }
    Ok(changed)
}

/// Lifts a suspension, in the caller's transaction; reports that waited are reviewed by it. False: there was none, or a
/// coordinator would lift their own.
///
/// # Errors
///
/// When the database refuses.
pub async fn lift(
    tx: &mut PgConnection,
    whom: Whom<'_>,
    coordinator: Uuid,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<bool, sqlx::Error> {
    let (now, actor) = (means.clock.now(), By::Coordinator(coordinator).actor());
    let changed = match whom {
        Whom::Recruiter(holder) if holder == coordinator => false,
        Whom::Recruiter(holder) => {
            let lifted = store::lift(tx, holder, &actor, now).await?;
            if lifted {
                store::close(tx, holder, coordinator, "cleared", now).await?;
            }
            lifted
        }
        Whom::Company(siren) => {
            store::lift_company(tx, siren.as_str(), coordinator, &actor, now).await?
        }
    };
    if changed {
        tell(tx, whom, "lifted", "", means, rng).await?;
    }
    Ok(changed)
}

async fn tell(
    tx: &mut PgConnection,
    whom: Whom<'_>,
    what: &str,
    reason: &str,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), sqlx::Error> {
    let (holder, siren) = match whom {
        Whom::Recruiter(holder) => (Some(holder), None),
        Whom::Company(siren) => (None, Some(siren.as_str())),
    };
    for (company, reader) in store::readers(tx, holder, siren).await? {
        letters::tell(tx, &reader, what, (&company, reason), means, rng).await?;
    }
    Ok(())
}

/// What a holder reports.
#[derive(Debug, Clone, Copy)]
pub struct ReportOf<'a> {
    /// The recruiter.
    pub recruiter: Uuid,
    /// The holder, whom nobody is told of.
    pub by: Uuid,
    /// The exchange that it is about: reported again, it changes nothing.
    pub thread: Uuid,
    /// Why: a word of the house (`report-reason-…` in the texts), or the holder's own, up to 1,000 characters.
    pub reason: &'a str,
}

/// Keeps a report in the caller's transaction, and suspends the recruiter when it is by the second holder since the last
/// review (R6): coordinators are told so by mail. True: this report suspended them.
///
/// It is the house's work (`database::acting::as_the_house`), since it is counted with what others reported: whoever calls
/// it for a request of the holder begins the transaction within.
///
/// # Errors
///
/// When the database refuses; `RowNotFound` where there never was such a recruiter, or the transaction sees none.
pub async fn report(
    tx: &mut PgConnection,
    report: &ReportOf<'_>,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<bool, sqlx::Error> {
    let now = means.clock.now();
    // Two who report at the same time are counted one after the other.
    let siren = store::lock(tx, report.recruiter).await?;
    let siren = siren.ok_or(sqlx::Error::RowNotFound)?;
    store::put(tx, id::public(), report, &siren, now).await?;
    if store::reporters(tx, report.recruiter).await? < SUSPENDING {
        return Ok(false);
    }
    let whom = Whom::Recruiter(report.recruiter);
    let suspended = suspend(tx, whom, BY_REPORTS, By::Reports, means, rng).await?;
    if suspended {
        coordinators::tell(tx, News::Suspended, now).await?;
    }
    Ok(suspended)
}

/// A recruiter whom holders reported, as a coordinator reads it.
#[derive(Debug, Clone)]
pub struct Reported {
    /// Who was reported.
    pub recruiter: Uuid,
    /// Their address, or nothing where they left.
    pub email: String,
    /// The company's number.
    pub siren: String,
    /// Its name.
    pub company: String,
    /// Why they are suspended; `None`: they are not.
    pub suspended: Option<String>,
    /// When, and why: the oldest first.
    pub reports: Vec<(DateTime<Utc>, String)>,
}

/// The reports that wait for a review, by recruiter, the oldest first; none about or by this coordinator.
///
/// # Errors
///
/// When the database does not answer.
pub async fn reported(pool: &PgPool, coordinator: Uuid) -> Result<Vec<Reported>, sqlx::Error> {
    let mut found: Vec<Reported> = Vec::new();
    for row in store::waiting(pool, coordinator).await? {
        let one = (row.at, row.reason);
        match found
            .iter_mut()
            .find(|reported| reported.recruiter == row.recruiter_id)
        {
            Some(reported) => reported.reports.push(one),
            None => found.push(Reported {
                recruiter: row.recruiter_id,
                email: row.email.unwrap_or_default(),
                siren: row.siren,
                company: row.company,
                suspended: row.suspended,
                reports: vec![one],
            }),
        }
    }
    Ok(found)
}

/// What a coordinator makes of reports.
pub enum Verdict {
    /// The recruiter goes on: a suspension that reports brought about is lifted.
    Clear,
    /// They are suspended, or stay so, for this reason.
    Suspend(Reason),
}

/// Reviews the `seen` reports about a recruiter that wait: one that came since makes it [`NotDecided::Moved`].
///
/// # Errors
///
/// [`NotDecided`]; nothing is changed then.
pub async fn review(
    pool: &PgPool,
    coordinator: Uuid,
    (recruiter, seen): (Uuid, i64),
    verdict: &Verdict,
    means: &Means<'_>,
    rng: &mut (impl Rng + Send),
) -> Result<(), NotDecided> {
    let now = means.clock.now();
    let mut tx = pool.begin().await?;
    if recruiter == coordinator || store::lock(&mut tx, recruiter).await?.is_none() {
        return Err(NotDecided::Unknown);
    }
    let (waiting, own) = store::count(&mut tx, recruiter, coordinator).await?;
    if own {
        return Err(NotDecided::Unknown);
    }
    if waiting == 0 || waiting != seen {
        return Err(NotDecided::Moved);
    }
    let whom = Whom::Recruiter(recruiter);
    match verdict {
        Verdict::Clear => {
            store::close(&mut tx, recruiter, coordinator, "cleared", now).await?;
            if store::is_suspended_by(&mut tx, recruiter, BY_REPORTS).await? {
                lift(&mut tx, whom, coordinator, means, rng).await?;
            }
        }
        Verdict::Suspend(reason) => {
            store::close(&mut tx, recruiter, coordinator, "suspended", now).await?;
            let by = By::Coordinator(coordinator);
            if !suspend(&mut tx, whom, reason.as_str(), by, means, rng).await? {
                store::say_why(&mut tx, recruiter, reason.as_str()).await?;
                tell(&mut tx, whom, "suspended", reason.as_str(), means, rng).await?;
            }
        }
    }
    store::reviewed(
        &mut tx,
        recruiter,
        &By::Coordinator(coordinator).actor(),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// A company that somebody recruits for, as coordinators read it.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its number.
    pub siren: String,
    /// Its name.
    pub name: String,
    /// Why it is suspended; `None`: it is not.
    pub suspended: Option<String>,
    /// Its recruiters.
    pub recruiters: Vec<Listed>,
}

/// A recruiter in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who.
    pub holder: Uuid,
    /// Their professional address.
    pub email: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why they are suspended; `None`: they are not.
    pub suspended: Option<String>,
}

/// All companies that have recruiters, by name.
///
/// # Errors
///
/// When the database does not answer.
pub async fn companies(pool: &PgPool) -> Result<Vec<Company>, sqlx::Error> {
    let mut found: Vec<Company> = Vec::new();
    for row in store::companies(pool).await? {
        let one = Listed {
            holder: row.holder_id,
            email: row.email.unwrap_or_default(),
            since: row.since,
            suspended: row.suspended,
        };
        match found
            .last_mut()
            .filter(|company| company.siren == row.siren)
        {
            Some(company) => company.recruiters.push(one),
            None => found.push(Company {
                siren: row.siren,
                name: row.name,
                suspended: row.company_suspended,
                recruiters: vec![one],
            }),
        }
    }
    Ok(found)
}

/// What waits for coordinators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Applications to become a recruiter.
    pub applications: i64,
    /// Recruiters whom holders reported.
    pub reported: i64,
}

/// How much waits for this coordinator.
///
/// # Errors
///
/// When the database does not answer.
pub async fn counts(pool: &PgPool, coordinator: Uuid) -> Result<Counts, sqlx::Error> {
    store::counts(pool, coordinator).await
}
