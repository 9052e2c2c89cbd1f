//! SQL of applications, and of what holders allow them.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::{Access, Application, Asked, Connected, Registration, Scopes};

/// Counting and adding are one step: two registrations at once would both be the last one allowed.
pub(super) async fn one_registration_at_a_time(tx: &mut PgConnection) -> Result<(), Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('account.application'))")
        .fetch_one(tx)
        .await?;
    Ok(())
}

pub(super) async fn registered_since(
    tx: &mut PgConnection,
    since: DateTime<Utc>,
) -> Result<i64, Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from account.application where registered_at > $1"#,
        since,
    )
    .fetch_one(tx)
    .await
}

pub(super) async fn forget_unused(
    tx: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "delete from account.application
         where registered_at < $1
           and not exists (select from account.application_grant where application_id = application.id)",
        before,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn register(
    tx: &mut PgConnection,
    id: Uuid,
    secret_digest: &[u8],
    at: DateTime<Utc>,
    told: &Registration,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into account.application (
             id, secret_digest, registered_at, name, site, logo, terms, privacy, software_id, software_version,
             contacts, redirect_uris, scopes, refreshes
         )
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        id,
        secret_digest,
        at,
        told.name,
        told.site,
        told.logo,
        told.terms,
        told.privacy,
        told.software_id,
        told.software_version,
        &told.contacts,
        &told.redirect_uris,
        told.scopes.names() as _,
        told.refreshes,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An application and the digest of its secret.
pub(super) async fn application(
    pool: &PgPool,
    id: Uuid,
) -> Result<Option<(Application, Vec<u8>)>, Error> {
    let row = sqlx::query!(
        "select id, secret_digest, name, site, terms, privacy, redirect_uris, scopes, refreshes
         from account.application
         where id = $1",
        id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| {
        let application = Application {
            id: row.id,
            name: row.name,
            site: row.site,
            terms: row.terms,
            privacy: row.privacy,
            redirect_uris: row.redirect_uris,
            scopes: Scopes::kept(&row.scopes),
            refreshes: row.refreshes,
        };
        (application, row.secret_digest)
    }))
}

pub(super) async fn grant(
    tx: &mut PgConnection,
    id: Uuid,
    holder: Uuid,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<Uuid, Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject, detail)
             values ($5, 'holder', 'application.granted', $3, jsonb_build_object('application', $2::uuid))
         )
         insert into account.application_grant (id, application_id, holder_id, scopes, granted_at)
         values ($1, $2, $3, $4, $5)",
        id,
        asked.application,
        holder,
        asked.scopes.names() as _,
        now,
    )
    .execute(tx)
    .await?;
    Ok(id)
}

