//! SQL of two accounts that become one.

use sqlx::PgConnection;
use uuid::Uuid;

/// Whether an account has what cannot come over, or what a mailbox alone must not bring over.
pub(super) async fn stays_apart(tx: &mut PgConnection, other: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from account.role where holder_id = $1 and ended_at is null)
               or exists (select from account.passkey where holder_id = $1)
               or exists (select from account.recruiter where holder_id = $1)
               or exists (select from account.recruiter_application where holder_id = $1)
               or exists (select from account.report where holder_id = $1)
               or exists (select from issuing.claim_offer where made_by = $1)
               or exists (select from issuing.application where holder_id = $1)
               or exists (select from relay.thread where holder_id = $1)
               or exists (select from passport.share where holder_id = $1)
               or exists (select from passport.collection where holder_id = $1) as "apart!""#,
        other,
    )
    .fetch_one(tx)
    .await
}

/// Badges and the codes that they were taken by change hands; tells how many badges.
pub(super) async fn bring_over(
    tx: &mut PgConnection,
    other: Uuid,
    holder: Uuid,
) -> Result<u64, sqlx::Error> {
    // Somebody who claimed the same offer twice did so once.
    sqlx::query!(
        "delete from issuing.claim as twice
         where holder_id = $1
           and exists (select from issuing.claim where claim.offer_id = twice.offer_id and claim.holder_id = $2)",
        other,
        holder,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update issuing.claim set holder_id = $2 where holder_id = $1",
        other,
        holder,
    )
    .execute(&mut *tx)
    .await?;
    let badges = sqlx::query!(
        "update passport.credential set holder_id = $2 where holder_id = $1",
        other,
        holder,
    )
    .execute(tx)
    .await?;
    Ok(badges.rows_affected())
}
