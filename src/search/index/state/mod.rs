//! What a node knows of who may be found: a base, those who left it, and those who changed since.
//!
//! **Invariant:** every answer here is the one that `presence.answer`, `presence.with_badges` and `presence.shades` give
//! for the same rows, question, company, seed and instant (`tests/api/oracle.rs`).

mod draw;
mod shade;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Shade;
use super::base::{Base, Number, Person, Row, Sought};
use super::changed::Changed;
use super::gathered::Gathered;
use super::matching::{Mask, Matching};
use super::moved::Moved;
use super::names::Names;
use super::sets::{self, Bits};
use crate::account::companies::Siren;
use crate::presence::question::{Question, Scope};

/// The scopes that answer a question asked at one, the narrowest first (G5).
pub(super) type Chains = HashMap<Scope, Vec<Scope>>;

/// People of one kind, and which of them are here no more.
#[derive(Debug, Default)]
struct Half {
    base: Base,
    gone: Bits,
    /// Expiries that have passed.
    passed: usize,
}

impl Half {
    fn new(gathered: &Gathered, named: bool) -> Self {
        let base = Base::of(gathered, named);
        let gone = sets::none(base.len());
        Self {
            base,
            gone,
            passed: 0,
        }
    }

    /// Takes somebody out of it, as they were in it; `None`: they had left before.
    fn take(&mut self, ordinal: u32, named: bool) -> Option<Person> {
        if sets::has(&self.gone, ordinal) {
            return None;
        }
        sets::put(&mut self.gone, ordinal);
        Some(self.base.person(ordinal, named))
    }

    fn next(&self) -> Option<i64> {
        self.base.expiry(self.passed).map(|(at, _)| at)
    }
}

/// Everybody who may be found.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) names: Names,
    chains: Chains,
    /// The live tree that the scopes are of.
    tree: i32,
    /// By which scopes each of its published cells is answered, the narrowest first; the cells in their order.
    cells: Vec<Vec<(Number, u8)>>,
    /// Who changed lately.
    pub(super) moved: Moved,
    unnamed: Half,
    named: Half,
    /// Whoever changed since the base was made, as they are now.
    changed: Changed,
}

impl State {
    pub(super) fn new(mut names: Names, chains: Chains, tree: i32, gathered: &Gathered) -> Self {
        let mut cells = BTreeMap::new();
        for (scope, chain) in &chains {
            let chain = chain.iter();
            let chain = chain.map(|scope| (names.scope(scope.clone()), Shade::scope(scope)));
            let chain: Vec<(Number, u8)> = chain.collect();
            if let Scope::Cell(cell) = scope {
                cells.insert(*cell, chain);
            }
        }
        Self {
            names,
            chains,
            tree,
            cells: cells.into_values().collect(),
            moved: Moved::default(),
            unnamed: Half::new(gathered, false),
            named: Half::new(gathered, true),
            changed: Changed::default(),
        }
    }

    /// These people are now as they were read; whoever was not found is found nowhere.
    pub(super) fn renew(
        &mut self,
        names: Names,
        ids: &BTreeSet<Uuid>,
        people: Vec<(Uuid, Person)>,
    ) {
        self.names = names;
        let mut people: HashMap<Uuid, Person> = people.into_iter().collect();
        for id in ids {
            let (before, after) = (self.take(*id), people.remove(id));
            if let Some(person) = after.clone() {
                self.changed.put(*id, person);
            }
            self.moved.put(before, after);
        }
    }

    /// Takes somebody out, as they were found; `None`: nowhere.
    fn take(&mut self, id: Uuid) -> Option<Person> {
        let changed = self.changed.take(id);
        let halves = [(&mut self.unnamed, false), (&mut self.named, true)].into_iter();
        let mut left = halves.filter_map(|(half, named)| half.take(half.base.ordinal(id)?, named));
        changed.or_else(|| left.next())
    }

    /// Around an instant: since when and until when nobody's row expired or will, in microseconds since 1970.
    pub(super) fn steady(&self, now: DateTime<Utc>) -> Range<i64> {
        debug_assert!(!self.is_due(now), "whoever of the base has run out counts");
        let now = now.timestamp_micros();
        let ends = [&self.unnamed, &self.named].into_iter();
        let until = ends
            .filter_map(Half::next)
            .chain(self.changed.next_end(now))
            .min();
        self.changed.last_end(now).unwrap_or(i64::MIN)..until.unwrap_or(i64::MAX)
    }

