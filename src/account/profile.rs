//! What a holder wants the applications that they let in to read of them: little, and nothing that they did not put there.
//!
//! **Invariant:** a profile is sealed under its holder's key; it holds no e-mail address but one that they confirmed,
//! and no address, telephone or place at all.

use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::profile_store as store;
use super::seal::{MasterKey, WillNotOpen};
use super::{Address, HolderKey};
use crate::clock::Clock;
use crate::openbadges::issue::OPEN_BADGES_V3;

/// Longest name that is kept, in characters.
const LONGEST_NAME: usize = 100;
/// Longest identifier that is kept, in octets.
const LONGEST_ID: usize = 500;

/// A profile of Open Badges 3.0, as far as it is kept here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    id: Option<String>,
    name: Option<String>,
    email: Option<String>,
}

/// What in a profile is not kept here, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct NotKept {
    /// The property.
    pub field: String,
    /// For the person who writes the application.
    pub why: &'static str,
}

/// Why a profile cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Something in it is not kept here.
    #[error(transparent)]
    NotKept(#[from] NotKept),
    /// This person asked to be erased.
    #[error("there is no such holder any more")]
    Gone,
    /// The database refused.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// It was sealed under another key.
    #[error(transparent)]
    Sealed(#[from] WillNotOpen),
    /// It was sealed whole, and is not what was sealed.
    #[error("a sealed profile cannot be read")]
    Unreadable,
}

impl Profile {
    /// Reads a whole profile as an application sends it for `holder`, whose confirmed addresses these are.
    fn read(body: &Value, own_id: &str, addresses: &[Address]) -> Result<Self, NotKept> {
        let refuse = |field: &str, why| NotKept {
            field: field.chars().take(40).collect(),
            why,
        };
        let Some(members) = body.as_object() else {
            return Err(refuse("Profile", "a JSON object"));
        };
        let is_profile = |kind: &Value| kind == "Profile";
        let says_so = match &body["type"] {
            Value::Array(kinds) => kinds.iter().any(is_profile),
            kind => is_profile(kind),
        };
        if !says_so {
            return Err(refuse("type", "Profile is missing"));
        }
        let text = |field: &str, longest: usize| match &body[field] {
            Value::Null => Ok(None),
            Value::String(text)
                if !text.trim().is_empty()
                    && text.chars().count() <= longest
                    && !text.chars().any(char::is_control) =>
            {
                Ok(Some(text.trim().to_owned()))
            }
            _ => Err(refuse(field, "one text, neither empty nor too long")),
        };
        let known = ["@context", "id", "type", "name", "email"];
        if let Some(other) = members.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(refuse(
                other,
                "not kept here: a profile has an id, a name and a confirmed e-mail address at most",
            ));
        }
        let id = text("id", LONGEST_ID)?.filter(|id| id != own_id);
        if id.as_deref().is_some_and(|id| url::Url::parse(id).is_err()) {
            return Err(refuse("id", "a URI"));
        }
        let email = text("email", LONGEST_ID)?
            .map(|email| {
                Address::parse(&email)
                    .ok()
                    .filter(|email| addresses.contains(email))
                    .ok_or_else(|| {
                        refuse("email", "none of the addresses that this holder confirmed")
                    })
            })
            .transpose()?;
        Ok(Self {
            id,
            name: text("name", LONGEST_NAME)?,
            email: email.map(|email| email.as_str().to_owned()),
        })
    }

    /// The profile as the API answers it; where its holder gave it no identifier, `own_id` is one.
    fn document(&self, own_id: &str) -> Value {
        let mut document = json!({
            "@context": [OPEN_BADGES_V3],
            "id": self.id.as_deref().unwrap_or(own_id),
            "type": ["Profile"],
        });
        for (name, value) in [("name", &self.name), ("email", &self.email)] {
            if let Some(value) = value {
                document[name] = value.as_str().into();
            }
        }
        document
    }
}

/// What one application knows a holder by, and no other: from two random identifiers, one of which nobody outside has.
fn pairwise(holder: Uuid, application: Uuid) -> String {
    let mut digest = Sha256::new();
    digest.update(b"account.profile");
    digest.update(holder);
    digest.update(application);
    let mut octets = [0; 16];
    octets.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(octets)
        .into_uuid()
        .urn()
        .to_string()
}

pub(super) fn purpose(holder: Uuid) -> String {
    format!("account.profile {holder}")
}

