//! One award, one badge: an award of ours comes in two standards, and whoever brings both has one badge.
//!
//! **Invariant:** two forms are tied only when each is proven to be by the same organisation here and bears the same
//! identifier, and both were given to the same person; two that come at the same time meet at the one unique
//! identity. The stronger form decides what the badge says, each original is kept, and what is taken back in one form
//! is taken back. Verifying may wait for the web: it is done while no transaction is open ([`Looked`]).

mod store;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::judge::{Accepted, Answers, Verifier};
use super::store::{Fresh, Identity};
use super::{Arrival, Claim, PassportError, Source};
use crate::account::Recipient;
use crate::issuing::review;

/// A form that came for a badge that is kept in another one.
pub(super) struct Arriving<'a> {
    pub badge: &'a Accepted,
    /// Whom it is confirmed to be of.
    pub holder: Option<(Uuid, &'a Recipient)>,
}

/// Whether a badge that is kept in one standard may be met by a form in another one.
pub(super) fn differ(kept: &str, badge: &Accepted) -> bool {
    badge.ours && kept != badge.standard
}

/// Open Badges 3.0 says more, and says it of a level.
fn strength(standard: &str) -> u8 {
    u8::from(standard == "OB 3.0")
}

/// A badge and a form of it that are to be looked at together.
struct Pair<'a> {
    kept: store::Kept,
    arriving: &'a Arriving<'a>,
    holder: Option<(Uuid, Recipient)>,
}

/// Forms that have to be verified before they are tied, each with whom it is confirmed for.
pub struct Unlooked(Vec<(Vec<u8>, Option<Recipient>)>);

impl std::fmt::Debug for Unlooked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unlooked({} forms)", self.0.len())
    }
}

/// Verdicts on forms by digest and recipient, reached while no transaction was open.
#[derive(Default)]
pub(super) struct Looked(HashMap<([u8; 32], Option<Recipient>), Option<Accepted>>);

impl Looked {
    /// Verifies what [`tie`] asked for: whoever calls it has ended the transaction, and begins anew with it.
    pub(super) async fn look(
        &mut self,
        verifier: &Verifier,
        Unlooked(forms): Unlooked,
        now: DateTime<Utc>,
    ) -> Result<(), PassportError> {
        let mut names = Vec::with_capacity(forms.len());
        let mut arrivals = Vec::with_capacity(forms.len());
        for (bytes, recipient) in forms {
            names.push((Sha256::digest(&bytes).into(), recipient.clone()));
            let claim = Claim {
                recipient,
                consent: None,
            };
            arrivals.push(Arrival {
                name: None,
                source: Source::Bytes(bytes),
                claim: Ok(claim),
            });
        }
        let judged = verifier.judge(arrivals, now).await?.into_iter();
        let accepted = judged.map(|judged| judged.verdict.ok().map(|(badge, _)| badge));
        self.0.extend(names.into_iter().zip(accepted));
        Ok(())
    }
}

