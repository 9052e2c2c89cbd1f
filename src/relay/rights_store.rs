//! SQL of what the relay keeps of a person.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// Proposals that somebody wrote for their company: each row but what is sealed, and that.
pub(super) async fn proposals(
    pool: &PgPool,
    holder: Uuid,
) -> Result<Vec<(Uuid, Value, Vec<u8>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id, sealed, to_jsonb(proposal) - '{recruiter_id,sealed,nonce}'::text[] as "row!"
           from relay.proposal
           where recruiter_id = $1
           order by sent_at, id"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.row, row.sealed))
        .collect())
}

/// A thread's number, its proposal's, its row but what is sealed, the proposal and the name that was given, sealed.
type Thread = (Uuid, Uuid, Value, Vec<u8>, Option<Vec<u8>>);

/// Threads that somebody has.
pub(super) async fn threads(pool: &PgPool, holder: Uuid) -> Result<Vec<Thread>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select thread.id, thread.proposal_id, proposal.sealed, thread.identity,
                  to_jsonb(thread)
                      - '{id,proposal_id,holder_id,recruiter_ref,holder_mail,recruiter_mail,identity}'::text[]
                      || jsonb_build_object(
                          'company', company.name, 'siren', company.siren, 'offer', proposal.offer,
                          'sent_at', proposal.sent_at, 'expires_at', proposal.expires_at
                      ) as "row!"
           from relay.thread
           join relay.proposal on proposal.id = thread.proposal_id
           join account.company using (siren)
           where thread.holder_id = $1
           order by proposal.sent_at, thread.id"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.proposal_id, row.row, row.sealed, row.identity))
        .collect())
}

/// What was said in somebody's threads, by either side: each row but what is sealed, and that.
pub(super) async fn messages(
    pool: &PgPool,
    holder: Uuid,
) -> Result<Vec<(Uuid, Value, Option<Vec<u8>>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select message.id, message.sealed,
                  to_jsonb(message) - '{id,thread_id,sealed,mailed_at}'::text[]
                      || jsonb_build_object('thread', thread.holder_ref) as "row!"
           from relay.message
           join relay.thread on thread.id = message.thread_id
           where thread.holder_id = $1
           order by message.at, message.id"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.row, row.sealed))
        .collect())
}

/// What was said goes; a thread that was opened has ended, any other is silent as before.
pub(super) async fn forget(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with said as (
             delete from relay.message
             using relay.thread
             where thread.id = message.thread_id and thread.holder_id = $1
         ), threads as (
             update relay.thread
             set holder_id = null,
                 identity = null,
                 competences = '{}',
                 zone = '',
                 ended_at = case when opened_at is not null then $2::timestamptz end
             where holder_id = $1
         )
         update relay.proposal set recruiter_id = null, withdrawn_at = coalesce(withdrawn_at, $2) where recruiter_id = $1",
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
