//! SQL of a holder's side.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A thread with its proposal, as kept.
#[derive(Clone)]
pub(super) struct Held {
    pub id: Uuid,
    pub holder_ref: Uuid,
    pub proposal_id: Uuid,
    pub recruiter_id: Option<Uuid>,
    pub company: String,
    pub siren: String,
    pub kind: String,
    pub offer: String,
    pub starts: String,
    pub place_kind: String,
    pub place_code: String,
    pub sealed: Vec<u8>,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub withdrawn: bool,
    pub french: Vec<String>,
    pub english: Vec<String>,
    pub zone: String,
    pub opened_at: Option<DateTime<Utc>>,
    pub accepted: bool,
    pub refused_at: Option<DateTime<Utc>>,
    pub reported_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
    pub identity: Option<Vec<u8>>,
    pub passed_by: Option<String>,
}

/// All of a holder's threads, the latest first.
pub(super) async fn all(pool: &PgPool, holder: Uuid) -> Result<Vec<Held>, sqlx::Error> {
    let mut db = pool.acquire().await?;
    found(&mut db, holder, None).await
}

pub(super) async fn one(
    db: &mut PgConnection,
    holder: Uuid,
    reference: Uuid,
) -> Result<Option<Held>, sqlx::Error> {
    let mut found = found(db, holder, Some(reference)).await?;
    Ok(found.pop())
}

async fn found(
    db: &mut PgConnection,
    holder: Uuid,
    reference: Option<Uuid>,
) -> Result<Vec<Held>, sqlx::Error> {
    sqlx::query_as!(
        Held,
        r#"select thread.id, thread.holder_ref, thread.proposal_id, proposal.recruiter_id, company.name as company, company.siren,
                  proposal.kind, proposal.offer, proposal.starts, proposal.place_kind, proposal.place_code,
                  proposal.sealed, proposal.sent_at, proposal.expires_at,
                  proposal.withdrawn_at is not null as "withdrawn!",
                  network.names_in_french(thread.competences) as "french!: Vec<String>",
                  network.names_in_english(thread.competences) as "english!: Vec<String>",
                  thread.zone, thread.opened_at,
                  exists (
                      select from relay.message where message.thread_id = thread.id and message.kind = 'accepted'
                  ) as "accepted!",
                  thread.refused_at, thread.reported_at, thread.last_at, thread.identity,
                  organisation.name as "passed_by?"
           from relay.thread
           join relay.proposal on proposal.id = thread.proposal_id
           join account.company using (siren)
           left join network.organisation on organisation.id = thread.passed_by
           where thread.holder_id = $1 and ($2::uuid is null or thread.holder_ref = $2)
           order by coalesce(thread.last_at, proposal.sent_at) desc, thread.id"#,
        holder,
        reference,
    )
    .fetch_all(db)
    .await
}

/// Whoever else changes this thread waits.
pub(super) async fn hold(
    tx: &mut PgConnection,
    holder: Uuid,
    reference: Uuid,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select id from relay.thread where holder_id = $1 and holder_ref = $2 for update",
        holder,
        reference,
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

pub(super) async fn refuse(
    tx: &mut PgConnection,
    thread: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update relay.thread set refused_at = $2 where id = $1",
        thread,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn report(
    tx: &mut PgConnection,
    (thread, holder): (Uuid, Uuid),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject) values ($3, 'holder', 'relay.reported', $4)
         )
         update relay.thread set reported_at = $3, reported_for = $2 where id = $1",
        thread,
        reason,
        now,
        holder,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn give(
    tx: &mut PgConnection,
    (thread, holder): (Uuid, Uuid),
    sealed: &[u8],
    siren: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject, detail)
             values ($3, 'holder', 'relay.identity_given', $4, $5)
         )
         update relay.thread set identity = $2, identity_at = $3 where id = $1",
        thread,
        sealed,
        now,
        holder,
        json!({ "siren": siren }),
    )
    .execute(tx)
    .await?;
    Ok(())
}
