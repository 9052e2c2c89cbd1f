//! Who changed lately, as they were and as they are: what was worked out before is brought up to date by it.
//!
//! **Invariant:** whoever follows the steps from a version on knows every change since that version, or is told that they
//! cannot be known any more.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};

use super::base::{Person, Sought};

/// Changes that are remembered: some seconds of them where hundreds change each second. Tests go beyond.
const LATELY: usize = if cfg!(test) { 8 } else { 4_096 };

/// The state of a node's memory at one moment: which state, and after how many changes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    state: u64,
    steps: u64,
}

/// States that were made in this process: each has a number of its own.
static STATES: AtomicU64 = AtomicU64::new(0);

/// Somebody changed.
#[derive(Debug)]
pub(super) struct Step {
    /// As they were found before; `None`: nowhere.
    pub(super) before: Option<Person>,
    /// As they are found now.
    pub(super) after: Option<Person>,
}

/// The changes of one state.
#[derive(Debug)]
pub(super) struct Moved {
    version: Version,
    /// The last change of somebody who had a competence or has it since.
    having: HashMap<u16, u64>,
    /// The last of all changes, in their order.
    lately: VecDeque<Step>,
}

impl Default for Moved {
    fn default() -> Self {
        Self {
            version: Version {
                state: STATES.fetch_add(1, Ordering::Relaxed),
                steps: 0,
            },
            having: HashMap::new(),
            lately: VecDeque::new(),
        }
    }
}

impl Moved {
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// Somebody changed.
    pub(super) fn put(&mut self, before: Option<Person>, after: Option<Person>) {
        if before == after {
            return;
        }
        self.version.steps += 1;
        for row in [&before, &after]
            .into_iter()
            .flatten()
            .flat_map(|person| &person.rows)
        {
            self.having.insert(row.competence, self.version.steps);
        }
        if self.lately.len() == LATELY {
            self.lately.pop_front();
        }
        self.lately.push_back(Step { before, after });
    }

    /// Whether nobody changed since who had one of these competences or has it now.
    pub(super) fn is_still(&self, since: Version, sought: &Sought) -> bool {
        let changes = sought.iter().flatten();
        let mut changes = changes.filter_map(|(competence, _)| self.having.get(competence));
        since.state == self.version.state && changes.all(|change| *change <= since.steps)
    }

    /// Every change since; `None`: that is too long ago, or was another state.
    pub(super) fn since(&self, since: Version) -> Option<impl Iterator<Item = &Step>> {
        let steps = self.version.steps.checked_sub(since.steps)?;
        let steps = usize::try_from(steps).ok()?;
        let forgotten = self.lately.len().checked_sub(steps)?;
        (since.state == self.version.state).then(|| self.lately.range(forgotten..))
    }

    /// What remembering them takes in memory, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let people = self
            .lately
            .iter()
            .flat_map(|step| [&step.before, &step.after]);
        let people = people.flatten().map(Person::bytes);
        people.sum::<usize>() + self.lately.capacity() * size_of::<Step>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::base::Row;
    use super::*;

    fn having(competence: u16) -> Person {
        let row = Row {
            earned: None,
            expires: 1,
            competence,
            level: 1,
        };
        Person {
            named: false,
            within: [None; 4],
            rows: vec![row],
            excluded: Vec::new(),
        }
    }

    #[test]
    fn changes_are_told_from_a_version_on_until_they_are_forgotten() {
        let mut moved = Moved::default();
        let first = moved.version();
        moved.put(None, Some(having(1)));
        moved.put(Some(having(1)), Some(having(1)));
        let second = moved.version();
        moved.put(Some(having(1)), Some(having(2)));
        let told = |moved: &Moved, since| Some(moved.since(since)?.count());
        assert_eq!(
            told(&moved, first),
            Some(2),
            "what changed nothing is no change"
        );
        assert_eq!(told(&moved, second), Some(1));
        assert_eq!(told(&moved, moved.version()), Some(0));
        assert!(moved.is_still(second, &[Some((3, 1)), None]));
        assert!(
            !moved.is_still(second, &[Some((3, 1)), Some((1, 3))]),
            "who had it"
        );
        assert!(!moved.is_still(second, &[Some((2, 1))]), "who has it");
        assert!(moved.is_still(moved.version(), &[Some((2, 1))]));
        for _ in 0..LATELY / 2 {
            moved.put(None, Some(having(3)));
            moved.put(Some(having(3)), None);
        }
        assert_eq!(told(&moved, second), None);
        let other = Moved::default();
        assert_eq!(told(&other, first), None, "another state");
        assert!(!other.is_still(first, &[]));
    }
}
