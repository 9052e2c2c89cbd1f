//! From verified badges to kept and placed ones: many at once, in one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rand::rngs::StdRng;
use serde_json::json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::forms::{self, Arriving, Looked};
use super::import::Recipients;
use super::judge::{Accepted, Judged, Verifier};
use super::outcomes::{Answers, first_of, outcomes, told_by};
use super::run_store::{self, Item};
use super::store::{self, Fresh, Identity, Kept};
use super::{Arrival, Claim, MOST_KEPT, Outcome, PassportError, Reason, Refusal};
use crate::account::seal::MasterKey;
use crate::account::service::{self as account, Holder};
use crate::account::{AgeBand, Recipient};
use crate::clock::Clock;
use crate::issuing::review;
use crate::jobs::{self, NewJob};
use crate::presence::service as presence;
use crate::presence::{Choice, Place};

/// Where badges come in.
#[derive(Clone)]
pub struct Passport {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Under which holders' keys are wrapped.
    pub master: MasterKey,
    /// Whom verification believes.
    pub verifier: Verifier,
    /// Invented people only: a claim may bring their consent, and their addresses need no confirmation.
    pub demonstration: bool,
}

/// What became of a badge, and its verdict where it was kept.
#[derive(Debug, Clone)]
pub struct Handled {
    /// Kept, kept before, or refused.
    pub outcome: Outcome,
    /// The four answers and their checks, as JSON, where the badge was accepted.
    pub report: Option<String>,
    /// Its achievement waits for a coordinator's review: until then it is placed nowhere.
    pub waiting: bool,
    /// The level that its achievement itself stands for, where one was decided.
    pub level: Option<i16>,
}

impl Passport {
    /// Verifies one badge and keeps it, with its place, if it may be.
    ///
    /// # Errors
    ///
    /// [`PassportError`]; nothing is kept then. A badge that is refused is no error.
    pub async fn ingest(&self, badge: Vec<u8>, claim: Claim) -> Result<Handled, PassportError> {
        let arrival = Arrival {
            name: None,
            source: super::Source::Bytes(badge),
            claim: Ok(claim),
        };
        let judged = self.judge(vec![arrival]).await?;
        let mut handled = self.keep(&judged, None).await?;
        handled.pop().ok_or(PassportError::Stopped)
    }

    /// Verifies badges on every core, at the present time; in the order given.
    ///
    /// # Errors
    ///
    /// [`PassportError::Stopped`] when the program is ending.
    pub async fn judge(&self, arrivals: Vec<Arrival>) -> Result<Vec<Judged>, PassportError> {
        self.verifier.judge(arrivals, self.clock.now()).await
    }

    /// The same for an import: badges that come without a claim were given to one of these people, or to nobody known.
    pub(super) async fn judge_among(
        &self,
        arrivals: Vec<Arrival>,
        recipients: Arc<Recipients>,
    ) -> Result<Vec<Judged>, PassportError> {
        let now = self.clock.now();
        self.verifier
            .judge_among(arrivals, Some(recipients), now)
            .await
    }

    /// Whether `octets` more may be kept of a holder's badges ([`MOST_KEPT`]).
    ///
    /// # Errors
    ///
    /// [`Reason::NoRoom`], or when the database does not answer.
    pub(super) async fn room(
        &self,
        holder: Uuid,
        octets: usize,
    ) -> Result<Result<(), Refusal>, PassportError> {
        let kept = u64::try_from(store::octets(&self.pool, holder).await?).unwrap_or_default();
        let fits = kept.saturating_add(octets as u64) <= MOST_KEPT;
        let full = || Refusal::new(Reason::NoRoom, "the holder's badges take 256 MiB already");
        Ok(if fits { Ok(()) } else { Err(full()) })
    }

    /// Keeps what was accepted and, in a run, the report's rows: one transaction, whole or not at all.
    ///
    /// A badge in which something cannot be stored does not take its batch down: it is refused alone.
    ///
    /// # Errors
    ///
    /// [`PassportError`]; nothing of the batch is kept then.
    pub async fn keep(
        &self,
        judged: &[Judged],
        run: Option<Uuid>,
    ) -> Result<Vec<Handled>, PassportError> {
        match self.keep_patiently(judged, run).await {
            Err(PassportError::Database(error)) if is_about_data(&error) => {
                let mut handled = Vec::with_capacity(judged.len());
                for one in judged.chunks(1) {
                    handled.extend(self.keep_alone(one, run).await?);
                }
                Ok(handled)
            }
            outcome => outcome,
        }
    }

