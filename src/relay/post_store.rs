//! SQL of mails that come in.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Side;
use super::post::Found;

/// Whose reply address it is, of a thread that was opened: a recruiter's only while they may ask.
pub(super) async fn of_mailbox(
    tx: &mut PgConnection,
    digest: &[u8],
) -> Result<Option<Found>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select thread.holder_mail = $1 as "holders!", thread.holder_id, thread.holder_ref,
                  recruiter.holder_id as "recruiter_id?", thread.recruiter_ref,
                  thread.identity is not null as "named!"
           from relay.thread
           join relay.proposal on proposal.id = thread.proposal_id
           join account.company using (siren)
           left join account.recruiter
               on recruiter.holder_id = proposal.recruiter_id
              and recruiter.approved_at is not null
              and recruiter.suspended_at is null
              and company.suspended_at is null
           where (thread.holder_mail = $1 or thread.recruiter_mail = $1) and thread.opened_at is not null"#,
        digest,
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.and_then(|row| {
        if row.holders {
            Some((Side::Holder, row.holder_id?, row.holder_ref, row.named))
        } else {
            // Recruiters are known to whom they write: their names are not masked.
            Some((Side::Recruiter, row.recruiter_id?, row.recruiter_ref, true))
        }
    }))
}

/// Notes that a mail came; `false`: it had come before.
pub(super) async fn first(
    tx: &mut PgConnection,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let first = sqlx::query!(
        "insert into relay.received (digest, at) values ($1, $2) on conflict do nothing",
        digest,
        now,
    )
    .execute(tx)
    .await?;
    Ok(first.rows_affected() == 1)
}
