//! What is asked of recruiters' search, and what of it a size reached.

use std::fmt::Write as _;

use super::fresh::{CHANGES, Seen};
use super::lines::{Encoding, Figures, Line, Measured};
use super::questions::Kind;
use super::report::{of, short};

/// Goals with what was measured of each, at one size.
#[derive(Default)]
pub(super) struct Goals {
    /// A goal, a figure, and whether it is enough.
    told: Vec<(&'static str, String, bool)>,
    /// Of the first size: microseconds of a request of the whole mix.
    first: Option<f64>,
}

impl Goals {
    /// A new size.
    pub(super) fn begin(&mut self) {
        self.told.clear();
    }

    fn goal(&mut self, name: &'static str, figure: f64, unit: &str, is_reached: bool) {
        let figure = format!("{} {unit}", short(figure));
        self.told
            .push((name, figure.trim_end().to_owned(), is_reached));
    }

    /// Seconds until the index was made, and bytes for each who may be found beyond the fixed part.
    pub(super) fn index(&mut self, seconds: f64, beyond: f64) {
        self.goal(
            "index made at the start within 3 s",
            seconds,
            "s",
            seconds <= 3.0,
        );
        let name = "at most 100 bytes for each of who may be found, beyond 100 MiB";
        self.goal(name, beyond, "bytes", beyond <= 100.0);
    }

    /// Costs and times of answers.
    pub(super) fn lines(&mut self, figures: &Figures) {
        let cost = |line, encoding, kind| {
            let runs = figures.costs.get(&(line, encoding, kind))?;
            Some(of(runs, Measured::cost).0)
        };
        let ratio = |this, that, encoding, kind| {
            Some(cost(this, encoding, kind)? / cost(that, encoding, kind)?)
        };
        let (plain, gzip) = (Encoding::Plain, Encoding::Gzip);
        for (name, kind, most) in [
            ("whole mix: at most 2× the constant body", None, 2.0),
            (
                "any of 5: at most 3× the constant body",
                Some(Kind::AnyOfFive),
                3.0,
            ),
        ] {
            if let Some(times) = ratio(Line::Service, Line::Hello, plain, kind) {
                self.goal(name, times, "×", times <= most);
            }
        }
        for (name, encoding, least) in [
            ("whole mix: Martin at least 300× ours", plain, 300.0),
            ("whole mix, gzip: Martin at least 150× ours", gzip, 150.0),
        ] {
            if let Some(times) = ratio(Line::Martin, Line::Service, encoding, None) {
                self.goal(name, times, "×", times >= least);
            }
        }
        let kinds = figures.kinds.iter().filter_map(|kind| {
            let times = ratio(Line::Martin, Line::Service, plain, Some(*kind))?;
            Some((cost(Line::Martin, plain, Some(*kind))?, times))
        });
        if let Some((_, times)) =
            kinds.reduce(|best, other| if other.0 < best.0 { other } else { best })
        {
            self.goal(
                "Martin’s cheapest kind at least 40× ours",
                times,
                "×",
                times >= 40.0,
            );
        }
        if let Some(now) = cost(Line::Service, plain, None) {
            let times = now / *self.first.get_or_insert(now);
            self.goal(
                "at most 2× from the first size to this",
                times,
                "×",
                times <= 2.0,
            );
        }
        for (name, clients, share, most) in [
            ("1 client: p50 at most 0.1 ms", 1, 0.5, 0.1),
            ("1 client: p99 at most 0.3 ms", 1, 0.99, 0.3),
            ("64 clients: p99 at most 10 ms", 64, 0.99, 10.0),
        ] {
            if let Some(runs) = figures.latencies.get(&(clients, Line::Service)) {
                let (within, _) = of(runs, |one| one.run.within(share));
                self.goal(name, within, "ms", within <= most);
            }
        }
    }

    /// How soon a withdrawal is known.
    pub(super) fn freshness(&mut self, [_, among, cut]: &[Seen; 3]) {
        let (usual, worst) = (among.within(0.99), cut.within(1.0));
        self.goal(
            "withdrawn: p99 within 20 ms, among changes",
            usual,
            "ms",
            usual <= 20.0,
        );
        self.goal(
            "withdrawn: within 1 s through a lost connection",
            worst,
            "ms",
            worst <= 1000.0,
        );
        let enough = among.changes >= CHANGES as f64 * 0.99;
        self.goal("500 changes a second", among.changes, "", enough);
    }

    /// Milliseconds until a person sees an answer, and until they see that of a changed question.
    pub(super) fn visits(&mut self, first: f64, again: f64) {
        self.goal(
            "seen: first results within 1 s",
            first,
            "ms",
            first <= 1000.0,
        );
        self.goal(
            "seen: a changed question within 150 ms",
            again,
            "ms",
            again <= 150.0,
        );
    }

    /// All of them, in Markdown.
    pub(super) fn table(&self) -> String {
        let mut table = String::from("| goal | here | |\n|---|---:|---|");
        for (name, figure, is_reached) in &self.told {
            let told = if *is_reached {
                "reached"
            } else {
                "**not reached**"
            };
            let _ = write!(table, "\n| {name} | {figure} | {told} |");
        }
        table
    }
}
