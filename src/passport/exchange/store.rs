//! SQL of badges that applications read and bring.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::Part;

/// How many badges of Open Badges 3.0 a holder has that their issuers stand by.
pub(super) async fn count(
    pool: &PgPool,
    holder: Uuid,
    since: Option<DateTime<Utc>>,
) -> Result<i64, Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from passport.credential
           where holder_id = $1
             and standard = 'OB 3.0'
             and authentic <> 'no'
             and ($2::timestamptz is null or valid_from > $2)"#,
        holder,
        since,
    )
    .fetch_one(pool)
    .await
}

/// A page of them; each has its place in the order, so that no page repeats or leaves out another's.
pub(super) async fn page(pool: &PgPool, holder: Uuid, part: Part) -> Result<Vec<Uuid>, Error> {
    sqlx::query_scalar!(
        "select id
         from passport.credential
         where holder_id = $1
           and standard = 'OB 3.0'
           and authentic <> 'no'
           and ($2::timestamptz is null or valid_from > $2)
         order by valid_from, id
         offset $3 limit $4",
        holder,
        part.since,
        part.offset,
        part.limit,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn original(pool: &PgPool, id: Uuid) -> Result<Option<Vec<u8>>, Error> {
    sqlx::query_scalar!(
        "select original.bytes
         from passport.credential
         join passport.original on original.sha256 = credential.original
         where credential.id = $1",
        id,
    )
    .fetch_optional(pool)
    .await
}

/// Whose a badge is now, and which text of it is kept.
pub(super) struct Standing {
    pub holder: Option<Uuid>,
    pub original: Vec<u8>,
}

pub(super) async fn standing(
    tx: &mut PgConnection,
    identity: &[u8],
) -> Result<Option<Standing>, Error> {
    sqlx::query_as!(
        Standing,
        "select holder_id as holder, original from passport.credential where identity = $1",
        identity,
    )
    .fetch_optional(tx)
    .await
}