    async fn keep_alone(
        &self,
        one: &[Judged],
        run: Option<Uuid>,
    ) -> Result<Vec<Handled>, PassportError> {
        match self.keep_patiently(one, run).await {
            Err(PassportError::Database(error)) if is_about_data(&error) => {
                tracing::warn!(%error, "a badge cannot be kept");
                let detail = "this badge holds a value that cannot be kept";
                let refused = Judged {
                    name: one[0].name.clone(),
                    verdict: Err(Refusal::new(Reason::Unusable, detail)),
                };
                self.keep_once(&[refused], run).await
            }
            outcome => outcome,
        }
    }

    /// Two batches that stood in each other's way: the one that was sent back tries again.
    async fn keep_patiently(
        &self,
        judged: &[Judged],
        run: Option<Uuid>,
    ) -> Result<Vec<Handled>, PassportError> {
        for _ in 0..3 {
            match self.keep_once(judged, run).await {
                Err(PassportError::Database(error)) if is_a_collision(&error) => {}
                outcome => return outcome,
            }
        }
        self.keep_once(judged, run).await
    }

    async fn keep_once(
        &self,
        judged: &[Judged],
        run: Option<Uuid>,
    ) -> Result<Vec<Handled>, PassportError> {
        let mut looked = Looked::default();
        loop {
            match self.keep_as_looked(judged, run, &looked).await {
                Err(PassportError::Unlooked(forms)) => {
                    looked.look(&self.verifier, forms, self.clock.now()).await?;
                }
                outcome => return outcome,
            }
        }
    }

    async fn keep_as_looked(
        &self,
        judged: &[Judged],
        run: Option<Uuid>,
        looked: &Looked,
    ) -> Result<Vec<Handled>, PassportError> {
        let mut tx = self.pool.begin().await?;
        let handled = Batch {
            passport: self,
            judged,
            latest: false,
            looked,
        }
        .keep(&mut tx)
        .await?;
        if let Some(run) = run {
            let items: Vec<Item> = judged
                .iter()
                .zip(&handled)
                .filter_map(|(judged, handled)| {
                    Some(item(judged.name.as_deref()?, &handled.outcome))
                })
                .collect();
            run_store::report(&mut tx, run, &items).await?;
        }
        tx.commit().await?;
        Ok(handled)
    }
}

fn item<'a>(name: &'a str, outcome: &'a Outcome) -> Item<'a> {
    let refusal = match outcome {
        Outcome::Refused(refusal) => Some(refusal),
        _ => None,
    };
    Item {
        name,
        outcome: outcome.word(),
        reason: refusal.map(|refusal| refusal.reason.as_str()),
        detail: refusal.map(|refusal| refusal.detail.as_str()),
        credential: outcome.credential(),
    }
}

fn code(error: &sqlx::Error) -> String {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    code.unwrap_or_default().into_owned()
}

/// Data exceptions, broken constraints, exceeded limits (SQLSTATE classes 22, 23, 54).
pub(super) fn is_about_data(error: &sqlx::Error) -> bool {
    ["22", "23", "54"].contains(&code(error).get(..2).unwrap_or_default())
}

/// Serialization failure, deadlock.
pub(super) fn is_a_collision(error: &sqlx::Error) -> bool {
    ["40001", "40P01"].contains(&code(error).as_str())
}

/// Badges that are kept together.
pub(super) struct Batch<'a> {
    pub(super) passport: &'a Passport,
    pub(super) judged: &'a [Judged],
    /// Of two versions of one badge the one that its issuer made later stays, and of two of the same date the one
    /// that came last.
    pub(super) latest: bool,
    /// Verdicts on forms of badges that are kept.
    pub(super) looked: &'a Looked,
}

impl<'a> Batch<'a> {
    pub(super) async fn keep(&self, tx: &mut PgConnection) -> Result<Vec<Handled>, PassportError> {
        let now = self.passport.clock.now();
        let accepted = self.accepted(tx).await?;
        let people = self.people(tx, &accepted).await?;
        let holder = |badge: &Accepted, claim: &'a Claim| -> Option<(Uuid, &'a Recipient)> {
            let whom = recipient(badge, claim)?;
            Some((people.get(whom)?.id, whom))
        };

