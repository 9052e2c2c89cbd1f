//! SQL of the pages that holders open, as their holders see them.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

/// A page that is opened.
pub(super) struct NewPage<'a> {
    pub id: Uuid,
    pub holder: Uuid,
    pub digest: &'a [u8],
    pub sealed_token: &'a [u8],
    pub words: Option<&'a [u8]>,
    pub badge: Option<Uuid>,
    pub collection: Option<Uuid>,
    pub is_cv: bool,
    pub picture: Option<&'a [u8]>,
    pub now: DateTime<Utc>,
}

/// Opens it; `false`: what it would show is not this holder's.
pub(super) async fn put(db: &mut PgConnection, page: &NewPage<'_>) -> Result<bool, Error> {
    let put = sqlx::query!(
        "insert into passport.share
             (id, holder_id, digest, sealed_token, words, credential_id, collection_id, is_cv, picture, created_at)
         select $1, $2, $3, $4, $5, $6::uuid, $7::uuid, $8, $9, $10
         where ($6::uuid is null
                or exists (select from passport.credential where id = $6 and holder_id = $2))
           and ($7::uuid is null
                or exists (select from passport.collection where id = $7 and holder_id = $2))",
        page.id,
        page.holder,
        page.digest,
        page.sealed_token,
        page.words,
        page.badge,
        page.collection,
        page.is_cv,
        page.picture,
        page.now,
    )
    .execute(db)
    .await?;
    Ok(put.rows_affected() == 1)
}

/// How many pages a holder has open. Their row is locked: two requests at once are counted one after the other.
pub(super) async fn count(db: &mut PgConnection, holder: Uuid) -> Result<i64, Error> {
    sqlx::query!(
        "select id from account.holder where id = $1 for no key update",
        holder
    )
    .fetch_optional(&mut *db)
    .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from passport.share where holder_id = $1"#,
        holder
    )
    .fetch_one(db)
    .await
}

/// A page as its holder sees it.
pub(super) struct Row {
    pub id: Uuid,
    pub wrapped_key: Vec<u8>,
    pub sealed_token: Vec<u8>,
    pub words: Option<Vec<u8>>,
    pub badge: Option<Uuid>,
    pub collection: Option<Uuid>,
    pub collection_name: Option<Vec<u8>>,
    pub badge_name: Option<String>,
    pub level: Option<i16>,
    pub issuer: Option<String>,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
    pub entries: i64,
    pub shown_address: Option<String>,
    pub created_at: DateTime<Utc>,
}

pub(super) async fn pages(
    pool: &PgPool,
    holder: Uuid,
    only: Option<Uuid>,
) -> Result<Vec<Row>, Error> {
    sqlx::query_as!(
        Row,
        r#"select share.id,
                  holder.wrapped_key as "wrapped_key!",
                  share.sealed_token,
                  share.words,
                  share.credential_id as badge,
                  share.collection_id as collection,
                  collection.sealed as "collection_name?",
                  achievement.name as "badge_name?",
                  coalesce(achievement.level, credential.level) as level,
                  coalesce(organisation.name, credential.issuer_host) as issuer,
                  credential.valid_from as "valid_from?",
                  credential.valid_until as "valid_until?",
                  (select count(*) from passport.cv_entry where share_id = share.id) as "entries!",
                  share.shown_address,
                  share.created_at
           from passport.share
           join account.holder on holder.id = share.holder_id
           left join passport.collection on collection.id = share.collection_id
           left join passport.credential on credential.id = share.credential_id
           left join issuing.achievement on achievement.id = credential.achievement_id
           left join network.organisation
               on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
           where share.holder_id = $1
             and holder.wrapped_key is not null
             and (share.id = $2 or $2 is null)
           order by share.created_at desc, share.id"#,
        holder,
        only,
    )
    .fetch_all(pool)
    .await
}

/// Switches a page off: nothing of it is kept.
pub(super) async fn cut(pool: &PgPool, holder: Uuid, id: Uuid) -> Result<bool, Error> {
    let cut = sqlx::query!(
        "delete from passport.share where id = $1 and holder_id = $2",
        id,
        holder
    )
    .execute(pool)
    .await?;
    Ok(cut.rows_affected() == 1)
}

/// Which address of theirs a CV shows from now on; `false`: no such CV, or the address is not theirs.
pub(super) async fn show_address(
    pool: &PgPool,
    holder: Uuid,
    id: Uuid,
    address: Option<&str>,
) -> Result<bool, Error> {
    let changed = sqlx::query!(
        "update passport.share
         set shown_address = $3
         where id = $1
           and holder_id = $2
           and is_cv
           and ($3::text is null or exists (
               select from account.address
               where email = $3 and holder_id = $2 and confirmed_at is not null
           ))",
        id,
        holder,
        address,
    )
    .execute(pool)
    .await?;
    Ok(changed.rows_affected() == 1)
}
