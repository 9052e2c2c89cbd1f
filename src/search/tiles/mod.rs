//! The recruiter's map as vector tiles: the published cells, each shaded by the answer to a question.
//!
//! The shapes of a tile are the same for every question and company: they are drawn once for a tree ([`mould`]). A tile
//! with its shades is compressed once, too, and kept by what it *shows*: two questions that shade it alike are given the
//! same octets, and nothing of a question is kept here.
//!
//! **Invariant:** what is kept takes a bounded number of octets, and is of the tree that its key names.

mod mould;
mod store;

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

use flate2::Compression;
use flate2::write::GzEncoder;
use sqlx::PgPool;

use super::index::{Shade, Shading};
use mould::Mould;
pub use mould::{LAYER, number};

/// A tile's zoom, column and row.
pub type Place = (i32, i32, i32);

/// What moulds, and what finished tiles, may take in bytes; beyond, either begins anew.
const BUDGET: usize = 24 * 1024 * 1024;

/// A tile, as it is and compressed; both empty where there is nothing to see.
#[derive(Debug, PartialEq, Eq)]
pub struct Tile {
    /// Mapbox Vector Tile 2.1.
    pub plain: Vec<u8>,
    /// The same under gzip.
    pub gzip: Vec<u8>,
}

impl Tile {
    fn new(plain: Vec<u8>) -> std::io::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::new(6));
        gzip.write_all(&plain)?;
        let gzip = gzip.finish()?;
        Ok(Self { plain, gzip })
    }
}

/// Things by key that take so many bytes together at most.
struct Bounded<K, V> {
    held: HashMap<K, V>,
    octets: usize,
}

impl<K, V> Default for Bounded<K, V> {
    fn default() -> Self {
        Self {
            held: HashMap::new(),
            octets: 0,
        }
    }
}

impl<K: std::hash::Hash + Eq, V> Bounded<K, V> {
    fn put(&mut self, key: K, value: V, octets: usize) {
        // The table and the key take their part.
        let octets = octets + 200;
        if self.octets + octets > BUDGET {
            *self = Self::default();
        }
        self.octets += octets;
        self.held.insert(key, value);
    }
}

/// A tile by what it shows: of which tree, where, and an octet a cell.
type Shown = (i32, Place, Box<[u8]>);

/// The tiles of one node.
#[derive(Default)]
pub(super) struct Tiles {
    moulds: RwLock<Bounded<(i32, Place), Arc<Mould>>>,
    shown: RwLock<Bounded<Shown, Arc<Tile>>>,
}

impl Tiles {
    /// The tile with these shades, where its shapes were drawn before.
    pub(super) fn at_hand(&self, at: Place, shading: &Shading) -> Option<Arc<Tile>> {
        let moulds = self.moulds.read().unwrap_or_else(PoisonError::into_inner);
        let mould = moulds.held.get(&(shading.tree, at)).cloned()?;
        drop(moulds);
        self.of(&mould, at, shading).ok()
    }

    /// The tile with these shades.
    pub(super) async fn tile(
        &self,
        pool: &PgPool,
        at: Place,
        shading: &Shading,
    ) -> Result<Arc<Tile>, sqlx::Error> {
        if let Some(tile) = self.at_hand(at, shading) {
            return Ok(tile);
        }
        let (cells, drawn) = store::tile(pool, shading.tree, at).await?;
        let mould = Mould::of(&drawn, &cells);
        let mould = mould.ok_or_else(|| sqlx::Error::Decode("a tile cannot be read".into()))?;
        let mould = Arc::new(mould);
        let mut moulds = self.moulds.write().unwrap_or_else(PoisonError::into_inner);
        moulds.put((shading.tree, at), Arc::clone(&mould), mould.bytes());
        drop(moulds);
        self.of(&mould, at, shading).map_err(sqlx::Error::Io)
    }

    fn of(&self, mould: &Mould, at: Place, shading: &Shading) -> std::io::Result<Arc<Tile>> {
        let shades = mould.shades(&shading.shades).map(Shade::octet).collect();
        let shown: Shown = (shading.tree, at, shades);
        let known = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(tile) = known.held.get(&shown) {
            return Ok(Arc::clone(tile));
        }
        drop(known);
        let tile = Arc::new(Tile::new(mould.shaded(&shading.shades))?);
        let octets = tile.plain.len() + tile.gzip.len() + shown.2.len();
        let mut known = self.shown.write().unwrap_or_else(PoisonError::into_inner);
        known.put(shown, Arc::clone(&tile), octets);
        Ok(tile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded() {
        let mut bounded = Bounded::default();
        for key in 0..100 {
            bounded.put(key, (), BUDGET / 10);
            assert!(bounded.octets <= BUDGET && bounded.held.contains_key(&key));
        }
        assert!(bounded.held.len() < 10);
    }

    #[test]
    fn a_tile_is_the_same_under_gzip() {
        let tile = Tile::new(b"abc".repeat(100)).expect("a tile");
        let mut read = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*tile.gzip), &mut read).expect("gzip");
        assert_eq!(read, tile.plain);
    }
}
