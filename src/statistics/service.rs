//! Making a release, and reading the latest.

use crate::clock::Clock;
use crate::territory::{LIVE_K, STATISTICS_K};

use super::store::{self, Error, Pool};
use super::{
    BudgetLine, FINE_TREE_FROM, NamedFigure, Place, Release, ReleaseError, ReleaseKey, Series,
    View, Within, YEARLY_EPSILON, count,
};

/// Counts, adds noise, draws the map and freezes it all, in one transaction; the key is destroyed before
/// this returns. `app` is the pool of the owner, not of the public role.
///
/// The tree is chosen by the *noisy* count of the region, so that not even this choice tells of one holder.
///
/// # Errors
///
/// [`ReleaseError::BudgetSpent`] when the releases of the last 365 days and this one would together pass
/// ε = 5 (P3); [`ReleaseError::NoTree`] before reference data is imported; nothing is published then.
pub async fn release(
    app: &Pool,
    clock: &dyn Clock,
    key: ReleaseKey,
) -> Result<Release, ReleaseError> {
    let now = clock.now();
    let mut tx = app.begin().await?;
    store::lock(&mut tx).await?;

    let coarse = store::tree(&mut tx, STATISTICS_K)
        .await?
        .ok_or(ReleaseError::NoTree)?;
    let mut tree = coarse;
    let mut figures = count::figures(
        &store::plan(&mut tx, coarse).await?,
        &store::counted_holders(&mut tx, coarse, now).await?,
        &key,
    );
    let region = figures
        .iter()
        .find(|figure| figure.series == Series::Region)
        .and_then(|figure| figure.value);
    let fine = i64::from(region.unwrap_or(0)) >= FINE_TREE_FROM;
    if fine {
        tree = store::tree(&mut tx, LIVE_K)
            .await?
            .ok_or(ReleaseError::NoTree)?;
        let mut plan = store::plan(&mut tx, tree).await?;
        plan.fine = true;
        figures = count::figures(
            &plan,
            &store::counted_holders(&mut tx, tree, now).await?,
            &key,
        );
    }
    drop(key);

    let published = Series::published(fine);
    let spent = store::spent_since(&mut tx, now - chrono::TimeDelta::days(365)).await?;
    let wanted: f64 = published.iter().map(|series| series.epsilon()).sum();
    if spent + wanted > YEARLY_EPSILON {
        return Err(ReleaseError::BudgetSpent { spent, wanted });
    }

    let release = store::insert_release(&mut tx, now, tree).await?;
    store::insert_figures(&mut tx, release.id, &figures).await?;
    store::insert_places(&mut tx, release.id, tree).await?;
    store::insert_budget(&mut tx, release.id, published).await?;
    tx.commit().await?;
    Ok(release)
}

/// The release that is shown; none before the first. `public` is the pool of the public role, here and below.
///
/// # Errors
///
/// When the database does not answer.
pub async fn latest(public: &Pool) -> Result<Option<Release>, Error> {
    store::latest(public).await
}

/// The latest release's map, as rows: the very places that tiles show. Empty before the first release.
///
/// # Errors
///
/// When the database does not answer.
pub async fn places(public: &Pool, within: &Within, view: &View) -> Result<Vec<Place>, Error> {
    match view {
        View::Holders => store::places(public, within).await,
        View::Family(family) => {
            store::departments(public, within, Series::DepartmentFamily, family).await
        }
        View::Level(level) => {
            store::departments(public, within, Series::DepartmentLevel, &level.to_string()).await
        }
    }
}

/// A table of the latest release, by department and name. Empty before the first release.
///
/// # Errors
///
/// When the database does not answer.
pub async fn figures(public: &Pool, series: Series) -> Result<Vec<NamedFigure>, Error> {
    store::figures(public, series).await
}

/// The privacy ledger, oldest release first (P3).
///
/// # Errors
///
/// When the database does not answer.
pub async fn budget(public: &Pool) -> Result<Vec<BudgetLine>, Error> {
    store::budget(public).await
}
