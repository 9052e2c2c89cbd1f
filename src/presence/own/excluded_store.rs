//! SQL of excluded companies. Each change is a change of visibility: it is logged, which wakes the nodes (`presence.wake`).

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::excluded::Excluded;
use crate::presence::store::turn;

pub(super) async fn of(pool: &PgPool, holder: Uuid) -> Result<Vec<Excluded>, Error> {
    sqlx::query_as!(
        Excluded,
        "select siren, since, lifted_at from presence.excluded where holder_id = $1 order by since, siren",
        holder
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn add(
    tx: &mut PgConnection,
    holder: Uuid,
    siren: &str,
    at_most: i64,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    // So that the list does not outgrow its limit.
    turn(tx, holder).await?;
    let full = sqlx::query_scalar!(
        r#"select count(*) >= $3 and not bool_or(siren = $2) as "full!"
           from presence.excluded
           where holder_id = $1"#,
        holder,
        siren,
        at_most,
    )
    .fetch_one(&mut *tx)
    .await?;
    if full {
        return Ok(false);
    }
    let added = sqlx::query!(
        "insert into presence.excluded as known (holder_id, siren, since) values ($1, $2, $3)
         on conflict (holder_id, siren) do update set since = excluded.since, lifted_at = null
         where known.lifted_at is not null",
        holder,
        siren,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() > 0 {
        changed(tx, holder, "presence.excluded", now).await?;
    }
    Ok(true)
}

pub(super) async fn take_away(
    tx: &mut PgConnection,
    holder: Uuid,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let taken = sqlx::query!(
        "update presence.excluded set lifted_at = $3 where holder_id = $1 and siren = $2 and lifted_at is null",
        holder,
        siren,
        now,
    )
    .execute(&mut *tx)
    .await?;
    if taken.rows_affected() > 0 {
        changed(tx, holder, "presence.included", now).await?;
    }
    Ok(())
}

/// The audit says that it happened, not which company it was.
async fn changed(
    tx: &mut PgConnection,
    holder: Uuid,
    action: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into audit.event (at, actor, action, subject) values ($3, 'holder', $2, $1)",
        holder,
        action,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into presence.visibility_change (holder_id, at) values ($1, $2)",
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
