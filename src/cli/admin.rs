//! `territoire admin`: what only those who run the machine may do.

use std::fmt::Write as _;
use std::process::ExitCode;

use rand::rngs::StdRng;

use super::place::{Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use super::{audit, form, passkey, role};
use crate::account::service as account;
use crate::issuing::review::{self, Achievement, Decision, Proposed, ReviewError};
use crate::openbadges::issue::Level;
use crate::passport::mapping;

/// Achievements that are read at once.
const PAGE: i64 = 200;

/// `territoire admin`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Makes a token for POST /api/v1/credentials, and shows it once
    Token {
        #[command(flatten)]
        place: Place,
        /// Whose it is: `forum-2026`
        #[arg(long)]
        label: String,
    },
    /// Says who may act for an organisation or a network: each change is noted in the audit
    Role(role::Arguments),
    /// Lists or takes away the passkeys of somebody who lost their device: noted in the audit, and told to them
    Passkey(passkey::Arguments),
    /// Prints the head of the audit, to be kept elsewhere, or works the whole chain out anew
    Audit(audit::Arguments),
    /// Writes an award of ours in another form, from the original that is kept; each signature is noted
    Form(form::Arguments),
    /// Lists achievements that badges from elsewhere brought: what is proposed for each, and what was decided
    Achievements {
        #[command(flatten)]
        place: Place,
        /// Only those that nobody has reviewed yet: their badges are kept and placed nowhere
        #[arg(long)]
        waiting: bool,
        /// One JSON object an achievement
        #[arg(long)]
        json: bool,
    },
    /// Decides, once for all of its badges, what an achievement from elsewhere shows; may be corrected later
    Review {
        #[command(flatten)]
        place: Place,
        /// The achievement's address, as `admin achievements` lists it
        #[arg(value_name = "URI")]
        uri: String,
        #[command(flatten)]
        decision: Said,
        /// The level that the achievement itself stands for, 1 to 3; without it each badge says its own, or 1
        #[arg(long, value_name = "N", requires = "competence", value_parser = clap::value_parser!(u8).range(1..=3))]
        level: Option<u8>,
    },
}

/// Exactly one decision.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Said {
    /// It shows this competence of the framework
    #[arg(long, value_name = "CODE")]
    competence: Option<String>,
    /// It is about disability, health, detention, union, religion or origin: never placed, counted or found
    #[arg(long)]
    sensitive: bool,
    /// Nothing in the framework is like it: its badges are kept, and never placed
    #[arg(long)]
    none: bool,
}

impl Said {
    fn decision(&self, level: Option<u8>) -> Decision {
        match &self.competence {
            Some(code) => Decision::Competence {
                code: code.clone(),
                level: level.and_then(|level| Level::try_from(level).ok()),
            },
            None if self.sensitive => Decision::Sensitive,
            None => Decision::NoCounterpart,
        }
    }
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    match &arguments.what {
        What::Token { place, label } => token(place, label),
        What::Role(arguments) => role::run(arguments),
        What::Passkey(arguments) => passkey::run(arguments),
        What::Audit(arguments) => audit::run(arguments),
        What::Form(arguments) => form::run(arguments),
        What::Achievements {
            place,
            waiting,
            json,
        } => achievements(place, *waiting, *json),
        What::Review {
            place,
            uri,
            decision,
            level,
        } => decide(place, uri, &decision.decision(*level)),
    }
}

fn token(place: &Place, label: &str) -> ExitCode {
    place.with(&Needs::default(), async |installation| {
        let mut rng: StdRng = rand::make_rng();
        let pool = &installation.database.app;
        let made =
            account::create_operator_token(pool, label, &*installation.clock, &mut rng).await;
        match made {
            Ok(token) => {
                eprintln!("This token is shown once; only its hash is kept.");
                println!("{}", token.reveal());
                ExitCode::SUCCESS
            }
            Err(error) => fail(EXIT_FAILED, &error),
        }
    })
}

fn achievements(place: &Place, waiting: bool, json: bool) -> ExitCode {
    place.with(&Needs::default(), async |installation| {
        let pool = &installation.database.app;
        let mut after: Option<String> = None;
        let mut told = 0_usize;
        loop {
            let page = match review::list(pool, waiting, after.as_deref(), PAGE).await {
                Ok(page) => page,
                Err(error) => return fail(EXIT_FAILED, &error),
            };
            let Some(last) = page.last() else {
                break;
            };
            after = Some(last.uri.clone());
            told += page.len();
            for achievement in &page {
                if json {
                    println!("{}", review::told(achievement));
                } else {
                    println!("{}", in_words(achievement));
                }
            }
        }
        if told == 0 && !json {
            println!("Nothing waits: no badge from elsewhere brought an achievement to review");
        }
        ExitCode::SUCCESS
    })
}

fn in_words(achievement: &Achievement) -> String {
    let decided = achievement.review.as_ref().map_or_else(
        || "waiting".to_owned(),
        |review| match &review.decision {
            Decision::Competence { code, level: None } => code.clone(),
            Decision::Competence {
                code,
                level: Some(level),
            } => format!("{code}, level {}", level.number()),
            other => other.as_str().to_owned(),
        },
    );
    let mut words = format!(
        "{}\n  “{}” · {} badges · {} · {decided}",
        one_line(&achievement.uri),
        one_line(&achievement.name),
        achievement.badges,
        achievement.vouched.as_str(),
    );
    for proposal in &achievement.proposals {
        let what = match &proposal.what {
            Proposed::Competence(code) => format!("--competence {code}"),
            Proposed::Level(level) => format!("--level {level}"),
            Proposed::Sensitive(_) => "--sensitive".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = write!(
            words,
            "\n  proposed: {what} ({}: {})",
            proposal.reason,
            one_line(&proposal.evidence)
        );
    }
    words
}

/// A stranger's text as one line of a terminal: without control characters.
fn one_line(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(200).collect()
}

fn decide(place: &Place, uri: &str, decision: &Decision) -> ExitCode {
    place.with(&Needs::default(), async |installation| {
        let pool = &installation.database.app;
        let decided = async {
            let id = review::find(pool, uri).await?.ok_or(ReviewError::Unknown)?;
            mapping::decide(pool, &*installation.clock, "admin", id, decision).await
        };
        match decided.await {
            Ok(decided) if decided.changed => {
                println!(
                    "Decided; people whose badges it concerns: {}",
                    decided.holders
                );
                ExitCode::SUCCESS
            }
            Ok(_) => {
                println!("Decided so before; nothing is changed");
                ExitCode::SUCCESS
            }
            Err(error @ ReviewError::Database(_)) => fail(EXIT_FAILED, &error),
            Err(error) => fail(EXIT_UNUSABLE, &error),
        }
    })
}
