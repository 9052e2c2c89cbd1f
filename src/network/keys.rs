//! The keys that organisations sign with: one a calendar year, drawn here, published with its end.
//!
//! A job draws next year's a month before, so that nobody waits for a restart on New Year's Day and verifiers that keep
//! documents for a while have seen it by then.
//!
//! **Invariant:** a key that was published stays published; what it signed while it was in force stays good.

use std::sync::Arc;

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, TimeZone, Utc};
use ed25519_dalek::SigningKey;
use rand::{Rng, SeedableRng as _};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};
use zeroize::Zeroizing;

use super::keys_store::{self as store, PublishedKey, SealedKey};
use super::service::NetworkError;
use super::{Organisation, OrganisationKey, PublicBase, issuer_list};
use crate::account::seal::{MasterKey, WillNotOpen};
use crate::clock::Clock;
use crate::id;
use crate::jobs::{Done, Handler, Job};
use crate::openbadges::multikey::{self, PublicKey};

/// How long before its year begins a key is drawn.
const AHEAD: TimeDelta = TimeDelta::days(30);

/// Draws keys before they are needed, for organisations and networks.
pub struct DrawKeys {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What secret halves are sealed under.
    pub master: MasterKey,
    /// The installation's address.
    pub base: PublicBase,
}

impl DrawKeys {
    async fn draw(&self) -> Result<(), NetworkError> {
        let now = self.clock.now();
        let mut rng = ChaCha20Rng::from_rng(&mut rand::rng());
        let mut tx = self.pool.begin().await?;
        for at in [now, now + AHEAD] {
            draw_missing(&mut tx, at, &self.master, &mut rng).await?;
            issuer_list::draw_missing(&mut tx, at, &self.base, &self.master, &mut rng).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

impl Handler for DrawKeys {
    fn kind(&self) -> &'static str {
        "network.keys"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let drawn = self.draw().await;
            drawn.map_err(|error| error.to_string())
        })
    }
}

/// Gives each organisation without a key in force at `at` one for the calendar year (UTC) of that instant.
pub(super) async fn draw_missing(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
) -> Result<(), NetworkError> {
    for organisation in store::organisations_without_key(tx, at).await? {
        let name = format!("cle-{}", at.year());
        let from = new_year_of(at.year())?;
        let key = draw_key(&organisation, &name, from, at, master, rng)?;
        store::put_key(tx, &key).await?;
    }
    Ok(())
}

fn new_year_of(year: i32) -> Result<DateTime<Utc>, NetworkError> {
    Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0)
        .single()
        .ok_or(NetworkError::NotAKey)
}

/// The calendar year (UTC) that a key is for.
pub(super) struct Window {
    pub year: i32,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

impl Window {
    pub(super) fn of_the_year(now: DateTime<Utc>) -> Result<Self, NetworkError> {
        let year = now.year();
        Ok(Self {
            year,
            from: new_year_of(year)?,
            until: new_year_of(year + 1)?,
        })
    }
}

/// A key that was just drawn: its public half, and the secret one sealed.
pub(super) struct Drawn {
    pub public: [u8; 32],
    pub sealed: Vec<u8>,
}

/// Draws a key and seals its secret half for this verification method alone.
pub(super) fn new_secret(method: &str, master: &MasterKey, rng: &mut impl Rng) -> Drawn {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *secret);
    Drawn {
        public: SigningKey::from_bytes(&secret).verifying_key().to_bytes(),
        sealed: master.seal(&purpose(method), &*secret, rng),
    }
}

/// Opens what [`new_secret`] sealed.
pub(super) fn open_secret(
    method: &str,
    sealed: &[u8],
    master: &MasterKey,
) -> Result<SigningKey, NetworkError> {
    let octets = master.open(&purpose(method), sealed)?;
    let octets: &[u8; 32] = octets
        .as_slice()
        .try_into()
        .map_err(|_| NetworkError::NotAKey)?;
    Ok(SigningKey::from_bytes(octets))
}

