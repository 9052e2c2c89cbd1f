//! What a node knows of who may be found: a base, those who left it, and those who changed since.
//!
//! **Invariant:** every answer here is the one that `presence.answer`, `presence.with_badges` and `presence.shades` give
//! for the same rows, question, company, seed and instant (`tests/api/oracle.rs`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::base::{Base, Number, Person, Row, Sought};
use super::changed::Changed;
use super::gathered::Gathered;
use super::matching::Matching;
use super::names::Names;
use super::sets::{self, Bits};
use super::{Shade, Shading};
use crate::account::companies::Siren;
use crate::presence::question::{Bucket, Draw, Drawn, Question, Scope, Seed};

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

    fn leave(&mut self, id: Uuid) {
        if let Some(ordinal) = self.base.ordinal(id) {
            sets::put(&mut self.gone, ordinal);
        }
    }

    fn next(&self) -> Option<i64> {
        self.base.expiry(self.passed).map(|(at, _)| at)
    }
}

/// What was known last of all that any node's memory ever held: no two states of one process share a number.
static LAST: AtomicU64 = AtomicU64::new(0);

/// Everybody who may be found.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) names: Names,
    chains: Chains,
    /// The live tree that the scopes are of.
    tree: i32,
    /// By which scopes each of its published cells is answered, the narrowest first; the cells in their order.
    cells: Vec<Vec<(Number, u8)>>,
    /// Another number after each change of everybody.
    version: u64,
    /// Another number after each change of somebody who had a competence or has it now.
    moved: HashMap<u16, u64>,
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
            version: next_version(),
            moved: HashMap::new(),
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
        let version = next_version();
        let mut people: HashMap<Uuid, Person> = people.into_iter().collect();
        for id in ids {
            let person = people.remove(id);
            let after = person.iter().flat_map(|person| &person.rows);
            let rows: Vec<Row> = self.rows(*id).into_iter().chain(after.copied()).collect();
            for row in rows {
                self.moved.insert(row.competence, version);
            }
            self.change(*id, person);
        }
    }

    /// Another number after each change of what an answer to the question rests on.
    pub(super) fn version(&self, question: &Question) -> u64 {
        let sought = self.sought(question).into_iter().flatten();
        let moved = sought.filter_map(|(competence, _)| self.moved.get(&competence));
        moved.copied().fold(self.version, u64::max)
    }

    /// When an answer changes by itself next: a row expires. In microseconds since 1970.
    pub(super) fn next_end(&self, now: DateTime<Utc>) -> Option<i64> {
        let now = now.timestamp_micros();
        let halves = [&self.unnamed, &self.named].into_iter();
        let ends = halves.filter_map(Half::next).filter(|end| *end > now);
        ends.chain(self.changed.next_end(now)).min()
    }

    /// How many may be found, and what knowing them takes in bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        let (mut people, mut bytes) = (self.changed.len(), 0);
        for half in [&self.unnamed, &self.named] {
            let gone: u32 = half.gone.iter().map(|word| word.count_ones()).sum();
            people += half.base.len() - gone as usize;
            bytes += half.base.bytes() + half.gone.capacity() * size_of::<u64>();
        }
        (people, bytes + self.changed.bytes())
    }

    /// Somebody is now like this; `None`: found nowhere.
    fn change(&mut self, id: Uuid, person: Option<Person>) {
        self.unnamed.leave(id);
        self.named.leave(id);
        match person {
            Some(person) => self.changed.put(id, person),
            None => self.changed.take(id),
        }
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
        self.version = next_version();
        self.moved.clear();
        for (half, named) in [(&mut self.unnamed, false), (&mut self.named, true)] {
            while let Some((at, ordinal)) = half.base.expiry(half.passed) {
                if at > now {
                    break;
                }
                half.passed += 1;
                if !sets::has(&half.gone, ordinal) {
                    sets::put(&mut half.gone, ordinal);
                    let person = half.base.person(ordinal, named);
                    self.changed.put(half.base.id(ordinal), person);
                }
            }
        }
    }

    /// What SQL would draw; after [`State::expire`] at the same instant.
    pub(super) fn draw(
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

    /// The bucket of each scope where the floors hold.
    pub(super) fn shades(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> BTreeMap<Scope, Bucket> {
        let told = self.everywhere(question, company, now);
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
    pub(super) fn shading(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Shading {
        let told = self.everywhere(question, company, now);
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

    fn everywhere(
        &self,
        question: &Question,
        company: &Siren,
        now: DateTime<Utc>,
    ) -> Vec<Option<Bucket>> {
        let sought = self.sought(question);
        let every = question.every();
        let matching = self.matching(&self.unnamed, false, &sought, every, company, now);
        matching.told_everywhere(self.names.scopes())
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
        let changed = self.changed.having(sought).filter(|(_, person)| {
            person.named == named
                && !company.is_some_and(|company| person.excluded.contains(&company))
        });
        let changed = changed.filter_map(|(id, person)| {
            let hits = (0..).zip(sought).fold(0_u8, |hits, (at, sought)| {
                let hit = person
                    .rows
                    .iter()
                    .any(|row| row.expires > now && is(row, *sought));
                hits | u8::from(hit) << at
            });
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

fn next_version() -> u64 {
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

fn is(row: &Row, sought: Option<(u16, u8)>) -> bool {
    sought.is_some_and(|(competence, level)| row.competence == competence && row.level >= level)
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
