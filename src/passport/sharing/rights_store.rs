//! SQL of what is kept of a person's links, CVs and collections.

use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with opened as (
               select * from passport.share where holder_id = $1
           )
           select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'passport.share' as name, jsonb_agg(
                   to_jsonb(opened) - '{holder_id,digest,sealed_token,words,picture}'::text[] order by opened.created_at
               ) as rows
               from opened
               union all
               select 'passport.cv_entry', jsonb_agg(to_jsonb(entry))
               from passport.cv_entry as entry
               join opened on opened.id = entry.share_id
               union all
               select 'passport.cv_code', jsonb_agg(to_jsonb(code) - '{mac,sealed}'::text[] order by code.created_at)
               from passport.cv_code as code
               join opened on opened.id = code.share_id
               union all
               select 'passport.collected', jsonb_agg(to_jsonb(collected))
               from passport.collected
               join passport.collection on collection.id = collected.collection_id
               where collection.holder_id = $1
               union all
               select 'passport.arrangement', jsonb_agg(to_jsonb(arrangement))
               from passport.arrangement
               join passport.credential on credential.id = arrangement.credential_id
               where credential.holder_id = $1
           ) as part"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

pub(super) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    // Links first: what they show goes with what follows.
    sqlx::query!("delete from passport.share where holder_id = $1", holder)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "delete from passport.collection where holder_id = $1",
        holder
    )
    .execute(tx)
    .await?;
    Ok(())
}