    /// How many may be found, and what knowing them takes in bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        let (mut people, mut bytes) = (self.changed.len(), 0);
        for half in [&self.unnamed, &self.named] {
            let gone: u32 = half.gone.iter().map(|word| word.count_ones()).sum();
            people += half.base.len() - gone as usize;
            bytes += half.base.bytes() + half.gone.capacity() * size_of::<u64>();
        }
        (people, bytes + self.changed.bytes() + self.moved.bytes())
    }

    /// How many changed, beside how many there are.
    pub(super) fn changes(&self) -> (usize, usize) {
        (
            self.changed.len(),
            self.unnamed.base.len() + self.named.base.len(),
        )
    }

    /// Whether a row of the base has expired that still counts.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        let now = now.timestamp_micros();
        let soonest = [&self.unnamed, &self.named]
            .into_iter()
            .filter_map(Half::next)
            .min();
        soonest.is_some_and(|soonest| soonest <= now)
    }

    /// Moves everybody of whom something has expired out of the base.
    pub(super) fn expire(&mut self, now: DateTime<Utc>) {
        let now = now.timestamp_micros();
        for (half, named) in [(&mut self.unnamed, false), (&mut self.named, true)] {
            while let Some((at, ordinal)) = half.base.expiry(half.passed) {
                if at > now {
                    break;
                }
                half.passed += 1;
                if let Some(person) = half.take(ordinal, named) {
                    self.changed.put(half.base.id(ordinal), person);
                }
            }
        }
    }

    fn sought(&self, question: &Question) -> Vec<Option<(u16, u8)>> {
        let wanted = question.wanted().iter();
        wanted
            .map(|wanted| {
                let competence = self.names.competence_known(&wanted.competence)?;
                Some((competence, u8::try_from(wanted.level).ok()?))
            })
            .collect()
    }

    fn matching<'a>(
        &'a self,
        half: &'a Half,
        named: bool,
        sought: &Sought,
        every: bool,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Matching<'a> {
        let company = self.names.company_known(company.as_str());
        let now = now.timestamp_micros();
        let singles: Vec<Bits> = sought
            .iter()
            .map(|sought| half.base.having(*sought, &half.gone, company))
            .collect();
        let changed = self.changed.having(sought);
        let changed = changed.filter(|(_, person)| person.named == named);
        let changed = changed.filter_map(|(id, person)| {
            let hits = hits(person, sought, company, now);
            (hits != 0).then_some((id, person, hits))
        });
        let both = every.then(|| {
            let mut both = singles.first().cloned().unwrap_or_default();
            for single in singles.iter().skip(1) {
                both.iter_mut()
                    .zip(single)
                    .for_each(|(word, other)| *word &= other);
            }
            both
        });
        Matching {
            base: &half.base,
            singles,
            changed: changed.collect(),
            every: both,
        }
    }

    fn rows(&self, id: Uuid) -> Vec<Row> {
        if let Some(person) = self.changed.get(id) {
            return person.rows.clone();
        }
        let base = &self.unnamed.base;
        let ordinal = base.ordinal(id);
        ordinal.map_or_else(Vec::new, |ordinal| base.rows(ordinal).collect())
    }
}

fn is(row: &Row, sought: Option<(u16, u8)>) -> bool {
    sought.is_some_and(|(competence, level)| row.competence == competence && row.level >= level)
}

/// Which of the competences that are sought somebody has at `now`, in microseconds since 1970: none for a company that
/// they exclude (C5).
fn hits(person: &Person, sought: &Sought, company: Option<Number>, now: i64) -> Mask {
    if company.is_some_and(|company| person.excluded.contains(&company)) {
        return 0;
    }
    (0..).zip(sought).fold(0, |hits, (at, sought)| {
        let mut rows = person.rows.iter();
        let hit = rows.any(|row| row.expires > now && is(row, *sought));
        hits | Mask::from(hit) << at
    })
}
