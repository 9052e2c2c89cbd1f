//! What issuers publish, gathered so that badges are believed when this installation is gone: profiles, achievements,
//! every key with its window, signed status lists, the networks' signed lists of recognised issuers.
//!
//! **Invariant:** nothing here is about a holder: no award, no address, no hash; only what the public pages answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::assertions;
use super::service::IssuingError;
use super::zipped::Files;
use super::{published, store};
use crate::network::framework::Framework;
use crate::network::keys::{self, KeyLine};
use crate::network::service::{self as network, NetworkError};
use crate::network::{PublicBase, issuer_list};
use crate::openbadges::issue::Level;

/// The page that checks badges without any network, built by `web/src/verifier-offline`.
#[derive(rust_embed::RustEmbed)]
#[folder = "web/dist/hors-ligne"]
#[allow_missing = true]
struct Built;

/// Where the page holds what it is given.
const PLACE: &str = r#"<script type="application/json" id="dossier">null</script>"#;

/// Whose documents are wanted, by the last part of their addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Organisations, with all their keys and status lists.
    pub organisations: BTreeSet<String>,
    /// Achievements, with the badge classes of each organisation in the scope.
    pub achievements: BTreeSet<String>,
    /// Networks, with their signed lists.
    pub networks: BTreeSet<String>,
}

/// What issuers publish.
#[derive(Debug, Clone, Default, Serialize)]
pub struct IssuerRecord {
    /// What each address answers.
    pub documents: BTreeMap<String, String>,
    /// Of these addresses, the networks' signed lists of recognised issuers.
    pub lists: Vec<String>,
    /// Every key, with the time in which it spoke for its organisation.
    pub keys: Vec<KeyLine>,
}

impl IssuerRecord {
    /// Gathers what is published now.
    ///
    /// # Errors
    ///
    /// When the database refuses, or the embedded framework cannot be read.
    pub async fn gather(
        pool: &PgPool,
        base: &PublicBase,
        scope: &Scope,
    ) -> Result<Self, IssuingError> {
        let mut record = Self::default();
        for (url, document) in keys::did_documents(pool, base).await? {
            let of = |slug: &String| base.did_document_url(slug) == url;
            if scope.organisations.iter().any(of) {
                record.documents.insert(url, document.to_string());
            }
        }
        for slug in &scope.organisations {
            record.organisation(pool, base, slug, scope).await?;
        }
        for slug in &scope.achievements {
            record.put(published::achievement_document(base, slug)?);
        }
        for slug in &scope.networks {
            record.put(published::network_document(base, slug)?);
            if let Some(did) = issuer_list::did_document(pool, base, slug).await? {
                record
                    .documents
                    .insert(base.network_did_document_url(slug), did.to_string());
            }
            if let Some(list) = issuer_list::document(pool, slug).await? {
                let url = base.url(&format!("/reseaux/{slug}/emetteurs.json"));
                record.documents.insert(url.clone(), list);
                record.lists.push(url);
            }
        }
        Ok(record)
    }

    async fn organisation(
        &mut self,
        pool: &PgPool,
        base: &PublicBase,
        slug: &str,
        scope: &Scope,
    ) -> Result<(), IssuingError> {
        self.put(assertions::issuer(pool, base, slug).await?);
        self.put(assertions::revocations(pool, base, slug).await?);
        for key in keys::published(pool, Some(slug)).await? {
            self.put(assertions::key(pool, base, slug, key.name()).await?);
            self.keys.push(key);
        }
        for achievement in &scope.achievements {
            for level in Level::ALL {
                self.put(assertions::class(pool, base, slug, achievement, level).await?);
            }
        }
        self.documents
            .extend(store::list_documents(pool, Some(slug)).await?);
        Ok(())
    }

    /// Keeps a document under its own `id`.
    fn put(&mut self, document: Option<Value>) {
        if let Some(document) = document
            && let Some(id) = document["id"].as_str()
        {
            self.documents.insert(id.to_owned(), document.to_string());
        }
    }

    /// The documents as files, with `documents/index.json` that tells which address answers which
    /// (`territoire verify --documents`), and the key history.
    #[must_use]
    pub fn files(&self) -> Files {
        let mut files = Files::new();
        let mut index = BTreeMap::new();
        for (url, document) in &self.documents {
            let file = file_of(url);
            files.insert(format!("documents/{file}"), document.clone().into_bytes());
            index.insert(url, file);
        }
        let told = |value: &Value| format!("{value:#}\n").into_bytes();
        files.insert("documents/index.json".to_owned(), told(&json!(index)));
        files.insert("documents/cles.json".to_owned(), told(&json!(self.keys)));
        files.insert("documents/listes.json".to_owned(), told(&json!(self.lists)));
        files
    }
}

/// Everything that the scope of a network holds: its members, its achievements, its list.
///
/// # Errors
///
/// When the database refuses, or the embedded framework cannot be read.
pub async fn scope_of_network(pool: &PgPool, slug: &str) -> Result<Scope, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let members = network::listed(pool, slug).await?;
    Ok(Scope {
        organisations: members.into_iter().filter_map(|one| one.slug).collect(),
        achievements: framework
            .achievements
            .into_iter()
            .filter(|achievement| achievement.network == slug)
            .map(|achievement| achievement.slug)
            .collect(),
        networks: BTreeSet::from([slug.to_owned()]),
    })
}

/// The path of an address, as a file name of its own: no colon, no step upwards.
fn file_of(url: &str) -> String {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or(path, |(_, path)| path);
    let mut name: String = path
        .chars()
        .map(|letter| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '/' => letter,
            _ => '_',
        })
        .collect();
    name = name.replace("..", "_");
    let stem = name.strip_suffix(".json").unwrap_or(&name);
    format!("{stem}.json")
}

/// The offline verifier with this inside; `None` where the pages were not built.
#[must_use]
pub fn verifier(inside: &Value) -> Option<Vec<u8>> {
    let page = Built::get("verifier.html")?;
    let page = String::from_utf8_lossy(&page.data).into_owned();
    // In a script element only `<` could end the text or open a comment.
    let inside = inside.to_string().replace('<', "\\u003c");
    let filled = PLACE.replace("null", &inside);
    page.contains(PLACE)
        .then(|| page.replacen(PLACE, &filled, 1).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_file_that_stays_in_its_folder() {
        assert_eq!(
            file_of("https://localhost:4141/structures/x/did.json"),
            "structures/x/did.json"
        );
        assert_eq!(file_of("https://a.example/badges/y"), "badges/y.json");
        assert!(!file_of("https://a.example/../../etc").contains(".."));
    }

    #[test]
    fn what_is_put_into_the_page_cannot_leave_its_element() {
        let Some(page) = verifier(&json!({ "x": "</script><script>alert(1)" })) else {
            println!("web/dist/hors-ligne was not built: nothing to fill");
            return;
        };
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains(r"\u003c/script>\u003cscript>alert(1)"));
    }
}
