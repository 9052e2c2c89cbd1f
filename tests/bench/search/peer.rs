//! Martin on the same PostgreSQL: the same cells and people, no rules of privacy, its cache off.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use sqlx::PgPool;

use super::house::{House, free_port, listening, until_killed};
use super::questions::Asked;

/// Martin as it was found: in `PATH`, or as `make target/martin/bin/martin` installs it.
pub(super) fn found() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/martin/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([here])
        .map(|folder| folder.join("martin"))
        .find(|program| program.is_file())
}

/// What it says of its version.
pub(super) fn version(martin: &Path) -> String {
    let told = std::process::Command::new(martin).arg("--version").output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned());
    told.unwrap_or_default()
}

/// A running Martin.
pub(super) struct Martin {
    process: Child,
    pub(super) port: u16,
}

impl Martin {
    /// Makes its tables and starts it.
    pub(super) fn start(house: &House, martin: &Path, url: &str, asked: &[Asked]) -> Self {
        house.runtime.block_on(async {
            let (database, owner) = super::house::doors(url).await;
            prepare(&owner).await;
            agrees(&owner, asked).await;
            database.close().await;
        });
        let port = free_port();
        let config = house.folder.join("martin.yaml");
        let socket = house.socket();
        let socket = percent_encoded(&socket.to_string_lossy());
        let name = url::Url::parse(url).expect("an address").path().to_owned();
        let told = format!(
            "listen_addresses: \"127.0.0.1:{port}\"\n\
             cache_size_mb: 0\n\
             postgres:\n  \
               connection_string: \"postgresql://territoire@{socket}{name}\"\n  \
               pool_size: 16\n  \
               auto_publish: false\n  \
               functions:\n    \
                 cells: {{schema: peer, function: cells}}\n"
        );
        fs::write(&config, told).expect("a file");
        let log = fs::File::create(house.folder.join("martin.log")).expect("a log");
        let process = until_killed(martin)
            .arg("--config")
            .arg(&config)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("Martin runs");
        listening(port);
        Self { process, port }
    }

    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Martin {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn percent_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Tables and functions, unless they are there.
async fn prepare(owner: &PgPool) {
    let known: bool = sqlx::query_scalar("select to_regclass('peer.rollup') is not null")
        .fetch_one(owner)
        .await
        .expect("a catalogue");
    if !known {
        let (tables, last) = include_str!("sql/peer.sql")
            .rsplit_once("vacuum")
            .expect("it ends with statistics");
        let last = format!("vacuum{last}");
        for sql in [tables, &last] {
            let sql = sqlx::AssertSqlSafe(sql.to_owned());
            sqlx::raw_sql(sql).execute(owner).await.expect("its tables");
        }
    }
    sqlx::raw_sql(include_str!("sql/peer_functions.sql"))
        .execute(owner)
        .await
        .expect("its functions");
}

/// Its counts are those of the rows that recruiters' answers are made of, for some questions of each kind.
async fn agrees(owner: &PgPool, asked: &[Asked]) {
    let sql = "
        with wanted as (
            select * from unnest($4::text[], $5::smallint[]) as wanted (competence_code, level)
        ), matching as (
            select findable.cell, findable.holder_id
            from presence.findable
            left join wanted
                on wanted.competence_code = findable.competence_code and wanted.level <= findable.level
            where findable.presence_level = 2 and findable.cell is not null
              and (wanted.level is not null or cardinality($4::text[]) = 0)
            group by findable.cell, findable.holder_id
            having not $6 or count(wanted.level) = cardinality($4::text[])
        ), ours as (
            select matching.cell, count(*) as people
            from matching
            join peer.cell on cell.cell = matching.cell
            where cell.shape && st_tileenvelope($1, $2, $3)
            group by matching.cell
        ), theirs as (
            select * from peer.counted(st_tileenvelope($1, $2, $3), $7, $6)
        )
        select (select count(*) from ours),
               (select count(*) from ((table ours except table theirs) union all (table theirs except table ours)) as other)";
    let mut seen = 0;
    for one in asked.iter().step_by(asked.len() / 24) {
        let (z, x, y) = one.tile;
        let (codes, levels): (Vec<String>, Vec<i16>) = one
            .wanted
            .iter()
            .map(|(code, _, level)| (code.clone(), *level))
            .unzip();
        let tags: Vec<i32> = one
            .wanted
            .iter()
            .map(|(_, number, level)| i32::try_from(*number).unwrap_or(0) * 4 + i32::from(*level))
            .collect();
        let (cells, differing): (i64, i64) = sqlx::query_as(sql)
            .bind(i32::from(z))
            .bind(i32::try_from(x).unwrap_or(0))
            .bind(i32::try_from(y).unwrap_or(0))
            .bind(&codes)
            .bind(&levels)
            .bind(one.every())
            .bind(&tags)
            .fetch_one(owner)
            .await
            .expect("counts");
        assert_eq!(differing, 0, "{one:?}");
        seen += cells;
    }
    assert!(seen > 0, "somebody is counted");
}
