//! The network as `openbadges::verify` sees it: documents, each asked for once, and not many of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use super::client::{Answer, FetchError, Fetcher};
use crate::openbadges::{Documents, Memory, OutOfReach, json};

/// What one verification may ask of the network. A rich badge of today needs six documents: itself, its class, its
/// issuer, a key, a list and the list's issuer.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// Documents, each counted once.
    pub documents: usize,
    /// Time from the making of [`Online`] on, all documents together.
    pub total: Duration,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            documents: 12,
            total: Duration::from_secs(20),
        }
    }
}

/// Documents of the network, for one verification: what a URL answered once, it answers to the end.
///
/// Verification waits for them, so it runs on a thread that may wait: `spawn_blocking`, or one outside the runtime.
#[derive(Debug)]
pub struct Online {
    fetcher: Fetcher,
    runtime: Handle,
    most: usize,
    ends: Instant,
    asked: Mutex<HashMap<String, Result<Vec<u8>, String>>>,
}

impl Online {
    /// Begins a verification: its time runs from now on.
    #[must_use]
    pub fn new(fetcher: Fetcher, runtime: Handle, allowance: Allowance) -> Self {
        Self {
            fetcher,
            runtime,
            most: allowance.documents,
            ends: Instant::now() + allowance.total,
            asked: Mutex::default(),
        }
    }

    fn ask(&self, address: &str) -> Result<Vec<u8>, String> {
        let answer = self
            .runtime
            // The timer must be made inside of the runtime: this thread may be one that knows none.
            .block_on(async { timeout_at(self.ends, self.fetcher.document(address)).await })
            .unwrap_or(Err(FetchError::TooSlow))
            .map_err(|error| error.to_string())?;
        usable(answer)
    }
}

/// What an answer says, if it may be heard.
pub(super) fn usable(answer: Answer) -> Result<Vec<u8>, String> {
    if answer.gone && !says_revoked(&answer.body) {
        return Err(FetchError::Status(410).to_string());
    }
    Ok(answer.body)
}

/// What stands where a document is gone speaks against the badge or is not heard (Open Badges 2.0, hosted
/// verification: a revoked assertion answers 410 with `revoked`).
fn says_revoked(body: &[u8]) -> bool {
    json::read(body).is_ok_and(|document| document["revoked"] == true)
}

impl Documents for Online {
    /// # Panics
    /// On a thread that drives the runtime: it would wait for itself.
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        let address = url.split('#').next().unwrap_or_default();
        // Held while waiting: one verification asks for one document after the other.
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = match asked.get(address) {
            Some(answer) => answer.clone(),
            None if asked.len() >= self.most => {
                Err("the badge names more addresses than are asked for one badge".to_owned())
            }
            None => {
                let answer = self.ask(address);
                asked.insert(address.to_owned(), answer.clone());
                answer
            }
        };
        answer.map_err(|reason| OutOfReach {
            url: url.to_owned(),
            reason,
        })
    }
}

/// Documents at hand first, then those from elsewhere.
pub struct Layered {
    at_hand: Arc<dyn Documents + Send + Sync>,
    elsewhere: Arc<dyn Documents + Send + Sync>,
}

impl Layered {
    /// Asks elsewhere for nothing that is at hand.
    #[must_use]
    pub fn new(
        at_hand: Arc<dyn Documents + Send + Sync>,
        elsewhere: Arc<dyn Documents + Send + Sync>,
    ) -> Self {
        Self { at_hand, elsewhere }
    }
}

impl Documents for Layered {
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        self.at_hand
            .document(url)
            .or_else(|_| self.elsewhere.document(url))
    }

    fn memory(&self) -> Option<&Memory> {
        self.at_hand.memory()
    }
}
