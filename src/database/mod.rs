//! Pools, migrations, reference data, and the private PostGIS cluster.
//!
//! **Invariants:** public pages reach the database through [`Database::public`] alone, whose role has no grant
//! on any table about a person and whose transactions cannot write (PRIVACY P1). Whoever answers, works or commands does
//! so in a role that owns nothing, and, where there are two logins, by one that owns nothing either
//! ([`Database::connect_apart`]); a request is given the rows of whoever makes it ([`acting`]).

pub mod acting;
pub mod cluster;
pub mod instance;
pub mod reference;

use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgPool};

/// The oldest PostgreSQL that the migrations run on: `icu` locales by name and `security_invoker` came with 15.
pub const MINIMAL_POSTGRESQL: i32 = 150_000;

/// The oldest PostGIS: `st_asmvtgeom` drops collapsed polygons rightly, and `st_coverageunion` exists, from 3.3 on.
pub const MINIMAL_POSTGIS: (u32, u32) = (3, 3);

/// The doors to one database.
#[derive(Debug, Clone)]
pub struct Database {
    /// For migrations and reference data: whoever owns the schema. Opened first, and closed once all is in place.
    pub owner: PgPool,
    /// For the house's own work, jobs and operators' commands: role `territoire_app`, which owns nothing. What serves
    /// requests has [`Database::for_requests`] in its place.
    pub app: PgPool,
    /// For requests: the same role, which sees the rows of whoever asks.
    requests: PgPool,
    /// For pages and tiles that anyone may see: role `territoire_public`, read only.
    pub public: PgPool,
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address of the server cannot be read. It may hold a password, and so is not repeated.
    #[error(
        "the address of the database cannot be read; it should look like postgres://user@host/database"
    )]
    Address,
    /// Nobody answers at that address, or it refuses us.
    #[error("the database does not answer: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// The server is older than what the migrations need.
    #[error(
        "PostgreSQL {found} is too old: version 15 or later is needed, for ICU locales and views that run as their caller"
    )]
    OldPostgreSql {
        /// `server_version` as the server says it.
        found: String,
    },
    /// The server has no PostGIS to install.
    #[error(
        "this server has no PostGIS: install it (Debian: apt-get install postgresql-postgis), then start again"
    )]
    NoPostGis,
    /// PostGIS is older than what tiles need.
    #[error(
        "PostGIS {found} is too old: version 3.3 or later is needed, for tiles without collapsed shapes"
    )]
    OldPostGis {
        /// The version that the server offers.
        found: String,
    },
    /// A newer version of this program has worked on the database.
    #[error(
        "this database was brought further (migration {migration}) by a newer version of territoire: update territoire, or choose another --data-dir or --database-url"
    )]
    NewerVersion {
        /// The first migration that this version does not know.
        migration: i64,
    },
    /// Invented and real people are never in one database.
    #[error(
        "this database holds {} people: choose another --data-dir or --database-url",
        if *demonstration { "invented" } else { "real" }
    )]
    OtherPeople {
        /// Whether those in it are invented.
        demonstration: bool,
    },
    /// The address is part of every issuer's name, and so of every badge.
    #[error(
        "the issuers of this database are named after {settled}, and their badges with them: start without --public-url, or choose another --data-dir"
    )]
    OtherAddress {
        /// The address that was settled at the first start.
        settled: String,
    },
    /// A migration failed; the database is as it was before.
    #[error("the database could not be brought to this version: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

impl Database {
    /// Opens all doors to the server at `url` and checks that it is recent enough.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the server cannot be reached or is too old.
    pub async fn connect(url: &str) -> Result<Self, DatabaseError> {
        Self::connect_apart(url, url).await
    }

