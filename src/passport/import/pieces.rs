//! What an import is given, taken apart: tables first, then badges by the batch.
//!
//! **Invariant:** no more than one batch is in memory at once, however much there is.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::archive::{Archive, Place, is_archive};
use super::table::{self, LARGEST_TABLE, Row};
use super::{Fate, Line, Upload};
use crate::passport::{Arrival, Claim, Reason, Refusal, Source};

/// Most badges of a batch.
const BATCH: usize = 500;
/// Most octets of a batch.
const BATCH_OCTETS: u64 = 32 * 1024 * 1024;

/// A badge on its way in, or a line that says why nothing is.
pub(super) enum Piece {
    Badge { name: String, arrival: Arrival },
    Lost(Line),
}

/// Where badges are: in a file of their own, or in a ZIP.
enum Holder {
    Alone(Upload),
    Zip { name: String, place: Place },
}

/// What is done with tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tables {
    /// Their rows are read: an organisation brings them.
    Read,
    /// They are not even opened: a holder proves nothing of themselves by a table.
    PassedOver,
}

/// All that an import was given.
pub(super) struct Pieces {
    rest: std::vec::IntoIter<Holder>,
    open: Option<(String, Archive)>,
    /// Found while the tables were looked for.
    lost: Vec<Line>,
}

impl Pieces {
    /// Looks through what was given: the rows of its tables, where they are wanted, and the badges still to be taken out.
    pub(super) fn of(uploads: Vec<Upload>, tables: Tables) -> (Vec<Row>, Self) {
        let mut rows = Vec::new();
        let mut lost = Vec::new();
        let mut rest = Vec::new();
        for upload in uploads {
            let start = match start(&upload.source) {
                Ok(start) => start,
                Err(refusal) => {
                    lost.push(Line::lost(upload.name, refusal));
                    continue;
                }
            };
            if is_archive(&start) {
                let place = match upload.source {
                    Source::Bytes(bytes) => Place::Bytes(bytes.into()),
                    Source::File(path) => Place::File(path),
                    Source::Address(address) => Place::Bytes(Arc::from(address.into_bytes())),
                };
                match tables {
                    Tables::Read => tables_inside(&upload.name, &place, &mut rows, &mut lost),
                    Tables::PassedOver => {
                        if let Err(refusal) = Archive::open(&place) {
                            lost.push(Line::lost(upload.name.clone(), refusal));
                        }
                    }
                }
                rest.push(Holder::Zip {
                    name: upload.name,
                    place,
                });
            } else if is_table(&upload.name) {
                if tables == Tables::PassedOver {
                    continue;
                }
                let found = whole(&upload.source).and_then(|bytes| {
                    let name = table::base_name(&upload.name);
                    table::read(name, &bytes)
                });
                match found.and_then(|found| fits(&rows, found)) {
                    Ok(found) => rows.extend(found),
                    Err(refusal) => lost.push(Line::lost(upload.name, refusal)),
                }
            } else {
                rest.push(Holder::Alone(upload));
            }
        }
        let pieces = Self {
            rest: rest.into_iter(),
            open: None,
            lost,
        };
        (rows, pieces)
    }

