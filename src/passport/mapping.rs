//! A coordinator says, once for all of its badges, which competence an achievement from elsewhere shows, if any.
//!
//! **Invariant:** the decision, its audit row and what it changes on the map are one transaction: a badge that is
//! marked sensitive is in no live answer once this returns, and one that is mapped is in them.

use sqlx::PgPool;
use uuid::Uuid;

use super::store;
use crate::clock::Clock;
use crate::issuing::review::{self, Decision, ReviewError};
use crate::presence::service as presence;

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// It is another than before.
    pub changed: bool,
    /// People whose visibility was worked out anew.
    pub holders: usize,
}

/// Keeps a decision, the first or a correction, and works out anew what is visible of everyone who holds a badge of the
/// achievement. The same decision twice is one.
///
/// # Errors
///
/// [`ReviewError`]; nothing is changed then.
pub async fn decide(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &str,
    achievement: Uuid,
    decision: &Decision,
) -> Result<Decided, ReviewError> {
    for _ in 0..3 {
        match once(pool, clock, actor, achievement, decision).await {
            // Sent back because an import stood in the way, which is done by now.
            Err(ReviewError::Database(error)) if super::service::is_a_collision(&error) => {}
            outcome => return outcome,
        }
    }
    once(pool, clock, actor, achievement, decision).await
}

async fn once(
    pool: &PgPool,
    clock: &dyn Clock,
    actor: &str,
    achievement: Uuid,
    decision: &Decision,
) -> Result<Decided, ReviewError> {
    let mut tx = pool.begin().await?;
    let changed = review::decide(&mut tx, actor, achievement, decision, clock.now()).await?;
    let holders = if changed {
        store::holders_of(&mut tx, achievement).await?
    } else {
        Vec::new()
    };
    if !holders.is_empty() {
        presence::refresh_all(&mut tx, clock, &holders).await?;
    }
    tx.commit().await?;
    Ok(Decided {
        changed,
        holders: holders.len(),
    })
}
