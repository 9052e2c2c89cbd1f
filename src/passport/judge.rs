//! Verification, on every core: from octets to what may be kept, or to the reason why not.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;

use super::import::Recipients;
use super::{Arrival, Claim, LARGEST, PassportError, Reason, Refusal, Source, storable};
use crate::account::Recipient as Whom;
use crate::fetch::Layered;
use crate::issuing::published;
use crate::issuing::review::{Seen, Vouched};
use crate::network::PublicBase;
use crate::network::service::{self as network, NetworkError};
use crate::openbadges::issue::Level;
use crate::openbadges::{
    Authentic, CheckOutcome, Current, Documents, NotABadge, Question, Recipient, Report, Standing,
    TrustList, VerifiedCredential, verify,
};

/// Longest URI that is kept, in octets: PostgreSQL indexes no longer text.
const LONGEST_URI: usize = 2000;

/// Whom verification believes: what URLs answer, and which issuers networks recognise.
#[derive(Clone)]
pub struct Verifier {
    /// What URLs answer.
    pub documents: Arc<dyn Documents + Send + Sync>,
    /// Who is recognised.
    pub trust: Arc<TrustList>,
    /// The organisations here: each address that one of them issues under, and its one name.
    pub issuers: Arc<HashMap<String, String>>,
}

/// A badge after verification: what of it may be kept, or why nothing.
pub struct Judged {
    pub(super) name: Option<String>,
    pub(super) verdict: Result<(Accepted, Claim), Refusal>,
}

/// What is kept of a badge. Made from a [`VerifiedCredential`] alone.
#[derive(Clone)]
pub(super) struct Accepted {
    pub identity: [u8; 32],
    /// Proven to be by an organisation here, whose forms of one award are one badge.
    pub ours: bool,
    pub sha256: [u8; 32],
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    pub achievement: Facts,
    pub standard: &'static str,
    pub format: &'static str,
    pub issuer_uri: String,
    pub credential_uri: String,
    pub level: i16,
    /// The badge itself, its title or its rubric says a level.
    pub says_level: bool,
    /// The issuer's own document is not the same as the copy that came.
    pub copy_differs: bool,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
    pub authentic: &'static str,
    pub current: &'static str,
    pub issuer: &'static str,
    pub recipient: &'static str,
    /// The verdict without the document, which the original holds.
    pub report: String,
}

/// The answers to a badge that was looked at again.
pub(super) struct Answers {
    pub authentic: &'static str,
    pub current: &'static str,
    pub issuer: &'static str,
    pub recipient: &'static str,
    pub valid_from: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
    pub report: String,
    /// Something that the answers need was out of reach.
    pub unreached: bool,
}

/// What an achievement says of itself.
#[derive(Clone)]
pub(super) struct Facts {
    pub uri: String,
    pub name: String,
    pub description: String,
    pub criteria: String,
    pub alignments: Vec<String>,
}

impl Accepted {
    /// The achievement as this badge tells of it, and how far that is believed.
    pub(super) fn seen(&self) -> Seen<'_> {
        let facts = &self.achievement;
        Seen {
            uri: &facts.uri,
            name: &facts.name,
            description: &facts.description,
            criteria: &facts.criteria,
            alignments: &facts.alignments,
            vouched: match (self.authentic, self.issuer) {
                ("yes", "recognised") => Vouched::Recognised,
                ("yes", _) => Vouched::Authentic,
                _ => Vouched::Unproven,
            },
        }
    }
}

