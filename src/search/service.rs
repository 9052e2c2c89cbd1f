//! A question of a recruiter: counted, answered, remembered for the holders whose cards were given.
//!
//! A page is one transaction ([`Engine::answer`]); its map's tiles are in [`maps`](super::maps).
//!
//! **Invariant:** nothing is answered from memory but by an index that looked at the log within
//! [`STALE`](super::index::STALE), and nothing is shown of a question before its charge is committed (R5).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rand::seq::SliceRandom as _;
use rand::{Rng, RngExt as _};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::area::{self, Spot};
use super::budget::{self, Charged, Spent};
use super::cells::{self, Places};
use super::given::Given;
use super::index::{Follower, Index, Memory};
use super::recent::Recent;
use super::tiles::Tiles;
use super::words::{self, Catalogue};
use super::{SearchError, store, tokens};
use crate::account::companies::{Recruiter, Siren};
use crate::account::rights::viewing::{self, Viewer};
use crate::account::seal::MasterKey;
use crate::account::secret::{self, Secret};
use crate::clock::Clock;
use crate::presence::question::card::Card;
use crate::presence::question::{
    self, Bucket, Dealt, Question, Scope, Seed, Together, WithBadges, WithoutName,
};

/// Answers recruiters' questions. A clone is one more pointer to it.
#[derive(Clone)]
pub struct Engine {
    pub(super) pool: PgPool,
    pub(super) clock: Arc<dyn Clock>,
    master: MasterKey,
    pub(super) index: Arc<Index>,
    pub(super) known: Arc<Known>,
}

/// What a node knows beside the index.
#[derive(Default)]
pub(super) struct Known {
    pub(super) charged: Charged,
    pub(super) tiles: Tiles,
    pub(super) given: Given,
    pub(super) places: Recent<Places>,
    words: Recent<Catalogue>,
    spots: Recent<Vec<Spot>>,
    together: Recent<Together>,
    /// The shapes of the cells of a tree.
    shapes: Mutex<Option<(i32, Shapes)>>,
}

