//! SQL of suspensions and reports.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::letters::Reader;
use super::standing::{Counts, ReportOf};

pub(super) async fn suspend(
    tx: &mut PgConnection,
    holder: Uuid,
    reason: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "with changed as (
             update account.recruiter
             set suspended_at = $4, suspended_reason = $2
             where holder_id = $1
               and suspended_at is null
               and $3 <> 'coordinator:' || holder_id
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $4, $3, 'recruiter.suspended', holder_id from changed",
        holder,
        reason,
        actor,
        now,
    )
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

pub(super) async fn suspend_company(
    tx: &mut PgConnection,
    siren: &str,
    reason: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "with changed as (
             update account.company
             set suspended_at = $4, suspended_reason = $2
             where siren = $1 and suspended_at is null
             returning siren
         )
         insert into audit.event (at, actor, action, detail)
         select $4, $3, 'company.suspended', jsonb_build_object('siren', siren) from changed",
        siren,
        reason,
        actor,
        now,
    )
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

pub(super) async fn lift(
    tx: &mut PgConnection,
    holder: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "with changed as (
             update account.recruiter
             set suspended_at = null, suspended_reason = null
             where holder_id = $1 and suspended_at is not null
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $3, $2, 'recruiter.lifted', holder_id from changed",
        holder,
        actor,
        now,
    )
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// A coordinator who recruits for a company does not lift its suspension.
pub(super) async fn lift_company(
    tx: &mut PgConnection,
    siren: &str,
    coordinator: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let changed = sqlx::query!(
        "with changed as (
             update account.company
             set suspended_at = null, suspended_reason = null
             where siren = $1
               and suspended_at is not null
               and not exists (
                   select from account.recruiter
                   where recruiter.siren = $1 and recruiter.holder_id = $2 and recruiter.approved_at is not null
               )
             returning siren
         )
         insert into audit.event (at, actor, action, detail)
         select $4, $3, 'company.lifted', jsonb_build_object('siren', siren) from changed",
        siren,
        coordinator,
        actor,
        now,
    )
    .execute(tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// A recruiter, or all of a company: each with the company's name, at the address that they gave as long as it is theirs.
pub(super) async fn readers(
    tx: &mut PgConnection,
    holder: Option<Uuid>,
    siren: Option<&str>,
) -> Result<Vec<(String, Reader)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select company.name, reader.email as "email!", reader.language as "language!"
           from account.recruiter
           join account.company using (siren)
           cross join lateral (
               select address.email, coalesce(application.language, 'fr') as language
               from account.address
               left join account.recruiter_application as application
                   on application.holder_id = address.holder_id
                  and application.email = address.email
                  and application.decision = 'accepted'
               where address.holder_id = recruiter.holder_id
                 and address.confirmed_at is not null
                 and address.retired_at is null
               order by application.decided_at desc nulls last, address.confirmed_at, address.email
               limit 1
           ) as reader
           where recruiter.approved_at is not null
             and (recruiter.holder_id = $1 or recruiter.siren = $2)"#,
        holder,
        siren,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let reader = Reader {
                email: row.email,
                language: row.language,
            };
            (row.name, reader)
        })
        .collect())
}

/// The company of a recruiter, whose row is kept from others until the transaction ends.
pub(super) async fn lock(
    tx: &mut PgConnection,
    recruiter: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select siren from account.recruiter where holder_id = $1 for update",
        recruiter
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    report: &ReportOf<'_>,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let reason: String = report.reason.chars().take(1000).collect();
    sqlx::query!(
        "with kept as (
             insert into account.report (id, recruiter_id, siren, holder_id, thread_id, reason, at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict do nothing
             returning recruiter_id
         )
         -- without who reported: the audit is never changed
         insert into audit.event (at, actor, action, subject)
         select $7, 'holder', 'recruiter.reported', recruiter_id from kept",
        id,
        report.recruiter,
        siren,
        report.by,
        report.thread,
        reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Different holders whose reports nobody has reviewed yet.
pub(super) async fn reporters(tx: &mut PgConnection, recruiter: Uuid) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(distinct holder_id) as "count!"
           from account.report
           where recruiter_id = $1 and decided_at is null"#,
        recruiter,
    )
    .fetch_one(tx)
    .await
}

