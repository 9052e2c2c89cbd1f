//! SQL of the words that competences are found by.

use sqlx::{Error, PgPool};

use super::Competence;

/// The shared framework, by family and then as French orders names.
pub(super) async fn competences(pool: &PgPool) -> Result<Vec<Competence>, Error> {
    sqlx::query_as!(
        Competence,
        "select competence.code, competence.family_code as family, competence.name_fr, competence.name_en
         from network.competence
         join network.competence_family on competence_family.code = competence.family_code
         order by competence_family.position, competence.name_fr",
    )
    .fetch_all(pool)
    .await
}

/// Codes of competences with the names of the networks' own badges for each: reviewed, not sensitive (C4).
pub(super) async fn badges(pool: &PgPool) -> Result<Vec<(String, String)>, Error> {
    let rows = sqlx::query!(
        r#"select competence_code as "code!", name
           from issuing.achievement
           where competence_code is not null
             and network_id is not null
             and reviewed_at is not null
             and not sensitive"#,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}