        let identities: Vec<&[u8]> = accepted
            .iter()
            .flatten()
            .map(|(badge, _)| badge.identity.as_slice())
            .collect();
        let mut kept = store::kept(tx, &identities).await?;
        let first = first_of(&accepted, |badge, claim| holder(badge, claim).is_some());
        let seen = told_by(&first);
        let achievements = review::first_seen(tx, &seen).await?;
        let fresh = |badge: &'a Accepted, claim: &'a Claim| Fresh {
            badge,
            achievement: achievements[&badge.achievement.uri].id,
            holder: holder(badge, claim),
        };
        let unknown: Vec<Fresh> = first
            .iter()
            .filter(|(identity, _)| !kept.contains_key(*identity))
            .map(|(_, (badge, claim))| fresh(badge, claim))
            .collect();
        let new = store::keep(tx, &unknown, now).await?;
        if new.len() < unknown.len() {
            // Another transaction was quicker with some of them.
            kept = store::kept(tx, &identities).await?;
            kept.retain(|identity, _| !new.contains_key(identity));
        }
        let mut ids = Vec::new();
        let mut renewed = Vec::new();
        for (identity, (badge, claim)) in &first {
            let better = |kept: &&Kept| {
                let proves = badge.authentic == "yes";
                let another_form = kept.proven && forms::differ(&kept.standard, badge);
                let mine = holder(badge, claim).map(|(id, _)| id);
                let finds = kept.holder.is_none() && mine.is_some();
                let renews = self.latest
                    && kept.holder == mine
                    && badge.valid_from >= kept.valid_from
                    && proves >= kept.proven;
                let better = finds && proves >= kept.proven || renews;
                (proves && !kept.proven) || (better && !another_form)
            };
            if let Some(kept) = kept.get_mut(identity).filter(|kept| better(&&**kept)) {
                ids.push(kept.id);
                renewed.push(fresh(badge, claim));
                kept.holder = holder(badge, claim).map(|(id, _)| id);
                badge.standard.clone_into(&mut kept.standard);
            }
        }
        if !ids.is_empty() {
            store::renew(tx, &ids, &renewed, now).await?;
        }
        let standard = |identity: &Identity| -> &str {
            let kept = kept.get(identity).map(|kept| kept.standard.as_str());
            kept.unwrap_or_else(|| first[identity].0.standard)
        };
        let arriving: Vec<Arriving> = accepted
            .iter()
            .flatten()
            .filter(|(badge, _)| forms::differ(standard(&badge.identity), badge))
            .map(|(badge, claim)| Arriving {
                badge,
                holder: recipient(badge, claim).and_then(|whom| Some((people.get(whom)?.id, whom))),
            })
            .collect();
        if !arriving.is_empty() {
            let tied = forms::tie(tx, self.looked, &arriving, now).await?;
            for (identity, holder) in tied {
                if let Some(kept) = kept.get_mut(&identity) {
                    kept.holder = holder;
                }
            }
        }

        // Nobody's consent is heard for someone else's badge.
        let mine = first.iter().filter_map(|(identity, (badge, claim))| {
            let (id, _) = holder(badge, claim)?;
            let other = kept
                .get(identity)
                .is_some_and(|kept| kept.holder != Some(id));
            (!other).then_some((id, *claim))
        });
        self.show(tx, mine.collect()).await?;

