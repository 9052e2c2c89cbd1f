//! The queue's rows.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Job, NewJob};

pub(super) async fn insert(
    connection: &mut PgConnection,
    job: &NewJob<'_>,
    queued_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let inserted = sqlx::query!(
        "insert into jobs.job (kind, payload, unique_key, run_at, queued_at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        job.kind,
        job.payload,
        job.unique_key,
        job.run_at,
        queued_at,
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub(super) async fn insert_all(
    connection: &mut PgConnection,
    jobs: &[NewJob<'_>],
    queued_at: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let kinds: Vec<&str> = jobs.iter().map(|job| job.kind).collect();
    let payloads: Vec<String> = jobs.iter().map(|job| job.payload.to_string()).collect();
    let keys: Vec<Option<&str>> = jobs.iter().map(|job| job.unique_key.as_deref()).collect();
    let times: Vec<DateTime<Utc>> = jobs.iter().map(|job| job.run_at).collect();
    let inserted = sqlx::query!(
        "insert into jobs.job (kind, payload, unique_key, run_at, queued_at)
         select kind, payload::jsonb, unique_key, run_at, $5
         from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
             as job (kind, payload, unique_key, run_at)
         on conflict do nothing",
        &kinds as _,
        &payloads,
        &keys as _,
        &times,
        queued_at,
    )
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected())
}

/// Takes the job that has waited longest, for as long as the lease; other workers step over it.
pub(super) async fn lease(
    pool: &PgPool,
    kinds: &[String],
    now: DateTime<Utc>,
    lease: TimeDelta,
) -> Result<Option<Job>, sqlx::Error> {
    sqlx::query_as!(
        Job,
        "update jobs.job
         set leased_until = $2, attempts = attempts + 1
         where id = (
             select id
             from jobs.job
             where done_at is null
               and failed_at is null
               and run_at <= $1
               and (leased_until is null or leased_until <= $1)
               and kind = any($3)
             order by run_at, id
             limit 1
             for update skip locked
         )
         returning id, kind, payload, attempts",
        now,
        now + lease,
        kinds,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn finish(
    connection: &mut PgConnection,
    id: i64,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update jobs.job
         set done_at = $2, leased_until = null, last_error = null
         where id = $1",
        id,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a job back: to be tried again at `retry_at`, or never.
pub(super) async fn give_back(
    pool: &PgPool,
    id: i64,
    error: &str,
    now: DateTime<Utc>,
    retry_at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update jobs.job
         set leased_until = null,
             last_error = $2,
             run_at = coalesce($3, run_at),
             failed_at = case when $3::timestamptz is null then $4::timestamptz end
         where id = $1",
        id,
        error,
        retry_at,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn forget_done(pool: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from jobs.job where done_at < $1", before)
        .execute(pool)
        .await?;
    Ok(())
}