/// A new key of that name, from an instant on to the end of the calendar year (UTC) of `now`.
fn draw_key(
    organisation: &Organisation,
    name: &str,
    valid_from: DateTime<Utc>,
    now: DateTime<Utc>,
    master: &MasterKey,
    rng: &mut impl Rng,
) -> Result<SealedKey, NetworkError> {
    let verification_method = format!("{}#{name}", organisation.issuer_uri);
    let secret = new_secret(&verification_method, master, rng);
    Ok(SealedKey {
        id: id::public(),
        organisation_id: organisation.id,
        public_key: secret.public.to_vec(),
        sealed_secret: secret.sealed,
        verification_method,
        valid_from,
        valid_until: new_year_of(now.year() + 1)?,
    })
}

/// Gives an organisation a new key from now on, and ends the one in force: what that one signed stays good, and it
/// stays published with its end. Tells the new key's name.
///
/// # Errors
///
/// [`NetworkError::UnknownOrganisation`], or what the database says; nothing changes then.
pub async fn rotate(
    pool: &PgPool,
    slug: &str,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<String, NetworkError> {
    let now = clock.now();
    let mut tx = pool.begin().await?;
    let (organisation, drawn) = store::lock_for_rotation(&mut tx, slug, now.year())
        .await?
        .ok_or_else(|| NetworkError::UnknownOrganisation(slug.to_owned()))?;
    store::close_keys(&mut tx, organisation.id, now).await?;
    let name = format!("cle-{}-{}", now.year(), drawn + 1);
    let key = draw_key(&organisation, &name, now, now, master, rng)?;
    store::put_key(&mut tx, &key).await?;
    tx.commit().await?;
    Ok(key.verification_method)
}

/// A published key, as `territoire keys list` and an organisation's page show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyLine {
    /// Whose it is.
    pub organisation: String,
    /// What proofs name.
    pub verification_method: String,
    /// The key, as Multikey text.
    pub public_key_multibase: String,
    /// From when on it speaks for the organisation.
    pub valid_from: DateTime<Utc>,
    /// What is signed later does not count.
    pub valid_until: DateTime<Utc>,
}

impl KeyLine {
    /// Whether it signs at that time.
    #[must_use]
    pub fn in_force(&self, at: DateTime<Utc>) -> bool {
        self.valid_from <= at && at < self.valid_until
    }

    /// The part of its name after the organisation's identifier.
    #[must_use]
    pub fn name(&self) -> &str {
        super::key_name(&self.verification_method)
    }
}

/// Every key that organisations ever signed with, oldest first; of one organisation, or of all.
///
/// # Errors
///
/// When the database refuses.
pub async fn published(pool: &PgPool, slug: Option<&str>) -> Result<Vec<KeyLine>, NetworkError> {
    let keys = store::published_keys(pool, slug).await?;
    Ok(keys
        .into_iter()
        .map(|key| KeyLine {
            public_key_multibase: multibase(&key),
            organisation: key.slug,
            verification_method: key.verification_method,
            valid_from: key.valid_from,
            valid_until: key.valid_until,
        })
        .collect())
}

fn multibase(key: &PublishedKey) -> String {
    let point = key.public_key.as_slice().try_into();
    point.map_or_else(
        |_| String::new(),
        |point| multikey::encode(&PublicKey::Ed25519(point)),
    )
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

/// Every organisation's key in force at `at`, opened. Drop them as soon as what was to be signed is signed.
///
/// # Errors
///
/// When the master key is another one, or the database refuses.
pub async fn in_force(
    pool: &PgPool,
    master: &MasterKey,
    at: DateTime<Utc>,
) -> Result<Vec<OrganisationKey>, NetworkError> {
    let mut organisations: std::collections::HashMap<_, _> = super::store::organisations(pool)
        .await?
        .into_iter()
        .map(|o| (o.id, o))
        .collect();
    let mut opened = Vec::new();
    for sealed in store::keys_in_force(pool, at).await? {
        let secret = open_secret(&sealed.verification_method, &sealed.sealed_secret, master)?;
        if let Some(organisation) = organisations.remove(&sealed.organisation_id) {
            opened.push(OrganisationKey {
                organisation,
                verification_method: sealed.verification_method,
                secret,
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
            "publicKeyMultibase": multibase(k),
            "expires": k.valid_until.to_rfc3339_opts(SecondsFormat::Secs, true),
        })).collect::<Vec<_>>(),
        "assertionMethod": methods,
    })
}
