//! SQL of CVs that name nobody: what may stand in one, and the codes that prove whose it is.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

/// A badge that may stand in a CV, as its readers would see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its row, for its holder alone.
    pub badge: Uuid,
    /// French name of the competence.
    pub name_fr: String,
    /// Its English name.
    pub name_en: String,
    /// 1 to 3.
    pub level: i16,
    /// In which year it was given.
    pub year: Option<i32>,
    /// The network that recognises who gave it.
    pub network: String,
    /// The badge as its holder knows it.
    pub own_name: String,
    /// It tells of health, religion, detention…
    pub sensitive: bool,
}

pub(super) async fn candidates(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    sqlx::query_as!(
        Candidate,
        r#"select provable.credential_id as "badge!", provable.name_fr as "name_fr!",
                  provable.name_en as "name_en!", provable.level as "level!", provable.year,
                  provable.network as "network!", achievement.name as own_name,
                  achievement.sensitive
           from passport.provable($1, $2)
           join passport.credential on credential.id = provable.credential_id
           join issuing.achievement on achievement.id = credential.achievement_id
           order by provable.level desc, provable.name_fr, provable.year desc nulls last, credential.id"#,
        holder,
        now,
    )
    .fetch_all(pool)
    .await
}

/// Puts badges in a CV; tells how many of them may stand in it.
pub(super) async fn put(
    db: &mut PgConnection,
    holder: Uuid,
    cv: Uuid,
    chosen: &[Uuid],
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let put = sqlx::query!(
        "insert into passport.cv_entry (share_id, credential_id)
         select $2, credential_id from passport.provable($1, $4) where credential_id = any($3)",
        holder,
        cv,
        chosen,
        now,
    )
    .execute(db)
    .await?;
    Ok(put.rows_affected())
}

/// The wrapped key of a CV's holder, if it is theirs.
pub(super) async fn key_of(
    db: &mut PgConnection,
    holder: Uuid,
    cv: Uuid,
) -> Result<Option<Vec<u8>>, Error> {
    sqlx::query_scalar!(
        r#"select holder.wrapped_key as "wrapped_key!"
           from passport.share
           join account.holder on holder.id = share.holder_id
           where share.id = $2 and share.holder_id = $1 and share.is_cv and holder.wrapped_key is not null"#,
        holder,
        cv,
    )
    .fetch_optional(db)
    .await
}

/// A code that is kept.
pub(super) struct NewCode<'a> {
    pub id: Uuid,
    pub cv: Uuid,
    pub mac: &'a [u8],
    pub sealed: &'a [u8],
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Keeps a code in the place of the one before.
pub(super) async fn put_code(db: &mut PgConnection, code: &NewCode<'_>) -> Result<(), Error> {
    sqlx::query!(
        "insert into passport.cv_code (id, share_id, mac, sealed, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (share_id) do update
         set id = excluded.id, mac = excluded.mac, sealed = excluded.sealed, attempts = 0,
             created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = null",
        code.id,
        code.cv,
        code.mac,
        code.sealed,
        code.now,
        code.until,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A code as its holder sees it.
pub(super) struct Kept {
    pub id: Uuid,
    pub sealed: Vec<u8>,
    pub attempts: i16,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

pub(super) async fn code(db: &mut PgConnection, cv: Uuid) -> Result<Option<Kept>, Error> {
    sqlx::query_as!(
        Kept,
        "select id, sealed, attempts, expires_at, used_at from passport.cv_code where share_id = $1",
        cv,
    )
    .fetch_optional(db)
    .await
}

/// A code that is tried.
pub(super) struct Tried {
    pub id: Uuid,
    pub mac: Vec<u8>,
}

/// The code of the CV of that link, with one try less, if any is left.
pub(super) async fn take_a_try(
    db: &mut PgConnection,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Tried>, Error> {
    sqlx::query_as!(
        Tried,
        r#"update passport.cv_code as code
           set attempts = attempts + 1
           from passport.open_page($1) as page
           where code.share_id = page.id
             and page.is_cv
             and code.attempts < 5
             and code.used_at is null
             and code.expires_at > $2
           returning code.id, code.mac"#,
        digest,
        now,
    )
    .fetch_optional(db)
    .await
}

/// Marks a code used; tells since when each badge of the CV is known to be as it says. `None`: the CV is empty.
pub(super) async fn used(
    db: &mut PgConnection,
    code: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    sqlx::query_scalar!(
        r#"with used as (
               update passport.cv_code set used_at = $2 where id = $1 returning share_id
           )
           select min(credential.verified_at) as "verified_at"
           from used
           join passport.cv_entry on cv_entry.share_id = used.share_id
           join passport.credential on credential.id = cv_entry.credential_id"#,
        code,
        now,
    )
    .fetch_one(db)
    .await
}
