//! A question of a recruiter: counted, answered, remembered for the holders whose cards were given.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::seq::SliceRandom as _;
use rand::{Rng, RngExt as _};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::budget::{self, Spent};
use super::index::{Follower, Index};
use super::{SearchError, store, tokens};
use crate::account::companies::{Recruiter, Siren};
use crate::account::rights::viewing::{self, Viewer};
use crate::account::seal::MasterKey;
use crate::account::secret::{self, Secret};
use crate::clock::Clock;
use crate::presence::question::card::Card;
use crate::presence::question::{
    self, Bucket, Dealt, Question, Scope, Seed, WithBadges, WithoutName,
};

/// Answers recruiters' questions. A clone is one more pointer to it.
#[derive(Clone)]
pub struct Engine {
    pub(super) pool: PgPool,
    pub(super) clock: Arc<dyn Clock>,
    master: MasterKey,
    index: Arc<Index>,
}

/// The answer to one question, with what it takes to write to those it shows.
pub struct Found {
    /// Cards of people who are visible without a name, in an order that says nothing; `None`: « moins de 5 » at every
    /// scope, whatever the reason.
    pub cards: Option<Cards>,
    /// People who show their badges, at the scope that was asked: listed apart, counted nowhere (R7).
    pub with_badges: Vec<Shown>,
    /// What is left of the company's day (R5).
    pub spent: Spent,
}

/// As many cards as the floor of the bucket.
pub struct Cards {
    /// Where the floors hold: as asked, or wider.
    pub zone: Scope,
    /// How many match there, as far as it is told.
    pub bucket: Bucket,
    /// Each with its token, good for this company and half an hour: [`tokens::open`].
    pub cards: Vec<(Secret, Card)>,
    /// The token of the whole answer, for « Écrire à tous »: [`everyone`].
    pub everyone: Secret,
}

/// Somebody who shows their badges, with the token to write to them by.
pub struct Shown {
    /// Good for this company and half an hour.
    pub token: Secret,
    /// What they chose to show.
    pub shown: WithBadges,
}

/// Where the floors hold, all over the region: each scope answered as its own (G5), none a sum.
pub struct Shades {
    /// The bucket of each scope that may be told; a scope that is missing is « moins de 5 », or too much of a kind.
    pub buckets: BTreeMap<Scope, Bucket>,
    /// What is left of the company's day (R5).
    pub spent: Spent,
}

/// To whom « Écrire à tous » goes.
#[derive(Debug, Clone)]
pub struct Everyone {
    /// Which search it was.
    pub search: Uuid,
    /// What was asked, at the scope where it was answered.
    pub question: Question,
    /// All who match there now, shown or not. Never for the recruiter's eyes, nor how many they are.
    pub holders: Vec<Uuid>,
}

impl Engine {
    /// An engine that answers from the database until its [`Engine::follower`] runs.
    #[must_use]
    pub fn new(pool: PgPool, clock: Arc<dyn Clock>, master: MasterKey) -> Self {
        Self {
            pool,
            clock,
            master,
            index: Arc::default(),
        }
    }

    /// What keeps the index of this engine in step: until it runs, and whenever it cannot, answers come from SQL.
    #[must_use]
    pub fn follower(&self) -> Follower {
        let index = Arc::clone(&self.index);
        Follower::new(self.pool.clone(), Arc::clone(&self.clock), index)
    }

    /// Answers `question`, in one transaction: it is counted (R5), every card gets a fresh token (R3), and each holder
    /// who is shown can read it in « Qui m’a vu ». There it is one line a day for a company and a question.
    ///
    /// # Errors
    ///
    /// [`SearchError`]. Nothing is counted nor told then; a refusal is noted for coordinators.
    pub async fn ask(
        &self,
        recruiter: &Recruiter,
        question: &Question,
        rng: &mut (impl Rng + Send),
    ) -> Result<Found, SearchError> {
        let now = self.clock.now();
        let company = &recruiter.company;
        let (mut tx, spent) = self.charged(company, question, now).await?;
        let seed = self.seed(company, question, now);
        let draw = match self.index.draw(question, company, &seed, now) {
            Some(draw) => draw,
            None => question::draw(&mut tx, question, company, &seed, now).await?,
        };
        let Dealt {
            without_name,
            holders,
            with_badges,
        } = question::deal(&mut tx, question, draw, &seed, now).await?;
        let search = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
        let mut cards = None;
        if let WithoutName::Cards {
            zone,
            bucket,
            cards: dealt,
        } = without_name
        {
            self.seen(&mut tx, recruiter, question, &zone, &holders, 2)
                .await?;
            let mut dealt: Vec<(Uuid, Card)> = holders.into_iter().zip(dealt).collect();
            // The draw is the same all day: its order would tell who is who between two answers.
            dealt.shuffle(rng);
            let (holders, dealt): (Vec<Uuid>, Vec<Card>) = dealt.into_iter().unzip();
            let given = tokens::give(&mut tx, company, search, &holders, now, rng).await?;
            let everyone = Secret::draw("", rng);
            let expires_at = now + tokens::LAST;
            let digest = everyone.digest();
            store::keep(
                &mut tx,
                company.as_str(),
                search,
                &digest,
                question,
                &zone,
                expires_at,
            )
            .await?;
            cards = Some(Cards {
                zone,
                bucket,
                cards: given.into_iter().zip(dealt).collect(),
                everyone,
            });
        }
        let (holders, shown): (Vec<Uuid>, Vec<WithBadges>) = with_badges.into_iter().unzip();
        if let Some(first) = shown.first() {
            self.seen(&mut tx, recruiter, question, &first.zone, &holders, 3)
                .await?;
        }
        let given = tokens::give(&mut tx, company, search, &holders, now, rng).await?;
        tx.commit().await?;
        Ok(Found {
            cards,
            with_badges: given
                .into_iter()
                .zip(shown)
                .map(|(token, shown)| Shown { token, shown })
                .collect(),
            spent,
        })
    }

