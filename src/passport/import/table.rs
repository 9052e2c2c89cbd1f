//! Tables of issued badges: which columns say what, in whichever form a platform or a spreadsheet wrote them.
//!
//! **Invariant:** only the columns described here are read; of the others not even the name is kept.

use chrono::{DateTime, NaiveDate};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::account::Address;
use crate::passport::{Reason, Refusal};

/// The largest table, in octets.
pub(super) const LARGEST_TABLE: u64 = 16 * 1024 * 1024;
/// Most rows of one table.
pub(super) const MOST_ROWS: usize = 100_000;

/// What a row says of a badge that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The table and the line.
    pub name: String,
    pub recipient: Option<Address>,
    /// What stands where the recipient should, as it stands there.
    pub written: Option<String>,
    /// Where the badge is.
    pub address: Option<String>,
    /// The image that goes with it.
    pub file: Option<String>,
    pub badge: Option<String>,
    pub day: Option<NaiveDate>,
}

/// What a column is called, folded: no case, accents, spaces or signs.
const RECIPIENT: &[&str] = &[
    "email",
    "mail",
    "recipient",
    "recipientemail",
    "emailaddress",
    "earner",
    "earneremail",
    "adresseemail",
    "adressemail",
    "adresseelectronique",
    "courriel",
    "destinataire",
    "emaildudestinataire",
    "emaildestinataire",
    "recepteur",
    "beneficiaire",
    "titulaire",
];
const BADGE: &[&str] = &[
    "badge",
    "badgename",
    "nameofbadge",
    "nomdubadge",
    "badgetitle",
    "titre",
    "titredubadge",
    "title",
    "name",
    "nom",
];
const ADDRESS: &[&str] = &[
    "url",
    "link",
    "lien",
    "assertion",
    "assertionurl",
    "assertionid",
    "badgeurl",
    "urldubadge",
    "lienbadge",
    "liendubadge",
    "adressedubadge",
    "urldelassertion",
    "publicurl",
    "credentialurl",
    "openbadgeurl",
];
const FILE: &[&str] = &[
    "file",
    "filename",
    "fichier",
    "nomdufichier",
    "image",
    "imagefile",
    "badgeimage",
    "imagedubadge",
];
const DAY: &[&str] = &[
    "issuedon",
    "issued",
    "issuedate",
    "dateissued",
    "dateofissue",
    "date",
    "datedemission",
    "datedelivrance",
    "datededelivrance",
    "datedattribution",
    "emisle",
    "delivrele",
    "attribuele",
];

/// Reads a table.
///
/// # Errors
///
/// [`Reason::UnknownTable`] where no column says whose badges, which or where; the words for it name the first columns.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Row>, Refusal> {
    let text = decode(bytes);
    let refused = |detail: String| Refusal::new(Reason::UnknownTable, detail);
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = csv.headers().map_err(|error| refused(error.to_string()))?;
    let folded: Vec<String> = headers.iter().map(fold).collect();
    let column = |known: &[&str]| {
        // The first name of the list that is there: `badge name` before `name`.
        known
            .iter()
            .find_map(|known| folded.iter().position(|header| header == known))
    };
    let (recipient, address, file) = (column(RECIPIENT), column(ADDRESS), column(FILE));
    let (badge, day) = (column(BADGE), column(DAY));
    if recipient.is_none() && address.is_none() && file.is_none() {
        let told: Vec<&str> = headers.iter().take(8).collect();
        let told: String = told.join(", ").chars().take(200).collect();
        return Err(refused(format!(
            "no column says whose or which badges: {told}"
        )));
    }
    let mut rows = Vec::new();
    for record in csv.records() {
        let record = record.map_err(|error| refused(error.to_string()))?;
        if rows.len() >= MOST_ROWS {
            return Err(refused("more than 100,000 rows".to_owned()));
        }
        let cell = |at: Option<usize>| {
            let text = at.and_then(|at| record.get(at)).unwrap_or_default().trim();
            (!text.is_empty()).then_some(text)
        };
        let all = [recipient, address, file, badge, day].map(cell);
        let [written, address, file, badge, day] = all;
        if all.iter().all(Option::is_none) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(Row {
            name: format!("{name}, ligne {line}"),
            recipient: written.and_then(|text| Address::parse(text).ok()),
            written: written.map(|text| text.chars().take(254).collect()),
            address: address.and_then(assertion),
            file: file.map(|file| base_name(file).to_lowercase()),
            badge: badge.map(|name| name.chars().take(300).collect()),
            day: day.and_then(read_day),
        });
    }
    Ok(rows)
}

/// The last part of a path or of a name in a ZIP.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252.
fn decode(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], of: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|two| of([two[0], two[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        bytes => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            std::str::from_utf8(bytes).map_or_else(
                |_| bytes.iter().map(|byte| windows_1252(*byte)).collect(),
                str::to_owned,
            )
        }
    }
}

