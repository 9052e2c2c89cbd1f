//! What is said of badges by whoever brings them: a CSV manifest, or the fields of a request.
//!
//! **Invariant:** a column or field that is not described here is refused by name; a coordinate is one of these
//! (G1), and its value is never repeated.

use std::path::{Path, PathBuf};

use super::{Arrival, Claim, DemonstrationConsent, Reason, Refusal, Source, run};
use crate::account::{Address, AgeBand, Recipient};
use crate::presence::{Choice, Duration, Level, Place};

/// The columns of a manifest; the first two are needed.
pub const COLUMNS: [&str; 6] = ["file", "recipient", "level", "place", "months", "age_band"];

/// Which text an invented person is taken to have read.
const TEXT_VERSION: &str = "demonstration-1";

/// Why a manifest cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A column that is not described.
    #[error("unknown column “{0}”: a manifest has {columns}", columns = COLUMNS.join(", "))]
    UnknownColumn(String),
    /// A coordinate.
    #[error("the column “{0}” is refused: a place is a commune or wider, never a point")]
    Coordinate(String),
    /// A column that is needed.
    #[error("the column “{0}” is missing")]
    MissingColumn(&'static str),
    /// The same column twice.
    #[error("the column “{0}” is there twice")]
    TwiceColumn(String),
    /// No CSV.
    #[error("no CSV in UTF-8: {0}")]
    Csv(#[from] csv::Error),
}

/// The words of one badge's claim, as they came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words<'a> {
    /// An e-mail address.
    pub recipient: &'a str,
    /// 0 to 3.
    pub level: &'a str,
    /// A commune's INSEE code, or `epci:`, `department:`, `region:` and a code.
    pub place: &'a str,
    /// 3, 6 or 12.
    pub months: &'a str,
    /// `under_15`, `15_17` or `18_plus`.
    pub age_band: &'a str,
}

impl Words<'_> {
    /// The claim that these words make.
    ///
    /// # Errors
    ///
    /// [`Reason::BadClaim`], naming the word that cannot be understood.
    pub fn claim(&self) -> Result<Claim, Refusal> {
        let bad = |detail: &str| Refusal::new(Reason::BadClaim, detail);
        let recipient = match self.recipient.trim() {
            "" => None,
            text => Some(Recipient::Address(
                Address::parse(text).map_err(|_| bad("recipient: this is no e-mail address"))?,
            )),
        };
        let silent = [self.level, self.place, self.months, self.age_band]
            .iter()
            .all(|word| word.trim().is_empty());
        let level = self.level.trim();
        if silent || level == "0" {
            return Ok(Claim {
                recipient,
                consent: None,
            });
        }
        if recipient.is_none() {
            return Err(bad("recipient: a consent is somebody's"));
        }
        let level = level.parse().ok().and_then(Level::numbered);
        let months = self.months.trim().parse().ok();
        let place =
            Place::parse(self.place.trim()).map_err(|error| bad(&format!("place: {error}")))?;
        Ok(Claim {
            recipient,
            consent: Some(DemonstrationConsent {
                choice: Choice {
                    level: level.ok_or_else(|| bad("level: 0, 1, 2 or 3"))?,
                    place,
                    duration: months
                        .and_then(Duration::of_months)
                        .ok_or_else(|| bad("months: 3, 6 or 12"))?,
                    text_version: TEXT_VERSION.to_owned(),
                },
                age_band: AgeBand::named(self.age_band.trim())
                    .ok_or_else(|| bad("age_band: under_15, 15_17 or 18_plus"))?,
            }),
        })
    }
}

/// Whether a field's name is that of a coordinate, in any usual spelling.
#[must_use]
pub fn is_a_coordinate(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    [
        "lat",
        "lng",
        "lon",
        "long",
        "latitude",
        "longitude",
        "coordinates",
        "geo",
        "x",
        "y",
    ]
    .contains(&name.as_str())
}

