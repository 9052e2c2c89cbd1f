//! The tiles of a question's map: counted with the page of the question (R5), and shaded as its list is answered.
//!
//! A tile of a question that is known to be charged is answered from memory alone ([`Engine::tile_given`],
//! [`Engine::tile_at_hand`]); any other is charged as the page is, in a transaction of its own. Nobody's card is given.

use std::sync::Arc;

use super::cells::Places;
use super::given::One;
use super::index::{Shade, Shading};
use super::tiles::{Place, Tile};
use super::{Engine, SearchError};
use crate::account::companies::{Recruiter, Siren};
use crate::presence::question::{self, Question, Together};

impl Engine {
    /// The tile that this company was given last at an address (`asked`: its path and query), where the same would be
    /// given now: its question was charged today, and nothing changed since that it rests on. Nothing is asked of the
    /// database. `None`: read the question, and ask [`Engine::tile_at_hand`].
    #[must_use]
    pub fn tile_given(&self, company: &Siren, asked: &str) -> Option<Arc<Tile>> {
        let given = self.known.given.get(company, asked)?;
        let now = self.clock.now();
        let same = given.day == now.date_naive()
            && given.together == self.together_at_hand()?
            && self.index.holds(&*given.worked.upgrade()?, now);
        same.then(|| given.tile.upgrade()).flatten()
    }

    /// A tile of the map of a question, as far as memory tells: the question is known to be charged, the index is fresh,
    /// the shapes were drawn before. Nothing is asked of the database. `None`: ask [`Engine::tile`]. Of no question yet
    /// the cells are bare. `asked` is the address that says all of it, read by what `together` allows: see
    /// [`Engine::tile_given`].
    #[must_use]
    pub fn tile_at_hand(
        &self,
        company: &Siren,
        asked: &str,
        (question, together): (Option<Question>, Together),
        at: Place,
    ) -> Option<Arc<Tile>> {
        let known = &self.known;
        let Some(question) = question else {
            return known.tiles.at_hand(at, &bare(&*known.places.at_hand()?));
        };
        let now = self.clock.now();
        if !known.charged.knows(company, &question, now) {
            return None;
        }
        let worked = self.index.worked(&question, company, now)?;
        let tile = known.tiles.at_hand(at, worked.shading())?;
        known.given.note(
            company,
            asked,
            One {
                day: now.date_naive(),
                together,
                worked: Arc::downgrade(&worked),
                tile: Arc::downgrade(&tile),
            },
        );
        Some(tile)
    }

    /// A tile of the map of a question: each published cell with the bucket that [`Engine::shades`] tells, counted with it
    /// (R5). Of no question yet the cells are bare.
    ///
    /// # Errors
    ///
    /// [`SearchError`], as of [`Engine::shades`].
    pub async fn tile(
        &self,
        recruiter: &Recruiter,
        question: Option<&Question>,
        at: Place,
    ) -> Result<Arc<Tile>, SearchError> {
        let shading = match question {
            None => Arc::new(bare(&*self.places().await?)),
            Some(question) => self.shading(recruiter, question).await?,
        };
        Ok(self.known.tiles.tile(&self.pool, at, &shading).await?)
    }

    async fn shading(
        &self,
        recruiter: &Recruiter,
        question: &Question,
    ) -> Result<Arc<Shading>, SearchError> {
        let now = self.clock.now();
        let company = &recruiter.company;
        let places = self.places().await?;
        let buckets = if !self.known.charged.knows(company, question, now) {
            self.shades(recruiter, question).await?.buckets
        } else if let Some(shading) = self.index.shading(question, company, now) {
            return Ok(shading);
        } else {
            let mut db = self.pool.acquire().await?;
            question::shades(&mut db, question, company, now).await?
        };
        Ok(Arc::new(places.shading(&buckets)))
    }
}

/// The cells of a map that nothing was asked of.
fn bare(places: &Places) -> Shading {
    Shading {
        tree: places.tree,
        shades: vec![Shade::NOBODY; places.cells.len()].into(),
    }
}
