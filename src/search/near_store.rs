//! SQL of what is above a place.

use sqlx::{Error, PgConnection};

use crate::presence::question::Scope;

/// The department above a scope, and the region; of a region, itself alone.
pub(super) async fn wide(db: &mut PgConnection, scope: &Scope) -> Result<Vec<Scope>, Error> {
    let above = sqlx::query!(
        r#"select kind as "kind!", code as "code!" from presence.scopes($1, $2) where step >= 3 order by step"#,
        scope.kind(),
        scope.code(),
    )
    .fetch_all(db)
    .await?;
    let above = above.into_iter();
    Ok(above
        .filter_map(|above| Scope::named(&above.kind, above.code))
        .collect())
}
