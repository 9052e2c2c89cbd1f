//! Files in one ZIP that any computer opens.
//!
//! **Invariant:** the same files give the same octets: names are sorted, and every date is the one that ZIP begins
//! with (1980), so that two archives are compared by their hash.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Files by their name inside the ZIP; a slash makes a folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Puts files into a ZIP: pictures as they are, all else deflated.
///
/// # Errors
///
/// When a name or a size is beyond what ZIP holds.
pub fn zip(files: &Files) -> Result<Vec<u8>, ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let packed = name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ending == "png");
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o644)
            .compression_method(if packed {
                CompressionMethod::Stored
            } else {
                CompressionMethod::Deflated
            });
        writer.start_file(name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_goes_in_comes_out_and_twice_the_same_is_the_same() {
        let files = Files::from([
            ("a/é.json".to_owned(), b"{}".repeat(500)),
            ("b.png".to_owned(), vec![7; 300]),
        ]);
        let packed = zip(&files).unwrap();
        assert_eq!(packed, zip(&files).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        for (name, bytes) in &files {
            let mut read = Vec::new();
            archive
                .by_name(name)
                .unwrap()
                .read_to_end(&mut read)
                .unwrap();
            assert_eq!(&read, bytes);
        }
        assert_eq!(archive.len(), 2);
    }
}
