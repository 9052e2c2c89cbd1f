//! SQL of what is kept of a person's presence.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A row of the ledger.
pub(super) struct Consent {
    pub action: String,
    pub level: i16,
    pub text_version: String,
    pub at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub sealed: Option<Vec<u8>>,
    pub sealed_badges: Option<Vec<u8>>,
}

pub(super) async fn consents(pool: &PgPool, holder: Uuid) -> Result<Vec<Consent>, sqlx::Error> {
    sqlx::query_as!(
        Consent,
        "select action, level, text_version, at, expires_at, sealed, sealed_badges
         from presence.consent
         where holder_id = $1
         order by seq",
        holder,
    )
    .fetch_all(pool)
    .await
}

/// The rows of each table, but the ledger's.
pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'presence.presence' as name, jsonb_agg(to_jsonb(presence) - 'holder_id') as rows
               from presence.presence
               where holder_id = $1
               union all
               select 'presence.chosen', jsonb_agg(to_jsonb(chosen) - 'holder_id' order by chosen.credential_id)
               from presence.chosen
               where holder_id = $1
               union all
               select 'presence.excluded', jsonb_agg(to_jsonb(excluded) - 'holder_id' order by excluded.siren)
               from presence.excluded
               where holder_id = $1
               union all
               select 'presence.invitation', jsonb_agg(to_jsonb(invitation) - 'holder_id')
               from presence.invitation
               where holder_id = $1
               union all
               select 'presence.visible_row', jsonb_agg(
                   -- a cell is a number that JSON's readers would round
                   to_jsonb(visible) - 'holder_id' || jsonb_build_object('cell', to_hex(visible.cell))
                   order by visible.competence_code
               )
               from presence.visible_row as visible
               where holder_id = $1
               union all
               select 'presence.visibility_change', jsonb_agg(
                   to_jsonb(change) - '{holder_id,xid}'::text[] order by change.seq
               )
               from presence.visibility_change as change
               where holder_id = $1
           ) as part"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

pub(super) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with excluded as (delete from presence.excluded where holder_id = $1)
         delete from presence.invitation where holder_id = $1",
        holder,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Companies that must not see one account must not see the one that it becomes (C5).
pub(super) async fn bring_over(
    tx: &mut PgConnection,
    other: Uuid,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into presence.excluded as known (holder_id, siren, since, lifted_at)
         select $2, siren, since, lifted_at from presence.excluded where holder_id = $1
         on conflict (holder_id, siren) do update
         set lifted_at = null
         where known.lifted_at is not null and excluded.lifted_at is null",
        other,
        holder,
    )
    .execute(tx)
    .await?;
    Ok(())
}
