//! SQL of profiles.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgPool};
use uuid::Uuid;

/// A sealed profile, where there is one, and the key that it opens with.
pub(super) struct Kept {
    pub wrapped_key: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
}

pub(super) async fn read(pool: &PgPool, holder: Uuid) -> Result<Option<Kept>, Error> {
    sqlx::query_as!(
        Kept,
        r#"select holder.wrapped_key as "wrapped_key!", profile.sealed as "sealed?"
           from account.holder
           left join account.profile on profile.holder_id = holder.id
           where holder.id = $1 and holder.wrapped_key is not null"#,
        holder,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn write(
    pool: &PgPool,
    holder: Uuid,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into account.profile (holder_id, sealed, changed_at)
         values ($1, $2, $3)
         on conflict (holder_id) do update set sealed = excluded.sealed, changed_at = excluded.changed_at",
        holder,
        sealed,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}
