//! What is done with networks: import of the framework, organisations and whom their networks recognise.

use rand::Rng;
use sqlx::PgPool;
use uuid::Uuid;

use super::framework::{Framework, FrameworkError};
use super::{Organisation, PublicBase, issuer_list, keys, store};
use crate::account::seal::{MasterKey, WillNotOpen};
use crate::clock::Clock;
use crate::id;

/// Why the network's records could not be read or filled.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// An embedded file is wrong.
    #[error(transparent)]
    Framework(#[from] FrameworkError),
    /// A key of ours was sealed under another master key.
    #[error(
        "the organisations' keys were sealed under another master key: put master.key back from your backup"
    )]
    Sealed(#[from] WillNotOpen),
    /// Nobody here has that name.
    #[error("there is no organisation {0}")]
    UnknownOrganisation(String),
    /// A list could not be signed.
    #[error("a list of recognised issuers cannot be signed: {0}")]
    Unsigned(String),
    /// A key in the database has not 32 octets.
    #[error("a key in the database is no Ed25519 key")]
    NotAKey,
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Fills networks, organisations, families, competences and recognised issuers from `data/framework`, and
/// gives each organisation without a key of this year a new one. Doing it again changes nothing.
///
/// # Errors
///
/// [`NetworkError`]; nothing is written then.
pub async fn import(
    pool: &PgPool,
    framework: &Framework,
    base: &PublicBase,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<(), NetworkError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    store::put_framework(&mut tx, framework).await?;
    for network in &framework.networks {
        store::put_network(
            &mut tx,
            id::public(),
            &network.slug,
            &network.name,
            network.parent.as_deref(),
        )
        .await?;
    }
    for organisation in &framework.organisations {
        let issuer = base.issuer_uri(&organisation.slug);
        let ob2_issuer = base.ob2_issuer_uri(&organisation.slug);
        let uris = (&*issuer, &*ob2_issuer);
        store::put_organisation(&mut tx, id::public(), organisation, uris, now).await?;
    }
    keys::draw_missing(&mut tx, now, master, rng).await?;
    issuer_list::sign_changed(&mut tx, base, master, clock, rng).await?;
    tx.commit().await?;
    Ok(())
}

/// The organisations, by slug.
///
/// # Errors
///
/// When the database refuses.
pub async fn organisations(pool: &PgPool) -> Result<Vec<Organisation>, NetworkError> {
    Ok(store::organisations(pool).await?)
}

/// The issuers that a network here recognises: issuer URI, and whether it was withdrawn since.
///
/// # Errors
///
/// When the database refuses.
pub async fn recognised_issuers(pool: &PgPool) -> Result<Vec<(String, bool)>, NetworkError> {
    Ok(store::recognised(pool).await?)
}

/// An organisation, and the networks that it is a member of (slug and name); `None`: no such organisation.
///
/// # Errors
///
/// When the database refuses.
pub async fn organisation(
    pool: &PgPool,
    slug: &str,
) -> Result<Option<(Organisation, Vec<(String, String)>)>, NetworkError> {
    let mut all = store::organisations(pool).await?;
    all.retain(|organisation| organisation.slug == slug);
    let Some(found) = all.pop() else {
        return Ok(None);
    };
    let networks = store::networks_of(pool, slug).await?;
    Ok(Some((found, networks)))
}

/// The network of that short name.
///
/// # Errors
///
/// When the database refuses.
pub async fn network_id(pool: &PgPool, slug: &str) -> Result<Option<Uuid>, NetworkError> {
    Ok(store::network_id(pool, slug).await?)
}

/// The issuers that a network lists, withdrawn ones too.
///
/// # Errors
///
/// When the database refuses.
pub async fn listed(pool: &PgPool, network: &str) -> Result<Vec<super::Listed>, NetworkError> {
    Ok(store::listed(pool, network).await?)
}