/// The profile of a holder, as that application may read it.
///
/// # Errors
///
/// [`ProfileError`]
pub async fn read(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
    application: Uuid,
) -> Result<Value, ProfileError> {
    let kept = store::read(pool, holder).await?.ok_or(ProfileError::Gone)?;
    let own_id = pairwise(holder, application);
    let profile = match kept.sealed {
        None => Profile::default(),
        Some(sealed) => {
            let key = HolderKey::unwrap(holder, &kept.wrapped_key, master)?;
            let plain = key.open(&purpose(holder), &sealed)?;
            serde_json::from_slice(&plain).map_err(|_| ProfileError::Unreadable)?
        }
    };
    Ok(profile.document(&own_id))
}

/// The name that a holder wrote in their profile; `None`: none, or there is no such holder.
///
/// # Errors
///
/// [`ProfileError`]
pub async fn own_name(
    pool: &PgPool,
    master: &MasterKey,
    holder: Uuid,
) -> Result<Option<String>, ProfileError> {
    let Some(kept) = store::read(pool, holder).await? else {
        return Ok(None);
    };
    let Some(sealed) = kept.sealed else {
        return Ok(None);
    };
    let key = HolderKey::unwrap(holder, &kept.wrapped_key, master)?;
    let plain = key.open(&purpose(holder), &sealed)?;
    let profile: Profile = serde_json::from_slice(&plain).map_err(|_| ProfileError::Unreadable)?;
    Ok(profile.name)
}

/// Puts a whole profile in the place of the one before.
///
/// # Errors
///
/// [`ProfileError`]; nothing is changed then.
pub async fn write(
    pool: &PgPool,
    master: &MasterKey,
    (holder, application): (Uuid, Uuid),
    body: &Value,
    clock: &dyn Clock,
    rng: &mut (impl Rng + Send),
) -> Result<Value, ProfileError> {
    let own_id = pairwise(holder, application);
    let addresses = super::service::addresses(pool, holder).await?;
    let profile = Profile::read(body, &own_id, &addresses)?;
    let kept = store::read(pool, holder).await?.ok_or(ProfileError::Gone)?;
    let key = HolderKey::unwrap(holder, &kept.wrapped_key, master)?;
    let plain = serde_json::to_vec(&profile).map_err(|_| ProfileError::Unreadable)?;
    let sealed = key.seal(&purpose(holder), &plain, rng);
    store::write(pool, holder, &sealed, clock.now()).await?;
    Ok(profile.document(&own_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_known_to_each_application_by_another_name() {
        let (ada, ida) = (crate::id::public(), crate::id::public());
        let (one, two) = (crate::id::public(), crate::id::public());
        assert_eq!(pairwise(ada, one), pairwise(ada, one));
        assert_ne!(pairwise(ada, one), pairwise(ada, two));
        assert_ne!(pairwise(ada, one), pairwise(ida, one));
        assert!(pairwise(ada, one).starts_with("urn:uuid:"));
    }

    #[test]
    fn a_profile_holds_little_and_says_what_it_does_not_hold() {
        let mine = [Address::parse("ada@example.org").unwrap()];
        let read = |body: Value| Profile::read(&body, "urn:uuid:own", &mine);
        let whole = read(json!({
            "@context": [OPEN_BADGES_V3], "id": "urn:uuid:own", "type": "Profile", "name": " Ada ", "email": "Ada@example.org",
        }))
        .unwrap();
        assert_eq!(
            whole.document("urn:uuid:own"),
            json!({
                "@context": [OPEN_BADGES_V3], "id": "urn:uuid:own", "type": ["Profile"], "name": "Ada", "email": "ada@example.org",
            })
        );
        assert_eq!(
            read(json!({"type": ["Profile"]})).unwrap(),
            Profile::default()
        );
        for (field, body) in [
            ("type", json!({"name": "Ada"})),
            ("Profile", json!("Ada")),
            ("phone", json!({"type": "Profile", "phone": "111"})),
            (
                "address",
                json!({"type": "Profile", "address": {"geo": {"latitude": 47.6}}}),
            ),
            (
                "email",
                json!({"type": "Profile", "email": "ida@example.org"}),
            ),
            ("name", json!({"type": "Profile", "name": {"fr": "Ada"}})),
            ("name", json!({"type": "Profile", "name": "a\u{0}b"})),
            ("id", json!({"type": "Profile", "id": "ada"})),
        ] {
            assert_eq!(read(body).unwrap_err().field, field);
        }
    }
}
