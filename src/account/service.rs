//! Finding or making the person behind an address, and operators' tokens.

use std::collections::{BTreeSet, HashMap};

use rand::Rng;
use serde_json::json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use uuid::Uuid;

use super::seal::{MasterKey, WillNotOpen};
use super::secret::{Secret, digest};
use super::{Address, AgeBand, CONFIRMED, HolderKey, OwnName, Recipient, cards, store};
use crate::clock::Clock;
use crate::id;
use crate::jobs::{self, NewJob};

/// A person, as an address finds them.
pub struct Holder {
    /// Their account.
    pub id: Uuid,
    wrapped_key: Option<Vec<u8>>,
}

impl Holder {
    /// Their own key, opened; `None` once they asked to be erased.
    ///
    /// # Errors
    ///
    /// [`WillNotOpen`] under another master key.
    pub fn key(&self, master: &MasterKey) -> Result<Option<HolderKey>, WillNotOpen> {
        self.wrapped_key
            .as_deref()
            .map(|wrapped| HolderKey::unwrap(self.id, wrapped, master))
            .transpose()
    }
}

/// The person of each address, made with a key of their own where nobody has it: one address, one account.
///
/// A made account has an address that nobody has confirmed yet.
///
/// # Errors
///
/// When the database refuses.
pub async fn find_or_make(
    tx: &mut PgConnection,
    addresses: &BTreeSet<Address>,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<HashMap<Address, Holder>, sqlx::Error> {
    let mut found = find(tx, addresses).await?;
    let missing: Vec<&str> = addresses
        .iter()
        .filter(|address| !found.contains_key(address))
        .map(Address::as_str)
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let ids: Vec<Uuid> = missing.iter().map(|_| id::public()).collect();
    let keys: Vec<Vec<u8>> = ids
        .iter()
        .map(|holder| HolderKey::draw_wrapped(*holder, master, rng))
        .collect();
    store::make(tx, &ids, &missing, &keys, clock.now()).await?;
    found.extend(find(tx, addresses).await?);
    Ok(found)
}

/// The person of each recipient: of an address as [`find_or_make`] has it, of an own name whoever bears it now.
///
/// # Errors
///
/// When the database refuses.
pub async fn recipients_found(
    tx: &mut PgConnection,
    recipients: &BTreeSet<Recipient>,
    master: &MasterKey,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<HashMap<Recipient, Holder>, sqlx::Error> {
    let addresses = recipients.iter().filter_map(Recipient::address).cloned();
    let addresses: BTreeSet<Address> = addresses.collect();
    let mut people = HashMap::new();
    if !addresses.is_empty() {
        let found = find_or_make(tx, &addresses, master, clock, rng).await?;
        people.extend(
            found
                .into_iter()
                .map(|(address, holder)| (Recipient::Address(address), holder)),
        );
    }
    let names: Vec<Uuid> = recipients.iter().filter_map(Recipient::own_name).collect();
    if !names.is_empty() {
        for (name, id, wrapped_key) in cards::service::named(tx, &names).await? {
            let holder = Holder { id, wrapped_key };
            people.insert(Recipient::Account(OwnName(name)), holder);
        }
    }
    Ok(people)
}

/// All that badges may have been given to so that they are this person's: the addresses as [`addresses`] has them, then the
/// own names of the account.
///
/// # Errors
///
/// When the database does not answer.
pub async fn recipients(pool: &PgPool, holder: Uuid) -> Result<Vec<Recipient>, sqlx::Error> {
    let addresses = addresses(pool, holder).await?;
    let names = cards::service::own_names(pool, holder).await?;
    let addresses = addresses.into_iter().map(Recipient::Address);
    Ok(addresses
        .chain(names.into_iter().map(Recipient::Account))
        .collect())
}

/// What a badge is given to now: that one of the person's addresses, or else their first; the account's own name where they
/// have none at all.
///
/// # Errors
///
/// When the database does not answer.
pub async fn recipient_of(
    tx: &mut PgConnection,
    holder: Uuid,
    chosen: Option<&Address>,
) -> Result<Option<Recipient>, sqlx::Error> {
    let addresses = addresses(&mut *tx, holder).await?;
    if !addresses.is_empty() {
        let mut addresses = addresses.into_iter();
        let found = addresses.find(|one| chosen.is_none_or(|chosen| chosen == one));
        return Ok(found.map(Recipient::Address));
    }
    let mut names = cards::service::own_names(&mut *tx, holder)
        .await?
        .into_iter();
    Ok(names.next().map(Recipient::Account))
}

async fn find(
    tx: &mut PgConnection,
    addresses: &BTreeSet<Address>,
) -> Result<HashMap<Address, Holder>, sqlx::Error> {
    let emails: Vec<&str> = addresses.iter().map(Address::as_str).collect();
    let rows = store::by_address(tx, &emails).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let holder = Holder {
                id: row.id,
                wrapped_key: row.wrapped_key,
            };
            (Address(row.email), holder)
        })
        .collect())
}

/// A person by their account; `None`: there is no such account.
///
/// # Errors
///
/// When the database does not answer.
pub async fn person(db: impl PgExecutor<'_>, holder: Uuid) -> Result<Option<Holder>, sqlx::Error> {
    let wrapped = store::wrapped_key(db, holder).await?;
    Ok(wrapped.map(|wrapped_key| Holder {
        id: holder,
        wrapped_key,
    }))
}

/// A person's own key, opened; `None`: they asked to be erased, or there is no such account.
///
/// # Errors
///
/// What the caller makes of a database that does not answer, and of a key that was wrapped under another master key.
pub async fn key<E>(
    db: impl PgExecutor<'_>,
    holder: Uuid,
    master: &MasterKey,
) -> Result<Option<HolderKey>, E>
where
    E: From<sqlx::Error> + From<WillNotOpen>,
{
    match person(db, holder).await? {
        Some(person) => Ok(person.key(master)?),
        None => Ok(None),
    }
}

