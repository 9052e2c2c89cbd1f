//! Whose badge it is, without saying so: hashed e-mail addresses (OB 2.0 and 3.0, `IdentityObject`), and for people who
//! have none the hashed name of their account, `urn:uuid:` and random bits.
//!
//! OB 3.0 has an identity type for that, `accountId`. OB 2.0 knows four: `id`, `email`, `url`, `telephone` (Profile
//! Identifier Properties); the name is an IRI and so goes as `url`, for `id` is a keyword in its JSON-LD context.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Whether an identity is an account's own name, and no address.
#[must_use]
pub fn is_own_name(identity: &str) -> bool {
    let scheme = identity.trim().get(..9);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("urn:uuid:"))
}

/// `sha256$` and the hex of SHA-256 over the lower-case address followed by the salt.
#[must_use]
pub fn hash(email: &str, salt: &str) -> String {
    digest(&email.trim().to_lowercase(), salt)
}

/// Whether `identity` (hashed with `salt`, or a plain address) is that of `email`.
///
/// Addresses and hex digits compare without case; an address that was hashed as it was typed is found too.
#[must_use]
pub fn matches(identity: &str, hashed: bool, salt: &str, email: &str) -> bool {
    let email = email.trim();
    if !hashed {
        let plain = identity.trim();
        let plain = plain.strip_prefix("mailto:").unwrap_or(plain);
        return plain.to_lowercase() == email.to_lowercase();
    }
    let identity = identity.trim().to_ascii_lowercase();
    [hash(email, salt), digest(email, salt)]
        .iter()
        .any(|hash| bool::from(hash.as_bytes().ct_eq(identity.as_bytes())))
}

fn digest(email: &str, salt: &str) -> String {
    let digest = Sha256::new()
        .chain_update(email.as_bytes())
        .chain_update(salt.as_bytes())
        .finalize();
    digest
        .iter()
        .fold(String::from("sha256$"), |mut text, byte| {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
            }
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_hex_compare_without_case() {
        // printf 'ada@example.orgsel' | sha256sum
        let hashed = hash("Ada@Example.org", "sel");
        assert_eq!(hashed, hash("ada@example.org", "sel"));
        assert_eq!(hashed.len(), 7 + 64);
        assert!(matches(
            &hashed.to_uppercase(),
            true,
            "sel",
            " ADA@example.org"
        ));
        assert!(!matches(&hashed, true, "autre", "ada@example.org"));
        assert!(!matches(&hashed, true, "sel", "ida@example.org"));
        assert!(matches(
            "mailto:Ada@example.org",
            false,
            "",
            "ada@example.ORG"
        ));
        assert!(!matches("ada@example.org", false, "", "ida@example.org"));
    }
}
