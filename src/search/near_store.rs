//! SQL of what is above a place.

use sqlx::{Error, PgConnection};

use crate::presence::question::Scope;

/// The department above a scope; of a region, itself.
pub(super) async fn wide(db: &mut PgConnection, scope: &Scope) -> Result<Option<Scope>, Error> {
    let above = sqlx::query!(
        r#"select kind as "kind!", code as "code!" from presence.scopes($1, $2) where step >= 3 order by step limit 1"#,
        scope.kind(),
        scope.code(),
    )
    .fetch_optional(db)
    .await?;
    Ok(above.and_then(|above| Scope::named(&above.kind, above.code)))
}
