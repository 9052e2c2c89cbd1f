//! Rows of achievements, awards and status lists.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use crate::network::framework::Achievement;

/// Keeps an achievement of the framework; whatever was known or decided of its address before gives way.
pub(super) async fn put_achievement(
    tx: &mut PgConnection,
    id: Uuid,
    uri: &str,
    achievement: &Achievement,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.achievement
             (id, uri, network_id, name, description, criteria, competence_code, sensitive, reviewed_at)
         select $1, $2, network.id, $4, $5, $6, $7, $8, $9
         from network.network
         where slug = $3
         on conflict (uri) do update
         set name = excluded.name,
             description = excluded.description,
             criteria = excluded.criteria,
             competence_code = excluded.competence_code,
             sensitive = excluded.sensitive,
             network_id = excluded.network_id,
             level = null,
             without_counterpart = false,
             reviewed_by = null,
             reviewed_at = coalesce(achievement.reviewed_at, excluded.reviewed_at)",
        id,
        uri,
        achievement.network,
        achievement.name,
        achievement.description,
        achievement.criteria_text(),
        achievement.competence,
        achievement.sensitive,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A status list, and how many of its indexes are given.
pub(super) struct ListRow {
    pub(super) id: Uuid,
    pub(super) uri: String,
    pub(super) bits: Vec<u8>,
}

/// The organisation's newest list, locked: indexes are drawn by one transaction at a time.
pub(super) async fn newest_list(
    tx: &mut PgConnection,
    organisation: Uuid,
) -> Result<Option<ListRow>, sqlx::Error> {
    sqlx::query_as!(
        ListRow,
        "select id, uri, bits
         from issuing.status_list
         where organisation_id = $1
         order by updated_at desc, id
         limit 1
         for update",
        organisation,
    )
    .fetch_optional(tx)
    .await
}

/// One list at a time is made for an organisation.
pub(super) async fn lock_organisation(
    tx: &mut PgConnection,
    organisation: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select id from network.organisation where id = $1 for no key update",
        organisation
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

pub(super) async fn given_indexes(
    tx: &mut PgConnection,
    list: Uuid,
) -> Result<Vec<i32>, sqlx::Error> {
    sqlx::query_scalar!(
        "select status_index from issuing.award where status_list_id = $1",
        list
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn put_list(
    tx: &mut PgConnection,
    organisation: Uuid,
    list: &ListRow,
    document: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.status_list (id, uri, organisation_id, bits, document, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do update
         set bits = excluded.bits, document = excluded.document, updated_at = excluded.updated_at",
        list.id,
        list.uri,
        organisation,
        list.bits,
        document,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Awards of one transaction, column by column.
#[derive(Default)]
pub(super) struct Awards {
    pub(super) ids: Vec<Uuid>,
    pub(super) uris: Vec<String>,
    pub(super) organisations: Vec<Uuid>,
    pub(super) achievements: Vec<String>,
    pub(super) levels: Vec<i16>,
    pub(super) awarded_at: Vec<DateTime<Utc>>,
    pub(super) lists: Vec<Uuid>,
    pub(super) indexes: Vec<i32>,
}

pub(super) async fn put_awards(tx: &mut PgConnection, awards: &Awards) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.award
             (id, credential_uri, organisation_id, achievement_id, level, awarded_at, status_list_id, status_index)
         select a.id, a.uri, a.organisation_id, achievement.id, a.level, a.awarded_at, a.list_id, a.index
         from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::int2[], $6::timestamptz[], $7::uuid[], $8::int4[])
              as a (id, uri, organisation_id, achievement_uri, level, awarded_at, list_id, index)
         join issuing.achievement on achievement.uri = a.achievement_uri",
        &awards.ids,
        &awards.uris,
        &awards.organisations,
        &awards.achievements,
        &awards.levels,
        &awards.awarded_at,
        &awards.lists,
        &awards.indexes,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Where the status of an award stands.
pub(super) struct StatusRow {
    pub(super) organisation_id: Uuid,
    pub(super) list_id: Uuid,
    pub(super) list_uri: String,
    pub(super) bits: Vec<u8>,
    pub(super) index: i32,
}

/// Marks an award revoked; `None` when there is no such award, or it was revoked before.
pub(super) async fn revoke(
    tx: &mut PgConnection,
    credential_uri: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Option<StatusRow>, sqlx::Error> {
    sqlx::query_as!(
        StatusRow,
        r#"with revoked as (
             update issuing.award
             set revoked_at = $3, revoked_reason = $2
             where credential_uri = $1 and revoked_at is null
             returning organisation_id, status_list_id, status_index
         )
         select revoked.organisation_id,
                list.id as list_id,
                list.uri as list_uri,
                list.bits,
                revoked.status_index as index
         from revoked
         join issuing.status_list as list on list.id = revoked.status_list_id
         for update of list"#,
        credential_uri,
        reason,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// An award as its other forms need it.
pub(super) struct AwardRow {
    pub(super) id: Uuid,
    pub(super) organisation: String,
    pub(super) organisation_name: String,
    pub(super) issuer_uri: String,
    pub(super) achievement_uri: String,
    pub(super) level: i16,
}

pub(super) async fn award(
    pool: &PgPool,
    credential_uri: &str,
) -> Result<Option<AwardRow>, sqlx::Error> {
    sqlx::query_as!(
        AwardRow,
        "select award.id, organisation.slug as organisation, organisation.name as organisation_name,
                  organisation.issuer_uri, achievement.uri as achievement_uri, award.level
           from issuing.award
           join network.organisation on organisation.id = award.organisation_id
           join issuing.achievement on achievement.id = award.achievement_id
           where award.credential_uri = $1",
        credential_uri,
    )
    .fetch_optional(pool)
    .await
}

/// Notes that an award was signed once more, if it is in force; `false`: it is not, and nothing may be signed.
pub(super) async fn note_signature(
    tx: &mut PgConnection,
    award: Uuid,
    (actor, key): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let noted = sqlx::query!(
        "with award as (
             select id from issuing.award where id = $1 and revoked_at is null for share
         )
         insert into audit.event (at, actor, action, subject, detail)
         select $2, $3, 'issuing.signed_as_jwt', award.id, jsonb_build_object('key', $4::text)
         from award",
        award,
        now,
        actor,
        key,
    )
    .execute(tx)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Signed status lists, each with its address; of one organisation, or of all.
pub(super) async fn list_documents(
    db: impl PgExecutor<'_>,
    organisation: Option<&str>,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select list.uri, list.document
         from issuing.status_list as list
         join network.organisation on organisation.id = list.organisation_id
         where organisation.slug = $1 or $1 is null
         order by list.uri",
        organisation,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.uri, row.document))
        .collect())
}

pub(super) async fn list_document(pool: &PgPool, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select document from issuing.status_list where id = $1", id)
        .fetch_optional(pool)
        .await
}
