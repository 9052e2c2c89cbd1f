//! SQL of the searches that recruiters keep.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::{Figure, Saved};
use crate::presence::question::{Bucket, Question, Scope, Together, Wanted};
use crate::search::area::Area;

/// A search as its row has it.
struct Row {
    id: Uuid,
    name: String,
    competences: Vec<String>,
    levels: Vec<i16>,
    every: bool,
    scope_kind: String,
    scope_code: String,
    corners: Option<Vec<i64>>,
    alert: bool,
    created_at: DateTime<Utc>,
}

impl Row {
    /// `None`: what may be asked has changed since, and this may not be any more.
    fn read(self, together: Together) -> Option<Saved> {
        let wanted = self.competences.into_iter().zip(self.levels);
        let wanted = wanted.map(|(competence, level)| Wanted { competence, level });
        let wanted = wanted.collect();
        let scope = Scope::named(&self.scope_kind, self.scope_code)?;
        Some(Saved {
            id: self.id,
            name: self.name,
            question: Question::of(wanted, self.every, scope, together).ok()?,
            area: self.corners.and_then(Area::new),
            alert: self.alert,
            since: self.created_at,
        })
    }
}

/// How many a recruiter keeps; whoever counts them for keeping one more waits for their turn.
pub(super) async fn count(tx: &mut PgConnection, holder: Uuid) -> Result<i64, Error> {
    sqlx::query_scalar!(
        "select id from account.holder where id = $1 for no key update",
        holder
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from search.saved where holder_id = $1"#,
        holder
    )
    .fetch_one(tx)
    .await
}

/// Keeps a search, and what its answer is now. It is asked again after the next batch.
pub(super) async fn put(
    tx: &mut PgConnection,
    holder: Uuid,
    saved: &Saved,
    figure: Option<&(Scope, Bucket)>,
) -> Result<(), Error> {
    let (competences, levels): (Vec<&str>, Vec<i16>) = saved
        .question
        .wanted()
        .iter()
        .map(|wanted| (wanted.competence.as_str(), wanted.level))
        .unzip();
    let (kind, code, bucket) = columns(figure);
    sqlx::query!(
        "insert into search.saved
             (id, holder_id, name, competences, levels, every, scope_kind, scope_code, created_at, alert,
              told_kind, told_code, told_bucket, told_at, checked_week, corners)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $9, (select max(week) from presence.batch), $14)",
        saved.id,
        holder,
        saved.name,
        &competences as _,
        &levels,
        saved.question.every(),
        saved.question.scope().kind(),
        saved.question.scope().code(),
        saved.since,
        saved.alert,
        kind,
        code,
        bucket,
        saved.area.as_ref().map(Area::corners),
    )
    .execute(tx)
    .await?;
    Ok(())
}

fn columns(
    figure: Option<&(Scope, Bucket)>,
) -> (Option<&'static str>, Option<String>, Option<i16>) {
    let kind = figure.map(|(zone, _)| zone.kind());
    let bucket = figure.and_then(|(_, bucket)| i16::try_from(bucket.floor()).ok());
    (kind, figure.map(|(zone, _)| zone.code()), bucket)
}

pub(super) async fn of(pool: &PgPool, holder: Uuid) -> Result<Vec<Saved>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, competences, levels, every, scope_kind, scope_code, corners, alert, created_at
         from search.saved
         where holder_id = $1
         order by created_at desc, id",
        holder,
    )
    .fetch_all(pool)
    .await?;
    let together = Together::read(pool).await?;
    let saved = rows.into_iter().filter_map(|row| row.read(together));
    Ok(saved.collect())
}

