//! Reference data: the embedded tables and outlines of `data/territory`, and both coarsening trees built
//! from them, kept in the schema `territory`.
//!
//! **Invariant:** what the tables hold is a function of the embedded files and of the rule of G2 alone; a
//! second import of the same files changes nothing, and a tree that holders are shown on is never replaced
//! behind their back (a new census goes through [`Tree::renewed`], G4).

mod files;
mod store;

#[cfg(test)]
mod tests;

use sqlx::PgPool;

use crate::clock::Clock;
use crate::territory::{LIVE_K, STATISTICS_K, Tree, TreeError};

pub use files::{FileError, Files};

/// The trees now in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// `territory.tree.id` of the tree that holders are shown on (K = 2,000).
    pub live_tree: i32,
    /// `territory.tree.id` of the tree that statistics are counted on (K = 10,000).
    pub statistics_tree: i32,
    /// Whether this import wrote anything.
    pub imported: bool,
}

/// Why reference data could not be imported.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// An embedded file does not say what it should.
    #[error(transparent)]
    File(#[from] FileError),
    /// No tree can be built from the embedded communes.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The database holds a tree of another census or of another version of the rule.
    #[error(
        "this database was filled from other reference data; a new census must start from its tree (PRIVACY G4)"
    )]
    AnotherCensus,
    /// The database refused.
    #[error("the database refused the reference data: {0}")]
    Database(#[from] sqlx::Error),
}

/// Fills `territory.*` from the embedded files and builds both trees, in one transaction; does nothing
/// when that was done before. Two nodes that start together wait for each other.
///
/// # Errors
///
/// [`ReferenceError`]; nothing is written then.
pub async fn import(pool: &PgPool, clock: &dyn Clock) -> Result<Reference, ReferenceError> {
    let digest = files::digest();
    let mut tx = pool.begin().await?;
    store::lock(&mut tx).await?;
    let live = store::tree(&mut tx, LIVE_K, &digest).await?;
    let statistics = store::tree(&mut tx, STATISTICS_K, &digest).await?;
    if let (Some(live_tree), Some(statistics_tree)) = (live, statistics) {
        return Ok(Reference {
            live_tree,
            statistics_tree,
            imported: false,
        });
    }
    if store::holds_any_tree(&mut tx).await? {
        return Err(ReferenceError::AnotherCensus);
    }

    let files = Files::read()?;
    store::insert_administrative(&mut tx, &files).await?;
    let communes = files.communes();
    let base = files.base()?;
    let now = clock.now();
    let mut ids = [0; 2];
    for (id, k) in ids.iter_mut().zip([LIVE_K, STATISTICS_K]) {
        let tree = Tree::build(&communes, &base, k)?;
        *id = store::insert_tree(&mut tx, &tree, &digest, now).await?;
    }
    store::analyse(&mut tx).await?;
    tx.commit().await?;
    let [live_tree, statistics_tree] = ids;
    Ok(Reference {
        live_tree,
        statistics_tree,
        imported: true,
    })
}

/// Both trees, built in memory from the embedded files: the very ones that [`import`] stores.
///
/// # Errors
///
/// [`ReferenceError::File`] or [`ReferenceError::Tree`] when the embedded files are broken.
pub fn tree(k: u32) -> Result<Tree, ReferenceError> {
    let files = Files::read()?;
    Ok(Tree::build(&files.communes(), &files.base()?, k)?)
}
