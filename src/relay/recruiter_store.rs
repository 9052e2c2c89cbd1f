//! SQL of a recruiter's side. Of threads that were not opened it reads that they were not, and nothing else.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A proposal as kept, and what its opened threads tell of it.
pub(super) struct Proposal {
    pub id: Uuid,
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
    pub levels: Vec<i16>,
    pub opened: bool,
    pub talking: bool,
}

/// What a recruiter sent; talk without a word since `quiet` has ended.
pub(super) async fn sent(
    pool: &PgPool,
    recruiter: Uuid,
    id: Option<Uuid>,
    quiet: DateTime<Utc>,
) -> Result<Vec<Proposal>, sqlx::Error> {
    sqlx::query_as!(
        Proposal,
        r#"select proposal.id, proposal.kind, proposal.offer, proposal.starts, proposal.place_kind,
                  proposal.place_code, proposal.sealed, proposal.sent_at, proposal.expires_at,
                  proposal.withdrawn_at is not null as "withdrawn!",
                  network.names_in_french(proposal.competences) as "french!: Vec<String>",
                  network.names_in_english(proposal.competences) as "english!: Vec<String>",
                  proposal.levels,
                  exists (
                      select from relay.thread
                      where thread.proposal_id = proposal.id and thread.opened_at is not null
                  ) as "opened!",
                  exists (
                      select from relay.thread
                      where thread.proposal_id = proposal.id
                        and thread.opened_at is not null
                        and thread.reported_at is null
                        and thread.ended_at is null
                        and thread.last_at > $3
                  ) as "talking!"
           from relay.proposal
           where proposal.recruiter_id = $1 and ($2::uuid is null or proposal.id = $2)
           order by proposal.sent_at desc, proposal.id"#,
        recruiter,
        id,
        quiet,
    )
    .fetch_all(pool)
    .await
}

/// Talk, in a list.
pub(super) struct Line {
    pub recruiter_ref: Uuid,
    pub last_at: DateTime<Utc>,
    pub stopped: bool,
}

pub(super) async fn talks(pool: &PgPool, proposal: Uuid) -> Result<Vec<Line>, sqlx::Error> {
    sqlx::query_as!(
        Line,
        r#"select recruiter_ref, last_at as "last_at!",
                  (reported_at is not null or ended_at is not null) as "stopped!"
           from relay.thread
           where proposal_id = $1 and opened_at is not null
           order by last_at desc, recruiter_ref"#,
        proposal,
    )
    .fetch_all(pool)
    .await
}

/// Talk, as kept.
pub(super) struct Talk {
    pub id: Uuid,
    pub proposal_id: Uuid,
    pub sealed: Vec<u8>,
    pub holder_id: Option<Uuid>,
    pub last_at: DateTime<Utc>,
    pub frozen: bool,
    pub ended: bool,
    pub identity: Option<Vec<u8>>,
}

pub(super) async fn talk(
    db: &mut PgConnection,
    recruiter: Uuid,
    reference: Uuid,
) -> Result<Option<Talk>, sqlx::Error> {
    sqlx::query_as!(
        Talk,
        r#"select thread.id, thread.proposal_id, proposal.sealed, thread.holder_id, thread.last_at as "last_at!",
                  thread.reported_at is not null as "frozen!", thread.ended_at is not null as "ended!",
                  thread.identity
           from relay.thread
           join relay.proposal on proposal.id = thread.proposal_id
           where proposal.recruiter_id = $1 and thread.recruiter_ref = $2 and thread.opened_at is not null"#,
        recruiter,
        reference,
    )
    .fetch_optional(db)
    .await
}

/// Whoever else changes this thread waits.
pub(super) async fn hold(
    tx: &mut PgConnection,
    recruiter: Uuid,
    reference: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select thread.id
         from relay.thread
         join relay.proposal on proposal.id = thread.proposal_id
         where proposal.recruiter_id = $1 and thread.recruiter_ref = $2
         for update of thread",
        recruiter,
        reference,
    )
    .fetch_optional(tx)
    .await?;
    Ok(())
}
