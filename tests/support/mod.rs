//! What every test needs: a database of its own with the region in it.

use std::str::FromStr;

use axum::Router;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, Executor, PgConnection};
use territoire_apprenant::clock::FixedClock;
use territoire_apprenant::database::{self, Database, reference};
use territoire_apprenant::http::{AppState, Front};
use uuid::Uuid;

/// The day on which every test stands unless it says otherwise.
pub(crate) fn today() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().expect("a date")
}

/// The service of an installation, as a router: a test may put something in front of it.
#[allow(dead_code, reason = "some test programs ask it nothing")]
pub(crate) fn router(state: AppState) -> Router {
    Router::new().fallback_service(Front::new(state))
}

/// A database with migrations and reference data, shared with nobody.
pub(crate) struct TestDatabase {
    /// Its doors; `owner` is for tests that break what nobody else may.
    pub(crate) database: Database,
    name: String,
    server: PgConnectOptions,
}

impl TestDatabase {
    /// Its address, for programs that are run beside the test.
    #[allow(dead_code, reason = "some test programs run none")]
    pub(crate) fn url(&self) -> String {
        let url = std::env::var("DATABASE_URL").expect("it was there before");
        address(&url, &self.name)
    }

    /// Removes the database. A test that panics leaves its own to the end of the private cluster.
    pub(crate) async fn drop(self) {
        self.database.close().await;
        let mut server = PgConnection::connect_with(&self.server)
            .await
            .expect("the server answers");
        server
            .execute(sqlx::AssertSqlSafe(format!(
                "drop database {} with (force)",
                self.name
            )))
            .await
            .expect("the database is ours");
    }
}

/// A fresh copy of the template.
pub(crate) async fn database() -> TestDatabase {
    let url = std::env::var("DATABASE_URL")
        .expect("DATABASE_URL is not set: run `make test`, or `territoire with-database -- cargo nextest run`");
    let server = PgConnectOptions::from_str(&url).expect("DATABASE_URL is an address");
    let template = template(&server, &url).await;
    let name = format!("test_{}", Uuid::new_v4().simple());
    let mut connection = PgConnection::connect_with(&server)
        .await
        .expect("the server answers");
    connection
        .execute(sqlx::AssertSqlSafe(format!(
            "create database {name} template {template} strategy file_copy"
        )))
        .await
        .expect("the template can be copied");
    let database = Database::connect(&address(&url, &name))
        .await
        .expect("the copy answers");
    TestDatabase {
        database,
        name,
        server,
    }
}

/// Made once for these migrations and this reference data; tests of other processes wait for it.
async fn template(server: &PgConnectOptions, url: &str) -> String {
    let mut digest = Sha256::new();
    for migration in sqlx::migrate!("./migrations").iter() {
        digest.update(&migration.checksum);
    }
    for file in ["communes.csv", "communes.geojson"] {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/territory/").to_owned() + file;
        digest.update(std::fs::read(path).expect("reference data"));
    }
    let name = digest.finalize()[..8]
        .iter()
        .fold(String::from("template_"), |name, byte| {
            format!("{name}{byte:02x}")
        });
    let mut connection = PgConnection::connect_with(server)
        .await
        .expect("the server answers");
    connection
        .execute("select pg_advisory_lock(4141)")
        .await
        .expect("a lock");
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut connection)
            .await
            .expect("a catalogue");
    if !exists {
        let unfinished = format!("{name}_unfinished");
        for sql in [
            format!("drop database if exists {unfinished} with (force)"),
            format!("create database {unfinished}"),
        ] {
            connection
                .execute(sqlx::AssertSqlSafe(sql))
                .await
                .expect("a new database");
        }
        let fresh = Database::connect(&address(url, &unfinished))
            .await
            .expect("it answers");
        database::migrate(&fresh.owner)
            .await
            .expect("migrations run");
        reference::import(&fresh.owner, &FixedClock::at(today()))
            .await
            .expect("reference data is imported");
        fresh.close().await;
        connection
            .execute(sqlx::AssertSqlSafe(format!(
                "alter database {unfinished} rename to {name}"
            )))
            .await
            .expect("nobody uses it");
    }
    connection
        .close()
        .await
        .expect("the lock goes with the session");
    name
}

/// `url` with another database's name.
fn address(url: &str, name: &str) -> String {
    let mut address = url::Url::parse(url).expect("DATABASE_URL is an address");
    address.set_path(name);
    address.into()
}
