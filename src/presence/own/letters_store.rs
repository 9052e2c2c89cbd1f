//! SQL of what is written to holders about their place.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection};
use uuid::Uuid;

/// A consent of which its holder has just been marked as reminded.
pub(super) struct Ending {
    pub holder: Uuid,
    pub expires_at: DateTime<Utc>,
}

/// Consents that end until `until` and were not spoken of yet: spoken of from now on.
pub(super) async fn ending(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    at_most: i64,
) -> Result<Vec<Ending>, Error> {
    sqlx::query_as!(
        Ending,
        r#"with ending as (
               select holder_id
               from presence.presence
               where expires_at > $1 and expires_at <= $2 and reminded_at is null
               order by expires_at
               limit $3
               for no key update skip locked
           )
           update presence.presence
           set reminded_at = $1
           from ending
           where presence.holder_id = ending.holder_id
           returning presence.holder_id as holder, presence.expires_at"#,
        now,
        until,
        at_most,
    )
    .fetch_all(tx)
    .await
}

/// Marks a holder as invited; `false`: they were before, or are on the map already, or are gone.
pub(super) async fn invited(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let marked = sqlx::query!(
        "insert into presence.invitation (holder_id, at)
         select id, $2 from account.holder
         where id = $1
           and wrapped_key is not null
           and not exists (
               select from presence.presence where presence.holder_id = holder.id and presence.expires_at > $2
           )
         on conflict (holder_id) do nothing",
        holder,
        now,
    )
    .execute(tx)
    .await?;
    Ok(marked.rows_affected() > 0)
}

pub(super) async fn address(tx: &mut PgConnection, holder: Uuid) -> Result<Option<String>, Error> {
    sqlx::query_scalar!(
        "select email from account.address
         where holder_id = $1
         -- nothing is sent to an address that was left
         order by retired_at is not null, confirmed_at nulls last, email
         limit 1",
        holder
    )
    .fetch_optional(tx)
    .await
}
