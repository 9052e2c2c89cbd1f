//! SQL of the public map's tiles, choices and bounds.
//!
//! **Invariant:** every question here may be asked by the public role alone.

use super::{Pool, StoreError};

/// A territory, or a competence family, that a person can pick.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Choice {
    /// `region`, `department`, `epci` or `family`.
    pub kind: String,
    /// INSEE code, SIREN, or code of the family.
    pub code: String,
    /// As said in French.
    pub name: String,
    /// As said in English: the same, for a territory.
    pub name_en: String,
}

/// The layer of places, as MVT; empty where there is nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn places(
    public: &Pool,
    (z, x, y): (i32, i32, i32),
    family: Option<&str>,
    level: Option<i32>,
) -> Result<Vec<u8>, StoreError> {
    let tile: Option<Vec<u8>> =
        sqlx::query_scalar("select released.places_tile($1, $2, $3, $4, $5)")
            .bind(z)
            .bind(x)
            .bind(y)
            .bind(family)
            .bind(level)
            .fetch_one(public)
            .await?;
    Ok(tile.unwrap_or_default())
}

/// The layers of outlines, as MVT; empty where there is nothing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn outlines(public: &Pool, (z, x, y): (i32, i32, i32)) -> Result<Vec<u8>, StoreError> {
    let tile: Option<Vec<u8>> = sqlx::query_scalar("select territory.outline_tile($1, $2, $3)")
        .bind(z)
        .bind(x)
        .bind(y)
        .fetch_one(public)
        .await?;
    Ok(tile.unwrap_or_default())
}

/// Everything that can be picked on the map, by kind and name; families in their own order.
///
/// # Errors
///
/// When the database does not answer.
pub async fn choices(public: &Pool) -> Result<Vec<Choice>, StoreError> {
    sqlx::query_as(
        "select kind, code, name, name_en
         from (
             select 'region' as kind, code, name, name as name_en, 0 as position from territory.region
             union all
             select 'department', code, name, name, 0 from territory.department
             union all
             select 'epci', code, name, name, 0 from territory.epci
             union all
             select 'family', code, name_fr, name_en, position from network.competence_family
         ) as choice
         order by kind, position, name, code",
    )
    .fetch_all(public)
    .await
}

/// West, south, east and north of a territory, in degrees.
///
/// # Errors
///
/// When the database does not answer.
pub async fn bounds(public: &Pool, kind: &str, code: &str) -> Result<String, StoreError> {
    let bounds: Option<String> = sqlx::query_scalar(
        "select concat_ws(',', round(st_xmin(box)::numeric, 4), round(st_ymin(box)::numeric, 4),
                          round(st_xmax(box)::numeric, 4), round(st_ymax(box)::numeric, 4))
         from (
             select st_extent(shape) as box
             from (
                 select 'region' as kind, code, shape from territory.region
                 union all
                 select 'department', code, shape from territory.department
                 union all
                 select 'epci', code, shape from territory.epci
             ) as territory
             where kind = $1 and code = $2
         ) as extent",
    )
    .bind(kind)
    .bind(code)
    .fetch_one(public)
    .await?;
    Ok(bounds.unwrap_or_default())
}
