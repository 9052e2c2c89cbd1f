//! SQL of evidence.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) label: Vec<u8>,
}

pub(super) async fn list(
    db: &mut PgConnection,
    application: Uuid,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        "select id, kind, label
         from issuing.evidence
         where application_id = $1
         order by added_at, id",
        application,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn count(db: &mut PgConnection, application: Uuid) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from issuing.evidence where application_id = $1"#,
        application,
    )
    .fetch_one(db)
    .await
}

/// Evidence to be kept, sealed.
pub(super) struct New {
    pub(super) kind: &'static str,
    pub(super) label: Vec<u8>,
    pub(super) picture: Option<Vec<u8>>,
}

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    application: Uuid,
    new: &New,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into issuing.evidence (id, application_id, kind, label, picture, added_at)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        application,
        new.kind,
        new.label,
        new.picture.as_deref(),
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn remove(
    tx: &mut PgConnection,
    application: Uuid,
    id: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from issuing.evidence where id = $1 and application_id = $2",
        id,
        application,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn picture(
    db: &mut PgConnection,
    application: Uuid,
    id: Uuid,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let picture = sqlx::query_scalar!(
        "select picture from issuing.evidence where id = $1 and application_id = $2",
        id,
        application,
    )
    .fetch_optional(db)
    .await?;
    Ok(picture.flatten())
}
