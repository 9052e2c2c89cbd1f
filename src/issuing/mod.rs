//! Achievements, awards, status lists, artwork.