/// Ties forms to the badges that are kept; tells whose these are now.
///
/// # Errors
///
/// [`PassportError::Unlooked`] where one of them is still to be verified, and when the database refuses.
pub(super) async fn tie(
    tx: &mut PgConnection,
    looked: &Looked,
    arriving: &[Arriving<'_>],
    now: DateTime<Utc>,
) -> Result<HashMap<Identity, Option<Uuid>>, PassportError> {
    let mut first: BTreeMap<Identity, &Arriving> = BTreeMap::new();
    for one in arriving {
        let known = first.entry(one.badge.identity).or_insert(one);
        if known.holder.is_none() {
            *known = one;
        }
    }
    let identities: Vec<&[u8]> = first.keys().map(<[u8; 32]>::as_slice).collect();
    let mut pairs = Vec::new();
    for kept in store::kept(tx, &identities).await? {
        let identity = Identity::try_from(kept.identity.as_slice());
        if let Some(arriving) = identity.ok().and_then(|identity| first.get(&identity)) {
            pairs.extend(pair(kept, arriving));
        }
    }
    let mut tied = HashMap::new();
    let forms = both(looked, &pairs)?;
    for (pair, forms) in pairs.iter().zip(forms) {
        let Some([mut stronger, weaker]) = forms else {
            continue;
        };
        if taken_back(stronger.current, weaker.current) {
            stronger.current = weaker.current;
            stronger.report.clone_from(&weaker.report);
        }
        let seen = stronger.seen();
        let uri = seen.uri.to_owned();
        let achievements = review::first_seen(tx, &BTreeMap::from([(uri.as_str(), seen)])).await?;
        let holder = pair.holder.as_ref();
        let fresh = Fresh {
            badge: &stronger,
            achievement: achievements[&uri].id,
            holder: holder.map(|(id, whom)| (*id, whom)),
        };
        store::put(tx, pair.kept.id, &weaker, now).await?;
        super::store::renew(tx, &[pair.kept.id], &[fresh], now).await?;
        tied.insert(stronger.identity, holder.map(|(id, _)| *id));
    }
    Ok(tied)
}

/// Whether these two may be forms of one badge, and whose it would be.
fn pair<'a>(kept: store::Kept, arriving: &'a Arriving<'a>) -> Option<Pair<'a>> {
    if !kept.proven || !differ(&kept.standard, arriving.badge) {
        return None;
    }
    let known = kept.given_to.as_deref();
    let known = known.and_then(|text| Recipient::parse(text).ok());
    let known = kept.holder.zip(known);
    let named = arriving.holder.map(|(id, whom)| (id, whom.clone()));
    let holder = match (known, named) {
        (Some(known), Some(named)) if known.0 != named.0 => return None,
        (Some(known), _) => Some(known),
        (None, named) => named,
    };
    let standard = arriving.badge.standard;
    let new = kept.holder.is_none() && holder.is_some();
    if !new && kept.others.iter().any(|other| other == standard) {
        return None;
    }
    Some(Pair {
        kept,
        arriving,
        holder,
    })
}

/// Both forms of each pair, verified for the same person, the stronger one first; `None` where one of them is not
/// proven, is another badge, or was given to somebody else.
fn both(looked: &Looked, pairs: &[Pair<'_>]) -> Result<Vec<Option<[Accepted; 2]>>, PassportError> {
    let mut unlooked = Vec::new();
    let mut forms = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let recipient = pair.holder.as_ref().map(|(_, whom)| whom);
        let (kept, arriving) = (&pair.kept.bytes, pair.arriving.badge);
        let mut found = |sha256: [u8; 32], bytes: &[u8]| {
            let found = looked.0.get(&(sha256, recipient.cloned()));
            if found.is_none() {
                unlooked.push((bytes.to_vec(), recipient.cloned()));
            }
            found.cloned().flatten()
        };
        let one = found(Sha256::digest(kept).into(), kept);
        let other = found(arriving.sha256, &arriving.bytes);
        let both = one.zip(other).map(|(one, other)| [one, other]);
        let asked = pair.holder.is_some();
        forms.push(both.filter(|both| both.iter().all(|one| suits(one, both, asked))));
    }
    if !unlooked.is_empty() {
        return Err(PassportError::Unlooked(Unlooked(unlooked)));
    }
    for [one, other] in forms.iter_mut().flatten() {
        if strength(one.standard) < strength(other.standard) {
            std::mem::swap(one, other);
        }
    }
    Ok(forms)
}

fn suits(one: &Accepted, both: &[Accepted; 2], asked: bool) -> bool {
    one.ours && one.identity == both[0].identity && (!asked || one.recipient == "confirmed")
}

/// Whether a weaker form says that the badge was taken back, where the stronger one does not.
fn taken_back(stronger: &str, weaker: &str) -> bool {
    weaker == "revoked" && stronger != "revoked"
}

/// The answers to a badge, after what its weaker forms answer.
pub(super) fn together(mut answers: Answers, others: impl Iterator<Item = Answers>) -> Answers {
    for other in others {
        if other.authentic == "yes" && taken_back(answers.current, other.current) {
            answers.current = other.current;
            answers.report = other.report;
        }
    }
    answers
}

/// The originals of the weaker forms of these badges, each with its format.
pub(super) async fn others(
    pool: &PgPool,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<(String, Vec<u8>)>>, sqlx::Error> {
    store::others(pool, ids).await
}

/// The files in which an award of an organisation here is kept, all of its forms; none where nobody brought it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn originals(pool: &PgPool, credential_uri: &str) -> Result<Vec<Vec<u8>>, PassportError> {
    Ok(store::originals(pool, credential_uri).await?)
}
