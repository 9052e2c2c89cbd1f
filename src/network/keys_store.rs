//! SQL of organisations' keys.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Organisation;

pub(super) async fn organisations_without_key(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
) -> Result<Vec<Organisation>, sqlx::Error> {
    sqlx::query_as!(
        Organisation,
        "select o.id, o.slug, o.name, o.issuer_uri from network.organisation o
         where not exists (
             select from network.signing_key k
             where k.organisation_id = o.id and k.valid_from <= $1 and $1 < k.valid_until
         )
         order by o.slug",
        at
    )
    .fetch_all(tx)
    .await
}

/// What is kept of a key; the secret half is sealed.
pub(super) struct SealedKey {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub verification_method: String,
    pub public_key: Vec<u8>,
    pub sealed_secret: Vec<u8>,
    pub valid_from: DateTime<Utc>,
    pub valid_until: DateTime<Utc>,
}

pub(super) async fn put_key(tx: &mut PgConnection, key: &SealedKey) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into network.signing_key
             (id, organisation_id, verification_method, public_key, sealed_secret, valid_from, valid_until)
         values ($1, $2, $3, $4, $5, $6, $7)",
        key.id, key.organisation_id, key.verification_method, key.public_key, key.sealed_secret,
        key.valid_from, key.valid_until
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn keys_in_force(
    pool: &PgPool,
    at: DateTime<Utc>,
) -> Result<Vec<SealedKey>, sqlx::Error> {
    sqlx::query_as!(
        SealedKey,
        "select id, organisation_id, verification_method, public_key, sealed_secret, valid_from, valid_until
         from network.signing_key where valid_from <= $1 and $1 < valid_until",
        at
    )
    .fetch_all(pool)
    .await
}

/// An organisation, locked against another rotation; how many keys it has had of this name or one that goes on
/// from it; `None`: no such organisation.
pub(super) async fn lock_for_rotation(
    tx: &mut PgConnection,
    slug: &str,
    year: i32,
) -> Result<Option<(Organisation, i64)>, sqlx::Error> {
    let found = sqlx::query_as!(
        Organisation,
        "select id, slug, name, issuer_uri from network.organisation where slug = $1 for no key update",
        slug
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(organisation) = found else {
        return Ok(None);
    };
    let of_the_year = format!("{}#cle-{year}%", organisation.issuer_uri);
    let drawn = sqlx::query_scalar!(
        r#"select count(*) as "count!" from network.signing_key
         where organisation_id = $1 and verification_method like $2"#,
        organisation.id,
        of_the_year
    )
    .fetch_one(&mut *tx)
    .await?;
    Ok(Some((organisation, drawn)))
}

/// Ends the keys of an organisation that are in force at `at`.
pub(super) async fn close_keys(
    tx: &mut PgConnection,
    organisation: Uuid,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update network.signing_key set valid_until = $2
         where organisation_id = $1 and valid_from < $2 and $2 < valid_until",
        organisation,
        at
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The oldest sealed key: whoever opens it has the right master key.
pub(super) async fn oldest_key(pool: &PgPool) -> Result<Option<SealedKey>, sqlx::Error> {
    sqlx::query_as!(
        SealedKey,
        "select id, organisation_id, verification_method, public_key, sealed_secret, valid_from, valid_until
         from network.signing_key
         order by valid_from
         limit 1"
    )
    .fetch_optional(pool)
    .await
}

/// A published key: never the secret half.
pub(super) struct PublishedKey {
    pub slug: String,
    pub issuer_uri: String,
    pub verification_method: String,
    pub public_key: Vec<u8>,
    pub valid_from: DateTime<Utc>,
    pub valid_until: DateTime<Utc>,
}

/// Every key that an organisation ever signed with, oldest first; of one organisation, or of all.
pub(super) async fn published_keys(
    pool: &PgPool,
    slug: Option<&str>,
) -> Result<Vec<PublishedKey>, sqlx::Error> {
    sqlx::query_as!(
        PublishedKey,
        r#"select o.slug, o.issuer_uri,
               k.verification_method as "verification_method!", k.public_key as "public_key!",
               k.valid_from as "valid_from!", k.valid_until as "valid_until!"
         from network.public_key k
         join network.organisation o on o.issuer_uri = k.issuer_uri
         where $1::text is null or o.slug = $1
         order by o.slug, k.valid_from"#,
        slug
    )
    .fetch_all(pool)
    .await
}
