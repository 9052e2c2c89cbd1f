//! SQL of the order of a holder's badges, and of what they hide from themselves.

use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

/// The badges that a holder does not hide, in their order; all are locked until the transaction ends.
pub(super) async fn shown(db: &mut PgConnection, holder: Uuid) -> Result<Vec<Uuid>, Error> {
    sqlx::query!(
        "select id from passport.credential where holder_id = $1 order by id for no key update",
        holder
    )
    .fetch_all(&mut *db)
    .await?;
    sqlx::query_scalar!(
        "select credential.id
         from passport.credential
         left join passport.arrangement on arrangement.credential_id = credential.id
         where credential.holder_id = $1 and not coalesce(arrangement.hidden, false)
         order by arrangement.position nulls first, credential.valid_from desc nulls last, credential.id",
        holder,
    )
    .fetch_all(db)
    .await
}

/// Keeps an order.
pub(super) async fn arrange(db: &mut PgConnection, order: &[Uuid]) -> Result<(), Error> {
    sqlx::query!(
        "insert into passport.arrangement (credential_id, position)
         select id, place::integer
         from unnest($1::uuid[]) with ordinality as new (id, place)
         on conflict (credential_id) do update set position = excluded.position",
        order,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Hides a badge or shows it again; `false`: the holder has no such badge.
pub(super) async fn hide(
    pool: &PgPool,
    holder: Uuid,
    badge: Uuid,
    hidden: bool,
) -> Result<bool, Error> {
    let done = sqlx::query!(
        "insert into passport.arrangement (credential_id, hidden)
         select id, $3 from passport.credential where id = $2 and holder_id = $1
         on conflict (credential_id) do update set hidden = excluded.hidden",
        holder,
        badge,
        hidden,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}
