//! `territoire relay receive`: an answer by mail, as a mail server's pipe hands it over.
//!
//! The exit status is one that mail servers know (sysexits.h): 0 taken, 65 unreadable, 67 nobody there, 75 later. What
//! is said on standard error may be sent back to whoever wrote: it names nobody.

use std::cell::Cell;
use std::io::Read as _;
use std::process::ExitCode;

use rand::rngs::StdRng;

use super::place::{Needs, Place};
use super::{fail, logs};
use crate::config;
use crate::relay::post::{self, LARGEST, Refused, Taken};
use crate::relay::proposals::Means;

const DATA: u8 = 65;
const NO_USER: u8 = 67;
const TEMPORARY: u8 = 75;

/// `territoire relay`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Reads one mail on standard input and posts it in its thread, once; in Postfix's master.cf:
    /// `flags=Rq user=… argv=territoire relay receive --recipient ${recipient}`
    Receive(Receive),
}

#[derive(Debug, clap::Args)]
struct Receive {
    #[command(flatten)]
    place: Place,
    /// The address that the mail came for, where the mail server says it [default: its own headers]
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// The domain of reply addresses
    #[arg(long, value_name = "DOMAIN", env = "TERRITOIRE_RELAY_DOMAIN")]
    domain: Option<String>,
}

/// Takes a mail, or says why not.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("error");
    let Command::Receive(asked) = &arguments.command;
    let Some(domain) = asked.domain.clone().or_else(config::relay_domain) else {
        return fail(TEMPORARY, &"no mail is taken: set TERRITOIRE_RELAY_DOMAIN");
    };
    let mut mail = Vec::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX).saturating_add(1);
    if std::io::stdin().take(limit).read_to_end(&mut mail).is_err() {
        return fail(DATA, &"the mail cannot be read");
    }
    let told = Cell::new(None);
    let came = asked.place.with(&Needs::default(), async |installation| {
        let means = Means {
            pool: &installation.database.app,
            master: &installation.master,
            clock: &*installation.clock,
            base: &installation.base,
        };
        let mut rng: StdRng = rand::make_rng();
        let recipient = asked.recipient.as_deref();
        let taken = post::receive(means, &mail, recipient, &domain, &mut rng).await;
        let status = match taken {
            Ok(Taken::Posted | Taken::Before | Taken::Automatic) => ExitCode::SUCCESS,
            Err(refused) => {
                let status = match &refused {
                    Refused::Unreadable => DATA,
                    Refused::Nobody => NO_USER,
                    Refused::Later(error) => {
                        tracing::error!(%error, "a mail waits");
                        TEMPORARY
                    }
                };
                fail(status, &refused)
            }
        };
        told.set(Some(()));
        status
    });
    // The house could not be entered: the mail server tries again.
    told.get().map_or(ExitCode::from(TEMPORARY), |()| came)
}
