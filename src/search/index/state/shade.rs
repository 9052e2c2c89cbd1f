//! What a question tells of each scope, and how the published cells are shaded by it (R1, R2, G5).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::super::matching::Counts;
use super::super::moved::Version;
use super::super::{Shade, Shading};
use super::{State, hits};
use crate::account::companies::Siren;
use crate::presence::question::{Bucket, Question, Scope};

impl State {
    /// Whether nobody changed since who had or has what is sought.
    pub(in crate::search::index) fn is_still(&self, since: Version, question: &Question) -> bool {
        self.moved.is_still(since, &self.sought(question))
    }

    /// How many a question matches, everywhere.
    pub(in crate::search::index) fn counts(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Counts {
        let (sought, every) = (self.sought(question), question.every());
        let matching = self.matching(&self.unnamed, false, &sought, every, company, now);
        matching.counts(self.names.scopes())
    }

    /// The same from what they were at an earlier version, with whoever changed since; `None`: count anew. Between the
    /// two instants nobody's row expired ([`State::steady`]).
    pub(in crate::search::index) fn counts_since(
        &self,
        since: Version,
        counts: &Counts,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Option<Counts> {
        let steps = self.moved.since(since)?;
        let sought = self.sought(question);
        let company = self.names.company_known(company.as_str());
        let now = now.timestamp_micros();
        let mut counts = counts.clone();
        for step in steps {
            for (person, one) in [(&step.before, -1), (&step.after, 1)] {
                if let Some(person) = person.as_ref().filter(|person| !person.named) {
                    counts.add(person, hits(person, &sought, company, now), one);
                }
            }
        }
        Some(counts)
    }

    /// The bucket of each scope where the floors hold.
    pub(in crate::search::index) fn shades(&self, counts: &Counts) -> BTreeMap<Scope, Bucket> {
        let told = counts.told();
        // A scope that answers for itself: an EPCI without a cell of its own does not.
        let answering = self
            .chains
            .iter()
            .filter(|(scope, chain)| chain.first() == Some(*scope));
        let told = answering.filter_map(|(scope, _)| {
            let number = self.names.scope_known(scope)?;
            Some((scope.clone(), told[number as usize]?))
        });
        told.collect()
    }

    /// The same as each published cell is shaded by it: the narrowest of the scopes above that may be told.
    pub(in crate::search::index) fn shading(&self, counts: &Counts) -> Shading {
        let told = counts.told();
        let shades = self.cells.iter().map(|chain| {
            let mut chain = chain.iter();
            let answer = chain.find_map(|(number, scope)| Some((*scope, told[*number as usize]?)));
            answer.map_or(Shade::NOBODY, |(scope, bucket)| Shade::of(scope, bucket))
        });
        Shading {
            tree: self.tree,
            shades: shades.collect(),
        }
    }
}
