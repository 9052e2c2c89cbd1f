//! What the command says of itself while it runs: on standard error, in lines that a machine reads.
//!
//! **Invariant:** lines come in the order in which they were said. A warning or an error is written at once, with all
//! before it; what is said of each answer waits a moment for others, so that thousands a second are few writes. A process
//! that is killed takes with it what it said in the last [`TOGETHER`].

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// How long a line waits for others.
const TOGETHER: Duration = Duration::from_millis(50);
/// Octets that wait at most.
const MOST: usize = 256 * 1024;

/// Starts the log: JSON for machines, plain lines for a person at a terminal. `TERRITOIRE_LOG` chooses what is
/// said (`info`, `territoire_apprenant=debug`), else `level` does. What waits is written when the answer is dropped.
pub(super) fn start(level: &str) -> Lines {
    let filter =
        EnvFilter::try_from_env("TERRITOIRE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let lines = Lines::default();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(lines.clone());
    // A second start in one process changes nothing.
    let _ = if io::stderr().is_terminal() {
        log.compact().with_target(false).try_init()
    } else {
        log.json().flatten_event(true).try_init()
    };
    let writing = Arc::clone(&lines.0);
    thread::spawn(move || writing.write_forever());
    lines
}

/// Lines on their way out.
#[derive(Clone, Default)]
#[must_use = "what waits is written when it is dropped"]
pub(super) struct Lines(Arc<Waiting>);

impl Drop for Lines {
    fn drop(&mut self) {
        self.0.write();
    }
}

#[derive(Default)]
struct Waiting {
    said: Mutex<Vec<u8>>,
    something: Condvar,
    /// What was written last, for its room: whoever holds it writes.
    written: Mutex<Vec<u8>>,
}

impl Waiting {
    fn say(&self, line: &[u8], urgent: bool) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let first = said.is_empty();
        said.extend_from_slice(line);
        let now = urgent || said.len() > MOST;
        drop(said);
        if now {
            self.write();
        } else if first {
            self.something.notify_one();
        }
    }

    /// Writes what waits, in order: nobody else writes meanwhile.
    fn write(&self) {
        let mut lines = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        lines.clear();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::swap(&mut *lines, &mut *said);
        drop(said);
        // Nobody is there to be told that nobody listens.
        let _ = io::stderr().write_all(&lines);
    }

    fn write_forever(&self) {
        loop {
            let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            let said = self.something.wait_while(said, |said| said.is_empty());
            drop(said.unwrap_or_else(PoisonError::into_inner));
            thread::sleep(TOGETHER);
            self.write();
        }
    }
}

/// One line, said by whoever the log asks for a writer.
pub(super) struct Line<'a> {
    waiting: &'a Waiting,
    urgent: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.waiting.say(line, self.urgent);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line {
            waiting: &self.0,
            urgent: true,
        }
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        Line {
            waiting: &self.0,
            urgent: *about.level() <= Level::WARN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_urgent_does_not_wait_and_nothing_overtakes() {
        let waiting = Waiting::default();
        waiting.say(b"", false);
        assert!(waiting.said.lock().unwrap().is_empty());
        waiting.say(b"one\n", false);
        waiting.say(b"two\n", false);
        assert_eq!(*waiting.said.lock().unwrap(), b"one\ntwo\n");
        waiting.say(b"", true);
        assert!(waiting.said.lock().unwrap().is_empty(), "it is written");
    }
}
