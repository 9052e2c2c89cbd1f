//! SQL of what is kept of a person, and of forgetting it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

/// The rows of each table, but those that are sealed. Digests are of secrets: they are nobody's to read.
#[expect(clippy::too_many_lines, reason = "one table after the other")]
pub(super) async fn told(pool: &PgPool, holder: Uuid) -> Result<Vec<(String, Value)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select part.name as "name!", coalesce(part.rows, '[]') as "rows!"
           from (
               select 'account.holder' as name, jsonb_agg(to_jsonb(holder) - 'wrapped_key') as rows
               from account.holder
               where id = $1
               union all
               select 'account.address', jsonb_agg(to_jsonb(address) - 'holder_id' order by address.email)
               from account.address
               where holder_id = $1
               union all
               select 'account.own_name', jsonb_agg(to_jsonb(own_name) - 'holder_id' order by own_name.created_at)
               from account.own_name
               where holder_id = $1
               union all
               select 'account.card', jsonb_agg(
                   to_jsonb(card) - '{holder_id,mac,given_by}'::text[] || jsonb_build_object('given_by', organisation.name)
               )
               from account.card
               left join network.organisation on organisation.id = card.given_by
               where holder_id = $1
               union all
               select 'account.card_renewal', jsonb_agg(
                   to_jsonb(renewal) - '{holder_id,mac,made_by,organisation_id}'::text[]
                       || jsonb_build_object('organisation', organisation.name)
                   order by renewal.made_at
               )
               from account.card_renewal as renewal
               join network.organisation on organisation.id = renewal.organisation_id
               where holder_id = $1
               union all
               -- of cards handed to others, nothing that would tell to whom
               select 'account.card_renewal by me', jsonb_agg(jsonb_build_object('made_at', made_at) order by made_at)
               from account.card_renewal
               where made_by = $1
               union all
               select 'account.session', jsonb_agg(to_jsonb(session) - '{holder_id,digest}'::text[] order by session.created_at)
               from account.session
               where holder_id = $1
               union all
               select 'account.passkey', jsonb_agg(
                   to_jsonb(passkey) - '{holder_id,credential_id,static_state,dynamic_state}'::text[]
                   order by passkey.created_at
               )
               from account.passkey
               where holder_id = $1
               union all
               select 'account.passkey_ceremony', jsonb_agg(to_jsonb(ceremony) - '{holder_id,state}'::text[])
               from account.passkey_ceremony as ceremony
               where holder_id = $1
               union all
               select 'account.address_link', jsonb_agg(to_jsonb(link) - '{holder_id,digest}'::text[] order by link.created_at)
               from account.address_link as link
               where holder_id = $1
               union all
               select 'account.sign_in_link', jsonb_agg(to_jsonb(link) - 'digest' order by link.created_at)
               from account.sign_in_link as link
               where email in (select email from account.address where holder_id = $1)
               union all
               select 'account.role', jsonb_agg(
                   to_jsonb(held) - 'holder_id' || jsonb_build_object('place', coalesce(organisation.name, network.name))
                   order by held.since
               )
               from account.role as held
               left join network.organisation on organisation.id = held.organisation_id
               left join network.network on network.id = held.network_id
               where holder_id = $1
               union all
               select 'account.mail', jsonb_agg(to_jsonb(mail) - '{holder_id,sealed}'::text[] order by mail.created_at)
               from account.mail
               where holder_id = $1
               union all
               select 'account.application_grant', jsonb_agg(
                   to_jsonb(given) - 'holder_id' || jsonb_build_object('name', application.name, 'site', application.site)
                   order by given.granted_at
               )
               from account.application_grant as given
               join account.application on application.id = given.application_id
               where holder_id = $1
               union all
               select 'account.application_token', jsonb_agg(to_jsonb(token) - 'digest' order by token.expires_at)
               from account.application_token as token
               join account.application_grant as given on given.id = token.grant_id
               where given.holder_id = $1
               union all
               select 'account.application_code', jsonb_agg(
                   to_jsonb(code) - '{digest,challenge}'::text[] order by code.expires_at
               )
               from account.application_code as code
               join account.application_grant as given on given.id = code.grant_id
               where given.holder_id = $1
               union all
               select 'account.viewing', jsonb_agg(to_jsonb(viewing) - 'holder_id' order by viewing.at, viewing.id)
               from account.viewing
               where holder_id = $1
               union all
               select 'account.recruiter', jsonb_agg(
                   to_jsonb(recruiter) - '{holder_id,approved_by}'::text[] || jsonb_build_object('company', company.name)
               )
               from account.recruiter
               join account.company using (siren)
               where holder_id = $1
               union all
               select 'account.recruiter_application', jsonb_agg(
                   to_jsonb(application) - '{holder_id,decided_by}'::text[] order by application.asked_at
               )
               from account.recruiter_application as application
               where holder_id = $1
               union all
               select 'account.report', jsonb_agg(
                   to_jsonb(report) - '{holder_id,recruiter_id,decided_by}'::text[] order by report.at
               )
               from account.report
               where holder_id = $1
               union all
               -- of what others report, nothing that would tell who did
               select 'account.report about me', jsonb_agg(
                   jsonb_build_object('decided_at', decided_at, 'decision', decision)
                   order by decided_at, decision
               )
               from account.report
               where recruiter_id = $1
               union all
               -- what was done to them, and what they did; who else did it is told of nobody
               select 'audit.event', jsonb_agg(
                   jsonb_build_object('at', at, 'action', action, 'detail', detail, 'mine', actor like '%' || $1::text)
                   order by seq
               )
               from audit.event
               where subject = $1 or actor like '%' || $1::text
           ) as part"#,
        holder,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.rows)).collect())
}

