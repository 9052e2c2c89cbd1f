//! SQL of sending.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// What a company sent in the week of a moment.
pub(super) struct Sent {
    pub contacts: i64,
    pub to_all: i64,
    pub until: NaiveDate,
}

/// A proposal's row.
pub(super) struct Proposal<'a> {
    pub id: Uuid,
    pub siren: &'a str,
    pub recruiter: Uuid,
    pub kind: &'a str,
    pub nonce: Uuid,
    pub offer: &'a str,
    pub starts: &'a str,
    pub place: (&'a str, &'a str),
    pub sealed: &'a [u8],
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Threads to be made, column by column.
#[derive(Default)]
pub(super) struct Threads {
    pub ids: Vec<Uuid>,
    pub holders: Vec<Uuid>,
    pub holder_refs: Vec<Uuid>,
    pub recruiter_refs: Vec<Uuid>,
    pub holder_mails: Vec<Vec<u8>>,
    pub recruiter_mails: Vec<Vec<u8>>,
}

/// Whoever else of the company sends waits until this transaction ends.
pub(super) async fn hold(tx: &mut PgConnection, siren: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select siren from account.company where siren = $1 for no key update",
        siren
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

pub(super) async fn of_form(
    tx: &mut PgConnection,
    siren: &str,
    nonce: Uuid,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from relay.proposal where siren = $1 and nonce = $2",
        siren,
        nonce,
    )
    .fetch_optional(tx)
    .await
}

/// Weeks are those of Paris, from Monday on (ISO 8601).
pub(super) async fn sent_this_week(
    db: &mut PgConnection,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<Sent, sqlx::Error> {
    sqlx::query_as!(
        Sent,
        r#"select count(proposal.id) as "contacts!",
                  count(proposal.id) filter (where proposal.kind = 'all') as "to_all!",
                  (week.monday + 7) as "until!"
           from (select date_trunc('week', $2::timestamptz at time zone 'Europe/Paris')::date as monday) as week
           left join relay.proposal on proposal.siren = $1 and proposal.week = week.monday
           group by week.monday"#,
        siren,
        now,
    )
    .fetch_one(db)
    .await
}

/// What whoever writes for a company told of what they seek people for, when they were approved.
pub(super) async fn purpose(
    tx: &mut PgConnection,
    recruiter: Uuid,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select purpose from account.recruiter_application
         where holder_id = $1 and decision = 'accepted'
         order by decided_at desc
         limit 1",
        recruiter
    )
    .fetch_optional(tx)
    .await
}

/// Keeps a proposal; of a need with what is sought.
pub(super) async fn put(
    tx: &mut PgConnection,
    row: &Proposal<'_>,
    (competences, levels): (&[String], &[i16]),
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into relay.proposal
             (id, siren, recruiter_id, kind, nonce, offer, starts, place_kind, place_code, sealed, sent_at, expires_at,
              week, competences, levels)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                 case when $4 <> 'need' then date_trunc('week', $11::timestamptz at time zone 'Europe/Paris')::date end,
                 $13, $14)",
        row.id,
        row.siren,
        row.recruiter,
        row.kind,
        row.nonce,
        row.offer,
        row.starts,
        row.place.0,
        row.place.1,
        row.sealed,
        row.sent_at,
        row.expires_at,
        competences,
        levels,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the threads of a proposal. Whoever may not be written to (C3, C5, no consent of level 2 any more, erased) is not
/// behind theirs, which stays silent. What was seen of them is what was noted last in « Qui m'a vu ».
pub(super) async fn address(
    tx: &mut PgConnection,
    proposal: Uuid,
    threads: &Threads,
    (siren, company): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into relay.thread
             (id, proposal_id, holder_id, holder_ref, recruiter_ref, holder_mail, recruiter_mail, competences, zone)
         select given.id, $1, person.id, given.holder_ref, given.recruiter_ref, given.holder_mail, given.recruiter_mail,
                coalesce(seen.competences, '{}'), coalesce(seen.zone, '')
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bytea[], $7::bytea[])
             as given (id, holder_id, holder_ref, recruiter_ref, holder_mail, recruiter_mail)
         left join account.holder as person
             on person.id = given.holder_id
            and person.erased_at is null
            and person.age_band = '18_plus'
            and exists (
                select from presence.presence
                where presence.holder_id = given.holder_id and presence.level >= 2 and presence.expires_at > $10
            )
            and not exists (
                select from presence.excluded
                where excluded.holder_id = given.holder_id and excluded.siren = $8
            )
         left join lateral (
             select viewing.competences, viewing.zone
             from account.viewing
             where viewing.holder_id = person.id
               and viewing.viewer_kind = 'recruiter'
               and viewing.viewer = $9
               and viewing.at > $10::timestamptz - interval '25 hours'
             order by viewing.at desc, viewing.id desc
             limit 1
         ) as seen on true",
        proposal,
        &threads.ids,
        &threads.holders,
        &threads.holder_refs,
        &threads.recruiter_refs,
        &threads.holder_mails,
        &threads.recruiter_mails,
        siren,
        company,
        now,
    )
    .execute(tx)
    .await?;
    Ok(())
}
