//! Where an installation lives, and how a command gets into it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use rand::rngs::StdRng;

use super::{EXIT_FAILED, EXIT_UNUSABLE, fail};
use crate::account::key_file::{self, KeyFileError};
use crate::account::seal::MasterKey;
use crate::clock::{Clock, SystemClock};
use crate::config;
use crate::database::cluster::{self, ClusterError, Durability, PrivateCluster, Roots};
use crate::database::instance::{self, Instance};
use crate::database::reference::{self, ReferenceError};
use crate::database::{self, Database, DatabaseError};
use crate::issuing::service::{self as issuing, IssuingError};
use crate::network::framework::Framework;
use crate::network::keys;
use crate::network::service::{self as network, NetworkError};
use crate::network::{NotABase, PublicBase};

/// Where an installation lives.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Place {
    /// Where the private PostGIS and the master key live [default: /var/lib/territoire-apprenant for root,
    /// the XDG state directory otherwise; `demo` adds -demonstration]
    #[arg(long, value_name = "DIR", env = "TERRITOIRE_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// A PostGIS server of your own instead of the private one; a password belongs in the environment
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// By which login migrations are made on that server, where the other is one that owns nothing [default: the same]
    #[arg(
        long,
        value_name = "URL",
        env = "TERRITOIRE_OWNER_URL",
        hide_env_values = true,
        requires = "database_url"
    )]
    owner_url: Option<String>,
}

/// Where the database is: for migrations, and for all else.
struct Logins {
    owner: String,
    server: String,
}

impl Logins {
    /// Of the private cluster in `directory`.
    fn private(directory: &std::path::Path) -> Self {
        Self {
            owner: cluster::url_of(directory),
            server: cluster::server_url_of(directory),
        }
    }
}

/// What a command needs of a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    /// It must be the only one at work there (`serve`, `demo`).
    pub(super) alone: bool,
    /// The people there must be invented, or must not be.
    pub(super) demonstration: Option<bool>,
    /// The address that the operator insists on.
    pub(super) public_url: Option<String>,
    /// The address of a first start where nobody insists.
    pub(super) otherwise: Option<String>,
}

/// Why a place cannot be entered.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlaceError {
    #[error("neither HOME nor XDG_STATE_HOME is set: choose a --data-dir")]
    NoHome,
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Key(#[from] KeyFileError),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error(transparent)]
    Issuing(#[from] IssuingError),
    #[error(transparent)]
    Base(#[from] NotABase),
    #[error("{}: {source}", path.display())]
    Directory {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("no runtime: {0}")]
    Runtime(std::io::Error),
}

impl PlaceError {
    pub(super) fn exit(&self) -> ExitCode {
        let status = match self {
            Self::Base(_) | Self::Database(DatabaseError::Address) => EXIT_UNUSABLE,
            _ => EXIT_FAILED,
        };
        fail(status, self)
    }
}

/// An installation that is open: migrated, with its reference data, its networks and their keys.
pub(super) struct Installation {
    pub(super) database: Database,
    pub(super) master: MasterKey,
    pub(super) base: PublicBase,
    pub(super) instance: Instance,
    pub(super) clock: Arc<dyn Clock>,
}

impl Place {
    /// The data directory; `demo` has one of its own.
    pub(super) fn directory(&self, demonstration: bool) -> Result<PathBuf, PlaceError> {
        if let Some(directory) = &self.data_dir {
            return std::path::absolute(directory).map_err(|source| PlaceError::Directory {
                path: directory.clone(),
                source,
            });
        }
        let root = rustix::process::geteuid().is_root();
        let directory = config::default_data_directory(root).ok_or(PlaceError::NoHome)?;
        Ok(if demonstration {
            directory.with_file_name("territoire-apprenant-demonstration")
        } else {
            directory
        })
    }

    /// The server of one's own that was named, as its owner comes in.
    pub(super) fn database_url(&self) -> Option<&str> {
        self.owner_url.as_deref().or(self.database_url.as_deref())
    }

    /// Opens the installation, does `work` in it, and closes it in order.
    ///
    /// From the main thread: the private server ends with the thread that started it.
    pub(super) fn with(
        &self,
        needs: &Needs,
        work: impl AsyncFnOnce(&Installation) -> ExitCode,
    ) -> ExitCode {
        let entered = || -> Result<ExitCode, PlaceError> {
            let directory = self.directory(needs.demonstration == Some(true))?;
            let (logins, cluster) = self.server(&directory, needs.alone)?;
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .map_err(PlaceError::Runtime)?;
            let status = runtime.block_on(async {
                let installation = open(&logins, &directory, needs).await?;
                let status = work(&installation).await;
                installation.database.close().await;
                Ok::<_, PlaceError>(status)
            });
            drop(runtime);
            drop(cluster);
            status
        };
        entered().unwrap_or_else(|error| error.exit())
    }

    /// The addresses of the server, and the private cluster when it is ours to end.
    fn server(
        &self,
        directory: &std::path::Path,
        alone: bool,
    ) -> Result<(Logins, Option<PrivateCluster>), PlaceError> {
        if let Some(url) = &self.database_url {
            std::fs::create_dir_all(directory).map_err(|source| PlaceError::Directory {
                path: directory.to_owned(),
                source,
            })?;
            let logins = Logins {
                owner: self.owner_url.as_ref().unwrap_or(url).clone(),
                server: url.clone(),
            };
            return Ok((logins, None));
        }
        match PrivateCluster::start(directory, Durability::Kept, &Roots::default()) {
            Ok(cluster) => Ok((Logins::private(directory), Some(cluster))),
            // A server of ours runs there: we work beside it.
            Err(ClusterError::InUse(_)) if !alone => Ok((Logins::private(directory), None)),
            Err(error) => Err(error.into()),
        }
    }
}

async fn open(
    logins: &Logins,
    directory: &std::path::Path,
    needs: &Needs,
) -> Result<Installation, PlaceError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let wanted = needs
        .public_url
        .as_deref()
        .map(|url| PublicBase::parse(url).map(|base| base.url("")))
        .transpose()?;
    let otherwise = needs
        .otherwise
        .clone()
        .unwrap_or_else(|| format!("http://localhost:{}", config::DEFAULT_PORT));
    let mut rng: StdRng = rand::make_rng();
    let database = Database::connect_apart(&logins.owner, &logins.server).await?;
    database::migrate(&database.owner).await?;
    let instance = instance::settle(
        &database.owner,
        needs.demonstration,
        wanted.as_deref(),
        &otherwise,
        &*clock,
    )
    .await?;
    let base = PublicBase::parse(&instance.public_url)?;
    // What is sealed opens under one key only: a new one must not take its place.
    let found = key_file::load(directory)?;
    keys::check_master(&database.app, found.as_ref()).await?;
    let master = match found {
        Some(master) => master,
        None => key_file::draw(directory, &mut rng)?,
    };
    reference::import(&database.owner, &*clock).await?;
    // Nothing after this needs to own anything.
    database.owner.close().await;
    let framework = Framework::read().map_err(NetworkError::from)?;
    network::import(&database.app, &framework, &base, &master, &*clock, &mut rng).await?;
    issuing::import(&database.app, &framework, &base, &*clock).await?;
    Ok(Installation {
        database,
        master,
        base,
        instance,
        clock,
    })
}
