//! Mails of the relay: that a proposal came, once more before it expires, that somebody wrote; and the end of what is old.
//!
//! **Invariant:** no mail follows a refusal, a report or an expiry, so that no mailbox tells them apart; no header names
//! the other side, and an answer by mail goes to an address that names nobody.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::StdRng;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::proposals::Means;
use super::{
    KEPT, REMINDED, RelayError, Side, alerts, letters_store as store, mailbox, needs,
    purpose_of_message,
};
use crate::account::mail::{self, Mail};
use crate::account::rights::viewing::{self, Question, Viewer};
use crate::account::seal::MasterKey;
use crate::account::service as account;
use crate::clock::Clock;
use crate::jobs::{Done, Handler, Job};
use crate::network::PublicBase;
use crate::text::{Language, text};

/// Tells those whom a proposal is for: `{"proposal": id}`.
pub(super) const TELL: &str = "relay.tell";
/// Tells the other side that somebody wrote: `{"message": id}`.
pub(super) const LETTER: &str = "relay.letter";

/// How long a mail of the relay may wait for a mail server.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);
/// Holders who are written to in one transaction.
const TOGETHER: i64 = 100;
/// Beneath this line of a mail nothing is read of an answer to it.
pub(super) const CUT: &str = "··· · ··· · ···";

/// What letters take.
#[derive(Clone)]
pub struct Letters {
    /// The database.
    pub pool: PgPool,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What mails and proposals are sealed under.
    pub master: MasterKey,
    /// Where links lead.
    pub base: PublicBase,
    /// Where answers by mail come in; `None`: nowhere, mails say to answer on the page.
    pub domain: Option<String>,
}

/// Tells holders of a proposal.
pub struct Tell(pub Letters);
/// Tells one side that the other wrote.
pub struct Letter(pub Letters);
/// Reminds, and forgets what is old.
pub struct Keep(pub Letters);

fn named(job: &Job, what: &str) -> Result<Uuid, String> {
    let id = job.payload[what].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| format!("the payload names no {what}"))
}

impl Handler for Tell {
    fn kind(&self) -> &'static str {
        TELL
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async {
            let proposal = named(job, "proposal")?;
            let told = self.0.tell(proposal).await;
            told.map_err(|error| error.to_string())
        })
    }
}

impl Handler for Letter {
    fn kind(&self) -> &'static str {
        LETTER
    }

    fn run<'a>(&'a self, job: &'a Job) -> Done<'a> {
        Box::pin(async {
            let message = named(job, "message")?;
            let told = self.0.letter(message).await;
            told.map_err(|error| error.to_string())
        })
    }
}

impl Handler for Keep {
    fn kind(&self) -> &'static str {
        "relay.keep"
    }

    fn run<'a>(&'a self, _: &'a Job) -> Done<'a> {
        Box::pin(async {
            let kept = self.0.keep().await;
            kept.map_err(|error| error.to_string())
        })
    }
}

/// A mail to one side of a thread.
struct To<'a> {
    person: Uuid,
    thread: Uuid,
    side: Side,
    kind: &'static str,
    words: &'a str,
    path: String,
    said: Vec<(&'static str, String)>,
}

