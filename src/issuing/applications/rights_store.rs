//! SQL of what is kept of a person who asked for badges or took one by a code.

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A person's applications: each row but what is sealed, then its story and its answer, sealed.
pub(super) async fn applications(
    pool: &PgPool,
    holder: Uuid,
) -> Result<Vec<(Uuid, Value, Option<Vec<u8>>, Option<Vec<u8>>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id, story, answer,
                  to_jsonb(application) - '{holder_id,decided_by,story,answer}'::text[] as "row!"
           from issuing.application
           where holder_id = $1
           order by created_at, id"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.row, row.story, row.answer))
        .collect())
}

/// The rows of the other tables.
pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'issuing.claim' as name, jsonb_agg(to_jsonb(claim) - 'holder_id' order by claim.claimed_at) as rows
               from issuing.claim
               where holder_id = $1
               union all
               select 'issuing.claim_miss', jsonb_agg(to_jsonb(miss) - 'holder_id' order by miss.id)
               from issuing.claim_miss as miss
               where holder_id = $1
               union all
               -- what they did for their organisation
               select 'issuing.claim_offer', jsonb_agg(to_jsonb(offer) - 'made_by' order by offer.made_at, offer.id)
               from issuing.claim_offer as offer
               where made_by = $1
               union all
               select 'issuing.claim_code', jsonb_agg(to_jsonb(code) - '{mac,sealed}'::text[] order by code.id)
               from issuing.claim_code as code
               where id in (select code_id from issuing.claim where holder_id = $1)
           ) as part"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

pub(super) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    // Evidence goes with its application.
    sqlx::query!(
        "with applications as (
             delete from issuing.application where holder_id = $1
         ), claims as (
             delete from issuing.claim where holder_id = $1
         )
         delete from issuing.claim_miss where holder_id = $1",
        holder,
    )
    .execute(tx)
    .await?;
    Ok(())
}