impl Judged {
    /// What the report calls it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Verifier {
    /// A verifier of what this installation knows by itself: its organisations' keys and status lists, and the issuers that its
    /// networks recognise. Nothing is fetched.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn own(pool: &PgPool, base: &PublicBase) -> Result<Self, NetworkError> {
        let documents = published::own_documents(pool, base).await?;
        let mut trust = TrustList::new();
        for (issuer, withdrawn) in network::recognised_issuers(pool).await? {
            let standing = if withdrawn {
                Standing::Withdrawn
            } else {
                Standing::Recognised
            };
            trust.insert(issuer, standing);
        }
        let mut issuers = HashMap::new();
        for organisation in network::organisations(pool).await? {
            let one = organisation.issuer_uri;
            issuers.insert(base.ob2_issuer_uri(&organisation.slug), one.clone());
            issuers.insert(one.clone(), one);
        }
        Ok(Self {
            documents: Arc::new(documents),
            trust: Arc::new(trust),
            issuers: Arc::new(issuers),
        })
    }

    /// The same, which asks `elsewhere` for what is not known here.
    #[must_use]
    pub fn beside(&self, elsewhere: Arc<dyn Documents + Send + Sync>) -> Self {
        Self {
            documents: Arc::new(Layered::new(Arc::clone(&self.documents), elsewhere)),
            trust: Arc::clone(&self.trust),
            issuers: Arc::clone(&self.issuers),
        }
    }

    /// Verifies badges on every core, off the threads that answer requests; in the order given.
    ///
    /// # Errors
    ///
    /// [`PassportError::Stopped`] when the program is ending.
    pub async fn judge(
        &self,
        arrivals: Vec<Arrival>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Judged>, PassportError> {
        self.judge_among(arrivals, None, at).await
    }

    /// The same; of badges that come without a claim, these say to whom they may have been given.
    pub(super) async fn judge_among(
        &self,
        arrivals: Vec<Arrival>,
        recipients: Option<Arc<Recipients>>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Judged>, PassportError> {
        let verifier = self.clone();
        tokio::task::spawn_blocking(move || verifier.judge_all(arrivals, recipients.as_deref(), at))
            .await
            .map_err(|_| PassportError::Stopped)
    }

    fn judge_all(
        &self,
        arrivals: Vec<Arrival>,
        recipients: Option<&Recipients>,
        at: DateTime<Utc>,
    ) -> Vec<Judged> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(arrivals.len());
        let queue = Mutex::new(arrivals.into_iter().enumerate());
        let work = || {
            let mut judged = Vec::new();
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((place, arrival)) = next else {
                    return judged;
                };
                judged.push((place, self.judge_one(arrival, recipients, at)));
            }
        };
        let mut judged = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut judged = work();
            for other in others {
                judged.extend(other.join().expect("judge_one catches what panics"));
            }
            judged
        });
        judged.sort_unstable_by_key(|(place, _)| *place);
        judged.into_iter().map(|(_, judged)| judged).collect()
    }

    fn judge_one(
        &self,
        arrival: Arrival,
        recipients: Option<&Recipients>,
        at: DateTime<Utc>,
    ) -> Judged {
        let Arrival {
            name,
            source,
            claim,
        } = arrival;
        let verdict = claim.and_then(|mut claim| {
            let bytes = self.read(source)?;
            // One hostile file must not take the nine thousand others down with it.
            let accepted = catch_unwind(AssertUnwindSafe(|| {
                if let (Some(recipients), None) = (recipients, &claim.recipient) {
                    claim.recipient = self.recipient(&bytes, recipients, at)?;
                }
                self.accept(bytes, &claim, at)
            }));
            let accepted = accepted.unwrap_or_else(|_| {
                tracing::error!("verification of a badge panicked");
                let detail = "this badge could not be looked at";
                Err(Refusal::new(Reason::Unusable, detail))
            })?;
            Ok((accepted, claim))
        });
        Judged { name, verdict }
    }

    /// Verifies a badge that is kept already; `None` when it can no longer be read as a badge at all.
    pub(super) fn again(
        &self,
        bytes: &[u8],
        recipient: Option<&Whom>,
        at: DateTime<Utc>,
    ) -> Option<Answers> {
        let recipient = recipient.map(Whom::text);
        let question = Question {
            recipient: recipient.as_deref(),
            at,
            documents: &*self.documents,
            trust: &self.trust,
        };
        let badge = catch_unwind(AssertUnwindSafe(|| verify(bytes, &question)));
        let badge = badge.ok()?.ok()?;
        let report = badge.report();
        let unreached =
            report.authentic == Authentic::Unknown || report.current == Current::Unknown;
        Some(Answers {
            authentic: report.authentic.as_str(),
            current: report.current.as_str(),
            issuer: report.issuer.as_str(),
            recipient: report.recipient.as_str(),
            valid_from: badge.valid_from().map(|at| at.to_utc()),
            valid_until: badge.valid_until().map(|at| at.to_utc()),
            report: summary(report),
            unreached,
        })
    }

    /// To which of these people a badge was given, if to any; that it was is for the verdict to say.
    fn recipient(
        &self,
        bytes: &[u8],
        recipients: &Recipients,
        at: DateTime<Utc>,
    ) -> Result<Option<Whom>, Refusal> {
        let question = Question {
            recipient: None,
            at,
            documents: &*self.documents,
            trust: &self.trust,
        };
        // What is no badge is refused with its reason by the verdict itself.
        let badge = match verify(bytes, &question) {
            Ok(badge) if badge.report().authentic != Authentic::No => badge,
            _ => return Ok(None),
        };
        let found = recipients.of(&badge);
        if found.is_none() && recipients.nobody_else {
            let detail = "this badge was not given to one of the holder's own addresses";
            return Err(Refusal::new(Reason::NotYours, detail));
        }
        Ok(found)
    }

    /// The octets of a badge, wherever they are.
    fn read(&self, source: Source) -> Result<Vec<u8>, Refusal> {
        match source {
            Source::Address(address) => self
                .documents
                .document(&address)
                .map_err(|error| Refusal::new(Reason::OutOfReach, error.to_string())),
            source => read(source),
        }
    }

    fn accept(
        &self,
        bytes: Vec<u8>,
        claim: &Claim,
        at: DateTime<Utc>,
    ) -> Result<Accepted, Refusal> {
        let recipient = claim.recipient.as_ref().map(Whom::text);
        let question = Question {
            recipient: recipient.as_deref(),
            at,
            documents: &*self.documents,
            trust: &self.trust,
        };
        let badge = verify(&bytes, &question).map_err(|error| {
            let reason = match error {
                NotABadge::OutOfReach(_) => Reason::OutOfReach,
                _ => Reason::NotABadge,
            };
            Refusal::new(reason, error.to_string())
        })?;
        if badge.report().authentic == Authentic::No {
            return Err(Refusal::new(Reason::NotAuthentic, failures(badge.report())));
        }
        if badge.report().recipient == Recipient::Mismatch {
            let detail = "this badge was not given to that address";
            return Err(Refusal::new(Reason::RecipientMismatch, detail));
        }
        accepted(&badge, bytes, &self.issuers)
    }
}

