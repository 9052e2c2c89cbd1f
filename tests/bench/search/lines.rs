//! The lines of one size: each kind of question, plain and compressed, whoever answers in turn, so that what else the
//! machine does meets them all.

use std::collections::BTreeMap;
use std::process::Child;
use std::time::Duration;

use super::house::{House, Node, free_port, listening};
use super::load::{self, Answer, Requests, Run};
use super::peer::Martin;
use super::questions::{Asked, Kind, QUESTIONS};
use super::{CLIENTS, RUNS, hello, of_kind, open_requests, processes, refusal, requests};

/// Where a question is asked.
type Path = fn(&Asked) -> String;

const TILE: &str = "tile";

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Hello,
    Service,
    Martin,
}

/// How browsers and programs ask for bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Encoding {
    Plain,
    Gzip,
}

impl Encoding {
    fn header(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => "accept-encoding: gzip\r\n",
        }
    }
}

/// One run with what it cost.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) run: Run,
    /// Microseconds of processor time a request, of the server and of PostgreSQL.
    pub(super) server: f64,
    pub(super) postgresql: f64,
    /// Processors that others on this machine took meanwhile.
    pub(super) others: f64,
}

impl Measured {
    pub(super) fn cost(&self) -> f64 {
        self.server + self.postgresql
    }
}

/// `None`: the whole mix.
pub(super) type Key = (Line, Encoding, Option<Kind>);

/// What was measured at one size.
#[derive(Default)]
pub(super) struct Figures {
    /// Which answer of the service is meant: `tile` or `zones.geojson`.
    pub(super) what: &'static str,
    pub(super) kinds: Vec<Kind>,
    pub(super) refused: Vec<(Kind, String)>,
    pub(super) costs: BTreeMap<Key, Vec<Measured>>,
    /// By clients at once: the whole mix, plain.
    pub(super) latencies: BTreeMap<(usize, Line), Vec<Measured>>,
    /// The service, when each was asked for the first time since it started.
    pub(super) first: BTreeMap<Option<Kind>, Measured>,
    /// The service while others change, plain.
    pub(super) among: Vec<Measured>,
    /// Other answers of the service to the whole mix: name, encoding.
    pub(super) others: BTreeMap<(&'static str, Encoding), Vec<Measured>>,
}

impl Figures {
    fn path(&self) -> fn(&Asked) -> String {
        if self.what == TILE {
            Asked::tile
        } else {
            zones
        }
    }
}

/// What is measured at one size.
pub(super) struct Lines<'a> {
    pub(super) house: &'a House,
    pub(super) node: &'a Node,
    pub(super) martin: Option<&'a Martin>,
    pub(super) cookies: &'a [String],
    pub(super) asked: Vec<Asked>,
    /// How long a run is.
    pub(super) lasting: Duration,
}

