//! SQL of roles.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub(super) struct Row {
    pub(super) role: String,
    pub(super) organisation_id: Option<Uuid>,
    pub(super) network_id: Option<Uuid>,
    pub(super) place: String,
}

pub(super) async fn of(pool: &PgPool, holder: Uuid) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"select role, organisation_id, network_id, coalesce(organisation.name, network.name) as "place!"
           from account.role
           left join network.organisation on organisation.id = organisation_id
           left join network.network on network.id = network_id
           where holder_id = $1 and ended_at is null
           order by since, role.id"#,
        holder,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn facilitators(
    pool: &PgPool,
    organisation: Uuid,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id
         from account.role
         where organisation_id = $1 and role = 'facilitator' and ended_at is null
         order by since, id",
        organisation,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn coordinators(pool: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder_id
         from account.role
         where role = 'coordinator' and ended_at is null
         group by holder_id
         order by min(since), holder_id",
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    role: &str,
    (organisation, network): (Option<Uuid>, Option<Uuid>),
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let given = sqlx::query!(
        "with given as (
             insert into account.role (id, holder_id, role, organisation_id, network_id, since)
             values ($1, $2, $3, $4, $5, $6)
             on conflict do nothing
             returning holder_id, role, coalesce(organisation_id, network_id) as place
         )
         insert into audit.event (at, actor, action, subject, detail)
         select $6, $7, 'role.given', holder_id, jsonb_build_object('role', role, 'place', place) from given",
        id,
        holder,
        role,
        organisation,
        network,
        now,
        actor,
    )
    .execute(tx)
    .await?;
    Ok(given.rows_affected() > 0)
}

pub(super) async fn end(
    tx: &mut PgConnection,
    holder: Uuid,
    role: &str,
    (organisation, network): (Option<Uuid>, Option<Uuid>),
    actor: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query!(
        "with ended as (
             update account.role
             set ended_at = $5
             where holder_id = $1
               and role = $2
               and organisation_id is not distinct from $3
               and network_id is not distinct from $4
               and ended_at is null
             returning holder_id, role, coalesce(organisation_id, network_id) as place
         )
         insert into audit.event (at, actor, action, subject, detail)
         select $5, $6, 'role.ended', holder_id, jsonb_build_object('role', role, 'place', place) from ended",
        holder,
        role,
        organisation,
        network,
        now,
        actor,
    )
    .execute(tx)
    .await?;
    Ok(ended.rows_affected() > 0)
}
