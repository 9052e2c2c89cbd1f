//! SQL of networks' keys and of their lists of recognised issuers.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A network that has no key in force.
pub(super) struct Keyless {
    pub id: Uuid,
    pub slug: String,
}

pub(super) async fn networks_without_key(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
) -> Result<Vec<Keyless>, sqlx::Error> {
    sqlx::query_as!(
        Keyless,
        "select id, slug from network.network
         where not exists (
             select from network.network_key as key
             where key.network_id = network.id and key.valid_from <= $1 and $1 < key.valid_until
         )
         order by slug",
        at
    )
    .fetch_all(tx)
    .await
}

/// A key that was just drawn.
pub(super) struct NewKey<'a> {
    pub id: Uuid,
    pub network_id: Uuid,
    pub verification_method: &'a str,
    pub public_key: &'a [u8],
    pub sealed_secret: &'a [u8],
    pub valid_from: DateTime<Utc>,
    pub valid_until: DateTime<Utc>,
}

pub(super) async fn put_key(tx: &mut PgConnection, key: &NewKey<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into network.network_key
             (id, network_id, verification_method, public_key, sealed_secret, valid_from, valid_until)
         values ($1, $2, $3, $4, $5, $6, $7)",
        key.id,
        key.network_id,
        key.verification_method,
        key.public_key,
        key.sealed_secret,
        key.valid_from,
        key.valid_until,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What a network recognises now, what its list said last, and its key in force.
pub(super) struct List {
    pub network_id: Uuid,
    pub slug: String,
    pub name: String,
    pub issuers: Value,
    pub content: Option<Value>,
    pub verification_method: String,
    pub sealed_secret: Vec<u8>,
}

pub(super) async fn lists(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
) -> Result<Vec<List>, sqlx::Error> {
    sqlx::query_as!(
        List,
        r#"select network.id as network_id, network.slug, network.name, said.content as "content?",
                  key.verification_method, key.sealed_secret,
                  (
                      select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                          'id', listed.issuer_uri,
                          'name', listed.name,
                          'since', to_char(listed.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                          'withdrawn', to_char(listed.withdrawn_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                      )) order by listed.issuer_uri), '[]')
                      from network.recognised as listed
                      where listed.network_id = network.id
                  ) as "issuers!"
           from network.network
           join network.network_key as key
             on key.network_id = network.id and key.valid_from <= $1 and $1 < key.valid_until
           left join network.issuer_list as said on said.network_id = network.id
           order by network.slug
           for update of network"#,
        at
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn put_list(
    tx: &mut PgConnection,
    network: Uuid,
    content: &Value,
    document: &str,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into network.issuer_list (network_id, content, document, signed_at)
         values ($1, $2, $3, $4)
         on conflict (network_id) do update
         set content = excluded.content, document = excluded.document, signed_at = excluded.signed_at",
        network,
        content,
        document,
        at,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn document(pool: &PgPool, slug: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select list.document
         from network.issuer_list as list
         join network.network on network.id = list.network_id
         where network.slug = $1",
        slug
    )
    .fetch_optional(pool)
    .await
}

/// The public half of a network's key.
pub(super) struct Published {
    pub verification_method: String,
    pub public_key: Vec<u8>,
    pub valid_until: DateTime<Utc>,
}

pub(super) async fn public_keys(pool: &PgPool, slug: &str) -> Result<Vec<Published>, sqlx::Error> {
    sqlx::query_as!(
        Published,
        r#"select verification_method as "verification_method!", public_key as "public_key!",
                  valid_until as "valid_until!"
           from network.network_public_key
           where slug = $1
           order by valid_from"#,
        slug
    )
    .fetch_all(pool)
    .await
}
