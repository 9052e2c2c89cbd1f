//! SQL of published needs.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::proposals_store::Threads;

/// How many needs of a company are open, and when the first of them ends.
pub(super) async fn open(
    tx: &mut PgConnection,
    siren: &str,
    now: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>), sqlx::Error> {
    let row = sqlx::query!(
        r#"select count(*) as "open!", min(expires_at) as first
           from relay.proposal
           where siren = $1 and kind = 'need' and withdrawn_at is null and expires_at > $2"#,
        siren,
        now,
    )
    .fetch_one(tx)
    .await?;
    Ok((row.open, row.first))
}

pub(super) async fn all_open(
    tx: &mut PgConnection,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from relay.proposal
         where kind = 'need' and withdrawn_at is null and expires_at > $1
         order by sent_at, id",
        now,
    )
    .fetch_all(tx)
    .await
}

pub(super) async fn withdraw(
    pool: &PgPool,
    recruiter: Uuid,
    need: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let withdrawn = sqlx::query!(
        "update relay.proposal set withdrawn_at = $3
         where id = $1 and recruiter_id = $2 and kind = 'need' and withdrawn_at is null and expires_at > $3",
        need,
        recruiter,
        now,
    )
    .execute(pool)
    .await?;
    Ok(withdrawn.rows_affected() > 0)
}

/// Adults whom a need concerns and who were not told of it.
pub(super) async fn concerned(
    tx: &mut PgConnection,
    need: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select holder_id as "holder!"
           from relay.concerned($1, $2) as concerned
           where age_band = '18_plus'
             and not exists (
                 select from relay.thread
                 where thread.proposal_id = $1 and thread.holder_id = concerned.holder_id
             )"#,
        need,
        now,
    )
    .fetch_all(tx)
    .await
}

/// Those of 15 to 17 whom a need concerns and to whom an organisation gave a badge of what is sought.
pub(super) async fn young(
    tx: &mut PgConnection,
    need: Uuid,
    organisation: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select concerned.holder_id as "holder!"
           from relay.concerned($1, $3) as concerned
           where concerned.age_band = '15_17'
             and exists (
                 select from passport.credential
                 join issuing.achievement on achievement.id = credential.achievement_id
                 join network.organisation on organisation.issuer_uri = credential.issuer_uri
                 join relay.proposal on proposal.id = $1
                 where credential.holder_id = concerned.holder_id
                   and credential.authentic = 'yes'
                   and credential.current = 'yes'
                   and achievement.competence_code = any(proposal.competences)
                   and organisation.id = $2
             )"#,
        need,
        organisation,
        now,
    )
    .fetch_all(tx)
    .await
}

/// Makes threads; whoever has one already keeps it. Tells how many were made.
pub(super) async fn add(
    tx: &mut PgConnection,
    need: Uuid,
    passed_by: Option<Uuid>,
    threads: &Threads,
) -> Result<u64, sqlx::Error> {
    let added = sqlx::query!(
        "insert into relay.thread
             (id, proposal_id, holder_id, holder_ref, recruiter_ref, holder_mail, recruiter_mail, passed_by)
         select given.id, $1, given.holder_id, given.holder_ref, given.recruiter_ref, given.holder_mail,
                given.recruiter_mail, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bytea[], $8::bytea[])
             as given (id, holder_id, holder_ref, recruiter_ref, holder_mail, recruiter_mail)
         on conflict (proposal_id, holder_id) do nothing",
        need,
        passed_by,
        &threads.ids,
        &threads.holders,
        &threads.holder_refs,
        &threads.recruiter_refs,
        &threads.holder_mails,
        &threads.recruiter_mails,
    )
    .execute(tx)
    .await?;
    Ok(added.rows_affected())
}

pub(super) async fn note(
    tx: &mut PgConnection,
    (need, organisation): (Uuid, Uuid),
    facilitator: Uuid,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into audit.event (at, actor, action, detail) values ($1, $2, 'relay.need_passed', $3)",
        now,
        format!("facilitator:{facilitator}"),
        json!({ "need": need, "organisation": organisation }),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A need that an organisation may pass on.
pub(super) struct Row {
    pub id: Uuid,
    pub company: String,
    pub siren: String,
    pub offer: String,
    pub starts: String,
    pub place_kind: String,
    pub place_code: String,
    pub sealed: Vec<u8>,
    pub french: Vec<String>,
    pub english: Vec<String>,
    pub expires_at: DateTime<Utc>,
    pub organisation_id: Uuid,
    pub organisation: String,
    pub passed: bool,
}

pub(super) async fn to_pass_on(
    pool: &PgPool,
    organisations: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"with known as (
               select proposal.id as need, organisation.id as organisation_id, organisation.name as organisation,
                      bool_and(exists (
                          select from relay.thread
                          where thread.proposal_id = proposal.id and thread.holder_id = concerned.holder_id
                      )) as passed
               from relay.proposal
               cross join lateral relay.concerned(proposal.id, $2) as concerned
               join network.organisation on organisation.id = any($1)
               where proposal.kind = 'need'
                 and proposal.withdrawn_at is null
                 and proposal.expires_at > $2
                 and concerned.age_band = '15_17'
                 and exists (
                     select from passport.credential
                     join issuing.achievement on achievement.id = credential.achievement_id
                     where credential.holder_id = concerned.holder_id
                       and credential.issuer_uri = organisation.issuer_uri
                       and credential.authentic = 'yes'
                       and credential.current = 'yes'
                       and achievement.competence_code = any(proposal.competences)
                 )
               group by proposal.id, organisation.id, organisation.name
           )
           select proposal.id, company.name as company, company.siren, proposal.offer, proposal.starts,
                  proposal.place_kind, proposal.place_code, proposal.sealed,
                  network.names_in_french(proposal.competences) as "french!: Vec<String>",
                  network.names_in_english(proposal.competences) as "english!: Vec<String>",
                  proposal.expires_at, known.organisation_id, known.organisation, known.passed as "passed!"
           from known
           join relay.proposal on proposal.id = known.need
           join account.company using (siren)
           order by proposal.sent_at, proposal.id, known.organisation"#,
        organisations,
        now,
    )
    .fetch_all(pool)
    .await
}
