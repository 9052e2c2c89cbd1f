//! What was measured, as Markdown: medians, and how far the runs are apart.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use territoire_apprenant::clock::{Clock as _, SystemClock};

use super::fresh::{CHANGES, Seen};
use super::goals::Goals;
use super::house::{COMPANIES, Filled, Node};
use super::lines::{Encoding, Figures, Key, Line, Measured};
use super::questions::{self, Kind};
use super::seen::Visit;
use super::{CLIENTS, RUNS, peer, people, processes};

/// A fixed part of the memory that is not counted by holder.
const FIXED: u64 = 100 * 1024 * 1024;

/// What is told, as it comes.
pub(super) struct Report {
    text: String,
    goals: Goals,
}

/// Median, and the distance of the extremes in hundredths of it.
fn median(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values[values.len() / 2];
    let spread = (values[values.len() - 1] - values[0]) / middle * 100.0;
    (middle, spread)
}

pub(super) fn of(runs: &[Measured], what: impl Fn(&Measured) -> f64) -> (f64, f64) {
    median(runs.iter().map(what).collect())
}

/// Three digits.
pub(super) fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

impl Report {
    pub(super) fn new(
        machine: &str,
        sizes: &[usize],
        run: Duration,
        martin: Option<&Path>,
    ) -> Self {
        let mut report = Self {
            text: String::new(),
            goals: Goals::default(),
        };
        let now = SystemClock.now().format("%Y-%m-%d %H:%M UTC");
        let martin = martin.map_or_else(
            || {
                "Martin is not there (`make target/martin/bin/martin` installs it): not compared"
                    .to_owned()
            },
            |program| format!("{} beside it, cache off", peer::version(program)),
        );
        report.say(&format!(
            "# Recruiters' search, measured\n\n{now} · {machine}\n\n\
             Invented people, seed {}; sizes {sizes:?}; questions, seed {}: {} requests of each kind with {} questions, \
             tiles z5–z12 where people are, asked by the recruiters of {COMPANIES} companies who were charged for them \
             before. {RUNS} runs of {} s each, in turn; the median, with the distance of the extremes where it matters. \
             {martin}.",
            people::SEED,
            questions::SEED,
            questions::TILES,
            questions::QUESTIONS,
            run.as_secs_f64(),
        ));
        report
    }

    fn say(&mut self, text: &str) {
        println!("{text}\n");
        let _ = writeln!(self.text, "{text}\n");
    }

    pub(super) fn people(&mut self, size: usize, filled: &Filled) {
        self.goals.begin();
        let took = filled.took.map_or_else(
            || "they were there before".to_owned(),
            |took| format!("put there in {:.0} s", took.as_secs_f64()),
        );
        self.say(&format!(
            "## {size} people\n\n{} of them may be found, with {} rows; {took}.",
            filled.findable, filled.rows
        ));
    }

    pub(super) fn compared(&mut self, questions: usize) {
        self.say(&format!(
            "{questions} questions, each at a scope of its own: the index drew and shaded what SQL draws and shades."
        ));
    }

    pub(super) fn index(&mut self, made: Duration, node: &Node, bare: u64, filled: &Filled) {
        let seconds = made.as_secs_f64();
        let (told, beyond) = memory(node, bare, filled);
        self.say(&format!(
            "Index made {seconds:.2} s after the start. {told}"
        ));
        self.goals.index(seconds, beyond);
    }

    /// The same after all that was asked.
    pub(super) fn after(&mut self, node: &Node, bare: u64, filled: &Filled) {
        let (told, _) = memory(node, bare, filled);
        self.say(&format!("After the load: {told}"));
    }

