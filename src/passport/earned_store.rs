//! SQL of what a person has earned before.

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// A badge in force that a person has of an achievement from an organisation, at this level or a higher one.
pub(super) async fn held(
    tx: &mut PgConnection,
    holder: Uuid,
    (organisation, achievement_uri, level): (Uuid, &str, i16),
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select credential.id
         from passport.credential
         join issuing.achievement on achievement.id = credential.achievement_id
         join network.organisation on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
         where credential.holder_id = $1
           and organisation.id = $2
           and achievement.uri = $3
           and credential.level >= $4
           and credential.authentic = 'yes'
           and credential.current = 'yes'
         order by credential.id
         limit 1",
        holder,
        organisation,
        achievement_uri,
        level,
    )
    .fetch_optional(tx)
    .await
}

pub(super) async fn kept(
    pool: &PgPool,
    holder: Uuid,
    credential_uri: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from passport.credential where holder_id = $1 and credential_uri = $2 order by id limit 1",
        holder,
        credential_uri,
    )
    .fetch_optional(pool)
    .await
}
