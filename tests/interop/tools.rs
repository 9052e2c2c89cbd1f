//! The tools: run once over a whole corpus, each in its own process, and read.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::Value;

/// What one tool says of one badge.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) accepts: bool,
    pub(crate) detail: String,
    /// What it found baked, where it reads images.
    #[serde(default)]
    pub(crate) text: Option<String>,
    /// Whether 1EdTech's schema fits, where it asks that.
    #[serde(default)]
    pub(crate) schema: Option<bool>,
}

/// By tool, by case.
pub(crate) type Verdicts = BTreeMap<String, BTreeMap<String, Verdict>>;

/// A badge that a tool made.
#[derive(Debug, Deserialize)]
pub(crate) struct Made {
    pub(crate) name: String,
    pub(crate) text: String,
    /// In base64.
    #[serde(default)]
    pub(crate) image: Option<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Which interpreter runs a script of ours, where `make interop` installs it.
pub(crate) enum Runner {
    /// Node, with what `tests/interop/node/package-lock.json` pins.
    Node,
    /// A Python of its own under `target/interop`.
    Python(&'static str),
}

impl Runner {
    fn command(&self, script: &str) -> Command {
        let (program, folder) = match self {
            Self::Node => {
                let folder = root().join("tests/interop/node");
                assert!(
                    folder.join("node_modules/.package-lock.json").exists(),
                    "the JavaScript tools are not installed: run make interop"
                );
                (PathBuf::from("node"), folder)
            }
            Self::Python(name) => {
                let python = root().join("target/interop").join(name).join("bin/python");
                assert!(
                    python.exists(),
                    "the Python of {name} is not installed: run make interop"
                );
                (python, root().join("tests/interop/python"))
            }
        };
        let mut command = Command::new(program);
        command
            .arg(folder.join(script))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUTF8", "1");
        command
    }

    /// Runs a script on a corpus and reads the JSON that it prints.
    pub(crate) fn run(&self, script: &str, corpus: &Path, input: &str) -> Value {
        let mut child = self
            .command(script)
            .arg(corpus)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{script}: {error}"));
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        // A tool that reads nothing closes the pipe: that is no error.
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        let _ = writer.join();
        let words = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script} broke down: {words}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{script} printed no JSON ({error}): {words}");
        })
    }

    /// The verdicts of a script of ours.
    pub(crate) fn judge(&self, script: &str, corpus: &Path) -> Verdicts {
        serde_json::from_value(self.run(script, corpus, "")).expect("verdicts")
    }

    /// The badges that a script of ours makes.
    pub(crate) fn make(&self, script: &str, corpus: &Path, input: &Value) -> Vec<Made> {
        serde_json::from_value(self.run(script, corpus, &input.to_string())).expect("badges")
    }
}