    pub(super) fn lines(&mut self, figures: &Figures) {
        let mut table = format!("Processor time a request, µs, {CLIENTS} clients:\n\n| |");
        let columns: Vec<Option<Kind>> = figures.kinds.iter().copied().map(Some).collect();
        let columns: Vec<Option<Kind>> = columns.into_iter().chain([None]).collect();
        for kind in &columns {
            let _ = write!(table, " {} |", kind.map_or("whole mix", Kind::name));
        }
        table.push_str("\n|---|");
        table.push_str(&"---:|".repeat(columns.len()));
        for (encoding, said) in [(Encoding::Plain, "identity"), (Encoding::Gzip, "gzip")] {
            let what = figures.what;
            let runs = |line, kind| figures.costs.get(&(line, encoding, kind));
            let mut row = |name: &str, told: &dyn Fn(Option<Kind>) -> Option<String>| {
                let cells: Vec<String> = columns
                    .iter()
                    .map(|kind| told(*kind).unwrap_or_else(|| "–".to_owned()))
                    .collect();
                if cells.iter().any(|cell| cell != "–") {
                    let _ = write!(table, "\n| {name} | {} |", cells.join(" | "));
                }
            };
            let cost = |line: Line| {
                move |kind| {
                    let (middle, spread) = of(runs(line, kind)?, Measured::cost);
                    Some(format!("{} ± {:.0} %", short(middle), spread / 2.0))
                }
            };
            let ratio = |line: Line, to: Line| {
                move |kind| {
                    let (this, _) = of(runs(line, kind)?, Measured::cost);
                    let (that, _) = of(runs(to, kind)?, Measured::cost);
                    Some(format!("{}×", short(this / that)))
                }
            };
            row(&format!("constant body, {said}"), &cost(Line::Hello));
            row(&format!("{what}, {said}"), &cost(Line::Service));
            row("… of which PostgreSQL", &|kind| {
                let runs = runs(Line::Service, kind)?;
                Some(short(of(runs, |one| one.postgresql).0))
            });
            row(
                "… beside the constant body",
                &ratio(Line::Service, Line::Hello),
            );
            if encoding == Encoding::Plain {
                row(
                    "… each asked for the first time since the start",
                    &|kind| Some(short(figures.first.get(&kind)?.cost())),
                );
            }
            row(&format!("Martin, {said}"), &cost(Line::Martin));
            row("… beside ours", &ratio(Line::Martin, Line::Service));
            row(&format!("bytes of an answer: ours, {said}"), &|kind| {
                Some(bytes(runs(Line::Service, kind)?))
            });
            row(&format!("bytes of an answer: Martin’s, {said}"), &|kind| {
                Some(bytes(runs(Line::Martin, kind)?))
            });
        }
        self.say(&table);
        for (kind, why) in &figures.refused {
            self.say(&format!("*{}* is refused: {why}.", kind.name()));
        }
        self.speed(figures);
        self.goals.lines(figures);
    }

    fn speed(&mut self, figures: &Figures) {
        let mut table = String::from(
            "The whole mix, identity:\n\n\
             | | clients | requests/s | p50, ms | p99, ms | p99.9, ms |\n|---|---:|---:|---:|---:|---:|",
        );
        let mut line = |name: &str, clients: usize, runs: &[Measured]| {
            let (rate, spread) = of(runs, |one| one.run.per_second());
            let within = |share| short(of(runs, |one| one.run.within(share)).0);
            let _ = write!(
                table,
                "\n| {name} | {clients} | {rate:.0} ± {:.0} % | {} | {} | {} |",
                spread / 2.0,
                within(0.5),
                within(0.99),
                within(0.999)
            );
        };
        for ((clients, who), runs) in &figures.latencies {
            let name = match who {
                Line::Hello => "constant body",
                _ => figures.what,
            };
            line(name, *clients, runs);
        }
        for (who, name) in [
            (Line::Hello, "constant body"),
            (Line::Service, figures.what),
            (Line::Martin, "Martin"),
        ] {
            let key: Key = (who, Encoding::Plain, None);
            if let Some(runs) = figures.costs.get(&key) {
                line(name, CLIENTS, runs);
            }
        }
        let changing = format!(
            "{}, while {CHANGES} people change each second",
            figures.what
        );
        line(&changing, CLIENTS, &figures.among);
        let (cost, _) = of(&figures.among, |one| one.server);
        let _ = write!(
            table,
            "\n\nWhile they change the server itself spends {} µs a request, with what it takes to follow.",
            short(cost)
        );
        self.say(&table);
        let mut table = format!(
            "Other answers of the service to the same questions, {CLIENTS} clients:\n\n\
             | | µs a request | of which PostgreSQL | requests/s | p50, ms | p99, ms | bytes |\n\
             |---|---:|---:|---:|---:|---:|---:|"
        );
        for ((name, encoding), runs) in &figures.others {
            let encoding = match encoding {
                Encoding::Plain => "identity",
                Encoding::Gzip => "gzip",
            };
            let (cost, spread) = of(runs, Measured::cost);
            let _ = write!(
                table,
                "\n| {name}, {encoding} | {} ± {:.0} % | {} | {:.0} | {} | {} | {} |",
                short(cost),
                spread / 2.0,
                short(of(runs, |one| one.postgresql).0),
                of(runs, |one| one.run.per_second()).0,
                short(of(runs, |one| one.run.within(0.5)).0),
                short(of(runs, |one| one.run.within(0.99)).0),
                bytes(runs)
            );
        }
        self.say(&table);
        let all: Vec<&Measured> = figures
            .costs
            .values()
            .chain(figures.latencies.values())
            .chain(figures.others.values())
            .flatten()
            .chain(figures.first.values())
            .chain(&figures.among)
            .collect();
        let refused: u64 = all.iter().map(|one| one.run.refused).sum();
        let asked: u64 = all.iter().map(|one| one.run.requests).sum();
        let others = all.iter().map(|one| one.others);
        let most = others.clone().fold(0.0, f64::max);
        let (usual, _) = median(others.collect());
        self.say(&format!(
            "{asked} requests, {refused} of them not answered by 200 or 204. Other programs on this machine took {usual:.2} \
             processors in the median run, {most:.2} in the worst."
        ));
    }

