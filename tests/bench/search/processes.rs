//! What processes cost: processor time and memory, as Linux tells it in `/proc`.

use std::collections::HashMap;
use std::fs;

/// Ticks of `/proc/…/stat` in a second: fixed in what Linux shows to programs.
const TICKS: f64 = 100.0;

struct Stat {
    parent: u32,
    /// Seconds of this process, and of its children that ended.
    own: f64,
    ended: f64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold anything.
    let fields: Vec<&str> = text.rsplit_once(") ")?.1.split(' ').collect();
    let seconds = |at: usize| Some(fields.get(at)?.parse::<f64>().ok()? / TICKS);
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: seconds(11)? + seconds(12)?,
        ended: seconds(13)? + seconds(14)?,
    })
}

/// A process and all below it.
fn below(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").expect("Linux").flatten() {
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        if let Some((pid, stat)) = pid.and_then(|pid| Some((pid, stat(pid)?))) {
            children.entry(stat.parent).or_default().push(pid);
        }
    }
    let mut all = vec![root];
    let mut at = 0;
    while let Some(pid) = all.get(at).copied() {
        all.extend(children.remove(&pid).unwrap_or_default());
        at += 1;
    }
    all
}

/// Seconds of processor time of a process and of all below it, those that ended too.
pub(super) fn spent(root: u32) -> f64 {
    let stats = below(root).into_iter().filter_map(stat);
    stats.map(|stat| stat.own + stat.ended).sum()
}

/// The same to the nanosecond, without threads and processes that ended: for work that is over in a moment.
pub(super) fn spent_finely(root: u32) -> f64 {
    let nanoseconds = |pid: u32| -> f64 {
        let tasks = fs::read_dir(format!("/proc/{pid}/task"))
            .into_iter()
            .flatten();
        tasks
            .flatten()
            .filter_map(|task| {
                let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
                text.split(' ').next()?.parse::<f64>().ok()
            })
            .sum()
    };
    below(root).into_iter().map(nanoseconds).sum::<f64>() / 1e9
}

/// Seconds of processor time of everybody on this machine.
pub(super) fn everybody() -> f64 {
    let text = fs::read_to_string("/proc/stat").expect("Linux");
    let fields: Vec<f64> = text
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|field| field.parse().ok())
        .collect();
    // All but idle, waiting for a disk, and what a host took away.
    [0, 1, 2, 5, 6].iter().map(|at| fields[*at]).sum::<f64>() / TICKS
}

/// Memory of a process in bytes: `VmRSS` now, `VmHWM` at most so far.
pub(super) fn memory(pid: u32, what: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = line
        .and_then(|line| line.trim_start_matches(':').split_whitespace().next())
        .and_then(|number| number.parse::<u64>().ok());
    kilobytes.expect("the process lives") * 1024
}
