//! ZIPs that strangers packed: read within bounds, one file after the other.
//!
//! **Invariant:** what is inflated is counted as it comes out, whatever the ZIP says of itself; a name is cleaned and
//! shown, never opened; nothing is written anywhere.

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::passport::{LARGEST, Reason, Refusal};

/// Files of one ZIP that are read at most.
pub const MOST_FILES: usize = 10_000;
/// Octets of one ZIP that are inflated at most.
pub const LARGEST_TOTAL: u64 = 512 * 1024 * 1024;
/// Where the end of a ZIP is looked for: its last record and the longest comment.
const TAIL: u64 = 22 + 65_535;
/// Longest name that is shown, in characters.
const LONGEST_NAME: usize = 200;

/// What a ZIP is read from.
pub(super) trait Octets: Read + Seek + Send {}
impl<T: Read + Seek + Send> Octets for T {}

/// Where a ZIP is.
#[derive(Clone)]
pub(super) enum Place {
    Bytes(std::sync::Arc<[u8]>),
    File(PathBuf),
}

impl Place {
    fn open(&self) -> std::io::Result<Box<dyn Octets>> {
        Ok(match self {
            Self::Bytes(bytes) => Box::new(Cursor::new(std::sync::Arc::clone(bytes))),
            Self::File(path) => Box::new(std::io::BufReader::new(File::open(path)?)),
        })
    }
}

/// A ZIP that is being read.
pub(super) struct Archive {
    zip: ZipArchive<Box<dyn Octets>>,
    next: usize,
    /// Octets that came out so far.
    inflated: u64,
}

/// A file of a ZIP: its name as it is shown, and its octets or why there are none.
pub(super) struct Entry {
    pub name: String,
    pub bytes: Result<Vec<u8>, Refusal>,
}

/// Whether octets begin as a ZIP does.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

fn refusal(reason: Reason, detail: impl Into<String>) -> Refusal {
    Refusal::new(reason, detail)
}

impl Archive {
    pub(super) fn open(place: &Place) -> Result<Self, Refusal> {
        let damaged = |error: &dyn std::fmt::Display| {
            refusal(
                Reason::DamagedArchive,
                format!("this ZIP cannot be read: {error}"),
            )
        };
        let mut octets = place.open().map_err(|error| damaged(&error))?;
        let files = files_said(&mut octets).map_err(|error| damaged(&error))?;
        if files > MOST_FILES {
            return Err(too_many());
        }
        let zip = ZipArchive::new(octets).map_err(|error| damaged(&error))?;
        if zip.len() > MOST_FILES {
            return Err(too_many());
        }
        Ok(Self {
            zip,
            next: 0,
            inflated: 0,
        })
    }

    /// The next file that `wanted` says by its name; folders, hidden files and what macOS adds are passed over.
    ///
    /// # Errors
    ///
    /// When more has come out than is read of one ZIP; nothing comes after that.
    pub(super) fn next(&mut self, wanted: impl Fn(&str) -> bool) -> Result<Option<Entry>, Refusal> {
        while self.next < self.zip.len() {
            let place = self.next;
            self.next += 1;
            let (name, folder, encrypted) = match self.zip.by_index_raw(place) {
                Ok(file) => {
                    let name = file.name().map_or_else(
                        |_| String::from_utf8_lossy(file.name_raw()).into_owned(),
                        std::borrow::Cow::into_owned,
                    );
                    (name, file.is_dir(), file.encrypted())
                }
                Err(error) => {
                    let name = format!("{}", place + 1);
                    let bytes = Err(unreadable(&error));
                    return Ok(Some(Entry { name, bytes }));
                }
            };
            let of_the_system = name.split(['/', '\\']).any(|part| {
                part.starts_with('.') && part != "." && part != ".." || part == "__MACOSX"
            });
            if folder || of_the_system || !wanted(&name) {
                continue;
            }
            let bytes = if encrypted {
                Err(refusal(Reason::Encrypted, "this file asks for a password"))
            } else {
                self.read(place)?
            };
            let name = shown(&name);
            return Ok(Some(Entry { name, bytes }));
        }
        Ok(None)
    }

    /// Inflates one file; an error ends the whole ZIP.
    fn read(&mut self, place: usize) -> Result<Result<Vec<u8>, Refusal>, Refusal> {
        let left = LARGEST_TOTAL - self.inflated;
        let mut bytes = Vec::new();
        let read = match self.zip.by_index(place) {
            Ok(file) => file
                .take((LARGEST + 1).min(left + 1))
                .read_to_end(&mut bytes),
            Err(error) => return Ok(Err(unreadable(&error))),
        };
        self.inflated += bytes.len() as u64;
        if self.inflated > LARGEST_TOTAL {
            self.next = self.zip.len();
            return Err(refusal(
                Reason::TooMuch,
                "more than 512 MiB come out of this ZIP: the rest is not read",
            ));
        }
        Ok(match read {
            _ if bytes.len() as u64 > LARGEST => Err(refusal(
                Reason::TooLarge,
                "more than 2 MiB: no badge is that large",
            )),
            Err(error) => Err(refusal(Reason::Unreadable, error.to_string())),
            Ok(_) if is_archive(&bytes) => Err(refusal(
                Reason::NestedArchive,
                "a ZIP inside of a ZIP is not opened",
            )),
            Ok(_) => Ok(bytes),
        })
    }
}

