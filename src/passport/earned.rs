//! Badges that are earned here: what was asked for and granted, and what is claimed by a code.
//!
//! **Invariant:** decision or claim, award, the badge in its holder's passport and the mail are one transaction; the
//! badge went through the same verification as one that comes from elsewhere.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::earned_store as store;
use super::forms::Looked;
use super::service::{Batch, Passport, is_a_collision};
use super::{Arrival, Claim, Outcome, PassportError, Source};
use crate::account::cards::{CardCode, service as cards};
use crate::account::secret::Secret;
use crate::account::service as account;
use crate::account::{Address, Recipient};
use crate::issuing::applications::review::{self, Means, Reviewer};
use crate::issuing::applications::{ApplicationError, Summary};
use crate::issuing::claims::taking;
use crate::issuing::claims::{ClaimError, Code, Kind, Offer};
use crate::issuing::service::{Desk, IssuingError};
use crate::issuing::{NewAward, ours, published};
use crate::network::PublicBase;
use crate::network::framework::{Framework, FrameworkError};
use crate::openbadges::issue::Level;

/// Why nothing was awarded.
#[derive(Debug, thiserror::Error)]
pub enum EarnError {
    /// The application cannot be granted.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// The code cannot be claimed.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The person has this badge of this organisation already, at this level or a higher one.
    #[error("the person has this badge already")]
    Held(Uuid),
    /// The person has shown no such address to be theirs.
    #[error("the person has confirmed no such address")]
    NoAddress,
    /// The badge could not be signed.
    #[error(transparent)]
    Issuing(#[from] IssuingError),
    /// The badge could not be kept.
    #[error(transparent)]
    Passport(#[from] PassportError),
    /// What was awarded does not verify, and is not awarded.
    #[error("what was awarded does not verify: {0}")]
    Unsound(String),
    /// The embedded framework is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

impl EarnError {
    /// Two transactions stood in each other's way: the one that was sent back tries again.
    fn is_a_collision(&self) -> bool {
        match self {
            Self::Application(ApplicationError::Database(error))
            | Self::Claim(ClaimError::Database(error))
            | Self::Issuing(IssuingError::Database(error))
            | Self::Passport(PassportError::Database(error))
            | Self::Database(error) => is_a_collision(error),
            _ => false,
        }
    }
}

/// Awards and keeps. It holds opened keys: make it for one request.
pub struct Earning {
    passport: Passport,
    desk: Desk,
    base: PublicBase,
}

/// What is awarded, by whom and to whom.
struct Earned<'a> {
    /// Slug of the organisation.
    organisation: &'a str,
    achievement_uri: &'a str,
    level: i16,
    to: &'a Recipient,
    at: DateTime<Utc>,
}

impl<'a> Earned<'a> {
    fn of_application(summary: &'a Summary, to: &'a Recipient, at: DateTime<Utc>) -> Self {
        Self {
            organisation: &summary.organisation_slug,
            achievement_uri: &summary.achievement_uri,
            level: summary.level,
            to,
            at,
        }
    }

    fn of_offer(offer: &'a Offer, to: &'a Recipient, at: DateTime<Utc>) -> Self {
        Self {
            organisation: &offer.organisation_slug,
            achievement_uri: &offer.achievement_uri,
            level: offer.level,
            to,
            at,
        }
    }
}

impl Earning {
    /// Opens the keys in force, and reads whom verification believes: all that is not of the transaction to come, which
    /// then needs one connection alone.
    ///
    /// # Errors
    ///
    /// When the master key is another one, or the database refuses.
    pub async fn open(passport: Passport, base: &PublicBase) -> Result<Self, EarnError> {
        let (pool, now) = (&passport.pool, passport.clock.now());
        let desk = Desk::open(pool, base, &passport.master, now).await?;
        Ok(Self {
            desk,
            base: base.clone(),
            passport,
        })
    }

    /// Grants an application that waits for this facilitator, as it was sent for the `round`th time: its author has the
    /// badge, and a mail says so. The badge's row.
    ///
    /// # Errors
    ///
    /// [`EarnError`]; nothing is awarded then.
    pub async fn grant(
        &self,
        reviewer: &Reviewer,
        id: Uuid,
        round: i32,
    ) -> Result<Uuid, EarnError> {
        for _ in 0..3 {
            match self.grant_once(reviewer, id, round).await {
                Err(error) if error.is_a_collision() => {}
                outcome => return outcome,
            }
        }
        self.grant_once(reviewer, id, round).await
    }

    async fn grant_once(
        &self,
        reviewer: &Reviewer,
        id: Uuid,
        round: i32,
    ) -> Result<Uuid, EarnError> {
        let now = self.passport.clock.now();
        let mut rng: StdRng = rand::make_rng();
        let mut tx = self.passport.pool.begin().await?;
        let waiting = review::lock(&mut tx, reviewer, id, round).await?;
        let summary = waiting.summary();
        let has = (
            summary.organisation,
            &*summary.achievement_uri,
            summary.level,
        );
        if store::held(&mut tx, summary.holder, has).await?.is_some() {
            return Err(ApplicationError::Held.into());
        }
        let to = account::recipient_of(&mut tx, summary.holder, None).await?;
        let to = to.ok_or(EarnError::NoAddress)?;
        let earned = Earned::of_application(summary, &to, now);
        let (badge, credential_uri) = self.award(&mut tx, &earned, &mut rng).await?;
        let means = Means {
            master: &self.passport.master,
            clock: &*self.passport.clock,
            link: self.base.url(&format!("/mes-badges/{badge}")),
        };
        let written = to.address();
        review::awarded(
            &mut tx,
            &waiting,
            &credential_uri,
            written,
            &means,
            &mut rng,
        )
        .await?;
        tx.commit().await?;
        Ok(badge)
    }

    /// Claims what a code hands out for `holder`, to that one of their confirmed addresses, or else their first. The
    /// badge's row.
    ///
    /// # Errors
    ///
    /// [`EarnError`]; nothing is awarded then.
    pub async fn claim(
        &self,
        code: &Code,
        holder: Uuid,
        address: Option<&Address>,
    ) -> Result<Uuid, EarnError> {
        for _ in 0..3 {
            match self.claim_once(code, holder, address).await {
                Err(error) if error.is_a_collision() => {}
                outcome => return outcome,
            }
        }
        self.claim_once(code, holder, address).await
    }

    async fn claim_once(
        &self,
        code: &Code,
        holder: Uuid,
        address: Option<&Address>,
    ) -> Result<Uuid, EarnError> {
        let mut rng: StdRng = rand::make_rng();
        let mut tx = self.passport.pool.begin().await?;
        let badge = self
            .claim_in(&mut tx, code, (holder, address), &mut rng)
            .await?;
        tx.commit().await?;
        Ok(badge)
    }

    /// The same in the caller's transaction.
    async fn claim_in(
        &self,
        tx: &mut PgConnection,
        code: &Code,
        (holder, address): (Uuid, Option<&Address>),
        rng: &mut StdRng,
    ) -> Result<Uuid, EarnError> {
        let (clock, master) = (&*self.passport.clock, &self.passport.master);
        let taken = taking::take(tx, code, holder, master, clock).await?;
        let offer = &taken.offer;
        let has = (offer.organisation, &*offer.achievement_uri, offer.level);
        if let Some(badge) = store::held(tx, holder, has).await? {
            return Err(EarnError::Held(badge));
        }
        let to = account::recipient_of(tx, holder, address).await?;
        let to = to.ok_or(EarnError::NoAddress)?;
        let earned = Earned::of_offer(offer, &to, clock.now());
        let (badge, credential_uri) = self.award(tx, &earned, rng).await?;
        taking::taken(tx, &taken, &credential_uri, clock).await?;
        // A slip is handed to one person: what their account's own name was given may be placed (C0).
        if taken.offer.kind == Kind::Slips && cards::vouch(tx, holder, clock).await? {
            account::show_later(tx, holder, clock).await?;
        }
        Ok(badge)
    }

    /// Claims what a code hands out for somebody who has no account and no e-mail address: an account that this card lets
    /// into, its badge and a session, all of it or nothing. What is given to the account may be placed where the code is a
    /// slip's, good for one person (PRIVACY C0).
    ///
    /// # Errors
    ///
    /// [`EarnError`]; nothing is made then.
    pub async fn claim_with_card(
        &self,
        code: &Code,
        card: &CardCode,
        browser: &str,
    ) -> Result<Secret, EarnError> {
        for _ in 0..3 {
            match self.claim_with_card_once(code, card, browser).await {
                Err(error) if error.is_a_collision() => {}
                outcome => return outcome,
            }
        }
        self.claim_with_card_once(code, card, browser).await
    }

    async fn claim_with_card_once(
        &self,
        code: &Code,
        card: &CardCode,
        browser: &str,
    ) -> Result<Secret, EarnError> {
        let (clock, master) = (&*self.passport.clock, &self.passport.master);
        let mut rng: StdRng = rand::make_rng();
        let mut tx = self.passport.pool.begin().await?;
        let holder = cards::make(&mut tx, card, master, clock, &mut rng).await?;
        self.claim_in(&mut tx, code, (holder, None), &mut rng)
            .await?;
        let session = cards::begin(&mut tx, holder, browser, clock.now(), &mut rng).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Awards, verifies and keeps in the caller's transaction: the badge's row and its URI.
    async fn award(
        &self,
        tx: &mut PgConnection,
        earned: &Earned<'_>,
        rng: &mut StdRng,
    ) -> Result<(Uuid, String), EarnError> {
        let framework = Framework::read()?;
        let unknown = || IssuingError::UnknownAchievement(earned.achievement_uri.to_owned());
        let achievement = ours(&framework, &self.base, earned.achievement_uri);
        let level = u8::try_from(earned.level).unwrap_or_default();
        let award = NewAward {
            organisation: earned.organisation.to_owned(),
            achievement: achievement.ok_or_else(unknown)?.slug.clone(),
            level: Level::try_from(level).map_err(|_| unknown())?,
            email: earned.to.text().into_owned(),
            awarded_at: earned.at,
            valid_until: None,
        };
        let clock = &*self.passport.clock;
        let issued = self.desk.award_in(tx, &[award], clock, rng).await?.pop();
        let issued = issued.ok_or(IssuingError::Stopped)?;
        // The list may be new: nobody else can read it yet.
        let lists = published::status_lists(&mut *tx, earned.organisation).await?;
        let passport = Passport {
            verifier: self.passport.verifier.beside(Arc::new(lists)),
            ..self.passport.clone()
        };
        let arrival = Arrival {
            name: None,
            source: Source::Bytes(issued.image),
            claim: Ok(Claim {
                recipient: Some(earned.to.clone()),
                consent: None,
            }),
        };
        let judged = passport.judge(vec![arrival]).await?;
        // What is new has no other form.
        let looked = Looked::default();
        let batch = Batch {
            passport: &passport,
            judged: &judged,
            latest: false,
            looked: &looked,
        };
        let handled = batch.keep(tx).await?.pop();
        match handled.ok_or(PassportError::Stopped)?.outcome {
            Outcome::Kept { id, .. } | Outcome::AlreadyKept { id } => {
                Ok((id, issued.credential_uri))
            }
            Outcome::Refused(refusal) => Err(EarnError::Unsound(refusal.detail)),
        }
    }
}

/// The row of a holder's badge of that URI, if they still keep it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn kept(
    pool: &sqlx::PgPool,
    holder: Uuid,
    credential_uri: &str,
) -> Result<Option<Uuid>, sqlx::Error> {
    store::kept(pool, holder, credential_uri).await
}
