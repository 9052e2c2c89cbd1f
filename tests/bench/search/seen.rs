//! What a person sees and when: Chromium, where it and the tools of `tests/browser` are there.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::house::Node;

/// Milliseconds until an answer was on the screen.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Visit {
    /// From asking for the page, with nothing kept of before.
    pub(super) first: f64,
    /// From choosing another level.
    pub(super) again: f64,
}

/// Some visits to the pages of these questions; `None`: nobody can look here.
pub(super) fn visits(node: &Node, cookie: &str, addresses: &[String]) -> Option<Vec<Visit>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    if !tests.join("browser/node_modules").exists() || !Path::new(&chromium).exists() {
        return None;
    }
    let told = Command::new("node")
        .arg(tests.join("bench/search/seen.mjs"))
        .arg(format!("http://localhost:{}", node.port))
        .arg(cookie)
        .args(addresses)
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&told.stdout);
    let visits: Vec<Visit> = words
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    if visits.is_empty() {
        eprintln!("{}", String::from_utf8_lossy(&told.stderr));
        return None;
    }
    Some(visits)
}
