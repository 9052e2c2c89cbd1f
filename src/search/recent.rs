//! What hardly ever changes, read anew as often as the house promises to notice.
//!
//! **Invariant:** nothing that is handed out was read longer ago than [`LASTS`]; however many ask, one reads.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// How long what was read is believed: as long as an index goes without looking at the log.
pub const LASTS: Duration = super::index::STALE;

/// Something read lately.
pub struct Recent<T> {
    /// What was read, and when that began.
    held: RwLock<Option<(Instant, Arc<T>)>>,
    reading: Mutex<()>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            held: RwLock::default(),
            reading: Mutex::default(),
        }
    }
}

impl<T> Recent<T> {
    /// What was read lately enough.
    pub fn at_hand(&self) -> Option<Arc<T>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let (since, read) = held.as_ref()?;
        (since.elapsed() < LASTS).then(|| Arc::clone(read))
    }

    /// The same, or else what `read` reads now.
    ///
    /// # Errors
    ///
    /// Those of `read`; who waited meanwhile reads for themselves.
    pub async fn get<E>(&self, read: impl Future<Output = Result<T, E>>) -> Result<Arc<T>, E> {
        if let Some(read) = self.at_hand() {
            return Ok(read);
        }
        let _one_reads = self.reading.lock().await;
        if let Some(read) = self.at_hand() {
            return Ok(read);
        }
        let began = Instant::now();
        let read = Arc::new(read.await?);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some((began, Arc::clone(&read)));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_are_told_by_one_reading() {
        let recent = Arc::new(Recent::default());
        let read = Arc::new(AtomicU32::new(0));
        let mut asking = Vec::new();
        for _ in 0..20 {
            let (recent, read) = (Arc::clone(&recent), Arc::clone(&read));
            asking.push(tokio::spawn(async move {
                let reading = async {
                    tokio::task::yield_now().await;
                    Ok::<_, ()>(read.fetch_add(1, Ordering::SeqCst) + 1)
                };
                recent.get(reading).await
            }));
        }
        for asked in asking {
            assert_eq!(asked.await.expect("it ends"), Ok(Arc::new(1)));
        }
        // A failure is nobody's answer but that of who met it.
        let failing = Recent::<u32>::default();
        assert_eq!(failing.get(async { Err("no") }).await, Err("no"));
        assert_eq!(failing.get(async { Ok::<_, ()>(2) }).await, Ok(Arc::new(2)));
        // What is too old is read again.
        *recent.held.write().expect("a lock") = Instant::now()
            .checked_sub(LASTS)
            .map(|at| (at, Arc::new(7)));
        assert!(recent.at_hand().is_none());
        assert_eq!(recent.get(async { Ok::<_, ()>(8) }).await, Ok(Arc::new(8)));
    }
}
