//! SQL of applications.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{State, Summary};

/// An application with its words, sealed.
pub(super) struct Opened {
    pub(super) summary: Summary,
    pub(super) story: Option<Vec<u8>>,
    pub(super) answer: Option<Vec<u8>>,
    /// In which its author is written to.
    pub(super) language: String,
}

struct Row {
    id: Uuid,
    holder_id: Uuid,
    organisation_id: Uuid,
    organisation_slug: String,
    organisation_name: String,
    achievement_uri: String,
    achievement: String,
    level: i16,
    state: String,
    round: i32,
    sent_at: Option<DateTime<Utc>>,
    due_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    criterion: Option<i16>,
    credential_uri: Option<String>,
    language: String,
    story: Option<Vec<u8>>,
    answer: Option<Vec<u8>>,
}

impl From<Row> for Opened {
    fn from(row: Row) -> Self {
        Self {
            summary: Summary {
                id: row.id,
                holder: row.holder_id,
                organisation: row.organisation_id,
                organisation_slug: row.organisation_slug,
                organisation_name: row.organisation_name,
                achievement_uri: row.achievement_uri,
                achievement: row.achievement,
                level: row.level,
                state: State::named(&row.state),
                round: row.round,
                sent_at: row.sent_at,
                due_at: row.due_at,
                decided_at: row.decided_at,
                criterion: row.criterion,
                credential_uri: row.credential_uri,
            },
            story: row.story,
            answer: row.answer,
            language: row.language,
        }
    }
}

/// The application of a badge that is still open between a person and an organisation.
pub(super) async fn still_open(
    db: &mut PgConnection,
    holder: Uuid,
    organisation: Uuid,
    achievement_uri: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id
         from issuing.application
         where holder_id = $1
           and organisation_id = $2
           and achievement_uri = $3
           and state in ('draft', 'sent', 'returned')",
        holder,
        organisation,
        achievement_uri,
    )
    .fetch_optional(db)
    .await
}

/// Begins a draft; false: there is an open one, or the person has too many.
pub(super) async fn begin(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    (organisation, achievement_uri, level): (Uuid, &str, i16),
    language: &str,
    (most, now): (i64, DateTime<Utc>),
) -> Result<bool, sqlx::Error> {
    let begun = sqlx::query!(
        "insert into issuing.application
             (id, holder_id, organisation_id, achievement_uri, level, state, language, created_at, changed_at)
         select $1, $2, $3, $4, $5, 'draft', $6, $7, $7
         where (
             select count(*) from issuing.application
             where holder_id = $2 and state in ('draft', 'sent', 'returned')
         ) < $8
         on conflict do nothing",
        id,
        holder,
        organisation,
        achievement_uri,
        level,
        language,
        now,
        most,
    )
    .execute(tx)
    .await?;
    Ok(begun.rows_affected() == 1)
}

pub(super) async fn of_holder(pool: &PgPool, holder: Uuid) -> Result<Vec<Summary>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select application.id, holder_id, organisation_id, organisation.slug as organisation_slug,
                  organisation.name as organisation_name, achievement_uri, achievement.name as achievement,
                  application.level, state, round, sent_at, due_at, decided_at, criterion, credential_uri, language,
                  null::bytea as story, null::bytea as answer
           from issuing.application
           join network.organisation on organisation.id = organisation_id
           join issuing.achievement on achievement.uri = achievement_uri
           where holder_id = $1
           order by changed_at desc, application.id"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Opened::from(row).summary)
        .collect())
}

/// An application; of this person, where one is named.
pub(super) async fn one(
    db: &mut PgConnection,
    id: Uuid,
    holder: Option<Uuid>,
) -> Result<Option<Opened>, sqlx::Error> {
    let row = sqlx::query_as!(
        Row,
        r#"select application.id, holder_id, organisation_id, organisation.slug as organisation_slug,
                  organisation.name as organisation_name, achievement_uri, achievement.name as achievement,
                  application.level, state, round, sent_at, due_at, decided_at, criterion, credential_uri, language,
                  story, answer
           from issuing.application
           join network.organisation on organisation.id = organisation_id
           join issuing.achievement on achievement.uri = achievement_uri
           where application.id = $1 and (holder_id = $2 or $2 is null)"#,
        id,
        holder,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Opened::from))
}

/// The same, locked until the transaction ends.
pub(super) async fn locked(tx: &mut PgConnection, id: Uuid) -> Result<Option<Opened>, sqlx::Error> {
    sqlx::query!(
        "select id from issuing.application where id = $1 for update",
        id
    )
    .fetch_optional(&mut *tx)
    .await?;
    one(tx, id, None).await
}

pub(super) async fn change(
    tx: &mut PgConnection,
    id: Uuid,
    level: Option<i16>,
    story: Option<&[u8]>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update issuing.application
         set level = coalesce($2, level), story = coalesce($3, story), changed_at = $4
         where id = $1",
        id,
        level,
        story,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn send(
    tx: &mut PgConnection,
    id: Uuid,
    now: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update issuing.application
         set state = 'sent', round = round + 1, sent_at = $2, due_at = $3, changed_at = $2
         where id = $1",
        id,
        now,
        due,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets an application of a person with its evidence; false: they have none such.
pub(super) async fn delete(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, sqlx::Error> {
    let gone = sqlx::query!(
        "delete from issuing.application where id = $1 and holder_id = $2",
        id,
        holder,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected() == 1)
}

/// What waits for these organisations, the one that is due first first. Nothing of somebody who asked to be erased.
pub(super) async fn waiting(
    pool: &PgPool,
    organisations: &[Uuid],
) -> Result<Vec<Summary>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Row,
        r#"select application.id, holder_id, organisation_id, organisation.slug as organisation_slug,
                  organisation.name as organisation_name, achievement_uri, achievement.name as achievement,
                  application.level, state, round, sent_at, due_at, decided_at, criterion, credential_uri, language,
                  null::bytea as story, null::bytea as answer
           from issuing.application
           join network.organisation on organisation.id = organisation_id
           join issuing.achievement on achievement.uri = achievement_uri
           join account.holder on holder.id = holder_id
           where organisation_id = any($1) and state = 'sent' and holder.wrapped_key is not null
           order by due_at, application.id"#,
        organisations,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Opened::from(row).summary)
        .collect())
}

/// How many applications wait at these organisations, of others than this facilitator.
pub(super) async fn how_many_wait(
    tx: &mut PgConnection,
    organisations: &[Uuid],
    facilitator: Uuid,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from issuing.application
           join account.holder on holder.id = holder_id
           where organisation_id = any($1) and state = 'sent' and holder_id <> $2 and holder.wrapped_key is not null"#,
        organisations,
        facilitator,
    )
    .fetch_one(tx)
    .await
}

/// What was decided of an application.
pub(super) struct Verdict<'a> {
    pub(super) state: State,
    pub(super) by: Uuid,
    pub(super) answer: Option<&'a [u8]>,
    pub(super) criterion: Option<i16>,
    pub(super) credential_uri: Option<&'a str>,
}

/// Keeps a decision with its audit row; the application is locked.
pub(super) async fn decide(
    tx: &mut PgConnection,
    id: Uuid,
    verdict: &Verdict<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject)
             values ($7, 'facilitator:' || ($3::uuid)::text, 'application.' || $2::text, $1)
         )
         update issuing.application
         set state = $2, decided_by = $3, answer = $4, criterion = $5, credential_uri = $6,
             decided_at = $7, changed_at = $7
         where id = $1",
        id,
        verdict.state.as_str(),
        verdict.by,
        verdict.answer,
        verdict.criterion,
        verdict.credential_uri,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
