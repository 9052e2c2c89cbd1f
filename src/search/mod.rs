//! The recruiter's question, asked and answered.
//!
//! [`Engine`] answers: [`Engine::ask`] with cards, [`Engine::shades`] for the map, whose tiles are [`tiles`]. [`everyone`] tells to whom « Écrire à
//! tous » of an answer goes, [`tokens::open`] for whom a card stands.
//!
//! **Invariant:** whoever asks is a recruiter of a company; what they get went through `presence::question`'s rules, and
//! bears no identifier that outlives the search but the badges that a holder chose to show.

pub mod alerts;
mod alerts_store;
pub mod area;
mod area_store;
mod budget;
pub mod cells;
mod cells_store;
mod given;
pub mod index;
mod maps;
mod near;
mod near_store;
mod recent;
pub mod rights;
pub mod saved;
pub mod service;
mod store;
mod sweep;
pub mod tiles;
pub mod tokens;
mod tokens_store;
pub mod words;

use chrono::{DateTime, Utc};

pub use budget::{BUDGET, Spent};
pub use recent::{LASTS, Recent};
pub use service::{Cards, Engine, Everyone, Found, Shades, Shapes, Shown, everyone};
pub use sweep::Sweep;

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The company's budget of the day is spent (R5): it works again from this instant on.
    #[error("the budget of this company is spent until {until}")]
    Spent {
        /// When the next day begins (UTC).
        until: DateTime<Utc>,
    },
    /// The database does not answer, or refuses.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}