/// A server in a process of its own that is ended with this value.
struct Floor {
    process: Child,
    port: u16,
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn zones(one: &Asked) -> String {
    format!("/recruteurs/chercher/zones.geojson?{}", one.query())
}

/// The page of a question.
pub(super) fn page(one: &Asked) -> String {
    format!("/recruteurs/chercher?{}", one.query())
}

/// Whether recruiters' maps are served as tiles.
fn has_tiles(port: u16, cookie: &str, path: &str) -> bool {
    let request = load::get(path, &format!("cookie: {cookie}\r\n"));
    load::each(port, &[request])[0].status != 404
}

/// Where one question is asked whose answer changes by one person.
pub(super) fn fresh_path(node: &Node, cookie: &str) -> String {
    let query = super::fresh::query();
    // Blois lies in it.
    let tile = format!("/recruteurs/mailles/5/16/11.mvt?{query}");
    if has_tiles(node.port, cookie, &tile) {
        tile
    } else {
        format!("/recruteurs/chercher/zones.geojson?{query}")
    }
}

impl Lines<'_> {
    pub(super) fn measure(&self) -> Figures {
        let first = self.asked.iter().find(|one| one.kind == Kind::One);
        let first = first.expect("a question").tile();
        let tiles = has_tiles(self.node.port, &self.cookies[0], &first);
        let mut figures = Figures {
            what: if tiles { TILE } else { "zones.geojson" },
            ..Figures::default()
        };
        let path = figures.path();
        self.charge(path, &mut figures);
        let mix = of_kind(&self.asked, &figures.kinds, None);
        let paths: Vec<String> = mix.iter().map(|one| path(one)).collect();
        let floor = self.floor(&paths);

        let kinds: Vec<Option<Kind>> = figures.kinds.iter().copied().map(Some).collect();
        for kind in kinds.into_iter().chain([None]) {
            let asked = of_kind(&self.asked, &figures.kinds, kind);
            let paths: Vec<String> = asked.iter().map(|one| path(one)).collect();
            let peer: Vec<String> = asked.iter().map(|one| one.peer()).collect();
            for encoding in [Encoding::Plain, Encoding::Gzip] {
                let open = open_requests(&paths, encoding.header());
                let ours = requests(&paths, self.cookies, encoding.header());
                let theirs = open_requests(&peer, encoding.header());
                for _ in 0..RUNS {
                    let mut keep = |line, measured| {
                        let key = (line, encoding, kind);
                        figures.costs.entry(key).or_default().push(measured);
                    };
                    let pid = floor.process.id();
                    keep(Line::Hello, self.run(floor.port, pid, &open, CLIENTS));
                    keep(Line::Service, self.ask(&ours, CLIENTS));
                    if let Some(martin) = self.martin {
                        let run = self.run(martin.port, martin.pid(), &theirs, CLIENTS);
                        keep(Line::Martin, run);
                    }
                }
            }
        }
        let open = open_requests(&paths, "");
        let ours = requests(&paths, self.cookies, "");
        for clients in [1, 64] {
            for _ in 0..RUNS {
                let pid = floor.process.id();
                let run = self.run(floor.port, pid, &open, clients);
                let key = (clients, Line::Hello);
                figures.latencies.entry(key).or_default().push(run);
                let run = self.ask(&ours, clients);
                let key = (clients, Line::Service);
                figures.latencies.entry(key).or_default().push(run);
            }
        }
        drop(floor);
        let also: [(&'static str, Path); 2] = [("zones.geojson", zones), ("page", page)];
        for (name, path) in also {
            let asked = mix.iter().filter(|one| one.kind != Kind::Nothing);
            let paths: Vec<String> = asked.map(|one| path(one)).collect();
            for encoding in [Encoding::Plain, Encoding::Gzip] {
                let ours = requests(&paths, self.cookies, encoding.header());
                for _ in 0..RUNS {
                    let run = self.ask(&ours, CLIENTS);
                    let of = figures.others.entry((name, encoding)).or_default();
                    of.push(run);
                }
            }
        }
        figures
    }

    /// Every recruiter asks every question once, so that all are charged; kinds that are refused are left out.
    fn charge(&self, path: fn(&Asked) -> String, figures: &mut Figures) {
        for kind in Kind::ALL {
            let asked = of_kind(&self.asked, &[], Some(kind));
            let paths: Vec<String> = asked.iter().take(QUESTIONS).map(|one| path(one)).collect();
            let mut refused = None;
            for list in requests(&paths, self.cookies, "") {
                let answers = load::each(self.node.port, &list);
                refused = refused.or_else(|| answers.iter().find_map(refusal));
                if refused.is_some() {
                    break;
                }
            }
            match refused {
                None => figures.kinds.push(kind),
                Some(why) => figures.refused.push((kind, why)),
            }
        }
        assert!(!figures.kinds.is_empty(), "something is answered");
    }

    /// The service as it just started: what each first request of a kind costs, with all that it makes of it. The questions
    /// were charged before.
    pub(super) fn first(&self, figures: &mut Figures) {
        let path = figures.path();
        let kinds: Vec<Option<Kind>> = figures.kinds.iter().copied().map(Some).collect();
        for kind in kinds {
            let asked = of_kind(&self.asked, &figures.kinds, kind);
            let paths: Vec<String> = asked.iter().map(|one| path(one)).collect();
            let list = &requests(&paths, &self.cookies[..1], "")[0];
            let clocks = || [self.node.pid(), self.house.postgresql()].map(processes::spent_finely);
            let before = clocks();
            let answers = load::each(self.node.port, list);
            let after = clocks();
            let each = 1e6 / answers.len() as f64;
            let refused = answers.iter().filter(|answer| refusal(answer).is_some());
            let measured = Measured {
                server: (after[0] - before[0]) * each,
                postgresql: (after[1] - before[1]) * each,
                others: 0.0,
                run: Run::of(answers.len(), refused.count()),
            };
            figures.first.insert(kind, measured);
        }
    }

    /// The service, while somebody else makes others change.
    pub(super) fn among(&self, figures: &mut Figures) {
        let path = figures.path();
        let asked = of_kind(&self.asked, &figures.kinds, None);
        let paths: Vec<String> = asked.iter().map(|one| path(one)).collect();
        let ours = requests(&paths, self.cookies, "");
        figures.among = (0..RUNS).map(|_| self.ask(&ours, CLIENTS)).collect();
    }

    /// A constant body for each of these paths: what the service answers now.
    fn floor(&self, paths: &[String]) -> Floor {
        let file = self.house.folder.join("hello.json");
        let mut kept: Vec<(&str, bool, Answer)> = Vec::new();
        for encoding in [Encoding::Plain, Encoding::Gzip] {
            let lists = requests(paths, &self.cookies[..1], encoding.header());
            let answers = load::each(self.node.port, &lists[0]);
            let compressed = encoding == Encoding::Gzip;
            let told = paths.iter().zip(answers);
            kept.extend(told.map(|(path, answer)| (path.as_str(), compressed, answer)));
        }
        let told = kept.iter();
        hello::keep(
            &file,
            told.map(|(path, compressed, answer)| (*path, *compressed, answer)),
        );
        let port = free_port();
        let process = hello::start(&file, port);
        listening(port);
        Floor { process, port }
    }

    fn ask(&self, lists: &[Requests], clients: usize) -> Measured {
        let measured = self.run(self.node.port, self.node.pid(), lists, clients);
        self.node.forget_log();
        measured
    }

    /// One run: what the process at `port` and PostgreSQL spent on it.
    fn run(&self, port: u16, pid: u32, lists: &[Requests], clients: usize) -> Measured {
        let before = self.clocks(pid);
        let run = load::run(port, lists, clients, self.lasting);
        let after = self.clocks(pid);
        let [server, postgresql, everybody, ours] = [0, 1, 2, 3].map(|at| after[at] - before[at]);
        let each = 1e6 / run.requests as f64;
        Measured {
            server: server * each,
            postgresql: postgresql * each,
            others: ((everybody - ours) / run.seconds).max(0.0),
            run,
        }
    }

    /// Seconds of processor time: of a server, of PostgreSQL, of everybody, of this program and all that it started.
    fn clocks(&self, pid: u32) -> [f64; 4] {
        [
            processes::spent(pid),
            processes::spent(self.house.postgresql()),
            processes::everybody(),
            processes::spent(std::process::id()),
        ]
    }
}