    /// The bucket of every scope of the region for what `question` seeks: the shades of the map. It is the same question
    /// as the list beside it, and counted with it; nobody's card is given.
    ///
    /// # Errors
    ///
    /// [`SearchError`]
    pub async fn shades(
        &self,
        recruiter: &Recruiter,
        question: &Question,
    ) -> Result<Shades, SearchError> {
        let now = self.clock.now();
        let company = &recruiter.company;
        let (mut tx, spent) = self.charged(company, question, now).await?;
        let buckets = self.buckets(&mut tx, question, company, now).await?;
        tx.commit().await?;
        Ok(Shades { buckets, spent })
    }

    /// The bucket of every scope, from memory where it is fresh; charged to nobody.
    pub(super) async fn buckets(
        &self,
        db: &mut PgConnection,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Result<BTreeMap<Scope, Bucket>, sqlx::Error> {
        match self.index.shades(question, company, now) {
            Some(buckets) => Ok(buckets),
            None => question::shades(db, question, company, now).await,
        }
    }

    /// Name and outline (a `GeoJSON` geometry) of each of these scopes, in their order: the same for everybody.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn outlines(
        &self,
        scopes: &[(&str, String)],
    ) -> Result<Vec<Option<(String, String)>>, sqlx::Error> {
        store::outlines(&self.pool, scopes).await
    }

    /// Begins the transaction of an answer by counting the question.
    async fn charged(
        &self,
        company: &Siren,
        question: &Question,
        now: DateTime<Utc>,
    ) -> Result<(Transaction<'static, Postgres>, Spent), SearchError> {
        let mut tx = self.pool.begin().await?;
        match budget::charge(&mut tx, company, question, now).await {
            Ok(spent) => Ok((tx, spent)),
            Err(refused) => {
                tx.rollback().await?;
                if let SearchError::Spent { .. } = refused {
                    store::refused(&self.pool, company.as_str(), now.date_naive(), now).await?;
                }
                Err(refused)
            }
        }
    }

    /// What decides a draw: company, what is sought, and day (R1). Not where: the same people are drawn of a department
    /// from whichever of its cells it was reached, so that asking elsewhere draws nobody else.
    fn seed(&self, company: &Siren, question: &Question, now: DateTime<Utc>) -> Seed {
        let text = format!(
            "{}\n{}\n{}",
            company.as_str(),
            now.date_naive(),
            budget::told(question, false)
        );
        self.master.mac("search.draw", text.as_bytes())
    }

    /// Writes « Qui m’a vu » before anything is answered.
    async fn seen(
        &self,
        tx: &mut PgConnection,
        recruiter: &Recruiter,
        question: &Question,
        zone: &Scope,
        holders: &[Uuid],
        level: i16,
    ) -> Result<(), sqlx::Error> {
        let name = question::name(tx, zone).await?;
        let viewer = Viewer::Recruiter {
            company: recruiter.name.clone(),
            level,
        };
        let asked = viewing::Question {
            competences: question
                .wanted()
                .iter()
                .map(|wanted| wanted.competence.clone())
                .collect(),
            zone: name.unwrap_or_default(),
        };
        viewing::record(tx, holders, &viewer, &asked, &*self.clock).await
    }
}

/// Everybody who matches the answer that `token` is of, at the scope where it was answered: levels 2 and 3, without whoever
/// excludes the company (C5). `None`: there is no such answer, any more or for this company.
///
/// # Errors
///
/// When the database does not answer.
pub async fn everyone(
    tx: &mut PgConnection,
    token: &str,
    company: &Siren,
    now: DateTime<Utc>,
) -> Result<Option<Everyone>, sqlx::Error> {
    let digest = secret::digest(token);
    let answered = store::answered(tx, &digest, company.as_str(), now).await?;
    let Some((search, question)) = answered else {
        return Ok(None);
    };
    let holders = question::matching(tx, &question, company, now).await?;
    Ok(Some(Everyone {
        search,
        question,
        holders,
    }))
}
