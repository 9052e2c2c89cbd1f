//! SQL of mails that wait.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    kind: &str,
    (to, sealed): (&str, &[u8]),
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.mail (id, kind, sealed, created_at, expires_at, holder_id)
         values ($1, $2, $3, $4, $5, (select holder_id from account.address where email = $6))",
        id,
        kind,
        sealed,
        now,
        expires_at,
        to,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn last_of(
    tx: &mut PgConnection,
    kind: &str,
    holder: Uuid,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select max(created_at) from account.mail where holder_id = $1 and kind = $2",
        holder,
        kind,
    )
    .fetch_one(tx)
    .await
}

/// A mail that is still to be sent; what is out of date is emptied instead.
pub(super) async fn waiting(
    pool: &PgPool,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query!(
        "update account.mail set sealed = null where id = $1 and sent_at is null and expires_at <= $2",
        id,
        now,
    )
    .execute(pool)
    .await?;
    let sealed = sqlx::query_scalar!(
        "select sealed from account.mail where id = $1 and sent_at is null",
        id
    )
    .fetch_optional(pool)
    .await?;
    Ok(sealed.flatten())
}

pub(super) async fn sent(
    pool: &PgPool,
    id: Uuid,
    keep: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update account.mail
         set sent_at = $2, sealed = case when $3 then sealed end
         where id = $1",
        id,
        now,
        keep,
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) created_at: DateTime<Utc>,
}

pub(super) async fn last(pool: &PgPool) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select id, sealed, created_at
         from account.mail
         where sealed is not null
         order by created_at desc, id
         limit 50"
    )
    .fetch_all(pool)
    .await
}
