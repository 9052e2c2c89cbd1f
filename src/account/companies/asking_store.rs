//! SQL of applications to become a recruiter.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::asking::{Approved, Asked, Own};

/// Whether the address is one that the person has shown to be theirs, and uses.
pub(super) async fn has(
    tx: &mut PgConnection,
    holder: Uuid,
    asked: &Asked<'_>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from account.address
               where holder_id = $1 and email = $2 and confirmed_at is not null and retired_at is null
           ) as "has!""#,
        holder,
        asked.email.as_str(),
    )
    .fetch_one(tx)
    .await
}

pub(super) async fn is_recruiter(tx: &mut PgConnection, holder: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
               select from account.recruiter where holder_id = $1 and approved_at is not null
           ) as "is!""#,
        holder,
    )
    .fetch_one(tx)
    .await
}

/// A form that says the same as the one that waits changes nothing: what a coordinator has read of it stays good.
/// The application, where something is new.
pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    asked: &Asked<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "insert into account.recruiter_application as known
             (id, holder_id, siret, name, email, purpose, charter, language, asked_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         on conflict (holder_id) where decided_at is null do update
         set siret = excluded.siret,
             name = excluded.name,
             email = excluded.email,
             purpose = excluded.purpose,
             charter = excluded.charter,
             language = excluded.language,
             changed_at = excluded.changed_at,
             register_said = case when known.siret = excluded.siret then known.register_said end,
             register_at = case when known.siret = excluded.siret then known.register_at end
         where (known.siret, known.name, known.email, known.purpose, known.charter)
             is distinct from (excluded.siret, excluded.name, excluded.email, excluded.purpose, excluded.charter)
         returning id",
        id,
        holder,
        asked.siret.as_str(),
        asked.name.as_str(),
        asked.email.as_str(),
        asked.purpose.as_str(),
        asked.charter,
        asked.language.as_str(),
        now,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn approved(pool: &PgPool, holder: Uuid) -> Result<Option<Approved>, sqlx::Error> {
    sqlx::query_as!(
        Approved,
        r#"select company.siren, company.name, recruiter.approved_at as "since!",
                  case
                      when recruiter.suspended_at is not null then coalesce(recruiter.suspended_reason, '')
                      when company.suspended_at is not null then coalesce(company.suspended_reason, '')
                  end as suspended
           from account.recruiter
           join account.company using (siren)
           where recruiter.holder_id = $1 and recruiter.approved_at is not null"#,
        holder,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn last(pool: &PgPool, holder: Uuid) -> Result<Option<Own>, sqlx::Error> {
    sqlx::query_as!(
        Own,
        "select siret, name, email, purpose, asked_at, decided_at, reason
         from account.recruiter_application
         where holder_id = $1
         order by asked_at desc, id
         limit 1",
        holder,
    )
    .fetch_optional(pool)
    .await
}

pub(super) async fn take_back(pool: &PgPool, holder: Uuid) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from account.recruiter_application where holder_id = $1 and decided_at is null",
        holder,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected() > 0)
}

pub(super) async fn leave(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "with gone as (
             update account.recruiter
             set approved_at = null, approved_by = null
             where holder_id = $1 and approved_at is not null
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $2, 'holder:' || holder_id, 'recruiter.left', holder_id from gone",
        holder,
        now,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected() > 0)
}