/// Cells with their shapes, each a `GeoJSON` geometry.
pub type Shapes = Arc<Vec<(i64, String)>>;

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
            known: Arc::default(),
        }
    }

    /// What keeps the index of this engine in step: until it runs, and whenever it cannot, answers come from SQL.
    #[must_use]
    pub fn follower(&self) -> Follower {
        let index = Arc::clone(&self.index);
        Follower::new(self.pool.clone(), Arc::clone(&self.clock), index)
    }

    /// What the index of this node takes; `None`: it was not made yet.
    #[must_use]
    pub fn memory(&self) -> Option<Memory> {
        self.index.memory()
    }

    /// The places of the live tree, as they were within the time that an index may be old.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn places(&self) -> Result<Arc<Places>, sqlx::Error> {
        self.known.places.get(Places::read(&self.pool)).await
    }

    /// The words that competences are found by, likewise.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn catalogue(&self) -> Result<Arc<Catalogue>, sqlx::Error> {
        self.known.words.get(words::catalogue(&self.pool)).await
    }

    /// The places that corners of an area stand on, likewise.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn spots(&self) -> Result<Arc<Vec<Spot>>, sqlx::Error> {
        self.known.spots.get(area::spots(&self.pool)).await
    }

    /// How many competences may be asked for in one person, likewise.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn together(&self) -> Result<Together, sqlx::Error> {
        let together = self.known.together.get(Together::read(&self.pool)).await?;
        Ok(*together)
    }

    /// The same, where it was read lately enough.
    #[must_use]
    pub fn together_at_hand(&self) -> Option<Together> {
        Some(*self.known.together.at_hand()?)
    }

    /// Every published cell with its shape: read once for a tree.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn shapes(&self) -> Result<Shapes, sqlx::Error> {
        let tree = self.places().await?.tree;
        let held = || {
            self.known
                .shapes
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let known = held().as_ref().filter(|(of, _)| *of == tree).cloned();
        if let Some((_, shapes)) = known {
            return Ok(shapes);
        }
        let shapes = Arc::new(cells::shapes(&self.pool, tree).await?);
        *held() = Some((tree, Arc::clone(&shapes)));
        Ok(shapes)
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
        let (found, tx) = self.found(recruiter, question, now, rng).await?;
        self.done(tx, &recruiter.company, question, now).await?;
        Ok(found)
    }

    /// Answers `question` as [`Engine::ask`] does, and shades the map as [`Engine::shades`] does, in the one transaction.
    ///
    /// # Errors
    ///
    /// [`SearchError`], as of either.
    pub async fn answer(
        &self,
        recruiter: &Recruiter,
        question: &Question,
        rng: &mut (impl Rng + Send),
    ) -> Result<(Found, Shades), SearchError> {
        let now = self.clock.now();
        let company = &recruiter.company;
        let (found, mut tx) = self.found(recruiter, question, now, rng).await?;
        let buckets = self.buckets(&mut tx, question, company, now).await?;
        self.done(tx, company, question, now).await?;
        let shades = Shades {
            buckets,
            spent: found.spent,
        };
        Ok((found, shades))
    }

    /// What is found, in a transaction that has yet to be kept.
    async fn found(
        &self,
        recruiter: &Recruiter,
        question: &Question,
        now: DateTime<Utc>,
        rng: &mut (impl Rng + Send),
    ) -> Result<(Found, Transaction<'static, Postgres>), SearchError> {
        let company = &recruiter.company;
        let places = self.places().await?;
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
        let seeing = Seeing {
            recruiter,
            question,
            places: &places,
        };
        let search = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
        let mut dealt: Vec<(Uuid, Card)> = Vec::new();
        let mut told = None;
        if let WithoutName::Cards {
            zone,
            bucket,
            cards,
        } = without_name
        {
            self.seen(&mut tx, &seeing, &zone, &holders, 2).await?;
            dealt = holders.into_iter().zip(cards).collect();
            // The draw is the same all day: its order would tell who is who between two answers.
            dealt.shuffle(rng);
            told = Some((zone, bucket));
        }
        let (mut holders, dealt): (Vec<Uuid>, Vec<Card>) = dealt.into_iter().unzip();
        let (showing, shown): (Vec<Uuid>, Vec<WithBadges>) = with_badges.into_iter().unzip();
        if let Some(first) = shown.first() {
            self.seen(&mut tx, &seeing, &first.zone, &showing, 3)
                .await?;
        }
        holders.extend(showing);
        let mut given = if holders.is_empty() {
            Vec::new()
        } else {
            tokens::give(&mut tx, company, search, &holders, now, rng).await?
        };
        let with_badges = given.split_off(dealt.len()).into_iter().zip(shown);
        let with_badges = with_badges.map(|(token, shown)| Shown { token, shown });
        let mut found = Found {
            cards: None,
            with_badges: with_badges.collect(),
            spent,
        };
        if let Some((zone, bucket)) = told {
            let everyone = Secret::draw("", rng);
            store::keep(
                &mut tx,
                company.as_str(),
                search,
                &everyone.digest(),
                question,
                &zone,
                now + tokens::LAST,
            )
            .await?;
            found.cards = Some(Cards {
                zone,
                bucket,
                cards: given.into_iter().zip(dealt).collect(),
                everyone,
            });
        }
        Ok((found, tx))
    }

    /// Keeps what an answer did; from then on this node knows that the question was charged at `now`.
    async fn done(
        &self,
        tx: Transaction<'static, Postgres>,
        company: &Siren,
        question: &Question,
        now: DateTime<Utc>,
    ) -> Result<(), sqlx::Error> {
        tx.commit().await?;
        self.known.charged.note(company, question, now);
        Ok(())
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
        self.done(tx, company, question, now).await?;
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
        seeing: &Seeing<'_>,
        zone: &Scope,
        holders: &[Uuid],
        level: i16,
    ) -> Result<(), sqlx::Error> {
        let viewer = Viewer::Recruiter {
            company: seeing.recruiter.name.clone(),
            level,
        };
        let wanted = seeing.question.wanted().iter();
        let asked = viewing::Question {
            competences: wanted.map(|wanted| wanted.competence.clone()).collect(),
            zone: seeing.places.name(zone).unwrap_or_default().to_owned(),
        };
        viewing::record(tx, holders, &viewer, &asked, &*self.clock).await
    }
}

/// Who sees somebody, and by which question.
struct Seeing<'a> {
    recruiter: &'a Recruiter,
    question: &'a Question,
    places: &'a Places,
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
