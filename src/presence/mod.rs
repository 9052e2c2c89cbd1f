//! The consent ledger and the place on the map; the only writer of what is visible.
