//! SQL of alerts.

use chrono::NaiveDate;
use sqlx::PgPool;

use super::alerts::Alert;

pub(super) async fn since(pool: &PgPool, day: NaiveDate) -> Result<Vec<Alert>, sqlx::Error> {
    sqlx::query_as!(
        Alert,
        r#"select alert.siren, company.name, alert.day, alert.at, alert.refused_at is not null as "refused!"
           from search.alert
           join account.company using (siren)
           where alert.day >= $1
           order by alert.at desc, alert.siren
           limit 100"#,
        day,
    )
    .fetch_all(pool)
    .await
}