/// How many wait, and whether this coordinator wrote one of them.
pub(super) async fn count(
    tx: &mut PgConnection,
    recruiter: Uuid,
    coordinator: Uuid,
) -> Result<(i64, bool), sqlx::Error> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", coalesce(bool_or(holder_id = $2), false) as "own!"
           from account.report
           where recruiter_id = $1 and decided_at is null"#,
        recruiter,
        coordinator,
    )
    .fetch_one(tx)
    .await?;
    Ok((row.count, row.own))
}

pub(super) async fn close(
    tx: &mut PgConnection,
    recruiter: Uuid,
    coordinator: Uuid,
    decision: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.report
         set decided_at = $4, decided_by = $2, decision = $3
         where recruiter_id = $1 and decided_at is null",
        recruiter,
        coordinator,
        decision,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn is_suspended_by(
    tx: &mut PgConnection,
    recruiter: Uuid,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from account.recruiter
               where holder_id = $1 and suspended_at is not null and suspended_reason = $2
           ) as "is!""#,
        recruiter,
        reason,
    )
    .fetch_one(tx)
    .await
}

pub(super) async fn say_why(
    tx: &mut PgConnection,
    recruiter: Uuid,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.recruiter set suspended_reason = $2 where holder_id = $1 and suspended_at is not null",
        recruiter,
        reason,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn reviewed(
    tx: &mut PgConnection,
    recruiter: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into audit.event (at, actor, action, subject) values ($3, $2, 'recruiter.reviewed', $1)",
        recruiter,
        actor,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) struct Waiting {
    pub(super) recruiter_id: Uuid,
    pub(super) email: Option<String>,
    pub(super) siren: String,
    pub(super) company: String,
    pub(super) suspended: Option<String>,
    pub(super) at: DateTime<Utc>,
    pub(super) reason: String,
}

pub(super) async fn waiting(pool: &PgPool, coordinator: Uuid) -> Result<Vec<Waiting>, sqlx::Error> {
    sqlx::query_as!(
        Waiting,
        r#"select report.recruiter_id, report.siren, company.name as company, report.at, report.reason,
                  case when recruiter.suspended_at is not null
                      then coalesce(recruiter.suspended_reason, '')
                  end as suspended,
                  account.recruiter_email(report.recruiter_id) as email
           from account.report
           join account.company using (siren)
           join account.recruiter on recruiter.holder_id = report.recruiter_id
           where report.decided_at is null
             and report.recruiter_id <> $1
             and not exists (
                 select from account.report as own
                 where own.recruiter_id = report.recruiter_id and own.holder_id = $1 and own.decided_at is null
             )
           order by report.at, report.id"#,
        coordinator,
    )
    .fetch_all(pool)
    .await
}

pub(super) struct Listed {
    pub(super) siren: String,
    pub(super) name: String,
    pub(super) company_suspended: Option<String>,
    pub(super) holder_id: Uuid,
    pub(super) email: Option<String>,
    pub(super) since: DateTime<Utc>,
    pub(super) suspended: Option<String>,
}

pub(super) async fn companies(pool: &PgPool) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as!(
        Listed,
        r#"select company.siren, company.name, recruiter.holder_id, recruiter.approved_at as "since!",
                  case when company.suspended_at is not null
                      then coalesce(company.suspended_reason, '')
                  end as company_suspended,
                  case when recruiter.suspended_at is not null
                      then coalesce(recruiter.suspended_reason, '')
                  end as suspended,
                  account.recruiter_email(recruiter.holder_id) as email
           from account.company
           join account.recruiter using (siren)
           where recruiter.approved_at is not null
           order by lower(company.name), company.siren, recruiter.approved_at, recruiter.holder_id"#
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn counts(pool: &PgPool, coordinator: Uuid) -> Result<Counts, sqlx::Error> {
    sqlx::query_as!(
        Counts,
        r#"select (
               select count(*) from account.recruiter_application
               where decided_at is null and holder_id <> $1
           ) as "applications!",
           (
               select count(distinct recruiter_id) from account.report
               where decided_at is null and recruiter_id <> $1
           ) as "reported!""#,
        coordinator,
    )
    .fetch_one(pool)
    .await
}
