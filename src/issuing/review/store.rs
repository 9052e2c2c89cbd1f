//! SQL of achievements from elsewhere, their proposals and reviews.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::types::Json;
use sqlx::{Error, PgConnection, PgPool};
use uuid::Uuid;

use super::propose::{Own, level_of};
use super::{
    Achievement, Decision, Known, MOST_ALIGNMENTS, Proposal, Proposed, Review, Seen, Vouched,
};
use crate::id;
use crate::openbadges::issue::Level;

/// An achievement that has its row.
pub(super) struct Row {
    pub known: Known,
    pub from_elsewhere: bool,
    pub vouched: Vouched,
}

/// The rows of these addresses. A review of them waits for this transaction.
pub(super) async fn known(
    db: &mut PgConnection,
    uris: &[&str],
) -> Result<HashMap<String, Row>, Error> {
    let rows = sqlx::query!(
        r#"select uri, id, vouched, level, reviewed_at is null as "waiting!", network_id is null as "from_elsewhere!"
           from issuing.achievement
           where uri = any($1)
           order by uri
           for key share"#,
        uris as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let known = Known {
                id: row.id,
                waiting: row.waiting,
                level: row.level,
            };
            let row_of = Row {
                known,
                from_elsewhere: row.from_elsewhere,
                vouched: Vouched::numbered(row.vouched),
            };
            (row.uri, row_of)
        })
        .collect())
}

/// Keeps what badges tell of achievements that are new, or that were known from poorer badges; tells which rows.
pub(super) async fn tell(
    db: &mut PgConnection,
    seen: &[&Seen<'_>],
) -> Result<Vec<(Uuid, String)>, Error> {
    let ids: Vec<Uuid> = seen.iter().map(|_| id::public()).collect();
    let uris: Vec<&str> = seen.iter().map(|seen| seen.uri).collect();
    let names: Vec<&str> = seen.iter().map(|seen| seen.name).collect();
    let descriptions: Vec<&str> = seen.iter().map(|seen| seen.description).collect();
    let criteria: Vec<&str> = seen.iter().map(|seen| seen.criteria).collect();
    let alignments: Vec<serde_json::Value> = seen
        .iter()
        .map(|seen| {
            json!(
                seen.alignments
                    .iter()
                    .take(MOST_ALIGNMENTS)
                    .collect::<Vec<_>>()
            )
        })
        .collect();
    let vouched: Vec<i16> = seen.iter().map(|seen| seen.vouched as i16).collect();
    let rows = sqlx::query!(
        "insert into issuing.achievement (id, uri, name, description, criteria, alignments, vouched)
         select id, uri, name, description, criteria,
                array(select jsonb_array_elements_text(alignments)), vouched
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::smallint[])
             as told (id, uri, name, description, criteria, alignments, vouched)
         on conflict (uri) do update
         set name = excluded.name,
             description = excluded.description,
             criteria = excluded.criteria,
             alignments = excluded.alignments,
             vouched = excluded.vouched
         where achievement.reviewed_at is null
           and achievement.network_id is null
           and achievement.vouched < excluded.vouched
         returning id, uri",
        &ids,
        &uris as _,
        &names as _,
        &descriptions as _,
        &criteria as _,
        &alignments,
        &vouched,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.uri)).collect())
}

/// The competences of our own achievements, by their addresses.
pub(super) async fn own(db: &mut PgConnection) -> Result<Own, Error> {
    let rows = sqlx::query!(
        r#"select uri, competence_code as "competence!"
           from issuing.achievement
           where network_id is not null and competence_code is not null"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.uri, row.competence))
        .collect())
}

/// What was decided for the same badge under another query: some platforms name a badge anew for each event.
pub(super) async fn siblings(
    db: &mut PgConnection,
    told: &[(Uuid, String)],
) -> Result<Vec<(Uuid, Proposal)>, Error> {
    let ids: Vec<Uuid> = told.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query!(
        "select distinct on (new.id)
             new.id, reviewed.uri, reviewed.competence_code, reviewed.level, reviewed.sensitive
         from issuing.achievement as new
         join issuing.achievement as reviewed
             on split_part(reviewed.uri, '?', 1) = split_part(new.uri, '?', 1)
            and reviewed.id <> new.id
         where new.id = any($1)
           and reviewed.reviewed_at is not null
           and not reviewed.without_counterpart
         order by new.id, reviewed.reviewed_at desc",
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let level = row.level.and_then(|level| u8::try_from(level).ok());
        let level = level.and_then(|level| Level::try_from(level).ok());
        let what = if row.sensitive {
            [Some(Proposed::Sensitive(true)), None]
        } else {
            [
                row.competence_code.map(Proposed::Competence),
                level.map(level_of),
            ]
        };
        for what in what.into_iter().flatten() {
            let proposal = Proposal {
                what,
                reason: "same_badge".to_owned(),
                evidence: super::short(&row.uri),
            };
            all.push((row.id, proposal));
        }
    }
    Ok(all)
}

