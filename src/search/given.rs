//! The tiles that were given last, by the address where they were asked for: a map asks for the same ones again and again
//! while somebody looks around.
//!
//! **Invariant:** what is given from here is what would be given anew. A charge is never taken back on the day it is of;
//! whatever else a tile rests on is looked at again by [`Engine::tile_given`](super::Engine::tile_given). What
//! was worked out, and the octets, are held by the index and by [`Tiles`](super::tiles) alone; this is bounded by number.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use chrono::NaiveDate;

use super::index::Worked;
use super::tiles::Tile;
use crate::account::companies::Siren;
use crate::presence::question::Together;

/// Tiles that are remembered at a time, those of a hundred people who look around; one takes some hundred bytes.
const MOST: usize = 32_768;
/// The longest address that is remembered.
const LONGEST: usize = 512;

/// A tile that was given, and what it rests on.
pub(super) struct One {
    /// The day on which its question was charged (UTC).
    pub(super) day: NaiveDate,
    /// How many competences might be asked for in one person.
    pub(super) together: Together,
    pub(super) worked: Weak<Worked>,
    pub(super) tile: Weak<Tile>,
}

#[derive(Default)]
struct Held {
    by_address: HashMap<Siren, HashMap<String, Arc<One>>>,
    count: usize,
}

/// By company and address.
#[derive(Default)]
pub(super) struct Given(RwLock<Held>);

impl Given {
    pub(super) fn get(&self, company: &Siren, asked: &str) -> Option<Arc<One>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.by_address.get(company)?.get(asked).cloned()
    }

    pub(super) fn note(&self, company: &Siren, asked: &str, one: One) {
        if asked.len() > LONGEST {
            return;
        }
        let one = Arc::new(one);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of_company = held.by_address.get(company);
        if !of_company.is_some_and(|known| known.contains_key(asked)) {
            if held.count >= MOST {
                *held = Held::default();
            }
            held.count += 1;
        }
        let of_company = held.by_address.entry(company.clone()).or_default();
        of_company.insert(asked.to_owned(), one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_is_known_to_its_company_and_few_are_known() {
        let given = Given::default();
        let one = |day: u32| One {
            day: NaiveDate::from_yo_opt(2026, day).expect("a day"),
            together: Together::Two,
            worked: Weak::new(),
            tile: Weak::new(),
        };
        let [mine, other] =
            ["732829320", "356000000"].map(|siren| Siren::parse(siren).expect("a SIREN"));
        let day = |company: &Siren, asked: &str| given.get(company, asked).map(|one| one.day);
        given.note(&mine, "/5/16/11.mvt?a", one(1));
        assert_eq!(day(&mine, "/5/16/11.mvt?a"), Some(one(1).day));
        assert_eq!(day(&other, "/5/16/11.mvt?a"), None, "another company (C5)");
        assert_eq!(day(&mine, "/5/16/11.mvt?b"), None, "another question");
        given.note(&mine, &"a".repeat(LONGEST + 1), one(1));
        assert_eq!(day(&mine, &"a".repeat(LONGEST + 1)), None);
        for number in 1..MOST {
            given.note(&mine, &number.to_string(), one(1));
        }
        given.note(&mine, "1", one(2));
        assert!(
            day(&mine, "/5/16/11.mvt?a").is_some(),
            "none more than before"
        );
        assert_eq!(day(&mine, "1"), Some(one(2).day));
        given.note(&other, "1", one(3));
        assert_eq!(
            (day(&mine, "1"), day(&other, "1")),
            (None, Some(one(3).day))
        );
    }
}
