//! `territoire issue`: signs one award, with a key at hand and no database.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::bake::{into_image, write_whole};
use super::verify::read_badge;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use crate::openbadges::issue::{AwardRecord, credential, jws, ob2};
use crate::openbadges::png::Keyword;

/// `territoire issue`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The award, a JSON object: id, issuer, achievement, level, recipient, `awardedAt` …; for OB 2.0 also
    /// `openBadges2`, which says where issuer, key, classes (id, image) and `revocationList` are published
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// A file with the issuer's Ed25519 key: 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The URL that the issuer publishes the key at [default: the key's own did:key]
    #[arg(long, value_name = "URL")]
    method: Option<String>,
    /// Which standard the badge follows
    #[arg(long, value_enum, default_value_t = Standard::Ob3)]
    standard: Standard,
    /// Whether the credential of OB 3.0 holds its proof, or is one signed text [default: embedded]
    #[arg(long, value_enum)]
    proof: Option<Proof>,
    /// How an embedded proof is made [default: rdfc]
    #[arg(long, value_enum)]
    suite: Option<Suite>,
    /// Also writes the documents of OB 2.0 that have to be published, and their index.json, into this folder
    #[arg(long, value_name = "FOLDER")]
    publish: Option<PathBuf>,
    /// Bakes the badge into this PNG or SVG instead of writing its text
    #[arg(long, value_name = "IMAGE", requires = "output")]
    image: Option<PathBuf>,
    /// Where it is written, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Which standard a badge follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Standard {
    /// Open Badges 2.0, signed
    Ob2,
    /// Open Badges 3.0
    Ob3,
}

/// Where the proof of a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// In the credential
    Embedded,
    /// Around it: VC-JWT
    Jwt,
}

/// How an embedded proof is made.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Suite {
    /// eddsa-rdfc-2022, which 1EdTech certifies
    Rdfc,
    /// eddsa-jcs-2022
    Jcs,
}

/// Signs, and bakes when asked.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let signed = match signed(arguments) {
        Ok(signed) => signed,
        Err(error) => return fail(EXIT_UNUSABLE, &error),
    };
    let written = match &arguments.output {
        Some(path) => write_whole(path, &signed),
        None => std::io::stdout().write_all(&signed),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILED, &error),
    }
}

fn signed(arguments: &Arguments) -> Result<Vec<u8>, String> {
    let named = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    fits(arguments)?;
    let bytes = fs::read(&arguments.record).map_err(|error| named(&arguments.record, &error))?;
    let (record, publication) =
        read_record(&bytes).map_err(|error| named(&arguments.record, &error))?;
    let key = read_key(&arguments.key).map_err(|error| named(&arguments.key, &error))?;
    let signer = match &arguments.method {
        Some(method) => LocalSigner::new(key, method.clone()),
        None => LocalSigner::of_did_key(key),
    };
    let (text, keyword) = match arguments.standard {
        Standard::Ob3 => (
            credential_text(arguments, &record, &signer),
            Keyword::OpenBadgeCredential,
        ),
        Standard::Ob2 => (
            assertion_text(arguments, &record, publication.as_ref(), &signer),
            Keyword::OpenBadges,
        ),
    };
    let text = text.map_err(|error| named(&arguments.record, &error))?;
    match &arguments.image {
        None => Ok(format!("{text}\n").into_bytes()),
        Some(image) => {
            let picture = read_badge(image).map_err(|error| named(image, &error))?;
            into_image(&picture, keyword, &text).map_err(|error| named(image, &error))
        }
    }
}

/// Whether the options go together.
fn fits(arguments: &Arguments) -> Result<(), String> {
    let refused = |option, why| Err(format!("{option} is {why}"));
    match arguments.standard {
        Standard::Ob2 if arguments.proof.is_some() => refused("--proof", "for OB 3.0"),
        Standard::Ob2 if arguments.suite.is_some() => refused("--suite", "for OB 3.0"),
        Standard::Ob2 if arguments.method.is_some() => {
            refused("--method", "for OB 3.0; in OB 2.0 it is openBadges2.key")
        }
        Standard::Ob3 if arguments.publish.is_some() => refused("--publish", "for OB 2.0"),
        Standard::Ob3 if arguments.proof == Some(Proof::Jwt) && arguments.suite.is_some() => {
            refused("--suite", "for an embedded proof")
        }
        Standard::Ob2 | Standard::Ob3 => Ok(()),
    }
}

fn read_record(bytes: &[u8]) -> Result<(AwardRecord, Option<ob2::Publication>), serde_json::Error> {
    let mut record: serde_json::Value = serde_json::from_slice(bytes)?;
    let publication = record
        .as_object_mut()
        .and_then(|record| record.remove("openBadges2"))
        .map(serde_json::from_value)
        .transpose()?;
    Ok((serde_json::from_value(record)?, publication))
}

fn credential_text(
    arguments: &Arguments,
    record: &AwardRecord,
    signer: &LocalSigner,
) -> Result<String, String> {
    let credential = credential(record);
    if arguments.proof == Some(Proof::Jwt) {
        return jws::token(&credential, signer).map_err(|error| error.to_string());
    }
    let suite = match arguments.suite {
        None | Some(Suite::Rdfc) => Cryptosuite::EddsaRdfc2022,
        Some(Suite::Jcs) => Cryptosuite::EddsaJcs2022,
    };
    sign(&credential, suite, signer, record.awarded_at)
        .map(|signed| signed.to_string())
        .map_err(|error| error.to_string())
}

fn assertion_text(
    arguments: &Arguments,
    record: &AwardRecord,
    publication: Option<&ob2::Publication>,
    signer: &LocalSigner,
) -> Result<String, String> {
    let publication = publication
        .ok_or("an award for OB 2.0 says in openBadges2 where its documents are published")?;
    if let Some(folder) = &arguments.publish {
        let pem = ob2::pem(&signer.public_key()).ok_or("the key is none")?;
        publish(folder, &ob2::documents(record, publication, &pem))
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    Ok(ob2::sign(&ob2::assertion(record, publication), signer))
}

/// Writes documents beside an index of URL → file, as `territoire verify --documents` reads it.
fn publish(folder: &Path, documents: &[(String, serde_json::Value)]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut index = serde_json::Map::new();
    for (number, (url, document)) in documents.iter().enumerate() {
        let kind = document["type"].as_str().unwrap_or_default();
        let name = format!("{}-{}.json", number + 1, kind.to_lowercase());
        write_whole(&folder.join(&name), document.to_string().as_bytes())?;
        index.insert(url.clone(), name.into());
    }
    let index = serde_json::Value::Object(index);
    write_whole(
        &folder.join("index.json"),
        format!("{index:#}\n").as_bytes(),
    )
}

fn read_key(path: &Path) -> Result<SigningKey, String> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| error.to_string())?);
    let digits = text.trim();
    let wrong = || "a key is 64 hexadecimal digits".to_owned();
    if digits.len() != 64 || !digits.is_ascii() {
        return Err(wrong());
    }
    let mut octets = Zeroizing::new([0; 32]);
    for (octet, pair) in octets.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
        *octet = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(SigningKey::from_bytes(&octets))
}
