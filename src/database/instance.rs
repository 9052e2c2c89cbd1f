//! What this installation is for: real people, or invented ones. Never both.

use sqlx::PgPool;

use super::DatabaseError;
use crate::clock::Clock;

/// Says once and for all whether the people of this database are invented; says it again at each start.
///
/// # Errors
///
/// [`DatabaseError::OtherPeople`] when it was said otherwise before.
pub async fn settle(
    pool: &PgPool,
    demonstration: bool,
    clock: &dyn Clock,
) -> Result<(), DatabaseError> {
    sqlx::query!(
        "insert into audit.instance (demonstration, created_at)
         values ($1, $2)
         on conflict do nothing",
        demonstration,
        clock.now(),
    )
    .execute(pool)
    .await
    .map_err(DatabaseError::Unreachable)?;
    match is_demonstration(pool).await? {
        Some(found) if found != demonstration => Err(DatabaseError::OtherPeople {
            demonstration: found,
        }),
        _ => Ok(()),
    }
}

/// Whether the people of this database are invented; `None` when nothing was settled yet.
///
/// # Errors
///
/// When the database refuses.
pub async fn is_demonstration(pool: &PgPool) -> Result<Option<bool>, DatabaseError> {
    sqlx::query_scalar!("select demonstration from audit.instance")
        .fetch_optional(pool)
        .await
        .map_err(DatabaseError::Unreachable)
}
