//! `territoire admin role`: who may act for an organisation or a network.

use std::collections::BTreeSet;
use std::process::ExitCode;

use rand::rngs::StdRng;
use sqlx::PgConnection;
use uuid::Uuid;

use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::account::roles::{self, Role};
use crate::account::{Address, service as account};
use crate::network::service::{self as network, NetworkError};

/// Whoever types at the machine, in the audit.
const ACTOR: &str = "admin";

/// `territoire admin role`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Gives it; somebody who has no account yet finds it when they first sign in by a link
    Give(Change),
    /// Ends it, from the next thing that they ask
    End(Change),
    /// Lists the roles of a person
    List {
        #[command(flatten)]
        place: Place,
        /// Their e-mail address
        email: String,
    },
}

#[derive(Debug, clap::Args)]
struct Change {
    #[command(flatten)]
    place: Place,
    /// Their e-mail address
    email: String,
    role: Named,
    /// The short name of the organisation (facilitator) or of the network (coordinator, partner), as addresses have it
    #[arg(value_name = "SLUG")]
    of: String,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Named {
    Facilitator,
    Coordinator,
    Partner,
}

#[derive(Debug, thiserror::Error)]
enum RoleError {
    #[error("{0:?} is no e-mail address")]
    Address(String),
    #[error("there is no organisation {0:?}")]
    Organisation(String),
    #[error("there is no network {0:?}")]
    Network(String),
    #[error("nobody has the address {0:?}")]
    Nobody(String),
    #[error(transparent)]
    Networks(#[from] NetworkError),
    #[error("the database did not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let place = match &arguments.what {
        What::Give(change) | What::End(change) => &change.place,
        What::List { place, .. } => place,
    };
    place.with(&Needs::default(), async |installation| {
        let done = match &arguments.what {
            What::Give(change) => give(installation, change).await,
            What::End(change) => end(installation, change).await,
            What::List { email, .. } => list(installation, email).await,
        };
        match done {
            Ok(said) => {
                println!("{said}");
                ExitCode::SUCCESS
            }
            Err(error @ (RoleError::Networks(_) | RoleError::Database(_))) => {
                fail(EXIT_FAILED, &error)
            }
            Err(error) => fail(EXIT_UNUSABLE, &error),
        }
    })
}

async fn give(installation: &Installation, change: &Change) -> Result<&'static str, RoleError> {
    let (pool, clock) = (&installation.database.app, &*installation.clock);
    let address = address(&change.email)?;
    let role = role(installation, change).await?;
    let mut rng: StdRng = rand::make_rng();
    let mut tx = pool.begin().await?;
    let asked = BTreeSet::from([address]);
    let made =
        account::find_or_make(&mut tx, &asked, &installation.master, clock, &mut rng).await?;
    let person = made.values().next().ok_or(sqlx::Error::RowNotFound)?;
    let given = roles::give(&mut tx, person.id, role, ACTOR, clock).await?;
    tx.commit().await?;
    Ok(if given {
        "Given"
    } else {
        "They had it already; nothing is changed"
    })
}

async fn end(installation: &Installation, change: &Change) -> Result<&'static str, RoleError> {
    let role = role(installation, change).await?;
    let mut tx = installation.database.app.begin().await?;
    let person = person(&mut tx, &change.email).await?;
    let ended = roles::end(&mut tx, person, role, ACTOR, &*installation.clock).await?;
    tx.commit().await?;
    Ok(if ended {
        "Ended"
    } else {
        "They had no such role; nothing is changed"
    })
}

async fn list(installation: &Installation, email: &str) -> Result<&'static str, RoleError> {
    let pool = &installation.database.app;
    let mut tx = pool.begin().await?;
    let person = person(&mut tx, email).await?;
    let held = roles::of(pool, person).await?;
    for role in &held {
        println!("{} · {}", role.role.as_str(), role.place);
    }
    Ok(if held.is_empty() {
        "None beyond holding badges"
    } else {
        "No other"
    })
}

async fn person(tx: &mut PgConnection, email: &str) -> Result<Uuid, RoleError> {
    let found = account::known(tx, &address(email)?).await?;
    found.ok_or_else(|| RoleError::Nobody(email.to_owned()))
}

async fn role(installation: &Installation, change: &Change) -> Result<Role, RoleError> {
    let pool = &installation.database.app;
    let slug = &change.of;
    if let Named::Facilitator = change.role {
        let found = network::organisation(pool, slug).await?;
        let (organisation, _) = found.ok_or_else(|| RoleError::Organisation(slug.clone()))?;
        return Ok(Role::Facilitator(organisation.id));
    }
    let found = network::network_id(pool, slug).await?;
    let network = found.ok_or_else(|| RoleError::Network(slug.clone()))?;
    Ok(match change.role {
        Named::Partner => Role::Partner(network),
        Named::Coordinator | Named::Facilitator => Role::Coordinator(network),
    })
}

fn address(email: &str) -> Result<Address, RoleError> {
    Address::parse(email).map_err(|_| RoleError::Address(email.to_owned()))
}
