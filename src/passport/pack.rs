//! The survival pack: a holder's badges with all that proves them, in one ZIP. A badge outlives the platform.
//!
//! **Invariant:** the originals are in it byte for byte; what is beside them is what issuers publish, as it was at
//! that time; no address of the holder is written anywhere in it.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::pack_store::{self as store, Held};
use super::{PassportError, forms};
use crate::account::Address;
use crate::issuing::forms::{Form, Forms};
use crate::issuing::record::{self, IssuerRecord, Scope};
use crate::issuing::service::IssuingError;
use crate::issuing::zipped::{self, Files};
use crate::network::framework::Framework;
use crate::network::service::{self as network, NetworkError};
use crate::network::{Organisation, PublicBase};
use crate::openbadges::{baked, png};

/// A pack and what is in it.
#[derive(Debug)]
pub struct Pack {
    /// The ZIP.
    pub zip: Vec<u8>,
    /// How many badges it holds.
    pub badges: usize,
    /// Whether the page that checks them offline is in it: not where the pages were never built.
    pub verifier: bool,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Nobody here has that address.
    #[error("nobody here has that address")]
    Unknown,
    /// The badges cannot be read.
    #[error(transparent)]
    Passport(#[from] PassportError),
    /// What issuers publish cannot be read.
    #[error(transparent)]
    Issuing(#[from] IssuingError),
    /// The ZIP cannot be written.
    #[error("the ZIP cannot be written: {0}")]
    Zip(String),
}

impl From<sqlx::Error> for PackError {
    fn from(error: sqlx::Error) -> Self {
        Self::Passport(error.into())
    }
}

/// Makes the pack of the person who has that address.
///
/// # Errors
///
/// [`PackError`].
pub async fn of_holder(
    pool: &PgPool,
    base: &PublicBase,
    address: &Address,
    now: DateTime<Utc>,
) -> Result<Pack, PackError> {
    packed(pool, base, address, now, None).await
}

/// The same, with each badge of ours in its other forms too: one signed text, and a drawing.
///
/// # Errors
///
/// [`PackError`].
pub async fn of_holder_with_forms(
    pool: &PgPool,
    base: &PublicBase,
    address: &Address,
    now: DateTime<Utc>,
    (forms, actor): (&Forms<'_>, &str),
) -> Result<Pack, PackError> {
    packed(pool, base, address, now, Some((forms, actor))).await
}

async fn packed(
    pool: &PgPool,
    base: &PublicBase,
    address: &Address,
    now: DateTime<Utc>,
    wanted: Option<(&Forms<'_>, &str)>,
) -> Result<Pack, PackError> {
    let holder = store::holder(pool, address.as_str()).await?;
    let holder = holder.ok_or(PackError::Unknown)?;
    whole(contents(pool, base, holder, now, wanted).await?)
}

fn whole((files, badges, verifier): (Files, usize, bool)) -> Result<Pack, PackError> {
    Ok(Pack {
        zip: zipped::zip(&files).map_err(|error| PackError::Zip(error.to_string()))?,
        badges,
        verifier,
    })
}

/// Makes the pack of a holder, whether or not they have an address.
///
/// # Errors
///
/// [`PackError`].
pub async fn of_account(
    pool: &PgPool,
    base: &PublicBase,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Pack, PackError> {
    whole(contents(pool, base, holder, now, None).await?)
}

/// The files of a holder's pack, for a larger one.
pub(super) async fn files_of(
    pool: &PgPool,
    base: &PublicBase,
    holder: Uuid,
    now: DateTime<Utc>,
) -> Result<Files, PackError> {
    let (files, _, _) = contents(pool, base, holder, now, None).await?;
    Ok(files)
}

/// The files, how many badges, and whether the page that checks them is there.
async fn contents(
    pool: &PgPool,
    base: &PublicBase,
    holder: Uuid,
    now: DateTime<Utc>,
    wanted: Option<(&Forms<'_>, &str)>,
) -> Result<(Files, usize, bool), PackError> {
    let mut held = store::held(pool, holder).await?;
    let ids: Vec<Uuid> = held.iter().map(|badge| badge.id).collect();
    let mut others = forms::others(pool, &ids).await?;
    for badge in &mut held {
        badge.others = others.remove(&badge.id).unwrap_or_default();
        if let Some((forms, actor)) = wanted {
            badge.forms = other_forms(badge, forms, actor, now).await?;
        }
    }
    let scope = scope(pool, base, &held).await?;
    let record = IssuerRecord::gather(pool, base, &scope).await?;
    let (files, verifier) = make(&held, &record, now);
    Ok((files, held.len(), verifier))
}

/// The other forms of a badge, where it is an award of ours; a token only while it stands.
async fn other_forms(
    badge: &Held,
    forms: &Forms<'_>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Vec<(Form, Vec<u8>)>, PackError> {
    let others = badge.others.iter().map(|(_, bytes)| bytes.as_slice());
    let originals: Vec<&[u8]> = std::iter::once(badge.bytes.as_slice())
        .chain(others)
        .collect();
    let mut made = Vec::new();
    for form in Form::ALL {
        match forms.make(&originals, form, actor, now).await {
            Ok(bytes) => made.push((form, bytes)),
            Err(IssuingError::NoOriginal | IssuingError::UnknownAward(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(made)
}

/// Whose documents vouch for these badges, as far as they are ours.
async fn scope(pool: &PgPool, base: &PublicBase, held: &[Held]) -> Result<Scope, IssuingError> {
    let framework = Framework::read().map_err(NetworkError::from)?;
    let organisations = network::organisations(pool).await?;
    let signs = |organisation: &Organisation, badge: &Held| {
        let older = base.ob2_issuer_uri(&organisation.slug);
        badge.issuer_uri == organisation.issuer_uri || badge.issuer_uri == older
    };
    let about: BTreeSet<&str> = held
        .iter()
        .filter(|badge| badge.achievement_uri.starts_with(&base.url("/")))
        .filter_map(|badge| badge.achievement_uri.split_once("/badges/"))
        .filter_map(|(_, rest)| rest.split('/').next())
        .collect();
    Ok(Scope {
        organisations: organisations
            .into_iter()
            .filter(|organisation| held.iter().any(|badge| signs(organisation, badge)))
            .map(|organisation| organisation.slug)
            .collect(),
        achievements: framework
            .achievements
            .into_iter()
            .map(|achievement| achievement.slug)
            .filter(|slug| about.contains(slug.as_str()))
            .collect(),
        networks: framework
            .networks
            .into_iter()
            .map(|network| network.slug)
            .collect(),
    })
}

fn make(held: &[Held], record: &IssuerRecord, now: DateTime<Utc>) -> (Files, bool) {
    let mut files = record.files();
    let mut told = Vec::with_capacity(held.len());
    for (place, badge) in held.iter().enumerate() {
        told.push(put(&mut files, place + 1, badge));
    }
    let made = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let contents = json!({ "format": "territoire-pack-1", "made": made, "badges": told });
    let mut inside = contents.clone();
    if let (Some(inside), Ok(Value::Object(record))) =
        (inside.as_object_mut(), serde_json::to_value(record))
    {
        inside.extend(record);
    }
    let mut summary = contents;
    for badge in summary["badges"].as_array_mut().into_iter().flatten() {
        if let Some(badge) = badge.as_object_mut() {
            badge.remove("texts");
        }
    }
    files.insert(
        "contenu.json".to_owned(),
        format!("{summary:#}\n").into_bytes(),
    );
    let page = record::verifier(&inside);
    let verifier = page.is_some();
    if let Some(page) = page {
        files.insert("verifier.html".to_owned(), page);
    }
    let day = now.format("%d/%m/%Y").to_string();
    files.insert("LISEZMOI.txt".to_owned(), lisez_moi(&day, verifier));
    files.insert("README.txt".to_owned(), read_me(&day, verifier));
    (files, verifier)
}

/// Puts a badge among the files: the original, and each document that it holds; tells what they are.
fn put(files: &mut Files, number: usize, badge: &Held) -> Value {
    let stem = format!("badges/{number:02}-{}", slug(&badge.name));
    let ending = ending(&badge.format);
    let original = format!("{stem}.{ending}");
    let mut documents = Vec::new();
    let texts = texts(badge);
    if matches!(ending, "png" | "svg") {
        for text in &texts {
            let name = match (text.trim_start().starts_with('{'), text.contains("://")) {
                (true, _) => format!("{stem}.document.json"),
                (false, true) => format!("{stem}.adresse.txt"),
                (false, false) => format!("{stem}.document.jws"),
            };
            files.insert(name.clone(), text.clone().into_bytes());
            documents.push(name);
        }
    }
    files.insert(original.clone(), badge.bytes.clone());
    for (place, (format, bytes)) in badge.others.iter().enumerate() {
        let name = format!("{stem}.forme-{}.{}", place + 2, self::ending(format));
        files.insert(name.clone(), bytes.clone());
        documents.push(name);
    }
    for (form, bytes) in &badge.forms {
        let name = format!("{stem}.demande.{}", form.ending());
        files.insert(name.clone(), bytes.clone());
        documents.push(name);
    }
    let answers = |member: &str| badge.report[member].clone();
    json!({
        "file": original,
        "documents": documents,
        "name": badge.name,
        "issuer": badge.issuer_uri,
        // Our last word on it, which proves nothing: for badges whose issuer is not in this pack.
        "seen": {
            "at": badge.verified_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "authentic": answers("authentic"),
            "current": answers("current"),
            "issuer": answers("issuer"),
        },
        "texts": texts,
    })
}

fn ending(format: &str) -> &str {
    match format {
        known @ ("png" | "svg" | "jws" | "jwt") => known,
        "url" => "txt",
        _ => "json",
    }
}

/// The texts of a badge: one, or one of each standard in an image that holds both.
fn texts(badge: &Held) -> Vec<String> {
    let both = png::texts(&badge.bytes).unwrap_or_default();
    if !both.is_empty() {
        return both;
    }
    let one = baked(&badge.bytes).unwrap_or_else(|_| {
        let text = String::from_utf8_lossy(&badge.bytes);
        text.trim_start_matches('\u{feff}').trim().to_owned()
    });
    vec![one]
}

/// A name that every file system takes.
fn slug(name: &str) -> String {
    let plain = name.to_lowercase();
    let letters = plain.chars().map(|letter| match letter {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => '-',
    });
    let letters: String = letters.take(60).collect();
    let parts: Vec<&str> = letters.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "badge".to_owned()
    } else {
        parts.join("-")
    }
}

fn lisez_moi(day: &str, verifier: bool) -> Vec<u8> {
    let page = if verifier {
        "\
POUR VÉRIFIER UN BADGE SANS NOUS

Ouvre le fichier « verifier.html » d'un double clic. Il marche sans Internet et
sans compte : ton navigateur fait les calculs lui-même, et rien n'est envoyé.
La page montre tous tes badges et dit pour chacun s'il est authentique, s'il
compte toujours, et qui l'a donné. Tu peux aussi y déposer un badge que
quelqu'un te montre.

"
    } else {
        ""
    };
    format!(
        "\
TES BADGES, À GARDER

Ce dossier a été préparé le {day}. Il contient tes badges et tout ce qu'il faut
pour prouver qu'ils sont vrais, même si notre site n'existe plus un jour.
Garde-le où tu gardes tes papiers importants, et fais-en une copie.

CE QU'IL Y A DEDANS

badges/          tes badges, tels que tu les as reçus : ne les ouvre pas dans un
                 logiciel de retouche, la preuve est cachée dans l'image
documents/       ce que les structures publient : leurs clés, leurs modèles de
                 badges, les listes de badges retirés, les émetteurs reconnus
contenu.json     la liste de tout cela, pour les logiciels

{page}CE QUE ÇA PROUVE, ET CE QUE ÇA NE PROUVE PAS

La signature prouve que rien n'a été changé dans un badge. La liste des badges
retirés est celle du {day} ou d'avant : un badge retiré plus tard n'y est pas.
Les clés sont celles de ce dossier : qui reçoit ce dossier de toi peut comparer
leurs empreintes avec celles que la structure ou le réseau publie ailleurs.

À QUI LE MONTRER

Chaque badge contient une empreinte de ton adresse e-mail, pas l'adresse. Mais
quelqu'un qui devine ton adresse peut vérifier qu'elle est juste. Donne un badge
à qui tu veux, mais ne publie pas ce dossier entier.
"
    )
    .into_bytes()
}

fn read_me(day: &str, verifier: bool) -> Vec<u8> {
    let page = if verifier {
        "Open verifier.html in a browser: it checks every badge with no network.\n\
         With the program at hand: "
    } else {
        "To check them: "
    };
    format!(
        "\
Your Open Badges, and what proves them, as of {day}.

badges/      the originals, byte for byte, and the document inside each image
documents/   what issuers publish (DID documents, Open Badges 2.0 keys, profiles
             and classes, signed status lists, signed lists of issuers);
             index.json tells which address answers which file

{page}territoire verify badges/FILE --documents documents/index.json
"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_name() {
        assert_eq!(
            slug("Réaliser une activité de l’été !"),
            "realiser-une-activite-de-l-ete"
        );
        assert_eq!(slug("日本"), "badge");
    }
}
