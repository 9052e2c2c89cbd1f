//! SQL of what is kept of a person's badges, of forgetting them, and of who has been silent for long.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

/// The identifiers of a holder's badges, as awards of organisations here bear them.
pub(super) async fn awards(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select credential_uri from passport.credential where holder_id = $1 order by credential_uri",
        holder,
    )
    .fetch_all(db)
    .await
}

/// The rows of each table. The octets of originals stand beside, as files.
pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with mine as (
               select * from passport.credential where holder_id = $1
           ), forms as (
               select form.* from passport.other_form as form join mine on mine.id = form.credential_id
           )
           select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'passport.credential' as name, jsonb_agg(
                   to_jsonb(mine) - 'holder_id' || jsonb_build_object(
                       'identity', encode(mine.identity, 'hex'),
                       'original', encode(mine.original, 'hex'),
                       'name', achievement.name,
                       'competence', achievement.competence_code
                   )
                   order by mine.valid_from, mine.id
               ) as rows
               from mine
               join issuing.achievement on achievement.id = mine.achievement_id
               union all
               select 'passport.other_form', jsonb_agg(
                   to_jsonb(forms) || jsonb_build_object('original', encode(forms.original, 'hex'))
               )
               from forms
               union all
               select 'passport.original', jsonb_agg(
                   jsonb_build_object(
                       'sha256', encode(original.sha256, 'hex'),
                       'media_type', original.media_type,
                       'octets', octet_length(original.bytes),
                       'received_at', original.received_at
                   )
                   order by original.received_at, original.sha256
               )
               from passport.original
               where sha256 in (select original from mine) or sha256 in (select original from forms)
               union all
               select 'passport.holder_code', jsonb_agg(to_jsonb(code) - 'mac' order by code.created_at)
               from passport.holder_code as code
               join mine on mine.id = code.credential_id
               union all
               select 'passport.ingestion_item', jsonb_agg(to_jsonb(item) order by item.path)
               from passport.ingestion_item as item
               join mine on mine.id = item.credential_id
           ) as part"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

/// A holder's badges with all that hangs on them, and the originals that nobody else's badge is kept from.
pub(super) async fn forget(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    let mine = sqlx::query!(
        r#"select credential.id, credential.original,
                  array(
                      select form.original from passport.other_form as form where form.credential_id = credential.id
                  ) as "others!"
           from passport.credential
           where credential.holder_id = $1
              or credential.address in (select email from account.address where address.holder_id = $1)
              or credential.own_name in (select name from account.own_name where own_name.holder_id = $1)
           order by credential.id
           for update"#,
        holder,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut ids = Vec::with_capacity(mine.len());
    let mut originals = Vec::with_capacity(mine.len());
    for badge in mine {
        ids.push(badge.id);
        originals.push(badge.original);
        originals.extend(badge.others);
    }
    // A report of badges that an operator brought names files: it forgets those of this person.
    sqlx::query!(
        "delete from passport.ingestion_item where credential_id = any($1)",
        &ids,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("delete from passport.credential where id = any($1)", &ids)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "delete from passport.original
         where sha256 = any($1)
           and not exists (select from passport.credential where credential.original = original.sha256)
           and not exists (select from passport.other_form where other_form.original = original.sha256)",
        &originals,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// People who have not come since `since` and got no badge since then either: those who were not told so yet, or those
/// who were told before `reminded_before`. A thousand at most: the job comes again.
pub(super) async fn silent(
    pool: &PgPool,
    since: DateTime<Utc>,
    reminded_before: Option<DateTime<Utc>>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select holder.id
         from account.holder
         where holder.erased_at is null
           and coalesce(holder.active_at, holder.created_at) <= $1
           and case when $2::timestamptz is null then holder.reminded_at is null else holder.reminded_at <= $2 end
           and not exists (
               select from passport.credential
               join passport.original on original.sha256 = credential.original
               where credential.holder_id = holder.id and original.received_at > $1
           )
         order by coalesce(holder.active_at, holder.created_at), holder.id
         limit 1000",
        since,
        reminded_before,
    )
    .fetch_all(pool)
    .await
}

pub(super) async fn forget_codes(pool: &PgPool, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from passport.holder_code where created_at < $1",
        before
    )
    .execute(pool)
    .await?;
    Ok(())
}