pub(super) async fn put_code(
    tx: &mut PgConnection,
    digest: &[u8],
    grant: Uuid,
    asked: &Asked,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into account.application_code (digest, grant_id, redirect_uri, challenge, expires_at)
         values ($1, $2, $3, $4, $5)",
        digest,
        grant,
        asked.redirect_uri,
        asked.challenge.as_slice(),
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A code, and what it was made for.
pub(super) struct Code {
    pub digest: Vec<u8>,
    pub grant: Uuid,
    pub application: Uuid,
    pub redirect_uri: String,
    pub challenge: Vec<u8>,
    pub scopes: Vec<String>,
    pub expires_at: DateTime<Utc>,
    pub used: bool,
    pub ended: bool,
}

/// The code of that digest, held until the transaction ends: used once, however many ask at once.
pub(super) async fn code(tx: &mut PgConnection, digest: &[u8]) -> Result<Option<Code>, Error> {
    sqlx::query_as!(
        Code,
        r#"select code.digest, code.grant_id as "grant", given.application_id as application, code.redirect_uri,
                  code.challenge, given.scopes, code.expires_at, code.used_at is not null as "used!",
                  (given.ended_at is not null or holder.wrapped_key is null) as "ended!"
           from account.application_code as code
           join account.application_grant as given on given.id = code.grant_id
           join account.holder on holder.id = given.holder_id
           where code.digest = $1
           for update of code"#,
        digest,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn use_code(
    tx: &mut PgConnection,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "update account.application_code set used_at = $2 where digest = $1",
        digest,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A token, and what it came of.
pub(super) struct Token {
    pub digest: Vec<u8>,
    pub grant: Uuid,
    pub application: Uuid,
    pub kind: String,
    pub scopes: Vec<String>,
    pub expires_at: DateTime<Utc>,
    pub used: bool,
    pub ended: bool,
}

/// The token of that digest, held until the transaction ends.
pub(super) async fn token(tx: &mut PgConnection, digest: &[u8]) -> Result<Option<Token>, Error> {
    sqlx::query_as!(
        Token,
        r#"select token.digest, token.grant_id as "grant", given.application_id as application, token.kind,
                  token.scopes, token.expires_at, token.used_at is not null as "used!",
                  (given.ended_at is not null or holder.wrapped_key is null) as "ended!"
           from account.application_token as token
           join account.application_grant as given on given.id = token.grant_id
           join account.holder on holder.id = given.holder_id
           where token.digest = $1
           for update of token"#,
        digest,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn use_token(
    tx: &mut PgConnection,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "update account.application_token set used_at = $2 where digest = $1",
        digest,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn put_token(
    tx: &mut PgConnection,
    digest: &[u8],
    grant: Uuid,
    kind: &str,
    scopes: &Scopes,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into account.application_token (digest, grant_id, kind, scopes, expires_at)
         values ($1, $2, $3, $4, $5)",
        digest,
        grant,
        kind,
        scopes.names() as _,
        expires_at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn forget_token(tx: &mut PgConnection, digest: &[u8]) -> Result<(), Error> {
    sqlx::query!(
        "delete from account.application_token where digest = $1",
        digest,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Tokens whose time is over open nothing, and tell nothing: they go when their grant gets new ones.
pub(super) async fn forget_expired(
    tx: &mut PgConnection,
    grant: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "delete from account.application_token where grant_id = $1 and expires_at <= $2",
        grant,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends a grant: every token of it is without effect from here on.
pub(super) async fn end(
    tx: &mut PgConnection,
    grant: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "with ended as (
             update account.application_grant
             set ended_at = $2
             where id = $1 and ended_at is null
             returning holder_id, application_id
         ), note as (
             insert into audit.event (at, actor, action, subject, detail)
             select $2, 'application', 'application.ended', holder_id,
                    jsonb_build_object('application', application_id)
             from ended
         )
         delete from account.application_token where grant_id = $1 and kind = 'access'",
        grant,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// An access token in force, of a holder who still is one.
pub(super) async fn access(
    pool: &PgPool,
    digest: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Access>, Error> {
    let row = sqlx::query!(
        "select given.application_id, given.holder_id, token.scopes
         from account.application_token as token
         join account.application_grant as given on given.id = token.grant_id
         join account.holder on holder.id = given.holder_id
         where token.digest = $1
           and token.kind = 'access'
           and token.expires_at > $2
           and given.ended_at is null
           and holder.wrapped_key is not null",
        digest,
        now,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Access {
        application: row.application_id,
        holder: row.holder_id,
        scopes: Scopes::kept(&row.scopes),
    }))
}

/// What can still come in: a code or a token in force.
pub(super) async fn connected(
    pool: &PgPool,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Connected>, Error> {
    let rows = sqlx::query!(
        r#"select application.id, application.name, application.site, min(given.granted_at) as "since!",
                  array_agg(distinct scope.name) as "scopes!"
           from account.application_grant as given
           join account.application on application.id = given.application_id
           cross join lateral unnest(given.scopes) as scope (name)
           where given.holder_id = $1
             and given.ended_at is null
             and (
                 exists (
                     select from account.application_token as token
                     where token.grant_id = given.id and token.used_at is null and token.expires_at > $2
                 )
                 or exists (
                     select from account.application_code as code
                     where code.grant_id = given.id and code.used_at is null and code.expires_at > $2
                 )
             )
           group by application.id
           order by max(given.granted_at) desc, application.id"#,
        holder,
        now,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Connected {
            id: row.id,
            name: row.name,
            site: row.site,
            scopes: Scopes::kept(&row.scopes),
            since: row.since,
        })
        .collect())
}

/// Whether there was anything to take back.
pub(super) async fn withdraw(
    pool: &PgPool,
    holder: Uuid,
    application: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let ended = sqlx::query!(
        r#"with ended as (
             update account.application_grant
             set ended_at = $3
             where holder_id = $1 and application_id = $2 and ended_at is null
             returning id
         ), note as (
             insert into audit.event (at, actor, action, subject, detail)
             select $3, 'holder', 'application.withdrawn', $1, jsonb_build_object('application', $2::uuid)
             where exists (select from ended)
         ), gone as (
             delete from account.application_token
             where grant_id in (select id from ended) and kind = 'access'
         )
         select count(*) as "count!" from ended"#,
        holder,
        application,
        now,
    )
    .fetch_one(pool)
    .await?;
    Ok(ended.count > 0)
}