fn read(source: Source) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::new(Reason::TooLarge, "more than 2 MiB: no badge is that large");
    let bytes = match source {
        Source::Bytes(bytes) => bytes,
        Source::Address(address) => address.into_bytes(),
        Source::File(path) => {
            let mut bytes = Vec::new();
            File::open(path)
                .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
                .map_err(|error| Refusal::new(Reason::Unreadable, error.to_string()))?;
            bytes
        }
    };
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The checks that did not hold, in one line.
fn failures(report: &Report) -> String {
    let failed: Vec<&str> = report
        .checks
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Fail)
        .map(|check| check.detail.as_str())
        .collect();
    failed.join("; ")
}

fn accepted(
    badge: &VerifiedCredential,
    bytes: Vec<u8>,
    issuers: &HashMap<String, String>,
) -> Result<Accepted, Refusal> {
    let report = badge.report();
    // An issuer's word that is not proven ties nothing to what is.
    let one_name = (report.authentic == Authentic::Yes)
        .then(|| issuers.get(badge.issuer_uri()))
        .flatten();
    let achievement = badge.achievement();
    let uri = |text: &str| {
        if text.len() > LONGEST_URI {
            let detail = "an address in this badge is longer than 2,000 characters";
            return Err(Refusal::new(Reason::Unusable, detail));
        }
        Ok(storable(text.to_owned()))
    };
    Ok(Accepted {
        identity: one_name.map_or_else(|| badge.identity(), |name| badge.identity_under(name)),
        ours: one_name.is_some(),
        sha256: Sha256::digest(&bytes).into(),
        media_type: match (report.format, report.standard) {
            ("png", _) => "image/png",
            ("jws", _) => "application/jose",
            (_, "OB 3.0") => "application/vc+ld+json",
            _ => "application/ld+json",
        },
        bytes,
        achievement: Facts {
            uri: uri(&achievement.uri)?,
            name: storable(achievement.name.clone()),
            description: storable(achievement.description.clone()),
            criteria: storable(achievement.criteria.clone()),
            alignments: achievement
                .alignments
                .iter()
                .filter(|alignment| alignment.len() <= LONGEST_URI)
                .map(|alignment| storable(alignment.clone()))
                .collect(),
        },
        standard: report.standard,
        format: report.format,
        issuer_uri: uri(badge.issuer_uri())?,
        credential_uri: uri(badge.credential_uri())?,
        // BADGES.md: an unknown level is 1.
        level: badge
            .level()
            .filter(|level| (1..=3).contains(level))
            .map_or(1, i16::from),
        says_level: badge.level().is_some()
            || [&achievement.name, &achievement.criteria]
                .iter()
                .any(|text| Level::at_the_end_of(text).is_some()),
        copy_differs: report
            .checks
            .iter()
            .any(|check| check.id == "hosted" && check.outcome == CheckOutcome::Warning),
        valid_from: badge.valid_from().map(|at| at.to_utc()),
        valid_until: badge.valid_until().map(|at| at.to_utc()),
        authentic: report.authentic.as_str(),
        current: report.current.as_str(),
        issuer: report.issuer.as_str(),
        recipient: report.recipient.as_str(),
        report: summary(report),
    })
}

/// The verdict without the document, as JSON that PostgreSQL can keep.
fn summary(report: &Report) -> String {
    let summary = json!({
        "standard": report.standard,
        "format": report.format,
        "authentic": report.authentic,
        "current": report.current,
        "issuer": report.issuer,
        "recipient": report.recipient,
        "checks": report.checks,
    });
    summary.to_string().replace("\\u0000", "\\ufffd")
}