fn too_many() -> Refusal {
    refusal(
        Reason::TooManyFiles,
        "more than 10,000 files are in this ZIP",
    )
}

fn unreadable(error: &ZipError) -> Refusal {
    refusal(Reason::Unreadable, error.to_string())
}

/// The largest number of files that an end of this ZIP speaks of, before anything is made of it: its list of files
/// would have to be held in memory as a whole. A number too large for its field is too large for us.
fn files_said(octets: &mut Box<dyn Octets>) -> std::io::Result<usize> {
    let length = octets.seek(SeekFrom::End(0))?;
    octets.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    octets.take(TAIL).read_to_end(&mut tail)?;
    octets.seek(SeekFrom::Start(0))?;
    let most = tail
        .windows(12)
        .filter(|window| window.starts_with(b"PK\x05\x06"))
        .map(|window| usize::from(u16::from_le_bytes([window[10], window[11]])))
        .max();
    Ok(most.unwrap_or(0))
}

/// A stranger's name for a file, as one line of a report.
fn shown(name: &str) -> String {
    let visible = name
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c });
    visible.take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issuing::zipped::{Files, zip};

    fn open(zip: Vec<u8>) -> Result<Archive, Refusal> {
        Archive::open(&Place::Bytes(zip.into()))
    }

    fn all(mut archive: Archive) -> Vec<(String, Result<usize, Reason>)> {
        let mut found = Vec::new();
        loop {
            match archive.next(|_| true) {
                Ok(None) => return found,
                Ok(Some(entry)) => {
                    let bytes = entry.bytes.map(|bytes| bytes.len());
                    found.push((entry.name, bytes.map_err(|refusal| refusal.reason)));
                }
                Err(refusal) => {
                    found.push((String::new(), Err(refusal.reason)));
                }
            }
        }
    }

    #[test]
    fn names_are_labels_and_what_systems_add_is_passed_over() {
        let files = Files::from([
            ("../../etc/passwd\n".to_owned(), b"a".to_vec()),
            ("__MACOSX/._badge.png".to_owned(), b"b".to_vec()),
            ("dossier/.DS_Store".to_owned(), b"c".to_vec()),
            ("dossier/é.png".to_owned(), b"dd".to_vec()),
            ("dedans.zip".to_owned(), zip(&Files::new()).unwrap()),
        ]);
        let found = all(open(zip(&files).unwrap()).unwrap());
        assert_eq!(
            found,
            [
                ("../../etc/passwd\u{fffd}".to_owned(), Ok(1)),
                ("dedans.zip".to_owned(), Err(Reason::NestedArchive)),
                ("dossier/é.png".to_owned(), Ok(2)),
            ]
        );
    }

    #[test]
    fn a_file_that_swells_is_refused_and_a_zip_that_swells_ends() {
        // 300 files of 2 MiB each: 600 MiB that take less than 1 MiB.
        let mut files = Files::new();
        let zeros = vec![0; usize::try_from(LARGEST).unwrap()];
        for number in 0..300 {
            files.insert(format!("{number:03}"), zeros.clone());
        }
        files.insert("000-swollen".to_owned(), vec![0; zeros.len() * 4]);
        let bomb = zip(&files).unwrap();
        assert!(bomb.len() < 2 * 1024 * 1024);
        let found = all(open(bomb).unwrap());
        assert_eq!(found[1], ("000-swollen".to_owned(), Err(Reason::TooLarge)));
        assert_eq!(found.last().unwrap().1, Err(Reason::TooMuch));
        assert!(found.len() < 260, "{}", found.len());
    }

    #[test]
    fn too_many_files_are_refused_before_their_list_is_read() {
        let mut files = Files::new();
        for number in 0..=MOST_FILES {
            files.insert(format!("{number}"), Vec::new());
        }
        let refused = open(zip(&files).unwrap()).err().unwrap();
        assert_eq!(refused.reason, Reason::TooManyFiles);
    }

    #[test]
    fn damaged_zips_end_in_an_answer() {
        let whole = zip(&Files::from([("a".to_owned(), b"abc".repeat(50))])).unwrap();
        for length in 0..whole.len() {
            if let Ok(archive) = open(whole[..length].to_vec()) {
                all(archive);
            }
        }
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 0x55;
            if let Ok(archive) = open(changed) {
                all(archive);
            }
        }
    }
}
