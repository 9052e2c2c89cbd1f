//! What happens when things end badly.

mod cluster;
mod serve;
