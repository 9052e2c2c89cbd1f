//! SQL of recruiters' questions: the functions of `migrations/0034_admitted.sql` and `0048_any_of.sql`, over the rows of `0063_let_in.sql`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Bucket, Question, Scope, Seed, ShownBadge, WithBadges};
use crate::account::companies::Siren;

/// A person who was drawn into an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Where the floors hold: what kind of scope.
    pub kind: String,
    /// Its code.
    pub code: String,
    /// 5, 10 or 20.
    pub bucket: i16,
    /// Who.
    pub holder: Uuid,
    /// One that matches; `None`: all that were asked.
    pub competence: Option<String>,
    /// When its badge was given.
    pub earned_at: Option<DateTime<Utc>>,
}

/// How many competences the latest batch allows to be asked for in one person.
pub(super) async fn together(db: impl PgExecutor<'_>) -> Result<i16, Error> {
    sqlx::query_scalar!(r#"select presence.together() as "together!""#)
        .fetch_one(db)
        .await
}

/// Who is drawn, in the order of the draw; nobody where the floors hold nowhere.
pub(super) async fn answer(
    db: &mut PgConnection,
    question: &Question,
    company: Option<&Siren>,
    seed: &Seed,
    ahead: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Drawn>, Error> {
    let (competences, levels) = asked(question);
    sqlx::query_as!(
        Drawn,
        r#"select kind as "kind!", code as "code!", bucket as "bucket!", holder_id as "holder!",
                  competence_code as competence, earned_at
           from presence.answer($1, $2, $3, $4, $5, $6, $7, $8, $9)
           order by place"#,
        &competences as _,
        &levels,
        question.every,
        question.scope.kind(),
        question.scope.code(),
        company.map(Siren::as_str),
        seed.as_slice(),
        ahead,
        now,
    )
    .fetch_all(db)
    .await
}

/// Who matches and shows their badges, at the scope that is asked.
pub(super) async fn showing(
    db: &mut PgConnection,
    question: &Question,
    company: Option<&Siren>,
    now: DateTime<Utc>,
) -> Result<Vec<(Scope, Uuid)>, Error> {
    let (competences, levels) = asked(question);
    let rows = sqlx::query!(
        r#"select kind as "kind!", code as "code!", holder_id as "holder!"
           from presence.with_badges($1, $2, $3, $4, $5, $6, $7)"#,
        &competences as _,
        &levels,
        question.every,
        question.scope.kind(),
        question.scope.code(),
        company.map(Siren::as_str),
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((Scope::named(&row.kind, row.code)?, row.holder)))
        .collect())
}

/// What these people show now, in an order that the seed decides.
pub(super) async fn with_badges(
    db: &mut PgConnection,
    showing: Vec<(Scope, Uuid)>,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, WithBadges)>, Error> {
    let Some((zone, _)) = showing.first().cloned() else {
        return Ok(Vec::new());
    };
    let holders: Vec<Uuid> = showing.into_iter().map(|(_, holder)| holder).collect();
    let rows = sqlx::query!(
        r#"select presence.holder_id as holder, achievement.name, proven.level as "level!",
                  coalesce(organisation.name, credential.issuer_host) as "issuer!"
           from presence.presence
           cross join lateral presence.proven(presence.holder_id, $3) as proven
           join passport.credential on credential.id = proven.credential_id
           join issuing.achievement on achievement.id = credential.achievement_id
           left join network.organisation
               on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
           where presence.holder_id = any($1)
             and presence.level = 3
             and presence.expires_at > $3
             and (
                 not presence.badges_chosen
                 or exists (
                     select from presence.chosen
                     where chosen.holder_id = presence.holder_id and chosen.credential_id = proven.credential_id
                 )
             )
           order by sha256($2::bytea || uuid_send(presence.holder_id)), presence.holder_id,
                    achievement.name, credential.id"#,
        &holders,
        seed.as_slice(),
        now,
    )
    .fetch_all(db)
    .await?;
    let mut people: Vec<(Uuid, WithBadges)> = Vec::new();
    for row in rows {
        let badge = ShownBadge {
            name: row.name,
            level: row.level,
            issuer: row.issuer,
        };
        match people.last_mut() {
            Some((holder, shown)) if *holder == row.holder => shown.badges.push(badge),
            _ => {
                let (zone, badges) = (zone.clone(), vec![badge]);
                people.push((row.holder, WithBadges { zone, badges }));
            }
        }
    }
    Ok(people)
}

/// Everybody who matches at the scope of the question.
pub(super) async fn matching(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, Error> {
    let (competences, levels) = asked(question);
    sqlx::query_scalar!(
        r#"select holder_id as "holder!" from presence.matching($1, $2, $3, $4, $5, $6, $7)"#,
        &competences as _,
        &levels,
        question.every,
        question.scope.kind(),
        question.scope.code(),
        company.as_str(),
        now,
    )
    .fetch_all(db)
    .await
}

/// The bucket of each scope where the floors hold.
pub(super) async fn shades(
    db: &mut PgConnection,
    question: &Question,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<BTreeMap<Scope, Bucket>, Error> {
    let (competences, levels) = asked(question);
    let rows = sqlx::query!(
        r#"select kind as "kind!", code as "code!", bucket as "bucket!" from presence.shades($1, $2, $3, $4, $5)"#,
        &competences as _,
        &levels,
        question.every,
        company.as_str(),
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let bucket = Bucket::of_floor(row.bucket)?;
            Some((Scope::named(&row.kind, row.code)?, bucket))
        })
        .collect())
}

fn asked(question: &Question) -> (Vec<&str>, Vec<i16>) {
    let wanted = question.wanted.iter();
    wanted
        .map(|wanted| (wanted.competence.as_str(), wanted.level))
        .unzip()
}