    /// As many as are verified and kept together; none at the end.
    pub(super) fn next_batch(&mut self) -> Vec<Piece> {
        let mut batch: Vec<Piece> = self.lost.drain(..).map(Piece::Lost).collect();
        let mut octets = 0;
        while batch.len() < BATCH && octets < BATCH_OCTETS {
            if let Some((zip, archive)) = &mut self.open {
                match archive.next(|name| !is_table(name)) {
                    Ok(Some(entry)) => {
                        let name = format!("{zip} › {}", entry.name);
                        batch.push(match entry.bytes {
                            Ok(bytes) => {
                                octets += bytes.len() as u64;
                                badge(name, Source::Bytes(bytes))
                            }
                            Err(refusal) => Piece::Lost(Line::lost(name, refusal)),
                        });
                    }
                    Ok(None) => self.open = None,
                    Err(refusal) => {
                        batch.push(Piece::Lost(Line::lost(zip.clone(), refusal)));
                        self.open = None;
                    }
                }
                continue;
            }
            match self.rest.next() {
                None => break,
                Some(Holder::Alone(upload)) => {
                    octets += match &upload.source {
                        Source::Bytes(bytes) => bytes.len() as u64,
                        Source::File(path) => std::fs::metadata(path).map_or(0, |data| data.len()),
                        Source::Address(_) => 0,
                    };
                    batch.push(badge(upload.name, upload.source));
                }
                // One that does not open was told of when its tables were looked for.
                Some(Holder::Zip { name, place }) => {
                    self.open = Archive::open(&place).ok().map(|archive| (name, archive));
                }
            }
        }
        batch
    }
}

fn badge(name: String, source: Source) -> Piece {
    let arrival = Arrival {
        name: None,
        source,
        claim: Ok(Claim::default()),
    };
    Piece::Badge { name, arrival }
}

impl Line {
    pub(super) fn lost(name: String, refusal: Refusal) -> Self {
        Self {
            name,
            badge: None,
            fate: Fate::Impossible(refusal),
            already: false,
            credential: None,
            recipient: None,
        }
    }
}

fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| {
        ["csv", "tsv"]
            .iter()
            .any(|table| ending.eq_ignore_ascii_case(table))
    })
}

/// The tables of a ZIP; one that does not open is told of here, once.
fn tables_inside(zip: &str, place: &Place, rows: &mut Vec<Row>, lost: &mut Vec<Line>) {
    let mut archive = match Archive::open(place) {
        Ok(archive) => archive,
        Err(refusal) => return lost.push(Line::lost(zip.to_owned(), refusal)),
    };
    // What ends the ZIP here ends it again when its badges are read, and is told of then.
    while let Ok(Some(entry)) = archive.next(is_table) {
        let name = format!("{zip} › {}", entry.name);
        let found = entry.bytes.and_then(|bytes| table::read(&name, &bytes));
        match found.and_then(|found| fits(rows, found)) {
            Ok(found) => rows.extend(found),
            Err(refusal) => lost.push(Line::lost(name, refusal)),
        }
    }
}

/// The rows of one more table, unless all of them together would be more than one table may have.
fn fits(rows: &[Row], found: Vec<Row>) -> Result<Vec<Row>, Refusal> {
    if rows.len() + found.len() > table::MOST_ROWS {
        let detail = "the tables have more than 100,000 rows together";
        return Err(Refusal::new(Reason::TooMuch, detail));
    }
    Ok(found)
}

/// The first octets.
fn start(source: &Source) -> Result<Vec<u8>, Refusal> {
    match source {
        Source::Bytes(bytes) => Ok(bytes.iter().take(4).copied().collect()),
        Source::Address(_) => Ok(Vec::new()),
        Source::File(path) => {
            let mut start = Vec::new();
            File::open(path)
                .and_then(|file| file.take(4).read_to_end(&mut start))
                .map_err(|error| Refusal::new(Reason::Unreadable, error.to_string()))?;
            Ok(start)
        }
    }
}

/// A table as a whole.
fn whole(source: &Source) -> Result<Vec<u8>, Refusal> {
    let bytes = match source {
        Source::Bytes(bytes) => bytes.clone(),
        Source::Address(_) => Vec::new(),
        Source::File(path) => {
            let mut bytes = Vec::new();
            File::open(path)
                .and_then(|file| file.take(LARGEST_TABLE + 1).read_to_end(&mut bytes))
                .map_err(|error| Refusal::new(Reason::Unreadable, error.to_string()))?;
            bytes
        }
    };
    if bytes.len() as u64 > LARGEST_TABLE {
        let detail = "more than 16 MiB: no table is that large";
        return Err(Refusal::new(Reason::TooLarge, detail));
    }
    Ok(bytes)
}