/// Reads a manifest; its files are relative to `folder`.
///
/// A row whose words cannot be understood becomes a refusal of its own.
///
/// # Errors
///
/// [`ManifestError`] when the whole cannot be used.
pub fn read(text: &[u8], folder: &Path) -> Result<Vec<Arrival>, ManifestError> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut csv = csv::Reader::from_reader(text);
    let headers = csv.headers()?.clone();
    let mut columns: Vec<&str> = Vec::new();
    for header in &headers {
        let header = header.trim();
        if is_a_coordinate(header) {
            return Err(ManifestError::Coordinate(short(header)));
        }
        if !COLUMNS.contains(&header) {
            return Err(ManifestError::UnknownColumn(short(header)));
        }
        if columns.contains(&header) {
            return Err(ManifestError::TwiceColumn(short(header)));
        }
        columns.push(header);
    }
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let needed = |name| column(name).ok_or(ManifestError::MissingColumn(name));
    let (file, recipient) = (needed("file")?, needed("recipient")?);
    let others = ["level", "place", "months", "age_band"].map(column);

    let mut arrivals = Vec::new();
    for row in csv.records() {
        let row = row?;
        let word = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
        let [level, place, months, age_band] = others.map(word);
        let words = Words {
            recipient: word(Some(recipient)),
            level,
            place,
            months,
            age_band,
        };
        let path: PathBuf = folder.join(word(Some(file)));
        arrivals.push(Arrival {
            name: Some(run::name(&path)),
            source: Source::File(path),
            claim: words.claim(),
        });
    }
    Ok(arrivals)
}

fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<Arrival>, ManifestError> {
        read(text.as_bytes(), Path::new("/badges"))
    }

    #[test]
    fn a_manifest_says_whose_badges_they_are_and_what_they_allow() {
        let arrivals = read_text(
            "\u{feff}file,recipient,level,place,months,age_band\n\
             a.png,Ada@example.org,1,41018,6,18_plus\n\
             b.png,ida@example.org,,,,\n\
             c.png,,0,,,\n",
        )
        .unwrap();
        assert_eq!(arrivals[0].name.as_deref(), Some("/badges/a.png"));
        let claim = arrivals[0].claim.as_ref().unwrap();
        assert_eq!(
            &*claim.recipient.as_ref().unwrap().text(),
            "ada@example.org"
        );
        let consent = claim.consent.as_ref().unwrap();
        assert_eq!(consent.choice.place, Place::Commune("41018".into()));
        assert_eq!(consent.age_band, AgeBand::Adult);
        assert_eq!(arrivals[1].claim.as_ref().unwrap().consent, None);
        assert_eq!(arrivals[2].claim.as_ref().unwrap(), &Claim::default());
    }

    #[test]
    fn a_row_that_cannot_be_understood_is_refused_alone() {
        let arrivals = read_text(
            "file,recipient,level,place,months,age_band\n\
             a,nobody,,,,\n\
             b,a@b.c,4,41018,6,18_plus\n\
             c,a@b.c,1,\"47.5,1.3\",6,18_plus\n\
             d,a@b.c,1,41018,7,18_plus\n\
             e,a@b.c,1,41018,6,42\n\
             f,,1,41018,6,18_plus\n\
             g,a@b.c,1,41018,6,18_plus\n",
        )
        .unwrap();
        let details: Vec<String> = arrivals
            .iter()
            .filter_map(|arrival| arrival.claim.as_ref().err())
            .map(|refusal| refusal.detail.clone())
            .collect();
        let starts = [
            "recipient:",
            "level:",
            "place:",
            "months:",
            "age_band:",
            "recipient:",
        ];
        assert_eq!(details.len(), starts.len(), "{details:?}");
        for (detail, start) in details.iter().zip(starts) {
            assert!(detail.starts_with(start), "{detail}");
            assert!(!detail.contains("47.5"), "a coordinate is never repeated");
        }
    }

    #[test]
    fn a_column_that_nobody_described_is_refused_by_its_name() {
        for (header, words) in [
            (
                "file,recipient,lat,lng",
                "“lat” is refused: a place is a commune",
            ),
            ("file,recipient,LNG", "“LNG” is refused"),
            ("file,recipient,name", "unknown column “name”"),
            ("file,level", "“recipient” is missing"),
            ("file,file,recipient", "“file” is there twice"),
        ] {
            let error = read_text(header).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