    /// The same, where all but migrations come in by another login, `server`, which owns nothing: what it puts on
    /// (`set role`) it may take off, and has nothing underneath.
    ///
    /// # Errors
    ///
    /// [`DatabaseError`] when the server cannot be reached or is too old.
    pub async fn connect_apart(owner: &str, server: &str) -> Result<Self, DatabaseError> {
        let read = |url: &str| -> Result<PgConnectOptions, DatabaseError> {
            let options = PgConnectOptions::from_str(url).map_err(|_| DatabaseError::Address)?;
            Ok(options.application_name("territoire"))
        };
        let options = read(server)?;
        let owner = PgPoolOptions::new()
            .max_connections(4)
            .connect_with(read(owner)?)
            .await
            .map_err(DatabaseError::Unreachable)?;
        check_versions(&owner).await?;
        // Roles are made by the migrations: the first question in one of them comes after them. Questions here take
        // milliseconds: compiling them, as those are that are planned as costly, would take longer than answering.
        let app = PgPoolOptions::new()
            .max_connections(16)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute("set role territoire_app; set territoire.acting_for = 'house'; set jit = off")
                        .await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options.clone());
        let requests = PgPoolOptions::new()
            .max_connections(16)
            // Being told for whom it works tells whether a connection lives: not one way more than before.
            .test_before_acquire(false)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute("set role territoire_app; set jit = off")
                        .await?;
                    acting::tell(connection).await
                })
            })
            .before_acquire(|connection, _| {
                Box::pin(async move {
                    acting::tell(connection).await?;
                    Ok(true)
                })
            })
            .connect_lazy_with(options.clone().application_name("territoire (requests)"));
        let public = PgPoolOptions::new()
            .max_connections(16)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    connection
                        .execute(
                            "set role territoire_public; set default_transaction_read_only = on",
                        )
                        .await?;
                    Ok(())
                })
            })
            .connect_lazy_with(options.application_name("territoire (public)"));
        Ok(Self {
            owner,
            app,
            requests,
            public,
        })
    }

    /// The same, whose [`Database::app`] shows the rows of whoever a request works for ([`acting`]).
    #[must_use]
    pub fn for_requests(self) -> Self {
        Self {
            app: self.requests.clone(),
            ..self
        }
    }

    /// What the server is, for a person to read: its versions, and the last migration it has.
    ///
    /// # Errors
    ///
    /// [`DatabaseError::Unreachable`].
    pub async fn versions(&self) -> Result<String, DatabaseError> {
        let (server, postgis, migrated): (String, String, bool) = sqlx::query_as(
            "select
                 current_setting('server_version'),
                 (select coalesce(installed_version, default_version) from pg_available_extensions where name = 'postgis'),
                 to_regclass('_sqlx_migrations') is not null",
        )
        .fetch_one(&self.owner)
        .await
        .map_err(DatabaseError::Unreachable)?;
        let migration: Option<i64> = if migrated {
            sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
                .fetch_one(&self.owner)
                .await
                .map_err(DatabaseError::Unreachable)?
        } else {
            None
        };
        let known = sqlx::migrate!("./migrations")
            .iter()
            .map(|migration| migration.version)
            .max();
        if migration > known {
            return Err(DatabaseError::NewerVersion {
                migration: migration.unwrap_or_default(),
            });
        }
        Ok(format!(
            "PostgreSQL {server}, PostGIS {postgis}, migration {} of {}",
            migration.unwrap_or(0),
            known.unwrap_or(0)
        ))
    }

    /// Closes all doors once the queries under way have ended.
    pub async fn close(&self) {
        self.public.close().await;
        self.requests.close().await;
        self.app.close().await;
        self.owner.close().await;
    }
}

/// Brings the schema to this version, under an advisory lock: of two nodes that start together one waits.
///
/// # Errors
///
/// [`DatabaseError::NewerVersion`], [`DatabaseError::Migration`]; each migration is one transaction.
pub async fn migrate(pool: &PgPool) -> Result<(), DatabaseError> {
    use sqlx::migrate::MigrateError;
    sqlx::migrate!("./migrations")
        .run(pool)
        .await
        .map_err(|error| match error {
            MigrateError::VersionMissing(migration) => DatabaseError::NewerVersion { migration },
            error => DatabaseError::Migration(error),
        })
}

/// Has PostgreSQL count what is in its tables, as it does by itself within a minute or two: to be called once many rows
/// came at once, so that the first questions are not planned for tables that were empty.
///
/// # Errors
///
/// When the database refuses.
pub async fn take_stock(pool: &PgPool) -> Result<(), sqlx::Error> {
    sqlx::query("select territory.take_stock()")
        .execute(pool)
        .await?;
    Ok(())
}

async fn check_versions(pool: &PgPool) -> Result<(), DatabaseError> {
    let (number, text): (i32, String) = sqlx::query_as(
        "select current_setting('server_version_num')::integer, current_setting('server_version')",
    )
    .fetch_one(pool)
    .await
    .map_err(DatabaseError::Unreachable)?;
    if number < MINIMAL_POSTGRESQL {
        return Err(DatabaseError::OldPostgreSql { found: text });
    }
    let postgis: Option<String> = sqlx::query_scalar(
        "select coalesce(installed_version, default_version) from pg_available_extensions where name = 'postgis'",
    )
    .fetch_optional(pool)
    .await
    .map_err(DatabaseError::Unreachable)?
    .flatten();
    let found = postgis.ok_or(DatabaseError::NoPostGis)?;
    if major_minor(&found) < MINIMAL_POSTGIS {
        return Err(DatabaseError::OldPostGis { found });
    }
    Ok(())
}

fn major_minor(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_postgis_compare_as_numbers() {
        assert!(major_minor("3.10.1") > MINIMAL_POSTGIS);
        assert!(major_minor("3.3.2") >= MINIMAL_POSTGIS);
        assert!(major_minor("3.2.9") < MINIMAL_POSTGIS);
        assert!(major_minor("2.5") < MINIMAL_POSTGIS);
    }
}