impl Letters {
    fn means(&self) -> Means<'_> {
        Means {
            pool: &self.pool,
            master: &self.master,
            clock: &*self.clock,
            base: &self.base,
        }
    }

    async fn tell(&self, proposal: Uuid) -> Result<(), RelayError> {
        needs::spread(self.means(), proposal).await?;
        loop {
            let now = self.clock.now();
            let mut tx = self.pool.begin().await?;
            let untold = store::untold(&mut tx, proposal, now, TOGETHER).await?;
            if untold.is_empty() {
                return Ok(());
            }
            for thread in &untold {
                self.of_proposal(&mut tx, thread, "relay_proposal").await?;
                let writer = Viewer::Writer {
                    company: thread.company.clone(),
                };
                let clock = &*self.clock;
                viewing::record(
                    &mut tx,
                    &[thread.holder],
                    &writer,
                    &Question::default(),
                    clock,
                )
                .await?;
            }
            tx.commit().await?;
        }
    }

    async fn of_proposal(
        &self,
        tx: &mut PgConnection,
        thread: &store::Told,
        kind: &'static str,
    ) -> Result<(), RelayError> {
        let words = match (kind, thread.kind.as_str(), thread.passed) {
            (_, _, true) => "mail-relay-passed",
            (_, "need", _) => "mail-relay-need",
            ("relay_reminder", ..) => "mail-relay-reminder",
            _ => "mail-relay-proposal",
        };
        let said = vec![
            ("company", thread.company.clone()),
            ("offer", thread.offer.clone()),
            ("day", thread.expires_at.format("%d/%m/%Y").to_string()),
        ];
        let to = To {
            person: thread.holder,
            thread: thread.id,
            side: Side::Holder,
            kind,
            words,
            path: format!("/mes-propositions/{}", thread.holder_ref),
            said,
        };
        self.write(tx, to, None).await
    }

    async fn letter(&self, message: Uuid) -> Result<(), RelayError> {
        let now = self.clock.now();
        let mut tx = self.pool.begin().await?;
        let Some(row) = store::message(&mut tx, message, now).await? else {
            return Ok(());
        };
        let said = match (row.sealed.as_deref(), row.holder) {
            (Some(sealed), Some(holder)) => {
                let key = account::key::<RelayError>(&mut *tx, holder, &self.master).await?;
                let key = key.ok_or(RelayError::Unknown)?;
                let plain = key.open(&purpose_of_message(message), sealed)?;
                Some(String::from_utf8_lossy(&plain).into_owned())
            }
            _ => None,
        };
        let written = Side::of(&row.side);
        let company = vec![("company", row.company.clone())];
        let to = match written {
            Side::Recruiter => row.holder.map(|person| To {
                person,
                thread: row.thread,
                side: Side::Holder,
                kind: "relay_message",
                words: "mail-relay-to-holder",
                path: format!("/mes-propositions/{}", row.holder_ref),
                said: company,
            }),
            Side::Holder => row.recruiter.map(|person| To {
                person,
                thread: row.thread,
                side: Side::Recruiter,
                kind: "relay_message",
                words: match row.kind.as_str() {
                    "accepted" => "mail-relay-accepted",
                    "identity" => "mail-relay-identity",
                    _ => "mail-relay-to-recruiter",
                },
                path: format!("/recruteurs/echanges/{}", row.recruiter_ref),
                said: Vec::new(),
            }),
        };
        // A holder who refused is told nothing more; whoever wrote does not learn it.
        let closed = row.refused && written == Side::Recruiter;
        if let Some(to) = to.filter(|_| !(closed || row.reported)) {
            self.write(&mut tx, to, said).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// One mail, in French and then in English: nobody's language is remembered. Words go with it only where they can
    /// be answered by mail.
    async fn write(
        &self,
        tx: &mut PgConnection,
        to: To<'_>,
        message: Option<String>,
    ) -> Result<(), RelayError> {
        let addresses = account::addresses(&mut *tx, to.person).await?;
        let Some(address) = addresses.first() else {
            return Ok(());
        };
        let link = self.base.url(&to.path);
        let in_words = |language: Language| {
            let mut said: Vec<(&str, String)> = to.said.clone();
            for (name, value) in &mut said {
                if *name == "offer" {
                    *value = text(language, &format!("relay-offer-{value}"), &[]);
                }
            }
            said.push(("link", link.clone()));
            let said: Vec<(&str, &str)> = said.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let subject = text(language, &format!("{}-subject", to.words), &said);
            (
                subject,
                text(language, &format!("{}-text", to.words), &said),
            )
        };
        let (french, english) = (in_words(Language::Fr), in_words(Language::En));
        let mut whole = String::new();
        // A proposal is answered on its page, where all four answers are.
        let by_mail = self.domain.as_ref().filter(|_| to.kind == "relay_message");
        if let (Some(_), Some(message)) = (by_mail, message) {
            let how = [Language::Fr, Language::En].map(|language| {
                text(
                    language,
                    &format!("mail-relay-how-{}", to.side.as_str()),
                    &[],
                )
            });
            whole = format!("{CUT}\n{}\n{}\n\n{message}\n\n—\n\n", how[0], how[1]);
        }
        whole += &[french.1.as_str(), "\n\n—\n\n", &english.1].concat();
        let reply_to =
            by_mail.map(|domain| format!("{}@{domain}", mailbox(&self.master, to.thread, to.side)));
        let mail = Mail {
            to: address.as_str().to_owned(),
            subject: french.0,
            text: whole,
            reply_to,
        };
        let mut rng: StdRng = rand::make_rng();
        mail::write(
            tx,
            to.kind,
            mail,
            GOOD_FOR,
            &self.master,
            &*self.clock,
            &mut rng,
        )
        .await?;
        Ok(())
    }

    async fn keep(&self) -> Result<(), RelayError> {
        let now = self.clock.now();
        needs::again(self.means()).await?;
        loop {
            let mut tx = self.pool.begin().await?;
            let waiting = store::waiting(&mut tx, now, now - REMINDED, TOGETHER).await?;
            for thread in &waiting {
                self.of_proposal(&mut tx, thread, "relay_reminder").await?;
            }
            tx.commit().await?;
            if waiting.is_empty() {
                break;
            }
        }
        self.forget(now).await
    }

    async fn forget(&self, now: DateTime<Utc>) -> Result<(), RelayError> {
        alerts::sweep(&self.pool, now).await?;
        let forgotten = store::forget(&self.pool, now - KEPT).await?;
        if forgotten > 0 {
            tracing::info!(forgotten, "proposals that nobody spoke of for six months");
        }
        Ok(())
    }
}
