//! `territoire bake`: writes a signed badge into a picture.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::verify::read_badge;
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::openbadges::png::{self, Keyword};
use crate::openbadges::svg;
use crate::openbadges::{LARGEST, NotABadge};

/// `territoire bake`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A PNG or SVG; a badge that is in it already is replaced
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
    /// The signed badge, JSON or JWS
    #[arg(value_name = "CREDENTIAL")]
    credential: PathBuf,
    /// Where the baked image is written
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// Bakes; the picture keeps every pixel, and no half-written file is left behind.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let read = |path: &Path| {
        read_badge(path)
            .map_err(|error| format!("{}: {error}", path.display()))
            .and_then(|bytes| match bytes.len() {
                0 => Err(format!("{}: {}", path.display(), NotABadge::Empty)),
                length if length > LARGEST => {
                    Err(format!("{}: {}", path.display(), NotABadge::TooLarge))
                }
                _ => Ok(bytes),
            })
    };
    let (image, credential) = match (read(&arguments.image), read(&arguments.credential)) {
        (Ok(image), Ok(credential)) => (image, credential),
        (Err(error), _) | (_, Err(error)) => return fail(EXIT_UNUSABLE, &error),
    };
    let Some((keyword, text)) = text_of(&credential) else {
        let name = arguments.credential.display();
        return fail(
            EXIT_UNUSABLE,
            &format_args!("{name}: {}", NotABadge::NotText),
        );
    };
    let baked = match into_image(&image, keyword, text) {
        Ok(baked) => baked,
        Err(error) => {
            let name = arguments.image.display();
            return fail(EXIT_UNUSABLE, &format_args!("{name}: {error}"));
        }
    };
    match write_whole(&arguments.output, &baked) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let name = arguments.output.display();
            fail(EXIT_FAILED, &format_args!("{name}: {error}"))
        }
    }
}

/// An image with a text in it: PNG, or SVG.
pub(super) fn into_image(image: &[u8], keyword: Keyword, text: &str) -> Result<Vec<u8>, String> {
    let drawing = std::str::from_utf8(image).ok();
    match drawing.filter(|drawing| {
        drawing
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('<')
    }) {
        Some(drawing) => svg::bake(drawing, keyword, text)
            .map(String::into_bytes)
            .map_err(|error| error.to_string()),
        None => png::bake(image, keyword, text).map_err(|error| error.to_string()),
    }
}

/// The text to bake, and under which keyword: Open Badges 2.0 has one of its own.
fn text_of(credential: &[u8]) -> Option<(Keyword, &str)> {
    let text = std::str::from_utf8(credential).ok()?.trim();
    let document: serde_json::Value = if text.starts_with('{') {
        serde_json::from_str(text).ok()?
    } else {
        let mut parts = text.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?
    };
    // An assertion of OB 1.x says what it is about, and no type.
    let is_assertion = document["type"] == "Assertion" || document.get("badge").is_some();
    let keyword = if is_assertion {
        Keyword::OpenBadges
    } else {
        Keyword::OpenBadgeCredential
    };
    document.is_object().then_some((keyword, text))
}

/// Writes beside, then moves: the file is whole or not there.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // What is half-written goes; that it cannot be removed is no news beside the first error.
        let _ = fs::remove_file(&beside);
    }
    written
}
