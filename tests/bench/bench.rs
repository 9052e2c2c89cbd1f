//! How fast: `make bench`. Claims are medians of five runs with their spread, per core and second, and name the
//! machine; a line of constant bytes is the floor of what HTTP costs here.
//!
//! Arguments choose lines by name: `make bench ONLY=verify`. The one argument `peers` measures the tools that
//! others made beside us instead, and `search` recruiters' answers, which takes half an hour.

mod badges;
mod ingest;
mod peers;
mod search;
mod tiles;
#[path = "../interop/tools.rs"]
#[allow(dead_code, reason = "here the tools neither judge nor make badges")]
mod tools;

use std::time::{Duration, Instant};

/// How long one run of a line takes.
const RUN: Duration = Duration::from_millis(800);
const RUNS: usize = 5;

fn main() {
    let only: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    if let [word, file, port] = &*only
        && word == search::hello::WORD
    {
        return search::hello::serve(file, port);
    }
    if only == ["search"] {
        return search::tables(&machine());
    }
    println!(
        "{} · one thread a line, {RUNS} runs of {} ms\n",
        machine(),
        RUN.as_millis()
    );
    if only == ["peers"] {
        return peers::table();
    }
    println!("{:<28} {:>12} {:>8}", "line", "per second", "spread");
    let mut table = Table { only };
    badges::lines(&mut table);
    tiles::lines(&mut table);
    ingest::lines(&mut table);
}

struct Table {
    only: Vec<String>,
}

impl Table {
    fn wants(&self, line: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| line.contains(name.as_str()))
    }

    /// One line: how often `work` is done in a second of one thread.
    fn line(&mut self, name: &str, mut work: impl FnMut()) {
        if !self.wants(name) {
            return;
        }
        work();
        let mut rates: Vec<f64> = (0..RUNS)
            .map(|_| {
                let began = Instant::now();
                let mut done = 0_u32;
                while began.elapsed() < RUN {
                    work();
                    done += 1;
                }
                f64::from(done) / began.elapsed().as_secs_f64()
            })
            .collect();
        tell(name, &mut rates);
    }
}

/// The median, and how far the slowest and the fastest run are apart.
fn tell(name: &str, rates: &mut [f64]) {
    rates.sort_by(f64::total_cmp);
    let median = rates[rates.len() / 2];
    let spread = (rates[rates.len() - 1] - rates[0]) / median * 100.0;
    println!("{name:<28} {median:>12.0} {spread:>7.1}%");
}

fn machine() -> String {
    let read = |path: &str, key: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines()
            .find(|line| line.starts_with(key))
            .and_then(|line| line.split_once(':'))
            .map_or_else(
                || "unknown".to_owned(),
                |(_, value)| value.trim().to_owned(),
            )
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let built = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    format!(
        "{} · {cores} cores · {} memory · {built} build",
        read("/proc/cpuinfo", "model name"),
        read("/proc/meminfo", "MemTotal"),
    )
}
