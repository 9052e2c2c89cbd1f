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

/// The badge of an identity, locked, if its holder can be written to and was not, too often, within the hour.
pub(super) async fn reachable(
    tx: &mut PgConnection,
    identity: &[u8],
    now: DateTime<Utc>,
    most: i64,
) -> Result<Option<Reachable>, sqlx::Error> {
    sqlx::query!(
        "delete from passport.holder_code where created_at < $1::timestamptz - interval '1 day'",
        now
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query_as!(
        Reachable,
        "select credential.id, achievement.name, address.email
         from passport.credential
         join issuing.achievement on achievement.id = credential.achievement_id
         join account.address on address.email = credential.address
         where credential.identity = $1
           and credential.recipient = 'confirmed'
           and address.holder_id = credential.holder_id
           and address.confirmed_at is not null
           and (
               select count(*) from passport.holder_code
               join passport.credential as other on other.id = holder_code.credential_id
               where other.address = credential.address
                 and holder_code.created_at > $2::timestamptz - interval '1 hour'
           ) < $3
         for no key update of credential",
        identity,
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

pub(super) async fn put(
    tx: &mut PgConnection,
    id: Uuid,
    credential: Uuid,
    mac: &[u8],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into passport.holder_code (id, credential_id, mac, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
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

/// A code that was tried.
pub(super) struct Tried {
    pub(super) id: Uuid,
    pub(super) mac: Vec<u8>,
}

/// The code sent last for a badge, with one try less, if any is left.
pub(super) async fn take_a_try(
    tx: &mut PgConnection,
    identity: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Tried>, sqlx::Error> {
    sqlx::query_as!(
        Tried,
        "with newest as (
             select code.id
             from passport.holder_code as code
             join passport.credential on credential.id = code.credential_id
             where credential.identity = $1
             order by code.created_at desc, code.id
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

pub(super) async fn used(
    tx: &mut PgConnection,
    code: Uuid,
    now: DateTime<Utc>,
) -> Result<Confirmed, sqlx::Error> {
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
    .fetch_one(tx)
    .await
}
