//! `territoire admin passkey`: the passkeys of somebody who lost their device.

use std::process::ExitCode;

use rand::rngs::StdRng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::account::passkeys::service::{self as passkeys};
use crate::account::{Address, service as account};

/// Whoever types at the machine, in the audit.
const ACTOR: &str = "admin";

/// `territoire admin passkey`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Lists a person's passkeys: their numbers, in what browser each was made, and when it was used last
    List {
        #[command(flatten)]
        place: Place,
        /// Their e-mail address
        email: String,
    },
    /// Takes a passkey away, ends the person's sessions and writes to them; they make a new one after a link
    Remove {
        #[command(flatten)]
        place: Place,
        /// Their e-mail address
        email: String,
        /// Which one, as `list` numbers it; needed where there are several
        id: Option<Uuid>,
    },
}

#[derive(Debug, thiserror::Error)]
enum LostError {
    #[error("{0:?} is no e-mail address")]
    Address(String),
    #[error("nobody has the address {0:?}")]
    Nobody(String),
    #[error(
        "{0:?} has {1} passkeys: say which one, as `territoire admin passkey list` numbers them"
    )]
    Which(String, usize),
    #[error("{0:?} has no such passkey")]
    None(String),
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let (What::List { place, .. } | What::Remove { place, .. }) = &arguments.what;
    place.with(&Needs::default(), async |installation| {
        let done = match &arguments.what {
            What::List { email, .. } => list(installation, email).await,
            What::Remove { email, id, .. } => remove(installation, email, *id).await,
        };
        match done {
            Ok(said) => {
                println!("{said}");
                ExitCode::SUCCESS
            }
            Err(error @ LostError::Database(_)) => fail(EXIT_FAILED, &error),
            Err(error) => fail(EXIT_UNUSABLE, &error),
        }
    })
}

async fn list(installation: &Installation, email: &str) -> Result<&'static str, LostError> {
    let pool = &installation.database.app;
    let mut tx = pool.begin().await?;
    let person = person(&mut tx, email).await?;
    let found = passkeys::of_holder(pool, person).await?;
    for passkey in &found {
        let day = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d").to_string();
        println!(
            "{} · {} · made {} · used {}",
            passkey.id,
            passkey.name,
            day(passkey.created_at),
            day(passkey.used_at),
        );
    }
    Ok(if found.is_empty() { "None" } else { "No other" })
}

async fn remove(
    installation: &Installation,
    email: &str,
    id: Option<Uuid>,
) -> Result<&'static str, LostError> {
    let pool = &installation.database.app;
    let mut rng: StdRng = rand::make_rng();
    let mut tx = pool.begin().await?;
    let person = person(&mut tx, email).await?;
    account::in_turn(&mut tx, person).await?;
    let known = passkeys::of_holder(pool, person).await?.len();
    if id.is_none() && known > 1 {
        return Err(LostError::Which(email.to_owned(), known));
    }
    let link = installation.base.url("/mon-compte/cles");
    let (master, clock) = (&installation.master, &*installation.clock);
    let asked = (person, id);
    let taken =
        passkeys::take_away(&mut tx, asked, (ACTOR, &link), master, clock, &mut rng).await?;
    if taken == 0 {
        return Err(LostError::None(email.to_owned()));
    }
    tx.commit().await?;
    Ok("Removed: their sessions have ended, and a mail tells them")
}

async fn person(tx: &mut PgConnection, email: &str) -> Result<Uuid, LostError> {
    let address = Address::parse(email).map_err(|_| LostError::Address(email.to_owned()))?;
    let found = account::known(tx, &address).await?;
    found.ok_or_else(|| LostError::Nobody(email.to_owned()))
}
