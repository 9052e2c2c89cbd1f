//! Of the badges of a batch: each once, what they tell of their achievements, and what became of each.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::judge::Accepted;
use super::service::Handled;
use super::store::Identity;
use super::{Claim, Outcome, Refusal};
use crate::issuing::review::{Known, Seen};

/// What a batch accepted or refused, in the order given.
pub(super) type Answers<'a> = Vec<Result<(&'a Accepted, &'a Claim), Refusal>>;

/// Each badge once: of one badge in two files, the one that says whose it is.
pub(super) fn first_of<'a>(
    accepted: &Answers<'a>,
    finds: impl Fn(&Accepted, &'a Claim) -> bool,
) -> BTreeMap<Identity, (&'a Accepted, &'a Claim)> {
    let mut first = BTreeMap::new();
    for (badge, claim) in accepted.iter().flatten() {
        if finds(badge, claim) || !first.contains_key(&badge.identity) {
            first.insert(badge.identity, (*badge, *claim));
        }
    }
    first
}

/// What badges tell of their achievements: of several of one achievement, the one that is believed most.
pub(super) fn told_by<'a>(
    first: &BTreeMap<Identity, (&'a Accepted, &'a Claim)>,
) -> BTreeMap<&'a str, Seen<'a>> {
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    for (badge, _) in first.values() {
        let told = badge.seen();
        let better = |by: &Seen| by.vouched < told.vouched;
        if seen.get(told.uri).is_none_or(better) {
            seen.insert(told.uri, told);
        }
    }
    seen
}

/// What became of each badge: of several files of one, the first is kept and the others were kept already.
pub(super) fn outcomes(
    accepted: Answers<'_>,
    first: &BTreeMap<Identity, (&Accepted, &Claim)>,
    mut new: HashMap<Identity, Uuid>,
    mut same: HashMap<Identity, Uuid>,
    placed: &HashSet<Uuid>,
    achievements: &HashMap<String, Known>,
) -> Vec<Handled> {
    let handled = accepted.into_iter().map(|accepted| match accepted {
        Err(refusal) => Handled {
            outcome: Outcome::Refused(refusal),
            report: None,
            waiting: false,
            level: None,
        },
        Ok((badge, _)) => {
            // Of one badge in two forms, the other one may have told of the achievement.
            let told = [badge, first[&badge.identity].0];
            let mut told = told.iter();
            let known = told.find_map(|badge| achievements.get(&badge.achievement.uri));
            let outcome = if let Some(id) = new.remove(&badge.identity) {
                let placed = placed.contains(&id);
                same.insert(badge.identity, id);
                Outcome::Kept { id, placed }
            } else {
                let id = same[&badge.identity];
                Outcome::AlreadyKept { id }
            };
            Handled {
                outcome,
                report: Some(badge.report.clone()),
                waiting: known.is_none_or(|known| known.waiting),
                level: known.and_then(|known| known.level),
            }
        }
    });
    handled.collect()
}
