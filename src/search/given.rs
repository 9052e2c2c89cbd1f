//! The tiles that were given last, by the address where they were asked for: a map asks for the same ones again and again
//! while somebody looks around.
//!
//! **Invariant:** what is given from here is what would be given anew. A charge is never taken back on the day it is of;
//! whatever else a tile rests on is looked at again by [`Engine::tile_given`](super::Engine::tile_given). The octets are
//! held by [`Tiles`](super::tiles) alone, and this is bounded by number.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use chrono::NaiveDate;

use super::index::Worked;
use super::tiles::Tile;
use crate::account::companies::Siren;
use crate::presence::question::{Question, Together};

/// Tiles that are remembered at a time; one takes some hundred bytes.
const MOST: usize = 8_192;
/// The longest address that is remembered.
const LONGEST: usize = 512;

/// A tile that was given, and what it rests on.
pub(super) struct One {
    /// The day on which its question was charged (UTC).
    pub(super) day: NaiveDate,
    /// How many competences might be asked for in one person.
    pub(super) together: Together,
    pub(super) question: Question,
    pub(super) worked: Arc<Worked>,
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
        if held.count >= MOST {
            *held = Held::default();
        }
        let of_company = held.by_address.entry(company.clone()).or_default();
        if of_company.insert(asked.to_owned(), one).is_none() {
            held.count += 1;
        }
    }
}
