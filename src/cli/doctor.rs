//! `territoire doctor`: looks at everything that could keep an installation from running, and says what to do.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::ExitCode;

use super::EXIT_FAILED;
use super::place::{Place, PlaceError};
use crate::account::key_file;
use crate::config;
use crate::database::Database;
use crate::database::cluster::{self, ClusterError, Durability, PrivateCluster, Roots};

/// `territoire doctor`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Port that the pages would have
    #[arg(long, default_value_t = config::DEFAULT_PORT)]
    port: u16,
    /// Looks at the demonstration's directory
    #[arg(long)]
    demonstration: bool,
}

/// Looks, tells, and changes nothing.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let mut findings = Findings::default();
    match arguments.place.directory(arguments.demonstration) {
        Err(error) => findings.tell("data directory", Err(error.to_string())),
        Ok(directory) => match arguments.place.database_url() {
            Some(url) => findings.tell("database", reached(url)),
            None => look_at_cluster(&mut findings, &directory),
        },
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    findings.tell(
        "port",
        TcpListener::bind(address)
            .map(|_| format!("{} is free", arguments.port))
            .map_err(|error| {
                format!(
                    "{}: {error}; if it is no territoire, choose another --port",
                    arguments.port
                )
            }),
    );
    if findings.bad == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(EXIT_FAILED)
    }
}

#[derive(Default)]
struct Findings {
    bad: u32,
}

impl Findings {
    fn tell(&mut self, what: &str, finding: Result<String, String>) {
        match finding {
            Ok(said) => println!("ok    {what}: {said}"),
            Err(said) => {
                self.bad += 1;
                println!("FAIL  {what}: {said}");
            }
        }
    }
}

fn look_at_cluster(findings: &mut Findings, directory: &Path) {
    let installed = Roots::default().installations();
    findings.tell(
        "PostgreSQL with PostGIS",
        installed.first().map_or_else(
            || Err(ClusterError::NoPostGis.to_string()),
            |found| Ok(format!("{} in {}", found.major, found.bin.display())),
        ),
    );
    if !directory.join("postgresql/PG_VERSION").exists() {
        findings.tell(
            "data directory",
            Ok(format!(
                "{} is made at the first start",
                directory.display()
            )),
        );
        return;
    }
    let key = directory.join(key_file::FILE_NAME);
    findings.tell(
        "master key",
        match key_file::load(directory) {
            Ok(Some(_)) => Ok(key.display().to_string()),
            Ok(None) => Err(format!(
                "{} is missing: put it back from your backup before the next start",
                key.display()
            )),
            Err(error) => Err(error.to_string()),
        },
    );
    match PrivateCluster::start(directory, Durability::Kept, &Roots::default()) {
        Ok(private) => findings.tell("private cluster", reached(&private.url())),
        Err(ClusterError::InUse(_)) => {
            findings.tell(
                "private cluster (running)",
                reached(&cluster::url_of(directory)),
            );
        }
        Err(error) => findings.tell("private cluster", Err(error.to_string())),
    }
}

/// Whether the server answers and is recent enough.
fn reached(url: &str) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| PlaceError::Runtime(error).to_string())?;
    runtime.block_on(async {
        let database = Database::connect(url).await.map_err(|e| e.to_string())?;
        let said = database.versions().await.map_err(|e| e.to_string());
        database.close().await;
        said
    })
}