    /// What Chromium showed.
    pub(super) fn visits(&mut self, visits: Option<&[Visit]>) {
        let Some(visits) = visits else {
            self.say("What a person sees was not measured: it takes Node, Chromium and `npm ci` in `tests/browser`.");
            return;
        };
        let first = median(visits.iter().map(|visit| visit.first).collect());
        let again = median(visits.iter().map(|visit| visit.again).collect());
        self.say(&format!(
            "In Chromium, {} visits with nothing kept: the first answer on the screen after {:.0} ms (± {:.0} %), that of a \
             changed question after {:.0} ms (± {:.0} %).",
            visits.len(),
            first.0,
            first.1 / 2.0,
            again.0,
            again.1 / 2.0
        ));
        self.goals.visits(first.0, again.0);
    }

    pub(super) fn freshness(&mut self, seen: &[Seen; 3]) {
        let mut table = String::from(
            "From the commit of a withdrawal to an answer without that person of both nodes, ms:\n\n\
             | | withdrawals | p50 | p99 | worst | changes of others a second |\n|---|---:|---:|---:|---:|---:|",
        );
        let names = [
            "nothing else going on".to_owned(),
            format!("{CHANGES} changes a second asked for"),
            "the nodes’ listening connections cut before each".to_owned(),
        ];
        for (name, seen) in names.iter().zip(seen) {
            let _ = write!(
                table,
                "\n| {name} | {} | {} | {} | {} | {:.0} |",
                seen.gone.len(),
                short(seen.within(0.5)),
                short(seen.within(0.99)),
                short(seen.within(1.0)),
                seen.changes
            );
        }
        self.say(&table);
        self.goals.freshness(seen);
        let table = self.goals.table();
        self.say(&table);
    }

    /// Keeps it where `BENCH_WRITE` asks for it.
    pub(super) fn end(&self) {
        if std::env::var_os("BENCH_WRITE").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/results.md");
            std::fs::write(path, self.text.trim_end().to_owned() + "\n").expect("a file");
        }
    }
}

fn bytes(runs: &[Measured]) -> String {
    let (bytes, _) = of(runs, |one| one.run.bytes as f64 / one.run.requests as f64);
    short(bytes)
}

/// In words, and the bytes for each beyond the fixed part.
fn memory(node: &Node, bare: u64, filled: &Filled) -> (String, f64) {
    let (now, most) = (
        processes::memory(node.pid(), "VmRSS"),
        processes::memory(node.pid(), "VmHWM"),
    );
    let mib = |bytes: u64| bytes / 1024 / 1024;
    let beyond = now.saturating_sub(FIXED) as f64 / filled.findable as f64;
    let more = now.saturating_sub(bare) as f64 / filled.findable as f64;
    let own = node
        .measure("search_index_bytes")
        .map_or_else(String::new, |bytes| {
            let each = bytes / filled.findable as f64;
            format!(" The index counts {each:.0} bytes for each of its own.")
        });
    let told = format!(
        "{} MiB resident ({} MiB without people, {} MiB at most so far): {more:.0} bytes for each of who may be found, \
         {beyond:.0} beyond 100 MiB.{own}",
        mib(now),
        mib(bare),
        mib(most)
    );
    (told, beyond)
}
