//! An import from its first file to its last line.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use super::pieces::{Piece, Pieces, Tables};
use super::recipients::{Recipients, around};
use super::table::{Row, base_name, page_of};
use super::{Fate, Line, Report, Upload, line};
use crate::account::{Address, Recipient, service as account};
use crate::passport::judge::Judged;
use crate::passport::service::{Handled, Passport};
use crate::passport::{Arrival, Claim, Outcome, PassportError, Reason, Refusal, Source};

/// Rows that are asked for together.
const ROWS_AT_ONCE: usize = 100;

/// Badges that a holder brings in one request, about: it is answered while they wait.
const MOST_AT_ONCE: usize = 200;

/// How an import goes about it.
#[derive(Debug, Default)]
pub struct How {
    /// People that the badges may have been given to, beside those whom tables name.
    pub recipients: Vec<Address>,
    /// Badges that only have an address are asked for.
    pub online: bool,
}

/// Imports what a holder brings: only badges that were given to one of the addresses that they have shown to be theirs.
///
/// The same badges twice are kept once.
///
/// # Errors
///
/// [`PassportError`]; the badges of the batches before are kept.
pub async fn of_holder(
    passport: &Passport,
    holder: Uuid,
    uploads: Vec<Upload>,
) -> Result<Report, PassportError> {
    let own = account::recipients(&passport.pool, holder).await?;
    let recipients = Recipients::only(own);
    let (_, pieces) = taken_apart(uploads, Tables::PassedOver).await?;
    let mut work = Work::new(passport, recipients, &[]);
    work.most = MOST_AT_ONCE;
    work.of = Some(holder);
    work.pieces(pieces, &mut |_| {}).await?;
    Ok(work.report)
}

/// Imports files; `progress` is told how many badges have their line.
///
/// The same badges twice are kept once.
///
/// # Errors
///
/// [`PassportError`]; the badges of the batches before are kept, and the same import again goes on from there.
pub async fn import(
    passport: &Passport,
    uploads: Vec<Upload>,
    how: &How,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Result<Report, PassportError> {
    let (rows, pieces) = taken_apart(uploads, Tables::Read).await?;
    let recipients = Recipients::new(&how.recipients, &rows);
    let mut work = Work::new(passport, recipients, &rows);
    work.pieces(pieces, progress).await?;
    work.rows(how.online, progress).await?;
    Ok(work.report)
}

async fn taken_apart(
    uploads: Vec<Upload>,
    tables: Tables,
) -> Result<(Vec<Row>, Pieces), PassportError> {
    tokio::task::spawn_blocking(move || Pieces::of(uploads, tables))
        .await
        .map_err(|_| PassportError::Stopped)
}

/// An import under way.
struct Work<'a> {
    passport: &'a Passport,
    recipients: Arc<Recipients>,
    rows: Rows<'a>,
    report: Report,
    /// Badges that are taken, about: the others are told to come later.
    most: usize,
    /// A holder's own: what nobody can prove now is brought again when its issuer answers, and there is room for so much.
    of: Option<Uuid>,
}

impl<'a> Work<'a> {
    fn new(passport: &'a Passport, recipients: Recipients, rows: &'a [Row]) -> Self {
        Self {
            passport,
            recipients: Arc::new(recipients),
            rows: Rows::of(rows),
            report: Report::default(),
            most: usize::MAX,
            of: None,
        }
    }