/// Puts proposals in the place of those before; a competence that the framework does not have here is passed over.
pub(super) async fn propose(
    db: &mut PgConnection,
    proposals: &[(Uuid, Vec<Proposal>)],
) -> Result<(), Error> {
    let of: Vec<Uuid> = proposals.iter().map(|(id, _)| *id).collect();
    let all: Vec<(Uuid, i16, &Proposal)> = proposals
        .iter()
        .flat_map(|(id, of_one)| (0..).zip(of_one).map(|(place, one)| (*id, place, one)))
        .collect();
    let ids: Vec<Uuid> = all.iter().map(|(id, ..)| *id).collect();
    let positions: Vec<i16> = all.iter().map(|(_, position, _)| *position).collect();
    let competences: Vec<Option<&str>> = all
        .iter()
        .map(|(.., one)| match &one.what {
            Proposed::Competence(code) => Some(code.as_str()),
            _ => None,
        })
        .collect();
    let levels: Vec<Option<i16>> = all
        .iter()
        .map(|(.., one)| match &one.what {
            Proposed::Level(level) => Some(*level),
            _ => None,
        })
        .collect();
    let reasons: Vec<&str> = all.iter().map(|(.., one)| one.reason.as_str()).collect();
    let evidence: Vec<&str> = all.iter().map(|(.., one)| one.evidence.as_str()).collect();
    sqlx::query!(
        "delete from issuing.proposal where achievement_id = any($1)",
        &of
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "insert into issuing.proposal
             (achievement_id, position, competence_code, level, sensitive, reason, evidence)
         select id, position, code, level, code is null and level is null, reason, evidence
         from unnest($1::uuid[], $2::smallint[], $3::text[], $4::smallint[], $5::text[], $6::text[])
             as proposed (id, position, code, level, reason, evidence)
         where code is null or exists (select from network.competence where competence.code = proposed.code)",
        &ids,
        &positions,
        &competences as _,
        &levels as _,
        &reasons as _,
        &evidence as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a decision is made on.
pub(super) struct Before {
    pub from_elsewhere: bool,
    pub decision: Option<Decision>,
}

/// Locks an achievement: badges of it come in before or after what follows, not meanwhile.
pub(super) async fn lock(db: &mut PgConnection, id: Uuid) -> Result<Option<Before>, Error> {
    let row = sqlx::query!(
        r#"select network_id is null as "from_elsewhere!", reviewed_at, competence_code, level, sensitive
           from issuing.achievement
           where id = $1
           for update"#,
        id,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Before {
        from_elsewhere: row.from_elsewhere,
        decision: row
            .reviewed_at
            .map(|_| decision(row.sensitive, row.competence_code, row.level)),
    }))
}

fn decision(sensitive: bool, code: Option<String>, level: Option<i16>) -> Decision {
    match code {
        _ if sensitive => Decision::Sensitive,
        None => Decision::NoCounterpart,
        Some(code) => Decision::Competence {
            code,
            level: level
                .and_then(|level| u8::try_from(level).ok())
                .and_then(|level| Level::try_from(level).ok()),
        },
    }
}

pub(super) async fn has_competence(db: &mut PgConnection, code: &str) -> Result<bool, Error> {
    sqlx::query_scalar!(
        r#"select exists (select from network.competence where code = $1) as "exists!""#,
        code,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn decide(
    db: &mut PgConnection,
    actor: &str,
    id: Uuid,
    decision: &Decision,
    before: Option<&Decision>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (code, level) = parts(decision);
    let detail = json!({ "decided": told(decision), "before": before.map(told) });
    sqlx::query!(
        "with note as (
             insert into audit.event (at, actor, action, subject, detail)
             values ($7, $6, 'achievement.reviewed', $1, $8)
         )
         update issuing.achievement
         set competence_code = $2, level = $3, sensitive = $4, without_counterpart = $5,
             reviewed_by = $6, reviewed_at = $7
         where id = $1",
        id,
        code,
        level,
        *decision == Decision::Sensitive,
        *decision == Decision::NoCounterpart,
        actor,
        now,
        detail,
    )
    .execute(db)
    .await?;
    Ok(())
}

fn parts(decision: &Decision) -> (Option<&str>, Option<i16>) {
    match decision {
        Decision::Competence { code, level } => {
            (Some(code), level.map(|level| i16::from(level.number())))
        }
        _ => (None, None),
    }
}

fn told(decision: &Decision) -> serde_json::Value {
    let (competence, level) = parts(decision);
    json!({ "decision": decision.as_str(), "competence": competence, "level": level })
}

pub(super) async fn find(pool: &PgPool, uri: &str) -> Result<Option<Uuid>, Error> {
    sqlx::query_scalar!("select id from issuing.achievement where uri = $1", uri)
        .fetch_optional(pool)
        .await
}

/// A proposal as its row says it.
#[derive(serde::Deserialize)]
struct Said {
    competence: Option<String>,
    level: Option<i16>,
    reason: String,
    evidence: String,
}

impl From<Said> for Proposal {
    fn from(said: Said) -> Self {
        Self {
            what: match (said.competence, said.level) {
                (Some(code), _) => Proposed::Competence(code),
                (None, Some(level)) => Proposed::Level(level),
                (None, None) => Proposed::Sensitive(true),
            },
            reason: said.reason,
            evidence: said.evidence,
        }
    }
}

/// An achievement as it is read again.
struct Read {
    id: Uuid,
    uri: String,
    name: String,
    description: String,
    criteria: String,
    alignments: Vec<String>,
    vouched: i16,
    badges: i64,
    proposals: Json<Vec<Said>>,
    competence_code: Option<String>,
    level: Option<i16>,
    sensitive: bool,
    reviewed_by: Option<String>,
    reviewed_at: Option<DateTime<Utc>>,
}

impl From<Read> for Achievement {
    fn from(row: Read) -> Self {
        let decided = decision(row.sensitive, row.competence_code, row.level);
        Self {
            id: row.id,
            uri: row.uri,
            name: row.name,
            description: row.description,
            criteria: row.criteria,
            alignments: row.alignments,
            vouched: Vouched::numbered(row.vouched),
            badges: row.badges,
            proposals: row.proposals.0.into_iter().map(Proposal::from).collect(),
            review: row.reviewed_at.map(|at| Review {
                decision: decided,
                by: row.reviewed_by.unwrap_or_default(),
                at,
            }),
        }
    }
}

pub(super) async fn list(
    pool: &PgPool,
    waiting: bool,
    after: Option<&str>,
    most: i64,
) -> Result<Vec<Achievement>, Error> {
    read(pool, None, waiting, after, most).await
}

pub(super) async fn one(pool: &PgPool, id: Uuid) -> Result<Option<Achievement>, Error> {
    Ok(read(pool, Some(id), false, None, 1).await?.pop())
}

async fn read(
    pool: &PgPool,
    id: Option<Uuid>,
    waiting: bool,
    after: Option<&str>,
    most: i64,
) -> Result<Vec<Achievement>, Error> {
    let rows = sqlx::query_as!(
        Read,
        r#"select id, uri, name, description, criteria, alignments, vouched, competence_code, level, sensitive,
                  reviewed_by, reviewed_at,
                  (select count(*) from passport.credential where credential.achievement_id = achievement.id)
                      as "badges!",
                  (select coalesce(jsonb_agg(jsonb_build_object(
                              'competence', competence_code, 'level', level,
                              'reason', reason, 'evidence', evidence) order by position), '[]')
                   from issuing.proposal
                   where proposal.achievement_id = achievement.id) as "proposals!: Json<Vec<Said>>"
           from issuing.achievement
           where network_id is null
             and ($1::uuid is null or id = $1)
             and (not $2 or reviewed_at is null)
             and ($3::text is null or uri > $3)
           order by uri
           limit $4"#,
        id,
        waiting,
        after,
        most,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Achievement::from).collect())
}
