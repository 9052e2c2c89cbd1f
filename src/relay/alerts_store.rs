//! SQL of alerts.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Error, PgConnection, PgPool};

use super::alerts::Alert;

/// Keeps an alert of the week; false: there is one.
pub(super) async fn put(
    tx: &mut PgConnection,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let kept = sqlx::query!(
        "insert into relay.alert (siren, week, at)
         values ($1, date_trunc('week', $2::timestamptz at time zone 'Europe/Paris')::date, $2)
         on conflict do nothing",
        siren,
        now,
    )
    .execute(tx)
    .await?;
    Ok(kept.rows_affected() > 0)
}

pub(super) async fn refused(pool: &PgPool, siren: &str, now: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "update relay.alert
         set refused_at = $2
         where siren = $1
           and week = date_trunc('week', $2::timestamptz at time zone 'Europe/Paris')::date
           and refused_at is null",
        siren,
        now,
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn since(pool: &PgPool, week: NaiveDate) -> Result<Vec<Alert>, Error> {
    sqlx::query_as!(
        Alert,
        r#"select alert.siren, company.name, alert.week, alert.at, alert.refused_at is not null as "refused!"
           from relay.alert
           join account.company using (siren)
           where alert.week >= $1
           order by alert.at desc, alert.siren
           limit 100"#,
        week,
    )
    .fetch_all(pool)
    .await
}

/// Forgets alerts of weeks before this day.
pub(super) async fn sweep(pool: &PgPool, before: NaiveDate) -> Result<(), Error> {
    sqlx::query!("delete from relay.alert where week < $1", before)
        .execute(pool)
        .await?;
    Ok(())
}