/// Keeps that these addresses were shown to be their holders', and tells how many were not known to be before.
///
/// # Errors
///
/// When the database refuses.
pub async fn confirm(
    tx: &mut PgConnection,
    addresses: &BTreeSet<Address>,
    clock: &dyn Clock,
) -> Result<u64, sqlx::Error> {
    let emails: Vec<&str> = addresses.iter().map(Address::as_str).collect();
    store::confirm(tx, &emails, clock.now()).await
}

/// Has what shows of a person worked out anew, once the caller's transaction is kept: an address of theirs was confirmed.
///
/// # Errors
///
/// When the database refuses.
pub async fn show_later(
    tx: &mut PgConnection,
    holder: Uuid,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    let now = clock.now();
    let job = NewJob {
        kind: CONFIRMED,
        payload: json!({ "holder": holder }),
        unique_key: Some(holder.to_string()),
        run_at: now,
    };
    jobs::enqueue(tx, &job, now).await.map(drop)
}

/// The account of an address, if anybody has shown that it is theirs.
///
/// # Errors
///
/// When the database does not answer.
pub async fn holder(pool: &PgPool, address: &Address) -> Result<Option<Uuid>, sqlx::Error> {
    store::of_confirmed(pool, address.as_str()).await
}

/// The account of an address, whether or not anybody has shown that it is theirs.
///
/// # Errors
///
/// When the database does not answer.
pub async fn known(tx: &mut PgConnection, address: &Address) -> Result<Option<Uuid>, sqlx::Error> {
    let mut found = find(tx, &BTreeSet::from([address.clone()])).await?;
    Ok(found.remove(address).map(|holder| holder.id))
}

/// What is done for one person from here on takes turns, until the caller's transaction ends.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_turn(tx: &mut PgConnection, holder: Uuid) -> Result<(), sqlx::Error> {
    store::lock_person(tx, holder).await
}

/// The addresses that a person has shown to be theirs, in the order of that; those that they have left come last, so
/// that the first one is where to write.
///
/// # Errors
///
/// When the database does not answer.
pub async fn addresses(db: impl PgExecutor<'_>, holder: Uuid) -> Result<Vec<Address>, sqlx::Error> {
    let emails = store::addresses(db, holder).await?;
    Ok(emails.into_iter().map(Address).collect())
}

/// The same, without those that they have left: somebody else may read them by now.
///
/// # Errors
///
/// When the database does not answer.
pub async fn addresses_in_use(
    db: impl PgExecutor<'_>,
    holder: Uuid,
) -> Result<Vec<Address>, sqlx::Error> {
    let emails = store::addresses_in_use(db, holder).await?;
    Ok(emails.into_iter().map(Address).collect())
}

/// Gives the person of a known address another one, shown to be theirs. One that somebody has stays with them.
///
/// # Errors
///
/// When the database refuses.
pub async fn add_address(
    tx: &mut PgConnection,
    known: &Address,
    added: &Address,
    clock: &dyn Clock,
) -> Result<(), sqlx::Error> {
    store::add_address(tx, known.as_str(), added.as_str(), clock.now()).await
}

/// Keeps the age bands that holders told, each holder once.
///
/// # Errors
///
/// When the database refuses.
pub async fn set_age_bands(
    tx: &mut PgConnection,
    told: &[(Uuid, AgeBand)],
) -> Result<(), sqlx::Error> {
    let holders: Vec<Uuid> = told.iter().map(|(holder, _)| *holder).collect();
    let bands: Vec<&str> = told.iter().map(|(_, band)| band.as_str()).collect();
    store::set_age_bands(tx, &holders, &bands).await
}

/// Who calls the API with a token in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// The token's row.
    pub id: Uuid,
    /// What the token was made for.
    pub label: String,
}

/// Those of these addresses whose people have shown that they are theirs.
///
/// # Errors
///
/// When the database does not answer.
pub async fn confirmed(
    pool: &PgPool,
    addresses: &BTreeSet<Address>,
) -> Result<BTreeSet<Address>, sqlx::Error> {
    let emails: Vec<&str> = addresses.iter().map(Address::as_str).collect();
    let found = store::confirmed(pool, &emails).await?;
    Ok(found
        .iter()
        .filter_map(|email| Address::parse(email).ok())
        .collect())
}

/// A new token for an operator, shown once: `ta_` and 256 random bits in base64url. Only its digest is kept.
///
/// # Errors
///
/// When the database refuses.
pub async fn create_operator_token(
    pool: &PgPool,
    label: &str,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Secret, sqlx::Error> {
    let token = Secret::draw("ta_", rng);
    store::put_token(pool, id::public(), label, &token.digest(), clock.now()).await?;
    Ok(token)
}

/// Who holds this token; `None`: nobody, or no longer. Found by digest, so that time tells nothing of the token.
///
/// # Errors
///
/// When the database does not answer.
pub async fn operator(pool: &PgPool, token: &str) -> Result<Option<Operator>, sqlx::Error> {
    let found = store::token(pool, &digest(token)).await?;
    Ok(found.map(|(id, label)| Operator { id, label }))
}

/// Ends every token with that label; tells how many were in force.
///
/// # Errors
///
/// When the database refuses.
pub async fn revoke_operator_tokens(
    pool: &PgPool,
    label: &str,
    clock: &dyn Clock,
) -> Result<u64, sqlx::Error> {
    store::revoke_token(pool, label, clock.now()).await
}
