//! « Émetteur reconnu »: each network's list of the issuers that it recognises, signed by the network and dated.
//!
//! **Invariant:** what is served was signed when it last changed; nobody who only serves it can change it.

use chrono::{DateTime, SecondsFormat, Utc};
use rand::Rng;
use serde_json::{Value, json};
use sqlx::{PgConnection, PgPool};

use super::keys::{Window, new_secret, open_secret};
use super::service::NetworkError;
use super::{PublicBase, list_store as store};
use crate::account::seal::MasterKey;
use crate::clock::Clock;
use crate::id;
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use crate::openbadges::multikey::{self, PublicKey};

/// Gives each network without a key in force at `at` one for the calendar year (UTC) of that instant.
pub(super) async fn draw_missing(
    tx: &mut PgConnection,
    at: DateTime<Utc>,
    base: &PublicBase,
    master: &MasterKey,
    rng: &mut (impl Rng + Send),
) -> Result<(), NetworkError> {
    for network in store::networks_without_key(tx, at).await? {
        let window = Window::of_the_year(at)?;
        let method = format!("{}#cle-{}", base.network_uri(&network.slug), window.year);
        let secret = new_secret(&method, master, rng);
        let key = store::NewKey {
            id: id::public(),
            network_id: network.id,
            verification_method: &method,
            public_key: &secret.public,
            sealed_secret: &secret.sealed,
            valid_from: window.from,
            valid_until: window.until,
        };
        store::put_key(tx, &key).await?;
    }
    Ok(())
}

/// Draws the keys of the year that networks lack, and signs anew each list that has changed; tells how many.
///
/// # Errors
///
/// [`NetworkError`]; nothing is written then.
pub async fn sign_changed(
    tx: &mut PgConnection,
    base: &PublicBase,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<usize, NetworkError> {
    let now = clock.now();
    draw_missing(tx, now, base, master, rng).await?;
    let mut signed = 0;
    for list in store::lists(tx, now).await? {
        let content = content(base, &list);
        if list.content.as_ref() == Some(&content) {
            continue;
        }
        let secret = open_secret(&list.verification_method, &list.sealed_secret, master)?;
        let signer = LocalSigner::new(secret, list.verification_method.clone());
        let mut document = content.clone();
        document["date"] = instant(now).into();
        let document = sign(&document, Cryptosuite::EddsaJcs2022, &signer, now)
            .map_err(|error| NetworkError::Unsigned(error.to_string()))?;
        store::put_list(tx, list.network_id, &content, &document.to_string(), now).await?;
        signed += 1;
    }
    Ok(signed)
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What a list says. Signed as JSON (`eddsa-jcs-2022`): it is no credential, and its members need no context.
fn content(base: &PublicBase, list: &store::List) -> Value {
    json!({
        "id": base.url(&format!("/reseaux/{}/emetteurs.json", list.slug)),
        "type": "RecognisedIssuers",
        "issuer": { "id": base.network_uri(&list.slug), "name": list.name },
        "recognised": list.issuers,
    })
}

/// The signed list of a network, as it is served; `None`: no such network.
///
/// # Errors
///
/// When the database refuses.
pub async fn document(pool: &PgPool, slug: &str) -> Result<Option<String>, NetworkError> {
    Ok(store::document(pool, slug).await?)
}

/// The DID document of a network, with every key that it ever signed with; `None`: no such network.
///
/// # Errors
///
/// When the database refuses.
pub async fn did_document(
    pool: &PgPool,
    base: &PublicBase,
    slug: &str,
) -> Result<Option<Value>, NetworkError> {
    let keys = store::public_keys(pool, slug).await?;
    if keys.is_empty() {
        return Ok(None);
    }
    let did = base.network_uri(slug);
    let methods: Vec<&str> = keys.iter().map(|key| &*key.verification_method).collect();
    let described = keys.iter().map(|key| {
        let point = key.public_key.as_slice().try_into();
        json!({
            "id": key.verification_method,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": point.map_or_else(|_| String::new(), |point| multikey::encode(&PublicKey::Ed25519(point))),
            "expires": instant(key.valid_until),
        })
    });
    Ok(Some(json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": described.collect::<Vec<_>>(),
        "assertionMethod": methods,
    })))
}
