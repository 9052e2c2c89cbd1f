//! SQL of what coordinators decide about applications.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::register::Said;

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) holder_id: Uuid,
    pub(super) siret: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) purpose: String,
    pub(super) asked_at: DateTime<Utc>,
    pub(super) changed_at: DateTime<Utc>,
    pub(super) known_as: Option<String>,
    pub(super) company_suspended: bool,
    pub(super) person_suspended: bool,
    pub(super) colleagues: i64,
    pub(super) companies_of_domain: i64,
    pub(super) refused_before: i64,
    pub(super) register_at: Option<DateTime<Utc>>,
    pub(super) register_said: Option<Json<Said>>,
}

pub(super) async fn waiting(pool: &PgPool) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"select application.id, application.holder_id, application.siret, application.name, application.email,
                  application.purpose, application.asked_at, application.changed_at,
                  application.register_at, application.register_said as "register_said: Json<Said>",
                  company.name as "known_as?",
                  company.suspended_at is not null as "company_suspended!",
                  exists (
                      select from account.recruiter
                      where recruiter.holder_id = application.holder_id and recruiter.suspended_at is not null
                  ) as "person_suspended!",
                  (
                      select count(*) from account.recruiter
                      where recruiter.siren = application.siren
                        and recruiter.holder_id <> application.holder_id
                        and recruiter.approved_at is not null
                  ) as "colleagues!",
                  (
                      select count(distinct other.siren) from account.recruiter_application as other
                      where split_part(other.email, '@', 2) = split_part(application.email, '@', 2)
                  ) as "companies_of_domain!",
                  (
                      select count(*) from account.recruiter_application as other
                      where other.holder_id = application.holder_id and other.decision = 'refused'
                  ) as "refused_before!"
           from account.recruiter_application as application
           left join account.company using (siren)
           where application.decided_at is null
           order by application.asked_at, application.id"#
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn author(pool: &PgPool, id: Uuid) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id from account.recruiter_application where id = $1",
        id
    )
    .fetch_optional(pool)
    .await
}

pub(super) struct Locked {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) language: String,
    pub(super) changed_at: DateTime<Utc>,
}

/// Whoever comes second waits, and then finds it decided.
pub(super) async fn locked(tx: &mut PgConnection, id: Uuid) -> Result<Option<Locked>, sqlx::Error> {
    sqlx::query_as!(
        Locked,
        "select name, email, language, changed_at
         from account.recruiter_application
         where id = $1 and decided_at is null
         for update",
        id,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn decide(
    tx: &mut PgConnection,
    id: Uuid,
    coordinator: Uuid,
    (decision, reason): (&str, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with decided as (
             update account.recruiter_application
             set decided_at = $5, decision = $3, decided_by = $2, reason = $4
             where id = $1
             returning holder_id
         )
         insert into audit.event (at, actor, action, subject)
         select $5, 'coordinator:' || $2::text, 'recruiter.' || $3, holder_id from decided",
        id,
        coordinator,
        decision,
        reason,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The first who is approved for a company names it. A suspension of the person stays.
pub(super) async fn approve(
    tx: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.company (siren, name, created_at)
         select siren, name, $2 from account.recruiter_application where id = $1
         on conflict do nothing",
        id,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into account.recruiter (holder_id, siren, asked_at, approved_at, approved_by)
         select holder_id, siren, asked_at, $2, decided_by from account.recruiter_application where id = $1
         on conflict (holder_id) do update
         set siren = excluded.siren,
             asked_at = excluded.asked_at,
             approved_at = excluded.approved_at,
             approved_by = excluded.approved_by",
        id,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
