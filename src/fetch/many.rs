//! The network for many verifications that follow each other: an import, whose badges name the same issuers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::client::{FetchError, Fetcher};
use super::online::usable;
use crate::openbadges::{Documents, OutOfReach};

/// Documents that are asked for at most.
const MOST: usize = 30_000;
/// Octets of answers that are kept to be told again.
const KEPT: usize = 64 * 1024 * 1024;
/// A host that failed so often in a row is not asked again.
const PATIENCE: u32 = 3;

/// Documents of the network for one import: what a URL answered once it answers again, and a host that is silent is
/// left alone after three questions.
///
/// Verification waits for them, so it runs on threads that may wait.
#[derive(Debug)]
pub struct Many {
    fetcher: Fetcher,
    runtime: Handle,
    ends: Instant,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    answers: HashMap<String, Result<Vec<u8>, String>>,
    octets: usize,
    asked: usize,
    /// Failures in a row, by host.
    silent: HashMap<String, u32>,
}

impl Many {
    /// Begins an import, which asks for `total` at most.
    #[must_use]
    pub fn new(fetcher: Fetcher, runtime: Handle, total: Duration) -> Self {
        Self {
            fetcher,
            runtime,
            ends: Instant::now() + total,
            known: Mutex::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, address: &str) -> Result<Vec<u8>, String> {
        let host = Url::parse(address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        {
            let mut known = self.known();
            if let Some(answer) = known.answers.get(address) {
                return answer.clone();
            }
            if known
                .silent
                .get(&host)
                .is_some_and(|times| *times >= PATIENCE)
            {
                return Err("its host did not answer before".to_owned());
            }
            if known.asked >= MOST {
                return Err("this import has asked for as many documents as one may".to_owned());
            }
            known.asked += 1;
        }
        // The timer must be made inside of the runtime: this thread may be one that knows none.
        let answer = self
            .runtime
            .block_on(async { timeout_at(self.ends, self.fetcher.document(address)).await })
            .unwrap_or(Err(FetchError::TooSlow));
        let mut known = self.known();
        let quiet = matches!(
            answer,
            Err(FetchError::TooSlow | FetchError::Unanswered | FetchError::NoPublicAddress)
        );
        if quiet {
            *known.silent.entry(host).or_default() += 1;
        } else {
            known.silent.remove(&host);
        }
        let answer = answer.map_err(|error| error.to_string()).and_then(usable);
        let octets = address.len() + answer.as_ref().map_or(100, Vec::len);
        if known.octets + octets <= KEPT {
            known.octets += octets;
            known.answers.insert(address.to_owned(), answer.clone());
        }
        answer
    }
}

impl Documents for Many {
    /// # Panics
    /// On a thread that drives the runtime: it would wait for itself.
    fn document(&self, url: &str) -> Result<Vec<u8>, OutOfReach> {
        let address = url.split('#').next().unwrap_or_default();
        self.answer(address).map_err(|reason| OutOfReach {
            url: url.to_owned(),
            reason,
        })
    }
}
