//! `territoire keys`: the keys that organisations sign with. The secret halves never leave the database but sealed.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use rand::rngs::StdRng;
use serde_json::{Map, Value};

use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::network::keys::{self, KeyLine};
use crate::network::service::NetworkError;

/// `territoire keys`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Shows every key that was ever signed with, and until when
    List {
        #[command(flatten)]
        place: Place,
        /// Of this organisation alone, by the last part of its address
        #[arg(long, value_name = "SLUG")]
        organisation: Option<String>,
        /// For machines
        #[arg(long)]
        json: bool,
    },
    /// Gives an organisation a new key from now on; the old one stays published with its end
    Rotate {
        #[command(flatten)]
        place: Place,
        /// The last part of its address: `espace-mirabeau`
        #[arg(value_name = "SLUG")]
        organisation: String,
    },
    /// Writes the public halves, as the DID documents that verifiers look for, by their address
    ExportPublic {
        #[command(flatten)]
        place: Place,
    },
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    match &arguments.what {
        What::List {
            place,
            organisation,
            json,
        } => place.with(&Needs::default(), async |installation| {
            let pool = &installation.database.app;
            match keys::published(pool, organisation.as_deref()).await {
                Ok(keys) if keys.is_empty() && organisation.is_some() => {
                    let slug = organisation.clone().unwrap_or_default();
                    fail(EXIT_UNUSABLE, &NetworkError::UnknownOrganisation(slug))
                }
                Ok(keys) if *json => written(&serde_json::json!(keys)),
                Ok(keys) => {
                    table(&keys, installation.clock.now());
                    ExitCode::SUCCESS
                }
                Err(error) => fail(EXIT_FAILED, &error),
            }
        }),
        What::Rotate {
            place,
            organisation,
        } => place.with(&Needs::default(), async |installation| {
            let mut rng: StdRng = rand::make_rng();
            let Installation {
                database,
                master,
                clock,
                ..
            } = installation;
            match keys::rotate(&database.app, organisation, master, &**clock, &mut rng).await {
                Ok(method) => {
                    println!("{method}");
                    ExitCode::SUCCESS
                }
                Err(error @ NetworkError::UnknownOrganisation(_)) => fail(EXIT_UNUSABLE, &error),
                Err(error) => fail(EXIT_FAILED, &error),
            }
        }),
        What::ExportPublic { place } => {
            place.with(
                &Needs::default(),
                async |installation| match keys::did_documents(
                    &installation.database.app,
                    &installation.base,
                )
                .await
                {
                    Ok(documents) => written(&documents.into_iter().collect::<Map<_, _>>().into()),
                    Err(error) => fail(EXIT_FAILED, &error),
                },
            )
        }
    }
}

fn written(value: &Value) -> ExitCode {
    println!("{value:#}");
    ExitCode::SUCCESS
}

fn table(keys: &[KeyLine], now: DateTime<Utc>) {
    for key in keys {
        println!(
            "{:<28} {:<14} {} to {}  {}  {}",
            key.organisation,
            key.name(),
            key.valid_from.date_naive(),
            key.valid_until.date_naive(),
            if key.in_force(now) {
                "in force"
            } else {
                "ended   "
            },
            key.public_key_multibase,
        );
    }
}
