//! The outbox: work done once, after the transaction that asked for it.
