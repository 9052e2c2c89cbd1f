//! SQL of the forms of one badge.

use std::collections::HashMap;

use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use crate::passport::judge::Accepted;

/// A badge that is kept, and what of it.
pub(super) struct Kept {
    pub id: Uuid,
    pub identity: Vec<u8>,
    pub holder: Option<Uuid>,
    pub given_to: Option<String>,
    pub standard: String,
    pub proven: bool,
    pub bytes: Vec<u8>,
    /// The standards of its weaker forms.
    pub others: Vec<String>,
}

/// Badges by what they are known by, locked against other changes.
pub(super) async fn kept(db: &mut PgConnection, identities: &[&[u8]]) -> Result<Vec<Kept>, Error> {
    sqlx::query_as!(
        Kept,
        r#"select credential.id, credential.identity, credential.holder_id as holder,
                  passport.given_to(credential.address, credential.own_name) as given_to, credential.standard, credential.authentic = 'yes' as "proven!",
                  original.bytes,
                  array(
                      select form.standard from passport.other_form as form where form.credential_id = credential.id
                  ) as "others!"
           from passport.credential
           join passport.original on original.sha256 = credential.original
           where credential.identity = any($1)
           order by credential.id
           for no key update of credential"#,
        identities as _,
    )
    .fetch_all(db)
    .await
}

/// Keeps the original of a weaker form; a second one of the same standard is not kept.
pub(super) async fn put(
    db: &mut PgConnection,
    credential: Uuid,
    form: &Accepted,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Error> {
    sqlx::query!(
        "with whole as (
             insert into passport.original (sha256, media_type, bytes, received_at)
             select $4, $5, $6, $7
             where not exists (
                 select from passport.other_form where credential_id = $1 and standard = $2
             )
             on conflict (sha256) do nothing
         )
         insert into passport.other_form (credential_id, standard, format, original)
         values ($1, $2, $3, $4)
         on conflict (credential_id, standard) do nothing",
        credential,
        form.standard,
        form.format,
        form.sha256.as_slice(),
        form.media_type,
        form.bytes,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The originals of weaker forms, with their format; of these badges.
pub(super) async fn others(
    pool: &PgPool,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(String, Vec<u8>)>>, Error> {
    let rows = sqlx::query!(
        "select form.credential_id, form.format, original.bytes
         from passport.other_form as form
         join passport.original on original.sha256 = form.original
         where form.credential_id = any($1)
         order by form.credential_id, form.standard",
        ids,
    )
    .fetch_all(pool)
    .await?;
    let mut others: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in rows {
        let of_one = others.entry(row.credential_id).or_default();
        of_one.push((row.format, row.bytes));
    }
    Ok(others)
}

/// Every original of a badge that is proven to be by an organisation here.
pub(super) async fn originals(pool: &PgPool, credential_uri: &str) -> Result<Vec<Vec<u8>>, Error> {
    sqlx::query_scalar!(
        "with ours as (
             select credential.id, credential.original
             from passport.credential
             join network.organisation
                 on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
             where credential.credential_uri = $1 and credential.authentic = 'yes'
         )
         select original.bytes
         from passport.original
         where sha256 in (select ours.original from ours)
            or sha256 in (
                select form.original from passport.other_form as form join ours on ours.id = form.credential_id
            )
         order by original.sha256",
        credential_uri,
    )
    .fetch_all(pool)
    .await
}
