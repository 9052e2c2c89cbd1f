//! SQL of the relay's mails, and of forgetting.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A thread whose holder is to be told of it.
pub(super) struct Told {
    pub id: Uuid,
    pub holder: Uuid,
    pub holder_ref: Uuid,
    pub kind: String,
    pub offer: String,
    pub company: String,
    pub expires_at: DateTime<Utc>,
    pub passed: bool,
}

/// Threads of a proposal whose holders were not told yet: they are from now on.
pub(super) async fn untold(
    tx: &mut PgConnection,
    proposal: Uuid,
    now: DateTime<Utc>,
    at_most: i64,
) -> Result<Vec<Told>, sqlx::Error> {
    sqlx::query_as!(
        Told,
        r#"with untold as (
               select id
               from relay.thread
               where proposal_id = $1 and told_at is null and holder_id is not null
               limit $3
               for no key update skip locked
           )
           update relay.thread
           set told_at = $2
           from untold, relay.proposal
           join account.company using (siren)
           where thread.id = untold.id and proposal.id = thread.proposal_id
           returning thread.id, thread.holder_id as "holder!", thread.holder_ref, proposal.kind, proposal.offer,
                     company.name as company, proposal.expires_at, thread.passed_by is not null as "passed!""#,
        proposal,
        now,
        at_most,
    )
    .fetch_all(tx)
    .await
}

/// Threads that were sent before `since` and wait for an answer: their holders are reminded from now on.
pub(super) async fn waiting(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
    at_most: i64,
) -> Result<Vec<Told>, sqlx::Error> {
    sqlx::query_as!(
        Told,
        r#"with waiting as (
               select thread.id
               from relay.thread
               join relay.proposal on proposal.id = thread.proposal_id
               where thread.told_at is not null
                 and thread.reminded_at is null
                 and thread.opened_at is null
                 and thread.refused_at is null
                 and thread.reported_at is null
                 and thread.holder_id is not null
                 and proposal.kind <> 'need'
                 and proposal.sent_at <= $2
                 and proposal.expires_at > $1
               limit $3
               for no key update of thread skip locked
           )
           update relay.thread
           set reminded_at = $1
           from waiting, relay.proposal
           join account.company using (siren)
           where thread.id = waiting.id and proposal.id = thread.proposal_id
           returning thread.id, thread.holder_id as "holder!", thread.holder_ref, proposal.kind, proposal.offer,
                     company.name as company, proposal.expires_at, thread.passed_by is not null as "passed!""#,
        now,
        since,
        at_most,
    )
    .fetch_all(tx)
    .await
}

/// A message that the other side was not told of.
pub(super) struct Message {
    pub thread: Uuid,
    pub side: String,
    pub kind: String,
    pub sealed: Option<Vec<u8>>,
    pub holder: Option<Uuid>,
    pub holder_ref: Uuid,
    pub recruiter: Option<Uuid>,
    pub recruiter_ref: Uuid,
    pub company: String,
    pub refused: bool,
    pub reported: bool,
}

/// That message, told of from now on; its recruiter if they may still read it.
pub(super) async fn message(
    tx: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Message>, sqlx::Error> {
    sqlx::query_as!(
        Message,
        r#"update relay.message
           set mailed_at = $2
           from relay.thread
           join relay.proposal on proposal.id = thread.proposal_id
           join account.company using (siren)
           left join account.recruiter
               on recruiter.holder_id = proposal.recruiter_id
              and recruiter.approved_at is not null
              and recruiter.suspended_at is null
              and company.suspended_at is null
           where message.id = $1 and message.mailed_at is null and thread.id = message.thread_id
           returning thread.id as thread, message.side, message.kind, message.sealed, thread.holder_id as holder,
                     thread.holder_ref, recruiter.holder_id as "recruiter?", thread.recruiter_ref,
                     company.name as company, thread.refused_at is not null as "refused!",
                     thread.reported_at is not null as "reported!""#,
        id,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// Forgets proposals that ended, and of which nobody spoke, before a moment; with their threads and all that was said.
pub(super) async fn forget(pool: &PgPool, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from relay.received where at < $1", before)
        .execute(pool)
        .await?;
    let threads = sqlx::query!(
        "delete from relay.proposal
         where sent_at < $1
           and not exists (
               select from relay.thread
               where thread.proposal_id = proposal.id and thread.last_at >= $1
           )",
        before,
    )
    .execute(pool)
    .await?;
    Ok(threads.rows_affected())
}
