//! SQL of collections.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

/// A collection as it is kept.
pub(super) struct Row {
    pub id: Uuid,
    pub wrapped_key: Vec<u8>,
    pub sealed: Vec<u8>,
    pub badges: Vec<Uuid>,
    pub links: i64,
}

pub(super) async fn all(
    pool: &PgPool,
    holder: Uuid,
    only: Option<Uuid>,
) -> Result<Vec<Row>, Error> {
    sqlx::query_as!(
        Row,
        r#"select collection.id,
                  holder.wrapped_key as "wrapped_key!",
                  collection.sealed,
                  array(
                      select collected.credential_id
                      from passport.collected
                      join passport.credential on credential.id = collected.credential_id
                      where collected.collection_id = collection.id
                        and credential.holder_id = collection.holder_id
                  ) as "badges!",
                  (select count(*) from passport.share where share.collection_id = collection.id) as "links!"
           from passport.collection
           join account.holder on holder.id = collection.holder_id
           where collection.holder_id = $1
             and holder.wrapped_key is not null
             and (collection.id = $2 or $2 is null)
           order by collection.created_at, collection.id"#,
        holder,
        only,
    )
    .fetch_all(pool)
    .await
}

/// Keeps a collection under its sealed name; tells how many the holder has.
pub(super) async fn put(
    db: &mut PgConnection,
    holder: Uuid,
    id: Uuid,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    sqlx::query!(
        "insert into passport.collection (id, holder_id, sealed, created_at) values ($1, $2, $3, $4)",
        id,
        holder,
        sealed,
        now,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from passport.collection where holder_id = $1"#,
        holder
    )
    .fetch_one(db)
    .await
}

/// Gives a collection another name; `false`: the holder has no such collection. It is locked until the transaction ends.
pub(super) async fn rename(
    db: &mut PgConnection,
    holder: Uuid,
    id: Uuid,
    sealed: &[u8],
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "update passport.collection set sealed = $3 where id = $2 and holder_id = $1",
        holder,
        id,
        sealed,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts these badges of the holder's, and no others, in a collection.
pub(super) async fn fill(
    db: &mut PgConnection,
    holder: Uuid,
    id: Uuid,
    badges: &[Uuid],
) -> Result<u64, Error> {
    sqlx::query!(
        "delete from passport.collected where collection_id = $1",
        id
    )
    .execute(&mut *db)
    .await?;
    let put = sqlx::query!(
        "insert into passport.collected (collection_id, credential_id)
         select $2, credential.id from passport.credential where holder_id = $1 and id = any($3)",
        holder,
        id,
        badges,
    )
    .execute(db)
    .await?;
    Ok(put.rows_affected())
}

/// Undoes a collection, and every link to it; its badges stay.
pub(super) async fn undo(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, Error> {
    let done = sqlx::query!(
        "delete from passport.collection where id = $1 and holder_id = $2",
        id,
        holder
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}
