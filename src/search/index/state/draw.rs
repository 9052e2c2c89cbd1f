//! Whom a card is dealt of, and what it tells of them (R1, R3).

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::super::base::{Row, Sought};
use super::{State, is};
use crate::account::companies::Siren;
use crate::presence::question::{Draw, Drawn, Question, Seed};

impl State {
    /// What SQL would draw; after [`State::expire`] at the same instant.
    pub(in crate::search::index) fn draw(
        &self,
        question: &Question,
        company: &Siren,
        seed: &Seed,
        now: DateTime<Utc>,
    ) -> Draw {
        let Some(chain) = self.chains.get(question.scope()) else {
            return Draw::default();
        };
        let sought = self.sought(question);
        let matching = self.matching(
            &self.unnamed,
            false,
            &sought,
            question.every(),
            company,
            now,
        );
        let answering = chain.iter().find_map(|scope| {
            let number = self.names.scope_known(scope);
            let (bucket, mask) = matching.told(number?)?;
            Some((scope, number?, bucket, mask))
        });
        let drawn = answering.map_or_else(Vec::new, |(scope, number, bucket, mask)| {
            let ids = first(matching.ids(number, mask), seed, bucket.floor());
            let held: Vec<_> = (0..)
                .zip(&sought)
                .filter(|(at, _)| mask & (1 << at) != 0)
                .map(|(_, sought)| *sought)
                .collect();
            let told = ids.into_iter().filter_map(|id| {
                let rows = self.rows(id);
                let (competence, earned_at) =
                    self.told(id, &rows, &held, question.every(), seed, now)?;
                Some(Drawn {
                    kind: scope.kind().to_owned(),
                    code: scope.code(),
                    bucket: i16::try_from(bucket.floor()).unwrap_or(5),
                    holder: id,
                    competence: (!question.every()).then_some(competence),
                    earned_at,
                })
            });
            told.collect()
        });
        let showing = chain.first().and_then(|scope| {
            let number = self.names.scope_known(scope)?;
            let matching =
                self.matching(&self.named, true, &sought, question.every(), company, now);
            let ids = matching.ids(number, matching.all()).into_iter();
            Some(ids.map(|id| (scope.clone(), id)).collect())
        });
        Draw {
            drawn,
            showing: showing.unwrap_or_default(),
        }
    }

    /// What a card tells of somebody: one competence that matches, by keyed hash; of an "every" question, the latest.
    fn told(
        &self,
        id: Uuid,
        rows: &[Row],
        sought: &Sought,
        every: bool,
        seed: &Seed,
        now: DateTime<Utc>,
    ) -> Option<(String, Option<DateTime<Utc>>)> {
        let now = now.timestamp_micros();
        let matching = rows
            .iter()
            .filter(|row| row.expires > now && sought.iter().any(|sought| is(row, *sought)));
        let row = matching.min_by_key(|row| {
            let latest = every.then_some(row.earned.map_or(i64::MAX, |earned| -earned));
            let code = self.names.code(row.competence);
            (latest, hash(seed, id, code.unwrap_or_default()))
        })?;
        let code = self.names.code(row.competence)?.to_owned();
        Some((code, row.earned.and_then(DateTime::from_timestamp_micros)))
    }
}

/// The first of a draw, in its order.
fn first(ids: Vec<Uuid>, seed: &Seed, count: usize) -> Vec<Uuid> {
    let mut keyed: Vec<([u8; 32], Uuid)> =
        ids.into_iter().map(|id| (hash(seed, id, ""), id)).collect();
    if count < keyed.len() {
        keyed.select_nth_unstable(count);
        keyed.truncate(count);
    }
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, id)| id).collect()
}

fn hash(seed: &Seed, id: Uuid, code: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(seed);
    digest.update(id.as_bytes());
    digest.update(code.as_bytes());
    digest.finalize().into()
}
