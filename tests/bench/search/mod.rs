//! Recruiters' questions: what they cost the server and PostgreSQL, how long they take, what the index takes of memory and
//! time, and how soon a withdrawal is known; beside a constant body, and beside Martin where it is installed.
//!
//! `make bench ONLY=search` (`BENCH_SIZES=10000,100000`, `BENCH_SECONDS=2` a run, `BENCH_KEEP=/folder` for people who stay,
//! `BENCH_WRITE=1` to keep the tables in `results.md`). Servers are processes of their own, built for release; the load
//! comes from this one, and its processor time is not counted.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures that are rounded when they are told; tiles within the region"
)]

mod fresh;
mod goals;
pub(crate) mod hello;
mod house;
mod lines;
mod load;
mod oracle;
mod peer;
mod people;
mod processes;
mod questions;
mod report;
mod seen;

use std::time::Duration;

use house::{House, Node};
use lines::Lines;
use load::{Answer, Requests, get};
use questions::{Asked, Kind};
use report::Report;

/// Runs of each line.
const RUNS: usize = 3;
/// Clients at once where processor time is measured.
const CLIENTS: usize = 8;

/// What the environment chooses.
struct Chosen {
    sizes: Vec<usize>,
    run: Duration,
    fresh: Duration,
}

impl Chosen {
    fn read() -> Self {
        let set = |name: &str| std::env::var(name).ok();
        let seconds = |name: &str, usual: f64| {
            let said = set(name).and_then(|said| said.parse().ok());
            Duration::from_secs_f64(said.unwrap_or(usual))
        };
        let sizes = set("BENCH_SIZES").unwrap_or_else(|| "10000,100000,1000000".to_owned());
        Self {
            sizes: sizes
                .split(',')
                .map(|size| size.trim().parse().expect("BENCH_SIZES=10000,100000"))
                .collect(),
            run: seconds("BENCH_SECONDS", 2.0),
            fresh: seconds("BENCH_FRESH_SECONDS", 24.0),
        }
    }
}

/// Measures everything and prints it.
pub(crate) fn tables(machine: &str) {
    let chosen = Chosen::read();
    let house = House::open();
    let martin = peer::found();
    let mut report = Report::new(machine, &chosen.sizes, chosen.run, martin.as_deref());

    let empty = house.empty();
    let mut node = Node::start(&house, &empty, "empty");
    node.made();
    std::thread::sleep(Duration::from_secs(2));
    let bare = processes::memory(node.pid(), "VmRSS");
    drop(node);

    for size in &chosen.sizes {
        let filled = house.filled(*size);
        report.people(*size, &filled);
        let cookies = house.recruiters(&filled.url);
        let asked = house.runtime.block_on(async {
            let (database, owner) = house::doors(&filled.url).await;
            let competences = people::competences(&owner).await;
            let asked = questions::drawn(&owner, &competences).await;
            database.close().await;
            asked
        });
        let compared = oracle::compare(&filled.url, &asked, chosen.fresh);
        report.compared(house.runtime.block_on(compared));

        let mut node = Node::start(&house, &filled.url, "one");
        let made = node.made();
        std::thread::sleep(Duration::from_secs(2));
        report.index(made, &node, bare, &filled);
        let martin = martin
            .as_ref()
            .map(|martin| peer::Martin::start(&house, martin, &filled.url, &asked));
        let lines = Lines {
            house: &house,
            node: &node,
            martin: martin.as_ref(),
            cookies: &cookies,
            asked,
            lasting: chosen.run,
        };
        let mut figures = lines.measure();
        report.after(&node, bare, &filled);
        let asked = lines.asked;
        let pages: Vec<String> = of_kind(&asked, &[], Some(Kind::AnyOfFive))
            .iter()
            .map(|one| lines::page(one))
            .take(5)
            .collect();
        let visits = seen::visits(&node, &cookies[0], &pages);
        drop((martin, node));

        let mut nodes = ["two", "three"].map(|name| Node::start(&house, &filled.url, name));
        for node in &mut nodes {
            node.made();
        }
        let lines = Lines {
            house: &house,
            node: &nodes[0],
            martin: None,
            cookies: &cookies,
            asked,
            lasting: chosen.run,
        };
        lines.first(&mut figures);
        let path = lines::fresh_path(&nodes[0], &cookies[0]);
        let ports = [nodes[0].port, nodes[1].port];
        let seen = fresh::measure(&filled.url, ports, &cookies[0], &path, chosen.fresh);
        let seen = house.runtime.block_on(seen);
        let longer = chosen.run * u32::try_from(RUNS).expect("few") * 2;
        let changing = house
            .runtime
            .spawn(fresh::changing(filled.url.clone(), longer));
        std::thread::sleep(Duration::from_secs(1));
        lines.among(&mut figures);
        house.runtime.block_on(changing).expect("they changed");
        report.lines(&figures);
        report.visits(visits.as_deref());
        report.freshness(&seen);
    }
    report.end();
}

/// Requests for some paths by each recruiter.
fn requests(paths: &[String], cookies: &[String], encoding: &str) -> Vec<Requests> {
    cookies
        .iter()
        .map(|cookie| {
            let headers = format!("{encoding}cookie: {cookie}\r\n");
            let list: Vec<Vec<u8>> = paths.iter().map(|path| get(path, &headers)).collect();
            Requests::new(list)
        })
        .collect()
}

/// Requests of nobody.
fn open_requests(paths: &[String], encoding: &str) -> Vec<Requests> {
    let list: Vec<Vec<u8>> = paths.iter().map(|path| get(path, encoding)).collect();
    vec![Requests::new(list)]
}

/// Why a kind of question is not answered; `None`: it is.
fn refusal(answer: &Answer) -> Option<String> {
    if matches!(answer.status, 200 | 204) {
        return None;
    }
    let said: Option<serde_json::Value> = serde_json::from_slice(&answer.body).ok();
    let code = said.and_then(|said| said["type"].as_str().map(ToOwned::to_owned));
    let location = answer.headers.iter().find(|(name, _)| name == "location");
    let told = code.or_else(|| location.map(|(_, value)| value.clone()));
    Some(format!("{} {}", answer.status, told.unwrap_or_default()))
}

/// Requests of one kind, in their order; of all kinds in turn where `kind` is `None`.
fn of_kind<'a>(asked: &'a [Asked], kinds: &[Kind], kind: Option<Kind>) -> Vec<&'a Asked> {
    if let Some(kind) = kind {
        return asked.iter().filter(|one| one.kind == kind).collect();
    }
    let each: Vec<Vec<&Asked>> = kinds
        .iter()
        .map(|kind| of_kind(asked, kinds, Some(*kind)))
        .collect();
    (0..questions::TILES)
        .flat_map(|number| each.iter().map(move |list| list[number]))
        .collect()
}