/// The letter of an octet in Windows-1252, which is Latin-1 but for these.
fn windows_1252(byte: u8) -> char {
    const OTHERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => OTHERS[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// What the first line is divided by most often.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let times = |sign: &u8| first.bytes().filter(|byte| byte == sign).count();
    // The last of equals wins: a comma, where nothing is divided.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(times)
        .unwrap_or(b',')
}

/// A header as names of columns are compared.
fn fold(header: &str) -> String {
    let plain = |letter: char| match letter {
        'à' | 'â' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' => 'o',
        'ù' | 'û' => 'u',
        'ç' => 'c',
        other => other,
    };
    header
        .chars()
        .flat_map(char::to_lowercase)
        .map(plain)
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// The address of an assertion: the page that shows it to people is named after it.
fn assertion(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "http" | "https") || text.len() > 2000 {
        return None;
    }
    match text.strip_suffix(".html") {
        Some(document) if url.path().contains("/assertion/") => Some(document.to_owned()),
        _ => Some(text.to_owned()),
    }
}

/// An address as two mentions of one badge are compared: without scheme, query and what its forms end in.
pub(super) fn page_of(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    let path = percent_decode_str(url.path())
        .decode_utf8_lossy()
        .into_owned();
    let path = path.trim_end_matches('/');
    let path = [".html", ".json"]
        .iter()
        .find_map(|form| path.strip_suffix(form))
        .unwrap_or(path);
    let port = url
        .port()
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    Some(format!("{host}{port}{path}"))
}

/// A day, however it is written; a day before a month, as French tables have it.
fn read_day(text: &str) -> Option<NaiveDate> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.date_naive());
    }
    if text.len() > 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(DateTime::from_timestamp(text.parse().ok()?, 0)?.date_naive());
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(day, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Row> {
        read("badges.csv", bytes).unwrap()
    }

    #[test]
    fn a_table_is_read_in_french_and_english_with_any_sign_and_encoding() {
        let french = "Prénom;Courriel;Nom du badge;Date d’émission;Lien\n\
                      Zoé;Zoe@example.org;Créer un « réseau »;31/03/2024;https://openbadgefactory.com/v1/assertion/0a.html\n";
        let latin: Vec<u8> = french
            .replace('’', "'")
            .chars()
            .map(|letter| u8::try_from(letter).unwrap())
            .collect();
        let marked = format!("\u{feff}{french}");
        let wide: Vec<u8> = std::iter::once(0xfeff)
            .chain(french.replace(';', "\t").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [french.as_bytes(), &latin, marked.as_bytes(), &wide] {
            let rows = rows(bytes);
            assert_eq!(rows.len(), 1);
            let row = &rows[0];
            assert_eq!(row.name, "badges.csv, ligne 2");
            assert_eq!(row.recipient.as_ref().unwrap().as_str(), "zoe@example.org");
            assert_eq!(row.badge.as_deref(), Some("Créer un « réseau »"));
            assert_eq!(row.day, NaiveDate::from_ymd_opt(2024, 3, 31));
            let address = "https://openbadgefactory.com/v1/assertion/0a";
            assert_eq!(row.address.as_deref(), Some(address));
        }
        let english = b"Badge name,Recipient,Issued on,Image\n\"A, b\",ada@example.org,2024-03-31 10:00,Dir/A.PNG\n,,,\n";
        let rows = rows(english);
        assert_eq!(rows.len(), 1, "an empty row is none");
        assert_eq!(rows[0].badge.as_deref(), Some("A, b"));
        assert_eq!(rows[0].file.as_deref(), Some("a.png"));
        assert_eq!(rows[0].day, NaiveDate::from_ymd_opt(2024, 3, 31));
    }

    #[test]
    fn a_table_about_something_else_is_refused_by_the_names_of_its_columns() {
        for table in ["", "ville;habitants\nBlois;47092\n", "\0\u{1}\u{2}"] {
            let refused = read("t.csv", table.as_bytes()).unwrap_err();
            assert_eq!(refused.reason, Reason::UnknownTable, "{table}");
        }
        let row = &rows("email;url\nnobody;javascript:alert(1)\n".as_bytes())[0];
        assert_eq!((&row.recipient, &row.address), (&None, &None));
        assert_eq!(row.written.as_deref(), Some("nobody"));
    }

    #[test]
    fn two_mentions_of_one_badge_are_one_page() {
        let one = page_of("https://openbadgefactory.com/v1/assertion/0a").unwrap();
        for other in [
            "http://openbadgefactory.com:80/v1/assertion/0a.html",
            "https://openbadgefactory.com/v1/assertion/0a.json?v=2.0",
            "https://OPENBADGEFACTORY.com/v1/assertion/%30a/",
        ] {
            assert_eq!(page_of(other).as_deref(), Some(one.as_str()), "{other}");
        }
        assert_ne!(
            page_of("https://openbadgefactory.com/v1/assertion/0b"),
            Some(one)
        );
        assert_eq!(page_of("urn:uuid:0"), None);
    }
}