pub(super) async fn remove(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, Error> {
    let removed = sqlx::query!(
        "delete from search.saved where id = $1 and holder_id = $2",
        id,
        holder
    )
    .execute(pool)
    .await?;
    Ok(removed.rows_affected() == 1)
}

pub(super) async fn set_alert(
    pool: &PgPool,
    holder: Uuid,
    id: Uuid,
    alert: bool,
) -> Result<bool, Error> {
    let set = sqlx::query!(
        "update search.saved set alert = $3 where id = $1 and holder_id = $2",
        id,
        holder,
        alert,
    )
    .execute(pool)
    .await?;
    Ok(set.rows_affected() == 1)
}

/// The newest weekly batch; `None`: there was none yet.
pub(super) async fn week(pool: &PgPool) -> Result<Option<NaiveDate>, Error> {
    sqlx::query_scalar!("select max(week) from presence.batch")
        .fetch_one(pool)
        .await
}

/// Recruiters with searches that were not asked since the batch of `week`.
pub(super) async fn due(pool: &PgPool, week: NaiveDate, at_most: i64) -> Result<Vec<Uuid>, Error> {
    sqlx::query_scalar!(
        "select distinct holder_id from search.saved
         where alert and (checked_week is null or checked_week < $1)
         order by holder_id
         limit $2",
        week,
        at_most,
    )
    .fetch_all(pool)
    .await
}

/// A search that is due, with what was told of it.
pub(super) struct Due {
    pub saved: Saved,
    pub told: Figure,
    pub told_at: DateTime<Utc>,
}

/// The searches of one recruiter that were not asked since the batch of `week`: asked from now on. Another node steps
/// over them, and finds nothing.
pub(super) async fn take(
    tx: &mut PgConnection,
    holder: Uuid,
    week: NaiveDate,
) -> Result<Vec<Due>, Error> {
    let rows = sqlx::query!(
        "with taken as (
             select id from search.saved
             where holder_id = $1 and alert and (checked_week is null or checked_week < $2)
             for no key update skip locked
         )
         update search.saved
         set checked_week = $2
         from taken
         where saved.id = taken.id
         returning saved.id, name, competences, levels, every, scope_kind, scope_code, corners, alert, created_at,
                   told_kind, told_code, told_bucket, told_at",
        holder,
        week,
    )
    .fetch_all(&mut *tx)
    .await?;
    let together = Together::read(tx).await?;
    let mut due: Vec<Due> = rows
        .into_iter()
        .filter_map(|row| {
            let bucket = match row.told_bucket {
                Some(5) => Some(Bucket::Five),
                Some(10) => Some(Bucket::Ten),
                Some(20) => Some(Bucket::Twenty),
                _ => None,
            };
            let zone = row.told_kind.zip(row.told_code);
            let zone = zone.and_then(|(kind, code)| Scope::named(&kind, code));
            let saved = Row {
                id: row.id,
                name: row.name,
                competences: row.competences,
                levels: row.levels,
                every: row.every,
                scope_kind: row.scope_kind,
                scope_code: row.scope_code,
                corners: row.corners,
                alert: row.alert,
                created_at: row.created_at,
            };
            Some(Due {
                saved: saved.read(together)?,
                told: zone.zip(bucket),
                told_at: row.told_at,
            })
        })
        .collect();
    due.sort_by_key(|due| std::cmp::Reverse(due.saved.since));
    Ok(due)
}

/// Notes what is told of a search from `at` on.
pub(super) async fn tell(
    tx: &mut PgConnection,
    id: Uuid,
    figure: Option<&(Scope, Bucket)>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let (kind, code, bucket) = columns(figure);
    sqlx::query!(
        "update search.saved set told_kind = $2, told_code = $3, told_bucket = $4, told_at = $5 where id = $1",
        id,
        kind,
        code,
        bucket,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Where a recruiter is written to.
pub(super) async fn address(tx: &mut PgConnection, holder: Uuid) -> Result<Option<String>, Error> {
    sqlx::query_scalar!(
        "select email from account.address
         where holder_id = $1 and confirmed_at is not null and retired_at is null
         order by confirmed_at, email
         limit 1",
        holder
    )
    .fetch_optional(tx)
    .await
}

/// The searches that a person keeps, told to them (C6).
pub(in crate::search) async fn told(pool: &PgPool, holder: Uuid) -> Result<Value, Error> {
    sqlx::query_scalar!(
        r#"select coalesce(jsonb_agg(to_jsonb(saved) - 'holder_id' order by created_at), '[]') as "rows!"
           from search.saved
           where holder_id = $1"#,
        holder,
    )
    .fetch_one(pool)
    .await
}

/// None of it is left when they are erased.
pub(in crate::search) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), Error> {
    sqlx::query!("delete from search.saved where holder_id = $1", holder)
        .execute(tx)
        .await?;
    Ok(())
}
