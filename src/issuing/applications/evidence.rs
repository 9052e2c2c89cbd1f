//! What is shown with an application: pictures made anew from their pixels, and links.

use chrono::{DateTime, Utc};
use rand::Rng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::evidence_store::{self as store, New};
use super::{ApplicationError, Evidence, LONGEST_LABEL, LONGEST_LINK, MOST_EVIDENCE};
use crate::account::HolderKey;
use crate::id;
use crate::issuing::artwork::{PictureError, safe_photograph};

/// A picture with its file's name.
pub(super) struct Picture {
    label: String,
    png: Vec<u8>,
}

/// The pictures that can be taken, each without anything but its pixels; and why the first of the others cannot.
pub(super) async fn cleaned(files: Vec<(String, Vec<u8>)>) -> (Vec<Picture>, Option<PictureError>) {
    let most = usize::try_from(MOST_EVIDENCE).unwrap_or(usize::MAX);
    // Decoding takes a core for a moment: not one that answers requests.
    let work = move || {
        let mut refused = None;
        let mut pictures = Vec::new();
        // One more than is kept, so that too many are told.
        for (name, bytes) in files.into_iter().take(most + 1) {
            match safe_photograph(&bytes) {
                Ok(png) => pictures.push(Picture {
                    label: label(&name),
                    png,
                }),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        (pictures, refused)
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| (Vec::new(), Some(PictureError::Damaged)))
}

/// A file's name as it is shown: short, and with nothing in it that does not show.
fn label(name: &str) -> String {
    let shows = |c: &char| !c.is_control() && !('\u{200b}'..='\u{202e}').contains(c);
    let label: String = name.chars().filter(shows).take(LONGEST_LABEL).collect();
    if label.trim().is_empty() {
        "image".to_owned()
    } else {
        label
    }
}

/// An https address without a name or a password in it.
pub(super) fn link(said: &str) -> Result<String, ApplicationError> {
    let said = said.trim();
    let url = url::Url::parse(said).map_err(|_| ApplicationError::NotALink)?;
    let plain = url.scheme() == "https"
        && url.host_str().is_some_and(|host| host.contains('.'))
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= LONGEST_LINK;
    plain
        .then(|| String::from(url))
        .ok_or(ApplicationError::NotALink)
}

/// The evidence of an application, in the order in which it came.
pub(super) async fn list(
    db: &mut PgConnection,
    key: &HolderKey,
    application: Uuid,
) -> Result<Vec<Evidence>, ApplicationError> {
    let rows = store::list(db, application).await?;
    rows.into_iter()
        .map(|row| {
            let label = key.open(&purpose(row.id, "label"), &row.label)?;
            Ok(Evidence {
                id: row.id,
                link: row.kind == "link",
                label: String::from_utf8_lossy(&label).into_owned(),
            })
        })
        .collect()
}

/// Adds a link and pictures; the application is locked.
pub(super) async fn add(
    tx: &mut PgConnection,
    key: &HolderKey,
    application: Uuid,
    link: Option<String>,
    pictures: Vec<Picture>,
    now: DateTime<Utc>,
    rng: &mut (impl Rng + Send),
) -> Result<(), ApplicationError> {
    let added = pictures.len() + usize::from(link.is_some());
    if added == 0 {
        return Ok(());
    }
    let there = store::count(tx, application).await?;
    if there + i64::try_from(added).unwrap_or(i64::MAX) > MOST_EVIDENCE {
        return Err(ApplicationError::TooMuch);
    }
    let of_link = link.map(|link| (link, None));
    let of_pictures = pictures.into_iter().map(|one| (one.label, Some(one.png)));
    for (label, png) in of_link.into_iter().chain(of_pictures) {
        let id = id::public();
        let new = New {
            kind: if png.is_some() { "picture" } else { "link" },
            label: key.seal(&purpose(id, "label"), label.as_bytes(), rng),
            picture: png.map(|png| key.seal(&purpose(id, "picture"), &png, rng)),
        };
        store::put(tx, id, application, &new, now).await?;
    }
    Ok(())
}

/// Takes one out; one that is not there is left alone.
pub(super) async fn remove(
    tx: &mut PgConnection,
    application: Uuid,
    shown: Uuid,
) -> Result<(), ApplicationError> {
    Ok(store::remove(tx, application, shown).await?)
}

/// A picture, opened.
pub(super) async fn picture(
    db: &mut PgConnection,
    key: &HolderKey,
    application: Uuid,
    shown: Uuid,
) -> Result<Vec<u8>, ApplicationError> {
    let sealed = store::picture(db, application, shown).await?;
    let sealed = sealed.ok_or(ApplicationError::Unknown)?;
    Ok(key.open(&purpose(shown, "picture"), &sealed)?.to_vec())
}

fn purpose(evidence: Uuid, what: &str) -> String {
    format!("issuing.evidence {evidence} {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_links() {
        assert_eq!(
            link(" https://exemple.fr/projet?a=b ").unwrap(),
            "https://exemple.fr/projet?a=b"
        );
        for wrong in [
            "http://exemple.fr/",
            "javascript:alert(1)",
            "https://moi:secret@exemple.fr/",
            "https://localhost/",
            "exemple.fr",
            "",
        ] {
            assert!(link(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_is_called_by_what_shows() {
        assert_eq!(label("stand\u{202e}gpj.png"), "standgpj.png");
        assert_eq!(label("\u{7}"), "image");
        assert_eq!(label(&"a".repeat(500)).len(), LONGEST_LABEL);
    }
}
