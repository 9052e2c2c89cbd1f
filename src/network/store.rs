//! SQL of networks, organisations and keys.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Organisation;
use super::framework::{Competence, Family, Framework};

/// Families and competences, by their codes; names and alignments follow the files.
pub(super) async fn put_framework(
    tx: &mut PgConnection,
    framework: &Framework,
) -> Result<(), sqlx::Error> {
    for Family {
        code,
        position,
        name_fr,
        name_en,
        ..
    } in &framework.families
    {
        sqlx::query!(
            "insert into network.competence_family (code, name_fr, name_en, position)
             values ($1, $2, $3, $4)
             on conflict (code) do update set name_fr = excluded.name_fr, name_en = excluded.name_en",
            code, name_fr, name_en, position
        )
        .execute(&mut *tx)
        .await?;
    }
    for Competence {
        code,
        family,
        name_fr,
        name_en,
        alignment,
    } in &framework.competences
    {
        sqlx::query!(
            "insert into network.competence (code, family_code, name_fr, name_en, alignment)
             values ($1, $2, $3, $4, $5)
             on conflict (code) do update
             set name_fr = excluded.name_fr, name_en = excluded.name_en, alignment = excluded.alignment",
            code, family, name_fr, name_en, alignment.as_deref()
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn put_network(
    tx: &mut PgConnection,
    id: Uuid,
    slug: &str,
    name: &str,
    parent: Option<&str>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into network.network (id, slug, name, parent_id)
         values ($1, $2, $3, (select id from network.network where slug = $4))
         on conflict (slug) do update set name = excluded.name",
        id,
        slug,
        name,
        parent
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn put_organisation(
    tx: &mut PgConnection,
    id: Uuid,
    organisation: &super::framework::Organisation,
    (issuer_uri, ob2_issuer_uri): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let super::framework::Organisation {
        slug,
        network,
        kind,
        since,
        name,
    } = organisation;
    sqlx::query!(
        "insert into network.organisation (id, slug, name, issuer_uri, ob2_issuer_uri, kind)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (slug) do update set name = excluded.name, ob2_issuer_uri = excluded.ob2_issuer_uri",
        id,
        slug,
        name,
        issuer_uri,
        ob2_issuer_uri,
        kind
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into network.membership (network_id, organisation_id, since)
         select n.id, o.id, $3
         from network.network n, network.organisation o
         where n.slug = $1 and o.slug = $2
         on conflict do nothing",
        network,
        slug,
        since
    )
    .execute(&mut *tx)
    .await?;
    // What a network inside another recognises, the other recognises too.
    sqlx::query!(
        "with recursive up as (
             select id, parent_id from network.network where slug = $1
             union all
             select n.id, n.parent_id from network.network n join up on n.id = up.parent_id
         )
         insert into network.recognised_issuer (network_id, issuer_uri, since)
         select up.id, $2, $3 from up
         on conflict do nothing",
        network,
        issuer_uri,
        now
    )
    .execute(&mut *tx)
    .await?;
    Ok(())
}

pub(super) async fn organisations(pool: &PgPool) -> Result<Vec<Organisation>, sqlx::Error> {
    sqlx::query_as!(
        Organisation,
        "select id, slug, name, issuer_uri from network.organisation order by slug"
    )
    .fetch_all(pool)
    .await
}

/// Issuers in the list of at least one network, and whether every such network withdrew them.
pub(super) async fn recognised(pool: &PgPool) -> Result<Vec<(String, bool)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select issuer_uri as "issuer_uri!", bool_and(withdrawn_at is not null) as "withdrawn!"
         from network.recognised group by issuer_uri order by issuer_uri"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| (r.issuer_uri, r.withdrawn))
        .collect())
}

pub(super) async fn network_id(pool: &PgPool, slug: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from network.network where slug = $1", slug)
        .fetch_optional(pool)
        .await
}

/// The networks that an organisation is a member of: slug and name.
pub(super) async fn networks_of(
    pool: &PgPool,
    slug: &str,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select network.slug, network.name
         from network.network
         join network.membership on membership.network_id = network.id and membership.until is null
         join network.organisation on organisation.id = membership.organisation_id
         where organisation.slug = $1
         order by network.name",
        slug
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name)).collect())
}

/// The issuers in a network's own list, by name.
pub(super) async fn listed(
    pool: &PgPool,
    network: &str,
) -> Result<Vec<super::Listed>, sqlx::Error> {
    sqlx::query_as!(
        super::Listed,
        r#"select organisation.slug as "slug?", organisation.name as "name?", listed.issuer_uri,
                  listed.since, listed.withdrawn_at
           from network.recognised_issuer as listed
           join network.network on network.id = listed.network_id
           left join network.organisation on organisation.issuer_uri = listed.issuer_uri
           where network.slug = $1
           order by organisation.name, listed.issuer_uri"#,
        network
    )
    .fetch_all(pool)
    .await
}
