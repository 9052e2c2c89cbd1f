//! Identifiers: time-ordered inside the house, random wherever the outside can see them.

use uuid::{NoContext, Timestamp, Uuid};

use crate::clock::Clock;

/// An identifier of a row that never leaves the house: UUID version 7, so that indexes stay compact.
///
/// It tells when it was made; use [`public`] for anything that a page, a badge or an API shows.
#[must_use]
pub fn internal(clock: &dyn Clock) -> Uuid {
    let now = clock.now();
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        now.timestamp_subsec_nanos(),
    ))
}

/// An identifier that may be seen from outside: UUID version 4, 122 random bits that tell nothing.
#[must_use]
pub fn public() -> Uuid {
    // From the thread's own generator, which the system seeds: asking the system each time is felt in every answer.
    uuid::Builder::from_random_bytes(rand::random()).into_uuid()
}
