//! `territoire issue`: signs one award, with a key at hand and no database.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::bake::write_whole;
use super::verify::read_badge;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::openbadges::data_integrity::{Cryptosuite, LocalSigner, sign};
use crate::openbadges::issue::{AwardRecord, credential};
use crate::openbadges::png::{self, Keyword};

/// `territoire issue`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The award, a JSON object: id, issuer, achievement, level, recipient, `awardedAt` …
    #[arg(value_name = "RECORD")]
    record: PathBuf,
    /// A file with the issuer's Ed25519 key: 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The URL that the issuer publishes the key at [default: the key's own did:key]
    #[arg(long, value_name = "URL")]
    method: Option<String>,
    /// How it is signed
    #[arg(long, value_enum, default_value_t = Suite::Rdfc)]
    suite: Suite,
    /// Bakes the badge into this PNG instead of writing its text
    #[arg(long, value_name = "IMAGE", requires = "output")]
    image: Option<PathBuf>,
    /// Where it is written, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a badge is signed.
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
    let bytes = fs::read(&arguments.record).map_err(|error| named(&arguments.record, &error))?;
    let record: AwardRecord =
        serde_json::from_slice(&bytes).map_err(|error| named(&arguments.record, &error))?;
    let key = read_key(&arguments.key).map_err(|error| named(&arguments.key, &error))?;
    let signer = match &arguments.method {
        Some(method) => LocalSigner::new(key, method.clone()),
        None => LocalSigner::of_did_key(key),
    };
    let suite = match arguments.suite {
        Suite::Rdfc => Cryptosuite::EddsaRdfc2022,
        Suite::Jcs => Cryptosuite::EddsaJcs2022,
    };
    let signed = sign(&credential(&record), suite, &signer, record.awarded_at)
        .map_err(|error| named(&arguments.record, &error))?;
    match &arguments.image {
        None => Ok(format!("{signed}\n").into_bytes()),
        Some(image) => {
            let picture = read_badge(image).map_err(|error| named(image, &error))?;
            png::bake(&picture, Keyword::OpenBadgeCredential, &signed.to_string())
                .map_err(|error| named(image, &error))
        }
    }
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
