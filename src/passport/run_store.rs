//! SQL of runs of ingestion and their reports.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use crate::id;

/// One row of a run's report.
pub(super) struct Item<'a> {
    pub name: &'a str,
    pub outcome: &'static str,
    pub reason: Option<&'static str>,
    pub detail: Option<&'a str>,
    pub credential: Option<Uuid>,
}

pub(super) async fn report(
    db: &mut PgConnection,
    run: Uuid,
    items: &[Item<'_>],
) -> Result<(), Error> {
    let names: Vec<&str> = items.iter().map(|item| item.name).collect();
    let outcomes: Vec<&str> = items.iter().map(|item| item.outcome).collect();
    let reasons: Vec<Option<&str>> = items.iter().map(|item| item.reason).collect();
    let details: Vec<Option<&str>> = items.iter().map(|item| item.detail).collect();
    let credentials: Vec<Option<Uuid>> = items.iter().map(|item| item.credential).collect();
    sqlx::query!(
        "insert into passport.ingestion_item (ingestion_id, path, outcome, reason, detail, credential_id)
         select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[])
         on conflict do nothing",
        run,
        &names as _,
        &outcomes as _,
        &reasons as _,
        &details as _,
        &credentials as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Goes on with the unfinished run of that source, or begins one.
pub(super) async fn open_run(
    db: &mut PgConnection,
    source: &[u8],
    now: DateTime<Utc>,
) -> Result<Uuid, Error> {
    sqlx::query_scalar!(
        "insert into passport.ingestion (id, source, started_at) values ($1, $2, $3)
         on conflict (source) where finished_at is null do update set source = excluded.source
         returning id",
        id::public(),
        source,
        now,
    )
    .fetch_one(db)
    .await
}

/// Whether this connection has the run of that key for itself, until it is closed.
pub(super) async fn lock_source(db: &mut PgConnection, key: i64) -> Result<bool, Error> {
    sqlx::query_scalar!(r#"select pg_try_advisory_lock($1) as "locked!""#, key)
        .fetch_one(db)
        .await
}

/// Those of `names` that the run has a row of already.
pub(super) async fn done(
    pool: &PgPool,
    run: Uuid,
    names: &[&str],
) -> Result<HashSet<String>, Error> {
    let done = sqlx::query_scalar!(
        "select path from passport.ingestion_item where ingestion_id = $1 and path = any($2)",
        run,
        names as _,
    )
    .fetch_all(pool)
    .await?;
    Ok(done.into_iter().collect())
}

pub(super) async fn finish_run(pool: &PgPool, run: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "update passport.ingestion set finished_at = $2 where id = $1",
        run,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// How many files had each outcome and reason.
pub(super) async fn tally(
    pool: &PgPool,
    run: Uuid,
) -> Result<Vec<(String, Option<String>, i64)>, Error> {
    let rows = sqlx::query!(
        r#"select outcome, reason, count(*) as "files!"
           from passport.ingestion_item
           where ingestion_id = $1
           group by outcome, reason
           order by outcome, reason"#,
        run,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.outcome, row.reason, row.files))
        .collect())
}

/// A row of the report, as it is read again.
pub(super) struct Line {
    pub path: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub detail: Option<String>,
    pub credential_id: Option<Uuid>,
}

/// The report's next thousand rows after `path`.
pub(super) async fn lines(pool: &PgPool, run: Uuid, after: &str) -> Result<Vec<Line>, Error> {
    sqlx::query_as!(
        Line,
        "select path, outcome, reason, detail, credential_id
         from passport.ingestion_item
         where ingestion_id = $1 and path > $2
         order by path
         limit 1000",
        run,
        after,
    )
    .fetch_all(pool)
    .await
}