pub(super) async fn profile(
    pool: &PgPool,
    holder: Uuid,
) -> Result<Option<(Vec<u8>, DateTime<Utc>)>, sqlx::Error> {
    let row = sqlx::query!(
        "select sealed, changed_at from account.profile where holder_id = $1",
        holder
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.sealed, row.changed_at)))
}

/// Stronger than what changes of presence take: whoever wants to attach something to this holder waits.
pub(super) async fn hold(
    tx: &mut PgConnection,
    holder: Uuid,
    silent_since: Option<DateTime<Utc>>,
) -> Result<bool, sqlx::Error> {
    let held = sqlx::query_scalar!(
        "select id
         from account.holder
         where id = $1
           and erased_at is null
           and ($2::timestamptz is null or coalesce(active_at, created_at) <= $2)
         for update",
        holder,
        silent_since,
    )
    .fetch_optional(tx)
    .await?;
    Ok(held.is_some())
}

/// Everything of this room but the row itself; tells the addresses that were confirmed.
pub(super) async fn forget(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    let confirmed = sqlx::query_scalar!(
        "with links as (
             delete from account.sign_in_link
             where email in (select email from account.address where holder_id = $1)
         ), offers as (
             delete from account.address_link
             where holder_id = $1 or email in (select email from account.address where holder_id = $1)
         ), cards as (
             delete from account.card where holder_id = $1
         ), renewals as (
             delete from account.card_renewal where holder_id = $1
         ), handed as (
             update account.card_renewal set made_by = null where made_by = $1 and holder_id <> $1
         ), passkeys as (
             delete from account.passkey where holder_id = $1
         ), questions as (
             delete from account.passkey_ceremony where holder_id = $1
         ), sessions as (
             delete from account.session where holder_id = $1
         ), profiles as (
             delete from account.profile where holder_id = $1
         ), grants as (
             -- their codes and tokens go with them
             delete from account.application_grant where holder_id = $1
         ), mails as (
             delete from account.mail where holder_id = $1
         ), viewings as (
             delete from account.viewing where holder_id = $1
         ), recruiters as (
             delete from account.recruiter where holder_id = $1
         ), recruiter_applications as (
             delete from account.recruiter_application where holder_id = $1
         ), reports as (
             delete from account.report where recruiter_id = $1
         ), words as (
             -- that somebody reported stays, for whoever reviews it; who, and what they wrote, does not
             update account.report set holder_id = null, reason = '' where holder_id = $1 and recruiter_id <> $1
         ), roles as (
             update account.role set ended_at = $2 where holder_id = $1 and ended_at is null
         )
         select email
         from account.address
         where holder_id = $1 and confirmed_at is not null and retired_at is null
         order by confirmed_at, email",
        holder,
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!(
        "with names as (
             delete from account.own_name where holder_id = $1
         )
         delete from account.address where holder_id = $1",
        holder,
    )
    .execute(tx)
    .await?;
    Ok(confirmed)
}

/// Destroys the key and all else that the row says.
pub(super) async fn bury(
    tx: &mut PgConnection,
    holder: Uuid,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject) values ($2, $3, 'holder.erased', $1)
         )
         update account.holder
         set wrapped_key = null, age_band = null, active_at = null, reminded_at = null, erased_at = $2
         where id = $1",
        holder,
        now,
        actor,
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn remind(
    tx: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query!(
        "update account.holder set reminded_at = $2 where id = $1",
        holder,
        now,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query_scalar!(
        "select email
         from account.address
         where holder_id = $1
           and retired_at is null
           and (
               confirmed_at is not null
               or not exists (
                   select from account.address as other
                   where other.holder_id = $1 and other.confirmed_at is not null
               )
           )
         order by confirmed_at nulls last, email",
        holder,
    )
    .fetch_all(tx)
    .await
}
