//! SQL of codes that holders are sent.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// A badge whose holder can be written to.
pub(super) struct Reachable {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) email: String,
}

/// Keeps a code; false: there are as many for that badge within the hour. Nothing here asks whose badge it is.
pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    identity: &[u8],
    mac: &[u8],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
    most: i64,
) -> Result<bool, sqlx::Error> {
    // One at a time for a badge, so that none is counted twice or not at all.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended(encode($1, 'hex'), 24))",
        identity
    )
    .fetch_one(&mut *tx)
    .await?;
    let kept = sqlx::query!(
        "insert into passport.holder_code (id, identity, mac, created_at, expires_at)
         select $1, $2, $3, $4, $5
         where (
             select count(*) from passport.holder_code
             where identity = $2 and created_at > $4::timestamptz - interval '1 hour'
         ) < $6",
        id,
        identity,
        mac,
        now,
        until,
        most,
    )
    .execute(tx)
    .await?;
    Ok(kept.rows_affected() > 0)
}

/// The badge that a code is for, locked, if the code can still be used and was not sent, and if its holder can be written
/// to and was not, too often, within the hour.
pub(super) async fn reachable(
    tx: &mut PgConnection,
    code: Uuid,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Option<Reachable>, sqlx::Error> {
    sqlx::query_as!(
        Reachable,
        "select credential.id, achievement.name, address.email
         from passport.holder_code as code
         join passport.credential using (identity)
         join issuing.achievement on achievement.id = credential.achievement_id
         join account.address on address.email = credential.address
         where code.id = $1
           and code.credential_id is null
           and code.expires_at > $2
           and credential.recipient = 'confirmed'
           and address.holder_id = credential.holder_id
           and address.confirmed_at is not null
           and (
               select count(*) from passport.holder_code as before
               join passport.credential as other on other.id = before.credential_id
               where other.address = credential.address
                 and before.created_at > $2::timestamptz - interval '1 hour'
           ) < $3
         for no key update of code, credential",
        code,
        now,
        most,
    )
    .fetch_optional(tx)
    .await
}

/// Whether a badge is a holder's, confirmed, with fewer than `most` codes within the hour; it is locked.
pub(super) async fn mine(
    tx: &mut PgConnection,
    (holder, badge): (Uuid, Uuid),
    now: DateTime<Utc>,
    most: i64,
) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select credential.id
         from passport.credential
         where credential.id = $2
           and credential.holder_id = $1
           and credential.recipient = 'confirmed'
           and passport.is_theirs(credential.holder_id, credential.address, credential.own_name)
           and (
               select count(*) from passport.holder_code
               where holder_code.credential_id = credential.id
                 and holder_code.created_at > $3::timestamptz - interval '1 hour'
           ) < $4
         for no key update of credential",
        holder,
        badge,
        now,
        most,
    )
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// Keeps a code that the holder of a badge is shown.
pub(super) async fn put_shown(
    tx: &mut PgConnection,
    id: Uuid,
    credential: Uuid,
    mac: &[u8],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into passport.holder_code (id, credential_id, identity, mac, created_at, expires_at)
         select $1, credential.id, credential.identity, $3, $4, $5
         from passport.credential
         where credential.id = $2",
        id,
        credential,
        mac,
        now,
        until,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps for which badge here a code was sent.
pub(super) async fn sent(
    tx: &mut PgConnection,
    code: Uuid,
    credential: Uuid,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update passport.holder_code set credential_id = $2 where id = $1",
        code,
        credential,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A code that was tried.
pub(super) struct Tried {
    pub(super) id: Uuid,
    pub(super) mac: Vec<u8>,
}

/// The last code of a badge that has tries left, with one less: of those that were sent, if there is one. However often a
/// badge was asked about, as many tries are left of one that is kept here as of another one.
pub(super) async fn take_a_try(
    tx: &mut PgConnection,
    identity: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Tried>, sqlx::Error> {
    sqlx::query_as!(
        Tried,
        "with newest as (
             select id
             from passport.holder_code
             where identity = $1 and attempts < 5 and used_at is null and expires_at > $2
             order by credential_id is null, created_at desc, id
             limit 1
         )
         update passport.holder_code as code
         set attempts = attempts + 1
         from newest
         where code.id = newest.id and code.attempts < 5 and code.used_at is null and code.expires_at > $2
         returning code.id, code.mac",
        identity,
        now,
    )
    .fetch_optional(tx)
    .await
}

/// What a right code says: which badge is its teller's, and how it stood when it was verified last.
pub struct Confirmed {
    /// The badge's name.
    pub name: String,
    /// Its level, 1 to 3.
    pub level: i16,
    /// `yes`, `no` or `unknown`.
    pub authentic: String,
    /// `yes`, `revoked`, `suspended`, `expired`, `not_yet` or `unknown`.
    pub current: String,
    /// When it was verified last.
    pub verified_at: DateTime<Utc>,
}

/// Uses a code; `None`: it was sent to nobody, and guessed.
pub(super) async fn used(
    tx: &mut PgConnection,
    code: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Confirmed>, sqlx::Error> {
    sqlx::query_as!(
        Confirmed,
        r#"with used as (
             update passport.holder_code set used_at = $2 where id = $1 returning credential_id
         )
         select achievement.name, coalesce(achievement.level, credential.level) as "level!",
                credential.authentic, credential.current, credential.verified_at
         from used
         join passport.credential on credential.id = used.credential_id
         join issuing.achievement on achievement.id = credential.achievement_id"#,
        code,
        now,
    )
    .fetch_optional(tx)
    .await
}