        let ids: Vec<Uuid> = new.values().copied().collect();
        let placed = store::placed(tx, &ids).await?;
        let same: HashMap<Identity, Uuid> = kept.iter().map(|(i, kept)| (*i, kept.id)).collect();
        Ok(outcomes(
            accepted,
            &first,
            new,
            same,
            &placed,
            &achievements,
        ))
    }

    /// What is neither refused by verification nor for a place that is none.
    async fn accepted(&self, tx: &mut PgConnection) -> Result<Answers<'a>, PassportError> {
        let places: HashSet<&Place> = self
            .judged
            .iter()
            .filter_map(|judged| Some(&self.consent(&judged.verdict.as_ref().ok()?.1)?.0.place))
            .collect();
        let places: Vec<&Place> = places.into_iter().collect();
        let known = if places.is_empty() {
            HashSet::new()
        } else {
            presence::existing(tx, &places).await?
        };
        let accepted = self.judged.iter().map(|judged| match &judged.verdict {
            Err(refusal) => Err(refusal.clone()),
            Ok((badge, claim)) => match self.consent(claim) {
                Some((choice, _)) if !known.contains(&choice.place) => {
                    let detail = "there is no such commune, EPCI, department or region here";
                    Err(Refusal::new(Reason::UnknownPlace, detail))
                }
                _ => Ok((badge, claim)),
            },
        });
        Ok(accepted.collect())
    }

    /// The consent that a claim brings, where that is allowed.
    fn consent(&self, claim: &'a Claim) -> Option<(&'a Choice, AgeBand)> {
        let consent = claim.consent.as_ref()?;
        (self.passport.demonstration && claim.recipient.is_some())
            .then_some((&consent.choice, consent.age_band))
    }

    /// The accounts of confirmed recipients.
    async fn people(
        &self,
        tx: &mut PgConnection,
        accepted: &[Result<(&'a Accepted, &'a Claim), Refusal>],
    ) -> Result<HashMap<Recipient, Holder>, PassportError> {
        let recipients: BTreeSet<Recipient> = accepted
            .iter()
            .flatten()
            .filter_map(|(badge, claim)| recipient(badge, claim).cloned())
            .collect();
        if recipients.is_empty() {
            return Ok(HashMap::new());
        }
        let (master, clock) = (&self.passport.master, &*self.passport.clock);
        let mut rng: StdRng = rand::make_rng();
        let people = account::recipients_found(tx, &recipients, master, clock, &mut rng).await?;
        if self.passport.demonstration {
            let addresses = recipients.iter().filter_map(Recipient::address);
            let addresses = addresses.cloned().collect();
            account::confirm(tx, &addresses, clock).await?;
        }
        Ok(people)
    }

    /// Hears consents where they may be heard, invites elsewhere, and works out what shows.
    async fn show(
        &self,
        tx: &mut PgConnection,
        claims: Vec<(Uuid, &'a Claim)>,
    ) -> Result<(), PassportError> {
        let clock = &*self.passport.clock;
        let holders: BTreeSet<Uuid> = claims.iter().map(|(holder, _)| *holder).collect();
        if holders.is_empty() {
            return Ok(());
        }
        let holders: Vec<Uuid> = holders.into_iter().collect();
        let in_force = presence::in_force(tx, clock, &holders).await?;
        let mut changed: BTreeSet<Uuid> = in_force.keys().copied().collect();
        if self.passport.demonstration {
            // The same consent said again with each badge is one consent.
            let said: HashMap<Uuid, (&Choice, AgeBand)> = claims
                .into_iter()
                .filter_map(|(holder, claim)| Some((holder, self.consent(claim)?)))
                .filter(|(holder, (choice, _))| {
                    let now = in_force.get(holder);
                    now.is_none_or(|(level, place)| {
                        (*level, place) != (choice.level, &choice.place)
                    })
                })
                .collect();
            let bands: Vec<(Uuid, AgeBand)> = said.iter().map(|(id, said)| (*id, said.1)).collect();
            account::set_age_bands(tx, &bands).await?;
            let choices = said.iter().map(|(id, said)| (*id, said.0)).collect();
            let (master, mut rng): (_, StdRng) = (&self.passport.master, rand::make_rng());
            presence::give_all(tx, clock, master, &mut rng, "manifest", &choices).await?;
            changed.extend(choices.keys());
        } else {
            let now = clock.now();
            let invitations: Vec<NewJob> = holders
                .iter()
                .filter(|holder| !in_force.contains_key(*holder))
                .map(|holder| NewJob {
                    kind: "presence.invite",
                    payload: json!({ "holder": holder }),
                    unique_key: Some(holder.to_string()),
                    run_at: now,
                })
                .collect();
            jobs::enqueue_all(tx, &invitations, now).await?;
        }
        let changed: Vec<Uuid> = changed.into_iter().collect();
        if !changed.is_empty() {
            presence::refresh_all(tx, clock, &changed).await?;
        }
        Ok(())
    }
}

/// Whom the badge itself confirms.
fn recipient<'a>(badge: &Accepted, claim: &'a Claim) -> Option<&'a Recipient> {
    (badge.recipient == "confirmed").then_some(claim.recipient.as_ref()?)
}
