//! `territoire pack`: a holder's badges with all that proves them, in one ZIP.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};

use super::place::{Installation, Needs, Place};
use super::{EXIT_FAILED, EXIT_UNUSABLE, fail, logs};
use crate::account::Address;
use crate::issuing::forms::Forms;
use crate::issuing::service::Desk;
use crate::passport::pack::{self, Pack, PackError};

/// `territoire pack`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// An address of the person who asks for their badges
    #[arg(long, value_name = "EMAIL")]
    holder: String,
    /// Where the ZIP is written, readable by you alone; a file of that name is replaced
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
    /// Also puts each badge of ours in as one signed text (VC-JWT) and as a drawing (SVG)
    #[arg(long)]
    forms: bool,
}

/// Writes it: 0 done, 1 failed, 2 nobody here has that address.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let _log = logs::start("warn");
    let address = match Address::parse(&arguments.holder) {
        Ok(address) => address,
        Err(error) => return fail(EXIT_UNUSABLE, &error),
    };
    arguments.place.with(&Needs::default(), async |installation| {
        let pool = &installation.database.app;
        let now = installation.clock.now();
        let made = if arguments.forms {
            with_forms(installation, &address, now).await
        } else {
            pack::of_holder(pool, &installation.base, &address, now).await
        };
        let made = match made {
            Ok(made) => made,
            Err(error @ PackError::Unknown) => return fail(EXIT_UNUSABLE, &error),
            Err(error) => return fail(EXIT_FAILED, &error),
        };
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(true).mode(0o600);
        let written = options
            .open(&arguments.out)
            .and_then(|mut file| file.write_all(&made.zip));
        if let Err(error) = written {
            let path = arguments.out.display();
            return fail(EXIT_FAILED, &format_args!("{path}: {error}"));
        }
        if !made.verifier {
            eprintln!("territoire: the offline page was not built (make web), so it is not in the pack");
        }
        println!("{} badges in {}", made.badges, arguments.out.display());
        ExitCode::SUCCESS
    })
}

/// The pack with the other forms in it: it needs the keys.
async fn with_forms(
    installation: &Installation,
    address: &Address,
    now: DateTime<Utc>,
) -> Result<Pack, PackError> {
    let (pool, base) = (&installation.database.app, &installation.base);
    let desk = Desk::open(pool, base, &installation.master, now).await?;
    let forms = Forms::open(&desk).await?;
    pack::of_holder_with_forms(pool, base, address, now, (&forms, "operator")).await
}