    /// Every image and text that was given.
    async fn pieces(
        &mut self,
        mut pieces: Pieces,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(), PassportError> {
        loop {
            let taken = tokio::task::spawn_blocking(move || {
                let batch = pieces.next_batch();
                (batch, pieces)
            });
            let (batch, rest) = taken.await.map_err(|_| PassportError::Stopped)?;
            pieces = rest;
            if batch.is_empty() {
                return Ok(());
            }
            if self.report.lines.len() >= self.most {
                let detail = format!("more than {} badges at once", self.most);
                let refusal = Refusal::new(Reason::TooManyAtOnce, detail);
                self.report.lines.push(Line::lost("…".to_owned(), refusal));
                return Ok(());
            }
            let mut arrivals = Vec::new();
            for piece in batch {
                match piece {
                    Piece::Lost(line) => {
                        self.rows.cover_file(&line.name);
                        self.report.lines.push(line);
                    }
                    Piece::Badge { name, arrival } => arrivals.push((name, arrival)),
                }
            }
            if let Some(holder) = self.of {
                let octets = arrivals.iter().map(|(_, arrival)| octets(&arrival.source));
                let room = self.passport.room(holder, octets.sum()).await?;
                if let Err(refusal) = room {
                    self.report.lines.push(Line::lost("…".to_owned(), refusal));
                    return Ok(());
                }
            }
            self.judge(arrivals, true).await?;
            progress(self.report.lines.len());
        }
    }

    /// Every row that no image proved: by what answers at its address, or not at all.
    async fn rows(
        &mut self,
        online: bool,
        progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<(), PassportError> {
        let left: Vec<&Row> = self.rows.left();
        for rows in left.chunks(ROWS_AT_ONCE) {
            let mut asked: Vec<&Row> = Vec::new();
            let mut arrivals = Vec::new();
            for row in rows {
                match &row.address {
                    Some(address) if online => {
                        let claim = Claim {
                            recipient: row.recipient.clone().map(Recipient::Address),
                            consent: None,
                        };
                        let arrival = Arrival {
                            name: None,
                            source: Source::Address(address.clone()),
                            claim: Ok(claim),
                        };
                        asked.push(row);
                        arrivals.push((row.name.clone(), arrival));
                    }
                    Some(_) => self.report.lines.push(unproven(row, Reason::Offline)),
                    None => self.report.lines.push(unproven(row, Reason::NoProof)),
                }
            }
            let before = self.report.lines.len();
            self.judge(arrivals, false).await?;
            for (line, row) in self.report.lines[before..].iter_mut().zip(asked) {
                line.badge = line.badge.take().or_else(|| row.badge.clone());
                if matches!(line.fate, Fate::Impossible(_)) {
                    line.recipient.clone_from(&row.written);
                }
            }
            progress(self.report.lines.len());
        }
        Ok(())
    }

    /// Verifies badges, keeps what may be kept, and gives each its line; those that came as files prove rows.
    async fn judge(
        &mut self,
        arrivals: Vec<(String, Arrival)>,
        files: bool,
    ) -> Result<(), PassportError> {
        if arrivals.is_empty() {
            return Ok(());
        }
        let (names, arrivals): (Vec<String>, Vec<Arrival>) = arrivals.into_iter().unzip();
        let recipients = Arc::clone(&self.recipients);
        let mut judged = self.passport.judge_among(arrivals, recipients).await?;
        if self.of.is_some() {
            judged.iter_mut().for_each(refuse_unproven);
        }
        let handled = self.passport.keep(&judged, None).await?;
        let confirmed = self.confirmed(&judged).await?;
        for ((name, judged), handled) in names.into_iter().zip(&judged).zip(&handled) {
            if files {
                self.rows.cover(&name, judged, handled);
            }
            let theirs = recipient(judged).is_some_and(|whom| {
                let address = whom.address();
                // Whoever has an own name is who it was drawn for.
                address.is_none_or(|address| confirmed.contains(address))
            });
            self.report.lines.push(line(name, judged, handled, theirs));
        }
        Ok(())
    }

    /// Those whom these badges were given to, and who have shown that the address is theirs.
    async fn confirmed(&self, judged: &[Judged]) -> Result<BTreeSet<Address>, PassportError> {
        let addresses = judged.iter().filter_map(recipient);
        let addresses = addresses.filter_map(Recipient::address).cloned().collect();
        Ok(account::confirmed(&self.passport.pool, &addresses).await?)
    }
}

fn octets(source: &Source) -> usize {
    match source {
        Source::Bytes(bytes) => bytes.len(),
        // Only operators name files and addresses.
        Source::File(_) | Source::Address(_) => 0,
    }
}

/// Refuses a badge of which nothing here can say who made it: a holder's own word proves nothing.
pub(in crate::passport) fn refuse_unproven(judged: &mut Judged) {
    if let Ok((badge, _)) = &judged.verdict
        && badge.authentic != "yes"
    {
        let detail = "what proves this badge is out of reach";
        judged.verdict = Err(Refusal::new(Reason::OutOfReach, detail));
    }
}

/// Whom the badge itself confirms.
fn recipient(judged: &Judged) -> Option<&Recipient> {
    let (badge, claim) = judged.verdict.as_ref().ok()?;
    (badge.recipient == "confirmed").then_some(claim.recipient.as_ref()?)
}

fn unproven(row: &Row, reason: Reason) -> Line {
    let detail = match reason {
        Reason::Offline => "its address is not asked (--offline)",
        _ => "neither an image nor an address of this badge is there",
    };
    Line {
        badge: row.badge.clone(),
        recipient: row.written.clone(),
        ..Line::lost(row.name.clone(), Refusal::new(reason, detail))
    }
}

/// Rows that wait for an image that proves them.
struct Rows<'a> {
    all: &'a [Row],
    proven: Vec<bool>,
    by_page: HashMap<String, Vec<usize>>,
    by_file: HashMap<&'a str, Vec<usize>>,
    by_recipient: HashMap<&'a Address, Vec<usize>>,
}

impl<'a> Rows<'a> {
    fn of(all: &'a [Row]) -> Self {
        let mut rows = Self {
            all,
            proven: vec![false; all.len()],
            by_page: HashMap::new(),
            by_file: HashMap::new(),
            by_recipient: HashMap::new(),
        };
        for (place, row) in all.iter().enumerate() {
            if let Some(page) = row.address.as_deref().and_then(page_of) {
                rows.by_page.entry(page).or_default().push(place);
            }
            if let Some(file) = &row.file {
                rows.by_file.entry(file).or_default().push(place);
            }
            if let Some(recipient) = &row.recipient {
                rows.by_recipient.entry(recipient).or_default().push(place);
            }
        }
        rows
    }

