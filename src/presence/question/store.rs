//! SQL of recruiters' questions: the functions of `migrations/0025_own_place.sql`.

use chrono::{DateTime, Utc};
use sqlx::{Error, PgConnection};
use uuid::Uuid;

use super::{Question, Scope, Seed, ShownBadge, WithBadges};
use crate::account::companies::Siren;

/// A person who was drawn into an answer.
pub(super) struct Drawn {
    /// Where the floors hold.
    pub kind: String,
    pub code: String,
    /// 5, 10 or 20.
    pub bucket: i16,
    pub holder: Uuid,
    /// One that matches; `None`: all that were asked.
    pub competence: Option<String>,
    pub earned_at: Option<DateTime<Utc>>,
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

/// Who matches and shows their badges, in an order that the seed decides.
pub(super) async fn with_badges(
    db: &mut PgConnection,
    question: &Question,
    company: Option<&Siren>,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Vec<(Uuid, WithBadges)>, Error> {
    let (competences, levels) = asked(question);
    let rows = sqlx::query!(
        r#"select shown.kind as "kind!", shown.code as "code!", shown.holder_id as "holder!",
                  achievement.name, proven.level as "level!",
                  coalesce(organisation.name, credential.issuer_host) as "issuer!"
           from presence.with_badges($1, $2, $3, $4, $5, $6, $8) as shown
           join presence.presence on presence.holder_id = shown.holder_id
           cross join lateral presence.proven(shown.holder_id, $8) as proven
           join passport.credential on credential.id = proven.credential_id
           join issuing.achievement on achievement.id = credential.achievement_id
           left join network.organisation
               on credential.issuer_uri in (organisation.issuer_uri, organisation.ob2_issuer_uri)
           where not presence.badges_chosen
              or exists (
                  select from presence.chosen
                  where chosen.holder_id = shown.holder_id and chosen.credential_id = proven.credential_id
              )
           order by sha256($7::bytea || uuid_send(shown.holder_id)), shown.holder_id, achievement.name, credential.id"#,
        &competences as _,
        &levels,
        question.every,
        question.scope.kind(),
        question.scope.code(),
        company.map(Siren::as_str),
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
                let Some(zone) = Scope::named(&row.kind, row.code) else {
                    continue;
                };
                let badges = vec![badge];
                people.push((row.holder, WithBadges { zone, badges }));
            }
        }
    }
    Ok(people)
}

fn asked(question: &Question) -> (Vec<&str>, Vec<i16>) {
    let wanted = question.wanted.iter();
    wanted
        .map(|wanted| (wanted.competence.as_str(), wanted.level))
        .unzip()
}
