//! SQL of what is said in threads, by either side.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A message as it is kept.
pub(super) struct Row {
    pub id: Uuid,
    pub side: String,
    pub kind: String,
    pub sealed: Option<Vec<u8>>,
    pub at: DateTime<Utc>,
}

/// What was said until a moment, in its order.
pub(super) async fn messages(
    db: &mut PgConnection,
    thread: Uuid,
    until: Option<DateTime<Utc>>,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select id, side, kind, sealed, at
         from relay.message
         where thread_id = $1 and ($2::timestamptz is null or at <= $2)
         order by at, id",
        thread,
        until,
    )
    .fetch_all(db)
    .await
}

/// Adds a message; the thread's last words are of now.
pub(super) async fn say(tx: &mut PgConnection, thread: Uuid, row: &Row) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with said as (
             insert into relay.message (id, thread_id, side, kind, sealed, at) values ($2, $1, $3, $4, $5, $6)
         )
         update relay.thread set last_at = $6, opened_at = coalesce(opened_at, $6) where id = $1",
        thread,
        row.id,
        row.side,
        row.kind,
        row.sealed.as_deref(),
        row.at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Of `thread`'s messages, those that one side wrote since a moment.
pub(super) async fn written_since(
    db: &mut PgConnection,
    thread: Uuid,
    side: &str,
    since: DateTime<Utc>,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from relay.message where thread_id = $1 and side = $2 and at > $3"#,
        thread,
        side,
        since,
    )
    .fetch_one(db)
    .await
}

/// How often holders opened talk with a company two weeks ago or earlier, and how often it wrote again within two weeks.
pub(super) async fn keeping_up(
    db: &mut PgConnection,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query!(
        r#"select opened as "opened!", answered as "answered!" from relay.keeping_up($1, $2)"#,
        siren,
        now,
    )
    .fetch_one(db)
    .await?;
    Ok((row.opened, row.answered))
}
