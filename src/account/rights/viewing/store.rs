//! SQL of who saw whom.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Question, Viewer, Viewing};

pub(super) async fn put(
    tx: &mut PgConnection,
    holders: &[Uuid],
    viewer: &Viewer,
    question: &Question,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into account.viewing (holder_id, at, viewer_kind, viewer, level, competences, zone)
         select seen.id, $2, $3, $4, $5, $6, $7
         from unnest($1::uuid[]) as seen (id)
         where not exists (
             select from account.viewing as before
             where before.holder_id = seen.id
               and before.at > $2::timestamptz - interval '1 day'
               and before.viewer_kind = $3
               and before.viewer = $4
               and before.level is not distinct from $5
               and before.competences = $6
               and before.zone = $7
         )",
        holders,
        now,
        viewer.kind(),
        viewer.name(),
        viewer.level(),
        &question.competences,
        question.zone,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn application(pool: &PgPool, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select name from account.application where id = $1", id)
        .fetch_optional(pool)
        .await
}

pub(super) async fn of_holder(pool: &PgPool, holder: Uuid) -> Result<Vec<Viewing>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select viewing.at, viewing.viewer_kind as kind, viewing.viewer, viewing.level, viewing.zone,
                  network.names_in_french(viewing.competences) as "french!: Vec<String>",
                  network.names_in_english(viewing.competences) as "english!: Vec<String>"
           from account.viewing
           where viewing.holder_id = $1
           order by viewing.at desc, viewing.id desc"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Viewing {
            at: row.at,
            kind: row.kind,
            viewer: row.viewer,
            level: row.level,
            competences: row.french.into_iter().zip(row.english).collect(),
            zone: row.zone,
        })
        .collect())
}