    fn left(&self) -> Vec<&'a Row> {
        let all = self.all.iter().zip(&self.proven);
        all.filter(|(_, proven)| !**proven)
            .map(|(row, _)| row)
            .collect()
    }

    /// The rows of a file that was there and could not be used: its line says why, and one is enough, unless a row has
    /// an address besides.
    fn cover_file(&mut self, name: &str) {
        let file = base_name(name.rsplit(" › ").next().unwrap_or(name)).to_lowercase();
        for place in self.by_file.get(file.as_str()).into_iter().flatten() {
            self.proven[*place] |= self.all[*place].address.is_none();
        }
    }

    /// The row of a badge that came as a file: by its address, its file's name, or to whom, which and when.
    fn cover(&mut self, name: &str, judged: &Judged, handled: &Handled) {
        let (Ok((badge, claim)), false) = (
            &judged.verdict,
            matches!(handled.outcome, Outcome::Refused(_)),
        ) else {
            return self.cover_file(name);
        };
        let page = page_of(&badge.credential_uri);
        let same = page.and_then(|page| self.by_page.get(&page));
        if let Some(same) = same {
            for place in same {
                self.proven[*place] = true;
            }
            return;
        }
        let file = base_name(name.rsplit(" › ").next().unwrap_or(name)).to_lowercase();
        let day = badge.valid_from.map(|from| from.date_naive());
        let theirs = claim
            .recipient
            .as_ref()
            .and_then(Recipient::address)
            .filter(|_| badge.recipient == "confirmed");
        let found = self
            .by_file
            .get(file.as_str())
            .into_iter()
            .flatten()
            .chain(
                theirs
                    .and_then(|of| self.by_recipient.get(of))
                    .into_iter()
                    .flatten(),
            )
            .find(|place| {
                let row = &self.all[**place];
                let of_file = row.file.as_deref() == Some(file.as_str());
                !self.proven[**place]
                    && (of_file
                        || same_badge(row, &badge.achievement.name) && same_day(row.day, day))
            });
        if let Some(place) = found {
            self.proven[*place] = true;
        }
    }
}

/// A name that is not said speaks against nothing.
fn same_badge(row: &Row, name: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let told = row.badge.as_deref().map(plain);
    told.is_none_or(|told| name.is_empty() || told == plain(name))
}

fn same_day(row: Option<NaiveDate>, badge: Option<NaiveDate>) -> bool {
    match (row, badge) {
        (Some(row), Some(badge)) => around(row).any(|day| day == badge),
        _ => true,
    }
}
