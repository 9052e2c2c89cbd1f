//! What is done with networks and keys: import of the framework, keys of a year, DID documents.

use chrono::{DateTime, Datelike, TimeZone, Utc};
use ed25519_dalek::SigningKey;
use rand::Rng;
use serde_json::{Value, json};
use sqlx::PgPool;
use zeroize::Zeroizing;

use super::framework::{Framework, FrameworkError};
use super::store::{self, PublishedKey, SealedKey};
use super::{Organisation, OrganisationKey, PublicBase};
use crate::account::seal::{MasterKey, WillNotOpen};
use crate::clock::Clock;
use crate::id;
use crate::openbadges::multikey::{self, PublicKey};

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
        store::put_organisation(&mut tx, id::public(), organisation, &issuer, now).await?;
    }
    for organisation in store::organisations_without_key(&mut tx, now).await? {
        let key = draw_key(&organisation, now, master, rng)?;
        store::put_key(&mut tx, &key).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A new key for the calendar year (UTC) that `now` lies in.
fn draw_key(
    organisation: &Organisation,
    now: DateTime<Utc>,
    master: &MasterKey,
    rng: &mut impl Rng,
) -> Result<SealedKey, NetworkError> {
    let year = now.year();
    let new_year = |y| {
        Utc.with_ymd_and_hms(y, 1, 1, 0, 0, 0)
            .single()
            .ok_or(NetworkError::NotAKey)
    };
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *secret);
    let key = SigningKey::from_bytes(&secret);
    let verification_method = format!("{}#cle-{year}", organisation.issuer_uri);
    Ok(SealedKey {
        id: id::public(),
        organisation_id: organisation.id,
        public_key: key.verifying_key().to_bytes().to_vec(),
        sealed_secret: master.seal(&purpose(&verification_method), &*secret, rng),
        verification_method,
        valid_from: new_year(year)?,
        valid_until: new_year(year + 1)?,
    })
}

fn purpose(verification_method: &str) -> String {
    format!("network.signing_key {verification_method}")
}

/// Refuses a master key that does not open what is sealed here, and none at all where something is sealed.
///
/// # Errors
///
/// [`NetworkError::Sealed`], or when the database refuses.
pub async fn check_master(pool: &PgPool, master: Option<&MasterKey>) -> Result<(), NetworkError> {
    if let Some(key) = store::oldest_key(pool).await? {
        master
            .ok_or(WillNotOpen)?
            .open(&purpose(&key.verification_method), &key.sealed_secret)?;
    }
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

/// Every organisation's key in force at `at`, opened. Drop them as soon as what was to be signed is signed.
///
/// # Errors
///
/// When the master key is another one, or the database refuses.
pub async fn keys(
    pool: &PgPool,
    master: &MasterKey,
    at: DateTime<Utc>,
) -> Result<Vec<OrganisationKey>, NetworkError> {
    let mut organisations: std::collections::HashMap<_, _> = store::organisations(pool)
        .await?
        .into_iter()
        .map(|o| (o.id, o))
        .collect();
    let mut opened = Vec::new();
    for sealed in store::keys_in_force(pool, at).await? {
        let octets = master.open(&purpose(&sealed.verification_method), &sealed.sealed_secret)?;
        let octets: &[u8; 32] = octets
            .as_slice()
            .try_into()
            .map_err(|_| NetworkError::NotAKey)?;
        if let Some(organisation) = organisations.remove(&sealed.organisation_id) {
            opened.push(OrganisationKey {
                organisation,
                verification_method: sealed.verification_method,
                secret: SigningKey::from_bytes(octets),
            });
        }
    }
    opened.sort_by(|a, b| a.organisation.slug.cmp(&b.organisation.slug));
    Ok(opened)
}

/// The DID document of one organisation, with every key that it ever signed with; `None`: no such organisation.
///
/// # Errors
///
/// When the database refuses.
pub async fn did_document(pool: &PgPool, slug: &str) -> Result<Option<Value>, NetworkError> {
    let keys = store::published_keys(pool, Some(slug)).await?;
    Ok((!keys.is_empty()).then(|| document(&keys)))
}

/// The DID documents of all organisations, each with the address where `did:web` looks for it.
///
/// # Errors
///
/// When the database refuses.
pub async fn did_documents(
    pool: &PgPool,
    base: &PublicBase,
) -> Result<Vec<(String, Value)>, NetworkError> {
    let keys = store::published_keys(pool, None).await?;
    Ok(keys
        .chunk_by(|a, b| a.slug == b.slug)
        .map(|of_one| (base.did_document_url(&of_one[0].slug), document(of_one)))
        .collect())
}

/// A DID document (DID Core 1.0) with Multikey assertion methods (Controlled Identifiers 1.0, 2.2.2).
fn document(keys: &[PublishedKey]) -> Value {
    let did = &keys[0].issuer_uri;
    let methods: Vec<&str> = keys
        .iter()
        .map(|k| k.verification_method.as_str())
        .collect();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": keys.iter().map(|k| json!({
            "id": k.verification_method,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": k.public_key.as_slice().try_into().map_or_else(
                |_| String::new(),
                |point| multikey::encode(&PublicKey::Ed25519(point)),
            ),
        })).collect::<Vec<_>>(),
        "assertionMethod": methods,
    })
}

/// The issuers that a network here recognises: issuer URI, and whether it was withdrawn since.
///
/// # Errors
///
/// When the database refuses.
pub async fn recognised_issuers(pool: &PgPool) -> Result<Vec<(String, bool)>, NetworkError> {
    Ok(store::recognised(pool).await?)
}
